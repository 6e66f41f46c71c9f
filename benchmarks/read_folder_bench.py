"""Reading a folder of one-hour recordings, written by trainkit, on one core and on two.

Memory is read from /proc, so this benchmark runs on Linux. The rows on two cores are times on the
clock: they need a machine that does nothing else.
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from harness import Row

from trainkit import Activity, Streams
from trainkit.io import write_fit

FILES = 3_000
# Files, which one process reads, or as many as pay.
SIZES = (1, 2, 5, 10, 50, 100, 200, 500, 1_000, 2_000, 5_000)
ROUNDS = 2
CHILD = """
import json, pathlib, resource, sys, time
import trainkit
files = sorted(pathlib.Path(sys.argv[1]).iterdir())[: int(sys.argv[2])]
start = time.perf_counter()
history = trainkit.read(files, processes=json.loads(sys.argv[3]))
seconds = time.perf_counter() - start
assert len(history.activities) == int(sys.argv[2]) and not history.problems
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
own = int(status["VmHWM"].split()[0]) * 1024  # getrusage includes the peak of the parent
largest_child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps([seconds, own, largest_child]))
"""


def rows(*, quick: bool) -> list[Row]:
    """Measure seconds, and peak memory of the reading program without and with its processes."""
    files = 60 if quick else FILES
    sizes = SIZES[:2] if quick else SIZES
    with tempfile.TemporaryDirectory() as folder:
        for number in range(max(files, *sizes)):
            Path(folder, f"{number:04}.fit").write_bytes(one_hour_ride(number))
        alone, _, _ = measure(folder, files, "1")
        seconds, own, largest_child = measure(folder, files, "null")
        compared = [compare(folder, size) for size in sizes]
    total = (own + largest_child) / 1e6
    work = f"{files:,} one-hour FIT files of ten columns to a history"
    return [
        Row(
            f"{work}, one process",
            f"{alone:.1f} s",
            f"{files / alone:,.0f} files/s",
            alone,
            "s",
            "<= 4.5",
        ),
        Row(
            f"{work}, two cores",
            f"{seconds:.1f} s",
            f"{files / seconds:,.0f} files/s",
            seconds,
            "s",
            "<= 4.5",
        ),
        Row(
            "the same, peak memory with both processes",
            f"{total:.0f} MB",
            f"{own / 1e6:.0f} MB without the second",
            total,
            "MB",
            "<= 500",
        ),
        never_slower(compared),
    ]


class Compared(NamedTuple):
    """The shortest times to read some files [s]."""

    files: int
    alone_s: float
    default_s: float

    @property
    def ratio(self) -> float:
        """Of the default number of processes over one."""
        return self.default_s / self.alone_s


def compare(folder: str, files: int) -> Compared:
    """Read some files by one process, and by as many as pay, in turn."""
    times: dict[str, list[float]] = {"1": [], "null": []}
    for _ in range(ROUNDS):
        for processes, known in times.items():
            known.append(measure(folder, files, processes)[0])
    return Compared(files, min(times["1"]), min(times["null"]))


def never_slower(compared: Sequence[Compared]) -> Row:
    """Return the row of the number of files for which more processes help least."""
    worst = max(compared, key=lambda pair: pair.ratio)
    return Row(
        f"the default number of processes over one, worst of {compared[0].files} to "
        f"{compared[-1].files:,} files",
        f"{worst.default_s:.2f} s for {worst.files:,}",
        f"{worst.alone_s:.2f} s alone",
        worst.ratio,
        "times",
        "<= 1.05",
    )


def measure(folder: str, files: int, processes: str) -> tuple[float, float, float]:
    """Return seconds, and the peak memory of the reading program and of its largest process."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, folder, str(files), processes],
        capture_output=True,
        check=True,
    )
    seconds, own, largest_child = json.loads(done.stdout)
    return seconds, own, largest_child


def one_hour_ride(number: int) -> bytes:
    """Return a ride with a record each second, of ten columns."""
    rng = np.random.default_rng(number)
    seconds = np.arange(3600.0)
    start = dt.datetime(2016, 1, 1, 6, tzinfo=dt.UTC) + dt.timedelta(days=1.2 * number)
    speed = np.round(rng.uniform(4, 12, seconds.size), 3)
    streams = Streams(
        time_s=seconds,
        heart_rate=np.round(140 + 20 * np.sin(seconds / 300) + rng.normal(0, 2, seconds.size)),
        power=np.round(rng.uniform(0, 400, seconds.size)),
        cadence=np.round(rng.uniform(70, 100, seconds.size)),
        speed=speed,
        distance=np.cumsum(speed),
        altitude=400 + 50 * np.sin(seconds / 500),
        latitude=47 + np.cumsum(rng.normal(0, 1e-5, seconds.size)),
        longitude=8 + np.cumsum(rng.normal(0, 1e-5, seconds.size)),
        temperature=np.full(seconds.size, 20.0),
    )
    return write_fit(Activity(sport="cycling", start=start, elapsed_s=3600, streams=streams))


if __name__ == "__main__":
    for row in rows(quick=False):
        print(f"{row.work:70} {row.ours:>12} {row.peer:>22} (must be {row.must} {row.unit})")
