"""One field of all records of a definition, read in one operation, or of one record."""

import struct

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._base_types import STRING, is_missing, is_valid
from trainkit.io.fit._column import Cells
from trainkit.io.fit._records import Group, Slot

__all__ = ["read_cells", "read_number", "read_text"]

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
}


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


def read_number(data: bytes, group: Group, slot: Slot, row: int) -> float | None:
    """Read the one number in `slot` of one record, as stored; None if it is missing.

    Many messages occur once in a file: arrays for their fields would cost ten times as much.
    """
    code = group.definition.order + _CODES[slot.base.kind]
    cell: float = struct.unpack_from(code, data, int(group.starts[row]) + slot.position)[0]
    return None if is_missing(cell, slot.base) else cell


def read_text(data: bytes, group: Group, slot: Slot, row: int) -> str | None:
    """Read the text in `slot` of one record; None if it is empty."""
    start = int(group.starts[row]) + slot.position
    return _text(data[start : start + slot.size])


def _texts(cells: NDArray[np.bytes_]) -> Cells:
    """Decode text up to the first zero byte; empty text is missing."""
    texts = [_text(cell) for cell in cells.tolist()]
    raw = np.empty(len(texts), object)
    raw[:] = texts
    return raw, raw != None  # noqa: E711  element by element


def _text(cell: bytes) -> str | None:
    return cell.partition(b"\0")[0].decode("utf-8", "replace") or None
