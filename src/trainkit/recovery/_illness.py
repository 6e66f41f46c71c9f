"""Evidence of an illness: resting heart rate up and HRV down beyond what training explains.

The residuals of mornings from what is expected, see `_residuals`, are whitened, since a high
morning follows a high one in health too, and yield the log-likelihood ratio of an illness that
develops over three mornings against ordinary ones. What is ordinary for the person is the mean
evidence of their own 120 days. Missed training that is usual on that weekday counts as evidence
too, unless a race, a very long day, a break or pain explains it.

| symbol | meaning | unit |
|---|---|---|
| z | surprise of a morning, see `_whitening` | SD |
| d | how far the assumed illness would move z on that morning | SD |
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.windows import rolling_count, rolling_known_sum
from trainkit.recovery._daily_signals import DailySignals, lag, zero_if_nan
from trainkit.recovery._residuals import BOTH, morning_residuals
from trainkit.recovery._whitening import Whitened, whiten

__all__ = [
    "COURSE_DAYS",
    "SAME_WEEKDAYS",
    "USUAL_DAYS",
    "IllnessEvidence",
    "after_a_big_day",
    "evidence_of",
    "explained",
    "illness_evidence",
    "judge_training",
    "keep_evidence",
    "ratio_of_training",
    "unexplained",
    "usual_evidence",
    "weigh",
]

# The assumed effect on each morning from the onset on. Longer courses find no more in time, and
# take a slow drift for an illness.
_COURSE = (0.4, 0.8, 1.0)
_EFFECT = np.array([-0.15, 3.0])  # in full, on lnRMSSD [ln ms] and on resting heart rate [bpm]
_CLIP_SD = 2.5  # a single extreme night is not an illness
COURSE_DAYS = len(_COURSE)
"""Mornings over which an illness is assumed to develop [d]."""

USUAL_DAYS = 120
"""Days before a morning that tell how much evidence is usual for the person [d]."""

_USUAL_PRIOR, _USUAL_PRIOR_DAYS = 0.6, 20
_TRAINS_WHEN_ILL = 0.3  # probability of training when ill, relative to usual
SAME_WEEKDAYS = tuple(range(7, 8 * 7 + 1, 7))
"""How many days ago the days were that tell what is usual on a weekday [d]."""

_AFTER_RACE_DAYS, _SHORT_RACE_MIN, _AFTER_SHORT_DAYS = 14, 60.0, 4  # of missed training explained
_AFTER_BIG_DAYS = 5
_DISTURBED_DAYS = 7  # after it, bad mornings alone are nothing critical: by convention, a week
_BREAK_DAYS = 5  # in a row without training: a break, whatever its reason
_PAIN, _PAIN_DAYS = 40.0, 3


@dataclass(frozen=True, slots=True, eq=False)
class IllnessEvidence:
    """Evidence on each day, arrays of shape (days,).

    Parameters
    ----------
    total : array
        Log-likelihood ratio of an illness against ordinary mornings [natural logarithm].
    of_hrv, of_resting_hr : array
        The parts of it from each measure.
    usual : array
        Mean evidence of the person's mornings in the 120 days before, where there was any.
    ln_rmssd, resting_hr : array
        Residual of this morning's value from its expected value [ln ms], [bpm]; NaN where unknown.
    missed : array
        Log-likelihood ratio of the training of yesterday; above 0 where it was missed.
    """

    total: FloatArray
    of_hrv: FloatArray
    of_resting_hr: FloatArray
    usual: FloatArray
    ln_rmssd: FloatArray
    resting_hr: FloatArray
    missed: FloatArray

    @property
    def body(self) -> FloatArray:
        """The part from both measures of the morning."""
        return self.of_hrv + self.of_resting_hr

    @property
    def judged(self) -> FloatArray:
        """The same, NaN on a morning without any measure."""
        unknown = np.isnan(self.ln_rmssd) & np.isnan(self.resting_hr)
        return np.where(unknown, np.nan, self.body)


def evidence_of(signals: DailySignals) -> IllnessEvidence:
    """Return the evidence that is kept with the history, or compute it."""
    return signals.history.memoize(
        ("illness_evidence", signals.athlete), lambda: illness_evidence(signals)
    )


def keep_evidence(signals: DailySignals, evidence: IllnessEvidence) -> None:
    """Cache evidence that is known as that of a history that was just made."""
    signals.history.memoize(("illness_evidence", signals.athlete), lambda: evidence)


def illness_evidence(signals: DailySignals) -> IllnessEvidence:
    """Compute the evidence on every morning of a history."""
    residuals = morning_residuals(signals)
    both = whiten(np.stack(residuals, axis=-1), BOTH)
    missed = judge_training(signals)
    evidence = weigh(both, missed)
    return replace(evidence, usual=usual_evidence(evidence.judged))


def weigh(both: Whitened, missed: FloatArray) -> IllnessEvidence:
    """Weigh mornings and training; what is usual for the person is left out.

    Parameters
    ----------
    both : Whitened
        Both measures, arrays of shape (days, ..., 2).
    missed : array, shape (days, ...)
        As `judge_training`.

    Returns
    -------
    IllnessEvidence
        Of all days but the first three, if there were others before.
    """
    by_morning = [_log_likelihood_ratio(both, morning) for morning in range(len(_COURSE))]
    best, of_both = np.full(missed.shape, -np.inf), np.zeros((*missed.shape, 2))
    for length in range(1, len(_COURSE) + 1):  # onset that many mornings ago, counting today
        from_both, from_training = np.zeros_like(of_both), np.zeros(missed.shape)
        for morning in range(length):
            back = length - 1 - morning
            rows = slice(0, len(missed) - back)
            from_both[back:] += by_morning[morning][rows]
            if back:  # today's training is not known yet
                from_training[back:] += missed[rows]
        total = from_both[..., 0] + from_both[..., 1] + from_training
        # Maximum likelihood over the unknown day of onset.
        better = total > best
        best = np.where(better, total, best)
        of_both = np.where(better[..., np.newaxis], from_both, of_both)
    of_hrv, of_beats = of_both[..., 0], of_both[..., 1]
    return IllnessEvidence(
        best,
        of_hrv,
        of_beats,
        np.full(best.shape, np.nan),
        both.residual[..., 0],
        both.residual[..., 1],
        lag(missed),
    )


def usual_evidence(judged: FloatArray, first: int = 0) -> FloatArray:
    """Compute the mean evidence of the mornings before, where there was any, from a row on."""
    before = np.maximum(lag(judged), 0.0)
    known = ~np.isnan(before)
    count = rolling_count(known, USUAL_DAYS, first=first)
    own = rolling_known_sum(before, known, USUAL_DAYS, first=first)
    return np.asarray((own + _USUAL_PRIOR_DAYS * _USUAL_PRIOR) / (count + _USUAL_PRIOR_DAYS))


def after_a_big_day(signals: DailySignals, days: int = _DISTURBED_DAYS) -> NDArray[np.bool_]:
    """Mark the mornings after a race, or a hike of five hours, within some days."""
    return np.asarray(rolling_count(signals.big_day_before, days) > 0)


def judge_training(signals: DailySignals) -> FloatArray:
    """Compute the log-likelihood ratio of each day's training that nothing else explains."""
    return unexplained(_ratio_of_missed_training(signals), explained(signals))


