"""An athlete's stored records: a round trip, versions of a day, licences, export, deletion."""

import datetime as dt
import zipfile
from io import BytesIO

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Licence
from trainkit.ports import Record
from trainkit.records import AthleteRecords, RecordSnapshot

NOW = dt.datetime(2026, 6, 29, 6, tzinfo=dt.UTC)
HISTORY = tk.simulate(days=60)
DAY = dt.date(2026, 6, 1)


class Moments:
    """A clock of moments."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Moments:
    return Moments()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def records(store: MemoryStore, clock: Moments) -> AthleteRecords:
    return AthleteRecords(store, "anna", clock=clock)


def test_a_history_comes_back_and_is_stored_once(
    records: AthleteRecords, store: MemoryStore
) -> None:
    for _ in range(2):
        records.add(HISTORY)
    assert records.history() == HISTORY
    assert records.history() is records.history()  # decoded once
    assert len(store.get("days", "anna")) == len(HISTORY.days)
    assert records.athlete() == HISTORY.athlete


def test_the_first_athlete_stays_until_another_is_put(records: AthleteRecords) -> None:
    assert records.athlete() is None
    records.add(HISTORY)
    other = HISTORY.athlete.model_copy(update={"timezone": "Asia/Tokyo"})  # type: ignore[union-attr]
    records.add(tk.History(athlete=other))
    assert records.athlete() == HISTORY.athlete
    records.put_athlete(other)
    assert records.athlete() == other


def test_the_latest_entry_of_a_day_wins_by_field(records: AthleteRecords) -> None:
    for entry in ({"mood": 80, "energy": 50}, {"mood": 60}):
        records.add(tk.History(days=[tk.DailyHealth(date=DAY, **entry)]))
    [day] = records.history().days
    assert (day.mood, day.energy) == (60, 50)


def test_athletes_of_one_store_do_not_mix(store: MemoryStore, clock: Moments) -> None:
    anna, ben = (AthleteRecords(store, name, clock=clock) for name in ("anna", "ben"))
    anna.add(HISTORY)
    assert ben.history() == tk.History()
    assert anna.delete() > 60
    assert anna.history() == tk.History()
    assert store.athletes() == []


def test_the_latest_plan_is_the_plan(records: AthleteRecords) -> None:
    assert records.plan() is None
    goal = tk.Goal(distance_m=5_000, date=HISTORY.span[1] + dt.timedelta(days=20))  # type: ignore[index]
    first = tk.plan(goal, HISTORY.athlete, HISTORY, allow_short=True, seconds=1)
    records.put_plan(first)
    second = first.model_copy(update={"workouts": first.workouts[:-1]})
    records.put_plan(second)
    assert records.plan() == second


def test_cursors_and_settings_are_read_back(records: AthleteRecords) -> None:
    assert (records.cursor("files"), records.setting("colour")) == (None, None)
    records.put_cursor("files", "7")
    records.put_setting("colour", "red")
    assert (records.cursor("files"), records.setting("colour")) == ("7", "red")


def test_a_stored_licence_limits_what_is_read_and_kept(
    records: AthleteRecords, store: MemoryStore, clock: Moments
) -> None:
    records.put_licence(Licence(name="acme", prompt=True, keep_days=30))
    records.put_licence(Licence(name="strava-api", prompt=True))  # known: cannot be loosened
    assert records.gate.allows("acme", "prompt")
    assert not records.gate.allows("strava-api", "prompt")
    source = tk.Provenance(source="acme", licence="acme", fetched_at=NOW)
    records.add(tk.History(days=[tk.DailyHealth(date=DAY, mood=50, provenance=source)]))
    clock.now += dt.timedelta(days=29.9)
    assert len(records.history().days) == 1
    assert records.purge() == 0
    clock.now += dt.timedelta(days=0.2)
    assert len(records.history().days) == 0
    assert len(store.get("days", "anna")) == 1
    assert records.purge() == 1
    assert store.get("days", "anna") == []


def test_purging_takes_the_days_before(records: AthleteRecords) -> None:
    records.add(HISTORY)
    first, last = HISTORY.span  # type: ignore[misc]
    assert records.purge(last) >= len(HISTORY.days) - 1
    assert records.history().days[0].date == last > first


def test_a_snapshot_knows_its_content_and_its_oldest_record() -> None:
    early, late = NOW - dt.timedelta(days=3), NOW
    one, two = Record("a", "{}", late, DAY, "acme"), Record("b", "{}", early, DAY, "acme")
    own = Record("c", "{}", late, DAY)
    snapshot = RecordSnapshot({"days": [one, two, own], "races": []})
    assert snapshot.oldest_by_licence == {"acme": early, "user-file": late}
    assert snapshot.digest == RecordSnapshot({"days": [one, two, own], "races": []}).digest
    assert snapshot.digest != RecordSnapshot({"days": [one, two], "races": [own]}).digest
    assert snapshot["races"] == []


def test_an_export_holds_all_but_credentials(records: AthleteRecords, store: MemoryStore) -> None:
    records.add(HISTORY)
    records.put_cursor("files", "7")
    store.put("tokens", "anna", [Record("acme", "token-0815", NOW)])
    store.put("ledger", "anna", [Record("l", '{"usd": 1}', NOW)])
    content = records.export()
    assert zipfile.ZipFile(BytesIO(content)).namelist() == ["history.json", "ledger.json"]
    assert b"token-0815" not in content


def test_a_damaged_record_is_a_backend_error(records: AthleteRecords, store: MemoryStore) -> None:
    for body in ("not json", '{"date": "someday"}'):
        store.put("days", "anna", [Record("x", body, NOW, DAY)])
        with pytest.raises(tk.BackendError, match="a stored record cannot be read"):
            records.history()
