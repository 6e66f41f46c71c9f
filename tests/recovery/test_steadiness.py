"""The score moves with a cause and not with noise; colours do not flicker; caution is prompt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from builders.days import ATHLETE, steady, weeks_of_runs
from trainkit.recovery import Scores, scores
from trainkit.recovery._curve import steady as mix
from trainkit.recovery._curve import today_for

NAN = float("nan")
POINTS = st.floats(0, 100)


def colours(*score: float, back: float = 3.0) -> str:
    """The first letters of the colours of these days."""
    dates = np.datetime64("2026-06-01") + np.arange(len(score))
    status = Scores(dates, np.array(score), {}, {}, back).status()
    return "".join(colour[:1] or "-" for colour in status.tolist())


def test_a_day_after_one_that_was_not_green_needs_three_points_more() -> None:
    assert colours(72, 69, 71, 72, 73, 71, 70, 69.4) == "gyyygggy"
    assert colours(72, 69, 71, back=0.0) == "gyg"


def test_a_first_day_and_one_after_three_days_without_a_score_start_anew() -> None:
    assert colours(71) == "g"
    assert colours(60, NAN, NAN, 71) == "y--y"
    assert colours(60, NAN, NAN, NAN, 71) == "y---g"


@given(st.lists(st.just(NAN) | st.integers(66, 76).map(float), min_size=1, max_size=60))
def test_the_edge_of_green_depends_on_each_day_before(score: list[float]) -> None:
    dates = np.datetime64("2026-06-01") + np.arange(len(score))
    needed = Scores(dates, np.array(score), {}, {}).needed_for_green()
    edge, unknown = 70.0, 0
    for shown, told in zip(score, needed.tolist(), strict=True):
        edge = 70.0 if unknown >= 3 else edge
        assert told == edge
        unknown += 1
        if not np.isnan(shown):
            edge, unknown = (70.0 if shown >= edge else 73.0), 0


def test_no_day_is_greener_than_its_score_or_redder() -> None:
    random = np.random.default_rng(0)
    score = random.uniform(0, 100, 500)
    status = Scores(np.arange(500).astype("datetime64[D]"), score, {}, {}).status()
    assert (np.rint(score)[status == "green"] >= 70).all()
    assert (np.rint(score)[status == "red"] < 40).all()
    assert (status[np.rint(score) < 40] == "red").all()


@given(POINTS, POINTS | st.just(NAN), POINTS | st.just(NAN))
def test_points_of_today_alone_are_found_again(today: float, one: float, two: float) -> None:
    points = np.array([two, one, today])
    mixed = float(mix(points)[2])
    assert today_for(mixed, points, 2) == pytest.approx(today, abs=1e-9)
    assert abs(mixed - today) <= 15 + 1e-9


def test_the_colour_before_warnings_decides_and_is_told() -> None:
    made = tk.assess(steady({"pain": 50.0}), ATHLETE).recovery
    assert made.by_score == scores(steady(), ATHLETE).status()[-1]
    assert made.status == "yellow"


@pytest.mark.parametrize(
    ("last", "status", "intensity"),
    [
        ({"illness": 1.0, "fever": 1.0}, "red", "rest"),
        ({"sleep_h": 4.5}, "yellow", "moderate"),
        ({"pain": 50.0}, "yellow", "easy"),
        ({"hrv_rmssd": 38.0, "resting_hr": 60.0}, "red", "rest"),
    ],
)
def test_a_cause_counts_on_its_day(last: dict[str, float], status: str, intensity: str) -> None:
    good = {"hrv_rmssd": [61.0] * 9 + [last.pop("hrv_rmssd", 61.0)]}
    good["resting_hr"] = [49.0] * 9 + [last.pop("resting_hr", 49.0)]
    history = steady(good | last, activities=weeks_of_runs())
    assert scores(history, ATHLETE).status()[-2] == "green"
    made = tk.assess(history, ATHLETE)
    assert made.recovery.status == status
    order = ("rest", "easy", "moderate", "hard")
    assert order.index(made.recommendation.intensity) <= order.index(intensity)


def test_an_ordinary_month_moves_less_than_the_points_of_its_mornings() -> None:
    moves, alone = [], []
    for seed in range(12):
        history = tk.simulate(days=120, seed=seed)
        column = scores(history, history.athlete or ATHLETE).columns["resting_hr"]
        curve = np.interp(column.deviation, (-2, -1, 0, 1, 2, 3), (96, 88, 75, 52, 22, 0))
        moves.append(np.nanmedian(np.abs(np.diff(column.points))))
        alone.append(np.nanmedian(np.abs(np.diff(curve))))
    assert np.mean(moves) <= 0.75 * np.mean(alone)
