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
from trainkit.metrics.windows import ewma, rolling_mean
from trainkit.recovery._daily_signals import MIN_NIGHTS, DailySignals, lag, zero_if_nan
from trainkit.recovery._regression import expect_from
from trainkit.recovery._whitening import Expectation

__all__ = [
    "BOTH",
    "LN_RMSSD",
    "RESTING_HR",
    "MorningResiduals",
    "compute_residuals",
    "keep_residuals",
    "morning_residuals",
]

_LEARNED_DAYS = 90
_PRIOR = 20.0  # weight, in days, of the prior that only the mean matters
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

_SPREAD_DAYS, _NORMAL = 60, 1.2533  # SD of a normal distribution per mean absolute deviation
_BASELINE_SD = 2.5  # of the nights that the expected value is learnt from; others count as on it


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
    covariates = _covariates(signals, min(days + _LEARNED_DAYS, signals.days))
    usual = unlikely_nights(signals.history).usual
    pairs = (
        (signals.ln_rmssd, np.log(usual["hrv_rmssd"]), LN_RMSSD),
        (signals.resting_hr, usual["resting_hr"], RESTING_HR),
    )
    return MorningResiduals(
        *(_residual(values, median, covariates, least, days) for values, median, least in pairs)
    )


def _covariates(signals: DailySignals, days: int) -> list[FloatArray]:
    """List the covariates of the last mornings; near 0 if ordinary, and 0 if unknown."""
    history, lately = signals.history, slice(-days, None)
    usual_load = np.maximum(signals.performance.ctl[lately], 10.0)
    shortfall_h = zero_if_nan(signals.sleep_need_h - signals.sleep_h)
    columns = [
        signals.performance.tsb[lately] / usual_load,
        signals.load_yesterday[lately] / usual_load / 2 - 0.5,
        ewma(shortfall_h, 0.3, seed=0.0)[lately],
        lag(history.daily("alcohol_units"))[lately] / 2,
        (lag(history.daily("stress"))[lately] - 30) / 10,
    ]
    return [zero_if_nan(column) for column in columns]


def _residual(
    values: FloatArray,
    usual: FloatArray,
    covariates: Sequence[FloatArray],
    expected: Expectation,
    days: int,
) -> FloatArray:
    """Compute residuals of a robust ridge regression on the covariates of the days before.

    Only those of the last days are computed; the covariates are those of them and of the days that
    teach.
    """
    taught = len(covariates[0])
    values, usual = values[-taught - _SPREAD_DAYS - 1 :], usual[-taught - _SPREAD_DAYS - 1 :]
    away = np.abs(values - usual)
    spread = _NORMAL * rolling_mean(lag(away), _SPREAD_DAYS, min_periods=MIN_NIGHTS)
    limit = _BASELINE_SD * np.maximum(spread, expected.least_sd)
    robust = np.where(np.isnan(limit), values, np.clip(values, usual - limit, usual + limit))
    prior = (1e-6, *[_PRIOR] * len(covariates))
    foretold, known = expect_from(
        covariates, robust[-taught:], days=_LEARNED_DAYS, prior=prior, first=taught - days
    )
    residual = np.where(known >= MIN_NIGHTS, values[-taught:] - foretold, np.nan)
    return residual[taught - days :]
