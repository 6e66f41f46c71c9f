"""The classic model's anomalies, with the limits of the recovery engine that trainkit unites."""

from collections.abc import Callable, Mapping

import numpy as np

from trainkit.ports.component import ComponentColumns
from trainkit.recovery._daily_signals import DailySignals
from trainkit.recovery._detectors import Levels, ThresholdDetector, graded, nothing
from trainkit.recovery._score import MODELS, scores

__all__ = ["CLASSIC_SIGNS"]

_ENGINE = "Intelligent Training Optimizer 2025"
_Says = Callable[[DailySignals, int], tuple[str, Mapping[str, float]]]
_PARTS = {one.name: one for one in MODELS["classic"]}


def _columns(now: DailySignals, name: str) -> ComponentColumns:
    return scores(now.history, now.athlete, model="classic").columns[name]


def _hrv(now: DailySignals) -> Levels:
    percent = _columns(now, "hrv").deviation
    return graded(percent <= -15, percent <= -20)


def _resting_hr(now: DailySignals) -> Levels:
    percent = _columns(now, "resting_hr").deviation
    return graded(percent >= 7, percent >= 10)


def _sleep(now: DailySignals) -> Levels:
    return graded(_columns(now, "sleep").points < 40, nothing(now))


def _load(now: DailySignals) -> Levels:
    return graded(_columns(now, "load").points < 30, nothing(now))


def _several(now: DailySignals) -> Levels:
    hrv, beats, asleep = (_columns(now, name).points for name in ("hrv", "resting_hr", "sleep"))
    return graded(nothing(now), (hrv < 25) & (beats < 25) & (asleep < 50))


def _overtraining(now: DailySignals) -> Levels:
    """The last three of seven days all at least 15 % below the mean of the first four."""
    hrv = now.history.daily("hrv_rmssd")
    found = nothing(now)
    if now.days >= 7:
        week = np.lib.stride_tricks.sliding_window_view(hrv, 7)
        before = week[:, :4].mean(axis=1, keepdims=True)
        found[6:] = np.all(week[:, 4:] <= 0.85 * before, axis=1)
    return graded(nothing(now), found)


def _says(name: str) -> _Says:
    def say(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
        columns = _columns(now, name)
        text = _PARTS[name].explain(now.history, now.athlete, at, columns)
        values = {"points": columns.points[at], "deviation": columns.deviation[at]}
        return f"Unusual for you: {text}.", values

    return say


def _say_several(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    values = {name: _columns(now, name).points[at] for name in ("hrv", "resting_hr", "sleep")}
    return "HRV, resting heart rate and sleep are all poor for you; rest is wise.", values


def _say_overtraining(now: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    hrv = now.history.daily("hrv_rmssd")
    values = {"before_ms": hrv[at - 6 : at - 2].mean(), "last_ms": hrv[at - 2 : at + 1].mean()}
    text = "On three days in a row HRV was at least 15 % below the four days before."
    return text, values


CLASSIC_SIGNS: tuple[ThresholdDetector, ...] = (
    ThresholdDetector("hrv_low", _ENGINE, _hrv, _says("hrv")),
    ThresholdDetector("resting_hr_high", _ENGINE, _resting_hr, _says("resting_hr")),
    ThresholdDetector("short_sleep", _ENGINE, _sleep, _says("sleep")),
    ThresholdDetector("high_acwr", _ENGINE, _load, _says("load")),
    ThresholdDetector("illness_pattern", _ENGINE, _several, _say_several),
    ThresholdDetector("overtraining", _ENGINE, _overtraining, _say_overtraining),
)
"""The classic model's detectors."""
