"""The FIT decoder and its peers fitdecode, pyfitparsernative and fitfast, on made and real files.

Ours visits every message, checks the checksum, and reads every column, scaled, including developer
fields. fitdecode, pyfitparsernative and `fitfast.parse` turn each message into objects, as always;
`fitfast.records` reads the columns of the records alone, and so does ours beside it. Times are of
the processor. A peer that is not installed has no row.
"""

import io
import os
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from harness import Row

from trainkit.io.fit import DeveloperField, decode, encode

FOLDER = Path(
    os.environ.get("TRAINKIT_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
LARGEST = 3
SMALL = range(4_500, 6_000)  # bytes: a few minutes of a ride or a run
ROUNDS = 7
SHORTEST_S = 0.02


def rows(*, quick: bool) -> list[Row]:
    """Compare each file with each installed peer."""
    files = {"10 hours, made": ten_hours(seconds=3_600 if quick else 36_000)}
    if quick:
        return [row for name, data in files.items() for row in compare_file(name, data, rounds=1)]
    paths = sorted(FOLDER.rglob("*.fit"), key=lambda path: -path.stat().st_size)
    real = {path.name: path.read_bytes() for path in paths}
    files |= dict(list(real.items())[:LARGEST])
    found = [row for name, data in files.items() for row in compare_file(name, data, rounds=2)]
    found += [small_files(real)] if real else []
    return found + (compare_with_fitfast(real) if find_spec("fitfast") else [])


def compare_file(name: str, data: bytes, *, rounds: int) -> list[Row]:
    """Measure one file."""
    count = sum(table.rows for part in decode(data).parts for table in part.tables.values())
    ours = least_cpu_s(lambda: read_all(data))
    measured = []
    for peer, must, read in peers():
        theirs = least_cpu_s(lambda read=read: read(data), rounds=rounds)  # type: ignore[misc]
        measured.append(
            Row(
                work=f"FIT, {name}: {count:,} messages",
                ours=f"{count / ours:,.0f}/s",
                peer=f"{peer} {count / theirs:,.0f}/s",
                figure=theirs / ours,
                unit="times",
                must=must,
            )
        )
    return measured


def small_files(real: Mapping[str, bytes]) -> Row:
    """Measure the real files of about 5 kB."""
    small = [data for data in real.values() if len(data) in SMALL]
    ours = sum(least_cpu_s(lambda data=data: read_all(data)) for data in small) / len(small)  # type: ignore[misc]
    return Row(
        "FIT, every column of a real file of 5 kB",
        f"{1e3 * ours:.2f} ms",
        f"mean of {len(small)} files",
        1e3 * ours,
        "ms",
        "<= 0.5",
    )


class Pair(NamedTuple):
    """Processor times of one file [s]."""

    name: str
    size: int
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """Ours over theirs."""
        return self.ours / self.theirs


def compare_with_fitfast(real: Mapping[str, bytes]) -> list[Row]:
    """Compare with fitfast, everything and the records alone, on each file that it reads."""
    import fitfast

    whole = {name: data for name, data in real.items() if is_read(fitfast.count, data)}
    readers: list[tuple[str, Callable[[bytes], object], Callable[[bytes], object]]] = [
        ("every column", read_all, fitfast.parse),
        ("the columns of the records", read_records, fitfast.records),
    ]
    found = []
    for what, ours, theirs in readers:
        pairs = [
            Pair(
                name,
                len(data),
                least_cpu_s(lambda data=data, ours=ours: ours(data)),  # type: ignore[misc]
                least_cpu_s(lambda data=data, theirs=theirs: theirs(data)),  # type: ignore[misc]
            )
            for name, data in whole.items()
        ]
        found += fitfast_rows(what, pairs)
    return found


def fitfast_rows(what: str, pairs: list[Pair]) -> list[Row]:
    """Return the row of all files together, and that of the file with the highest ratio."""
    ours, theirs = sum(pair.ours for pair in pairs), sum(pair.theirs for pair in pairs)
    within = sum(pair.ratio <= 2 for pair in pairs)
    worst = max(pairs, key=lambda pair: pair.ratio)
    return [
        Row(
            f"FIT, {what} of the real files that fitfast reads, over fitfast",
            f"{1e3 * ours:.1f} ms, {within} of {len(pairs)} within 2 times",
            f"fitfast {1e3 * theirs:.1f} ms",
            ours / theirs,
            "times",
            "<= 2",
        ),
        Row(
            f"FIT, {what} of the file with the highest ratio, over fitfast",
            f"{1e3 * worst.ours:.3f} ms, {worst.name} of {worst.size:,} bytes",
            f"fitfast {1e3 * worst.theirs:.3f} ms",
            worst.ratio,
            "times",
            "<= 2",
        ),
    ]


def is_read(count: Callable[[bytes], object], data: bytes) -> bool:
    """Return whether a peer reads a file: they refuse some that are damaged."""
    try:
        count(data)
    except ValueError:
        return False
    return True


def peers() -> list[tuple[str, str, Callable[[bytes], object]]]:
    """Return name, target and reader of the installed peers that make objects."""
    candidates: list[tuple[str, str, str, Callable[[bytes], object]]] = [
        ("fitdecode", ">= 40", "fitdecode", read_with_fitdecode),
        ("pyfitparsernative", ">= 8", "pyfitparsernative", read_with_native),
    ]
    return [(name, must, read) for name, must, module, read in candidates if find_spec(module)]


def least_cpu_s(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """Measure the least processor time of a call [s], of several rounds of some calls."""
    start = time.process_time()
    work()
    calls = max(1, round(SHORTEST_S / max(time.process_time() - start, 1e-6)))
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(calls):
            work()
        times.append((time.process_time() - start) / calls)
    return min(times)


def read_all(data: bytes) -> int:
    """Read every column of numbers of every message, scaled."""
    tables = [table for part in decode(data).parts for table in part.tables.values()]
    return sum(len(table.all_numbers()) for table in tables)


def read_records(data: bytes) -> int:
    """Read every column of numbers of the records, scaled."""
    return sum(len(part.messages("record").all_numbers()) for part in decode(data).parts)


def read_with_fitdecode(data: bytes) -> int:
    import fitdecode

    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        return sum(isinstance(frame, fitdecode.FitDataMessage) for frame in reader)


def read_with_native(data: bytes) -> int:
    import pyfitparsernative

    return len(pyfitparsernative.parse_fit_bytes(data))


def ten_hours(*, seconds: int) -> bytes:
    """Return a ride with a record each second: eight fields and one developer field."""
    rng = np.random.default_rng(0)
    climb = rng.normal(0, 0.1, seconds).cumsum()
    speed = rng.uniform(4, 12, seconds)
    record = {
        "timestamp": 1_000_000_000 + np.arange(seconds),
        "position_lat": 47 + np.cumsum(rng.normal(0, 1e-5, seconds)),
        "position_long": 8 + np.cumsum(rng.normal(0, 1e-5, seconds)),
        "distance": speed.cumsum(),
        "altitude": 500 + climb,
        "speed": speed,
        "heart_rate": rng.integers(90, 180, seconds),
        "power": rng.integers(0, 400, seconds),
        "Form Power": rng.uniform(0, 100, seconds),
    }
    return encode(
        [("file_id", {"type": "activity", "manufacturer": "development"}), ("record", record)],
        developer_fields=[DeveloperField("Form Power", "W")],
    )


if __name__ == "__main__":
    for row in rows(quick=False):
        print(f"{row.work:60} {row.ours:>16} {row.peer:>32} {row.figure:7.1f} (must be {row.must})")
