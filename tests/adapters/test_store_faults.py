"""Stores under attack: damaged values, readers that stay, deletions in the middle of a sync."""

import datetime as dt
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import cast

import pytest

import trainkit as tk
from trainkit.adapters.stores.sqlite import SqliteStore
from trainkit.models import History, Licence
from trainkit.plugins import Registry
from trainkit.ports import Delivery, Record, RecordKind, Store


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "20x6-01-05"),
        ("day", 7),
        ("at_us", 2**62),
        ("at_us", "soon"),
        ("at_us", float("inf")),
        ("body", b"\xff"),
        ("licence", b"x"),
    ],
)
def test_a_damaged_value_is_a_backend_error_that_names_its_row(
    tmp_path: Path, column: str, value: object
) -> None:
    kit = tk.Kit(store=f"sqlite:///{tmp_path}/k.db")
    kit.log(tk.DailyHealth(date="2026-01-05", mood=5))
    other = sqlite3.connect(tmp_path / "k.db")
    other.execute(f"UPDATE records SET {column} = ? WHERE kind = 'days'", (value,))  # noqa: S608
    other.commit()
    (key,) = other.execute("SELECT key FROM records WHERE kind = 'days'").fetchone()
    other.close()
    with pytest.raises(tk.BackendError, match=r"store\.sqlite: days: the row") as failed:
        kit.history()
    assert repr(key) in str(failed.value)
    kit.close()
    store = cast("Store", Registry().make("store", "sqlite", {"path": f"{tmp_path}/k.db"}))
    assert store.get("plans", "me") == []  # the rest is readable
    assert store.athletes() == ["me"]
    store.close()


def test_a_reader_elsewhere_does_not_slow_writers(tmp_path: Path) -> None:
    store = {"name": "sqlite", "path": f"{tmp_path}/k.db", "wait_s": 3.0}
    with tk.Kit(store=store) as kit:
        kit.log(tk.DailyHealth(date="2020-01-01", mood=5))
        reader = sqlite3.connect(tmp_path / "k.db")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM records").fetchone()
        start = time.monotonic()
        kit.purge(dt.date(2020, 1, 2))
        for mood in range(5):
            kit.log(tk.DailyHealth(date="2026-01-01", mood=mood))
        assert time.monotonic() - start < 2.0
        reader.close()
        kit.log(tk.DailyHealth(date="2026-01-02", mood=1))
        assert (tmp_path / "k.db-wal").stat().st_size == 0  # what was deleted is erased now


class Days:
    """A source of ten days, a day in a part; something happens after some of them."""

    licence, fresh_s = Licence(name="user-file"), 0.0

    def __init__(self, after: int) -> None:
        self.after, self.happen = after, lambda: None

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        for day in range(int(cursor or 0), 10):
            if day == self.after:
                self.happen()
            health = tk.DailyHealth(date=dt.date(2026, 1, 1 + day), mood=5)
            yield Delivery(History(days=[health]), str(day + 1))

    def close(self) -> None:
        pass


@pytest.mark.parametrize("after", [0, 1, 5, 9])
@pytest.mark.parametrize("synced_before", [False, True])
def test_what_is_forgotten_in_the_middle_of_a_sync_comes_back(
    tmp_path: Path, after: int, synced_before: bool
) -> None:
    source = Days(after)
    with tk.Kit(source=source, store=f"sqlite:///{tmp_path}/k.db") as kit:
        if synced_before:
            kit.sync()
            kit.forget()
            kit.sync()
            kit.forget()
        source.happen = kit.forget
        report = kit.sync()
        assert "deleted during the sync" in report.sources[0].error
        assert len(kit.history().days) == 0  # nothing half forgotten
        source.happen = lambda: None
        assert kit.sync().ok
        assert len(kit.history().days) == 10


@pytest.mark.parametrize("cursor", [b"c", 5, ["c"]])
def test_a_cursor_that_is_no_text_is_the_fault_of_its_source(
    cursor: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Delivery(History(), cursor)  # type: ignore[arg-type]
    monkeypatch.setattr(Days, "fetch", lambda *_: iter([part]))
    with tk.Kit(source=Days(99)) as kit, pytest.raises(tk.BackendError, match="its cursor is a"):
        kit.sync()


def test_a_source_that_exits_does_not_end_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object) -> Iterator[Delivery]:
        raise SystemExit(3)
        yield

    monkeypatch.setattr(Days, "fetch", leave)
    with tk.Kit(source=Days(99)) as kit, pytest.raises(tk.BackendError, match="SystemExit"):
        kit.sync()


@pytest.mark.parametrize("body", ["{", "[]", "7", '{"cursor": 5}', '{"at": "soon"}', "[" * 9999])
def test_a_damaged_cursor_begins_anew(tmp_path: Path, body: str) -> None:
    with tk.Kit(source=Days(99), store=f"sqlite:///{tmp_path}/k.db") as kit:
        kit.sync()
        other = sqlite3.connect(tmp_path / "k.db")
        other.execute("UPDATE records SET body = ? WHERE kind = 'cursors'", (body,))
        other.commit()
        other.close()
        assert kit.sync().days == 10


