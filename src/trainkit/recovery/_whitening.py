"""Residuals cleared of what the person's own days before foretell, and the same for a course.

A resting heart rate that was high yesterday is high today, ill or not: in real nights nine tenths
of a residual are still there a day later. Only what is new on a morning is evidence, and an assumed
course of an illness goes through the same filter before it is compared.

| symbol | meaning | unit |
|---|---|---|
| e | residual of a morning from its expected value | any |
| φ | share of a residual that is still there a day later | 1 |
| u | innovation, what is new in a residual | as e |
| θ | share of an innovation that comes again a day later | 1 |
| z | innovation that the one before does not foretell, in its own SD | SD |
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, accumulate
from trainkit.metrics.windows import rolling_count, rolling_mean
from trainkit.recovery._daily_signals import lag, zero_if_nan

__all__ = ["Expectation", "Whitened", "whiten"]

_LEARNED_DAYS = 60
_PRIOR_DAYS = 20.0  # weight of what is expected of anybody
_LONGEST_GAP = 4  # days without a value, after which nothing is foretold
_MOST_AGAIN, _MOMENTUM = 0.95, (-0.3, 0.6)
_OUTLIER_SD = 3.0  # of what is expected of anybody; nights beyond count as if on it
_NORMAL = 1.2533  # SD of a normal distribution with a mean absolute value of 1


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of anybody until the person's own nights are known.

    Parameters
    ----------
    sd, least_sd : float or array
        SD of the residuals, and the least SD of an innovation that a device can resolve [unit].
    again : float or array
        φ [1].
    momentum : float or array
        θ [1].
    """

    sd: float | FloatArray
    least_sd: float | FloatArray
    again: float | FloatArray
    momentum: float | FloatArray

    @property
    def innovation_sd(self) -> FloatArray:
        """SD of an innovation [unit]."""
        return np.asarray(self.sd * np.sqrt(1 - self.again**2))


@dataclass(frozen=True, slots=True, eq=False)
class Whitened:
    """Innovations of one measure, arrays of shape (days,), or of several, (days, ..., measures).

    Parameters
    ----------
    residual : array
        e [unit].
    surprise : array
        z [SD]; NaN where unknown.
    gap : array of int
        Days since the known residual before.
    carried : array
        The share of that residual which is expected today [1]; 0 after a long gap.
    scale : array
        SD of an innovation after that gap, relative to one after a day [1].
    momentum : array
        θ [1]; 0 where the innovation before is unknown.
    sd : array
        SD behind `surprise` [unit].
    """

    residual: FloatArray
    surprise: FloatArray
    gap: NDArray[np.intp]
    carried: FloatArray
    scale: FloatArray
    momentum: FloatArray
    sd: FloatArray

    def shift(self, course: Sequence[float], morning: int) -> FloatArray:
        """Compute how far a course would move the surprise of each day [SD].

        Parameters
        ----------
        course : sequence of float
            Effect on each morning from the onset on [unit].
        morning : int
            The morning of the course that each day is taken for, from 0.
        """
        shift = self._innovation(course, morning)
        if morning:
            again = lag(self._innovation(course, morning - 1))
            shift = shift - self.momentum * zero_if_nan(again)
        return np.asarray(shift / self.sd)

    def _innovation(self, course: Sequence[float], morning: int) -> FloatArray:
        before = np.r_[np.zeros(_LONGEST_GAP + 1), course]  # nothing before the onset
        today = _LONGEST_GAP + 1 + morning
        innovation = before[today] - self.carried * before[today - self.gap]
        return np.asarray(innovation / self.scale)


def whiten(residual: FloatArray, expected: Expectation) -> Whitened:
    """Take out of residuals what the person's days before foretell.

    Parameters
    ----------
    residual : array, shape (days,) or (days, ..., measures)
        e [unit]; NaN where unknown.
    expected : Expectation
        What is expected of anybody; of several measures, arrays of shape (measures,).

    Returns
    -------
    Whitened
        One value per day, from that day and earlier ones.
    """
    known = ~np.isnan(residual)
    limit = _OUTLIER_SD * expected.sd
    before, gap = _last_known(np.clip(residual, -limit, limit))
    recent = gap <= _LONGEST_GAP
    share = _correlation(
        np.clip(residual, -limit, limit),
        np.where(gap == 1, before, np.nan),
        prior=expected.again,
        sd=expected.sd,
    )
    share = np.clip(share, 0.0, _MOST_AGAIN)
    left = _power(share, np.where(recent, gap, 1))
    carried = np.where(recent, left, 0.0)
    scale = np.sqrt(np.where(recent, 1 - left**2, 1.0) / (1 - share**2))
    innovation = (residual - carried * np.where(recent, before, 0.0)) / scale
    most = _OUTLIER_SD * expected.innovation_sd
    yesterday = np.where((gap == 1) & known, lag(np.clip(innovation, -most, most)), np.nan)
    momentum = _correlation(
        np.clip(innovation, -most, most),
        yesterday,
        prior=expected.momentum,
        sd=expected.innovation_sd,
    )
    momentum = np.where(np.isnan(yesterday), 0.0, np.clip(momentum, *_MOMENTUM))
    news = innovation - momentum * zero_if_nan(yesterday)
    sd = np.maximum(_spread(news, expected.innovation_sd), expected.least_sd)
    return Whitened(residual, news / sd, gap, carried, scale, momentum, sd)


def _power(share: FloatArray, days: NDArray[np.intp]) -> FloatArray:
    """Raise to a small whole power; nearly all are 1, and products are far faster than powers."""
    power = share.copy()
    for factor in range(2, _LONGEST_GAP + 1):
        rows = days >= factor
        power[rows] *= share[rows]
    return power


def _last_known(values: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Find the last known value before each day, and how many days ago it was."""
    rows = np.arange(len(values)).reshape(-1, *(1,) * (values.ndim - 1))
    never = -(_LONGEST_GAP + 1)
    known = np.where(np.isnan(values), never, rows)
    last = np.full_like(known, never)
    last[1:] = accumulate(np.maximum, known)[:-1]
    gap = np.minimum(rows - last, _LONGEST_GAP + 1)
    before = np.take_along_axis(values, np.maximum(last, 0), axis=0)
    return np.where(last >= 0, before, np.nan), gap


def _correlation(
    today: FloatArray,
    before: FloatArray,
    *,
    prior: float | FloatArray,
    sd: float | FloatArray,
) -> FloatArray:
    """Correlate values with those before over the 60 days before each day, with a prior."""
    products, squares = today * before, (today**2 + before**2) / 2
    both = lag(np.stack([products, np.where(np.isnan(products), np.nan, squares)], axis=-1))
    count = rolling_count(~np.isnan(both[..., 0]), _LEARNED_DAYS)
    means = rolling_mean(both, _LEARNED_DAYS, min_periods=1)
    product, square = (count * zero_if_nan(means[..., at]) for at in (0, 1))
    weight = _PRIOR_DAYS * sd**2
    return np.asarray((product + weight * prior) / (square + weight))


def _spread(values: FloatArray, prior: FloatArray) -> FloatArray:
    """Compute the SD of the 60 days before from mean absolute values, with a prior."""
    before = np.abs(lag(values))
    count = rolling_count(~np.isnan(before), _LEARNED_DAYS)
    own = _NORMAL * zero_if_nan(rolling_mean(before, _LEARNED_DAYS, min_periods=1))
    weighted = count * own**2 + _PRIOR_DAYS * prior**2
    return np.asarray(np.sqrt(weighted / (count + _PRIOR_DAYS)))
