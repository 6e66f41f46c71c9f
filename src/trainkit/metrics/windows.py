"""Moving windows over axis 0: exponential averages, rolling sums, means and standard deviations.

They take a floating array with time on axis 0, shape ``(days, ...)``, keep its dtype and unit, and
never change it; they check options, but not values. NaN is an unknown day.

A rolling window adds and never subtracts, so a week of zeros is exactly zero after any load, and a
NaN affects only the windows that hold it. The ``..._days`` iterators yield one day at a time in a
buffer that they reuse: code that combines two averages then needs no array for either.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| x | values | any, that of the result | (days, ...) |
| n | window: the last n days, today included | d | scalar |
| α | weight of the newest day | 1 | scalar |
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from trainkit._array import FloatArray, as_columns, is_plain, number, whole
from trainkit.metrics._known_windows import (
    begin_at,
    mean_and_std,
    rolling_count,
    rolling_known_sum,
)
from trainkit.metrics._medians import rolling_median
from trainkit.metrics._window_kernels import (
    FEW_VALUES,
    cached_pieces,
    check_window,
    count_available,
    fade_columns,
    fade_series,
    is_series,
    rolling_sums_by_block,
    spread_available,
    sum_available,
)

__all__ = [
    "ewma",
    "fading_sum_days",
    "fading_sums",
    "mean_and_std",
    "rolling_count",
    "rolling_known_sum",
    "rolling_mean",
    "rolling_median",
    "rolling_std",
    "rolling_sum",
    "rolling_sum_days",
]

_FEW = 16  # athletes, for whom arrays of all days are faster than a loop over the days


def ewma(values: FloatArray, alpha: float, *, seed: float | None) -> FloatArray:
    r"""Exponentially weighted moving average.

    $$y_t = y_{t-1} + \alpha \, (x_t - y_{t-1})$$

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values x [any unit]; NaN where unknown. The average is NaN on that day, and its state is
        carried to the next.
    alpha : float
        Weight α of the newest day [1], above 0 and at most 1.
    seed : float or None
        State before the first day [the unit of `values`]; None starts from the first known value.

    Returns
    -------
    ndarray, shape (days, ...)
        Averages y [the unit of `values`].

    Raises
    ------
    InvalidInput
        An `alpha` out of range.

    Examples
    --------
    >>> ewma(np.array([1.0, np.nan, 3.0]), 0.5, seed=None).tolist()
    [1.0, nan, 2.0]
    """
    number("alpha", alpha, low=0, high=1, open_low=True)
    averages = np.empty_like(values, order="C")
    if values.size <= FEW_VALUES:
        sums = fading_sums(as_columns(values), (alpha,), (seed,))
        np.multiply(sums[:, 0], alpha, out=as_columns(averages))
        return averages
    days = fading_sum_days(as_columns(values), (alpha,), (seed,))
    for average, (today,) in zip(as_columns(averages), days, strict=True):
        np.multiply(today, alpha, out=average)
    return averages


def fading_sum_days(
    values: FloatArray,
    alphas: tuple[float, ...],
    seeds: tuple[float | None, ...],
    *,
    sums: FloatArray | None = None,
    check: Callable[[FloatArray], object] | None = None,
) -> Iterator[FloatArray]:
    r"""Iterate over several fading sums of the same values, day by day.

    $$s_t = (1 - \alpha) \, s_{t-1} + x_t$$

    $\alpha s_t$ is the exponentially weighted average.

    Parameters
    ----------
    values : ndarray, shape (days, athletes)
        Values x [any unit]; NaN where unknown. The sums are NaN on that day, and their state is
        carried to the next.
    alphas : tuple of float
        Weight α of the newest day [1] in each sum.
    seeds : tuple of float or None
        Average of each sum before the first known day [the unit of `values`]; None for the first
        known value.
    sums : ndarray, shape (sums, athletes), optional
        The sums so far, to go on from and to leave the last ones in; the first of them is NaN where
        nothing has been known yet. By default, that is everywhere.
    check : callable, optional
        Raises for values that are not allowed. It sees some days at a time, just before they are
        used, and not those whose values are all known, at least 0 and of a usual size.

    Yields
    ------
    ndarray, shape (sums, athletes)
        Sums of a day [the unit of `values`]; overwritten on the next day.

    Raises
    ------
    ValueError
        Sums of another number of athletes than the values.

    Examples
    --------
    >>> days = fading_sum_days(np.array([[1.0], [1.0]]), (0.5, 1.0), (0.0, 0.0))
    >>> [day.ravel().tolist() for day in days]
    [[1.0, 1.0], [1.5, 1.0]]
    """
    if sums is None:
        sums = np.full((len(alphas), values.shape[1]), np.nan, values.dtype)
    for piece in cached_pieces(values):
        all_known = is_plain(piece)
        if check and not all_known:
            check(piece)
        if is_series(piece):
            yield from fade_series(piece, alphas, seeds, sums)
        else:
            all_known = all_known or (check is None and not np.isnan(piece.min()))
            yield from fade_columns(piece, alphas, seeds, sums, all_known=all_known)


def fading_sums(
    values: FloatArray,
    alphas: tuple[float, ...],
    seeds: tuple[float | None, ...],
    *,
    check: Callable[[FloatArray], object] | None = None,
) -> FloatArray:
    """Compute `fading_sum_days` for all days at once, which is faster for few values.

    Parameters
    ----------
    values : ndarray, shape (days, athletes)
        Values [any unit], at most `FEW_VALUES` of them to be faster; NaN where unknown.
    alphas, seeds, check
        As in `fading_sum_days`.

    Returns
    -------
    ndarray, shape (days, sums, athletes)
        Sums [the unit of `values`].

    Raises
    ------
    InvalidInput
        What `check` raises.

    Examples
    --------
    >>> fading_sums(np.array([[1.0], [1.0]]), (0.5, 1.0), (0.0, 0.0))[:, :, 0].tolist()
    [[1.0, 1.0], [1.5, 1.0]]
    """
    if not is_series(values):
        days = fading_sum_days(values, alphas, seeds, check=check)
        return np.array([day.copy() for day in days])
    if check and not is_plain(values):
        check(values)
    return fade_series(values, alphas, seeds, np.full((len(alphas), 1), np.nan))


def rolling_sum(values: FloatArray, window: int) -> FloatArray:
    r"""Sum of the last `window` days, today included.

    $$y_t = \sum_{i=t-n+1}^{t} x_i$$

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values x [any unit]; a NaN makes every window that holds it NaN.
    window : int
        Length n [d], at least 1.

    Returns
    -------
    ndarray, shape (days, ...)
        Sums [the unit of `values`]; NaN until the window is full.

    Raises
    ------
    InvalidInput
        A window below 1 day.

    Examples
    --------
    >>> rolling_sum(np.array([1.0, 2.0, 3.0]), 2).tolist()
    [nan, 3.0, 5.0]
    """
    whole("window", window, low=1)
    sums = sum_available(values, window)
    sums[: window - 1] = np.nan
    return sums


def rolling_mean(
    values: FloatArray, window: int, *, min_periods: int | None = None, first: int = 0
) -> FloatArray:
    r"""Mean of the last `window` days, today included.

    $$y_t = \frac{1}{n} \sum_{i=t-n+1}^{t} x_i$$

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values x [any unit]; NaN where unknown.
    window : int
        Length n [d], at least 1.
    min_periods : int, optional
        Least number of known days [d], from 1 to `window`; the mean is then over the known days,
        and the first windows may be shorter. By default every day of a full window must be known.
    first : int
        Row of the first day to compute; those before it are NaN.

    Returns
    -------
    ndarray, shape (days, ...)
        Means [the unit of `values`]; NaN where too few days are known.

    Raises
    ------
    InvalidInput
        A window below 1 day, or `min_periods` out of range.

    Examples
    --------
    >>> rolling_mean(np.array([1.0, np.nan, 3.0]), 3, min_periods=2).tolist()
    [nan, nan, 2.0]
    """
    check_window(window, min_periods)
    if min_periods is None or min_periods == window:
        sums = rolling_sum(values, window)
        sums /= window
        sums[:first] = np.nan
        return sums
    start = max(first - window + 1, 0)  # of what the first window holds
    values = values[start:]
    known = ~np.isnan(values)
    sums = sum_available(np.where(known, values, 0.0), window, first - start)
    divisors = np.arange(window + 1, dtype=values.dtype)  # by the number of known days
    divisors[:min_periods] = np.nan
    sums /= divisors.take(count_available(known, window, first - start))
    return begin_at(first, sums, np.nan)


def rolling_std(
    values: FloatArray, window: int, *, ddof: int, min_periods: int | None = None, first: int = 0
) -> FloatArray:
    r"""Standard deviation of the last `window` days, today included; exactly 0 if all are equal.

    $$s_t = \sqrt{\frac{1}{m - \mathrm{ddof}} \sum_{i=t-n+1}^{t} (x_i - \bar x_t)^2}$$

    with m the number of known days in the window.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values x [any unit]; NaN where unknown.
    window : int
        Length n [d], at least 1.
    ddof : int
        Taken from the number of known days m to make the divisor [1].
    min_periods : int, optional
        Least number of known days [d], as in `rolling_mean`.
    first : int
        Row of the first day to compute; those before it are NaN.

    Returns
    -------
    ndarray, shape (days, ...)
        Standard deviations [the unit of `values`]; NaN where too few days are known.

    Raises
    ------
    InvalidInput
        As `rolling_mean`.

    Examples
    --------
    >>> rolling_std(np.array([1.0, 3.0, 3.0]), 2, ddof=1).round(4).tolist()
    [nan, 1.4142, 0.0]
    """
    check_window(window, min_periods)
    start = max(first - window + 1, 0)
    values = values[start:]
    known = ~np.isnan(values)
    freedom = np.arange(window + 1, dtype=values.dtype) - ddof  # by the number of known days
    freedom[: max(window if min_periods is None else min_periods, ddof + 1)] = np.nan
    squares = spread_available(values, known, window, first - start)
    squares /= freedom.take(count_available(known, window, first - start))
    return begin_at(first, np.sqrt(squares, out=squares), np.nan)


def rolling_sum_days(values: FloatArray, window: int) -> Iterable[FloatArray]:
    """Iterate over the sums of the last `window` days, today included.

    Parameters
    ----------
    values : ndarray, shape (days, athletes)
        Values [any unit]; a NaN makes every window that holds it NaN.
    window : int
        Length [d], at least 1.

    Returns
    -------
    iterable of ndarray, shape (athletes,)
        Sums of a day [the unit of `values`], NaN until the window is full; overwritten next day.
        For few athletes an array of all days, shape (days, athletes).

    Raises
    ------
    InvalidInput
        A window below 1 day.

    Examples
    --------
    >>> days = rolling_sum_days(np.array([[1.0], [2.0], [3.0]]), 2)
    >>> [float(day[0]) for day in days]
    [nan, 3.0, 5.0]
    """
    whole("window", window, low=1)
    if values[:1].size <= _FEW:
        return rolling_sums_by_block(values, window)
    return _sum_by_day(values, window)


def _sum_by_day(values: FloatArray, window: int) -> Iterator[FloatArray]:
    row = values.shape[1:]
    before = np.full((window, *row), np.nan, dtype=values.dtype)  # [k]: what day k of a block adds
    before[-1] = 0  # from the block before it: nothing on the last day
    so_far, total = np.empty((2, *row), dtype=values.dtype)
    for start in range(0, len(values), window):
        block = values[start : start + window]
        so_far[...] = 0
        for today, rest in zip(block, before, strict=False):
            np.add(so_far, today, out=so_far)
            yield np.add(so_far, rest, out=total)
        for day in range(len(block) - 1, 0, -1):
            np.add(before[day], block[day], out=before[day - 1])
