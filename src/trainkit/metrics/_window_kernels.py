"""Ways to compute the same windows fast: one athlete, few athletes, many days at once."""

from collections.abc import Callable, Iterator, Sequence
from math import isnan, nan
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, whole

__all__ = [
    "FEW_VALUES",
    "cached_pieces",
    "check_window",
    "count_available",
    "fade_columns",
    "fade_series",
    "is_series",
    "rolling_sums_by_block",
    "spread_available",
    "sum_available",
]
FEW_VALUES = 20_000
"""Values up to which all days at once are faster than one day after the other."""

Summed = TypeVar("Summed", FloatArray, NDArray[np.integer])
Window = TypeVar("Window")

_CACHED = 65_536  # numbers that stay in the cache
_NARROW = 2_048  # athletes, of whom a look at all costs less than to pick a few
_MOST_OF_A_BYTE = 255
_FEW_WINDOWS = 4  # that are summed faster one by one


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
    if not plain and values.shape[1] <= _NARROW:
        yield from _fade_with_gaps(values, fades, alphas, seeds, sums)
        return
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


def _fade_with_gaps(
    values: FloatArray,
    fades: FloatArray,
    alphas: Sequence[float],
    seeds: Sequence[float | None],
    sums: FloatArray,
) -> Iterator[FloatArray]:
    """Carry sums of some hundred athletes: a look at all of them costs less than to pick a few."""
    unknown = np.isnan(values)
    first = np.where(np.isnan(sums[0]) & ~unknown.all(axis=0), unknown.argmin(axis=0), -1)
    begins = set(first.tolist())
    before, after = sums.copy(), np.empty_like(sums)
    for day, (today, gaps) in enumerate(zip(values, unknown, strict=True)):
        if day in begins:
            begin = np.flatnonzero(first == day)
            for total, alpha, seed in zip(before, alphas, seeds, strict=True):
                total[begin] = (today[begin] if seed is None else seed) / alpha
        np.multiply(before, fades, out=after)
        np.add(after, today, out=after)
        yield after
        np.copyto(after, before, where=gaps)
        before, after = after, before
    sums[...] = before


def rolling_sums_by_block(values: FloatArray, window: int) -> FloatArray:
    """The same sums, bit for bit, of few athletes: all days at once, in three arrays."""
    days, row = len(values), values.shape[1:]
    blocks = np.zeros((-(-days // window), window, *row), dtype=values.dtype)
    blocks.reshape(-1, *row)[:days] = values
    before = np.full_like(blocks, np.nan)
    before[:, -1] = 0
    before[1:, :-1] = np.cumsum(blocks[:-1, :0:-1], axis=1)[:, ::-1]
    return (np.cumsum(blocks, axis=1) + before).reshape(-1, *row)[:days]


def count_available(known: NDArray[np.bool_], window: int, first: int = 0) -> NDArray[np.integer]:
    """Count the true days of full and first, shorter windows; bytes are added many at once."""
    small: type[np.integer] = np.uint8 if window <= _MOST_OF_A_BYTE else np.intp
    return sum_available(known.astype(small), window, first)


def sum_available(values: Summed, window: int, first: int = 0) -> Summed:
    """Sum full and first, shorter windows from sums over 1, 2, 4, ... days, by binary digits.

    Those of the days from row `first` on.
    """
    if _is_last(values, window, first):
        return np.array([_fold(day, np.add) for day in _windows(values, window, first)])
    start = max(first - window + 1, 0)
    if start:
        values = values[start:]
    sums, width = values, 1
    total = values if window & 1 else np.zeros_like(values)
    while 2 * width <= window:
        sums = _add_lagged(sums, sums, width)
        width *= 2
        if window & width:
            total = _add_lagged(sums, total, width)
    return (total.copy() if total is values else total)[first - start :]


def _is_last(values: FloatArray | NDArray[np.integer], window: int, first: int) -> bool:
    """Whether so few full windows are asked for that each alone is faster than all at once."""
    return first + 1 >= window and 0 < len(values) - first <= _FEW_WINDOWS


def _windows(values: Summed, window: int, first: int) -> Iterator[Summed]:
    """Cut out the windows of the days from a row on."""
    for stop in range(first + 1, len(values) + 1):
        yield values[stop - window : stop]


def _fold(days: Summed, add: Callable[[Summed, Summed], Summed]) -> Summed:
    """Sum a window in the order of `sum_available`, so that the bits are the same."""
    total, start = None, 0
    for width in _powers(len(days)):
        part = days[start : start + width]
        while len(part) > 1:
            part = add(part[1::2], part[::2])
        total = part[0] if total is None else add(part[0], total)
        start += width
    return np.asarray(total)


def _powers(window: int) -> list[int]:
    """Write a length as a sum of powers of two, of the earliest days first."""
    return [1 << digit for digit in range(window.bit_length()) if window >> digit & 1]


def _add_lagged(recent: Summed, earlier: Summed, lag: int) -> Summed:
    both = np.empty_like(recent)
    both[:lag] = recent[:lag]
    np.add(recent[lag:], earlier[:-lag], out=both[lag:])
    return both


def spread_available(
    values: FloatArray, known: NDArray[np.bool_], window: int, first: int = 0
) -> FloatArray:
    """Sum squares away from the mean of full and first, shorter windows, over the known days.

    Two windows make one of twice the length (Chan et al. 1983, Am Stat 37:242,
    https://doi.org/10.1080/00031305.1983.10483115), which never subtracts what it has added, and is
    exactly 0 where all values are equal.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values [any unit]; NaN where unknown.
    known : ndarray of bool
        Whether each day is known.
    window : int
        Length [d].
    first : int
        Row of the first day to compute.

    Returns
    -------
    ndarray, shape (days from the first one on, ...)
        The sums [the unit squared].
    """
    start = max(first - window + 1, 0)
    values, known = values[start:], known[start:]
    day = _Spread(known.astype(values.dtype), np.where(known, values, 0), np.zeros_like(values))
    part, width = day, 1
    total = day if window & 1 else None
    while 2 * width <= window:
        part = _join_lagged(part, part, width)
        width *= 2
        if window & width:
            total = part if total is None else _join_lagged(part, total, width)
    return (day if total is None else total).squares[first - start :]


class _Spread(NamedTuple):
    """Known days, their mean, and the squares away from it, of windows."""

    known: FloatArray
    mean: FloatArray
    squares: FloatArray


def _join_lagged(recent: _Spread, earlier: _Spread, lag: int) -> _Spread:
    """Join each window with one that ended some days earlier."""
    joined = _join(
        _Spread(*(column[lag:] for column in recent)),
        _Spread(*(column[:-lag] for column in earlier)),
    )
    parts = zip(recent, joined, strict=True)
    return _Spread(*(np.concatenate([first[:lag], both]) for first, both in parts))


def _join(recent: _Spread, earlier: _Spread) -> _Spread:
    """Join windows with those that ended where they begin."""
    count = recent.known + earlier.known
    away = earlier.mean - recent.mean
    share = earlier.known / np.maximum(count, 1)
    share *= away
    mean = recent.mean + share
    away *= share
    away *= recent.known
    squares = recent.squares + earlier.squares
    squares += away
    return _Spread(count, mean, squares)


def check_window(window: int, min_periods: int | None) -> None:
    """Check the options of a window."""
    whole("window", window, low=1)
    if min_periods is not None:
        whole("min_periods", min_periods, low=1, high=window)
