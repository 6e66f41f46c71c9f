"""The classic model's anomalies, with the limits of the recovery engine that trainkit unites."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.recovery._classic import ClassicHrv, ClassicLoad, ClassicRestingHr, ClassicSleep
from trainkit.recovery._known import Known
from trainkit.recovery._signs import Levels, Sign

__all__ = ["CLASSIC_SIGNS"]

_ENGINE = "Intelligent Training Optimizer 2025"
_Says = Callable[[Known, int], tuple[str, Mapping[str, float]]]
_Component = ClassicHrv | ClassicRestingHr | ClassicSleep | ClassicLoad


def _levels(warning: NDArray[np.bool_], critical: NDArray[np.bool_]) -> Levels:
    return np.where(critical, 3, np.where(warning, 2, 0)).astype(np.int8)


def _points(now: Known, component: _Component) -> FloatArray:
    return component.columns(now.history, now.athlete).points


def _deviation(now: Known, component: _Component) -> FloatArray:
    return component.columns(now.history, now.athlete).deviation


def _hrv(now: Known) -> Levels:
    percent = _deviation(now, ClassicHrv())
    return _levels(percent <= -15, percent <= -20)


def _resting_hr(now: Known) -> Levels:
    percent = _deviation(now, ClassicRestingHr())
    return _levels(percent >= 7, percent >= 10)


def _sleep(now: Known) -> Levels:
    points = _points(now, ClassicSleep())
    return _levels(points < 40, np.zeros(now.days, dtype=bool))


def _load(now: Known) -> Levels:
    points = _points(now, ClassicLoad())
    return _levels(points < 30, np.zeros(now.days, dtype=bool))


def _several(now: Known) -> Levels:
    low = [_points(now, one) < 25 for one in (ClassicHrv(), ClassicRestingHr())]
    both = low[0] & low[1] & (_points(now, ClassicSleep()) < 50)
    return _levels(np.zeros(now.days, dtype=bool), both)


def _overtraining(now: Known) -> Levels:
    """The last three of seven days all at least 15 % below the mean of the first four."""
    hrv = now.history.daily("hrv_rmssd")
    found = np.zeros(now.days, dtype=bool)
    if now.days >= 7:
        week = np.lib.stride_tricks.sliding_window_view(hrv, 7)
        before = week[:, :4].mean(axis=1, keepdims=True)
        found[6:] = np.all(week[:, 4:] <= 0.85 * before, axis=1)
    return _levels(np.zeros(now.days, dtype=bool), found)


def _says(component: _Component) -> _Says:
    def say(now: Known, at: int) -> tuple[str, Mapping[str, float]]:
        columns = component.columns(now.history, now.athlete)
        text = component.explain(now.history, now.athlete, at)
        values = {"points": columns.points[at], "deviation": columns.deviation[at]}
        return f"Unusual for you: {text}.", values

    return say


def _say_several(now: Known, at: int) -> tuple[str, Mapping[str, float]]:
    parts = (ClassicHrv(), ClassicRestingHr(), ClassicSleep())
    values = {one.name: _points(now, one)[at] for one in parts}
    return "HRV, resting heart rate and sleep are all poor for you; rest is wise.", values


def _say_overtraining(now: Known, at: int) -> tuple[str, Mapping[str, float]]:
    hrv = now.history.daily("hrv_rmssd")
    values = {"before_ms": hrv[at - 6 : at - 2].mean(), "last_ms": hrv[at - 2 : at + 1].mean()}
    text = "On three days in a row HRV was at least 15 % below the four days before."
    return text, values


CLASSIC_SIGNS: tuple[Sign, ...] = (
    Sign("hrv_low", _ENGINE, _hrv, _says(ClassicHrv())),
    Sign("resting_hr_high", _ENGINE, _resting_hr, _says(ClassicRestingHr())),
    Sign("short_sleep", _ENGINE, _sleep, _says(ClassicSleep())),
    Sign("high_acwr", _ENGINE, _load, _says(ClassicLoad())),
    Sign("illness_pattern", _ENGINE, _several, _say_several),
    Sign("overtraining", _ENGINE, _overtraining, _say_overtraining),
)
"""The classic model's detectors."""
