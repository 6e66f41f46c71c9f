"""The personal model: each component stands in the athlete's own distribution.

A usual morning has 75 points, so that an average day of a well-trained person is green.
"""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.metrics.windows import rolling_count
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import ComponentColumns
from trainkit.recovery._curve import Curve, blend
from trainkit.recovery._daily_signals import (
    MIN_NIGHTS,
    NORMAL_DAYS,
    DailySignals,
    daily_signals,
    usual,
)
from trainkit.recovery._words import against, signed

__all__ = ["HeartRateVariability", "Load", "RestingHeartRate", "Sleep"]


class HeartRateVariability:
    """The week's mean lnRMSSD against the 60 days before, two-sided."""

    name = "hrv"
    method = (
        "7-day mean of lnRMSSD against mean and SD of the 60 days before (Plews 2012; "
        "Buchheit 2014); above the range with a low resting heart rate is no praise"
    )
    _curve = Curve((-2.0, -1.0, -0.5, 0.0, 0.5, 1.0), (0, 30, 55, 77, 88, 92))
    # A high week with a low resting heart rate can be overreaching: Plews 2013, Training Monkey.
    _high_with_low_hr = Curve((0.75, 1.0, 1.5, 2.5), (100, 65, 50, 30))

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        now = daily_signals(history, athlete)
        low, high = now.hrv_range_ms
        capped = np.where(now.resting_hr_z <= -1, self._high_with_low_hr(now.hrv_week_z), 100.0)
        return ComponentColumns(
            points=np.minimum(self._curve(now.hrv_week_z), capped),
            value=np.exp(now.hrv.mean),
            baseline=np.exp(now.hrv.normal_mean),
            low=low,
            high=high,
            deviation=now.hrv_week_z,
            have=now.hrv.normal_nights,
            need=MIN_NIGHTS,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "ms", "SD"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        now = daily_signals(history, athlete)
        text = (
            f"HRV: the 7-day mean of {columns.value[at]:.0f} ms is "
            f"{against(columns.deviation[at])} (usual {columns.baseline[at]:.0f}, "
            f"range {columns.low[at]:.0f} to {columns.high[at]:.0f} ms)"
        )
        if now.hrv_week_z[at] >= 0.75 and now.resting_hr_z[at] <= -1:
            text += "; with a resting heart rate this low that can be a sign of strain"
        return text

    def value_for(
        self,
        history: History,
        athlete: Athlete,
        at: int,
        points: float,
        columns: ComponentColumns,
    ) -> float | None:
        """See `Component`."""
        now = daily_signals(history, athlete)
        z = self._curve.place_of(points, near=float(now.hrv_week_z[at]))
        if z is None or np.isnan(now.hrv_week_z[at]):
            return None
        return float(np.exp(now.hrv.normal_mean[at] + z * now.hrv_sd[at]))


class RestingHeartRate:
    """The morning's resting heart rate in individual standard deviations."""

    name = "resting_hr"
    method = "(today - mean of 60 days before) / max(SD, 1.5 bpm) (Training Monkey 2026)"
    _curve = Curve((-2.0, -1.0, 0.0, 1.0, 2.0, 3.0), (96, 88, 75, 52, 22, 0))

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        now = daily_signals(history, athlete)
        mean, sd = now.resting_hr_usual
        return ComponentColumns(
            points=self._curve(now.resting_hr_z),
            value=now.resting_hr,
            baseline=mean,
            low=mean - sd,
            high=mean + sd,
            deviation=now.resting_hr_z,
            have=_known_before(now.resting_hr),
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
            f"resting heart rate: {columns.value[at]:.0f} bpm is {against(columns.deviation[at])} "
            f"(usual {columns.baseline[at]:.0f} bpm)"
        )

    def value_for(
        self,
        history: History,
        athlete: Athlete,
        at: int,
        points: float,
        columns: ComponentColumns,
    ) -> float | None:
        """See `Component`."""
        now = daily_signals(history, athlete)
        mean, sd = now.resting_hr_usual
        z = self._curve.place_of(points, near=float(now.resting_hr_z[at]))
        return None if z is None or np.isnan(mean[at]) else float(mean[at] + z * sd[at])


class Sleep:
    """Last night against the person's need, the week's debt, and regularity."""

    name = "sleep"
    method = (
        "half last night against the need, a third the debt of 7 nights, the rest the sleep "
        "regularity index (Phillips 2017); a device's score where hours are missing"
    )
    _night = Curve((0.5, 0.6, 0.75, 0.9, 1.0, 1.08), (0, 12, 42, 70, 84, 92))
    _debt = Curve((0.0, 3.0, 7.0, 14.0), (95, 76, 45, 0))
    _regular = Curve((30.0, 60.0, 75.0, 90.0), (25, 60, 78, 96))
    _score = Curve((20.0, 40.0, 60.0, 80.0, 100.0), (0, 18, 50, 80, 100))
    _weights = (0.5, 1 / 3, 1 / 6)

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        now = daily_signals(history, athlete)
        hours, need = now.sleep_h, now.sleep_need_h
        device = self._score(history.daily("sleep_score"))
        points = np.where(np.isnan(hours), device, blend(*self._parts(now)))
        return ComponentColumns(
            points=points,
            value=np.where(np.isnan(hours), history.daily("sleep_score"), hours),
            baseline=np.where(np.isnan(hours), np.nan, need),
            low=np.where(np.isnan(hours), np.nan, 0.9 * need),
            high=np.full(hours.size, np.nan),
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
        now = daily_signals(history, athlete)
        if np.isnan(now.sleep_h[at]):
            score = history.daily("sleep_score")[at]
            return f"sleep: no hours known, so the device's score of {score:.0f} was used"
        text = f"sleep: {now.sleep_h[at]:.1f} h of the {now.sleep_need_h[at]:.1f} h needed"
        if not np.isnan(now.sleep_debt_h[at]):
            text += f", {now.sleep_debt_h[at]:.1f} h missed in 7 nights"
        if not np.isnan(now.sleep_regularity[at]):
            text += f", regularity {now.sleep_regularity[at]:.0f} of 100"
        return text

    def value_for(
        self,
        history: History,
        athlete: Athlete,
        at: int,
        points: float,
        columns: ComponentColumns,
    ) -> float | None:
        """See `Component`."""
        now = daily_signals(history, athlete)
        hours = now.sleep_h[at]
        if np.isnan(hours):
            return self._score.place_of(points, near=float(history.daily("sleep_score")[at]))
        parts = [(weight, float(one[at])) for weight, one in self._parts(now)]
        there = [(weight, one) for weight, one in parts if not np.isnan(one)]
        rest = sum(weight * one for weight, one in there[1:])
        night = (points * sum(weight for weight, _ in there) - rest) / there[0][0]
        share = self._night.place_of(night, near=float(hours / now.sleep_need_h[at]))
        return None if share is None else float(share * now.sleep_need_h[at])

    def _parts(self, now: DailySignals) -> list[tuple[float, FloatArray]]:
        parts = (
            self._night(now.sleep_h / now.sleep_need_h),
            self._debt(now.sleep_debt_h),
            self._regular(now.sleep_regularity),
        )
        return list(zip(self._weights, parts, strict=True))


class Load:
    """What training of the last weeks left behind: form, ACWR and divergence up to yesterday."""

    name = "load"
    method = (
        "half form in the athlete's own distribution of 60 days, a third ACWR (exponential, 7 and "
        "28 days, in the bands of Gabbett 2016), the rest divergence (Training Monkey 2026)"
    )
    need = 28
    _form = Curve((-2.5, -1.5, -0.75, 0.0, 0.75, 1.5), (15, 40, 60, 76, 88, 96))
    _ratio = Curve((0.6, 0.8, 1.0, 1.3, 1.5, 2.0), (96, 90, 78, 60, 30, 0))
    _diverge = Curve((-0.3, -0.15, -0.05, 0.05, 0.15), (10, 40, 68, 80, 90))
    _weights = (1 / 3, 1 / 2, 1 / 6)

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        now = daily_signals(history, athlete)
        mean, sd = usual(now.form)
        z = (now.form - mean) / np.maximum(sd, 0.05)
        # Until there are 14 days to compare with, any form is taken as usual.
        form = self._form(np.where(np.isnan(z) & ~np.isnan(now.form), 0.0, z))
        parts = (self._ratio(now.ratio), form, self._diverge(now.divergence))
        return ComponentColumns(
            points=blend(*zip(self._weights, parts, strict=True)),
            value=now.ratio,
            baseline=np.full(now.days, 1.0),
            low=np.full(now.days, 0.8),
            high=np.full(now.days, 1.3),
            deviation=z,
            have=rolling_count(~np.isnan(now.load_yesterday), self.need),
            need=self.need,
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "1", "SD"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        now = daily_signals(history, athlete)
        text = f"load: ACWR {now.ratio[at]:.2f} up to yesterday (0.8 to 1.3 is the usual range)"
        if not np.isnan(now.form[at]):
            chart = now.chart
            text += (
                f", form {signed(chart.tsb[at])} at fitness {chart.ctl[at]:.0f}"
                f" and fatigue {chart.atl[at]:.0f}"
            )
        if not np.isnan(now.divergence[at]):
            text += f", divergence {signed(now.divergence[at], 2)}"
        return text

    def value_for(
        self,
        history: History,
        athlete: Athlete,
        at: int,
        points: float,
        columns: ComponentColumns,
    ) -> None:
        """See `Component`; what has been trained cannot be changed, so there is none."""


def _known_before(values: FloatArray) -> NDArray[np.intp]:
    before = np.r_[False, ~np.isnan(values)][: values.size]
    return rolling_count(before, NORMAL_DAYS)
