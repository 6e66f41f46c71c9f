"""What is unusual for this athlete in the mornings: the personal model's detectors.

Every one speaks of what is unusual and never of a diagnosis: alcohol, travel, heat and stress look
the same.
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
from trainkit.recovery._daily_signals import DailySignals, daily_signals
from trainkit.recovery._illness import Unexplained, unexplained
from trainkit.recovery._personal import Sleep
from trainkit.recovery._score import scores

__all__ = ["LEVELS", "SIGNS", "Levels", "ThresholdDetector", "graded", "in_a_row", "nothing"]

Levels = NDArray[np.int8]
Level = Literal["info", "warning", "critical"]
LEVELS: tuple[Literal["", "info", "warning", "critical"], ...] = ("", "info", "warning", "critical")
"""From nothing to the gravest."""

INFO, WARNING, CRITICAL = 1, 2, 3


@dataclass(frozen=True, slots=True)
class ThresholdDetector:
    """A detector made of two functions: on which days, and in what words.

    Parameters
    ----------
    kind : str
        The warning's kind.
    source : str
        Whose rule it is.
    find : callable
        Gives the level of every day.
    say : callable
        Gives the message and the numbers of a day.
    at_most : tuple of str
        The most intensity at level info, warning and critical.
    evidence : {"morning", "reported"}
        See `Detector`.
    """

    kind: str
    source: str
    find: Callable[[DailySignals], Levels]
    say: Callable[[DailySignals, int], tuple[str, Mapping[str, float]]]
    at_most: tuple[Intensity, Intensity, Intensity] = ("hard", "moderate", "rest")
    evidence: Evidence = "morning"

    def levels(self, history: History, athlete: Athlete) -> Levels:
        """See `Detector`."""
        return history.derived(
            ("sign", self, athlete),
            lambda: self.find(daily_signals(history, athlete)).astype(np.int8),
        )

    def warning(self, history: History, athlete: Athlete, at: int) -> TrainingWarning:
        """See `Detector`."""
        level = int(self.levels(history, athlete)[at])
        message, values = self.say(daily_signals(history, athlete), at)
        return TrainingWarning(
            kind=self.kind,
            level=cast("Level", LEVELS[level]),
            message=message,
            date=cast("dt.date", history.dates[at].item()),
            intensity_at_most=self.at_most[level - 1],
            values={name: float(one) for name, one in values.items() if not np.isnan(one)},
            source=self.source,
        )


def in_a_row(found: NDArray[np.bool_], days: int) -> NDArray[np.bool_]:
    """Whether something was so today and on the days before, that many in all."""
    all_of_them = found.copy()
    for back in range(1, days):
        all_of_them[back:] &= found[: found.size - back]
        all_of_them[:back] = False
    return all_of_them


def graded(warning: NDArray[np.bool_], critical: NDArray[np.bool_]) -> Levels:
    """Turn two columns of days into levels."""
    return np.where(critical, CRITICAL, np.where(warning, WARNING, 0)).astype(np.int8)


def nothing(now: DailySignals) -> NDArray[np.bool_]:
    """On no day."""
    return np.zeros(now.days, dtype=bool)


def _unexplained(now: DailySignals) -> Unexplained:
    return now.history.derived(("unexplained", now.athlete), lambda: unexplained(now))


def _hrv_low(now: DailySignals) -> Levels:
    agreed = in_a_row(now.hrv_week_z < -0.5, 3) & (_beats_of_3_days(now) >= 0.5)
    return graded((now.hrv_week_z < -1) | agreed, nothing(now))


def _say_hrv(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    z = now.hrv_week_z[at]
    text = (
        f"Your 7-day HRV of {np.exp(now.hrv.mean[at]):.0f} ms is unusual for you: "
        f"{abs(z):.1f} SD {'below' if z < 0 else 'above'} the usual "
        f"{np.exp(now.hrv.normal_mean[at]):.0f} ms."
    )
    if z > 0:
        text += " With a resting heart rate this low it can be a sign of strain, not of freshness."
    return text, {"hrv_sd": z, "resting_hr_sd": now.resting_hr_z[at]}


def _hrv_high(now: DailySignals) -> Levels:
    return graded((now.hrv_week_z > 1) & (now.resting_hr_z <= -1), nothing(now))


def _resting_hr_high(now: DailySignals) -> Levels:
    z = now.resting_hr_z
    return graded((z >= 2.5) | in_a_row(z >= 1.75, 2), in_a_row(z >= 3, 2))


def _say_resting_hr(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    mean, _ = now.resting_hr_usual
    text = (
        f"A resting heart rate of {now.resting_hr[at]:.0f} bpm is unusual for you: "
        f"{now.resting_hr_z[at]:.1f} SD above the usual {mean[at]:.0f}."
    )
    return text, {"resting_hr_sd": now.resting_hr_z[at], "resting_hr": now.resting_hr[at]}


def _sudden_drop(now: DailySignals) -> Levels:
    drop = (now.hrv_night_z <= -2.5) & (now.ln_rmssd - now.hrv.normal_mean <= np.log(0.8))
    return graded(drop, drop & (now.resting_hr_z >= 2))


def _say_drop(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    usual = float(np.exp(now.hrv.normal_mean[at]))
    night = float(np.exp(now.ln_rmssd[at]))
    text = (
        f"Last night's HRV of {night:.0f} ms dropped by {100 * (1 - night / usual):.0f} % against "
        f"your usual {usual:.0f} ms; that is unusual for you."
    )
    return text, {"hrv_night_sd": now.hrv_night_z[at], "resting_hr_sd": now.resting_hr_z[at]}


def _beats_of_3_days(now: DailySignals) -> FloatArray:
    return rolling_mean(now.resting_hr_z, 3, min_periods=2)


def _overreached(now: DailySignals) -> Levels:
    days = in_a_row((now.hrv_week_z <= -1) & (_beats_of_3_days(now) >= 1), 4)
    return graded(nothing(now), days)


def _say_overreached(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    week, beats = now.hrv_week_z[at], _beats_of_3_days(now)[at]
    text = (
        "For four days HRV has been low and resting heart rate high for you "
        f"({week:+.1f} and {beats:+.1f} SD): more strain than recovery."
    )
    return text, {"hrv_sd": week, "resting_hr_sd": beats}


def _illness(now: DailySignals) -> Levels:
    found = _unexplained(now)
    # Tuned on simulated athletes: four in five found in two days, one false alarm a month.
    likely = (found.evidence >= 1.2) & (found.body >= -0.8)
    return graded(likely, (found.evidence >= 5) & (found.body >= 3))


def _say_illness(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    found = _unexplained(now)
    mornings = [
        f"{name} {value:+.1f} SD"
        for name, value in (
            ("resting heart rate", found.resting_hr[at]),
            ("HRV", found.ln_rmssd[at]),
        )
        if not np.isnan(value)
    ]
    against = f" ({' and '.join(mornings)} against what was expected)" if mornings else ""
    text = (
        f"The last days are unusual for you{against}, in the way they are before or during an "
        "illness; alcohol, travel and stress look the same. Take it easy and see how you feel."
    )
    return text, {
        "log_likelihood_ratio": found.evidence[at],
        "of_which_mornings": found.body[at],
        "resting_hr_sd": found.resting_hr[at],
        "hrv_sd": found.ln_rmssd[at],
    }


def _sleep_points(now: DailySignals) -> FloatArray:
    return scores(now.history, now.athlete).columns["sleep"].points


def _short_sleep(now: DailySignals) -> Levels:
    return graded(_sleep_points(now) < 40, nothing(now))


def _say_sleep(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    values = {"sleep_points": _sleep_points(now)[at], "sleep_h": now.sleep_h[at]}
    columns = scores(now.history, now.athlete).columns["sleep"]
    text = Sleep().explain(now.history, now.athlete, at, columns)
    return f"Little sleep: {text.removeprefix('sleep: ')}.", values


SIGNS: tuple[ThresholdDetector, ...] = (
    ThresholdDetector("hrv_low", "Plews 2012; Buchheit 2014", _hrv_low, _say_hrv),
    ThresholdDetector("hrv_high", "Plews 2013; Training Monkey 2026", _hrv_high, _say_hrv),
    ThresholdDetector("resting_hr_high", "Training Monkey 2026", _resting_hr_high, _say_resting_hr),
    ThresholdDetector(
        "hrv_drop", "Intelligent Training Optimizer 2025, in own SD", _sudden_drop, _say_drop
    ),
    ThresholdDetector("overreaching", "Training Monkey 2026", _overreached, _say_overreached),
    ThresholdDetector(
        "illness_pattern",
        "log-likelihood ratio of trainkit; see Alavi 2021, Nat Med 28:175",
        _illness,
        _say_illness,
        ("hard", "easy", "rest"),
    ),
    ThresholdDetector(
        "short_sleep", "Intelligent Training Optimizer 2025", _short_sleep, _say_sleep
    ),
)
"""The personal model's detectors."""
