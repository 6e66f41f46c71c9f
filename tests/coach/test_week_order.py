"""What a sentence claims of the order and the proportions of a week."""

import datetime as dt

import pytest

from trainkit.coach._week.order import order_holds
from trainkit.models.week import WeekDay
from trainkit.models.workout import PlannedWorkout

MONDAY = dt.date(2026, 11, 30)
PLAN = (
    ("Rest", 0, 0, "rest"),
    ("Recovery run", 30, 25, "easy"),
    ("Short intervals", 45, 60, "hard"),
    ("Easy run", 40, 35, "easy"),
    ("Rest", 0, 0, "rest"),
    ("Easy run", 60, 50, "easy"),
    ("Long run", 100, 90, "easy"),
)


def day(at: int) -> WeekDay:
    title, minutes, load, intensity = PLAN[at]
    date = MONDAY + dt.timedelta(days=at)
    workout = None
    if minutes:
        workout = PlannedWorkout(
            name=title,
            sport="running",
            date=date,
            planned_s=minutes * 60,
            planned_m=minutes * 150.0,
            load=load,
        )
    return WeekDay(
        date=date,
        title=title,
        description=f"{title}.",
        workout=workout,
        intensity=intensity,
        duration_min=minutes,
        load=load,
    )


DAYS = [day(at) for at in range(7)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sunday is longer than Saturday.",
        "Thursday's run is a bit easier than Wednesday's.",
        "Sunday carries the most load.",
        "You rest twice this week.",
        "The first session of the week is on Tuesday.",
        "The last session is on Sunday.",
        "Your week ends with the long run.",
        "Your week starts with a rest day.",
        "You train three days in a row.",
        "Four of your five sessions are easy.",
        "The weekend brings 24 km.",
        "Your longest day has 100 minutes of training.",
        "On Saturday you are out for an hour.",
        "On Sunday you run for one hour and 40 minutes.",
        "Wednesday and Thursday together come to 85 minutes.",
        "Keep the easy days easy, and drink to thirst.",
        "Take it step by step: the race is what counts.",
    ],
)
def test_what_is_true_may_be_said(sentence: str) -> None:
    assert order_holds(sentence, DAYS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Saturday is longer than Sunday.",
        "Tuesday is harder than Wednesday.",
        "Wednesday carries the most load.",
        "You rest once this week.",
        "There is no training from Monday to Thursday.",
        "The first session of the week is on Monday.",
        "The third session is on Friday.",
        "Your week ends with the fartlek.",
        "Your week ends with the rest.",
        "You train six days in a row.",
        "Two of your five sessions are easy.",
        "The weekend brings 40 km.",
        "Your longest day has 40 minutes of training.",
        "On Sunday you are out for an hour and 10 minutes.",
        "Wednesday and Thursday together come to 45 minutes.",
    ],
)
def test_what_is_false_is_not_said(sentence: str) -> None:
    assert not order_holds(sentence, DAYS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your load goes up by 61 % on last week.",
        "This week has more sessions than the one before.",
        "Half of your sessions are hard.",
        "Every other day is a rest day.",
        "After Thursday it is all easy.",
        "Most of the load comes early in the week.",
        "The sessions are back-to-back.",
        "Three times you go hard this week.",
    ],
)
def test_what_cannot_be_read_is_not_said(sentence: str) -> None:
    assert not order_holds(sentence, DAYS)
