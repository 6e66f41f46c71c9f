"""The numbers of a few records, decoded all at once: an array for each column would cost more."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._base_types import BYTE, STRING
from trainkit.io.fit._cells import CODES
from trainkit.io.fit._column import Rows
from trainkit.io.fit._profile import Reading, Variant
from trainkit.io.fit._records import Slot

__all__ = ["MOST_ROWS", "Block", "FewRecords", "Numbered"]

MOST_ROWS = 64  # of more, columns are read faster one by one
_EXACT = 4  # bytes of the widest integers that are floats without a loss
_BYTE_MISSING = 0xFF


class Numbered(NamedTuple):
    """A field that no other one adds to: how its numbers are read, and its place by definition."""

    name: str
    reading: Reading
    places: Mapping[int, Slot]


class _Part(NamedTuple):
    """The numbers in records of one definition, element by element."""

    record: struct.Struct
    missing: NDArray[np.float64]  # the stored number that means "missing"; NaN if none does
    columns: NDArray[np.intp] | None  # of the block; None if they are all, in order

    @classmethod
    def of(cls, cells: Iterable[tuple[int, Slot]], order: str, size: int) -> "_Part":
        """Return the part for fields by their first column in a block of so many columns."""
        code, end = order, 0  # with the byte order in front, nothing is aligned
        missing: list[float] = []
        columns: list[int] = []
        for first, slot in sorted(cells, key=lambda cell: cell[1].position):
            count = slot.size // slot.base.size
            code += f"{slot.position - end}x{count}{CODES[slot.base.kind]}"
            end = slot.position + slot.size
            missing += [_missing(slot)] * count
            columns += range(first, first + count)
        whole = columns == list(range(size))
        place = None if whole else np.array(columns, int)
        return cls(struct.Struct(code), np.array(missing), place)

    def read(self, data: bytes, starts: Sequence[int]) -> NDArray[np.float64]:
        """Read the stored numbers of the records at `starts`."""
        unpack = self.record.unpack_from
        return np.array([unpack(data, start) for start in starts], np.float64)


class Block(NamedTuple):
    """Where the numbers of a message are: a column for each element of each field.

    Parameters
    ----------
    places : mapping of str to (int, int)
        The first column of each field, and how many it has.
    readings : mapping of str to Reading
        Of each field.
    names : sequence of str
        The field of each column.
    odd : sequence of str
        Fields of several columns, or of those of another field.
    scale, offset : ndarray, shape (columns,)
        How stored numbers become values.
    parts : tuple
        How the records of each definition are read.
    """

    places: Mapping[str, tuple[int, int]]
    readings: Mapping[str, Reading]
    names: Sequence[str]
    odd: Sequence[str]
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]
    parts: tuple[_Part, ...]

    @classmethod
    def of(
        cls, fields: Iterable[Numbered], orders: Sequence[str], same: Iterable[tuple[str, str]]
    ) -> "Block | None":
        """Return the block of some fields.

        Parameters
        ----------
        fields : iterable of Numbered
            Fields of a message.
        orders : sequence of str
            Numpy's symbol of the byte order of each definition.
        same : iterable of (str, str)
            Names of which the first has the numbers of the second.

        Returns
        -------
        Block or None
            The fields that hold numbers which floats hold exactly; None if there are none.
        """
        plain = [field for field in fields if all(map(_is_plain, field.places.values()))]
        places: dict[str, tuple[int, int]] = {}
        readings: list[Reading] = []
        for field in plain:
            width = max(slot.size // slot.base.size for slot in field.places.values())
            places[field.name] = len(readings), width
            readings += [field.reading] * width
        if not plain:
            return None
        cells = [
            [(places[field.name][0], field.places[at]) for field in plain if at in field.places]
            for at in range(len(orders))
        ]
        size = len(readings)
        parts = (_Part.of(own, order, size) for own, order in zip(cells, orders, strict=True))
        scale, offset = np.array([reading[:2] for reading in readings]).T.copy()
        names = [name for name, (_, count) in places.items() for _ in range(count)]
        wide = [name for name, (_, count) in places.items() if count > 1]
        shared = {name: places[source] for name, source in same if source in places}
        return cls(
            places | shared,
            {field.name: field.reading for field in plain},
            names,
            [*wide, *shared],
            scale,
            offset,
            tuple(parts),
        )

    def read(
        self, data: bytes, groups: Sequence[tuple[Sequence[int], Rows]], records: int
    ) -> "FewRecords":
        """Read the numbers of so many records.

        `groups` has, for each definition, where its records begin and which records they are.
        """
        if len(groups) == 1 and self.parts[0].columns is None:
            stored = self.parts[0].read(data, groups[0][0])
            return FewRecords(self, stored, stored == self.parts[0].missing)
        stored = np.full((records, len(self.scale)), np.nan)
        missing = np.ones(stored.shape, np.bool_)
        for part, (starts, which) in zip(self.parts, groups, strict=True):
            columns = np.arange(len(self.scale)) if part.columns is None else part.columns
            place = np.ix_(np.arange(records)[which], columns)
            stored[place] = numbers = part.read(data, starts)
            missing[place] = numbers == part.missing
        return FewRecords(self, stored, missing)


class FewRecords:
    """The numbers of a few records.

    Parameters
    ----------
    block : Block
        What they mean.
    stored : ndarray, shape (records, columns)
        As in the file.
    missing : ndarray of bool, shape (records, columns)
        Where there is no value.
    """

    __slots__ = ("_block", "_missing", "_stored", "_values")

    def __init__(
        self, block: Block, stored: NDArray[np.float64], missing: NDArray[np.bool_]
    ) -> None:
        self._block, self._stored, self._missing = block, stored, missing
        values: NDArray[np.float64] = stored / block.scale
        values -= block.offset
        np.putmask(values, missing, np.nan)
        values.flags.writeable = False  # the views of it too
        self._values = values

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        """Return the values of a field, NaN where missing; None if it is not in the block."""
        place = self._block.places.get(name)
        if place is None:
            return None
        first, count = place
        values = self._values
        return (values[:, first] if count == 1 else values[:, first : first + count]).copy()

    def all_numbers(self) -> dict[str, NDArray[np.float64]]:
        """Return the values of all fields of the block by name, as views that are read-only."""
        values, block = self._values, self._block
        # To iterate over the columns takes half the time of asking for each.
        columns = dict(zip(block.names, values.T, strict=True))
        for name in block.odd:
            first, count = block.places[name]
            columns[name] = values[:, first] if count == 1 else values[:, first : first + count]
        return columns

    def labels(self, name: str) -> list[str | None] | None:
        """Return the names of a field's numbers; None if it is not a field of one number."""
        place, reading = self._block.places.get(name), self._block.readings.get(name)
        if place is None or reading is None or place[1] > 1:
            return None
        names: Mapping[float, str] = reading.names  # type: ignore[assignment]  # 3.0 finds 3
        cells = zip(
            self._stored[:, place[0]].tolist(), self._missing[:, place[0]].tolist(), strict=True
        )
        return [None if missing else names.get(number) for number, missing in cells]

    def variant(self, name: str, variant: Variant) -> NDArray[np.float64] | None:
        """Return another reading of a field, NaN where it does not apply; None as `labels`."""
        labels, place = self.labels(variant.ref), self._block.places.get(name)
        if labels is None or place is None or place[1] > 1:
            return None
        scale, offset = variant.reading[:2]
        values: NDArray[np.float64] = self._stored[:, place[0]] / scale - offset
        values[self._missing[:, place[0]]] = np.nan
        values[[label not in variant.labels for label in labels]] = np.nan
        return values


def _is_plain(slot: Slot) -> bool:
    base, count = slot.base, slot.size // slot.base.size
    if base is STRING or (base is BYTE and count > 1):  # an array of bytes is missing as a whole
        return False
    return base.size <= _EXACT or base.kind[0] == "f"


def _missing(slot: Slot) -> float:
    if slot.base is BYTE:
        return float(_BYTE_MISSING)
    return np.nan if slot.base.invalid is None else float(slot.base.invalid)
