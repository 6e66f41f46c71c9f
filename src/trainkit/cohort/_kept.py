"""Files of what a morning needs of the days before it, a set for each way to ask and each tile.

```text
carried/3f2a9c1b/000003.json    how many days are in it, and by which version; written last
carried/3f2a9c1b/000003.rings   columns of the last days, each in a ring of as many days as it needs
carried/3f2a9c1b/000003.states  what a day hands to the next, in two slots
carried/3f2a9c1b/000003.late    the first day of each athlete that was changed since; absent if none
carried/3f2a9c1b/000003.lock    held by who writes to the others
```

A day is written over the oldest one of each ring and into the slot that does not count, then the
header names the slot: a kill leaves the day before or the day. What was changed late is noted
before it is written, and forgotten after it was computed again.
"""

import dataclasses
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import FileIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._fields import LAGGED_FIELDS, RECOVERY_FIELDS
from trainkit.cohort._layout import Layout, replace_file

__all__ = ["Change", "Kept", "lock_tile", "note_changes"]

_FORMAT = 1
_MARGIN = 2  # days more in a ring: today, and yesterday where it is carried again
_NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class _Header:
    """What counts of a tile's files; `older` tells whether the other slot is of the day before."""

    days: int
    slot: int
    older: bool
    columns: dict[str, int]
    rows: int
    width: int
    version: str
    format: int = _FORMAT


