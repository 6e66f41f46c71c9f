"""An athlete's normal range of heart-rate variability, and how this week compares with it.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| x_t | lnRMSSD of day t | ln ms | (days, ...) |
| k | days from the end of the normal range to today | d | scalar |
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, Floats, number, series, whole
from trainkit.metrics.windows import rolling_count, rolling_mean, rolling_std

__all__ = ["HrvBaseline", "baseline"]


class HrvBaseline(NamedTuple):
    """One value per day in the shape of the input; NaN where too few nights are known.

    Attributes
    ----------
    mean : ndarray
        7-day mean of lnRMSSD, today included [ln ms].
    normal_mean, normal_sd : ndarray
        Mean and standard deviation of the days that make the normal range [ln ms].
    low, high : ndarray
        The normal range [ln ms].
    cv : ndarray
        Coefficient of variation of the 7 days [%].
    mean_trend : ndarray
        Slope of `mean` over the trend window [ln ms a week].
    cv_trend : ndarray
        Slope of `cv` over the trend window [% a week].
    nights, normal_nights : ndarray of int
        Known nights [d] behind `mean` and behind the normal range.
    """

    mean: FloatArray
    normal_mean: FloatArray
    normal_sd: FloatArray
    low: FloatArray
    high: FloatArray
    cv: FloatArray
    mean_trend: FloatArray
    cv_trend: FloatArray
    nights: NDArray[np.intp]
    normal_nights: NDArray[np.intp]


def baseline(
    ln_rmssd_daily: Floats,
    *,
    days: int = 7,
    normal_days: int = 60,
    min_nights: int = 3,
    min_normal_nights: int = 14,
    exclude_days: int = 1,
    width_sd: float = 0.5,
    trend_days: int | None = 28,
    min_trend_days: int = 14,
) -> HrvBaseline:
    r"""Weekly mean of lnRMSSD and its two-sided normal range from the weeks before.

    $$\bar x_t = \mathrm{mean}(x_{t-6} \dots x_t), \qquad
    \mathrm{range} = \mu \pm w s, \qquad
    \mu, s = \mathrm{mean}, \mathrm{SD}(x_{t-k-59} \dots x_{t-k})$$

    A mean above the range is unusual too.

    Parameters
    ----------
    ln_rmssd_daily : array, shape (days,) or (days, athletes)
        lnRMSSD of each day [ln ms], always measured in the same way; NaN where there is none.
        Take the logarithm of each day: the logarithm of a mean is a different number.
    days : int
        Days [d] of the moving mean and of the coefficient of variation, today included.
    normal_days : int
        Days [d] that the normal range is learned from, at least 2; 60 is common in practice.
    min_nights : int
        Known nights [d] that a week needs, from 1 to `days`; fewer are too noisy.
    min_normal_nights : int
        Known nights [d] that the normal range needs, from 2 to `normal_days`.
    exclude_days : int
        Latest days [d] left out of the normal range, k: 1 is the day itself, so that no day is
        judged by itself (default); 0 leaves out none; 7 the whole current week.
    width_sd : float
        Half the range's width in standard deviations [1], w: 0.5 is the smallest worthwhile
        change, for display. A warning needs more; widen it with ``normal_sd``.
    trend_days : int or None
        Days [d] of the straight line behind both slopes, at least 2; None computes no slopes.
    min_trend_days : int
        Days [d] in it that must have a value, from 2 to `trend_days`.

    Returns
    -------
    HrvBaseline, ten arrays of the shape of the input
        Means and range [ln ms], coefficient of variation [%], slopes [a week], nights [d].

    Raises
    ------
    InvalidInput
        An option out of range, a scalar, or an infinite value.

    Notes
    -----
    Half of one standard deviation is a narrow band for a mean of 7 correlated nights: the week of
    20 ordinary people lay outside of it on two mornings of five.

    References
    ----------
    - Plews et al. 2012, Eur J Appl Physiol 112:3729. <https://doi.org/10.1007/s00421-012-2354-4>
      (7-day mean, coefficient of variation, slopes)
    - Plews et al. 2013, Sports Med 43:773. <https://doi.org/10.1007/s40279-013-0071-8> (7-day means
      against a normal range)
    - Plews et al. 2014, Int J Sports Physiol Perform 9:783.
      <https://doi.org/10.1123/ijspp.2013-0455> (three nights a week)
    - Buchheit 2014, Front Physiol 5:73. <https://doi.org/10.3389/fphys.2014.00073> (smallest
      worthwhile change)

    Examples
    --------
    Nights that alternate by 0.1 about 4, and a week 0.2 lower:

    >>> nightly = [3.9, 4.1] * 30 + [3.8] * 7
    >>> base = baseline(nightly, exclude_days=7)
    >>> round(float(base.mean[-1]), 4), round(float(base.normal_mean[-1]), 4)
    (3.8, 4.0)
    >>> round(float(base.low[-1]), 4), round(float(base.high[-1]), 4)
    (3.9496, 4.0504)
    """
    daily = series("ln_rmssd_daily", ln_rmssd_daily)
    days = whole("days", days, low=1)
    normal_days = whole("normal_days", normal_days, low=2)
    min_nights = whole("min_nights", min_nights, low=1, high=days)
    min_normal_nights = whole("min_normal_nights", min_normal_nights, low=2, high=normal_days)
    exclude_days = whole("exclude_days", exclude_days, low=0)
    width = number("width_sd", width_sd, low=0, open_low=True)
    if trend_days is not None:
        trend_days = whole("trend_days", trend_days, low=2)
        min_trend_days = whole("min_trend_days", min_trend_days, low=2, high=trend_days)

    nightly = daily.astype(np.float64, copy=False)
    mean = rolling_mean(nightly, days, min_periods=min_nights)
    spread = rolling_std(nightly, days, ddof=1, min_periods=min_nights)
    cv = 100 * spread / np.where(mean > 0, mean, np.nan)
    earlier = _lag_days(nightly, exclude_days)
    normal_mean = rolling_mean(earlier, normal_days, min_periods=min_normal_nights)
    normal_sd = rolling_std(earlier, normal_days, ddof=1, min_periods=min_normal_nights)

    def as_input(values: FloatArray) -> FloatArray:
        return values.astype(daily.dtype, copy=False)

    def trend_a_week(values: FloatArray) -> FloatArray:
        if trend_days is None:
            return np.full_like(daily, np.nan)
        return as_input(7 * _daily_slope(values, trend_days, min_trend_days))

    return HrvBaseline(
        mean=as_input(mean),
        normal_mean=as_input(normal_mean),
        normal_sd=as_input(normal_sd),
        low=as_input(normal_mean - width * normal_sd),
        high=as_input(normal_mean + width * normal_sd),
        cv=as_input(cv),
        mean_trend=trend_a_week(mean),
        cv_trend=trend_a_week(cv),
        nights=rolling_count(~np.isnan(nightly), days),
        normal_nights=rolling_count(~np.isnan(earlier), normal_days),
    )


def _lag_days(values: FloatArray, days: int) -> FloatArray:
    moved = np.full_like(values, np.nan)
    moved[days:] = values[: max(len(values) - days, 0)]
    return moved


def _daily_slope(values: FloatArray, window: int, min_known: int) -> FloatArray:
    """Least-squares slope per day over the known days of the last `window`."""
    n, x, y, xx, xy = np.zeros((5, *values.shape))
    for back in range(min(window, len(values))):
        past = values[: len(values) - back]
        known = ~np.isnan(past)
        day = (window - 1) / 2 - back
        n[back:] += known
        x[back:] += day * known
        xx[back:] += day * day * known
        y[back:] += np.where(known, past, 0)
        xy[back:] += np.where(known, day * past, 0)
    determinant = n * xx - x * x
    enough = (n >= min_known) & (determinant > 0)
    slope: FloatArray = (n * xy - x * y) / np.where(enough, determinant, np.nan)
    return slope
