"""The daily columns that scores and warnings rest on, each as it is known when its day begins.

The night and the morning belong to their day. Training belongs to the day before: its columns are
moved by one day, so that nothing done or planned later can reach a day's answer.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.loads import DailyLoads, daily_loads
from trainkit.metrics import acwr, fitness, hrv, load
from trainkit.metrics.windows import rolling_mean, rolling_std
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["MIN_NIGHTS", "NORMAL_DAYS", "DailySignals", "daily_signals", "earlier"]

NORMAL_DAYS = 60
"""Days before today that show what is normal for a person."""

MIN_NIGHTS = 14
"""DailySignals days among them that it takes."""

_MATCHED_DAYS = 21  # of 28, on which both loads were measured
_SD_FLOOR_BPM = 1.5  # Training Monkey 2026: a smaller spread is the device's rounding
_SD_FLOOR_LN = 0.05
_NEED_H = (7.0, 9.0)  # Hirshkowitz 2015, Sleep Health 1:40: adults
_NEED_UNKNOWN_H = 8.0


@dataclass(frozen=True, eq=False)
class DailySignals:
    """What is known of an athlete at the start of each of a history's days, shape (days,)."""

    history: History
    athlete: Athlete

    @cached_property
    def ln_rmssd(self) -> FloatArray:
        """Of this morning [ln ms]."""
        return np.log(self.history.daily("hrv_rmssd"))

    @cached_property
    def hrv(self) -> hrv.HrvBaseline:
        """The week's mean and the range of the 60 days before today."""
        return hrv.baseline(self.ln_rmssd, normal_days=NORMAL_DAYS, min_normal_nights=MIN_NIGHTS)

    @cached_property
    def hrv_sd(self) -> FloatArray:
        """Night-to-night spread [ln ms], not below what a device can tell."""
        return np.maximum(self.hrv.normal_sd, _SD_FLOOR_LN)

    @cached_property
    def hrv_range_ms(self) -> tuple[FloatArray, FloatArray]:
        """The normal range that is shown: mean and half a standard deviation [ms]."""
        middle, half = self.hrv.normal_mean, 0.5 * self.hrv_sd
        return np.exp(middle - half), np.exp(middle + half)

    @cached_property
    def hrv_week_z(self) -> FloatArray:
        """The week's mean against the range [SD]."""
        return (self.hrv.mean - self.hrv.normal_mean) / self.hrv_sd

    @cached_property
    def hrv_night_z(self) -> FloatArray:
        """Last night alone [SD]."""
        return (self.ln_rmssd - self.hrv.normal_mean) / self.hrv_sd

    @property
    def resting_hr(self) -> FloatArray:
        """Of this morning [bpm]."""
        return self.history.daily("resting_hr")

    @cached_property
    def resting_hr_usual(self) -> tuple[FloatArray, FloatArray]:
        """Mean and SD of the 60 days before today [bpm]."""
        mean, sd = usual(self.resting_hr)
        return mean, np.maximum(sd, _SD_FLOOR_BPM)

    @cached_property
    def resting_hr_z(self) -> FloatArray:
        """Of this morning against it [SD]."""
        mean, sd = self.resting_hr_usual
        return (self.resting_hr - mean) / sd

    @property
    def sleep_h(self) -> FloatArray:
        """Last night's [h]."""
        return self.history.daily("sleep_h")

    @cached_property
    def sleep_need_h(self) -> FloatArray:
        """What the athlete says, or else the median of the 60 nights before, from 7 to 9 h [h]."""
        own = self.athlete.sleep_need_h
        if own is not None:
            return np.full(self.sleep_h.size, own)
        median = rolling_median(earlier(self.sleep_h), NORMAL_DAYS, MIN_NIGHTS)
        return np.where(np.isnan(median), _NEED_UNKNOWN_H, np.clip(median, *_NEED_H))

    @cached_property
    def sleep_debt_h(self) -> FloatArray:
        """Sleep missing in the last 7 nights [h], for at least 4 known nights."""
        need = self.sleep_need_h
        mean = rolling_mean(np.maximum(need - self.sleep_h, 0), 7, min_periods=4)
        return 7 * mean

    @cached_property
    def sleep_regularity(self) -> FloatArray:
        """Sleep regularity index of the last 7 pairs of nights, for at least 5 [1]."""
        start = self.history.daily("sleep_start")
        return regularity_of_nights(start, self.history.daily("sleep_end"))

    @cached_property
    def loads(self) -> DailyLoads:
        """Every day's loads, not moved."""
        return daily_loads(self.history, self.athlete)

    @cached_property
    def load_yesterday(self) -> FloatArray:
        """Internal load of the day before [1]."""
        return earlier(self.loads.internal)

    @cached_property
    def ratio(self) -> FloatArray:
        """Acute to chronic internal load up to yesterday, exponentially weighted [1].

        NaN after four weeks without any training: next to nothing over next to nothing says little.
        """
        idle = rolling_mean(self.loads.internal, 28, min_periods=1) <= 0
        return earlier(np.where(idle, np.nan, acwr.acwr(self.loads.internal)))

    @cached_property
    def rolling_ratios(self) -> tuple[FloatArray, FloatArray]:
        """External and internal ratios of 7 and 28 days up to yesterday, coupled [1]."""
        return self._ratios(self.loads.external, self.loads.internal)

    @cached_property
    def divergence(self) -> FloatArray:
        """External against internal ratio over sessions in which both were measured [1]."""
        matched = (self.loads.matched_external, self.loads.matched_internal)
        return np.asarray(acwr.divergence(*self._ratios(*matched, min_periods=_MATCHED_DAYS)))

    def _ratios(
        self, external: FloatArray, internal: FloatArray, min_periods: int | None = None
    ) -> tuple[FloatArray, FloatArray]:
        both = np.column_stack([external, internal])
        ratios = acwr.acwr(both, method="rolling", min_periods=min_periods)
        return earlier(ratios[:, 0]), earlier(ratios[:, 1])

    @cached_property
    def chart(self) -> fitness.PerformanceChart:
        """Fitness, fatigue and form at the end of the day before [1]."""
        made = fitness.performance_chart(self.loads.internal, form="same_day")
        return fitness.PerformanceChart(*(earlier(one) for one in made))

    @cached_property
    def form(self) -> FloatArray:
        """Form as a share of fitness [1]; NaN in the first four weeks, while fitness builds up."""
        share = self.chart.tsb / np.maximum(self.chart.ctl, 10.0)
        seen = np.cumsum(~np.isnan(self.load_yesterday))
        return np.where(seen >= 28, share, np.nan)

    @cached_property
    def days_since_rest(self) -> FloatArray:
        """Days of training in a row up to yesterday [d]."""
        return earlier(load.days_since_rest(self.loads.trimp))

    @cached_property
    def weight_change(self) -> FloatArray:
        """Weight of the last 7 days against that of 28 days before [%]."""
        week = rolling_mean(self.history.daily("weight_kg"), 7, min_periods=2)
        return 100 * (week / earlier(week, 28) - 1)

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        first, last = self.history.dates[[0, -1]].tolist()
        return first, last

    @property
    def days(self) -> int:
        """How many days there are."""
        return self.history.dates.size


