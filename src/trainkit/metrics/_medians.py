"""Moving medians over axis 0, of one athlete or of many."""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, as_columns, whole
from trainkit.metrics._window_kernels import check_window, count_available

__all__ = ["rolling_median"]

_SORTED = 400_000  # ranks that are sorted at a time
_MOST_SMALL = 32_767  # that two bytes hold


def rolling_median(
    values: FloatArray, window: int, *, min_periods: int | None = None, first: int = 0
) -> FloatArray:
    """Median of the known days of the last `window`, today included.

    Parameters
    ----------
    values : ndarray, shape (days, ...)
        Values [any unit]; NaN where unknown.
    window : int
        Length [d], at least 1.
    min_periods : int, optional
        Least number of known days [d], as in `rolling_mean`.
    first : int
        Row of the first day to compute; those before it are NaN.

    Returns
    -------
    ndarray, shape (days, ...)
        Medians [the unit of `values`]; NaN where too few days are known.

    Raises
    ------
    InvalidInput
        As `rolling_mean`.

    Examples
    --------
    >>> rolling_median(np.array([1.0, 9.0, np.nan, 3.0]), 3, min_periods=1).tolist()
    [1.0, 5.0, 5.0, 6.0]
    """
    check_window(window, min_periods)
    first = min(whole("first", first, low=0), len(values))
    start = max(first - window + 1, 0)  # of what the first window holds
    columns = as_columns(values)[start:]
    counts = count_available(~np.isnan(columns), window).astype(np.intp)
    medians = np.full((len(values), columns.shape[1]), np.nan, values.dtype)
    if first == len(values) - 1 and len(columns) == window:
        medians[first] = _middle(columns, counts[-1])
    elif first < len(values):
        medians[first:] = _middle_of_windows(columns, counts[first - start :], window)
    medians[first:][counts[first - start :] < (min_periods or window)] = np.nan
    return medians.reshape(values.shape)


def _middle(values: FloatArray, count: NDArray[np.intp]) -> FloatArray:
    """Take the middle of the known values of one window; NaN sorts to the end."""
    part = np.array(values.T, order="C")
    part[np.isnan(part)] = np.inf  # NaN would take a slow way, and comes last too
    part.sort(axis=1)
    places = np.array([np.maximum(count - 1, 0) >> 1, np.minimum(count >> 1, len(values) - 1)])
    low, high = part[np.arange(len(part)), places]
    return np.asarray((low + high) * 0.5)


def _middle_of_windows(values: FloatArray, counts: NDArray[np.intp], window: int) -> FloatArray:
    """Take the middle of the known values of the last windows; first ones may be shorter.

    Ranks are sorted in the place of numbers: they fit in two bytes, and sort twice as fast.

    Parameters
    ----------
    values : ndarray, shape (days, athletes)
        Values [any unit]; NaN where unknown.
    counts : ndarray of int, shape (windows, athletes)
        Known days of each of the last windows [d]; without any, its middle means nothing.
    window : int
        Length [d].

    Returns
    -------
    ndarray, shape (windows, athletes)
        Medians [the unit of the values].
    """
    days, (asked, athletes) = len(values), counts.shape
    medians = np.empty((athletes, asked), values.dtype)
    small: type[np.integer] = np.int16 if days < _MOST_SMALL else np.int32
    together = max(1, _SORTED // (max(asked, 1) * window))
    places = np.arange(days, dtype=small)[np.newaxis]
    for start in range(0, athletes, together):
        part = np.array(values[:, start : start + together].T, order="C")
        part[np.isnan(part)] = np.inf  # NaN would take a slow way, and comes last too
        order = np.argsort(part, axis=1)
        ranks = np.full((len(part), window - 1 + days), days, small)
        np.put_along_axis(ranks[:, window - 1 :], order, places, axis=1)
        views = np.lib.stride_tricks.sliding_window_view(ranks, window, axis=1)
        windows = views[:, days - asked :].copy()
        windows.sort(axis=-1)
        count = counts[:, start : start + together].T
        row = np.arange(len(part))[:, np.newaxis]
        first = window * (row * asked + np.arange(asked))
        ordered = np.take_along_axis(part, order, axis=1).reshape(-1)
        low, high = (
            ordered.take(np.minimum(windows.reshape(-1).take(place), days - 1) + row * days)
            for place in (
                first + (np.maximum(count - 1, 0) >> 1),
                first + np.minimum(count >> 1, window - 1),
            )
        )
        np.multiply(low + high, 0.5, out=medians[start : start + together])
    return medians.T
