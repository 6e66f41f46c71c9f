"""Moving averages over axis 0: exponentially weighted, rolling sum, mean and standard deviation.

A rolling window adds and never subtracts (a suffix of one block plus a prefix of the next), so a
week of zeros is exactly zero after any load, and a NaN touches just the windows that hold it.
"""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["ewma", "rolling_count", "rolling_mean", "rolling_std", "rolling_sum"]


def ewma(values: FloatArray, alpha: float, *, seed: float | None) -> FloatArray:
    """Exponentially weighted moving average, ``y[t] = alpha x[t] + (1 - alpha) y[t-1]``.

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
    averages = np.empty_like(values)
    start = np.nan if seed is None else seed
    state = np.full(values.shape[1:], start, dtype=values.dtype)
    for day, today in enumerate(values):
        moved = state + alpha * (today - state)
        if seed is None:
            moved = np.where(np.isnan(state), today, moved)
        averages[day] = moved
        state = np.where(np.isnan(moved), state, moved)
    return averages


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


def _rolling_sum_of_what_is_there(values: FloatArray, window: int) -> FloatArray:
    sums = np.empty_like(values)
    suffix: FloatArray | None = None  # suffix[k]: the previous block from its row k to its end
    for start in range(0, len(values), window):
        block = values[start : start + window]
        prefix = np.cumsum(block, axis=0, dtype=values.dtype)
        sums[start : start + window] = prefix
        if suffix is not None:
            reach = min(len(block), window - 1)
            sums[start : start + reach] += suffix[1 : 1 + reach]
        suffix = np.cumsum(block[::-1], axis=0, dtype=values.dtype)[::-1]
    return sums
