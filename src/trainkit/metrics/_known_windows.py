"""Sums over the known days of windows, and one window alone."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, whole
from trainkit.metrics._window_kernels import check_window, count_available, sum_available

__all__ = ["begin_at", "mean_and_std", "rolling_count", "rolling_known_sum"]

Rows = TypeVar("Rows", FloatArray, NDArray[np.intp])


def mean_and_std(
    values: FloatArray, *, ddof: int, min_periods: int
) -> tuple[FloatArray, FloatArray]:
    r"""Mean and standard deviation of one window, over its known days.

    $$s = \sqrt{\frac{1}{m - \mathrm{ddof}} \sum_i (x_i - \bar x)^2}$$

    The mean has the bits of `rolling_mean`; the standard deviation differs from that of
    `rolling_std` in its last ones, for a third of the time.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values x [any unit]; NaN where unknown.
    ddof : int
        Taken from the number of known days m to make the divisor [1].
    min_periods : int
        Least number of known days [d].

    Returns
    -------
    tuple of ndarray, each of shape (...)
        Mean and standard deviation [the unit of `values`]; NaN where too few days are known.

    Raises
    ------
    InvalidInput
        No day, or `min_periods` out of range.

    Examples
    --------
    >>> mean, sd = mean_and_std(np.array([1.0, np.nan, 3.0, 3.0]), ddof=1, min_periods=2)
    >>> round(float(mean), 4), round(float(sd), 4)
    (2.3333, 1.1547)
    """
    days = len(values)
    check_window(days, min_periods)
    known = ~np.isnan(values)
    known_days = count_available(known, days, days - 1)[0].astype(values.dtype)
    count = np.where(known_days < min_periods, np.nan, known_days)
    mean = sum_available(np.where(known, values, 0.0), days, days - 1)[0] / count
    away = values - mean
    away *= away
    squares = sum_available(np.where(known, away, 0.0), days, days - 1)[0]
    return mean, np.sqrt(squares / np.where(count > ddof, count - ddof, np.nan))


def rolling_count(known: NDArray[np.bool_], window: int, *, first: int = 0) -> NDArray[np.intp]:
    """Number of the last `window` days that are true; the first windows are shorter.

    Parameters
    ----------
    known : ndarray of bool, shape (days, ...)
        Whether each day is known.
    window : int
        Length n [d], at least 1.
    first : int
        Row of the first day to compute; those before it are 0.

    Returns
    -------
    ndarray of int, shape (days, ...)
        Known days [d].

    Raises
    ------
    InvalidInput
        A window below 1 day.

    Examples
    --------
    >>> rolling_count(np.array([True, False, True]), 2).tolist()
    [1, 1, 1]
    """
    whole("window", window, low=1)
    start = max(first - window + 1, 0)
    counts = count_available(known[start:], window, first - start)
    return begin_at(first, counts.astype(np.intp), 0)


def rolling_known_sum(
    values: FloatArray, known: NDArray[np.bool_], window: int, *, first: int = 0
) -> FloatArray:
    """Sum of the known days of the last `window`, today included; the first windows are shorter.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values x [any unit].
    known : ndarray of bool, shape (days, ...)
        Which of them count.
    window : int
        Length n [d], at least 1.
    first : int
        Row of the first day to compute; those before it are NaN.

    Returns
    -------
    ndarray, shape (days, ...)
        Sums [the unit of `values`]; 0 where no day is known.

    Raises
    ------
    InvalidInput
        A window below 1 day.

    Examples
    --------
    >>> values = np.array([1.0, np.nan, 3.0])
    >>> rolling_known_sum(values, ~np.isnan(values), 2).tolist()
    [1.0, 1.0, 3.0]
    """
    whole("window", window, low=1)
    start = max(first - window + 1, 0)
    days = np.where(known[start:], values[start:], 0.0)
    return begin_at(first, sum_available(days, window, first - start), np.nan)


def begin_at(first: int, rows: Rows, nothing: float) -> Rows:
    """Put rows without an answer before those that were computed."""
    if not first:
        return rows
    return np.concatenate([np.full_like(rows, nothing, shape=(first, *rows.shape[1:])), rows])
