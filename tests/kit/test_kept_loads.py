"""Loads that one process computed from samples are there for the next."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.loads import ActivityLoad, _sessions, activity_load
from trainkit.models import Activity, Athlete, DailyHealth, History, Provenance, Streams

NOW = dt.datetime(2026, 5, 1, 18, tzinfo=dt.UTC)
ME = Athlete(sex="female", birth_date=dt.date(1992, 5, 14), hr_rest=50, hr_max=188, ftp_w=220)
RIDES = 40


def ride(days_ago: int, source: str = "fit-file") -> Activity:
    time = np.arange(0, 1800, 10.0)
    return Activity(
        sport="cycling",
        start=NOW - dt.timedelta(days=days_ago, hours=9),
        elapsed_s=1800,
        streams=Streams(time_s=time, heart_rate=130 + time / 100, power=np.full(time.size, 150.0)),
        provenance=Provenance(source=source),
    )


def days(last: int = 30) -> list[DailyHealth]:
    first = NOW.date() - dt.timedelta(days=last)
    return [
        DailyHealth(
            date=first + dt.timedelta(days=at), hrv_rmssd=60 + at % 5, resting_hr=50, sleep_h=7.5
        )
        for at in range(last + 1)
    ]


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Activity]:
    """The activities whose loads were computed."""
    asked: list[Activity] = []

    def count(done: Activity, athlete: Athlete) -> ActivityLoad:
        asked.append(done)
        return activity_load(done, athlete)

    monkeypatch.setattr(_sessions, "activity_load", count)
    return asked


@pytest.fixture
def store() -> MemoryStore:
    """A store with forty rides and a month of mornings, one ride from two sources."""
    store = MemoryStore()
    rides = (*map(ride, range(1, RIDES + 1)), ride(3, "garmin-export"))
    with kit(store) as first:
        first.log(History(activities=rides, days=days()))
    return store


def kit(store: MemoryStore, athlete: Athlete = ME) -> tk.Kit:
    return tk.Kit(store=store, athlete=athlete, clock=lambda: NOW)


def test_a_new_process_computes_the_loads_of_what_is_new(
    store: MemoryStore, computed: list[Activity]
) -> None:
    with kit(store) as first:
        before = first.today()
    assert len(computed) == RIDES
    computed.clear()
    with kit(store) as second:
        second.log(ride(0))
        assert second.today(force=True).recovery == before.recovery
    assert [done.day for done in computed] == [NOW.date()]


def test_kept_loads_are_those_that_are_computed(store: MemoryStore) -> None:
    with kit(store) as first:
        first.today()
    with kit(store) as second:
        history = second.history()
        kept = tk.loads.daily_loads(history, ME)
    again = tk.loads.daily_loads(
        History(activities=history.originals, days=history.day_originals), ME
    )
    assert kept.sessions == again.sessions


def test_a_record_that_changed_and_another_athlete_are_computed_anew(
    store: MemoryStore, computed: list[Activity]
) -> None:
    with kit(store) as first:
        first.today()
        computed.clear()
        first.log(ride(2).model_copy(update={"elapsed_s": 1790.0}))
        first.edit(first.history().activities[3], rpe=9)
    with kit(store) as second:
        second.today()
        changed = {done.day for done in computed}
        edited = second.history().activities[3].day
    assert changed == {edited, (NOW - dt.timedelta(days=2)).date()}
    computed.clear()
    with kit(store, ME.model_copy(update={"hr_max": 195.0})) as third:
        third.today()
    assert len(computed) == RIDES


def test_deleting_everything_deletes_loads_too(
    store: MemoryStore, computed: list[Activity]
) -> None:
    with kit(store) as first:
        first.today()
        assert first.store.get("cache", "me")
        first.forget()
        assert not first.store.get("cache", "me")
    assert computed


def test_dropping_days_deletes_their_loads(store: MemoryStore) -> None:
    with kit(store) as first:
        first.today()
        first.drop_before(NOW.date())
    assert not store.get("cache", "me")
