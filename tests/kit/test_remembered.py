"""What a Kit read is read again only after a write, by whomever."""

import datetime as dt
import gc
import sqlite3
import weakref
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.kit import one_moment
from trainkit.kit._remembered import RememberingStore
from trainkit.models import DailyHealth, Provenance
from trainkit.ports import Record, RecordKind
from trainkit.records import AthleteRecords
from trainkit.secrets import EncryptedStore

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
DAY = dt.date(2026, 5, 1)


class Counting(MemoryStore):
    """Counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()

    def get(self, kind: RecordKind, athlete: str, **more: Any) -> list[Record]:
        self.asked[kind] += 1
        return super().get(kind, athlete, **more)

    def revisions(self, athlete: str) -> Any:
        self.asked["revisions"] += 1
        return super().revisions(athlete)


class Silent(MemoryStore):
    """A store of a plugin that tells no revisions."""

    revisions = None  # type: ignore[assignment]


def record(key: str, body: str = "{}") -> Record:
    return Record(key, body, AT, DAY)


def keys(records: list[Record]) -> list[str]:
    return [record.key for record in records]


@pytest.fixture
def below() -> Counting:
    return Counting()


@pytest.fixture
def store(below: Counting) -> RememberingStore:
    return RememberingStore(below, None)


def test_a_question_is_asked_once(store: RememberingStore, below: Counting) -> None:
    store.put("days", "me", [record("a"), record("b")])
    for _ in range(3):
        assert keys(store.get("days", "me")) == ["a", "b"]
        assert keys(store.get("days", "me", keys=["b"])) == ["b"]
        assert keys(store.get("days", "me", first=DAY, last=DAY)) == ["a", "b"]
        assert store.get("days", "me", first=DAY + dt.timedelta(days=1)) == []
        assert store.get("goals", "me") == []
    assert below.asked["days"] == 4
    assert below.asked["goals"] == 0


def test_an_answer_is_the_askers_own(store: RememberingStore) -> None:
    store.put("days", "me", [record("a")])
    store.get("days", "me").clear()
    assert keys(store.get("days", "me")) == ["a"]


@pytest.mark.parametrize("writer", ["itself", "another"])
def test_a_write_is_seen(store: RememberingStore, below: Counting, writer: str) -> None:
    by = store if writer == "itself" else below
    by.put("days", "me", [record("a")])
    assert keys(store.get("days", "me")) == ["a"]
    by.put("days", "me", [record("b")])
    assert keys(store.get("days", "me")) == ["a", "b"]
    by.delete("me", "days", keys=["a"])
    assert keys(store.get("days", "me")) == ["b"]
    by.purge(DAY + dt.timedelta(days=1))
    assert store.get("days", "me") == []
    by.put("days", "me", [record("c")])
    by.delete("me")
    assert store.get("days", "me") == []


def test_a_moment_holds_still_and_ends_with_ones_own_write(
    store: RememberingStore, below: Counting
) -> None:
    store.put("days", "me", [record("a")])
    with one_moment():
        assert keys(store.get("days", "me")) == ["a"]
        below.put("days", "me", [record("b")])
        assert keys(store.get("days", "me")) == ["a"]
        assert below.asked["revisions"] == 1
        store.put("goals", "me", [record("goal")])
        assert keys(store.get("goals", "me")) == ["goal"]
        assert keys(store.get("days", "me")) == ["a", "b"]
        store.delete("me", "days", keys=["b"])
        assert keys(store.get("days", "me")) == ["a"]
    assert keys(store.get("days", "me")) == ["a"]


def test_only_so_much_is_remembered(below: Counting) -> None:
    store = RememberingStore(below, None, most=5_000)
    store.put("days", "me", [record(str(n), "x" * 1_000) for n in range(9)])
    for n in (0, 1, 2, 3):
        store.get("days", "me", keys=[str(n)])
    store.get("days", "me")  # more than all of it: not remembered
    before = below.asked["days"]
    store.get("days", "me", keys=["3"])
    assert below.asked["days"] == before
    store.get("days", "me", keys=["0"])
    store.get("days", "me")
    assert below.asked["days"] == before + 2


def test_a_store_that_tells_no_revisions_is_always_asked() -> None:
    below = Silent()
    store = RememberingStore(below, None)
    with one_moment():
        store.put("days", "me", [record("a")])
        assert keys(store.get("days", "me")) == ["a"]
        below.put("days", "me", [record("b")])
        assert keys(store.get("days", "me")) == ["a", "b"]
    with tk.Kit(store=Silent()) as kit:
        kit.log(DailyHealth(date=DAY, mood=60))
        assert [day.mood for day in kit.history().days] == [60]


def test_a_history_is_read_again_after_a_write_of_another_process(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    with tk.Kit(store=f"sqlite:///{path}") as kit, tk.Kit(store=f"sqlite:///{path}") as other:
        kit.log(DailyHealth(date=DAY, mood=60))
        first = kit.history()
        assert kit.history() is first
        other.log(DailyHealth(date=DAY, mood=70))
        assert [day.mood for day in kit.history().days] == [70]
        other.forget()
        assert kit.history().days == ()


def test_a_snapshot_ends_with_a_licence(below: Counting) -> None:
    now = [AT]
    records = AthleteRecords(EncryptedStore(below, None), "me", clock=lambda: now[0])
    strava = Provenance(source="strava", licence="strava-api")
    own = DailyHealth(date=DAY, weight_kg=60)
    records.add(tk.History(days=[own, DailyHealth(date=DAY, mood=60, provenance=strava)]))
    kept = records.snapshot()
    assert len(kept["days"]) == 2
    assert records.snapshot() is kept
    now[0] = AT + dt.timedelta(days=8)
    assert len(records.snapshot()["days"]) == 1
    asked = below.asked["days"]
    records.snapshot()
    assert below.asked["days"] == asked


def test_records_of_an_older_trainkit_get_revisions(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    first = SqliteStore(SqliteOptions(path=str(path)))
    first.put("days", "me", [record("a")])
    first.put("cache", "me", [record("a")])
    first.close()
    with sqlite3.connect(path) as connection:  # as the version before left it
        connection.execute("DROP TABLE revisions")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    store = SqliteStore(SqliteOptions(path=str(path)))
    assert set(store.revisions("me")) == {"days"}
    assert keys(RememberingStore(store, None).get("days", "me")) == ["a"]
    store.close()


def test_a_history_that_is_replaced_is_gone_at_once() -> None:
    with tk.Kit() as kit:
        kit.log(tk.simulate(days=60))
        old = kit.history()
        kit.today(old.dates[-1].item())
        gone = weakref.ref(old)
        kit.log(DailyHealth(date=old.dates[-1].item(), mood=50))
        del old
        gc.disable()  # nobody collects circles
        try:
            kit.history()
            assert gone() is None
        finally:
            gc.enable()