def unexplained(missed: FloatArray, otherwise: NDArray[np.bool_]) -> FloatArray:
    """Count missed training for nothing where something else explains it."""
    return np.where(otherwise, np.minimum(missed, 0.0), missed)


def explained(signals: DailySignals) -> NDArray[np.bool_]:
    """Mark the days on which something else than an illness explains that training is missing."""
    history = signals.history
    found = after_a_big_day(signals, _AFTER_BIG_DAYS)
    for at, _ in signals.loads.sessions:
        activity = history.activities[at]
        if activity.race:
            short = activity.duration_s < 60 * _SHORT_RACE_MIN
            row = (activity.day - signals.span[0]).days
            found[row + 1 : row + 1 + (_AFTER_SHORT_DAYS if short else _AFTER_RACE_DAYS)] = True
    idle = zero_if_nan(signals.loads.internal) == 0
    found |= rolling_count(idle, _BREAK_DAYS) == _BREAK_DAYS
    pain = rolling_count(history.daily("pain") >= _PAIN, _PAIN_DAYS) > 0
    found |= pain
    found[:-1] |= pain[1:]  # of a morning: the day before was missed for it
    return found


def _log_likelihood_ratio(measures: Whitened, morning: int) -> FloatArray:
    """Compute the log-likelihood ratio of shifted against unshifted normal surprises."""
    shift = _EFFECT * measures.shift(_COURSE, morning)  # d
    # Of N(d, 1) against N(0, 1): d z - d^2 / 2.
    ratio = shift * np.clip(measures.surprise, -_CLIP_SD, _CLIP_SD) - shift**2 / 2
    return np.where(np.isnan(ratio), 0.0, ratio)


def _ratio_of_missed_training(signals: DailySignals) -> FloatArray:
    """Compute the log-likelihood ratio of each day's training."""
    load = signals.loads.internal
    return ratio_of_training(load, [lag(load, days) for days in SAME_WEEKDAYS])


def ratio_of_training(load: FloatArray, same_weekday: Sequence[FloatArray]) -> FloatArray:
    """Compute the log-likelihood ratio of training or not, given the loads of that weekday."""
    trained, *same = (np.where(np.isnan(day), np.nan, day > 0) for day in (load, *same_weekday))
    known = ~np.isnan(same)
    usual = (np.nansum(same, axis=0) + 1) / (known.sum(axis=0) + 2)
    ill = _TRAINS_WHEN_ILL * usual
    ratio = np.where(trained == 1, np.log(ill / usual), np.log((1 - ill) / (1 - usual)))
    return np.where(np.isnan(trained) | ~known.any(axis=0), 0.0, ratio)
