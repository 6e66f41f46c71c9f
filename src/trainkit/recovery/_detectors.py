"""Detectors of the personal model: mornings that are unusual for this athlete.

Messages report what is unusual and never diagnose, since alcohol, travel, heat and stress look the
same.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.windows import rolling_mean
from trainkit.models.assessment import Intensity, TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.detector import Evidence
from trainkit.recovery._circumstances import (
    circumstances,
    explained_by_circumstances,
)
from trainkit.recovery._daily_signals import DailySignals, daily_signals
from trainkit.recovery._illness import after_a_big_day, evidence_of
from trainkit.recovery._personal import Sleep
from trainkit.recovery._residuals import compute_residuals
from trainkit.recovery._score import scores

__all__ = [
    "DETECTORS",
    "LEVELS",
    "Levels",
    "ThresholdDetector",
    "grade",
    "in_a_row",
    "may_be_ill",
    "no_days",
]

Levels = NDArray[np.int8]
Level = Literal["info", "warning", "critical"]
LEVELS: tuple[Literal["", "info", "warning", "critical"], ...] = ("", "info", "warning", "critical")
"""Levels by number, from none to critical."""

INFO, WARNING, CRITICAL = 1, 2, 3
_SHORT_NIGHT_H, _VERY_SHORT_NIGHT_H = 6.0, 5.0
_VERY_FEW_H, _BELOW_USUAL_H = 4.0, 1.0  # a short sleeper's five hours are an ordinary night
_FEW_BELOW_USUAL_H = 0.5
# Evidence of an illness, in multiples of what is usual for the person. Chosen on the tuning half of
# the people in docs/validation.md, for one or two warnings on a hundred of their mornings.
_LIKELY_ILL, _VERY_LIKELY_ILL = 6.0, 12.0
_BODY_SHARE = 0.25  # missed training alone is no illness
_EACH_MEASURE = 0.7  # log-likelihood ratio of HRV and of resting heart rate, if critical
_MORNINGS = 2
_REPORT_DAYS = 7  # for which an illness that was reported explains such mornings
_RELEVANT_BPM, _RELEVANT_LN = 2.0, 0.10  # a smaller change is nothing to train by
_LAST_BITS = 1e-6


@dataclass(frozen=True, slots=True)
class ThresholdDetector:
    """A detector made of two functions: one finds the days, the other describes them.

    Parameters
    ----------
    kind : str
        Kind of the warning.
    source : str
        Source of the rule.
    find : callable
        Computes the level of every day.
    describe : callable
        Returns the message and the numbers of a day.
    at_most : tuple of str
        The hardest intensity allowed at level info, warning and critical.
    evidence : {"morning", "reported"}
        See `Detector`.
    """

    kind: str
    source: str
    find: Callable[[DailySignals], Levels]
    describe: Callable[[DailySignals, int], tuple[str, Mapping[str, float]]]
    at_most: tuple[Intensity, Intensity, Intensity] = ("hard", "moderate", "rest")
    evidence: Evidence = "morning"

    def levels(self, history: History, athlete: Athlete) -> Levels:
        """See `Detector`."""
        return history.memoize(
            ("detector", self, athlete),
            lambda: self.find(daily_signals(history, athlete)).astype(np.int8),
        )

    def warning(self, history: History, athlete: Athlete, at: int) -> TrainingWarning:
        """See `Detector`."""
        level = int(self.levels(history, athlete)[at])
        message, values = self.describe(daily_signals(history, athlete), at)
        return TrainingWarning(
            kind=self.kind,
            level=cast("Level", LEVELS[level]),
            message=message,
            date=cast("dt.date", history.dates[at].item()),
            intensity_at_most=self.at_most[level - 1],
            values={name: float(value) for name, value in values.items() if not np.isnan(value)},
            source=self.source,
        )


def in_a_row(met: NDArray[np.bool_], days: int) -> NDArray[np.bool_]:
    """Mark the days on which a condition has been met for a number of days in a row."""
    streak = met.copy()
    for back in range(1, days):
        streak[back:] &= met[: len(met) - back]
        streak[:back] = False
    return streak


def grade(warning: NDArray[np.bool_], critical: NDArray[np.bool_]) -> Levels:
    """Combine days with a warning and critical days into levels."""
    return np.where(critical, CRITICAL, np.where(warning, WARNING, 0)).astype(np.int8)


def no_days(signals: DailySignals) -> NDArray[np.bool_]:
    """Mark no day."""
    return np.zeros(signals.shape, dtype=bool)


def _hrv_low(signals: DailySignals) -> Levels:
    agreed = in_a_row(signals.hrv_week_z < -1, 3) & (_resting_hr_z_3_days(signals) >= 1)
    # A week is low for as long as one night is in it: last night has to show it too.
    low = (signals.hrv_week_z < -1) & (signals.hrv_night_z < -0.5)
    return grade(low | agreed, no_days(signals))


def _describe_hrv(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    z = signals.hrv_week_z[at]
    text = (
        f"Your 7-day HRV of {np.exp(signals.hrv.mean[at]):.0f} ms is unusual for you, "
        f"{abs(z):.1f} SD {'below' if z < 0 else 'above'} your normal "
        f"{np.exp(signals.hrv.normal_mean[at]):.0f} ms."
    )
    if z > 0:
        text += (
            " With a resting heart rate this low, it can be a sign of strain rather than freshness."
        )
    return text, {"hrv_sd": z, "resting_hr_sd": signals.resting_hr_z[at]}


def _hrv_high(signals: DailySignals) -> Levels:
    return grade((signals.hrv_week_z > 1) & (signals.resting_hr_z <= -1), no_days(signals))


def _resting_hr_high(signals: DailySignals) -> Levels:
    z, hrv = signals.resting_hr_z, signals.hrv_night_z
    agreed = in_a_row(z >= 2, 2) & (signals.hrv_week_z <= -0.5)
    alarming = in_a_row((z >= 3) & (hrv <= -1), 2) & ~explained_by_circumstances(signals)
    return grade((z >= 2.5) | agreed, alarming)


def _describe_resting_hr(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    mean, _ = signals.resting_hr_normal
    text = (
        f"Your resting heart rate of {signals.resting_hr[at]:.0f} bpm is unusual for you, "
        f"{signals.resting_hr_z[at]:.1f} SD above your normal {mean[at]:.0f} bpm."
    )
    return text, {"resting_hr_sd": signals.resting_hr_z[at], "resting_hr": signals.resting_hr[at]}


def _sudden_drop(signals: DailySignals) -> Levels:
    drop = (signals.hrv_night_z <= -2.5) & (
        signals.ln_rmssd - signals.hrv.normal_mean <= np.log(0.8)
    )
    deep = signals.hrv_night_z <= -3
    alarming = deep & (signals.resting_hr_z >= 2.75) & ~explained_by_circumstances(signals)
    return grade(drop, drop & alarming)


def _describe_drop(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    normal = float(np.exp(signals.hrv.normal_mean[at]))
    night = float(np.exp(signals.ln_rmssd[at]))
    text = (
        f"Last night's HRV of {night:.0f} ms is unusual for you, "
        f"{100 * (1 - night / normal):.0f} % below your normal {normal:.0f} ms."
    )
    return text, {
        "hrv_night_sd": signals.hrv_night_z[at],
        "resting_hr_sd": signals.resting_hr_z[at],
    }


def _resting_hr_z_3_days(signals: DailySignals) -> FloatArray:
    return rolling_mean(signals.resting_hr_z, 3, min_periods=2)


def _overreaching(signals: DailySignals) -> Levels:
    strained = (signals.hrv_week_z <= -1.25) & (_resting_hr_z_3_days(signals) >= 1.25)
    days = in_a_row(strained, 4)
    return grade(no_days(signals), days)


def _describe_overreaching(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    week, beats = signals.hrv_week_z[at], _resting_hr_z_3_days(signals)[at]
    text = (
        "For four days, your HRV has been low and your resting heart rate high "
        f"({week:+.1f} and {beats:+.1f} SD). You are under more strain than you can recover from."
    )
    return text, {"hrv_sd": week, "resting_hr_sd": beats}


def _illness(signals: DailySignals) -> Levels:
    evidence = evidence_of(signals)
    by_hrv, by_beats = _are_relevant(evidence.ln_rmssd, evidence.resting_hr)
    needed = _LIKELY_ILL * evidence.usual
    likely = (evidence.total >= needed) & (evidence.body >= _BODY_SHARE * needed)
    likely &= by_beats | by_hrv
    both = np.minimum(evidence.of_hrv, evidence.of_resting_hr) >= _EACH_MEASURE
    critical = likely & both & by_beats & by_hrv
    critical &= evidence.body >= _VERY_LIKELY_ILL * evidence.usual
    explained = after_a_big_day(signals) | explained_by_circumstances(signals)
    return grade(likely, critical & ~explained)


def may_be_ill(signals: DailySignals, days: int) -> NDArray[np.bool_]:
    """Mark which of the last days can have a warning of an illness, far faster than to find it.

    Parameters
    ----------
    signals : DailySignals
        Daily columns; only their last 280 days are read.
    days : int
        Number of last days [d].

    Returns
    -------
    ndarray of bool, shape (days, ...)
        False where neither measure is far enough from what is expected.
    """
    # A day more for the mean. Sums that begin later differ in their last bits.
    hrv, beats = compute_residuals(signals, max(signals.days - days - _MORNINGS + 1, 0))
    by_hrv, by_beats = _are_relevant(hrv - _LAST_BITS, beats + _LAST_BITS)
    return np.asarray((by_hrv | by_beats)[-days:])


def _are_relevant(
    ln_rmssd: FloatArray, resting_hr: FloatArray
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark mornings on which HRV and resting heart rate are far enough from expected."""
    hrv, beats = (_mean_of_mornings(residual) for residual in (ln_rmssd, resting_hr))
    return hrv <= -_RELEVANT_LN, beats >= _RELEVANT_BPM


