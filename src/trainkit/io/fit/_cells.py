"""One field of all records of a definition, read in one operation, or of one record."""

import struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._base_types import STRING, BaseType, is_missing, is_valid
from trainkit.io.fit._column import Cells, name_of
from trainkit.io.fit._profile import Reading
from trainkit.io.fit._records import Group, Slot

__all__ = ["CODES", "Cell", "read_cells"]

CODES = {
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
}
"""What `struct` calls each kind of number."""


def read_cells(data: bytes, group: Group, slot: Slot) -> Cells:
    """Read the field in `slot` of every record of `group`.

    Returns
    -------
    raw : ndarray
        Stored numbers in native byte order, shape ``(records,)``, or ``(records, elements)`` for an
        array; strings as an object array.
    valid : ndarray of bool
        Where there is a value.
    """
    records = group.records(data)
    rows, stride, base = records.size, records.itemsize, slot.base
    if base is STRING:
        cells = np.ndarray((rows,), f"S{slot.size}", records, slot.position, (stride,))
        return _texts(cells)
    # Views into the records, and one conversion to native byte order: no loop over records.
    kind = group.definition.order + base.kind
    if slot.size == base.size:
        stored = np.ndarray((rows,), kind, records, slot.position, (stride,))
    else:
        shape = rows, slot.size // base.size
        stored = np.ndarray(shape, kind, records, slot.position, (stride, base.size))
    raw = stored.astype(base.kind)
    return raw, is_valid(raw, base)


class Cell(NamedTuple):
    """Where the one number or text of a field is, and what it means.

    Many messages occur once in a file: arrays for their fields would cost ten times as much.
    """

    position: int  # after the start of its record
    size: int
    number: struct.Struct | None  # None: text
    base: BaseType
    reading: Reading

    @classmethod
    def of(cls, slot: Slot, order: str, reading: Reading) -> "Cell":
        """Return the cell in a slot of records of this byte order."""
        number = None if slot.base is STRING else struct.Struct(order + CODES[slot.base.kind])
        return cls(slot.position, slot.size, number, slot.base, reading)

    def read_number(self, data: bytes, start: int) -> float | None:
        """Read the number of the record at `start` in its unit; None if it is missing, or text."""
        if self.number is None:
            return None
        cell: float = self.number.unpack_from(data, start + self.position)[0]
        if is_missing(cell, self.base):
            return None
        scale, offset = self.reading[:2]
        return float(cell) / scale - offset

    def read_word(self, data: bytes, start: int) -> str | None:
        """Read the text or the name of the number of a record; None if it is missing or empty."""
        at = start + self.position
        if self.number is None:
            return _text(data[at : at + self.size])
        cell: float = self.number.unpack_from(data, at)[0]
        return None if is_missing(cell, self.base) else name_of(cell, self.reading)


def _texts(cells: NDArray[np.bytes_]) -> Cells:
    """Decode text up to the first zero byte; empty text is missing."""
    texts = [_text(cell) for cell in cells.tolist()]
    raw = np.empty(len(texts), object)
    raw[:] = texts
    return raw, raw != None  # noqa: E711  element by element


def _text(cell: bytes) -> str | None:
    return cell.partition(b"\0")[0].decode("utf-8", "replace") or None
