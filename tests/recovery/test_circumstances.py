"""Flights and drinks explain mornings that look like an illness; a day after them is easy."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady
from trainkit.models import Activity, DailyHealth, History

HOME = "Europe/Berlin"
UNWELL = {"hrv_rmssd": [48.0, 46.0], "resting_hr": [56.0, 57.0], "sleep_h": [6.2, 6.1]}


def runs(*days_ago: int) -> list[Activity]:
    usual = [7 * week + day for week in range(12) for day in (1, 3, 5, 6)]
    return [run(ago) for ago in usual if ago not in days_ago]


def nights(zone_of: dict[int, str], days: int = 40) -> History:
    """Mornings at seven, at home but for some of the last days."""
    found = []
    for ago in range(days):
        day = LAST - dt.timedelta(days=ago)
        woke = dt.datetime.combine(day, dt.time(7), ZoneInfo(zone_of.get(ago, HOME)))
        asleep = woke - dt.timedelta(hours=7)
        found.append(DailyHealth(date=day, sleep_start=asleep, sleep_end=woke))
    return History(days=found)


def after_flight(zone: str, days_ago: int) -> tk.Assessment:
    zones = dict.fromkeys(range(days_ago + 1), zone)
    history = steady(UNWELL, activities=runs(days_ago, days_ago + 1)).merge(nights(zones))
    return tk.assess(history, ATHLETE)


def kinds(made: tk.Assessment) -> dict[str, str]:
    return {warning.kind: warning.level for warning in made.warnings}


FAR = ["Asia/Tokyo", "America/Los_Angeles", "Asia/Dubai", "America/New_York", "Pacific/Auckland"]


@pytest.mark.parametrize("zone", [zone for zone in FAR if zone != "Asia/Dubai"])
@pytest.mark.parametrize("days_ago", [0, 1, 3])
def test_a_flight_is_no_illness_and_nothing_is_hard(zone: str, days_ago: int) -> None:
    made = after_flight(zone, days_ago)
    assert "critical" not in kinds(made).values()
    assert kinds(made)["time_zones"] == "warning"
    assert made.recommendation.intensity in {"easy", "rest"}
    assert "time zones" in made.recommendation.rationale
    assert not any("often are before or during an illness" in one.message for one in made.warnings)


def test_without_a_flight_the_same_mornings_are_an_alarm() -> None:
    made = tk.assess(steady(UNWELL, activities=runs(0, 1)), ATHLETE)
    assert "critical" in kinds(made).values()
    assert "time_zones" not in kinds(made)


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Dubai", "Africa/Cairo", HOME])
def test_up_to_three_zones_and_a_changed_clock_are_no_flight(zone: str) -> None:
    assert "time_zones" not in kinds(after_flight(zone, 1))


def test_the_way_east_takes_twice_as_long_as_the_way_west() -> None:
    def told(zone: str) -> int:
        return sum("time_zones" in kinds(after_flight(zone, ago)) for ago in range(12))

    assert (told("Asia/Tokyo"), told("America/Chicago")) == (7, 4)


def test_sessions_tell_the_local_time_where_nights_do_not() -> None:
    def moved(activity: Activity) -> Activity:
        zone = ZoneInfo("Asia/Tokyo" if (LAST - activity.day).days <= 1 else HOME)
        start = dt.datetime.combine(activity.day, dt.time(9), zone)
        return activity.model_copy(update={"start": start})

    made = tk.assess(steady(UNWELL, activities=[moved(one) for one in runs()]), ATHLETE)
    assert kinds(made)["time_zones"] == "warning"


def test_moments_in_utc_tell_no_zone() -> None:
    history = steady(activities=runs()).merge(nights(dict.fromkeys(range(5), "UTC")))
    assert "time_zones" not in kinds(tk.assess(history, ATHLETE))


@pytest.mark.parametrize("drinks", [3.0, 6.0, 10.0])
def test_drinks_explain_a_bad_morning(drinks: float) -> None:
    bad = {"hrv_rmssd": 38.0, "resting_hr": 60.0, "alcohol_units": [drinks, float("nan")]}
    made = tk.assess(steady(bad, activities=runs()), ATHLETE)
    assert "critical" not in kinds(made).values()
    assert made.recommendation.intensity in {"easy", "rest"}
    sober = tk.assess(steady(bad | {"alcohol_units": [0.0, 0.0]}, activities=runs()), ATHLETE)
    assert "critical" in kinds(sober).values()
