"""Counters of which a record stores only the lowest bits."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["unroll"]

_Integer = TypeVar("_Integer", bound=np.integer)


def unroll(values: NDArray[_Integer], whole: NDArray[np.bool_], bits: int) -> NDArray[_Integer]:
    """Restore whole values from their lowest bits.

    Each result is the smallest value with these lowest bits that is not below the one before.

    Parameters
    ----------
    values : ndarray of int
        The lowest bits in file order, or the whole value where it is known.
    whole : ndarray of bool
        Where the whole value is known. Counting starts at 0.
    bits : int
        The number of bits that the other values have.

    Returns
    -------
    ndarray of int
        Whole values.

    Examples
    --------
    >>> known = np.array([True, False, False, False])
    >>> unroll(np.array([1000, 30, 2, 1]), known, 5).tolist()
    [1000, 1022, 1026, 1057]
    """
    total = np.diff(values, prepend=values.dtype.type(0))
    total &= (1 << bits) - 1
    total[whole] = 0
    np.cumsum(total, out=total)
    known = np.flatnonzero(whole)
    base = np.zeros(known.size + 1, values.dtype)
    base[1:] = values[known] - total[known]
    total += np.repeat(base, np.diff(known, prepend=0, append=values.size))
    return total
