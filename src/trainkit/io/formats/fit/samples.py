"""Columns of some records: each read once, as numbers and as the counts that the file stores."""

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.fit import Column
from trainkit.models._packed_columns import PackedColumn, pack_counts

__all__ = ["Rows", "Sampled", "sample"]

Rows = NDArray[np.intp] | None
"""Rows of a table; None stands for all of them, in order."""


class Sampled(NamedTuple):
    """A column with a value in some record.

    Parameters
    ----------
    numbers : ndarray, shape (records,)
        In the unit of the field; NaN where missing.
    packed : PackedColumn or ndarray
        The same numbers for `Streams`: the counts of the file, which need no search for a scale.
    """

    numbers: FloatArray
    packed: PackedColumn | FloatArray


def sample(column: Column, rows: Rows) -> Sampled | None:
    """Read some rows of a column of one number, or of the first of several.

    Parameters
    ----------
    column : Column
        The column of all records.
    rows : ndarray of int or None
        The rows.

    Returns
    -------
    Sampled or None
        None if no row has a value.
    """
    if column.raw.dtype.kind == "O":
        return None
    raw, valid = column.raw, column.valid
    if raw.ndim > 1:
        raw, valid = raw[:, 0], valid[:, 0]
    if rows is not None:
        raw, valid = raw[rows], valid[rows]
    known = np.count_nonzero(valid)
    if not known:
        return None
    numbers = column._replace(raw=raw, valid=valid).numbers
    if raw.dtype.kind == "f" or raw.dtype.itemsize > 4:
        return Sampled(numbers, numbers)
    missing = None if known == raw.size else ~valid
    scale, offset = column.reading.scale, column.reading.offset
    counts = cast("NDArray[np.integer]", raw)
    return Sampled(numbers, pack_counts(counts, missing, scale, offset))
