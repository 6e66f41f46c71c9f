"""Lossless packing of sample columns into small integers.

Devices count in fixed steps: whole beats, watts, tenths of seconds, centimetres, fractions of a
circle. Such a column is stored, in memory and in JSON, as small integers with a scale and an
offset, or as differences of neighbours, in a quarter of its size or less. Any other column is
stored unchanged.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput

__all__ = ["Beside", "PackedColumn", "PackedColumns", "pack", "pack_counts", "parse_packed"]

# Scales and offsets to try: number = count / scale - offset. They cover the FIT protocol (altitude,
# speed, distance, positions) and decimal fractions in text files.
_COUNTS = (
    (1.0, 0.0),
    (100.0, 0.0),
    (1000.0, 0.0),
    (5.0, 500.0),
    (2**31 / 180, 0.0),
    (10.0, 0.0),
    (128.0, 0.0),
    (2.0, 0.0),
    (1e4, 0.0),
    (1e5, 0.0),
    (1e6, 0.0),
    (1e7, 0.0),
)
_ALIGNED = 8  # bytes
_TRIED = 16  # samples checked first, to reject a scale without reading the whole column
_LARGEST = 2.0**53
_SMALLEST = ("u1", "i1")
_KINDS = (*_SMALLEST, "u2", "i2", "u4", "i4", "i8")
_SIZES = {kind: int(kind[1]) for kind in _KINDS}
# The smallest type of numbers of so many bits, 63 at most.
_UNSIGNED = ("u1",) * 9 + ("u2",) * 8 + ("u4",) * 16 + ("i8",) * 31
_SIGNED = ("i1",) * 8 + ("i2",) * 8 + ("i4",) * 16 + ("i8",) * 32
_HEAD = re.compile(
    r"(f4|f8|[ui][1248])(?: scale=(\S+))?(?: offset=(\S+))?"
    r"(?: missing=(-?\d+))?(?: first=(-?\d+))?"
)


@dataclass(frozen=True, slots=True, eq=False)
class PackedColumn:
    """A packed column.

    Parameters
    ----------
    raw : ndarray
        Counts, differences of counts, or the numbers themselves.
    scale, offset : float
        Number = count / scale - offset.
    missing : int, optional
        The count that stands for NaN.
    first : int, optional
        The count before the first difference; None if `raw` holds counts.
    """

    raw: NDArray[np.generic]
    scale: float = 1.0
    offset: float = 0.0
    missing: int | None = None
    first: int | None = None

    @property
    def size(self) -> int:
        """Samples in the column."""
        return self.raw.size

    @property
    def known(self) -> int:
        """Samples that are known: not NaN."""
        if self.raw.dtype.kind == "f":
            return int(np.count_nonzero(~np.isnan(cast("FloatArray", self.raw))))
        if self.missing is None:
            return self.size
        return int(np.count_nonzero(self.raw != self.missing))

    @property
    def surely_rises(self) -> bool:
        """Whether it is known, without unpacking it, that it has no NaN and never falls."""
        raw = cast("NDArray[np.integer]", self.raw)
        if raw.dtype.kind == "f" or self.missing is not None or not self.scale > 0:
            return False
        if self.first is None:
            return bool((raw[1:] >= raw[:-1]).all())
        # Sums of wider differences may overflow.
        narrow = raw.dtype.itemsize < 8 and abs(self.first) < _LARGEST
        return narrow and bool((raw >= 0).all())

    @property
    def numbers(self) -> FloatArray:
        """The unpacked column: read-only float64, or float32 if it was packed from float32."""
        if self.raw.dtype.kind == "f":
            self.raw.flags.writeable = False  # unpickling makes it writeable
            return cast("FloatArray", self.raw)
        if self.first is None:
            numbers = self.raw.astype(np.float64)
        else:
            counts = np.cumsum(self.raw, dtype=np.int64)
            numbers = (counts + np.int64(self.first)).astype(np.float64)
        if self.scale != 1:
            numbers /= self.scale
        if self.offset:
            numbers -= self.offset
        if self.missing is not None:
            numbers[self.raw == self.missing] = np.nan
        numbers.flags.writeable = False
        return numbers

    @property
    def text(self) -> str:
        """The column for JSON: storage type, parameters, and base64 of the data."""
        kind = self.raw.dtype.kind + str(self.raw.dtype.itemsize)
        data = self.raw.astype(f"<{kind}", copy=False).tobytes()
        return f"{self._head}:{base64.b64encode(data).decode('ascii')}"

    def text_with(self, beside: "Beside") -> str:
        """Return the column for JSON with its data beside it: the place follows ``@``."""
        return f"{self._head}@{beside.add(self.raw.tobytes())}"

    @property
    def _head(self) -> str:
        head = [self.raw.dtype.kind + str(self.raw.dtype.itemsize)]
        head += [f"scale={self.scale!r}"] if self.scale != 1 else []
        head += [f"offset={self.offset!r}"] if self.offset else []
        head += [f"missing={self.missing}"] if self.missing is not None else []
        head += [f"first={self.first}"] if self.first is not None else []
        return " ".join(head)


class Beside:
    """Data of columns on its way between two processes of one machine, beside their JSON."""

    def __init__(self, data: bytes = b"", start: int = 0) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._data = data
        self._start = start

    def add(self, data: bytes) -> str:
        """Keep some bytes; return their place: where they begin, and how many they are."""
        place = f"{self._size}+{len(data)}"
        padding = bytes(-len(data) % _ALIGNED)
        self._parts += [data, padding]
        self._size += len(data) + len(padding)
        return place

    def content(self) -> bytes:
        """Return all that was added."""
        return b"".join(self._parts)

    def column(self, text: str) -> "PackedColumn":
        """Return the column of a text of `PackedColumn.text_with`, without a copy."""
        head, _, place = text.partition("@")
        start, _, size = place.partition("+")
        match = _HEAD.fullmatch(head)
        if match is None:
            raise InvalidInput("", text[:40], "a column whose data is beside it")
        kind = np.dtype(match[1])
        raw = np.frombuffer(
            self._data, kind, count=int(size) // kind.itemsize, offset=self._start + int(start)
        )
        return PackedColumn(raw, *_parameters(match))


class PackedColumns(Mapping[str, FloatArray]):
    """Columns by name, each unpacked on access."""

    __slots__ = ("packed",)

    def __init__(self, columns: Mapping[str, PackedColumn]) -> None:
        self.packed = dict(columns)

    def __getitem__(self, name: str) -> FloatArray:
        return self.packed[name].numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    def __repr__(self) -> str:
        return f"<columns: {', '.join(self) or 'none'}>"


def pack(numbers: FloatArray) -> PackedColumn:
    """Pack a column.

    Parameters
    ----------
    numbers : ndarray, shape (samples,)
        float32 or float64, finite or NaN.

    Returns
    -------
    PackedColumn
        Unpacks to the same bits, except for the sign of NaN.
    """
    if numbers.dtype == np.float64 and numbers.size:
        nan = np.isnan(numbers)
        missing = nan if nan.any() else None
        known = numbers if missing is None else numbers[~missing]
        if known.size and not np.signbit(known[known == 0]).any():
            for scale, offset in _COUNTS:
                counts = _counts(known, scale, offset)
                if counts is not None:
                    return _narrow(counts, missing, scale, offset)
    return PackedColumn(_immutable(numbers))


def pack_counts(
    counts: NDArray[np.integer], missing: NDArray[np.bool_] | None, scale: float, offset: float
) -> PackedColumn:
    """Pack a column whose counts are known, as a device stored them.

    Parameters
    ----------
    counts : ndarray, shape (samples,)
        Integers of at most 32 bits; not all are missing.
    missing : ndarray of bool, shape (samples,), optional
        Where a count stands for NaN.
    scale, offset : float
        Number = count / scale - offset.

    Returns
    -------
    PackedColumn
        Unpacks to the bits that this formula gives.
    """
    return _narrow(counts if missing is None else counts[~missing], missing, scale, offset)


def parse_packed(text: str) -> PackedColumn:
    """Parse the text of `PackedColumn.text`.

    Raises
    ------
    InvalidInput
        The text has another form.
    """
    try:
        head, colon, data = text.partition(":")
        match = _HEAD.fullmatch(head)
        if match is None or not colon:
            raise ValueError
        kind = match[1]
        raw = np.frombuffer(base64.b64decode(data, validate=True), f"<{kind}")
        column = PackedColumn(raw.astype(f"={kind}", copy=False), *_parameters(match))
        with np.errstate(all="raise"):
            infinite = np.isinf(column.numbers).any()
        if (
            infinite
            or not np.isfinite([column.scale, column.offset]).all()
            or (kind.startswith("f") and any(match.groups()[1:]))
        ):
            raise ValueError
    except (ValueError, ArithmeticError, binascii.Error):
        allowed = "a storage type such as 'f8:' or 'u2 scale=100.0:', and base64 of the samples"
        raise InvalidInput("", text[:40], allowed) from None
    return column


def _parameters(match: re.Match[str]) -> tuple[float, float, int | None, int | None]:
    """Return scale, offset, missing and first of a head."""
    scale, offset, missing, first = match.groups()[1:]
    return (
        float(scale or 1),
        float(offset or 0),
        None if missing is None else int(missing),
        None if first is None else int(first),
    )


def _counts(known: FloatArray, scale: float, offset: float) -> NDArray[np.int64] | None:
    """Convert to counts of 1 / scale; None if a number is not a whole count."""
    plain = scale == 1 and offset == 0  # the usual case, at half the cost
    for part in (known[:_TRIED], known):
        with np.errstate(over="ignore"):
            counts = np.rint(part if plain else (part + offset) * scale)
        if max(counts.max(), -counts.min()) >= _LARGEST:
            return None
        if ((counts if plain else counts / scale - offset) != part).any():
            return None
    exact: NDArray[np.int64] = counts.astype(np.int64)
    return exact


def _narrow(
    counts: NDArray[np.integer], missing: NDArray[np.bool_] | None, scale: float, offset: float
) -> PackedColumn:
    lowest, highest = int(np.minimum.reduce(counts)), int(np.maximum.reduce(counts))
    if missing is not None:
        kind = _kind(lowest, highest + 1)
        raw = np.full(missing.size, highest + 1, dtype=kind)
        raw[~missing] = counts
        return PackedColumn(_frozen(raw), scale, offset, missing=highest + 1)
    kind = _kind(lowest, highest)
    if kind not in _SMALLEST:  # else no difference takes less
        steps = _steps(counts, highest - lowest)
        step_kind = _kind(int(np.minimum.reduce(steps)), int(np.maximum.reduce(steps)))
        if _SIZES[step_kind] < _SIZES[kind]:
            return PackedColumn(
                _frozen(steps.astype(step_kind, copy=False)), scale, offset, first=int(counts[0])
            )
    return PackedColumn(_frozen(counts.astype(kind)), scale, offset)


def _steps(counts: NDArray[np.integer], span: int) -> NDArray[np.integer]:
    """Return the differences of neighbours, of which the first is 0."""
    bits = 8 * counts.dtype.itemsize
    # Differences that fit into the signed type are right even where their numbers overflow.
    narrow = span < 1 << bits - 1
    signed = counts.view(f"i{bits // 8}") if narrow else counts.astype(np.int64)
    steps = np.empty_like(signed)
    steps[0] = 0
    np.subtract(signed[1:], signed[:-1], out=steps[1:])
    return steps


def _frozen(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return a new array, read-only from now on."""
    array.flags.writeable = False
    return array


def _kind(lowest: int, highest: int) -> str:
    """Return the smallest type that holds two numbers below 2**63."""
    bits = max(highest, -1 - lowest).bit_length()  # a signed type has one more below zero
    if bits >= len(_SIGNED):
        raise InvalidInput("counts", max(highest, -1 - lowest), "below 2**63")
    return _UNSIGNED[bits] if lowest >= 0 else _SIGNED[bits]


def _immutable(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return the array if nobody can write to it, or a read-only copy."""
    owned = array.flags.owndata or isinstance(array.base, bytes)
    if array.flags.writeable or not owned or not array.flags.c_contiguous:
        array = array.copy()
        array.flags.writeable = False
    return array
