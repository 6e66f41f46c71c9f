"""From the couch to five kilometres."""

import datetime as dt
from itertools import pairwise

import pytest

import trainkit as tk
from builders.runners import START
from trainkit.models import PlannedWorkout

_FREE = tk.Availability(
    minutes={"mon": 0, "tue": 45, "wed": 0, "thu": 45, "fri": 0, "sat": 60, "sun": 60}
)


def couch_to_5k(weeks: int) -> tk.TrainingPlan:
    """Plan for somebody of whom nothing is known, not even a pace."""
    me = tk.Athlete(sex="female", birth_date=dt.date(1986, 3, 1), hr_rest=62, hr_max=184)
    goal = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=7 * weeks - 1))
    return tk.plan(goal, me, availability=_FREE, start=START, allow_short=True)


def longest_bout(week: tuple[PlannedWorkout, ...]) -> float:
    """Return the longest run without a pause [min]."""
    bouts = [
        (step.duration_s or 0.0) / 60
        for workout in week
        if workout.kind != "race"
        for step in workout.unrolled
        if step.kind == "active"
    ]
    return max(bouts, default=0.0)


@pytest.mark.parametrize("weeks", [8, 9, 10, 13])
def test_the_longest_run_before_the_race_is_half_an_hour(weeks: int) -> None:
    bouts = [longest_bout(week) for week in couch_to_5k(weeks).weeks]
    assert bouts[0] <= 2
    assert max(bouts) >= 30
    # The ladder's own biggest step, in its fifth week, is from 5 to 20 min.
    longest = [max(bouts[: at + 1]) for at in range(len(bouts))]
    assert all(after - before <= 15 for before, after in pairwise(longest))


def test_no_week_of_first_runs_is_hard() -> None:
    for workout in couch_to_5k(10).workouts:
        assert workout.kind == "race" or not workout.hard
