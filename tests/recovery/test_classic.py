"""The classic model reproduces the numbers of the Intelligent Training Optimizer.

The vectors are from that system's own tests (2025).
"""

import numpy as np
import pytest

from builders.days import ATHLETE, LAST, steady
from trainkit.models import History
from trainkit.recovery import MODELS, assess, combine, scores
from trainkit.recovery._classic import (
    ClassicHrv,
    ClassicLoad,
    ClassicRestingHr,
    ClassicSleep,
    latest_mean,
)

NAN = float("nan")


def one_morning(field: str, before: list[float], today: float) -> History:
    values = [*before, today]
    dates = np.arange(np.datetime64(LAST) - len(before), np.datetime64(LAST) + 1)
    return History.from_columns({"date": dates, field: values})


@pytest.mark.parametrize(
    ("before", "today", "points"),
    [
        ([60.0] * 7, 66, 100),
        ([60.0] * 7, 63, 75),
        ([60.0] * 7, 60, 50),
        ([60.0] * 7, 54, 25),
        ([60.0] * 7, 48, 0),
        ([50.0, 60, 70, 55, 65, 60, 60], 60, 50),
        ([60.0] * 4, 60, 50),
        ([60.0] * 3, 60, NAN),
        ([NAN, 60, NAN, 60, 60, 60], 60, 50),
    ],
)
def test_hrv(before: list[float], today: float, points: float) -> None:
    columns = ClassicHrv().columns(one_morning("hrv_rmssd", before, today), ATHLETE)
    np.testing.assert_equal(columns.points[-1], points)


@pytest.mark.parametrize(("today", "points"), [(57, 100), (60, 50), (63, 25), (66, 0)])
def test_resting_heart_rate(today: float, points: float) -> None:
    columns = ClassicRestingHr().columns(one_morning("resting_hr", [60.0] * 7, today), ATHLETE)
    assert columns.points[-1] == points


@pytest.mark.parametrize(
    ("hours", "points"),
    [(7, 100), (8, 100), (9, 100), (6, 70), (5, 40), (4, 0), (10, 70), (6.5, 85), (5.5, 55),
     (4.5, 20), (9.5, 85)],
)  # fmt: skip
def test_sleep_hours(hours: float, points: float) -> None:
    history = one_morning("sleep_h", [8.0], hours)
    assert scores(history, ATHLETE, model="classic").columns["sleep"].points[-1] == points


@pytest.mark.parametrize(
    ("hours", "quality", "points"), [(8, 30, 72), (5, 100, 64), (6, 50, 62), (8, -10, 60)]
)
def test_sleep_with_quality(hours: float, quality: float, points: float) -> None:
    assert ClassicSleep.points_of(np.array([hours]), np.array([quality]))[0] == points


@pytest.mark.parametrize(
    ("points", "score"),
    [
        ((100, 100, 94, 100), 99),
        ((0, 0, 28, 30), 9),
        ((75, 40, 100, 70), 69),
        ((0, 0, 100, 100), 30),
        ((80, 60, NAN, NAN), 71),
        ((75, 75, 80, NAN), 76),
        ((NAN, 80, 75, 100), 82),
        ((NAN, NAN, NAN, 100), 100),
        ((NAN, NAN, NAN, NAN), NAN),
        ((50, 50, 100, 100), 65),
    ],
)
def test_present_components_share_the_weight_of_missing_ones(
    points: tuple[float, ...], score: float
) -> None:
    names = ("hrv", "resting_hr", "sleep", "load")
    total, weights = combine(dict(zip(names, points, strict=True)))
    np.testing.assert_equal(float(np.rint(total)), score)
    if not np.isnan(score):
        assert sum(float(one) for one in weights.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("ratio", "points"),
    [(0.4, 30), (0.65, 65), (0.8, 100), (1.3, 100), (1.4, 65), (1.5, 30), (2, 0)],
)
def test_acwr_curve(ratio: float, points: float) -> None:
    assert np.rint(ClassicLoad._curve(np.array([ratio])))[0] == points


def test_scores_round_half_to_even() -> None:
    assert float(np.rint(combine({"hrv": 50.0, "resting_hr": 51.0, "sleep": 50.5})[0])) == 50


def test_the_mean_is_of_the_last_seven_known_values_and_never_of_today() -> None:
    values = np.array([1.0, 2, 3, 4, NAN, 5, 6, 7, 8, 100])
    mean, have = latest_mean(values)
    np.testing.assert_allclose(mean[4:], [2.5, 2.5, 3.0, 3.5, 4.0, 5.0])
    assert have[-1] == 7
    assert np.isnan(mean[:4]).all()


@pytest.mark.parametrize(
    ("last", "kind", "level"),
    [
        ({"hrv_rmssd": [60.0] * 7 + [48.0]}, "hrv_low", "critical"),
        ({"hrv_rmssd": [60.0] * 7 + [51.0]}, "hrv_low", "warning"),
        ({"hrv_rmssd": [60.0] * 7 + [51.1]}, "hrv_low", None),
        ({"resting_hr": [50.0] * 7 + [55.0]}, "resting_hr_high", "critical"),
        ({"resting_hr": [50.0] * 7 + [53.5]}, "resting_hr_high", "warning"),
        ({"resting_hr": [50.0] * 7 + [53.4]}, "resting_hr_high", None),
        ({"sleep_h": 4.5}, "short_sleep", "warning"),
        ({"sleep_h": 5.0}, "short_sleep", None),
        ({"hrv_rmssd": [60.0] * 4 + [51.0] * 3}, "overtraining", "critical"),
        ({"hrv_rmssd": [60.0] * 4 + [51.0, 51.1, 51.0]}, "overtraining", None),
        (
            {
                "hrv_rmssd": [60.0] * 7 + [53.0],
                "resting_hr": [50.0] * 7 + [53.0],
                "sleep_h": 5.0,
            },
            "illness_pattern",
            "critical",
        ),
    ],
)
def test_anomalies(last: dict[str, object], kind: str, level: str | None) -> None:
    made = assess(steady(last), ATHLETE, model="classic")  # type: ignore[arg-type]
    found = {one.kind: one.level for one in made.warnings}
    assert found.get(kind) == level


def test_every_component_explains_its_numbers_and_method() -> None:
    made = assess(steady(), ATHLETE, model="classic").recovery
    assert made.model == "classic"
    assert [one.name for one in made.components] == ["hrv", "resting_hr", "sleep"]
    for one in made.components:
        assert "2025" in one.method
        assert any(character.isdigit() for character in one.explanation)
    assert len(MODELS["classic"]) == 5
