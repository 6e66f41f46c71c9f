"""One field of all records of a definition, read in one operation."""

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._base_types import STRING, is_valid
from trainkit.io.fit._column import Cells, read_text
from trainkit.io.fit._definition import Slot
from trainkit.io.fit._records import Group

__all__ = ["read_cells"]


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


def _texts(cells: NDArray[np.bytes_]) -> Cells:
    """Decode text up to the first zero byte; empty text is missing."""
    texts = [read_text(cell) for cell in cells.tolist()]
    raw = np.empty(len(texts), object)
    raw[:] = texts
    return raw, raw != None  # noqa: E711  element by element
