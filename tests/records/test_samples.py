"""Samples are stored apart from their activity: found when they are read, gone when it is gone."""

import base64
import copy
import datetime as dt
import hashlib
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Provenance
from trainkit.models.streams import Streams
from trainkit.plugins import Registry
from trainkit.ports import Listing, Record
from trainkit.records import AthleteRecords
from trainkit.records._samples import SplitBody, split_samples

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)
DAY = dt.date(2026, 5, 1)


def recorded(number: int = 1, *, sampled: bool = True, **more: object) -> tk.Activity:
    time_s = np.arange(600.0)
    beats = 120 + np.round(20 * np.sin(time_s / 60 + number))
    streams = Streams(time_s=time_s, heart_rate=beats, developer={"own": beats / 2})
    own = Provenance(source="watch", id=f"i{number}", fetched_at=NOW)
    values = {
        "sport": "running",
        "start": dt.datetime(2026, 5, number, 7, tzinfo=dt.UTC),
        "elapsed_s": 600.0,
        "name": 'a name with ,"streams":"z1:" in it',
        "streams": streams if sampled else None,
        "provenance": own,
    }
    return tk.Activity.model_validate(values | more)


@pytest.fixture
def store() -> MemoryStore:
    made: MemoryStore = Registry().make("store", "memory", {})
    return made


@pytest.fixture
def records(store: MemoryStore) -> AthleteRecords:
    return AthleteRecords(store, "me", clock=lambda: NOW)


def others(store: MemoryStore) -> AthleteRecords:
    """The records as another process reads them."""
    return AthleteRecords(store, "me", clock=lambda: NOW)


def test_what_is_read_equals_what_was_added(store: MemoryStore, records: AthleteRecords) -> None:
    added = tk.History(activities=(recorded(1), recorded(2, sampled=False), recorded(3)))
    records.add(added)
    read = others(store).history()
    assert read == added
    first = others(store).history().activities[0].streams
    assert first is not None
    assert len(first) == 600
    assert first.known_samples == 1200
    assert set(first.columns) == {"own", "heart_rate"}
    assert first.power is None
    assert first.developer_units == {}
    assert first.model_copy() == added.activities[0].streams
    whole = others(store).history().activities[0]
    assert whole.model_dump_json() == added.activities[0].model_dump_json()
    assert tk.Activity.model_validate_json(whole.model_dump_json()) == whole
    assert copy.deepcopy(others(store).history().activities[0]) == whole
    assert others(store).history().activities[0].model_copy(update={"name": "x"}).streams == first
    assert repr(others(store).history().activities[0].streams) == repr(first)


def test_samples_are_read_after_the_store_is_closed(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/kit.db"
    with tk.Kit(store=address, clock=lambda: NOW) as kit:
        kit.log(tk.History(activities=(recorded(),)))
    with tk.Kit(store=address, clock=lambda: NOW) as kit:
        history = kit.history()
    streams = history.activities[0].streams
    assert streams is not None
    assert streams.heart_rate is not None
    assert streams.heart_rate[0] == 137.0


def test_the_bodies_of_activities_are_small_and_tell_of_changed_samples(
    store: MemoryStore, records: AthleteRecords
) -> None:
    records.add(tk.History(activities=(recorded(),)))
    (record,) = store.get("activities", "me")
    (samples,) = store.get("streams", "me")
    assert len(record.body) < 400
    assert (samples.key, samples.day, samples.licence) == (record.key, DAY, "user-file")
    assert len(samples.body) < len(recorded().model_dump_json()) / 2
    before = records.snapshot().digest
    streams = recorded(2).streams
    records.add(tk.History(activities=(recorded(streams=streams),)))
    assert records.snapshot().digest != before
    assert others(store).history().activities[0].streams == streams


def test_samples_go_with_their_activity(store: MemoryStore, records: AthleteRecords) -> None:
    records.add(tk.History(activities=(recorded(1), recorded(2))))
    records.add(tk.History(activities=(recorded(1, sampled=False),)))  # it has none any more
    assert len(store.get("streams", "me")) == 1
    mark = records.begin_sync()
    gone = Listing("activities", "watch", DAY, DAY + dt.timedelta(days=9), frozenset({"i1"}))
    assert records.add_part("watch", "{}", mark, tk.History(), listings=(gone,))
    assert store.get("streams", "me") == []
    records.add(tk.History(activities=(recorded(3), recorded(4))))
    records.delete_source("watch", "user-file")
    assert store.get("streams", "me") == []
    records.add(tk.History(activities=(recorded(5),)))
    records.purge(dt.date(2026, 6, 1))
    assert store.get("streams", "me") == []


@pytest.mark.parametrize("damage", ["gone", "cut", "another"])
def test_damaged_samples_are_named(
    store: MemoryStore, records: AthleteRecords, damage: str
) -> None:
    records.add(tk.History(activities=(recorded(1), recorded(2))))
    first, second = store.get("streams", "me")
    if damage == "gone":
        store.delete("me", "streams", keys=[first.key])
    else:
        body = first.body[:-8] if damage == "cut" else second.body
        store.put("streams", "me", [first._replace(body=body)])
    with pytest.raises(tk.BackendError, match="stored samples cannot be read, 1 of kind") as caught:
        others(store).history()
    assert first.key in str(caught.value)


def test_a_change_by_another_process_is_no_damage(
    store: MemoryStore, records: AthleteRecords
) -> None:
    records.add(tk.History(activities=(recorded(1),)))
    snapshot = records.snapshot()
    newer = recorded(1, streams=recorded(2).streams)
    others(store).add(tk.History(activities=(newer,)))
    assert records.history(snapshot).activities[0].streams == newer.streams


def test_activities_of_earlier_versions_hold_their_samples(store: MemoryStore) -> None:
    old = recorded()
    body = old.model_dump_json(exclude_defaults=True)
    store.put("activities", "me", [Record("k", body, NOW, DAY)])
    assert others(store).history().activities == (old,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"?\0\0\0\0\0\0\0",
        sys.byteorder[0].encode() + b"\0\0\0\x02\0\0\0{}",
        sys.byteorder[0].encode() + b'\0\0\0\x15\0\0\0{"time_s": "u1@0+99"}',
    ],
)
def test_samples_that_lie_are_refused_when_they_are_read(
    store: MemoryStore, content: bytes
) -> None:
    split = split_samples(recorded())
    wrong = base64.b64encode(zlib.compress(content)).decode()
    digest = hashlib.blake2b(wrong.encode(), digest_size=16).hexdigest()
    own = hashlib.blake2b(split.samples.encode(), digest_size=16).hexdigest()
    lying = SplitBody(split.body.replace(own, digest), wrong)
    store.put("activities", "me", [Record("k", lying.body, NOW, DAY)])
    store.put("streams", "me", [Record("k", lying.samples, NOW, DAY)])
    (activity,) = others(store).history().activities
    assert activity.streams is not None
    with pytest.raises(tk.BackendError, match="the stored samples 'k' cannot be read"):
        _ = activity.streams.heart_rate
