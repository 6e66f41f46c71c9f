"""Detectors of the classic model, with the limits of the Intelligent Training Optimizer."""

from collections.abc import Callable, Mapping

import numpy as np

from trainkit.ports.component import ComponentColumns
from trainkit.recovery._daily_signals import DailySignals
from trainkit.recovery._detectors import Levels, ThresholdDetector, grade, no_days
from trainkit.recovery._score import MODELS, scores

__all__ = ["CLASSIC_DETECTORS"]

_ENGINE = "Intelligent Training Optimizer 2025"
_Describe = Callable[[DailySignals, int], tuple[str, Mapping[str, float]]]
_COMPONENTS = {component.name: component for component in MODELS["classic"]}


def _columns(signals: DailySignals, name: str) -> ComponentColumns:
    return scores(signals.history, signals.athlete, model="classic").columns[name]


def _hrv(signals: DailySignals) -> Levels:
    percent = _columns(signals, "hrv").deviation
    return grade(percent <= -15, percent <= -20)


def _resting_hr(signals: DailySignals) -> Levels:
    percent = _columns(signals, "resting_hr").deviation
    return grade(percent >= 7, percent >= 10)


def _sleep(signals: DailySignals) -> Levels:
    return grade(_columns(signals, "sleep").points < 40, no_days(signals))


def _load(signals: DailySignals) -> Levels:
    return grade(_columns(signals, "load").points < 30, no_days(signals))


def _illness(signals: DailySignals) -> Levels:
    hrv, beats, asleep = (_columns(signals, name).points for name in ("hrv", "resting_hr", "sleep"))
    return grade(no_days(signals), (hrv < 25) & (beats < 25) & (asleep < 50))


def _overtraining(signals: DailySignals) -> Levels:
    """Find days on which the last three of seven nights are all 15 % below the first four."""
    hrv = signals.history.daily("hrv_rmssd")
    levels = no_days(signals)
    if signals.days >= 7:
        week = np.lib.stride_tricks.sliding_window_view(hrv, 7)
        before = week[:, :4].mean(axis=1, keepdims=True)
        levels[6:] = np.all(week[:, 4:] <= 0.85 * before, axis=1)
    return grade(no_days(signals), levels)


def _describe_component(name: str) -> _Describe:
    def describe(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
        columns = _columns(signals, name)
        explanation = _COMPONENTS[name].explain(signals.history, signals.athlete, at, columns)
        values = {"points": columns.points[at], "deviation": columns.deviation[at]}
        subject, _, detail = explanation.partition(": ")
        return f"Your {subject} is unusual for you: {detail}.", values

    return describe


def _describe_illness(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    values = {name: _columns(signals, name).points[at] for name in ("hrv", "resting_hr", "sleep")}
    return (
        "Your HRV, resting heart rate and sleep are all poor for you. Rest would be wise.",
        values,
    )


def _describe_overtraining(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    hrv = signals.history.daily("hrv_rmssd")
    values = {"before_ms": hrv[at - 6 : at - 2].mean(), "last_ms": hrv[at - 2 : at + 1].mean()}
    text = "For three days in a row, your HRV has been at least 15 % below the four days before."
    return text, values


CLASSIC_DETECTORS: tuple[ThresholdDetector, ...] = (
    ThresholdDetector("hrv_low", _ENGINE, _hrv, _describe_component("hrv")),
    ThresholdDetector("resting_hr_high", _ENGINE, _resting_hr, _describe_component("resting_hr")),
    ThresholdDetector("short_sleep", _ENGINE, _sleep, _describe_component("sleep")),
    ThresholdDetector("high_acwr", _ENGINE, _load, _describe_component("load")),
    ThresholdDetector("illness_pattern", _ENGINE, _illness, _describe_illness),
    ThresholdDetector("overtraining", _ENGINE, _overtraining, _describe_overtraining),
)
"""Detectors of the classic model."""
