"""Encoding of values as the numbers and text that a FIT file stores."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._text import clean
from trainkit.errors import InvalidInput
from trainkit.io.fit._base_types import BYTE, NAMED, STRING, BaseType
from trainkit.io.fit._column import EPOCH
from trainkit.io.fit._profile import Reading

__all__ = ["Values", "base_type_of", "encode_values"]

_Scalar = float | str | None
Values = _Scalar | np.datetime64 | Sequence[_Scalar | Sequence[_Scalar]] | NDArray[np.generic]
"""What a caller may pass as a column."""

_WIDEST = 255  # bytes of a field
_PLAIN = ("sint8", "uint8", "sint16", "uint16", "sint32", "uint32", "sint64", "uint64")
_BY_KIND = {NAMED[name].kind: NAMED[name] for name in (*_PLAIN, "float32", "float64")}


def encode_values(
    values: Values, base: BaseType, reading: Reading, name: str
) -> NDArray[np.generic]:
    """Encode values as the base type stores them, little endian, one item per row."""
    array = np.atleast_1d(np.asarray(values))
    cells = _texts(array) if base is STRING else _numbers(array, base, reading, name)
    width = cells.dtype.itemsize * math.prod(cells.shape[1:])
    if width > _WIDEST:
        raise InvalidInput(name, f"{width} bytes a message", f"at most {_WIDEST} bytes")
    return cells


def base_type_of(values: Values, name: str) -> BaseType:
    """Return the base type that corresponds to an array's type."""
    kind = values.dtype.str[1:] if isinstance(values, np.ndarray) else ""
    if kind not in _BY_KIND:
        raise InvalidInput(
            name, type(values).__name__, "a numpy array, which is stored as its own type"
        )
    return _BY_KIND[kind]


def _texts(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Encode text as UTF-8 with a final zero byte, cut between characters if it is too long."""
    whole = [clean(str(text or "")).encode() for text in array.tolist()]
    cut = [text[: _WIDEST - 1].decode(errors="ignore").encode() for text in whole]
    return np.array(cut, f"S{1 + max(map(len, cut), default=0)}")


def _numbers(
    array: NDArray[np.generic], base: BaseType, reading: Reading, name: str
) -> NDArray[np.generic]:
    if array.dtype.kind == "M":
        array = (array.astype("datetime64[us]") - EPOCH) / np.timedelta64(1, "s")
    elif array.dtype.kind in "OU":
        array = _from_objects(array, reading, name)
    if array.dtype.kind == "f" or reading[:2] != (1, 0):
        array = (array.astype(np.float64) + reading.offset) * reading.scale
    known = ~np.isnan(array)
    if base.kind[0] == "f":
        # A missing float has all bits set, as the integer -1; numpy would write another NaN.
        cells = np.full(array.shape, -1, f"<i{base.size}").view(f"<{base.kind}")
        cells[known] = array[known]
        return cells
    whole = np.rint(array)
    limits = np.iinfo(base.kind)
    # One number of each type means "missing", so a value must not take it.
    low = limits.min + (base.invalid == 0)
    high = limits.max - (base.invalid == limits.max)
    wrong = known & ((whole < low) | (whole > high))
    if wrong.any():
        smallest, largest = ((end / reading.scale - reading.offset) for end in (low, high))
        value = (whole[wrong][0] / reading.scale - reading.offset).item()
        raise InvalidInput(name, value, f"between {smallest:g} and {largest:g}, or missing")
    # Bytes are missing only where all of a field are 0xFF.
    missing = limits.max if base is BYTE else base.invalid
    cells = np.full(array.shape, missing, f"<{base.kind}")
    cells[known] = whole[known].astype(base.kind)
    return cells


def _from_objects(array: NDArray[np.generic], reading: Reading, name: str) -> NDArray[np.float64]:
    """Convert names, numbers and None to numbers and NaN."""
    numbers = {label: number for number, label in reading.names.items()}
    values = []
    for value in array.ravel().tolist():
        if isinstance(value, str):
            label = value.removeprefix("unknown_")
            number = numbers.get(value, int(label) if label.isdecimal() else None)
            if number is None:
                raise InvalidInput(
                    name, value, f"a name of {reading.enum or 'an enum'}, or a number"
                )
            values.append(float(number))
        else:
            values.append(np.nan if value is None else float(value))
    return np.array(values).reshape(array.shape)
