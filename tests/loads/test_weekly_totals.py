"""Distance and longest session by week."""

import datetime as dt

import pytest

import trainkit as tk
from trainkit.loads import daily_loads, weekly_totals

ME = tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
LAST = dt.date(2026, 6, 28)


def done(day: dt.date, minutes: float, km: float | None, sport: str = "running") -> tk.Activity:
    start = dt.datetime.combine(day, dt.time(8), dt.UTC)
    return tk.Activity(
        start=start,
        sport=sport,
        elapsed_s=60 * minutes,
        moving_s=60 * minutes,
        distance_m=None if km is None else 1000 * km,
        hr_mean=80 if sport == "walking" else 145,
    )


@pytest.fixture(scope="module")
def history() -> tk.History:
    runs = [
        done(LAST - dt.timedelta(days=back), minutes, minutes / 6)
        for back, minutes in [(0, 90), (2, 30), (3, 48), (7, 60), (8, 42), (55, 54), (56, 600)]
    ]
    ride = done(LAST - dt.timedelta(days=1), 120, 50, "cycling")
    unknown = done(LAST - dt.timedelta(days=9), 40, None)
    walks = [done(LAST - dt.timedelta(days=back), 30, 2.5, "walking") for back in range(7)]
    return tk.History(activities=[*runs, ride, unknown, *walks])


def test_each_sport_has_its_own_weeks(history: tk.History) -> None:
    totals = weekly_totals(history, daily_loads(history, ME), LAST)
    assert list(totals) == ["running", "cycling"]  # most time first; walks are no training
    runs = totals["running"]
    assert [week.first for week in runs] == [
        LAST - dt.timedelta(days=7 * weeks - 1) for weeks in range(8, 0, -1)
    ]
    assert [round(week.distance_m / 1000, 1) for week in runs] == [9, 0, 0, 0, 0, 0, 17, 28]
    assert [week.longest_min for week in runs] == [54, 0, 0, 0, 0, 0, 60, 90]
    assert [week.sessions for week in runs] == [1, 0, 0, 0, 0, 0, 3, 3]
    assert runs[-1].longest_m == pytest.approx(15_000)
    assert totals["cycling"][-1].distance_m == 50_000


def test_nothing_to_sum_up() -> None:
    empty = tk.History(days=[tk.DailyHealth(date=LAST, resting_hr=50)])
    assert weekly_totals(empty, daily_loads(empty, ME), LAST) == {}


def test_a_distance_that_nobody_covers_counts_for_nothing() -> None:
    wrong = done(dt.date(2026, 5, 20), 45, 420)
    history = tk.History(activities=(wrong, done(dt.date(2026, 5, 21), 50, 10)))
    loads = daily_loads(history, ME)
    week = weekly_totals(history, loads, dt.date(2026, 5, 24), weeks=1)["running"][0]
    assert week.distance_m == loads.run_m.max() == 10_000
