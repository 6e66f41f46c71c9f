"""How the person feels: in the score, and as warnings that a green watch does not outvote."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.recovery import CLASSIC_DETECTORS, DETECTORS, REPORTED, scores
from trainkit.recovery._wellness import Wellness, journal

GOOD = {"hrv_rmssd": [63.0] * 7, "resting_hr": 48.0, "sleep_h": [8.0] * 7}
NAN = float("nan")


def usual(level: float, days: int = 28) -> list[float]:
    """Ratings around a level, five up, five down in turn."""
    return [level + 5 * (-1) ** day for day in range(days)]


def feel(**journal: object) -> tk.Assessment:
    history = steady({**GOOD, **journal}, activities=weeks_of_runs())  # type: ignore[arg-type]
    return tk.assess(history, ATHLETE)


def warnings(made: tk.Assessment) -> dict[str, tuple[str, str]]:
    return {one.kind: (one.level, one.intensity_at_most) for one in made.warnings}


def test_a_green_watch_does_not_outvote_a_body_that_is_spent() -> None:
    made = feel(soreness=95.0, energy=5.0, mood=5.0)
    part = made.recovery.component("wellness")
    assert part is not None
    assert part.points == pytest.approx(8, abs=3)
    assert part.weight == pytest.approx(0.2)
    assert made.recovery.status == "red"
    assert warnings(made)["soreness"] == ("critical", "rest")
    assert made.recommendation.intensity == "rest"
    assert "soreness 95 of 100" in made.recovery.explanation


@pytest.mark.parametrize("model", ["personal", "classic"])
def test_without_a_journal_nothing_is_asked_for(model: str) -> None:
    history = steady(GOOD, activities=weeks_of_runs())  # type: ignore[arg-type]
    made = tk.assess(history, ATHLETE, model=model)  # type: ignore[arg-type]
    parts = tk.recovery.MODELS[model]
    before = scores(history, ATHLETE, model=parts[:-1])
    after = scores(history, ATHLETE, model=parts)
    np.testing.assert_array_equal(before.score, after.score)
    assert made.recovery.missing == ()
    assert not any("journal" in note for note in made.notes)


def test_a_journal_that_was_kept_lately_is_missed_for_a_week() -> None:
    two_days_ago = feel(energy=[70.0, NAN, NAN])
    assert [one.name for one in two_days_ago.recovery.missing] == ["wellness"]
    assert any("No journal to go by" in note for note in two_days_ago.notes)
    assert feel(energy=[70.0, *[NAN] * 8]).recovery.missing == ()


def test_yesterdays_journal_counts_until_today_is_answered() -> None:
    made = feel(soreness=[*usual(20), 72.0, NAN])
    part = made.recovery.component("wellness")
    assert part is not None
    assert "journal of yesterday: soreness 72 of 100 (usually 20)" in part.explanation
    answered = feel(soreness=[*usual(20), 72.0, NAN], energy=70.0)
    assert "soreness" not in warnings(answered)


def test_an_ordinary_morning_is_green_and_a_day_out_of_the_ordinary_is_not() -> None:
    ordinary = feel(soreness=[*usual(20), 22.0], energy=[*usual(70), 68.0], mood=[*usual(75), 74.0])
    assert ordinary.recovery.component("wellness").points >= 72  # type: ignore[union-attr]
    assert ordinary.recovery.status == "green"
    assert ordinary.warnings == ()
    low = feel(soreness=[*usual(20), 45.0], energy=[*usual(70), 45.0], mood=[*usual(75), 50.0])
    part = low.recovery.component("wellness")
    assert part is not None
    assert part.deviation is not None
    assert part.deviation < -2
    assert part.points < 35


def test_a_low_rating_that_is_usual_is_still_low() -> None:
    resigned = feel(energy=[*usual(20), 20.0]).recovery.component("wellness")
    assert resigned is not None
    assert resigned.deviation == pytest.approx(0, abs=0.1)
    assert resigned.points < 40


def test_the_first_reports_are_judged_by_themselves_alone() -> None:
    part = feel(energy=[60.0, 61.0, 62.0]).recovery.component("wellness")
    assert part is not None
    assert (part.baseline, part.deviation) == (None, None)
    assert part.points > 75


def test_what_would_change_is_true() -> None:
    history = steady({**GOOD, "energy": [*usual(70), 30.0]})  # type: ignore[arg-type]
    component = Wellness()
    at = history.dates.size - 1
    columns = component.columns(history, ATHLETE)
    value = component.value_for(history, ATHLETE, at, 60.0, columns)
    assert value is not None
    again = steady({**GOOD, "energy": [*usual(70), value]})  # type: ignore[arg-type]
    assert component.columns(again, ATHLETE).points[-1] == pytest.approx(60, abs=1)
    assert component.value_for(history, ATHLETE, at, 99.0, columns) is None
    silent = steady()
    assert component.value_for(silent, ATHLETE, at, 60.0, columns) is None
    assert component.units(history, at) == ("percent", "SD")


@pytest.mark.parametrize(
    ("ratings", "kind", "level", "most"),
    [
        ({"soreness": 49.0}, "soreness", None, None),
        ({"soreness": 50.0}, "soreness", "warning", "easy"),
        ({"soreness": 75.0}, "soreness", "warning", "easy"),
        ({"soreness": 95.0}, "soreness", "warning", "easy"),
        ({"soreness": 95.0, "energy": 10.0}, "soreness", "critical", "rest"),
        ({"soreness": 95.0, "energy": 60.0, "mood": 8.0}, "soreness", "critical", "rest"),
        ({"energy": 31.0, "mood": 31.0}, "feeling_low", None, None),
        ({"energy": 30.0, "mood": 60.0}, "feeling_low", "info", "hard"),
        ({"energy": 30.0}, "feeling_low", "info", "hard"),
        ({"energy": 30.0, "mood": 30.0}, "feeling_low", "warning", "easy"),
        ({"energy": 70.0, "mood": 10.0}, "feeling_low", "warning", "easy"),
        ({"energy": [25.0, 60.0, 30.0, 60.0, 28.0]}, "feeling_low", "warning", "easy"),
        ({"energy": [25.0, 60.0, 60.0, 60.0, 28.0]}, "feeling_low", "info", "hard"),
        ({"energy": [25.0, 25.0, 25.0, 25.0, 60.0]}, "feeling_low", None, None),
        ({"fever": 1.0}, "fever", "critical", "rest"),
        ({"fever": [1.0, NAN]}, "fever", "critical", "rest"),
        ({"fever": [1.0, 0.0]}, "fever", None, None),
        ({"fever": [1.0, NAN], "illness": [1.0, 0.0]}, "fever", None, None),
    ],
)
def test_feelings_warn(
    ratings: dict[str, object], kind: str, level: str | None, most: str | None
) -> None:
    found = warnings(feel(**ratings))
    assert found.get(kind) == (None if level is None else (level, most))


def test_very_sore_says_easy_and_short() -> None:
    warning = next(one for one in feel(soreness=75.0).warnings if one.kind == "soreness")
    assert "30 min" in warning.message
    assert warning.values["minutes_at_most"] == 30
    mild = next(one for one in feel(soreness=55.0).warnings if one.kind == "soreness")
    assert "minutes_at_most" not in mild.values


def rated(ratings: dict[int, float]) -> list[tk.Activity]:
    """Easy runs rated 4, but for those of some days ago."""
    runs = weeks_of_runs()
    return [one.model_copy(update={"rpe": ratings.get((LAST - one.day).days, 4.0)}) for one in runs]


@pytest.mark.parametrize(
    ("ratings", "level"),
    [({}, None), ({1: 7.0}, None), ({1: 7.0, 3: 6.0}, "info"), ({1: 7, 3: 7, 5: 7}, "warning")],
)
def test_sessions_that_feel_harder_than_they_were(
    ratings: dict[int, float], level: str | None
) -> None:
    made = tk.assess(steady(GOOD, activities=rated(ratings)), ATHLETE)  # type: ignore[arg-type]
    found = warnings(made).get("hard_to_do")
    assert (found and found[0]) == level
    assert made.recovery.component("wellness") is None


def test_the_last_sessions_effort_joins_the_journal() -> None:
    calm, hard = (
        tk.assess(steady({**GOOD, "energy": 70.0}, activities=rated(one)), ATHLETE)  # type: ignore[arg-type]
        for one in ({}, {1: 7.0})
    )
    points = [one.recovery.component("wellness").points for one in (calm, hard)]  # type: ignore[union-attr]
    assert points[0] > points[1] + 20
    assert "3.0 RPE harder than its load suggests" in hard.recovery.explanation
    signals = tk.recovery.daily_signals(steady(activities=[run(1, rpe=7.0)]), ATHLETE)
    assert np.isnan(journal(signals).rpe_excess).all()


def test_both_models_hear_the_same_feelings() -> None:
    kinds = {one.kind for one in REPORTED}
    assert {"soreness", "feeling_low", "hard_to_do", "fever"} <= kinds
    assert not kinds & {"soreness"} & {one.kind for one in (*DETECTORS, *CLASSIC_DETECTORS)}
    history = steady({**GOOD, "soreness": 95.0, "energy": 5.0}, activities=weeks_of_runs())  # type: ignore[arg-type]
    for model in ("personal", "classic"):
        made = tk.assess(history, ATHLETE, model=model)  # type: ignore[arg-type]
        assert made.recovery.status == "red"
        assert made.recovery.component("wellness") is not None


def test_nothing_later_changes_a_settled_day() -> None:
    ratings = {"soreness": usual(30, 60), "energy": usual(60, 60), "mood": usual(55, 60)}
    history = steady(ratings, activities=rated({1: 8.0, 8: 7.0}))  # type: ignore[arg-type]
    day = LAST - dt.timedelta(days=7)
    cut = scores(history.until(day), ATHLETE)
    np.testing.assert_array_equal(scores(history, ATHLETE).score[: cut.score.size], cut.score)
