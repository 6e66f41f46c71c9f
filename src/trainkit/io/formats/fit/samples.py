"""Columns of some records: each read once, as numbers and as the counts that the file stores."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.fit import Column
from trainkit.models._packed_columns import PackedColumn, pack_counts

__all__ = ["Rows", "Sampled", "sample"]

Rows = NDArray[np.intp] | None
"""Rows of a table; None stands for all of them, in order."""


class Sampled:
    """A column with a value in some record; what nobody asks for is not computed.

    Parameters
    ----------
    column : Column or ndarray
        The records' rows of a column of one number, or other numbers that replace them.
    missing : ndarray of bool, optional
        Where a row has no value.
    """

    __slots__ = ("_column", "_missing", "_numbers")

    def __init__(
        self, column: Column | FloatArray, missing: NDArray[np.bool_] | None = None
    ) -> None:
        self._column = column
        self._missing = missing
        self._numbers = None if isinstance(column, Column) else column

    @property
    def numbers(self) -> FloatArray:
        """In the unit of the field, NaN where missing, shape (records,)."""
        if self._numbers is None:
            self._numbers = cast("Column", self._column).numbers
        return self._numbers

    @property
    def packed(self) -> PackedColumn | FloatArray:
        """The same for `Streams`: the counts of the file, which need no search for a scale."""
        column = self._column
        if not isinstance(column, Column) or not _are_counts(column.raw):
            return self.numbers
        counts = cast("NDArray[np.integer]", column.raw)
        reading = column.reading
        return pack_counts(counts, self._missing, reading.scale, reading.offset)


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
    raw, valid = column.raw, column.valid
    if raw.dtype.kind == "O":
        return None
    if raw.ndim > 1:
        raw, valid = raw[:, 0], valid[:, 0]
    if rows is not None:
        raw, valid = raw[rows], valid[rows]
    if raw is not column.raw:
        column = column._replace(raw=raw, valid=valid)
    known = np.count_nonzero(valid)
    if not known:
        return None
    return Sampled(column, None if known == raw.size else ~valid)


def _are_counts(raw: NDArray[np.generic]) -> bool:
    return raw.dtype.kind != "f" and raw.dtype.itemsize <= 4
