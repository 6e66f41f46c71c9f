"""Moving averages over axis 0: exponentially weighted, rolling sum, mean and standard deviation.

A rolling window adds and never subtracts, so a week of zeros is exactly zero after any load, and a
NaN touches just the windows that hold it. The ``..._days`` iterators give one day at a time in a
buffer that they reuse: what combines two averages then needs no array for either.
"""

from collections.abc import Iterator
from math import isnan

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = [
    "ewma",
    "fading_sum_days",
    "first_known",
    "rolling_count",
    "rolling_mean",
    "rolling_std",
    "rolling_sum",
    "rolling_sum_days",
]


_CACHED = 100_000  # numbers


def ewma(values: FloatArray, alpha: float, *, seed: float | None) -> FloatArray:
    """Exponentially weighted moving average, ``y[t] = y[t-1] + alpha (x[t] - y[t-1])``.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        NaN where unknown: that day's average is NaN and the state is carried to the next day.
    alpha : float
        Weight of the newest value.
    seed : float or None
        The state before the first day; None starts from the first known value.

    Returns
    -------
    ndarray, shape (days, ...)
        The averages, in the dtype of `values`.
    """
    start = first_known(values) if seed is None else seed
    if values.ndim == 1 and values.dtype == np.float64:
        return _ewma_of_one(values, alpha, float(start))
    averages = np.empty_like(values)
    sums = fading_sum_days(values, (1 - alpha,), (start / alpha,))
    for day, (today,) in enumerate(sums):
        averages[day] = alpha * today
    return averages


def _ewma_of_one(values: FloatArray, alpha: float, start: float) -> FloatArray:
    """Average one series: plain numbers are ten times as fast as arrays of one."""
    fade, total = 1 - alpha, start / alpha
    averages = []
    for value in values.tolist():
        if isnan(value):  # the state is kept
            averages.append(value)
        else:
            total = total * fade + value
            averages.append(alpha * total)
    return np.array(averages, dtype=values.dtype)


def fading_sum_days(
    values: FloatArray, fades: tuple[float, ...], starts: tuple[float | FloatArray, ...]
) -> Iterator[FloatArray]:
    """Several fading sums of the same values, ``s[t] = fade s[t-1] + x[t]``, day by day.

    An exponentially weighted average is one of them times its alpha, with a fade of 1 - alpha.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        NaN where unknown: that day's sums are NaN and the state is carried to the next day.
    fades : tuple of float
        What each sum keeps from one day to the next.
    starts : tuple of float or ndarray
        The state of each sum before the first day.

    Yields
    ------
    ndarray, shape (sums, ...)
        The sums of a day, in the dtype of `values`; overwritten on the next day.
    """
    row = values.shape[1:]
    state = np.array([np.broadcast_to(start, row) for start in starts], dtype=values.dtype)
    fade = np.array(fades, dtype=values.dtype).reshape(-1, *(1 for _ in row))
    for today, somewhere_unknown in zip(values, _days_with_unknown(values), strict=True):
        before = state.copy() if somewhere_unknown else state
        state *= fade
        state += today
        yield state
        if somewhere_unknown:
            np.copyto(state, before, where=np.isnan(today))