@pytest.mark.parametrize("kind", ["days", "settings", "plans"])
def test_a_damaged_body_is_an_error_that_names_its_record(tmp_path: Path, kind: str) -> None:
    history = tk.simulate(days=60)
    with tk.Kit(store=f"sqlite:///{tmp_path}/k.db") as kit:
        kit.log(history)
        kit.plan(tk.Goal(distance_m=5000, date=history.span[1] + dt.timedelta(weeks=10)), seconds=1)
        (bad, *_) = [one for one in kit.store.get(kind, "me") if one.key != "plan"]
        kit.store.put(kind, "me", [bad._replace(body="{")])
        work = {"days": kit.history, "settings": lambda: kit.athlete, "plans": lambda: kit.planned}
        with pytest.raises(tk.BackendError) as failed:
            work[kind]()
        assert repr(bad.key) in str(failed.value)
        assert kit.store.get("activities", "me")  # the rest is readable
        if kind == "days":
            kit.store.delete("me", kind, keys=[bad.key])
            assert len(kit.history().days) == 59


def test_a_damaged_name_of_an_athlete_is_a_backend_error(tmp_path: Path) -> None:
    with tk.Kit(store=f"sqlite:///{tmp_path}/k.db") as kit:
        kit.log(tk.DailyHealth(date="2026-01-05", mood=5))
        other = sqlite3.connect(tmp_path / "k.db")
        other.execute("UPDATE records SET athlete = x'ff00' WHERE kind = 'days'")
        other.commit()
        other.close()
        with pytest.raises(tk.BackendError, match="the athlete's name"):
            kit.store.athletes()


@pytest.mark.parametrize("what", ["deleted", "replaced", "log deleted", "log replaced"])
def test_a_database_that_goes_under_an_open_kit_is_noticed(tmp_path: Path, what: str) -> None:
    path = tmp_path / "k.db"
    with tk.Kit(store=f"sqlite:///{path}") as kit:
        kit.log(tk.DailyHealth(date="2026-01-05", mood=5))
        gone = path.with_name("k.db-wal") if "log" in what else path
        if "replaced" in what:
            (tmp_path / "new").write_bytes(gone.read_bytes())
            (tmp_path / "new").replace(gone)
        else:
            gone.unlink()
        for _ in range(2):
            with pytest.raises(tk.BackendError, match="was deleted or replaced while it was open"):
                kit.history()
            with pytest.raises(tk.BackendError, match="was deleted or replaced while it was open"):
                kit.log(tk.DailyHealth(date="2026-01-06", mood=5))
        assert path.exists() is (what != "deleted")  # none is made anew behind the host's back


def test_a_second_kit_does_not_drop_the_locks_of_the_first(tmp_path: Path) -> None:
    """Closing any handle of a file drops this process's locks on it, and others clean up."""
    path = tmp_path / "k.db"
    with tk.Kit(store=f"sqlite:///{path}") as first, tk.Kit(store=f"sqlite:///{path}") as second:
        first.log(tk.DailyHealth(date="2026-01-05", mood=5))
        second.history()
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
            "c.execute('select count(*) from records').fetchall(); c.close()"
        )
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        assert path.with_name("k.db-wal").exists()  # the last to close deletes it
        first.log(tk.DailyHealth(date="2026-01-06", mood=5))
        assert len(second.history().days) == 2


def test_an_answer_from_before_a_deletion_is_not_kept_after_it(tmp_path: Path) -> None:
    with tk.Kit(store=f"sqlite:///{tmp_path}/k.db") as kit:
        kit.log(tk.DailyHealth(date="2026-01-05", mood=5))
        kit.cache.read("recovery", "x", lambda: (kit.forget(), "health")[1])
        assert kit.store.athletes() == []
        assert kit.cache.read("recovery", "x", lambda: "new").value == "new"


@pytest.mark.parametrize("after", [1, 5, 9])
@pytest.mark.parametrize("moment", ["before", "between"])
def test_another_kit_forgets_in_the_middle_of_a_sync(
    tmp_path: Path, after: int, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process looks like this: its own locks, the same database."""
    store, source = f"sqlite:///{tmp_path}/k.db", Days(after)
    with tk.Kit(source=source, store=store) as kit, tk.Kit(store=store) as other:
        if moment == "before":
            source.happen = other.forget
        else:  # between the records of a part and its cursor
            put, parts = SqliteStore.put, count(1)

            def late(
                store: SqliteStore, kind: RecordKind, athlete: str, new: Sequence[Record]
            ) -> None:
                put(store, kind, athlete, new)
                if kind == "days" and next(parts) == after:
                    other.forget()
                    put(store, kind, athlete, new)  # the last of the part, after the deletion

            monkeypatch.setattr(SqliteStore, "put", late)
        report = kit.sync()
        assert "deleted during the sync" in report.sources[0].error
        assert kit.store.athletes() == []  # nothing half forgotten
        monkeypatch.undo()
        source.happen = lambda: None
        assert kit.sync().ok
        assert len(kit.history().days) == 10
