"""How a person's mornings differ from what load, sleep, stress and alcohol let expect.

A ridge regression over the 90 days before learns how these move a person's HRV and resting heart
rate. A residual depends on the days before it alone, so that of a day that is past is carried from
one history to a longer one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit.data_quality import unlikely_nights
from trainkit.metrics.windows import rolling_mean
from trainkit.recovery._daily_signals import MIN_NIGHTS, DailySignals, lag, zero_if_nan
from trainkit.recovery._regression import expect_from
from trainkit.recovery._whitening import Expectation

__all__ = [
    "BOTH",
    "COVARIATES",
    "LEARNED_DAYS",
    "LN_RMSSD",
    "PRIOR",
    "RESTING_HR",
    "SPREAD_DAYS",
    "Measure",
    "MorningResiduals",
    "compute_residuals",
    "covariates",
    "keep_residuals",
    "measures_of",
    "morning_residuals",
    "residual_from",
    "spread_of",
]

LEARNED_DAYS = 90
"""Days before a morning that teach what is expected of it [d]."""

SPREAD_DAYS = 60
"""Days before a morning that tell how far mornings are from what is usual [d]."""

COVARIATES = 5
PRIOR = (1e-6, *[20.0] * COVARIATES)  # weight, in days, of the prior that only the mean matters
LN_RMSSD = Expectation(sd=0.18, least_sd=0.08, again=0.25, momentum=0.0)
"""Residuals of lnRMSSD [ln ms] of anybody."""

RESTING_HR = Expectation(sd=1.6, least_sd=0.8, again=0.6, momentum=0.2)
"""Residuals of the resting heart rate [bpm] of anybody."""

BOTH = Expectation(
    *(
        np.array([getattr(LN_RMSSD, name), getattr(RESTING_HR, name)])
        for name in ("sd", "least_sd", "again", "momentum")
    )
)
"""The two as arrays, for both measures at once."""

_NORMAL = 1.2533  # SD of a normal distribution per mean absolute deviation
_BASELINE_SD = 2.5  # of the nights that the expected value is learnt from; others count as on it


class Measure(NamedTuple):
    """A measure of the mornings, its usual value, both of shape (days,), and what is expected."""

    values: FloatArray
    usual: FloatArray
    expected: Expectation

    @property
    def away(self) -> FloatArray:
        """Distance of each morning from what is usual."""
        return np.abs(self.values - self.usual)

    def last_days(self, days: int) -> "Measure":
        """Return the last mornings."""
        return Measure(self.values[-days:], self.usual[-days:], self.expected)

    def limit(self, spread: FloatArray) -> FloatArray:
        """Count values far from usual as on its edge, by the mean distance of the days before."""
        limit = _BASELINE_SD * np.maximum(_NORMAL * spread, self.expected.least_sd)
        near = np.clip(self.values, self.usual - limit, self.usual + limit)
        return np.where(np.isnan(limit), self.values, near)


class MorningResiduals(NamedTuple):
    """Residuals of lnRMSSD [ln ms] and of resting heart rate [bpm], arrays of shape (days,)."""

    ln_rmssd: FloatArray
    resting_hr: FloatArray


def morning_residuals(signals: DailySignals) -> MorningResiduals:
    """Return the residuals of every morning: those that are kept with the history, or computed."""
    return signals.history.memoize(
        ("residuals", signals.athlete), lambda: compute_residuals(signals, 0)
    )


def keep_residuals(signals: DailySignals, residuals: MorningResiduals) -> None:
    """Cache residuals that are known as those of a history that was just made."""
    signals.history.memoize(("residuals", signals.athlete), lambda: residuals)


def compute_residuals(signals: DailySignals, since: int) -> MorningResiduals:
    """Compute the residuals of the mornings from one on.

    Parameters
    ----------
    signals : DailySignals
        The daily columns.
    since : int
        Index of the first morning.
    """
    days = signals.days - since
    columns = covariates(signals, min(days + LEARNED_DAYS, signals.days))
    return MorningResiduals(
        *(_residual(measure, columns, days) for measure in measures_of(signals))
    )


def measures_of(signals: DailySignals) -> tuple[Measure, Measure]:
    """Return HRV and resting heart rate, each with what is usual."""
    usual = unlikely_nights(signals.history).usual
    return (
        Measure(signals.ln_rmssd, np.log(usual["hrv_rmssd"]), LN_RMSSD),
        Measure(signals.resting_hr, usual["resting_hr"], RESTING_HR),
    )


def covariates(signals: DailySignals, days: int) -> list[FloatArray]:
    """List the covariates of the last mornings; near 0 if ordinary, and 0 if unknown."""
    history, lately = signals.history, slice(-days, None)
    usual_load = np.maximum(signals.performance.ctl[lately], 10.0)
    columns = [
        signals.performance.tsb[lately] / usual_load,
        signals.load_yesterday[lately] / usual_load / 2 - 0.5,
        signals.sleep_shortfall_h[lately],
        lag(history.daily("alcohol_units"))[lately] / 2,
        (lag(history.daily("stress"))[lately] - 30) / 10,
    ]
    return [zero_if_nan(column) for column in columns]


def _residual(measure: Measure, columns: Sequence[FloatArray], days: int) -> FloatArray:
    """Compute residuals of a robust ridge regression on the covariates of the days before.

    Only those of the last days are computed; the covariates are those of them and of the days that
    teach.
    """
    taught = len(columns[0])
    measure = measure.last_days(taught + SPREAD_DAYS + 1)
    robust = measure.limit(spread_of(lag(measure.away)))[-taught:]
    foretold, known = expect_from(
        columns, robust, days=LEARNED_DAYS, prior=PRIOR, first=taught - days
    )
    return residual_from(measure.values[-taught:], foretold, known)[taught - days :]


def spread_of(away: FloatArray, first: int = 0) -> FloatArray:
    """Compute the mean distance from what is usual in the last 60 days, from a row on."""
    return rolling_mean(away, SPREAD_DAYS, min_periods=MIN_NIGHTS, first=first)


def residual_from(values: FloatArray, foretold: FloatArray, known: FloatArray) -> FloatArray:
    """Subtract what was foretold from known days enough."""
    return np.where(known >= MIN_NIGHTS, values - foretold, np.nan)
