"""After a long break in the middle of a plan the race is judged again, in words."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit.models import Activity, DailyHealth, History, TrainingPlan

WEEK = {1: 50.0, 2: 40.0, 3: 45.0, 5: 40.0, 6: 80.0}


def session(day: dt.date, minutes: float) -> Activity:
    return Activity(
        sport="running",
        start=dt.datetime.combine(day, dt.time(7), dt.UTC),
        elapsed_s=60 * minutes,
        distance_m=165 * minutes,
        hr_mean=142,
    )


BEFORE = [
    session(START - dt.timedelta(days=7 * back - day), minutes)
    for back in range(14, 0, -1)
    for day, minutes in WEEK.items()
]


def plan_for(metres: float, weeks: int = 12) -> TrainingPlan:
    race = tk.Goal(distance_m=metres, date=START + dt.timedelta(days=7 * weeks - 1))
    return tk.plan(race, RUNNER, History(activities=BEFORE), start=START, allow_short=True)


def adapted(plan: TrainingPlan, *, weeks_done: int, off: int) -> tk.Revision:
    stop = START + dt.timedelta(days=7 * weeks_done)
    on = stop + dt.timedelta(days=off)
    done = [
        session(one.date, one.duration_min)
        for one in plan.workouts
        if one.date is not None and one.date < stop and one.duration_min > 0
    ]
    sore = [
        DailyHealth(date=stop + dt.timedelta(days=at), pain=60, pain_place="calf")
        for at in range(off)
    ]
    well = DailyHealth(date=on, pain=0)
    history = History(activities=[*BEFORE, *done], days=[*sore, well])
    return tk.adapt(plan, history, RUNNER, on=on)


@pytest.mark.parametrize(("metres", "off"), [(21_097.5, 21), (21_097.5, 28), (42_195.0, 28)])
def test_weeks_off_late_in_a_plan_are_told_to_cost_the_race(metres: float, off: int) -> None:
    made = adapted(plan_for(metres), weeks_done=4, off=off)
    assert made.warnings is not None
    (words,) = [one for one in made.warnings[1] if "days off" in one]
    assert f"After {off} days off the longest run" in words
    assert words in str(made)


def test_some_days_off_and_weeks_off_early_are_not() -> None:
    assert adapted(plan_for(21_097.5), weeks_done=4, off=7).warnings is None
    assert adapted(plan_for(10_000.0, 16), weeks_done=1, off=16).warnings is None
