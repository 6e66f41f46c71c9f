"""The storage types of FIT fields, and the stored values that mean "missing"."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["BYTE", "NAMED", "STRING", "BaseType", "base_type", "is_valid"]


class BaseType(NamedTuple):
    """How one element of a field is stored."""

    code: int
    name: str
    kind: str  # numpy's, without byte order
    size: int
    invalid: int | None  # None: no single number means "missing"


STRING = BaseType(0x07, "string", "S1", 1, None)
BYTE = BaseType(0x0D, "byte", "u1", 1, None)
_ALL = (
    BaseType(0x00, "enum", "u1", 1, 0xFF),
    BaseType(0x01, "sint8", "i1", 1, 0x7F),
    BaseType(0x02, "uint8", "u1", 1, 0xFF),
    BaseType(0x83, "sint16", "i2", 2, 0x7FFF),
    BaseType(0x84, "uint16", "u2", 2, 0xFFFF),
    BaseType(0x85, "sint32", "i4", 4, 0x7FFFFFFF),
    BaseType(0x86, "uint32", "u4", 4, 0xFFFFFFFF),
    STRING,
    BaseType(0x88, "float32", "f4", 4, None),
    BaseType(0x89, "float64", "f8", 8, None),
    BaseType(0x0A, "uint8z", "u1", 1, 0),
    BaseType(0x8B, "uint16z", "u2", 2, 0),
    BaseType(0x8C, "uint32z", "u4", 4, 0),
    BYTE,
    BaseType(0x8E, "sint64", "i8", 8, 0x7FFFFFFFFFFFFFFF),
    BaseType(0x8F, "uint64", "u8", 8, 0xFFFFFFFFFFFFFFFF),
    BaseType(0x90, "uint64z", "u8", 8, 0),
)
NAMED = {base.name: base for base in _ALL}
"""The types by name."""

# As arrays: numpy compares a small array with them in half the time.
_MISSING = {
    base.code: np.array(base.invalid, base.kind) for base in _ALL if base.invalid is not None
}
_BY_NUMBER = {base.code & 0x1F: base for base in _ALL}


def base_type(code: int, size: int) -> BaseType:
    """Return the type with this code; bytes if it is unknown or does not fit `size` bytes."""
    base = _BY_NUMBER.get(code & 0x1F, BYTE)  # the top bit only repeats that the type is wide
    return BYTE if size % base.size else base


def is_valid(raw: NDArray[np.generic], base: BaseType) -> NDArray[np.bool_]:
    """Return where numbers of this type are values; an array of bytes is one value."""
    valid: NDArray[np.bool_]
    if base.code in _MISSING:
        valid = raw != _MISSING[base.code]
    elif base is BYTE:
        valid = raw != 0xFF
        valid = valid if raw.ndim == 1 else valid | valid.any(axis=1, keepdims=True)
    else:
        valid = ~np.isnan(raw)
    return valid
