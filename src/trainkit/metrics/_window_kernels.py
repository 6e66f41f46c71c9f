"""Ways to compute the same windows fast: one athlete, few athletes, many days at once."""

from collections.abc import Iterator
from math import isnan

import numpy as np

from trainkit._array import FloatArray

__all__ = [
    "fading_sums_of_series",
    "flag_unknown_days",
    "is_series",
    "rolling_sums_by_block",
    "sum_available",
]

_CACHED = 100_000  # numbers that stay in the cache


def is_series(values: FloatArray) -> bool:
    """Whether there is one athlete: plain numbers are ten times as fast as arrays of one number."""
    return values.size == len(values) and values.dtype == np.float64


def fading_sums_of_series(values: FloatArray, fade: float, start: float | FloatArray) -> FloatArray:
    """Sum s = f s + x of one athlete by day; NaN on an unknown day, which keeps the state."""
    total, sums = float(np.reshape(start, ())), []
    for value in values.ravel().tolist():
        if isnan(value):
            sums.append(value)
        else:
            total = total * fade + value
            sums.append(total)
    return np.array(sums).reshape(values.shape)


def flag_unknown_days(values: FloatArray) -> Iterator[bool]:
    """Whether each day has a NaN, looked up a few days ahead while they are in the cache."""
    days = max(1, _CACHED // max(1, values[0].size))
    for start in range(0, len(values), days):
        ahead = values[start : start + days]
        yield from np.isnan(ahead.min(axis=tuple(range(1, ahead.ndim)))).tolist()


def rolling_sums_by_block(values: FloatArray, window: int) -> FloatArray:
    """The same sums, bit for bit, of few athletes: all days at once, in three arrays."""
    days, row = len(values), values.shape[1:]
    blocks = np.zeros((-(-days // window), window, *row), dtype=values.dtype)
    blocks.reshape(-1, *row)[:days] = values
    before = np.full_like(blocks, np.nan)
    before[:, -1] = 0
    before[1:, :-1] = np.cumsum(blocks[:-1, :0:-1], axis=1)[:, ::-1]
    return (np.cumsum(blocks, axis=1) + before).reshape(-1, *row)[:days]


def sum_available(values: FloatArray, window: int) -> FloatArray:
    """Sum full and first, shorter windows from sums over 1, 2, 4, ... days, by binary digits."""
    sums, width = values, 1
    total = values if window & 1 else np.zeros_like(values)
    while 2 * width <= window:
        sums = _add_lagged(sums, sums, width)
        width *= 2
        if window & width:
            total = _add_lagged(sums, total, width)
    return total.copy() if total is values else total


def _add_lagged(recent: FloatArray, earlier: FloatArray, lag: int) -> FloatArray:
    both = recent.copy()
    both[lag:] += earlier[:-lag]
    return both
