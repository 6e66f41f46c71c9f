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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, accumulate
from trainkit.metrics.windows import rolling_count, rolling_known_sum
from trainkit.recovery._daily_signals import lag, zero_if_nan

__all__ = ["LEARNED_NIGHTS", "LONGEST_GAP", "Expectation", "Innovations", "Whitened", "whiten"]

LEARNED_NIGHTS = 60
"""Nights before a morning that teach how residuals follow each other [d]."""

LONGEST_GAP = 4
"""Days without a value, after which nothing is foretold [d]."""

_PRIOR_DAYS = 20.0  # weight of what is expected of anybody
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
    innovation : array
        u [unit].
    news : array
        What of u the one before does not foretell [unit].
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
    innovation: FloatArray
    news: FloatArray
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
        before = np.r_[np.zeros(LONGEST_GAP + 1), course]  # nothing before the onset
        today = LONGEST_GAP + 1 + morning
        innovation = before[today] - self.carried * before[today - self.gap]
        return np.asarray(innovation / self.scale)


class Innovations(NamedTuple):
    """Innovations u and what is new in them, of the days before one, the last 61 at least."""

    innovation: FloatArray
    news: FloatArray


def whiten(
    residual: FloatArray, expected: Expectation, before: Innovations | None = None
) -> Whitened:
    """Take out of residuals what the person's days before foretell.

    Parameters
    ----------
    residual : array, shape (days,) or (days, ..., measures)
        e [unit]; NaN where unknown.
    expected : Expectation
        What is expected of anybody; of several measures, arrays of shape (measures,).
    before : Innovations, optional
        Of the days before the last one, which alone is computed then.

    Returns
    -------
    Whitened
        One value per day, from that day and earlier ones; of the last day with `before`.
    """
    first = 0 if before is None else len(residual) - 1
    limit = _OUTLIER_SD * expected.sd
    near = np.clip(residual, -limit, limit)
    residual = residual[first:]
    earlier = max(first - LONGEST_GAP - 1, 0)
    last, gap = _last_known(near[earlier:])
    last, gap = last[first - earlier :], gap[first - earlier :]
    recent = gap <= LONGEST_GAP
    share = _correlate(near, first, prior=expected.again, sd=expected.sd)
    share = np.clip(share, 0.0, _MOST_AGAIN)
    left = _power(share, np.where(recent, gap, 1))
    carried = np.where(recent, left, 0.0)
    scale = np.sqrt(np.where(recent, 1 - left**2, 1.0) / (1 - share**2))
    innovation = (residual - carried * np.where(recent, last, 0.0)) / scale
    most = _OUTLIER_SD * expected.innovation_sd
    near = np.clip(_after(before and before.innovation, innovation), -most, most)
    first = len(near) - len(residual)
    yesterday = lag(near)[first:] if before is None else near[first - 1 : first]
    yesterday = np.where(np.isnan(residual), np.nan, yesterday)
    momentum = _correlate(near, first, prior=expected.momentum, sd=expected.innovation_sd)
    momentum = np.where(np.isnan(yesterday), 0.0, np.clip(momentum, *_MOMENTUM))
    news = innovation - momentum * zero_if_nan(yesterday)
    spread = _spread(_after(before and before.news, news), len(residual), expected.innovation_sd)
    sd = np.maximum(spread, expected.least_sd)
    return Whitened(residual, innovation, news, news / sd, gap, carried, scale, momentum, sd)


def _after(before: FloatArray | None, last: FloatArray) -> FloatArray:
    return last if before is None else np.concatenate([before, last])


def _power(share: FloatArray, days: NDArray[np.intp]) -> FloatArray:
    """Raise to a small whole power; nearly all are 1, and products are far faster than powers."""
    power = share.copy()
    for factor in range(2, LONGEST_GAP + 1):
        rows = days >= factor
        power[rows] *= share[rows]
    return power


def _last_known(values: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Find the last known value before each day, and how many days ago it was."""
    rows = np.arange(len(values)).reshape(-1, *(1,) * (values.ndim - 1))
    never = -(LONGEST_GAP + 1)
    known = np.where(np.isnan(values), never, rows)
    last = np.full_like(known, never)
    last[1:] = accumulate(np.maximum, known)[:-1]
    gap = np.minimum(rows - last, LONGEST_GAP + 1)
    before = np.take_along_axis(values, np.maximum(last, 0), axis=0)
    return np.where(last >= 0, before, np.nan), gap


def _correlate(
    values: FloatArray, first: int, *, prior: float | FloatArray, sd: float | FloatArray
) -> FloatArray:
    """Correlate values with those a day before over 60 days before each day, with a prior.

    Only the days from row `first` on are answered.
    """
    before = lag(values)
    products, squares = lag(values * before), lag((values**2 + before**2) / 2)  # NaN alike
    known = ~np.isnan(products)
    product, square = (
        rolling_known_sum(column, known, LEARNED_NIGHTS, first=first)[first:]
        for column in (products, squares)
    )
    weight = _PRIOR_DAYS * sd**2
    return np.asarray((product + weight * prior) / (square + weight))


def _spread(values: FloatArray, days: int, prior: FloatArray) -> FloatArray:
    """Compute the SD of the 60 days before from mean absolute values, with a prior.

    Only the last days are answered.
    """
    before, first = np.abs(lag(values)), len(values) - days
    known = ~np.isnan(before)
    count = rolling_count(known, LEARNED_NIGHTS, first=first)[first:]
    total = rolling_known_sum(before, known, LEARNED_NIGHTS, first=first)[first:]
    own = _NORMAL * (total / np.maximum(count, 1))
    weighted = count * own**2 + _PRIOR_DAYS * prior**2
    return np.asarray(np.sqrt(weighted / (count + _PRIOR_DAYS)))
