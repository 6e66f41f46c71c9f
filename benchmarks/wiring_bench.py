"""Plugins, store and cache: what wiring costs, beside plain sqlite3."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Row, best_seconds

from trainkit import simulate
from trainkit.cache import Cache
from trainkit.plugins import Registry
from trainkit.ports import Record, Store

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
PLUGINS = 50
PROCESSES, TURNS = 8, 100
LIST = "import sys; from trainkit.cli import main; sys.exit(main(['plugins']))"
WRITER = """
import datetime as dt, sys
from trainkit.plugins import Registry
from trainkit.ports import Record
path, number, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Registry().make("store", "sqlite", {"path": path})
at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
for turn in range(turns):
    store.put("days", "me", [Record(f"{number}-{turn}", "{}", at, at.date())])
"""


def rows(*, quick: bool) -> list[Row]:
    """Plugin list, store and cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            plugin_list(folder / "plugins", quick=quick),
            *store_records(folder, quick=quick),
            concurrent_writes(folder / "crowd.db", turns=5 if quick else TURNS),
            cache_read(folder / "cache.db"),
        ]


def plugin_list(folder: Path, *, quick: bool) -> Row:
    """``trainkit plugins`` as a whole process, with plugins that fail when they are imported."""
    folder.mkdir()
    for number in range(PLUGINS):
        info = folder / f"acme_{number}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-{number}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[trainkit]\nsource.acme{number} = acme_{number}\n")
        (folder / f"acme_{number}.py").write_text("raise SystemExit('imported')\n")
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}

    def list_plugins() -> None:
        process = subprocess.run(
            [sys.executable, "-c", LIST],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert process.stdout.count("source.acme") == PLUGINS

    def start_python() -> None:
        subprocess.run([sys.executable, "-c", ""], env=environment, check=True)

    repeats = 3 if quick else 15
    ours, theirs = (
        best_seconds(list_plugins, repeats=repeats),
        best_seconds(start_python, repeats=repeats),
    )
    return Row(
        work=f"`trainkit plugins`, {PLUGINS} installed, none imported, whole process",
        ours=f"{ours * 1000:.0f} ms",
        peer=f"bare interpreter {theirs * 1000:.0f} ms",
        figure=ours * 1000,
        unit="ms",
        must="<= 150",
    )


def store_records(folder: Path, *, quick: bool) -> list[Row]:
    """Write daily records of many athletes, and read those of one."""
    athletes, days = (4, 250) if quick else (100, 1000)
    bodies = [day.model_dump_json(exclude_defaults=True) for day in simulate(days=1095).days]
    first = dt.date(2023, 1, 1)
    records = [
        Record(f"d{at}", body, AT, first + dt.timedelta(days=at)) for at, body in enumerate(bodies)
    ]
    store = open_store(folder / "store.db")

    def put() -> None:
        for athlete in range(athletes):
            store.put("days", f"a{athlete}", records[:days])

    put()
    start = time.perf_counter()
    put()  # every row exists: an upsert
    ours = time.perf_counter() - start
    theirs = sqlite_upsert(folder / "plain.db", records[:days], athletes)
    store.put("days", "me", records)
    reading = best_seconds(lambda: store.get("days", "me"), repeats=30)
    connection = sqlite3.connect(folder / "store.db")
    query = "SELECT * FROM records WHERE athlete = 'me' AND kind = 'days'"
    bare = best_seconds(lambda: connection.execute(query).fetchall(), repeats=30)
    connection.close()
    store.close()
    return [
        Row(
            work=f"{athletes * days:,} daily records upserted, SQLite, each call on the disk",
            ours=f"{ours:.2f} s",
            peer=f"sqlite3, one transaction, not synced {theirs:.2f} s",
            figure=ours,
            unit="s",
            must="<= 2",
        ),
        Row(
            work="three years of one athlete read, SQLite",
            ours=f"{reading * 1000:.2f} ms",
            peer=f"sqlite3 rows alone {bare * 1000:.2f} ms",
            figure=reading * 1000,
            unit="ms",
            must="<= 5",
        ),
    ]


def sqlite_upsert(path: Path, records: list[Record], athletes: int) -> float:
    """Write the same rows with sqlite3 alone, in one transaction."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TABLE r (athlete, kind, key, body, PRIMARY KEY (athlete, kind, key))"
    )
    rows = [(f"a{a}", "days", row.key, row.body) for a in range(athletes) for row in records]
    seconds = best_seconds(
        lambda: connection.executemany("INSERT OR REPLACE INTO r VALUES (?, ?, ?, ?)", rows),
        repeats=1,
    )
    connection.close()
    return seconds


def concurrent_writes(path: Path, *, turns: int) -> Row:
    """Write from eight processes at once, and count lost records."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number), str(turns)])
        for number in range(PROCESSES)
    ]
    for writer in writers:
        assert writer.wait() == 0
    store = open_store(path)
    lost = PROCESSES * turns - len(store.get("days", "me"))
    store.close()
    return Row(
        work=f"{PROCESSES} processes write {turns} records each at once: lost",
        ours=str(lost),
        peer="none",
        figure=float(lost),
        unit="",
        must="<= 0",
    )


def cache_read(path: Path) -> Row:
    """Read a fresh answer from the store."""
    store = open_store(path)
    cache = Cache(clock=lambda: AT, store=store)
    answer = {"text": "Run easily. " * 40, "minutes": 40}
    cache.read("prompt", "k", lambda: answer)
    memory = Cache(clock=lambda: AT)
    memory.read("prompt", "k", lambda: answer)

    def thousand_reads_s(cache: Cache) -> float:
        return best_seconds(
            lambda: [cache.read("prompt", "k", lambda: answer) for _ in range(1000)], repeats=5
        )

    ours, theirs = thousand_reads_s(cache) * 1000, thousand_reads_s(memory) * 1000
    store.close()
    return Row(
        work="cached answer of 500 bytes read, SQLite",
        ours=f"{ours:.0f} us",
        peer=f"the same cache in memory {theirs:.0f} us",
        figure=ours,
        unit="us",
        must="<= 100",
    )


def open_store(path: Path) -> Store:
    """Open a store in a file."""
    store = Registry().make("store", "sqlite", {"path": str(path)})
    assert hasattr(store, "put")
    return store  # type: ignore[return-value]  # its conformance says so