class Kept:
    """What is kept of a tile, for one way to ask.

    Parameters
    ----------
    layout : Layout
        The cohort.
    folder : path
        Of this way to ask.
    tile : int
        From 0.
    columns : mapping of str to int
        Kept columns, and how many days before a morning are read of each [d].
    rows : int
        Rows of the states.
    """

    def __init__(
        self, layout: Layout, folder: Path, tile: int, columns: Mapping[str, int], rows: int
    ) -> None:
        self._width, self._rows = layout.width(tile), rows
        self._depths = {name: days + _MARGIN for name, days in columns.items()}
        self._paths = {
            kind: folder / f"{tile:06}.{kind}" for kind in ("json", "rings", "states", "late")
        }
        self._header = self._read_header()
        self._map()

    def _read_header(self) -> _Header | None:
        """Read the header; None where nothing is kept, or what another version has kept."""
        try:
            header = _Header(**json.loads(self._paths["json"].read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        expected = self._describe(header.days, header.slot, older=header.older)
        return header if header == expected else None

    def _describe(self, days: int, slot: int, *, older: bool) -> _Header:
        version: str = import_module("trainkit").__version__  # which a lower floor does not import
        return _Header(days, slot, older, self._depths, self._rows, self._width, version)

    def _map(self) -> None:
        """Map the files, which are made where none count."""
        sizes = {"rings": sum(self._depths.values()), "states": 2 * self._rows}
        if self._header is None or not all(self._is_whole(*size) for size in sizes.items()):
            self._header = None
            self._paths["json"].unlink(missing_ok=True)  # before what it counts
            for kind, rows in sizes.items():
                with self._paths[kind].open("wb") as file:
                    file.truncate(8 * rows * self._width)
        rings = np.memmap(
            self._paths["rings"], np.float64, "r+", shape=(sizes["rings"], self._width)
        )
        ends = np.cumsum(list(self._depths.values())).tolist()
        self._starts = {
            name: end - depth for (name, depth), end in zip(self._depths.items(), ends, strict=True)
        }
        self._columns = {
            name: np.asarray(rings[start : start + self._depths[name]])
            for name, start in self._starts.items()
        }

    def _is_whole(self, kind: str, rows: int) -> bool:
        path = self._paths[kind]
        return path.exists() and path.stat().st_size == 8 * rows * self._width

    @property
    def days(self) -> int | None:
        """Days that are in it [d]; None where nothing is kept."""
        return None if self._header is None else self._header.days

    def list_changes(self) -> NDArray[np.int32]:
        """Return the first day of each athlete that was changed since it was computed."""
        return _read_late(self._paths["late"], self._width)

    def forget_changes(self) -> None:
        """All that was changed is computed again."""
        self._paths["late"].unlink(missing_ok=True)

    def forget(self) -> None:
        """Nothing counts until something is begun again."""
        self._paths["json"].unlink(missing_ok=True)
        self._header = None

    def go_back(self) -> bool:
        """Return to the day before the last one, if it is there; the next commit makes it count."""
        header = self._header
        if header is None or not header.older:
            return False
        self._header = self._describe(header.days - 1, 1 - header.slot, older=False)
        return True

    def read(self, column: str, day: int, since: int, rows: int, part: slice) -> FloatArray:
        """Read some rows of a column, from some days before a day on; NaN before the first day."""
        ring, first = self._columns[column], day - since
        days = np.arange(max(first, 0), max(first + rows, 0))
        known = ring[days % len(ring), part]
        if len(days) == rows:
            return known
        nothing = np.full((rows - len(days), known.shape[1]), np.nan)
        return np.concatenate([nothing, known])

    def write_day(self, day: int, rows: Mapping[str, FloatArray], states: FloatArray) -> None:
        """Write the rows of a day, each of shape (athletes,), and its states: it counts then.

        The slot of the day before is written over, so it stops counting first.
        """
        if self._header is not None and self._header.older:
            self._write_header(dataclasses.replace(self._header, older=False))
        with self._paths["rings"].open("r+b", buffering=0) as file:
            for name, row in rows.items():
                at = self._starts[name] + day % self._depths[name]
                _write_at(file, at * self._width, row)
            os.fsync(file.fileno())
        self.commit(day + 1, states)

    def write(self, column: str, day: int, values: FloatArray, who: NDArray[np.intp]) -> None:
        """Write some athletes' rows of a column up to a day; shape (days, athletes).

        They count with the next commit.
        """
        ring = self._columns[column]
        values = values[-len(ring) :]
        days = np.arange(day + 1 - len(values), day + 1)
        ring[(days % len(ring))[:, np.newaxis], who] = values

    def states(self) -> FloatArray:
        """Read the states of the last day, shape (rows, athletes)."""
        slot = 0 if self._header is None else self._header.slot
        size = self._rows * self._width
        states = np.fromfile(self._paths["states"], np.float64, size, offset=8 * slot * size)
        return states.reshape(self._rows, self._width)

    def write_states(self, slot: int, states: FloatArray) -> None:
        """Write the states of a slot."""
        with self._paths["states"].open("r+b", buffering=0) as file:
            _write_at(file, slot * states.size, states)
            os.fsync(file.fileno())

    def correct_states(self, states: FloatArray) -> None:
        """Write over the states of the last day, whose changes are noted."""
        self.write_states(0 if self._header is None else self._header.slot, states)

    def commit(self, days: int, states: FloatArray) -> None:
        """Let what was written count, with the states of the last day.

        Parameters
        ----------
        days : int
            Days that are in it from here on [d]: the first ones, or one more.
        states : array, shape (rows, athletes)
            The states.
        """
        before = self._header
        slot = 0 if before is None else 1 - before.slot
        self.write_states(slot, states)
        self._write_header(self._describe(days, slot, older=before is not None))

    def _write_header(self, header: _Header) -> None:
        body = json.dumps(dataclasses.asdict(header)).encode()
        replace_file(self._paths["json"], body, durable=True)
        self._header = header


class Change(NamedTuple):
    """Which athletes of a tile get new values of a field, on which days, and the values before.

    One may come more than once.
    """

    field: str
    athletes: NDArray[np.integer]
    days: NDArray[np.integer] | int
    before: FloatArray

    @property
    def mornings(self) -> NDArray[np.int32]:
        """The first morning of each that is another one then.

        What belongs to the next morning changes the day itself where nothing was known before,
        since a history ends with its last record.
        """
        next_day = ~np.isnan(self.before) & (self.field in LAGGED_FIELDS)
        return np.asarray(np.asarray(self.days) + next_day, np.int32)


def note_changes(layout: Layout, tile: int, changes: Sequence[Change]) -> None:
    """Note which mornings of a tile are to be computed again, before its fields are changed.

    Parameters
    ----------
    layout : Layout
        The cohort.
    tile : int
        From 0.
    changes : sequence of Change
        By field.
    """
    read = [change for change in changes if change.field in RECOVERY_FIELDS]
    if not any(change.athletes.size for change in read):
        return
    for header in layout.carried.glob(f"*/{tile:06}.json"):
        with lock_tile(header.parent, tile, wait=True):
            path = header.with_suffix(".late")
            late = _read_late(path, layout.width(tile))
            for change in read:
                np.minimum.at(late, change.athletes, change.mornings)
            replace_file(path, late.tobytes(), durable=True)


@contextmanager
def lock_tile(folder: Path, tile: int, *, wait: bool) -> Iterator[bool]:
    """Lock what is kept of a tile among threads and processes, where the system supports it.

    Yields whether it is locked; without `wait`, another one may hold it.
    """
    with (folder / f"{tile:06}.lock").open("ab") as file:
        yield _lock(file, wait=wait)


def _lock(file: BinaryIO, *, wait: bool) -> bool:
    try:
        fcntl = import_module("fcntl")
    except ModuleNotFoundError:
        return True  # a system without such locks
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False  # another one holds it, or the file system has no locks
    return True


def _write_at(file: FileIO, numbers_before: int, numbers: FloatArray) -> None:
    file.seek(8 * numbers_before)
    file.write(np.ascontiguousarray(numbers, np.float64).reshape(-1).view(np.uint8).data)


def _read_late(path: Path, width: int) -> NDArray[np.int32]:
    """Read the first changed days; where the file is not whole, everything is."""
    if not path.exists():
        return np.full(width, _NEVER, np.int32)
    late = np.fromfile(path, np.int32)
    return late if late.size == width else np.zeros(width, np.int32)
