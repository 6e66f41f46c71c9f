"""Evidence of an illness: resting heart rate up and HRV down beyond what training explains.

A ridge regression over the 90 days before learns how load, sleep, stress and alcohol move a
person's mornings. The residuals yield the log-likelihood ratio of an illness that develops over
two days against ordinary mornings. Missed training that is usual on that weekday counts as
evidence too, unless a race, a very long day, a break or pain explains it.

| symbol | meaning | unit |
|---|---|---|
| e | residual of a morning from its expected value | SD |
| c | share of the full effect on the first, second ... day | 1 |
| m | full effect | SD |
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.windows import ewma, rolling_count, rolling_mean
from trainkit.recovery._daily_signals import MIN_NIGHTS, DailySignals, lag

__all__ = ["IllnessEvidence", "after_a_big_day", "illness_evidence"]

_LEARNED_DAYS = 90
_PRIOR = 20.0  # weight, in days, of the prior that only the mean matters
# Below the mean course of an illness: the first mornings are noisy, and the onset is unknown.
_COURSE = (0.3, 0.5, 0.8, 1.0)
_EFFECT_SD = {"ln_rmssd": 0.75, "resting_hr": 1.2}
_CLIP_SD = 2.5  # a single extreme night is not an illness
_SD_FLOOR = {"ln_rmssd": 0.08, "resting_hr": 1.5}
_TRAINS_WHEN_ILL = 0.3  # probability of training when ill, relative to usual
_SAME_WEEKDAYS = 8
_AFTER_RACE_DAYS, _SHORT_RACE_MIN, _AFTER_SHORT_DAYS = 14, 60.0, 4  # of missed training explained
_BIG_DAY, _AFTER_BIG_DAYS = 2.5, 5  # of the mean longest session of the days trained
_BREAK_DAYS = 5  # in a row without training: a break, whatever its reason
_PAIN, _PAIN_DAYS = 40.0, 3


@dataclass(frozen=True, slots=True, eq=False)
class IllnessEvidence:
    """Evidence on each day, arrays of shape (days,).

    Parameters
    ----------
    total : array
        Log-likelihood ratio of an illness against ordinary mornings [natural logarithm].
    body : array
        The part of it from resting heart rate and HRV.
    ln_rmssd, resting_hr : array
        Residual of this morning's value from its expected value [SD]; NaN where unknown.
    missed : array
        Log-likelihood ratio of the training of yesterday; above 0 where it was missed.
    """

    total: FloatArray
    body: FloatArray
    ln_rmssd: FloatArray
    resting_hr: FloatArray
    missed: FloatArray


def illness_evidence(signals: DailySignals) -> IllnessEvidence:
    """Compute the evidence on every morning of a history."""
    covariates = _covariates(signals)
    hrv = _residual_sd(signals.ln_rmssd, covariates, _SD_FLOOR["ln_rmssd"])
    beats = _residual_sd(signals.resting_hr, covariates, _SD_FLOOR["resting_hr"])
    residuals = [(_EFFECT_SD["ln_rmssd"], -hrv), (_EFFECT_SD["resting_hr"], beats)]
    missed = _ratio_of_missed_training(signals)
    missed = np.where(_explained(signals), np.minimum(missed, 0.0), missed)
    best, body = np.full((2, signals.days), -np.inf)
    for length in range(1, len(_COURSE) + 1):  # onset that many mornings ago, counting today
        from_body, from_training = np.zeros((2, signals.days))
        for morning, share in enumerate(_COURSE[:length]):
            back = length - 1 - morning
            from_body[back:] += _log_likelihood_ratio(share, residuals)[: signals.days - back]
            if back:  # today's training is not known yet
                from_training[back:] += missed[: signals.days - back]
        # Maximum likelihood over the unknown day of onset.
        better = from_body + from_training > best
        best = np.where(better, from_body + from_training, best)
        body = np.where(better, from_body, body)
    return IllnessEvidence(best, body, hrv, beats, lag(missed))


def after_a_big_day(signals: DailySignals) -> NDArray[np.bool_]:
    """Mark the mornings after a race, or a hike of five hours, within five days."""
    longest = lag(signals.loads.longest_min)
    usual = rolling_mean(lag(np.where(longest > 0, longest, np.nan)), 42, min_periods=5)
    return np.asarray(rolling_count(longest >= _BIG_DAY * usual, _AFTER_BIG_DAYS) > 0)


def _explained(signals: DailySignals) -> NDArray[np.bool_]:
    """Mark the days on which something else than an illness explains that training is missing."""
    history = signals.history
    explained = after_a_big_day(signals)
    for at, _ in signals.loads.sessions:
        activity = history.activities[at]
        if activity.race:
            short = activity.duration_s < 60 * _SHORT_RACE_MIN
            row = (activity.day - signals.span[0]).days
            explained[row + 1 : row + 1 + (_AFTER_SHORT_DAYS if short else _AFTER_RACE_DAYS)] = True
    idle = np.nan_to_num(signals.loads.internal) == 0
    explained |= rolling_count(idle, _BREAK_DAYS) == _BREAK_DAYS
    pain = rolling_count(history.daily("pain") >= _PAIN, _PAIN_DAYS) > 0
    explained |= pain | np.r_[pain[1:], False]  # of a morning: the day before was missed for it
    return explained


def _log_likelihood_ratio(
    share: float, residuals: Sequence[tuple[float, FloatArray]]
) -> FloatArray:
    """Sum the log-likelihood ratios of shifted against unshifted normal residuals."""
    total = np.zeros(residuals[0][1].size)
    for effect, residual in residuals:
        shift = effect * share  # m c
        # Of N(m c, 1) against N(0, 1): m c e - (m c)^2 / 2.
        ratio = shift * np.clip(residual, -_CLIP_SD, _CLIP_SD) - shift**2 / 2
        total += np.where(np.isnan(ratio), 0.0, ratio)
    return total


def _covariates(signals: DailySignals) -> FloatArray:
    """Build the covariates of an ordinary morning, shape (days, covariates); near 0 if ordinary."""
    history, days = signals.history, signals.days
    usual_load = np.maximum(signals.performance.ctl, 10.0)
    shortfall_h = np.nan_to_num(signals.sleep_need_h - signals.sleep_h)
    columns = [
        signals.performance.tsb / usual_load,
        signals.load_yesterday / usual_load / 2 - 0.5,
        ewma(shortfall_h, 0.3, seed=0.0),
        lag(history.daily("alcohol_units")) / 2,
        (lag(history.daily("stress")) - 30) / 10,
    ]
    return np.asarray(np.nan_to_num(np.column_stack([np.ones(days), *columns])))


def _residual_sd(values: FloatArray, covariates: FloatArray, floor: float) -> FloatArray:
    """Compute residuals of a ridge regression on the covariates of the days before [SD]."""
    known = ~np.isnan(values)
    weighted = covariates * known[:, np.newaxis]
    squares = _sum_before(weighted[:, :, np.newaxis] * covariates[:, np.newaxis, :])
    products = _sum_before(weighted * np.nan_to_num(values)[:, np.newaxis])
    prior = np.diag([1e-6, *[_PRIOR] * (covariates.shape[1] - 1)])
    weights = np.linalg.solve(squares + prior, products[..., np.newaxis])[..., 0]
    residual = np.where(
        squares[:, 0, 0] >= MIN_NIGHTS, values - (weights * covariates).sum(axis=1), np.nan
    )
    spread = np.sqrt(rolling_mean(lag(residual) ** 2, 60, min_periods=MIN_NIGHTS))
    standardized: FloatArray = residual / np.maximum(spread, floor)
    return standardized


def _sum_before(products: FloatArray) -> FloatArray:
    """Sum over the 90 days before each day, excluding the day itself."""
    total = np.cumsum(products, axis=0)
    before = np.concatenate([np.zeros_like(total[:1]), total[:-1]])
    before[_LEARNED_DAYS:] -= before[:-_LEARNED_DAYS].copy()
    return before


def _ratio_of_missed_training(signals: DailySignals) -> FloatArray:
    """Compute the log-likelihood ratio of each day's training, given the usual for that weekday."""
    trained = np.where(np.isnan(signals.loads.internal), np.nan, signals.loads.internal > 0)
    same = [lag(trained, 7 * week) for week in range(1, _SAME_WEEKDAYS + 1)]
    known = ~np.isnan(same)
    usual = (np.nansum(same, axis=0) + 1) / (known.sum(axis=0) + 2)
    ill = _TRAINS_WHEN_ILL * usual
    ratio = np.where(trained == 1, np.log(ill / usual), np.log((1 - ill) / (1 - usual)))
    return np.where(np.isnan(trained) | ~known.any(axis=0), 0.0, ratio)
