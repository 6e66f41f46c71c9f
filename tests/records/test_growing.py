"""New records are decoded alone, and the history is that of all records."""

import datetime as dt
import os
import random
from itertools import count

import numpy as np
import pytest

from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Activity, Athlete, DailyHealth, Edit, History, Provenance, Streams
from trainkit.records import AthleteRecords, RecordSnapshot, record_digests
from trainkit.records import _histories as histories

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "8"))
NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
KINDS = ("day", "day", "activity", "activity", "both", "edit", "again", "delete", "athlete")
SOURCES = ("strava-api", "garmin-export", "fit-file", "manual")


def reader(store: MemoryStore) -> AthleteRecords:
    seconds = count()
    return AthleteRecords(store, "me", clock=lambda: NOW + dt.timedelta(seconds=next(seconds)))


def activity(dice: random.Random) -> Activity:
    seconds = dice.choice([600, 1800])
    time = np.arange(3.0)
    return Activity(
        sport=dice.choice(["running", "cycling"]),
        start=NOW - dt.timedelta(days=dice.randint(0, 60), hours=dice.choice([1, 5])),
        elapsed_s=seconds,
        streams=Streams(time_s=time, heart_rate=time + 120) if dice.random() < 0.5 else None,
        provenance=Provenance(source=dice.choice(SOURCES)),
    )


def day(dice: random.Random) -> DailyHealth:
    return DailyHealth(
        date=NOW.date() - dt.timedelta(days=dice.randint(0, 40)),
        resting_hr=dice.randint(45, 60),
        provenance=Provenance(source=dice.choice(SOURCES)),
    )


def change(records: AthleteRecords, dice: random.Random) -> None:
    """Do one of the things that change the records."""
    known = records.history()
    kind = dice.choice(
        ["day", "day", "activity", "activity", "both", "edit", "again", "delete", "athlete"]
    )
    if kind in {"day", "both"}:
        records.add(History(days=[day(dice)]))
    if kind == "again" and len(known.days):  # said again is said last
        said = dice.choice(known.day_originals)
        records.add(History(days=[said]), said_now=True)
    if kind in {"activity", "both"}:
        records.add(History(activities=(activity(dice), activity(dice))))
    if kind == "edit" and known.activities:
        key = dice.choice(known.activities).key
        made = Edit(
            kind="activity", record=key, field="rpe", value="6", at=NOW, day=known.activities[0].day
        )
        records.put_edits([made])
    if kind == "delete":
        records.delete_source("source.strava", "strava-api")
        records.drop_before(NOW.date() - dt.timedelta(days=55))
    if kind == "athlete":
        athlete = Athlete(sex="male", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
        records.put_athlete(athlete)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_history_that_grew_is_the_one_of_all_records(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  no secret
    store = MemoryStore()
    writer, watcher = reader(store), reader(store)
    writer.add(History(activities=tuple(activity(dice) for _ in range(9)), days=[day(dice)]))
    for _ in range(6):
        watcher.history()
        change(writer, dice)
        grown, whole = watcher.history(), reader(store).history()
        assert grown == whole
        assert grown.model_dump_json() == whole.model_dump_json()
        digests, others = record_digests(grown), record_digests(whole)
        assert [digests[id(done)] for done in grown.originals] == [
            others[id(done)] for done in whole.originals
        ]


def test_one_new_day_decodes_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(0)  # noqa: S311  no secret
    store = MemoryStore()
    records = reader(store)
    records.add(History(activities=tuple(activity(dice) for _ in range(9))))
    before = records.history()
    decoded: list[int] = []
    decode = histories.decode_history

    def decode_less(snapshot: RecordSnapshot, *args: object, **more: object) -> History:
        decoded.append(len(snapshot["activities"]) + len(snapshot["days"]))
        return decode(snapshot, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(histories, "decode_history", decode_less)
    records.add(History(days=[day(dice)]))
    after = records.history()
    assert decoded == [1]
    assert all(
        ours is theirs for ours, theirs in zip(before.activities, after.activities, strict=True)
    )
