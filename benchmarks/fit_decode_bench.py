"""The FIT decoder and its peers fitdecode and pyfitparsernative, on one made and three real files.

Ours visits every message, checks the checksum, and reads every named column, scaled, including
developer fields; the peers turn each message into objects, as always. A peer that is not installed
has no row.
"""

import io
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from harness import Row, best_seconds

from trainkit.io.fit import DeveloperField, decode, encode

FOLDER = Path(
    os.environ.get("TRAINKIT_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
LARGEST = 3


def rows(*, quick: bool) -> list[Row]:
    """Compare each file with each installed peer."""
    files = {"10 hours, made": ten_hours(seconds=3_600 if quick else 36_000)}
    if not quick:
        real = sorted(FOLDER.rglob("*.fit"), key=lambda path: -path.stat().st_size)[:LARGEST]
        files |= {path.name: path.read_bytes() for path in real}
    return [row for name, data in files.items() for row in compare_file(name, data, quick=quick)]


def compare_file(name: str, data: bytes, *, quick: bool) -> list[Row]:
    """Measure one file."""
    count = sum(table.rows for part in decode(data).parts for table in part.tables.values())
    ours = best_seconds(lambda: read_all(data))
    measured = []
    for peer, must, read in peers():
        theirs = best_seconds(lambda read=read: read(data), repeats=1 if quick else 2, warm=False)  # type: ignore[misc]
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


def peers() -> list[tuple[str, str, Callable[[bytes], object]]]:
    """Return name, target and reader of the installed peers."""
    candidates: list[tuple[str, str, str, Callable[[bytes], object]]] = [
        ("fitdecode", ">= 40", "fitdecode", read_with_fitdecode),
        ("pyfitparsernative", ">= 8", "pyfitparsernative", read_with_native),
    ]
    return [(name, must, read) for name, must, module, read in candidates if find_spec(module)]


def read_all(data: bytes) -> int:
    """Read every column of numbers of every message, scaled."""
    tables = [table for part in decode(data).parts for table in part.tables.values()]
    return sum(len(table.all_numbers()) for table in tables)


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
