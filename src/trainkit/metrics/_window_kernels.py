"""Ways to compute the same windows fast: one athlete, few athletes, many days at once."""

from collections.abc import Iterator, Sequence
from math import isnan, nan

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from trainkit._array import FloatArray

__all__ = [
    "FEW_VALUES",
    "cached_pieces",
    "fade_columns",
    "fade_series",
    "is_series",
    "rolling_sums_by_block",
    "spread_of_columns",
    "spread_of_series",
    "sum_available",
]
FEW_VALUES = 20_000
"""Values up to which all days at once are faster than one day after the other."""

_CACHED = 65_536  # numbers that stay in the cache


def cached_pieces(values: FloatArray) -> Iterator[FloatArray]:
    """Cut a matrix (days, athletes) into some days at a time, which stay in the cache."""
    days = max(1, _CACHED // max(1, values.shape[1]))
    for start in range(0, len(values), days):
        yield values[start : start + days]


def is_series(values: FloatArray) -> bool:
    """Whether there is one athlete: plain numbers are ten times as fast as arrays of one number."""
    return values.size == len(values) and values.dtype == np.float64


def fade_series(
    values: FloatArray, alphas: Sequence[float], seeds: Sequence[float | None], sums: FloatArray
) -> FloatArray:
    """Carry fading sums of one athlete; return them by day, NaN where a day is unknown."""
    days = np.empty((len(values), len(sums), 1))
    daily = values.ravel().tolist()
    first = next((value for value in daily if not isnan(value)), nan)
    known = daily if daily and not isnan(sum(daily)) else [day for day in daily if not isnan(day)]
    for row, (alpha, seed) in enumerate(zip(alphas, seeds, strict=True)):
        total, fade, faded = sums.item(row, 0), 1 - alpha, []
        if isnan(total):
            total = (first if seed is None else seed) / alpha
        for value in known:
            total = total * fade + value
            faded.append(total)
        days[:, row, 0] = faded if known is daily else _with_gaps(faded, daily)
        sums[row] = nan if isnan(first) and isnan(sums.item(0, 0)) else total
    return days


def _with_gaps(faded: Sequence[float], daily: Sequence[float]) -> list[float]:
    """Put the sums of the known days in their places, and NaN on the others."""
    following = iter(faded)
    return [value if isnan(value) else next(following) for value in daily]


def fade_columns(
    values: FloatArray,
    alphas: Sequence[float],
    seeds: Sequence[float | None],
    sums: FloatArray,
    *,
    all_known: bool,
) -> Iterator[FloatArray]:
    """Carry fading sums of many athletes; yield them day by day, NaN where a day is unknown."""
    fades = np.array([[1 - alpha] for alpha in alphas], values.dtype)
    plain = all_known and not np.isnan(sums[0].min())
    idle = None if plain else np.isnan(sums[0])  # who has not begun
    for today in values:
        gaps = carried = None
        if idle is not None:
            unknown = np.isnan(today)
            changed = np.flatnonzero(unknown != idle)  # few, so that work on them costs little
            is_gap = unknown[changed]
            gaps, begin = changed[is_gap], changed[~is_gap]
            if begin.size:
                idle[begin] = False
                for total, alpha, seed in zip(sums, alphas, seeds, strict=True):
                    total[begin] = (today[begin] if seed is None else seed) / alpha
            carried = sums[:, gaps]
        np.multiply(sums, fades, out=sums)
        np.add(sums, today, out=sums)
        yield sums
        if gaps is not None:
            sums[:, gaps] = carried


def rolling_sums_by_block(values: FloatArray, window: int) -> FloatArray:
    """The same sums, bit for bit, of few athletes: all days at once, in three arrays."""
    days, row = len(values), values.shape[1:]
    blocks = np.zeros((-(-days // window), window, *row), dtype=values.dtype)
    blocks.reshape(-1, *row)[:days] = values
    before = np.full_like(blocks, np.nan)
    before[:, -1] = 0
    before[1:, :-1] = np.cumsum(blocks[:-1, :0:-1], axis=1)[:, ::-1]
    return (np.cumsum(blocks, axis=1) + before).reshape(-1, *row)[:days]


def spread_of_series(
    values: FloatArray, means: FloatArray, window: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sum squares about each day's mean, and find the least and the greatest value of its window.

    All days and all days before them are one matrix, so `values` has one axis and fits the cache
    that many times.
    """
    before = np.full(window - 1, np.nan, values.dtype)
    past = sliding_window_view(np.concatenate([before, values]), len(values))[::-1]
    away = past - means
    np.multiply(away, away, out=away)
    np.copyto(away, 0, where=np.isnan(past))
    return np.add.reduce(away), np.fmin.reduce(past), np.fmax.reduce(past)


def spread_of_columns(
    values: FloatArray, means: FloatArray, window: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The same, bit for bit, of many athletes: one day back after the other."""
    days, unknown = len(values), np.isnan(values)
    squares, away = np.zeros_like(means), np.empty_like(means)
    lowest, highest = values.copy(), values.copy()
    for back in range(window):
        past, square = values[: days - back], away[back:]
        np.subtract(past, means[back:], out=square)
        np.multiply(square, square, out=square)
        np.copyto(square, 0, where=unknown[: days - back])
        squares[back:] += square
        np.fmin(lowest[back:], past, out=lowest[back:])
        np.fmax(highest[back:], past, out=highest[back:])
    return squares, lowest, highest


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
    both = np.empty_like(recent)
    both[:lag] = recent[:lag]
    np.add(recent[lag:], earlier[:-lag], out=both[lag:])
    return both
