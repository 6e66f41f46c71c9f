"""The numbers of a few records, decoded all at once: an array for each column would cost more."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
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
    rows: NDArray[np.intp] | None  # of the block; None if they are all, in order

    @classmethod
    def of(cls, cells: Iterable[tuple[int, Slot]], order: str, size: int) -> "_Part":
        """Return the part for fields by their first row in a block of so many rows."""
        code, end = order, 0  # with the byte order in front, nothing is aligned
        missing: list[float] = []
        rows: list[int] = []
        for first, slot in sorted(cells, key=lambda cell: cell[1].position):
            count = slot.size // slot.base.size
            code += f"{slot.position - end}x{count}{CODES[slot.base.kind]}"
            end = slot.position + slot.size
            missing += [_missing(slot)] * count
            rows += range(first, first + count)
        whole = rows == list(range(size))
        return cls(struct.Struct(code), np.array(missing), None if whole else np.array(rows, int))


class Block(NamedTuple):
    """Where the numbers of a message are: a row for each element of each field.

    Parameters
    ----------
    places : mapping of str to (int, int)
        The first row of each field, and how many it has.
    readings : mapping of str to Reading
        Of each field.
    scale, offset : ndarray, shape (rows, 1)
        How stored numbers become values.
    parts : tuple
        How the records of each definition are read.
    """

    places: Mapping[str, tuple[int, int]]
    readings: Mapping[str, Reading]
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
        scale, offset = np.array([reading[:2] for reading in readings]).T
        return cls(
            places | {name: places[source] for name, source in same if source in places},
            {field.name: field.reading for field in plain},
            scale[:, np.newaxis],
            offset[:, np.newaxis],
            tuple(parts),
        )

    def stored(
        self, data: bytes, groups: Sequence[tuple[Sequence[int], Rows]], records: int
    ) -> NDArray[np.float64]:
        """Read the stored numbers, NaN where missing, shape ``(rows, records)``.

        `groups` has, for each definition, where its records begin and which records they are.
        """
        whole = None
        for part, (starts, which) in zip(self.parts, groups, strict=True):
            unpack = part.record.unpack_from
            numbers = np.array([unpack(data, start) for start in starts], np.float64)
            numbers[numbers == part.missing] = np.nan
            if len(groups) == 1 and part.rows is None:
                return np.ascontiguousarray(numbers.T)
            if whole is None:
                whole = np.full((len(self.scale), records), np.nan)
            rows = np.arange(len(self.scale)) if part.rows is None else part.rows
            columns = np.arange(records)[which]
            whole[rows[:, np.newaxis], columns] = numbers.T
        return np.empty((0, records)) if whole is None else whole


class FewRecords:
    """The numbers of a few records.

    Parameters
    ----------
    block : Block
        What they mean.
    stored : ndarray
        What `Block.stored` returns.
    """

    def __init__(self, block: Block, stored: NDArray[np.float64]) -> None:
        self._block = block
        self._stored = stored

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        """Return the values of a field, NaN where missing; None if it is not in the block."""
        place = self._block.places.get(name)
        if place is None:
            return None
        first, count = place
        values = self._values
        return values[first].copy() if count == 1 else values[first : first + count].T.copy()

    def labels(self, name: str) -> list[str | None] | None:
        """Return the names of a field's numbers; None if it is not a field of one number."""
        place, reading = self._block.places.get(name), self._block.readings.get(name)
        if place is None or reading is None or place[1] > 1:
            return None
        names: Mapping[float, str] = reading.names  # type: ignore[assignment]  # 3.0 finds 3
        return [names.get(number) for number in self._stored[place[0]].tolist()]

    def variant(self, name: str, variant: Variant) -> NDArray[np.float64] | None:
        """Return another reading of a field, NaN where it does not apply; None as `labels`."""
        labels, place = self.labels(variant.ref), self._block.places.get(name)
        if labels is None or place is None or place[1] > 1:
            return None
        scale, offset = variant.reading[:2]
        values: NDArray[np.float64] = self._stored[place[0]] / scale - offset
        values[[label not in variant.labels for label in labels]] = np.nan
        return values

    @cached_property
    def _values(self) -> NDArray[np.float64]:
        """The values, a row for each element."""
        values: NDArray[np.float64] = self._stored / self._block.scale
        values -= self._block.offset
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
