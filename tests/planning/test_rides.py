"""Rides are worth the clothes and the bike: short ones only where there is no more time."""

import datetime as dt

import pytest

import trainkit as tk

START = dt.date(2026, 6, 29)
RIDER = tk.Athlete(sex="male", birth_date="1954-03-01", hr_rest=55, hr_max=158)
RACE = tk.Goal(distance_m=100_000, date=START + dt.timedelta(days=14 * 7 - 1), sport="cycling")


def ridden(sessions: dict[int, float]) -> tk.History:
    """Return sixteen weeks of rides [min] by weekday."""
    days = [START - dt.timedelta(days=back) for back in range(1, 113)]
    return tk.History(
        activities=tuple(
            tk.Activity(
                sport="cycling",
                start=dt.datetime.combine(day, dt.time(8), dt.UTC),
                elapsed_s=60 * sessions[day.weekday()],
                distance_m=400 * sessions[day.weekday()],
                hr_mean=125,
            )
            for day in days
            if day.weekday() in sessions
        )
    )


def rides(past: dict[int, float], free: dict[str, float]) -> list[float]:
    made = tk.plan(
        [RACE],
        RIDER,
        ridden(past),
        availability=tk.Availability(minutes=free),
        start=START,
        allow_short=True,
    )
    return [day.duration_min for day in made.workouts if day.kind in {"easy", "recovery"}]


@pytest.mark.parametrize(
    ("past", "free"),
    [
        (
            {1: 60, 3: 75, 5: 150, 6: 60},
            {"mon": 0, "tue": 90, "wed": 60, "thu": 90, "fri": 0, "sat": 240, "sun": 120},
        ),
        (
            {2: 90, 5: 120, 6: 60},
            {"mon": 60, "tue": 60, "wed": 90, "thu": 60, "fri": 60, "sat": 180, "sun": 120},
        ),
    ],
)
def test_who_rides_for_an_hour_or_more_gets_no_ride_of_twenty_minutes(
    past: dict[int, float], free: dict[str, float]
) -> None:
    assert min(rides(past, free)) >= 30


def test_short_days_have_short_rides() -> None:
    free = {"mon": 30, "tue": 30, "wed": 30, "thu": 30, "fri": 30, "sat": 120, "sun": 60}
    lengths = rides(dict.fromkeys(range(5), 30.0), free)
    assert min(lengths) >= 20
    assert sum(length <= 30 for length in lengths) > len(lengths) / 2