def _days_with_unknown(values: FloatArray) -> Iterator[bool]:
    """Whether a day has a NaN: found a few days ahead, while they stay in the cache."""
    days = max(1, _CACHED // max(1, values[0].size))
    for start in range(0, len(values), days):
        ahead = values[start : start + days]
        yield from np.isnan(ahead.min(axis=tuple(range(1, ahead.ndim)))).tolist()


def first_known(values: FloatArray) -> FloatArray:
    """Each column's first value that is not NaN; NaN where there is none."""
    if not np.isnan(values[0]).any():
        return np.asarray(values[0])
    day = np.argmax(~np.isnan(values), axis=0)
    return np.asarray(np.take_along_axis(values, day[np.newaxis], axis=0)[0])


def rolling_sum(values: FloatArray, window: int) -> FloatArray:
    """Sum of the last `window` values, today included; NaN until the window is full.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        A NaN makes every window that holds it NaN.
    window : int
        Length in days.

    Returns
    -------
    ndarray, shape (days, ...)
        The sums, in the dtype of `values`.
    """
    sums = _rolling_sum_of_what_is_there(values, window)
    sums[: window - 1] = np.nan
    return sums


def rolling_mean(values: FloatArray, window: int, *, min_periods: int | None = None) -> FloatArray:
    """Mean of the last `window` values, today included.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        NaN where unknown.
    window : int
        Length in days.
    min_periods : int, optional
        How many known values make an answer; the mean is then over those. By default every day of
        the window must be known.

    Returns
    -------
    ndarray, shape (days, ...)
        The means, NaN where too little is known.
    """
    if min_periods is None or min_periods == window:
        sums = rolling_sum(values, window)
        sums /= window
        return sums
    known = ~np.isnan(values)
    counts = rolling_count(known, window)
    sums = _rolling_sum_of_what_is_there(np.where(known, values, 0), window)
    sums /= np.maximum(counts, 1)
    sums[counts < min_periods] = np.nan
    return sums


def rolling_count(known: NDArray[np.bool_], window: int) -> NDArray[np.intp]:
    """How many of the last `window` entries are true; the first windows are shorter."""
    total = np.cumsum(known, axis=0, dtype=np.intp)
    total[window:] -= total[:-window].copy()
    return total


def rolling_std(
    values: FloatArray, window: int, *, ddof: int, min_periods: int | None = None
) -> FloatArray:
    """Standard deviation of the last `window` values, today included; exactly 0 if all are equal.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        NaN where unknown.
    window : int
        Length in days.
    ddof : int
        The divisor is the number of known values less this.
    min_periods : int, optional
        As in `rolling_mean`.

    Returns
    -------
    ndarray, shape (days, ...)
        The standard deviations, NaN where too little is known.
    """
    days = len(values)
    means = rolling_mean(values, window, min_periods=min_periods)
    squares = np.zeros_like(means)
    counts = np.zeros(means.shape, dtype=np.intp)
    lowest, highest = values.copy(), values.copy()
    for back in range(min(window, days)):
        past = values[: days - back]
        known = ~np.isnan(past)
        squares[back:] += np.where(known, np.square(past - means[back:]), 0)
        counts[back:] += known
        np.fmin(lowest[back:], past, out=lowest[back:])
        np.fmax(highest[back:], past, out=highest[back:])
    freedom = counts - ddof
    spread = np.sqrt(squares / np.where(freedom > 0, freedom, np.nan)).astype(values.dtype)
    return np.where((lowest == highest) & ~np.isnan(spread), 0, spread)


def rolling_sum_days(values: FloatArray, window: int) -> Iterator[FloatArray]:
    """Sum of the last `window` values, today included, day by day.

    Parameters
    ----------
    values : ndarray, shape (days, athletes)
        A NaN makes every window that holds it NaN.
    window : int
        Length in days.

    Yields
    ------
    ndarray, shape (athletes,)
        The sums of a day, NaN until the window is full; overwritten on the next day.
    """
    row = values.shape[1:]
    before = np.full((window, *row), np.nan, dtype=values.dtype)  # [k]: what day k of this block
    before[-1] = 0  # still sums of the block before it, which is nothing on the last day
    so_far, total = np.empty((2, *row), dtype=values.dtype)
    for start in range(0, len(values), window):
        block = values[start : start + window]
        so_far[...] = 0
        for today, rest in zip(block, before, strict=False):
            np.add(so_far, today, out=so_far)
            yield np.add(so_far, rest, out=total)
        for day in range(len(block) - 1, 0, -1):
            np.add(before[day], block[day], out=before[day - 1])


def _rolling_sum_of_what_is_there(values: FloatArray, window: int) -> FloatArray:
    """Sums over 1, 2, 4, ... values, put together as the binary digits of the window say."""
    sums, width = values, 1
    total = values if window & 1 else np.zeros_like(values)
    while 2 * width <= window:
        sums = _plus_earlier(sums, sums, width)
        width *= 2
        if window & width:
            total = _plus_earlier(sums, total, width)
    return total.copy() if total is values else total


def _plus_earlier(recent: FloatArray, earlier: FloatArray, lag: int) -> FloatArray:
    both = recent.copy()
    both[lag:] += earlier[:-lag]
    return both
