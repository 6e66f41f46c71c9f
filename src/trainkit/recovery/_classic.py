"""The classic model: curves and rounding of the Intelligent Training Optimizer.

It scores single days in percent of a week's mean. It stays unchanged so that users of that system
get the same numbers; the personal model is more accurate.
"""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics import sleep
from trainkit.metrics.acwr import USUAL_ACWR
from trainkit.metrics.windows import rolling_count, rolling_mean, rolling_sum
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import ComponentColumns
from trainkit.recovery._curve import Curve
from trainkit.recovery._daily_signals import daily_signals, lag
from trainkit.recovery._words import format_signed

__all__ = ["ClassicHrv", "ClassicLoad", "ClassicRestingHr", "ClassicSleep", "latest_mean"]

_WEEK = 7
_MIN_VALUES = 4
_ENGINE = "Intelligent Training Optimizer 2025"


class _Deviation:
    """Deviation of a morning's value from the mean of the last 7 known ones, in percent."""

    name: str
    unit: str
    method: str
    field: str
    curve: Curve

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        value = history.daily(self.field)
        mean, have = latest_mean(value)
        deviation = 100 * (value - mean) / mean
        return ComponentColumns(
            points=np.rint(self.curve(deviation)),
            value=value,
            baseline=mean,
            low=np.full(value.size, np.nan),
            high=np.full(value.size, np.nan),
            deviation=deviation,
            have=have,
            need=_MIN_VALUES,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return self.unit, "%"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        return (
            f"{'HRV' if self.name == 'hrv' else 'resting heart rate'}: {columns.value[at]:.0f} "
            f"{self.unit}, {format_signed(columns.deviation[at])} % compared with "
            f"{columns.baseline[at]:.0f} {self.unit}, your mean of the last 7"
        )

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> float | None:
        """See `Component`."""
        percent = self.curve.value_at(points, near=float(columns.deviation[at]))
        return None if percent is None else float(columns.baseline[at] * (1 + percent / 100))


class ClassicHrv(_Deviation):
    """Last night's RMSSD relative to the last 7 known nights."""

    name = "hrv"
    unit = "ms"
    field = "hrv_rmssd"
    method = f"deviation from the mean of the last 7 known nights, at least 4 ({_ENGINE})"
    curve = Curve((-20.0, -10.0, 0.0, 10.0), (0, 25, 50, 100))


class ClassicRestingHr(_Deviation):
    """The morning's resting heart rate relative to the last 7 known mornings."""

    name = "resting_hr"
    unit = "bpm"
    field = "resting_hr"
    method = f"deviation from the mean of the last 7 known mornings, at least 4 ({_ENGINE})"
    curve = Curve((-5.0, 0.0, 5.0, 10.0), (100, 50, 25, 0))


class ClassicSleep:
    """Hours asleep, combined with the device's score if known."""

    name = "sleep"
    method = f"0.6 points for hours + 0.4 device score, or points for hours alone ({_ENGINE})"

    @staticmethod
    def points_of(hours: FloatArray, quality: FloatArray) -> FloatArray:
        """Score hours [h] and an optional quality, clipped to 0 to 100; NaN means none."""
        alone = np.rint(sleep.duration_score(hours))
        both = np.rint(sleep.score(hours, np.clip(quality, 0, 100)))
        return np.where(np.isnan(quality), alone, both)

    _hours = Curve((4.0, 5.0, 6.0, 7.0), (0, 40, 70, 100))

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        hours, quality = history.daily("sleep_h"), history.daily("sleep_score")
        points = self.points_of(hours, quality)
        nothing = np.full(hours.size, np.nan)
        return ComponentColumns(
            points=points,
            value=hours,
            baseline=np.full(hours.size, 8.0),
            low=np.full(hours.size, 7.0),
            high=np.full(hours.size, 9.0),
            deviation=nothing,
            have=(~np.isnan(points)).astype(np.intp),
            need=1,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "h", "h"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        hours, quality = history.daily("sleep_h")[at], history.daily("sleep_score")[at]
        scored = "" if np.isnan(quality) else f" with a device score of {quality:.0f}"
        return f"sleep: {hours:.1f} h{scored}; 7 to 9 h earn full points"

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> float | None:
        """See `Component`."""
        quality = history.daily("sleep_score")[at]
        wanted = points if np.isnan(quality) else (points - 0.4 * quality) / 0.6
        return self._hours.value_at(wanted, near=float(history.daily("sleep_h")[at]))


class ClassicLoad:
    """Coupled ACWR of 7 and 28 days; unknown days count as zero."""

    name = "load"
    method = f"ACWR of 7 and 28 daily loads up to yesterday ({_ENGINE})"
    _curve = Curve((0.5, 0.8, 1.3, 1.5, 2.0), (30, 100, 100, 30, 0))
    _chronic = 28

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        loads = lag(np.nan_to_num(daily_signals(history, athlete).loads.internal))
        acute = rolling_sum(loads, _WEEK) / _WEEK
        chronic = rolling_sum(loads, self._chronic) / self._chronic
        ratio = acute / np.where(chronic > 0, chronic, np.nan)
        return ComponentColumns(
            points=np.rint(self._curve(ratio)),
            value=ratio,
            baseline=np.full(ratio.size, 1.0),
            low=np.full(ratio.size, USUAL_ACWR[0]),
            high=np.full(ratio.size, USUAL_ACWR[1]),
            deviation=ratio - 1,
            have=rolling_count(~np.isnan(loads), self._chronic),
            need=self._chronic,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "1", "1"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        ratio = columns.value[at]
        return f"load: ACWR {ratio:.2f} up to yesterday (0.8 to 1.3 earns full points)"

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> None:
        """Return None, since past training cannot be changed; see `Component`."""


def latest_mean(values: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Compute mean and number of the last 7 known values before each day; NaN below 4 values."""
    known_days = np.flatnonzero(~np.isnan(values))
    means = rolling_mean(values[known_days], _WEEK, min_periods=_MIN_VALUES)
    shorter = np.arange(known_days.size) < _WEEK - 1
    for last in np.flatnonzero(shorter):
        means[last] = values[known_days[: last + 1]].mean() if last + 1 >= _MIN_VALUES else np.nan
    known_before = np.searchsorted(
        known_days, np.arange(values.size)
    )  # known values before each day
    count = np.minimum(known_before, _WEEK)
    return np.r_[np.nan, means][known_before], count.astype(np.intp)
