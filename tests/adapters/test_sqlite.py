"""The embedded store when things go wrong: kills, full disks, damaged and newer files."""

import datetime as dt
import os
import random
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.ports import Record

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
DAY = AT.date()
KILLS = int(os.environ.get("TRAINKIT_KILLS", "10"))

WRITER = """
import datetime as dt, sys
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.ports import Record
path, number, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqliteStore(SqliteOptions(path=path))
at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
print("ready", flush=True)
turn = 0
while turn != turns:
    keys = [f"w{number}-{turn}-{part}" for part in range(5)]
    store.put("days", "me", [Record(one, one * 40, at, at.date()) for one in keys])
    print(*keys, flush=True)
    turn += 1
"""


def writer(path: Path, number: int, *, turns: int = -1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(number), str(turns)],
        stdout=subprocess.PIPE,
        text=True,
    )


def opened(path: Path) -> SqliteStore:
    return SqliteStore(SqliteOptions(path=str(path)))


def test_no_acknowledged_write_is_lost_to_a_kill_and_no_file_is_damaged(tmp_path: Path) -> None:
    path, rng = tmp_path / "kit.db", random.Random(5)  # noqa: S311 - moments, not secrets
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        process = writer(path, kill)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0, 0.15))
        process.kill()
        lines = process.communicate()[0].splitlines()
        acknowledged |= {key for line in lines if len(line.split()) == 5 for key in line.split()}
        store = opened(path)
        there = {record.key: record.body for record in store.get("days", "me")}
        store.close()
        assert acknowledged <= set(there)
        assert all(body == key * 40 for key, body in there.items())
        assert len(there) % 5 == 0  # all of a call, or nothing
    assert len(acknowledged) > KILLS
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_eight_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    writers = [writer(path, number, turns=60) for number in range(8)]  # make the file together
    for process in writers:
        process.communicate()
        assert process.returncode == 0
    store = opened(path)
    wanted = {f"w{w}-{turn}-{part}" for w in range(8) for turn in range(60) for part in range(5)}
    assert {record.key for record in store.get("days", "me")} == wanted
    store.close()


LIMITED = """
import datetime as dt, resource, sys
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.errors import BackendError
from trainkit.ports import Record
at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
store = SqliteStore(SqliteOptions(path=sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
kept = 0
try:
    while True:
        keys = [f"k{kept}-{n}" for n in range(4)]
        store.put("days", "me", [Record(one, "x" * 5000, at, at.date()) for one in keys])
        kept += 1
except BackendError as error:
    print(kept, error)
    print(len(store.get("days", "me")))
"""


def test_a_full_disk_is_an_error_and_keeps_the_old_state(tmp_path: Path) -> None:
    """No file may grow beyond 400 kB, which is what a full disk looks like to a program."""
    path = tmp_path / "kit.db"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, found = done.stdout.splitlines()
    kept, _, said = first.partition(" ")
    assert int(kept) > 3
    assert "store.sqlite" in said
    assert int(found) == 4 * int(kept)
    store = opened(path)
    assert len(store.get("days", "me")) == 4 * int(kept)
    store.put("days", "me", [Record("more", "{}", AT, DAY)])  # there is room again
    assert len(store.get("days", "me")) == 4 * int(kept) + 1
    store.close()


def test_a_full_database_is_an_error_too(tmp_path: Path) -> None:
    store = opened(tmp_path / "kit.db")
    store.put("days", "me", [Record("one", "{}", AT, DAY)])
    with store._lend_connection() as connection:
        connection.execute("PRAGMA max_page_count = 20")
    with pytest.raises(tk.BackendError, match="full"):
        store.put("days", "me", [Record("big", "x" * 500_000, AT, DAY)])
    assert [record.key for record in store.get("days", "me")] == ["one"]
    store.close()


def test_only_the_owner_may_read_its_files(tmp_path: Path) -> None:
    store = opened(tmp_path / "kit.db")
    store.put("days", "me", [Record("one", "{}", AT, DAY)])
    names = {one.name for one in tmp_path.iterdir()}
    assert names == {"kit.db", "kit.db-wal", "kit.db-shm"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
    store.close()


def test_what_was_deleted_is_in_no_file(tmp_path: Path) -> None:
    store = opened(tmp_path / "kit.db")
    store.put("days", "me", [Record(f"k{n}", f"hidden-{n} " * 500, AT, DAY) for n in range(50)])
    assert store.delete("me") == 50
    assert not any(b"hidden-" in one.read_bytes() for one in tmp_path.iterdir())
    store.close()
    assert not any(b"hidden-" in one.read_bytes() for one in tmp_path.iterdir())


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "kit.db"
    path.write_bytes(content)
    with pytest.raises(tk.BackendError, match=r"store\.sqlite"):
        opened(path)
    assert path.read_bytes() == content


def test_a_file_of_a_newer_trainkit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    opened(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(tk.BackendError, match="version 99; this trainkit knows 3: update"):
        opened(path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(tk.BackendError, match="No such file"):
        opened(tmp_path / "no" / "kit.db")
    with pytest.raises(tk.BackendError, match="directory"):
        opened(tmp_path)


@pytest.mark.parametrize("options", [{}, {"path": "a.db", "url": "sqlite:///b.db"}])
def test_a_path_or_an_address_and_not_both(options: dict[str, str]) -> None:
    with pytest.raises(tk.InvalidInput, match="url, but not both"):
        SqliteOptions(**options)


def test_addresses_are_relative_or_absolute() -> None:
    assert SqliteOptions(url="sqlite:///a/kit.db").file == Path.cwd() / "a" / "kit.db"
    assert SqliteOptions(url="sqlite:////var/kit.db").file == Path("/var/kit.db")


def test_a_writer_that_waits_too_long_may_try_again(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    opened(path).close()
    store = SqliteStore(SqliteOptions(path=str(path), wait_s=0.05))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(tk.BackendError, match="locked") as failed:
        store.put("days", "me", [Record("one", "{}", AT, DAY)])
    assert failed.value.retryable
    other.execute("ROLLBACK")
    other.close()
    store.put("days", "me", [Record("one", "{}", AT, DAY)])
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # of threads of the test runner
def test_a_child_of_a_fork_writes_too(tmp_path: Path) -> None:
    store = opened(tmp_path / "kit.db")
    store.put("days", "me", [Record("parent", "{}", AT, DAY)])
    child = os.fork()
    if child == 0:
        store.put("days", "me", [Record("child", "{}", AT, DAY)])
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    store.put("days", "me", [Record("later", "{}", AT, DAY)])
    assert {record.key for record in store.get("days", "me")} == {"parent", "child", "later"}
    store.close()


def test_threads_that_die_leave_nothing_open(tmp_path: Path) -> None:
    store = opened(tmp_path / "kit.db")
    for turn in range(30):
        thread = threading.Thread(
            target=store.put, args=("days", "me", [Record(f"k{turn}", "{}", AT, DAY)])
        )
        thread.start()
        thread.join()
    assert len(store._idle) <= 2
    store.close()


def test_what_was_deleted_while_somebody_read_is_gone_when_they_left(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    store = opened(path)
    store.put("days", "me", [Record("one", "hidden-4711 " * 100, AT, DAY)])
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM records").fetchall()
    assert store.delete("me") == 1
    reader.execute("COMMIT")
    reader.close()
    store.put("days", "you", [Record("two", "{}", AT, DAY)])
    assert not any(b"hidden-4711" in one.read_bytes() for one in tmp_path.iterdir())
    store.close()
