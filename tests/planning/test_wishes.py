"""Wishes are those that published plans keep."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit.models import PlannedWorkout
from trainkit.workouts import find_session


def plan_of(weeks: list[float]) -> tk.TrainingPlan:
    """Plan four easy runs a week, in shares of 140 min."""
    days = []
    for number, share in enumerate(weeks):
        for at in range(7):
            day = START + dt.timedelta(days=7 * number + at)
            trained = at in {1, 3, 5, 6}
            made = find_session("Easy run").build(35 * share, RUNNER, day)
            days.append(
                made.model_copy(update={"kind": "easy"})
                if trained
                else PlannedWorkout(date=day, kind="rest")
            )
    return tk.TrainingPlan(start=START, workouts=tuple(days))


def rules(weeks: list[float]) -> set[str]:
    found = tk.check(plan_of(weeks), RUNNER)
    assert [violation for violation in found if violation.hard] == []
    return {violation.rule for violation in found}


@pytest.mark.parametrize(("weeks", "told"), [([1, 1.14], False), ([1, 1.3], True)])
def test_a_week_a_seventh_fuller_is_no_fault(weeks: list[float], told: bool) -> None:
    assert ("weekly_ramp" in rules(weeks)) == told


@pytest.mark.parametrize(("lighter", "told"), [(0.91, False), (0.97, True)])
def test_a_lighter_week_is_a_little_lighter(lighter: float, told: bool) -> None:
    assert ("cut_back" in rules([1, 1, 1, lighter, 1, 1])) == told
