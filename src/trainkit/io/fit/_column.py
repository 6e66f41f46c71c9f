"""One field of all messages of a kind: numbers as stored, values in SI units, names, times."""

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._profile import Reading

__all__ = ["EPOCH", "Cells", "Column", "Rows", "assemble", "fill_gaps", "name_of", "read_text"]

Cells = tuple[NDArray[np.generic], NDArray[np.bool_]]
"""Stored numbers or text, and whether there is a value."""
Rows = slice | NDArray[np.intp] | NDArray[np.bool_]
"""Some rows of a column."""

_FEW = 32  # cells of which sorting costs more than it saves
EPOCH = np.datetime64("1989-12-31T00:00:00", "s")


class Column(NamedTuple):
    """A field of all messages of one kind, in file order.

    Attributes
    ----------
    name : str
        The field's name; ``unknown_<number>`` where the public protocol has none.
    number : int
        The field's number.
    raw : ndarray
        Numbers exactly as stored, shape ``(rows,)``, or ``(rows, elements)`` for arrays; text as an
        object array of `str` and `None`.
    valid : ndarray of bool
        Whether there is a value; `raw` is meaningless elsewhere.
    reading : Reading
        Scale, offset, units and names of the values.
    developer : int or None
        Index of the application that added the field.
    native : int or None
        For a developer field: the number of the protocol's field that it represents.
    """

    name: str
    number: int
    raw: NDArray[np.generic]
    valid: NDArray[np.bool_]
    reading: Reading = Reading()
    developer: int | None = None
    native: int | None = None

    @property
    def units(self) -> str:
        """Units of `numbers`."""
        return self.reading.units

    @property
    def numbers(self) -> NDArray[np.float64]:
        """Values in `units`, NaN where missing; text is all NaN."""
        if self.raw.dtype.kind == "O":
            return np.full(self.raw.shape, np.nan)
        # Scale first, then offset: FIT stores (value + offset) * scale.
        values = _floats(self.raw)
        if self.reading.scale != 1:
            values /= self.reading.scale
        if self.reading.offset:
            values -= self.reading.offset
        if np.count_nonzero(self.valid) < values.size:
            values[~self.valid] = np.nan
        return values

    @property
    def words(self) -> NDArray[np.object_]:
        """Text or value names, None where missing; a value without a name is ``unknown_<value>``.

        Numbers of a field without names become text.
        """
        words = self.raw.astype(object)
        if self.raw.dtype.kind != "O":
            words = _words(self.raw, self.reading)
        words[~self.valid] = None
        return words

    @property
    def utc(self) -> NDArray[np.datetime64]:
        """Seconds since 1989-12-31T00:00:00Z as times, NaT where missing; text is all NaT."""
        if self.raw.dtype.kind == "O":
            return np.full(self.raw.shape, "NaT", "datetime64[s]")
        with np.errstate(invalid="ignore"):
            times = EPOCH + self.raw.astype(np.int64).astype("timedelta64[s]")
        times[~self.valid] = np.datetime64("NaT")
        return times


def name_of(number: float, reading: Reading) -> str:
    """Return the name of a stored number; without names, the number as text."""
    names = reading.names
    name = names.get(cast("int", number))
    return name or (f"unknown_{number}" if names else str(number))


def read_text(cell: bytes) -> str | None:
    """Decode text up to the first zero byte; empty text is missing."""
    return cell.partition(b"\0")[0].decode("utf-8", "replace") or None


def _words(raw: NDArray[np.generic], reading: Reading) -> NDArray[np.object_]:
    if raw.size <= _FEW:
        few = [name_of(number, reading) for number in raw.ravel().tolist()]
        return np.array(few, object).reshape(raw.shape)
    # Names are looked up once per different value, not once per row.
    kinds, which = np.unique(raw, return_inverse=True)
    known = [name_of(number, reading) for number in kinds.tolist()]
    words: NDArray[np.object_] = np.array(known, object)[which.reshape(raw.shape)]
    return words


def _floats(raw: NDArray[np.generic]) -> NDArray[np.float64]:
    if raw.dtype.kind != "f":
        return raw.astype(np.float64)
    with np.errstate(invalid="ignore"):  # a missing float may be a signalling NaN
        return raw.astype(np.float64)


def fill_gaps(first: Column, second: Column) -> Column:
    """Return `first`, with rows that have no value taken from `second`."""
    known = np.asarray(first.valid.reshape(len(first.valid), -1).any(axis=1))
    if not known.any():
        return second._replace(name=first.name, number=first.number)
    # Stored numbers mix only where scale and offset agree.
    same = first.reading[:2] == second.reading[:2]
    if known.all() or not same or (first.raw.dtype.kind == "O") != (second.raw.dtype.kind == "O"):
        return first
    pieces = [(known, first), (~known, second)]
    raw, valid = assemble(
        len(known), [(at, column.raw[at], column.valid[at]) for at, column in pieces]
    )
    return first._replace(raw=raw, valid=valid)


def assemble(rows: int, pieces: list[tuple[Rows, NDArray[np.generic], NDArray[np.bool_]]]) -> Cells:
    """Assemble pieces, each the cells of some rows, to one column; other rows are missing.

    Signed and unsigned 64-bit integers together become floats.
    """
    width = max(raw.shape[1] if raw.ndim == 2 else 0 for _, raw, _ in pieces)
    shape = (rows, width) if width else (rows,)
    all_raw = np.zeros(shape, np.result_type(*(raw.dtype for _, raw, _ in pieces)))
    all_valid = np.zeros(shape, np.bool_)
    for at, raw, valid in pieces:
        place = (at, slice(raw.shape[1])) if raw.ndim == 2 else (at, 0) if width else at
        all_raw[place] = raw
        all_valid[place] = valid
    return all_raw, all_valid
