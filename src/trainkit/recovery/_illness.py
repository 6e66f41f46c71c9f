"""A morning that nothing explains: resting heart rate up and HRV down for days, beyond training.

What load, sleep, stress and alcohol explain of a person's mornings is learned from the 90 days
before. What is left over is held against a course that grows over two days: the logarithm of how
much likelier it is than ordinary mornings. Training that was usual and did not happen counts too.

| symbol | meaning | unit |
|---|---|---|
| e | morning against what was expected of it | SD |
| c | share of the full effect on the first, second ... day | 1 |
| m | full effect | SD |
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray
from trainkit.metrics.windows import ewma, rolling_mean
from trainkit.recovery._daily_signals import MIN_NIGHTS, DailySignals, earlier

__all__ = ["Unexplained", "unexplained"]

_LEARNED_DAYS = 90
_PRIOR = 20.0  # days' worth of the belief that nothing but the mean matters
_COURSE = (0.45, 0.85, 1.0, 1.0)
_EFFECT_SD = {"ln_rmssd": 0.75, "resting_hr": 1.2}
_CLIP_SD = 2.5  # one wild night is no illness
_FLOOR = {"ln_rmssd": 0.08, "resting_hr": 1.5}
_TRAINS_WHEN_ILL = 0.3  # of the usual probability
_SAME_WEEKDAYS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Unexplained:
    """Each array of shape (days,).

    Parameters
    ----------
    evidence : array
        How much likelier an illness-like course is than ordinary mornings [natural logarithm].
    body : array
        The part of it that resting heart rate and HRV make up.
    ln_rmssd, resting_hr : array
        This morning's against what was expected [SD]; NaN where unknown.
    """

    evidence: FloatArray
    body: FloatArray
    ln_rmssd: FloatArray
    resting_hr: FloatArray


def unexplained(signals: DailySignals) -> Unexplained:
    """Judge every morning of a history."""
    reasons = _reasons(signals)
    hrv = _against_expected(signals.ln_rmssd, reasons, _FLOOR["ln_rmssd"])
    beats = _against_expected(signals.resting_hr, reasons, _FLOOR["resting_hr"])
    signs = [(_EFFECT_SD["ln_rmssd"], -hrv), (_EFFECT_SD["resting_hr"], beats)]
    missed = _missed_training(signals)
    best, body = np.full((2, signals.days), -np.inf)
    for length in range(1, len(_COURSE) + 1):  # an onset that many mornings ago, today included
        from_body, from_training = np.zeros((2, signals.days))
        for place, share in enumerate(_COURSE[:length]):
            back = length - 1 - place
            from_body[back:] += _likelier(share, signs)[: signals.days - back]
            if back:  # the training of that day is known by signals
                from_training[back:] += missed[: signals.days - back]
        better = from_body + from_training > best
        best = np.where(better, from_body + from_training, best)
        body = np.where(better, from_body, body)
    return Unexplained(best, body, hrv, beats)


def _likelier(share: float, signs: Sequence[tuple[float, FloatArray]]) -> FloatArray:
    """Log-likelihood ratio of a shifted against an unshifted normal variable, summed."""
    total = np.zeros(signs[0][1].size)
    for effect, sign in signs:
        shift = effect * share
        one = shift * np.clip(sign, -_CLIP_SD, _CLIP_SD) - shift**2 / 2
        total += np.where(np.isnan(one), 0.0, one)
    return total


def _reasons(signals: DailySignals) -> FloatArray:
    """What moves an ordinary morning, shape (days, reasons); about 0 on an ordinary day."""
    history, days = signals.history, signals.days
    usual_load = np.maximum(signals.chart.ctl, 10.0)
    owed = np.nan_to_num(signals.sleep_need_h - signals.sleep_h)
    columns = [
        signals.chart.tsb / usual_load,
        signals.load_yesterday / usual_load / 2 - 0.5,
        ewma(owed, 0.3, seed=0.0),
        earlier(history.daily("alcohol_units")) / 2,
        (earlier(history.daily("stress")) - 30) / 10,
    ]
    return np.asarray(np.nan_to_num(np.column_stack([np.ones(days), *columns])))


def _against_expected(values: FloatArray, reasons: FloatArray, floor: float) -> FloatArray:
    """Hold each morning against a ridge regression on the reasons over the days before [SD]."""
    known = ~np.isnan(values)
    weighted = reasons * known[:, np.newaxis]
    squares = _last_days(weighted[:, :, np.newaxis] * reasons[:, np.newaxis, :])
    products = _last_days(weighted * np.nan_to_num(values)[:, np.newaxis])
    prior = np.diag([1e-6, *[_PRIOR] * (reasons.shape[1] - 1)])
    weights = np.linalg.solve(squares + prior, products[..., np.newaxis])[..., 0]
    rest = np.where(
        squares[:, 0, 0] >= MIN_NIGHTS, values - (weights * reasons).sum(axis=1), np.nan
    )
    spread = np.sqrt(rolling_mean(earlier(rest) ** 2, 60, min_periods=MIN_NIGHTS))
    against: FloatArray = rest / np.maximum(spread, floor)
    return against


def _last_days(products: FloatArray) -> FloatArray:
    """Sum over the days before each day, the day itself left out."""
    total = np.cumsum(products, axis=0)
    upto = np.concatenate([np.zeros_like(total[:1]), total[:-1]])
    upto[_LEARNED_DAYS:] -= upto[:-_LEARNED_DAYS].copy()
    return upto


def _missed_training(signals: DailySignals) -> FloatArray:
    """Log-likelihood ratio of each day's training, by what is usual on that weekday."""
    trained = np.where(np.isnan(signals.loads.internal), np.nan, signals.loads.internal > 0)
    same = [earlier(trained, 7 * week) for week in range(1, _SAME_WEEKDAYS + 1)]
    known = ~np.isnan(same)
    often = (np.nansum(same, axis=0) + 1) / (known.sum(axis=0) + 2)
    ill = _TRAINS_WHEN_ILL * often
    ratio = np.where(trained == 1, np.log(ill / often), np.log((1 - ill) / (1 - often)))
    return np.where(np.isnan(trained) | ~known.any(axis=0), 0.0, ratio)
