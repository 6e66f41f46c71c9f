"""The files of a cohort.

```text
cohort.json           what it holds; replaced whole, and only after everything that it counts
ids.txt               names of the athletes, one a line; absent where they are numbered from 0
load/000003.bin       the matrix (days, athletes) of a field and a tile, day after day
states.0, states.1    carried states by tile; `slot` names the one that counts
results/acwr/         what was computed
carried/              what a morning needs of the days before, see `_kept`
incoming/             rows that an unfinished ingest has read
```

A matrix may be longer than `days` says: that is a day whose writer was killed, and the next one
writes over it.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np

from trainkit._array import FloatArray
from trainkit._files import sync_folder
from trainkit.errors import InvalidInput

__all__ = ["Layout", "flush", "replace_file"]

_FORMAT, _READ = 2, (1, 2)  # a writer of format 1 does not note what it changes
_NAME = "cohort.json"


@dataclass(frozen=True)
class Layout:
    """What is in a cohort's folder.

    `revision` counts changes; `slot` is None while the carried states do not belong to the rows.
    """

    folder: str
    athletes: int
    first: str
    days: int
    fields: tuple[str, ...]
    tile_athletes: int
    dtype: str
    named: bool
    revision: int = 0
    slot: int | None = 0
    format: int = _FORMAT

    @classmethod
    def read(cls, folder: str | os.PathLike[str]) -> Self:
        """Read the description of a cohort.

        Raises
        ------
        InvalidInput
            There is no cohort in the folder, or one of a newer trainkit.
        """
        path = Path(folder) / _NAME
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            known = values["format"] in _READ
        except FileNotFoundError:
            raise InvalidInput(
                "folder", str(folder), "a folder that cohort.create has filled"
            ) from None
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise InvalidInput("folder", str(folder), f"a cohort of format {_FORMAT} or less")
        values["fields"] = tuple(values["fields"])
        return cls(folder=str(folder), **values)

    def write(self, *, durable: bool = True) -> None:
        """Replace the description: from here on, the rows that it counts exist."""
        values = asdict(self) | {"format": _FORMAT}
        del values["folder"]
        body = json.dumps(values, indent=1).encode()
        replace_file(self.path / _NAME, body, durable=durable)

    def upgrade(self) -> None:
        """Write a cohort of an older trainkit in today's format."""
        now = Layout.read(self.folder)
        if now.format != _FORMAT:
            now.write()

    def change(self, **values: object) -> "Layout":
        """Return the layout after a change, as the next revision."""
        return replace(self, revision=self.revision + 1, **values)  # type: ignore[arg-type]

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)

    @property
    def type(self) -> np.dtype[np.floating]:
        """Type of the numbers on disk, little-endian."""
        return np.dtype(self.dtype).newbyteorder("<")

    @property
    def tiles(self) -> int:
        """Number of tiles."""
        return -(-self.athletes // self.tile_athletes)

    def span(self, tile: int) -> slice:
        """Return the athletes of a tile."""
        first = tile * self.tile_athletes
        return slice(first, min(first + self.tile_athletes, self.athletes))

    def width(self, tile: int) -> int:
        """Return the number of athletes in a tile."""
        return min(self.tile_athletes, self.athletes - tile * self.tile_athletes)

    def tile_path(self, field: str, tile: int) -> Path:
        """Return the file of a field and a tile."""
        return self.path / field / f"{tile:06}.bin"

    def read_tile(self, field: str, tile: int, *, last: int | None = None) -> FloatArray:
        """Map the matrix (days, athletes) of a tile, or its last days; NaN where never written."""
        shape = (self.days, self.width(tile))
        path = self.tile_path(field, tile)
        if self.days and field in self.fields and path.exists():
            matrix: FloatArray = np.memmap(path, self.type, mode="r", shape=shape)
        else:
            matrix = np.broadcast_to(np.asarray(np.nan, self.type), shape)
        return matrix if last is None else matrix[max(0, self.days - last) :]

    def write_tile(self, field: str, tile: int, matrix: FloatArray) -> None:
        """Replace the matrix of a tile."""
        replace_file(self.tile_path(field, tile), _bytes_of(matrix, self.type), durable=False)

    def append_day(self, field: str, tile: int, day: FloatArray, *, durable: bool) -> None:
        """Write the row after the last one of a tile."""
        self._write_day(field, tile, self.days, day, durable=durable)

    def change_day(self, field: str, tile: int, at: int, day: FloatArray) -> None:
        """Write over a row of a tile."""
        self._write_day(field, tile, at, day, durable=True)

    def _write_day(self, field: str, tile: int, at: int, day: FloatArray, *, durable: bool) -> None:
        row = _bytes_of(day, self.type)
        with self.tile_path(field, tile).open("r+b", buffering=0) as file:
            file.seek(at * row.nbytes)
            file.write(row)
            flush(file, durable=durable)

    @property
    def carried(self) -> Path:
        """The folder of what mornings need of the days before."""
        return self.path / "carried"

    def states_path(self, slot: int) -> Path:
        """Return the file of a slot of carried states."""
        return self.path / f"states.{slot}"


def replace_file(path: Path, content: bytes | memoryview, *, durable: bool) -> None:
    """Replace a file whole; a kill leaves the old one or the new one."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(content)
        flush(file, durable=durable)
    new.replace(path)
    if durable:
        sync_folder(path.parent)


def _bytes_of(numbers: FloatArray, dtype: np.dtype[np.floating]) -> memoryview:
    """View the bytes of an array, without a copy where it has the type already."""
    return np.ascontiguousarray(numbers, dtype).reshape(-1).view(np.uint8).data


def flush(file: BinaryIO | FileIO, *, durable: bool) -> None:
    """Hand what was written to the system, or wait until the disk has it."""
    file.flush()
    if durable:
        os.fsync(file.fileno())
