"""Compute a cohort from disk to disk: ``python cohort_disk.py [athletes] [days] [folder]``.

The yardstick is a copy of the same files. Needs 17 GB of disk for a million athletes by 1,095 days,
and 5 GB for a quarter of a million in four columns. Processor time counts the work of all processes
and hardly depends on what else the machine does; wall time does. With Dask installed, a local
cluster of two worker processes computes too, and once more while one of them is killed; the
contents of all results are compared. Wall time does not count the start of processes, processor
time does.
"""

import datetime as dt
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Timer

import numpy as np

from trainkit import cohort
from trainkit.cohort._layout import Layout

FIRST = dt.date(2024, 1, 1)
KILLED_AFTER_S = 2.0


def main() -> None:
    athletes = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 1095
    within = sys.argv[3] if len(sys.argv) > 3 else None
    print("| athletes | columns | who | processor s | wall s | of a copy, processor | wall |")
    print("|---|---|---|---|---|---|---|")
    for count, names in ((athletes, ("acwr",)), (athletes // 4, ("acwr", "form"))):
        with tempfile.TemporaryDirectory(dir=within) as folder:
            compare(Path(folder), fill(Path(folder), count, days), names)
    of_workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(f"\nlargest worker process {of_workers:.0f} MB")


def fill(folder: Path, athletes: int, days: int) -> cohort.Cohort:
    """Make a cohort of known loads, tile by tile; its carried states are not used here."""
    last = FIRST + dt.timedelta(days=days - 1)
    made = cohort.create(folder / "cohort", athletes, (FIRST, last))
    layout = Layout.read(made.folder)
    load = np.random.default_rng(0).integers(0, 200, (days, layout.tile_athletes)).astype(float)
    for tile in range(layout.tiles):
        load[0] = tile
        layout.write_tile("load", tile, load[:, : layout.width(tile)])
    return made


def compare(folder: Path, made: cohort.Cohort, names: tuple[str, ...]) -> None:
    """Print a line for the copy and for each executor."""
    columns, label = (4 if "form" in names else 1), " and ".join(names)
    copied = measure(lambda: copy(folder, columns))
    show(made.athletes, label, "copy", copied, copied)
    shutil.rmtree(folder / "copy")
    expected = None
    for who, start in executors():
        spent = measure_compute(made, names, start)
        show(made.athletes, label, who, spent, copied)
        found = checksum(folder / "cohort" / "results")
        if found != (expected or found):
            raise SystemExit(f"{who}: other contents")
        expected = found
        shutil.rmtree(folder / "cohort" / "results")


Start = Callable[[], AbstractContextManager[Executor | None]]
Spent = tuple[float, float]


def measure_compute(made: cohort.Cohort, names: tuple[str, ...], start: Start) -> Spent:
    """Measure the processor time of all processes, and the wall time from when they wait [s]."""
    walls = []

    def compute() -> None:
        with start() as executor:
            begin = time.perf_counter()
            made.compute(*names, executor=executor)
            walls.append(time.perf_counter() - begin)

    processor, _ = measure(compute)
    return processor, walls[0]


def copy(folder: Path, columns: int) -> None:
    """Copy the loads once for each column."""
    for column in range(columns):
        shutil.copytree(folder / "cohort" / "load", folder / "copy" / str(column))


def executors() -> Iterator[tuple[str, Start]]:
    """Return where to compute, by name."""
    yield "here", nullcontext
    yield "two processes", lambda: ProcessPoolExecutor(2)
    try:
        import distributed  # noqa: F401
    except ImportError:
        return
    yield "Dask, two workers", lambda: on_dask(kill=False)
    yield "Dask, one of them killed", lambda: on_dask(kill=True)


@contextmanager
def on_dask(*, kill: bool) -> Iterator[Executor]:
    """Start a local cluster of processes, and kill one of them in the middle."""
    from distributed import Client, LocalCluster

    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, Client(cluster) as client:
        victim = next(iter(client.run(os.getpid).values()))
        timer = Timer(KILLED_AFTER_S, os.kill, (victim, signal.SIGKILL))
        if kill:
            timer.start()
        yield client.get_executor()
        timer.cancel()


def measure(work: Callable[[], object]) -> Spent:
    """Return processor and wall time, of all processes [s]."""
    begin, wall = os.times(), time.perf_counter()
    work()
    end = os.times()
    return sum(end[:4]) - sum(begin[:4]), time.perf_counter() - wall


def show(athletes: int, columns: str, who: str, spent: Spent, copied: Spent) -> None:
    shares = " | ".join(
        f"{of_copy / ours:.2f}" for ours, of_copy in zip(spent, copied, strict=True)
    )
    print(f"| {athletes:,} | {columns} | {who} | {spent[0]:.1f} | {spent[1]:.1f} | {shares} |")


def checksum(results: Path) -> int:
    """Sum up the contents of all result files."""
    total = 0
    for path in sorted(results.rglob("*.bin")):
        total = zlib.crc32(path.read_bytes(), total)
    return total


if __name__ == "__main__":
    main()