def _mean_of_mornings(residual: FloatArray) -> FloatArray:
    return rolling_mean(residual, _MORNINGS, min_periods=1)


def _describe_illness(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    evidence = evidence_of(signals)
    residuals = evidence.resting_hr, evidence.ln_rmssd
    beats, ln_rmssd = (float(_mean_of_mornings(residual)[at]) for residual in residuals)
    percent = 100 * float(np.expm1(ln_rmssd))
    signs = []
    if evidence.of_resting_hr[at] > 0 and beats > 0:
        signs.append(f"resting heart rate {beats:+.1f} bpm from expected")
    if evidence.of_hrv[at] > 0 and percent < 0:
        signs.append(f"HRV {percent:+.0f} % from expected")
    signs += ["less training than usual"] if evidence.missed[at] > 0 else []
    why = ", ".join(signs)
    if _was_reported(signals, at):
        text = (
            f"Your mornings still show the illness that you reported ({why}). Rest until they "
            "are as usual, and then begin again with easy days."
        )
    elif cause := circumstances(signals, at):
        text = (
            f"Your last days are unusual for you ({why}), as they are after {cause}. Take it "
            "easy; if you feel ill, enter it, and rest."
        )
    else:
        text = (
            f"Your last days are unusual for you ({why}), as they often are before or during an "
            "illness. Alcohol, travel and stress can look the same. Take it easy and see how you "
            "feel."
        )
    return text, {
        "log_likelihood_ratio": evidence.total[at],
        "of_which_mornings": evidence.body[at],
        "needed": _LIKELY_ILL * evidence.usual[at],
        "resting_hr_bpm": beats,
        "hrv_percent": percent,
    }


def _was_reported(signals: DailySignals, at: int) -> bool:
    """Return whether the athlete said so in the last days."""
    reports = signals.history.daily("illness")[max(0, at + 1 - _REPORT_DAYS) : at + 1]
    return bool((reports == 1).any())


def _sleep_points(signals: DailySignals) -> FloatArray:
    return scores(signals.history, signals.athlete).columns["sleep"].points


def _short_sleep(signals: DailySignals) -> Levels:
    hours = signals.sleep_h
    short = (hours < _VERY_SHORT_NIGHT_H) & ~(hours > signals.usual_sleep_h - _BELOW_USUAL_H)
    poor = np.isnan(hours) & (_sleep_points(signals) < 40)  # by the device's score alone
    any_of = short | (hours < _VERY_FEW_H) | poor | _three_short_nights(signals)
    return grade(any_of, no_days(signals))


def _three_short_nights(signals: DailySignals) -> NDArray[np.bool_]:
    hours = signals.sleep_h
    short = (hours < _SHORT_NIGHT_H) & ~(hours > signals.usual_sleep_h - _FEW_BELOW_USUAL_H)
    return in_a_row(short, 3)


def _describe_sleep(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    values = {"sleep_points": _sleep_points(signals)[at], "sleep_h": signals.sleep_h[at]}
    if _three_short_nights(signals)[at]:
        return f"You slept less than {_SHORT_NIGHT_H:.0f} h three nights in a row.", values
    columns = scores(signals.history, signals.athlete).columns["sleep"]
    text = Sleep().explain(signals.history, signals.athlete, at, columns)
    return f"Short sleep: {text.removeprefix('sleep: ')}.", values


DETECTORS: tuple[ThresholdDetector, ...] = (
    ThresholdDetector("hrv_low", "Plews 2012; Buchheit 2014", _hrv_low, _describe_hrv),
    ThresholdDetector("hrv_high", "Plews 2013; Training Monkey 2026", _hrv_high, _describe_hrv),
    ThresholdDetector(
        "resting_hr_high", "Training Monkey 2026", _resting_hr_high, _describe_resting_hr
    ),
    ThresholdDetector(
        "hrv_drop", "Intelligent Training Optimizer 2025, in own SD", _sudden_drop, _describe_drop
    ),
    ThresholdDetector(
        "overreaching", "Training Monkey 2026", _overreaching, _describe_overreaching
    ),
    ThresholdDetector(
        "illness_pattern",
        "log-likelihood ratio of trainkit; see Alavi 2022, Nat Med 28:175",
        _illness,
        _describe_illness,
        ("hard", "easy", "rest"),
    ),
    ThresholdDetector(
        "short_sleep", "Intelligent Training Optimizer 2025", _short_sleep, _describe_sleep
    ),
)
"""Detectors of the personal model."""
