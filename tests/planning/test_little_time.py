"""What somebody with an hour a week gets."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import START
from trainkit.planning._plan import problem_for

RIDER = tk.Athlete(sex="male", birth_date=dt.date(1980, 5, 1), hr_rest=56, hr_max=182, ftp_w=210)


@pytest.mark.parametrize(("hours", "single"), [(1.0, True), (2.0, False)])
def test_an_hour_a_week_on_a_bike_is_one_ride(hours: float, single: bool) -> None:
    rides = [
        tk.Activity(
            sport="cycling",
            start=dt.datetime.combine(START - dt.timedelta(days=7 * back + 1), dt.time(9), dt.UTC),
            elapsed_s=3600 * hours,
            distance_m=25_000 * hours,
        )
        for back in range(8)
    ]
    history, free = tk.History(activities=tuple(rides)), tk.Availability(hours_per_week=hours)
    problem, _ = problem_for(None, RIDER, history, free, START)
    weeks = list(problem.season.weeks.values())
    assert all((week.long_min > 0.97 * week.minutes) == single for week in weeks)
