"""A forecast uses what the plan trains, and says where it knows little."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import RUNNER, START, marathon
from trainkit import planning
from trainkit.models import PlannedWorkout
from trainkit.planning._tracking.preparation import Preparation, effect_of, preparation_of
from trainkit.workouts import find_session

MARATHON, FOUR_HOURS_S = 42_195.0, 4 * 3600.0


def effect_min(longest_km: float, week_km: float) -> float:
    """Minutes that a preparation adds to four hours."""
    found = effect_of(Preparation(1000 * longest_km, 1000 * week_km), MARATHON, FOUR_HOURS_S)
    return (found.time_s - FOUR_HOURS_S) / 60


@pytest.mark.parametrize(("longest_km", "week_km"), [(30, 50), (24, 50), (30, 38), (24, 80)])
def test_what_the_race_model_holds_is_not_counted_twice(longest_km: float, week_km: float) -> None:
    assert effect_min(longest_km, week_km) == 0


def test_other_distances_ask_only_that_the_legs_last() -> None:
    half, ten = (
        effect_of(Preparation(14_000, 25_000), metres, 3600.0) for metres in (21_097.5, 10_000)
    )
    assert (half.time_s, ten.time_s) == (3600.0, 3600.0)
    little = effect_of(Preparation(5000, 12_000), 21_097.5, 2 * 3600.0)
    assert little.time_s > 2.5 * 3600


def test_what_is_not_prepared_is_walked_and_the_interval_says_so() -> None:
    little = effect_of(Preparation(4000, 8000), MARATHON, FOUR_HOURS_S)
    assert little.time_s > 6 * 3600
    assert little.spread > 0.1
    assert any("walked" in note for note in little.notes)
    assert any("wide" in note for note in little.notes)
    enough = effect_of(Preparation(30_000, 50_000), MARATHON, FOUR_HOURS_S)
    assert (enough.spread, enough.notes) == (0.0, ())
    unknown = effect_of(Preparation(0.0, 0.0, known=False), MARATHON, FOUR_HOURS_S)
    assert unknown == enough._replace(time_s=FOUR_HOURS_S)
    more = [effect_min(longest, 8.0) for longest in (2, 4, 8, 16, 32)]
    assert more == sorted(more, reverse=True)


def test_runs_done_and_runs_planned_are_one_preparation() -> None:
    goal = marathon()
    long = find_session("Long run")
    days = [START + dt.timedelta(days=day) for day in range(16 * 7 - 1)]
    sundays = {day: long.build(120, RUNNER, day) for day in days if day.weekday() == 6}
    rest = PlannedWorkout(name="Rest", date=START, kind="rest")
    race = rest.model_copy(update={"date": goal.date, "sport": "running", "kind": "race"})
    planned = [sundays.get(day, rest.model_copy(update={"date": day})) for day in days]
    plan = tk.TrainingPlan(goals=(goal,), start=START, workouts=(*planned, race))
    ahead = preparation_of(plan, RUNNER, None, START, goal)
    assert 15_000 < ahead.longest_m < 30_000
    assert ahead.week_m == pytest.approx(13 / 14 * ahead.longest_m, rel=0.08)
    run = tk.Activity(
        sport="running",
        start=dt.datetime.combine(START + dt.timedelta(days=5), dt.time(9), dt.UTC),
        elapsed_s=10_800,
        distance_m=31_000,
    )
    later = START + dt.timedelta(days=7)
    done = preparation_of(plan, RUNNER, tk.History(activities=(run,)), later, goal)
    assert done.longest_m == 31_000
    short = planning.forecast(plan, RUNNER)
    longer = planning.forecast(plan, RUNNER, tk.History(activities=(run,)), on=later)
    assert short.notes
    assert short.time_s > longer.time_s
    assert short.high_s / short.low_s > longer.high_s / longer.low_s
    assert short.low_s < short.time_s < short.high_s
