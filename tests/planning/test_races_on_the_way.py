"""Races on the way to the main one: is there a longest run that carries them?"""

import datetime as dt

import pytest

import trainkit as tk
from builders.lives import calendar_weeks
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START

_MARATHON = tk.Goal(distance_m=42_195, date=START + dt.timedelta(days=20 * 7 - 1))


def plan_with(
    metres: float, week: int, *, allow_short: bool = False, time_s: float | None = None
) -> tk.TrainingPlan:
    """Plan a marathon after a year of runs up to 75 min, with a B race."""
    day = START + dt.timedelta(days=7 * week - 1)
    other = tk.Goal(distance_m=metres, date=day, priority="B", time_s=time_s)
    return tk.plan(
        [other, _MARATHON],
        RUNNER,
        history_before(0),
        availability=FIVE_DAYS.model_copy(update={"minutes": {**FIVE_DAYS.minutes, "sun": 200}}),
        start=START,
        allow_short=allow_short,
    )


def warned(plan: tk.TrainingPlan) -> bool:
    return any("your longest run is about" in warning for warning in plan.warnings)


@pytest.mark.parametrize(("metres", "week"), [(5000, 2), (10_000, 4), (21_097.5, 10)])
def test_a_race_that_training_carries_needs_no_word(metres: float, week: int) -> None:
    assert not warned(plan_with(metres, week))


def test_a_race_that_is_a_little_too_far_is_told() -> None:
    assert warned(plan_with(21_097.5, 2))


def test_a_race_that_nothing_carries_is_refused_unless_allowed() -> None:
    with pytest.raises(tk.InvalidInput, match="your longest run is about"):
        plan_with(42_195, 2)
    assert warned(plan_with(42_195, 2, allow_short=True))


def test_a_time_out_of_reach_is_told_and_no_reason_against_the_race() -> None:
    plan = plan_with(10_000, 6, time_s=2450)
    assert any("VDOT" in warning for warning in plan.warnings)


@pytest.mark.parametrize(("priority", "tapers"), [("A", True), ("B", False)])
def test_an_a_race_on_the_way_has_a_taper_of_its_own(priority: str, tapers: bool) -> None:
    goals = [
        tk.Goal.model_validate(
            {"distance_m": 10_000, "date": START + dt.timedelta(days=55), "priority": priority}
        ),
        tk.Goal(distance_m=21_097.5, date=START + dt.timedelta(days=14 * 7 - 1)),
    ]
    made = tk.plan(goals, RUNNER, history_before(0), availability=FIVE_DAYS, start=START)
    minutes = [sum(day.duration_min for day in week) for week in calendar_weeks(made)]
    assert (minutes[7] < 0.62 * max(minutes[:7])) is tapers
