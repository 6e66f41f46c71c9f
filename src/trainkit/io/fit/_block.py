"""The numbers of a few records, decoded all at once: an array for each column would cost more."""

import struct
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._base_types import BYTE, STRING
from trainkit.io.fit._cells import CODES
from trainkit.io.fit._profile import Reading, Variant
from trainkit.io.fit._records import Slot

__all__ = ["MOST_ROWS", "Block", "FewRecords"]

MOST_ROWS = 64  # of more, columns are read faster one by one
_EXACT = 4  # bytes of the widest integers that are floats without a loss
_BYTE_MISSING = 0xFF

Numbered = tuple[str, Slot, Reading]
"""A field's name, its place in a record, and how its numbers are read."""


class Block(NamedTuple):
    """Where the numbers of a record are, and what they mean, element by element.

    Parameters
    ----------
    record : struct.Struct
        Reads all of them.
    places : mapping of str to (int, int)
        The first element of each field, and how many it has.
    readings : mapping of str to Reading
        Of each field.
    missing, scale, offset : ndarray, shape (elements,)
        The stored number that means "missing", NaN if none does, and the reading.
    """

    record: struct.Struct
    places: Mapping[str, tuple[int, int]]
    readings: Mapping[str, Reading]
    missing: NDArray[np.float64]
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]

    @classmethod
    def of(
        cls, fields: Iterable[Numbered], order: str, same: Iterable[tuple[str, str]]
    ) -> "Block | None":
        """Return the block of some fields.

        Parameters
        ----------
        fields : iterable of (str, Slot, Reading)
            Fields of the records.
        order : str
            Numpy's symbol of the byte order.
        same : iterable of (str, str)
            Names of which the first has the numbers of the second.

        Returns
        -------
        Block or None
            The fields that hold numbers which floats hold exactly; None if there are none.
        """
        plain = sorted((field for field in fields if _is_plain(field[1])), key=_position)
        if not plain:
            return None
        code, end = order, 0  # with the byte order in front, nothing is aligned
        places: dict[str, tuple[int, int]] = {}
        elements: list[tuple[float, float, float]] = []
        for name, slot, reading in plain:
            count = slot.size // slot.base.size
            code += f"{slot.position - end}x{count}{CODES[slot.base.kind]}"
            end = slot.position + slot.size
            places[name] = len(elements), count
            elements += [(_missing(slot), reading.scale, reading.offset)] * count
        places |= {name: places[source] for name, source in same if source in places}
        readings = {name: reading for name, _, reading in plain}
        return cls(struct.Struct(code), places, readings, *np.array(elements).T.copy())


class FewRecords:
    """The numbers of a few records of one definition.

    Parameters
    ----------
    block : Block
        Where they are.
    data : bytes
        The file.
    starts : list of int
        Where the records begin.
    """

    def __init__(self, block: Block, data: bytes, starts: list[int]) -> None:
        unpack = block.record.unpack_from
        self._block = block
        self._stored = np.array([unpack(data, start) for start in starts], np.float64)

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        """Return the values of a field, NaN where missing; None if it is not in the block."""
        place = self._block.places.get(name)
        if place is None:
            return None
        first, count = place
        values = self._values
        return values[first].copy() if count == 1 else values[first : first + count].T.copy()

    def labels(self, name: str) -> set[str | None] | None:
        """Return the names of a field's numbers; None if it is not a field of one number."""
        found = self._labels(name)
        return None if found is None else set(found)

    def variant(self, name: str, variant: Variant) -> NDArray[np.float64] | None:
        """Return another reading of a field, NaN where it does not apply; None as `labels`."""
        labels, place = self._labels(variant.ref), self._block.places.get(name)
        if labels is None or place is None or place[1] > 1:
            return None
        stored = self._stored[:, place[0]]
        values: NDArray[np.float64] = stored / variant.reading.scale - variant.reading.offset
        values[stored == self._block.missing[place[0]]] = np.nan
        values[[label not in variant.labels for label in labels]] = np.nan
        return values

    @cached_property
    def _values(self) -> NDArray[np.float64]:
        """The values, a row for each element."""
        block = self._block
        values: NDArray[np.float64] = self._stored / block.scale - block.offset
        values[self._stored == block.missing] = np.nan
        return np.ascontiguousarray(values.T)

    def _labels(self, name: str) -> list[str | None] | None:
        place, reading = self._block.places.get(name), self._block.readings.get(name)
        if place is None or reading is None or place[1] > 1:
            return None
        names: Mapping[float, str] = reading.names  # type: ignore[assignment]  # 3.0 finds 3
        return [names.get(number) for number in self._stored[:, place[0]].tolist()]


def _is_plain(slot: Slot) -> bool:
    base, count = slot.base, slot.size // slot.base.size
    if base is STRING or (base is BYTE and count > 1):  # an array of bytes is missing as a whole
        return False
    return base.size <= _EXACT or base.kind[0] == "f"


def _position(field: Numbered) -> int:
    return field[1].position


def _missing(slot: Slot) -> float:
    if slot.base is BYTE:
        return float(_BYTE_MISSING)
    return np.nan if slot.base.invalid is None else float(slot.base.invalid)
