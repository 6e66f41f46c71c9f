"""Records read one at a time, or a few at once: an array for each column would cost far more.

Most messages occur once in a file, or a few times. `trainkit.io.fit._cells` reads the columns of
those that occur more often.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._base_types import BYTE, STRING, BaseType
from trainkit.io.fit._column import name_of, read_text
from trainkit.io.fit._definition import Slot
from trainkit.io.fit._profile import Reading

__all__ = ["NO_ROWS", "Cell", "Numbered", "Place", "Row", "RowFormat"]

_COLUMN, _ROW = 90, 5  # what a column and a row cost, in cells of a row
_FEW = 96  # cells that are scaled faster one by one
_BYTE_MISSING = 0xFF
_NAN = float("nan")
_CODES = {
    "u1": "B",
    "i1": "b",
    "u2": "H",
    "i2": "h",
    "u4": "I",
    "i4": "i",
    "u8": "Q",
    "i8": "q",
    "f4": "f",
    "f8": "d",
}  # what `struct` calls each kind of number

Cell = float | bytes
"""A number or text as stored; NaN if the protocol calls it missing."""
Row = list[Cell]
"""The cells of a record."""


class Numbered(NamedTuple):
    """A field that no other one adds to: how it is read, and its slot by definition."""

    name: str
    reading: Reading
    slots: Mapping[int, Slot]


class Place(NamedTuple):
    """The cells of a field in a row, and what they mean."""

    first: int
    width: int
    text: bool
    reading: Reading

    def as_stored(self, row: Row) -> float | str | None:
        """Return the first number or text as stored; None if it is missing."""
        cell = row[self.first]
        if isinstance(cell, bytes):
            return read_text(cell)
        return cell if cell == cell else None  # noqa: PLR0124  not NaN

    def number(self, row: Row) -> float | None:
        """Return the first number in its unit; None if it is missing, or text."""
        cell = row[self.first]
        if isinstance(cell, bytes) or cell != cell:  # noqa: PLR0124  NaN
            return None
        scale, offset = self.reading[:2]
        return cell / scale - offset

    def word(self, row: Row) -> str | None:
        """Return the first text, or the name of the first number; None if it is missing."""
        cell = self.as_stored(row)
        return name_of(cell, self.reading) if isinstance(cell, int | float) else cell


class _Record(NamedTuple):
    """How the records of one definition are read."""

    unpack: Callable[[bytes, int], tuple[float | bytes, ...]]
    missing: tuple[float | None, ...]  # of each cell, the number that means "missing", if any
    wholes: tuple[tuple[int, int], ...]  # cells of arrays that are missing as a whole
    columns: tuple[int, ...] | None  # in the row; None if the cells are a row
    width: int  # of the row

    @classmethod
    def of(cls, fields: Iterable[tuple[int, Slot]], order: str, width: int) -> "_Record":
        """Return how fields are read, by their first column in a row of this width."""
        code, end = order, 0  # with the byte order in front, nothing is aligned
        missing: list[float | None] = []
        wholes: list[tuple[int, int]] = []
        columns: list[int] = []
        for first, slot in sorted(fields, key=lambda field: field[1].position):
            count = _width(slot)
            kind = f"{slot.size}s" if slot.base is STRING else f"{count}{_CODES[slot.base.kind]}"
            code += f"{slot.position - end}x{kind}"
            end = slot.position + slot.size
            whole = slot.base is BYTE and count > 1
            own = range(len(missing), len(missing) + count)
            wholes += [(own.start, own.stop)] if whole else ()
            missing += [None if whole else _missing(slot.base)] * count
            columns += range(first, first + count)
        in_order = columns == list(range(width))
        return cls(
            struct.Struct(code).unpack_from,
            tuple(missing),
            tuple(wholes),
            None if in_order else tuple(columns),
            width,
        )

    def read(self, data: bytes, starts: Iterable[int]) -> list[Row]:
        """Read the rows of the records at `starts`, as stored."""
        unpack, missing, wholes, columns, width = self
        rows: list[Row] = [
            [_NAN if cell == gone else cell for cell, gone in zip(found, missing, strict=True)]
            for found in [unpack(data, start) for start in starts]
        ]
        for first, last in wholes:
            for row in rows:
                if row[first:last].count(_BYTE_MISSING) == last - first:
                    row[first:last] = [_NAN] * (last - first)
        return rows if columns is None else [_spread(row, columns, width) for row in rows]


class RowFormat(NamedTuple):
    """Where the cells of a message are, and how its records are read.

    Parameters
    ----------
    places : mapping of str to Place
        By field.
    columns : mapping of str to (int, int)
        Of the fields that are no text: their first cell, and how many they have.
    texts : sequence of int
        Cells with text.
    fills : sequence of (int, int)
        Cells that have the value of another one where they are missing.
    scaled : sequence of (int, float, float)
        Cells with a scale or an offset, and both.
    scale, offset : ndarray, shape (cells,)
        The same for all cells.
    records : sequence
        How the records of each definition are read.
    most : int
        So many records are read faster one by one than column by column.
    """

    places: Mapping[str, Place]
    columns: Mapping[str, tuple[int, int]]
    texts: Sequence[int]
    fills: Sequence[tuple[int, int]]
    scaled: Sequence[tuple[int, float, float]]
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]
    records: Sequence[_Record]
    most: int

    @classmethod
    def of(
        cls,
        fields: Sequence[Numbered],
        orders: Sequence[str],
        same: Iterable[tuple[str, str, Reading]] = (),
        fills: Iterable[tuple[str, str]] = (),
    ) -> "RowFormat":
        """Return the format of some fields.

        Parameters
        ----------
        fields : iterable of Numbered
            Fields of a message.
        orders : sequence of str
            Numpy's symbol of the byte order of each definition.
        same : iterable of (str, str, Reading)
            Names of which the first has the cells of the second, and the reading of the first.
        fills : iterable of (str, str)
            Names of which the first has the number of the second where it has none.
        """
        places: dict[str, Place] = {}
        readings: list[tuple[float, float]] = []
        for field in fields:
            count = max(map(_width, field.slots.values()))
            text = any(slot.base is STRING for slot in field.slots.values())
            places[field.name] = Place(len(readings), count, text, field.reading)
            readings += [(1.0, 0.0) if text else field.reading[:2]] * count
        width = len(readings)
        records = []
        for at, order in enumerate(orders):
            own = [
                (places[field.name].first, field.slots[at]) for field in fields if at in field.slots
            ]
            records.append(_Record.of(own, order, width))
        for name, source, reading in same:
            if source in places:
                places[name] = places[source]._replace(reading=reading)
        scale, offset = np.array(readings, np.float64).reshape(width, 2).T.copy()
        return cls(
            places,
            {name: (place.first, place.width) for name, place in places.items() if not place.text},
            [place.first for place in places.values() if place.text],
            [(places[name].first, places[source].first) for name, source in fills],
            [(at, *reading) for at, reading in enumerate(readings) if reading != (1.0, 0.0)],
            scale,
            offset,
            records,
            _COLUMN * len(fields) // (_ROW + width),
        )

    def read(self, data: bytes, groups: Sequence[Sequence[int]]) -> list[Row]:
        """Read the records of a message, as stored, by where those of each definition begin."""
        if len(groups) == 1:
            return self._fill(self.records[0].read(data, groups[0]))
        found: list[tuple[int, Row]] = []
        for record, starts in zip(self.records, groups, strict=True):
            found += zip(starts, record.read(data, starts), strict=True)
        return self._fill([row for _, row in sorted(found, key=itemgetter(0))])

    def read_one(self, data: bytes, definition: int, start: int) -> Row:
        """Read the record at `start`, of the definition with this index, as stored."""
        return self._fill(self.records[definition].read(data, (start,)))[0]

    def _fill(self, rows: list[Row]) -> list[Row]:
        for cell, other in self.fills:
            for row in rows:
                row[cell] = row[cell] if row[cell] == row[cell] else row[other]  # else NaN
        return rows

    def numbers(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Return rows as numbers in their units, NaN where missing or text.

        Returns
        -------
        ndarray, shape (rows, cells)
            Read-only, and so is each view of it.
        """
        few = len(rows) * len(self.scale) <= _FEW
        if self.texts or (few and self.scaled):
            rows = [row.copy() for row in rows]
        for text in self.texts:
            for row in rows:
                row[text] = _NAN
        for cell, scale, offset in self.scaled if few else ():
            for row in rows:
                row[cell] = cast("float", row[cell]) / scale - offset
        values = np.array(rows, np.float64)
        if not few:
            values /= self.scale
            values -= self.offset
        values.flags.writeable = False
        return values


NO_ROWS = RowFormat.of((), ())
"""The format of no fields."""


def _width(slot: Slot) -> int:
    return 1 if slot.base is STRING else slot.size // slot.base.size


def _missing(base: BaseType) -> int | None:
    return _BYTE_MISSING if base is BYTE else base.invalid


def _spread(cells: Row, columns: Sequence[int], width: int) -> Row:
    row: Row = [_NAN] * width
    for column, cell in zip(columns, cells, strict=True):
        row[column] = cell
    return row
