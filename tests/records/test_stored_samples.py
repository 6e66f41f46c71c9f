"""Samples stay in the store until somebody reads them, and are then those of their activity."""

import copy
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np
import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Provenance
from trainkit.models.streams import Streams
from trainkit.plugins import Registry
from trainkit.ports import Record, RecordKind, Store
from trainkit.records import AthleteRecords, ChangedSamples
from trainkit.secrets import new_key

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)


def recorded(number: int, beats: float = 0.0) -> tk.Activity:
    time_s = np.arange(1200.0)
    heart_rate = 130 + beats + np.round(20 * np.sin(time_s / 60 + number))
    return tk.Activity.model_validate(
        {
            "sport": "running",
            "start": dt.datetime(2026, 4, number, 7, tzinfo=dt.UTC),
            "elapsed_s": 1200.0,
            "streams": Streams(time_s=time_s, heart_rate=heart_rate),
            "provenance": Provenance(source="watch", id=f"i{number}", fetched_at=NOW),
        }
    )


MONTH = tk.History(activities=tuple(recorded(number) for number in range(1, 21)))


class Watched:
    """A store that notes how many samples are read at once, and can be closed."""

    def __init__(self) -> None:
        self.inner: MemoryStore = Registry().make("store", "memory", {})
        self.reads: list[int] = []
        self.is_closed = False

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        if self.is_closed:
            raise tk.BackendError("store", "it is closed")
        found = self.inner.get(kind, athlete, first=first, last=last, keys=keys)
        if kind == "streams":
            self.reads.append(len(found))
        return found


@pytest.fixture
def store() -> Watched:
    watched = Watched()
    reader(watched).add(MONTH)
    watched.reads.clear()
    return watched


def reader(store: object) -> AthleteRecords:
    return AthleteRecords(cast("Store", store), "me", clock=lambda: NOW)


def beats_of(activity: tk.Activity) -> float:
    assert activity.streams is not None
    assert activity.streams.heart_rate is not None
    return float(activity.streams.heart_rate.mean())


def test_an_outline_reads_no_samples_and_equals_the_history(store: Watched) -> None:
    outline = reader(store).outline()
    assert [activity.id for activity in outline.activities] == [a.id for a in MONTH.activities]
    assert store.reads == []
    assert outline == MONTH == reader(store).history()


def test_those_that_follow_are_read_with_the_first_ones(store: Watched) -> None:
    outline = reader(store).outline()
    assert [beats_of(a) for a in outline.activities] == [beats_of(a) for a in MONTH.activities]
    assert store.reads == [1, 2, 4, 8, 5]


def test_samples_are_read_once_in_any_order(store: Watched) -> None:
    outline = reader(store).outline()
    for number in (19, 3, 3, 2, 4, 19, 0):
        assert beats_of(outline.activities[number]) == beats_of(MONTH.activities[number])
    assert sum(store.reads) <= 20
    assert len(store.reads) <= 4


def test_a_history_needs_no_store_also_where_its_outline_was_read_before(store: Watched) -> None:
    records = reader(store)
    outline = records.outline()
    beats_of(outline.activities[5])
    history = records.history()
    assert history is outline
    store.is_closed = True
    assert [beats_of(a) for a in history.activities] == [beats_of(a) for a in MONTH.activities]


def test_an_outline_needs_an_open_store(store: Watched) -> None:
    outline = reader(store).outline()
    store.is_closed = True
    with pytest.raises(tk.BackendError, match="it is closed"):
        beats_of(outline.activities[0])


def test_the_samples_of_what_was_added_are_found_too(store: Watched) -> None:
    records = reader(store)
    records.outline()
    reader(store).add(tk.History(activities=(recorded(25),)))
    longer = records.outline()
    assert store.reads == []
    assert beats_of(longer.activities[-1]) == beats_of(recorded(25))
    assert beats_of(longer.activities[0]) == beats_of(MONTH.activities[0])


def test_a_copy_has_the_same_samples(store: Watched) -> None:
    first = reader(store).outline().activities[0]
    copied = copy.deepcopy(first)
    assert beats_of(copied) == beats_of(first)
    assert copied == first


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_damage_is_told_by_those_that_are_damaged(store: Watched, damage: str) -> None:
    first, second, *_ = store.inner.get("streams", "me")
    if damage == "gone":
        store.inner.delete("me", "streams", keys=[second.key])
    else:
        store.inner.put("streams", "me", [second._replace(body=second.body[:-8])])
    outline = reader(store).outline()
    assert beats_of(outline.activities[0]) == beats_of(MONTH.activities[0])
    with pytest.raises(tk.BackendError, match="stored samples cannot be read") as caught:
        beats_of(outline.activities[1])
    assert not isinstance(caught.value, ChangedSamples)
    assert second.key in str(caught.value)
    assert first.key not in str(caught.value)
    assert beats_of(outline.activities[2]) == beats_of(MONTH.activities[2])


def test_samples_of_another_time_are_never_mixed_in(store: Watched) -> None:
    outline = reader(store).outline()
    reader(store).add(tk.History(activities=(recorded(3, beats=20),)))
    with pytest.raises(ChangedSamples, match="1 activities were changed") as caught:
        beats_of(outline.activities[2])
    assert caught.value.retryable
    assert beats_of(reader(store).outline().activities[2]) == beats_of(recorded(3, beats=20))


def test_a_decision_during_a_change_is_that_of_the_changed_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, key = f"sqlite:///{tmp_path}/kit.db", new_key()
    history = tk.simulate(days=60)
    last = history.dates[-1].item()
    start = dt.datetime.combine(last - dt.timedelta(days=2), dt.time(1), dt.UTC)
    session = recorded(1).model_copy(update={"start": start})
    harder = session.model_copy(update={"streams": recorded(1, beats=50).streams})

    def log(activity: tk.Activity) -> None:
        with tk.Kit(store=address, key=key, clock=lambda: NOW) as other:
            other.log(tk.History(activities=(activity,)))

    log(session)
    with tk.Kit(store=address, key=key, clock=lambda: NOW) as kit:
        kit.log(history)
    with tk.Kit(store=address, key=key, clock=lambda: NOW) as kit:
        read, changes = kit.store.get, [harder]

        def get(kind: RecordKind, *args: object, **more: object) -> list[Record]:
            if kind == "streams" and changes:  # listed already, and not read yet
                log(changes.pop())
            return read(kind, *args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(kit.store, "get", get)
        decided = kit.today(last)
        assert not changes
    with tk.Kit(store=address, key=key, clock=lambda: NOW) as kit:
        assert kit.history().activities[-3:].count(harder) == 1
        assert kit.today(last, force=True) == decided
