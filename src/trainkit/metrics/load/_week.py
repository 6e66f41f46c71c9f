"""Patterns of daily load: monotony, strain, days since rest."""

import numpy as np

from trainkit._array import FloatArray, Floats, accumulate, number, series, whole
from trainkit.metrics.windows import rolling_mean, rolling_std, rolling_sum

__all__ = ["days_since_rest", "monotony", "strain"]


def monotony(load: Floats, *, window: int = 7, ddof: int = 1) -> FloatArray:
    r"""Uniformity of a week: mean daily load over its standard deviation.

    $$M_t = \frac{\bar w_t}{s_t}$$

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au], the sum of its sessions; 0 on rest days.
    window : int
        Days [d] of the rolling week, today included; at least 2.
    ddof : int
        Taken from the count [1]: 1 for the sample standard deviation (usual), 0 for the
        population's.

    Returns
    -------
    ndarray, shape of `load`
        Monotony [1]; NaN until the window is full, where a day is unknown, and where all days are
        equal (undefined, not capped).

    Raises
    ------
    InvalidInput
        A negative load, a window below 2 days, or a ddof other than 0 or 1.

    References
    ----------
    - Foster 1998, Med Sci Sports Exerc 30:1164. <https://doi.org/10.1097/00005768-199807000-00023>

    Examples
    --------
    >>> week = [300, 450, 0, 600, 300, 700, 0]
    >>> round(float(monotony(week)[-1]), 6), round(float(monotony(week, ddof=0)[-1]), 6)
    (1.234706, 1.333635)
    """
    daily = series("load", load, low=0)
    window = whole("window", window, low=2)
    ddof = whole("ddof", ddof, low=0, high=1)
    spread = rolling_std(daily, window, ddof=ddof)
    spread[spread == 0] = np.nan
    return rolling_mean(daily, window) / spread


def strain(load: Floats, *, window: int = 7, ddof: int = 1) -> FloatArray:
    r"""A week's load times its monotony.

    $$S_t = M_t \sum_{i=t-6}^{t} w_i$$

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au], the sum of its sessions; 0 on rest days.
    window : int
        Days [d] of the rolling week, today included; at least 2.
    ddof : int
        As in `monotony`.

    Returns
    -------
    ndarray, shape of `load`
        Strain [au]; NaN where `monotony` is.

    Raises
    ------
    InvalidInput
        As `monotony`.

    References
    ----------
    - Foster 1998, Med Sci Sports Exerc 30:1164. <https://doi.org/10.1097/00005768-199807000-00023>

    Examples
    --------
    >>> round(float(strain([300, 450, 0, 600, 300, 700, 0])[-1]), 4)
    2901.5598
    """
    return monotony(load, window=window, ddof=ddof) * rolling_sum(series("load", load), window)


def days_since_rest(load: Floats, *, rest_at_most: float = 10.0) -> FloatArray:
    r"""Days of training in a row, today included; 0 on a rest day.

    $$n_t = \begin{cases} 0 & w_t \le r \\ n_{t-1} + 1 & w_t > r \end{cases}$$

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au].
    rest_at_most : float
        The largest load [au] that still counts as rest, r; the default is TRIMP.

    Returns
    -------
    ndarray, shape of `load`
        Days [d]. The first day counts as if it followed a rest day. NaN from an unknown day until
        the next rest day, since the count is unknown.

    Raises
    ------
    InvalidInput
        A negative load or limit.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (a rest day has at most 10 TRIMP)

    Examples
    --------
    >>> days_since_rest([0, 50, 60, 8, 40]).tolist()
    [0.0, 1.0, 2.0, 0.0, 1.0]
    """
    daily = series("load", load, low=0)
    limit = number("rest_at_most", rest_at_most, low=0)
    days = np.arange(1, len(daily) + 1, dtype=np.int32).reshape(-1, *(1,) * (daily.ndim - 1))
    # Twice the latest day that settles the count, and 1 more where the count is unknown from it on.
    rests, unknown = (daily <= limit) * (2 * days), np.isnan(daily) * (2 * days + 1)
    settled = accumulate(np.maximum, np.maximum(rests, unknown))
    counts: FloatArray = (days - settled // 2).astype(daily.dtype)
    counts[settled % 2 == 1] = np.nan
    return counts