def daily_signals(history: History, athlete: Athlete) -> DailySignals:
    """Give the columns of a history, worked out once.

    Parameters
    ----------
    history : History
        At least one day.
    athlete : Athlete
        Whose thresholds and need of sleep count.

    Returns
    -------
    DailySignals
        One value for each of ``history.dates``.

    Raises
    ------
    InvalidInput
        The history is empty.
    """
    if history.span is None:
        advice = "a history with at least one day: read files, or log a morning by hand"
        raise InvalidInput("history", "no days", advice)
    return history.memoize(("daily_signals", athlete), lambda: DailySignals(history, athlete))


def earlier(values: FloatArray, days: int = 1) -> FloatArray:
    """Move a column, so that each day has what an earlier one had."""
    moved = np.full(values.shape, np.nan)
    moved[days:] = values[:-days]
    return moved


def usual(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and SD of the days before each day that show what is normal."""
    before = earlier(values)
    mean = rolling_mean(before, NORMAL_DAYS, min_periods=MIN_NIGHTS)
    return mean, rolling_std(before, NORMAL_DAYS, ddof=1, min_periods=MIN_NIGHTS)


def rolling_median(values: FloatArray, window: int, least: int) -> FloatArray:
    """Median of the last `window` days, where `least` of them are known."""
    padded = np.concatenate([np.full(window - 1, np.nan), values])
    views = np.sort(np.lib.stride_tricks.sliding_window_view(padded, window), axis=1)
    count = np.count_nonzero(~np.isnan(views), axis=1)  # NaN sorts to the end
    rows = np.arange(values.size)
    middle = (views[rows, np.maximum(count - 1, 0) // 2] + views[rows, count // 2 % window]) / 2
    return np.where(count >= least, middle, np.nan)


def regularity_of_nights(start: FloatArray, end: FloatArray) -> FloatArray:
    """Sleep regularity index from one sleep a day, given in hours from the day's midnight.

    Between two days the minutes that differ are those in one night but not in the other, so that
    the index of Phillips 2017 (Sci Rep 7:3216) needs no table of minutes.
    """
    before_start, before_end = earlier(start), earlier(end)
    both = np.minimum(end, before_end) - np.maximum(start, before_start)
    differ = (end - start) + (before_end - before_start) - 2 * np.maximum(both, 0)
    return rolling_mean(100 - 200 * np.minimum(differ, 24) / 24, 7, min_periods=5)
