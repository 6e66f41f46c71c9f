"""The personal model: each component is scored relative to the athlete's own distribution.

A normal morning earns about 75 points, so that an average day of a well-trained person is green.
HRV, resting heart rate and sleep count half today's points, and 30 and 20 % those of the two days
before.
"""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.acwr import USUAL_ACWR
from trainkit.metrics.windows import rolling_count
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import ComponentColumns
from trainkit.recovery._curve import Curve, blend, steady, today_for
from trainkit.recovery._daily_signals import (
    MIN_NIGHTS,
    NORMAL_DAYS,
    DailySignals,
    daily_signals,
    lag,
)
from trainkit.recovery._words import compare_with_normal, format_signed

__all__ = ["HeartRateVariability", "Load", "RestingHeartRate", "Sleep"]


class HeartRateVariability:
    """The 7-day mean of lnRMSSD relative to the 60 days before, two-sided."""

    name = "hrv"
    method = (
        "7-day mean of lnRMSSD relative to mean and SD of the 60 days before (Plews 2012; "
        "Buchheit 2014); a high value with a low resting heart rate loses points; half today, 30 "
        "and 20 % the two days before"
    )
    _curve = Curve((-2.0, -1.0, -0.5, 0.0, 0.5, 1.0), (0, 30, 55, 77, 88, 92))
    # High HRV with a low resting heart rate can mean overreaching (Plews 2013, Training Monkey).
    _high_with_low_hr = Curve((0.75, 1.0, 1.5, 2.5), (100, 65, 50, 30))

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        low, high = signals.hrv_range_ms
        capped = np.where(
            signals.resting_hr_z <= -1, self._high_with_low_hr(signals.hrv_week_z), 100.0
        )
        # Without last night, the nights before can at best be usual.
        usual = np.where(signals.held_back["hrv_rmssd"], self._curve(np.zeros(1)), 100.0)
        return ComponentColumns(
            # What speaks for caution counts at once.
            points=np.minimum(steady(self._curve(signals.hrv_week_z)), np.minimum(capped, usual)),
            value=np.exp(signals.hrv.mean),
            baseline=np.exp(signals.hrv.normal_mean),
            low=low,
            high=high,
            deviation=signals.hrv_week_z,
            have=signals.hrv.normal_nights,
            need=MIN_NIGHTS,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "ms", "SD"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        text = (
            f"HRV: your 7-day mean of {columns.value[at]:.0f} ms is "
            f"{compare_with_normal(columns.deviation[at])} ({columns.baseline[at]:.0f} ms, "
            f"range {columns.low[at]:.0f} to {columns.high[at]:.0f} ms)"
        )
        if signals.held_back["hrv_rmssd"][at]:
            text += "; last night was held back, so it can at best be usual"
        elif signals.hrv_week_z[at] >= 0.75 and signals.resting_hr_z[at] <= -1:
            text += "; with a resting heart rate this low, that can be a sign of strain"
        return text

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> float | None:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        own = self._curve(signals.hrv_week_z)
        z = self._curve.value_at(today_for(points, own, at), near=float(signals.hrv_week_z[at]))
        held_back = signals.held_back["hrv_rmssd"][at]
        if z is None or held_back or np.isnan(signals.hrv_week_z[at]):
            return None
        return float(np.exp(signals.hrv.normal_mean[at] + z * signals.hrv_sd[at]))


class RestingHeartRate:
    """The morning's resting heart rate relative to the 60 days before."""

    name = "resting_hr"
    method = (
        "(today - mean of the 60 days before) / max(SD, 1.5 bpm) (Training Monkey 2026); half "
        "today, 30 and 20 % the two days before"
    )
    _curve = Curve((-2.0, -1.0, 0.0, 1.0, 2.0, 3.0), (96, 88, 75, 52, 22, 0))

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        mean, sd = signals.resting_hr_normal
        return ComponentColumns(
            points=steady(self._curve(signals.resting_hr_z)),
            value=signals.resting_hr,
            baseline=mean,
            low=mean - sd,
            high=mean + sd,
            deviation=signals.resting_hr_z,
            have=_count_known_before(signals.resting_hr),
            need=MIN_NIGHTS,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "bpm", "SD"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        return (
            f"resting heart rate: {columns.value[at]:.0f} bpm is "
            f"{compare_with_normal(columns.deviation[at])} ({columns.baseline[at]:.0f} bpm)"
        )

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> float | None:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        mean, sd = signals.resting_hr_normal
        own = self._curve(signals.resting_hr_z)
        z = self._curve.value_at(today_for(points, own, at), near=float(signals.resting_hr_z[at]))
        return None if z is None or np.isnan(mean[at]) else float(mean[at] + z * sd[at])


class Sleep:
    """Last night relative to the athlete's need, the 7-night debt, and regularity."""

    name = "sleep"
    method = (
        "half last night relative to the need, a third the 7-night debt, a sixth the sleep "
        "regularity index (Phillips 2017); the device's score if hours are missing; "
        "half last night, 30 and 20 % the two nights before"
    )
    _night = Curve((0.5, 0.6, 0.75, 0.9, 1.0, 1.08), (0, 12, 42, 70, 84, 92))
    _debt = Curve((0.0, 3.0, 7.0, 14.0), (95, 76, 45, 0))
    _regular = Curve((30.0, 60.0, 75.0, 90.0), (25, 60, 78, 96))
    _score = Curve((20.0, 40.0, 60.0, 80.0, 100.0), (0, 18, 50, 80, 100))
    _weights = (0.5, 1 / 3, 1 / 6)

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        hours, need = signals.sleep_h, signals.sleep_need_h
        points = steady(self._own_points(signals))
        return ComponentColumns(
            points=points,
            value=np.where(np.isnan(hours), signals.sleep_score, hours),
            baseline=np.where(np.isnan(hours), np.nan, need),
            low=np.where(np.isnan(hours), np.nan, 0.9 * need),
            high=np.full(hours.shape, np.nan),
            deviation=hours - need,
            have=(~np.isnan(points)).astype(np.intp),
            need=1,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return ("percent" if np.isnan(history.daily("sleep_h")[at]) else "h"), "h"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        if np.isnan(signals.sleep_h[at]):
            score = signals.sleep_score[at]
            return f"sleep: hours unknown, so your device's score of {score:.0f} counts"
        text = (
            f"sleep: {signals.sleep_h[at]:.1f} h of the {signals.sleep_need_h[at]:.1f} h you need"
        )
        if not np.isnan(signals.sleep_debt_h[at]):
            text += f", {signals.sleep_debt_h[at]:.1f} h short over 7 nights"
        if not np.isnan(signals.sleep_regularity[at]):
            text += f", regularity {signals.sleep_regularity[at]:.0f} of 100"
        return text

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> float | None:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        hours = signals.sleep_h[at]
        points = today_for(points, self._own_points(signals), at)
        if np.isnan(hours):
            return self._score.value_at(points, near=float(signals.sleep_score[at]))
        parts = [(weight, float(column[at])) for weight, column in self._parts(signals)]
        present = [(weight, score) for weight, score in parts if not np.isnan(score)]
        others = sum(weight * score for weight, score in present[1:])
        night = (points * sum(weight for weight, _ in present) - others) / present[0][0]
        share = self._night.value_at(night, near=float(hours / signals.sleep_need_h[at]))
        return None if share is None else float(share * signals.sleep_need_h[at])

    def _own_points(self, signals: DailySignals) -> FloatArray:
        """Score each night on its own."""
        device = self._score(signals.sleep_score)
        return np.where(np.isnan(signals.sleep_h), device, blend(*self._parts(signals)))

    def _parts(self, signals: DailySignals) -> list[tuple[float, FloatArray]]:
        parts = (
            self._night(signals.sleep_h / signals.sleep_need_h),
            self._debt(signals.sleep_debt_h),
            self._regular(signals.sleep_regularity),
        )
        return list(zip(self._weights, parts, strict=True))


class Load:
    """The effect of recent training: form, ACWR and divergence up to yesterday."""

    name = "load"
    method = (
        "half form relative to the athlete's own 60 days, a third ACWR (exponential, 7 and 28 "
        "days, in the bands of Gabbett 2016), a sixth divergence (Training Monkey 2026)"
    )
    need = 28
    _form = Curve((-2.5, -1.5, -0.75, 0.0, 0.75, 1.5), (15, 40, 60, 76, 88, 96))
    _ratio = Curve((0.6, 0.8, 1.0, 1.3, 1.5, 2.0), (96, 90, 78, 60, 30, 0))
    _diverge = Curve((-0.3, -0.15, -0.05, 0.05, 0.15), (10, 40, 68, 80, 90))
    _weights = (1 / 3, 1 / 2, 1 / 6)

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        mean, sd = signals.form_normal
        z = (signals.form - mean) / np.maximum(sd, 0.05)
        # Until 14 days of form are known, any form counts as normal.
        form = self._form(np.where(np.isnan(z) & ~np.isnan(signals.form), 0.0, z))
        parts = (self._ratio(signals.acwr), form, self._diverge(signals.divergence))
        return ComponentColumns(
            points=blend(*zip(self._weights, parts, strict=True)),
            value=signals.acwr,
            baseline=np.full(signals.shape, 1.0),
            low=np.full(signals.shape, USUAL_ACWR[0]),
            high=np.full(signals.shape, USUAL_ACWR[1]),
            deviation=z,
            have=rolling_count(~np.isnan(signals.load_yesterday), self.need),
            need=self.need,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "1", "SD"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        signals = daily_signals(history, athlete)
        ratio = f"{signals.acwr[at]:.2f}, exponentially weighted, up to yesterday"
        text = f"load: ACWR {ratio} (usual range 0.8 to 1.3)"
        if not np.isnan(signals.form[at]):
            chart = signals.performance
            text += (
                f", form {format_signed(chart.tsb[at])} with fitness {chart.ctl[at]:.0f}"
                f" and fatigue {chart.atl[at]:.0f}"
            )
        if not np.isnan(signals.divergence[at]):
            text += f", divergence {format_signed(signals.divergence[at], 2)}"
        return text

    def value_for(
        self, history: History, athlete: Athlete, at: int, points: float, columns: ComponentColumns
    ) -> None:
        """Return None, since past training cannot be changed; see `Component`."""


def _count_known_before(values: FloatArray) -> NDArray[np.intp]:
    return rolling_count(~np.isnan(lag(values)), NORMAL_DAYS)
