"""Daily columns behind scores and warnings, each as known at the start of its day.

The night and the morning belong to their day. Training columns are lagged by one day, so that
nothing done or planned later can change the answer for a day.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, accumulate
from trainkit.data_quality import unlikely_nights
from trainkit.errors import InvalidInput
from trainkit.loads import DailyLoads, daily_loads
from trainkit.metrics import acwr, fitness, load
from trainkit.metrics.windows import (
    ewma,
    mean_and_std,
    rolling_count,
    rolling_mean,
    rolling_median,
    rolling_std,
)
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = [
    "MIN_NIGHTS",
    "NORMAL_DAYS",
    "SHORTFALL_ALPHA",
    "DailySignals",
    "daily_signals",
    "exponential_acwr",
    "lag",
    "mean_sd_before",
    "zero_if_nan",
]

NORMAL_DAYS = 60
"""Days before today that define what is normal for a person [d]."""

MIN_NIGHTS = 14
"""Known nights required among them."""

SHORTFALL_ALPHA = 0.3
"""Weight of last night in the fading mean of missing sleep [1]."""

_WEEK_DAYS, _WEEK_NIGHTS = 7, 3
_MATCHED_DAYS = 21  # of 28, required with both loads measured
_BIG_DAY, _TRAINED_DAYS = 2.5, 42  # of the mean longest session of the days trained
_SD_FLOOR_BPM = (
    1.5  # Training Monkey 2026; a smaller spread is an artefact of the device's rounding
)
_SD_FLOOR_LN = 0.05
_NEED_H = (7.0, 9.0)  # Hirshkowitz 2015, Sleep Health 1:40: adults
_NEED_UNKNOWN_H = 8.0


class UsualHrv(NamedTuple):
    """What a decision needs of `metrics.hrv.baseline`, bit for bit; arrays of shape (days,).

    Attributes
    ----------
    mean : ndarray
        7-day mean of lnRMSSD, today included [ln ms].
    normal_mean, normal_sd : ndarray
        Mean and standard deviation of the 60 days before [ln ms].
    normal_nights : ndarray of int
        Known nights behind them [d].
    """

    mean: FloatArray
    normal_mean: FloatArray
    normal_sd: FloatArray
    normal_nights: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class DailySignals:
    """Daily columns of an athlete, as known at the start of each day, shape (days,).

    Nights far outside the athlete's range are unknown in them until a second one confirms them:
    see `held_back`. Days before `first` are there for the windows of later days alone.
    """

    history: History
    athlete: Athlete
    first: int = 0

    @property
    def held_back(self) -> Mapping[str, NDArray[np.bool_]]:
        """Nights that are held back, by field: hrv_rmssd, resting_hr and sleep_h."""
        return unlikely_nights(self.history).held_back

    def _likely(self, field: str, of: str | None = None) -> FloatArray:
        """Read a field without the nights that are held back, of this field or another."""
        return np.where(self.held_back[of or field], np.nan, self.history.daily(field))

    @cached_property
    def ln_rmssd(self) -> FloatArray:
        """LnRMSSD of this morning [ln ms]."""
        return np.log(self._likely("hrv_rmssd"))

    @cached_property
    def hrv(self) -> "UsualHrv":
        """The 7-day mean, and the normal range of the 60 days before today."""
        nightly = self.ln_rmssd
        nights = rolling_count(~np.isnan(lag(nightly)), NORMAL_DAYS, first=self.first)
        week = rolling_mean(nightly, _WEEK_DAYS, min_periods=_WEEK_NIGHTS, first=self.first)
        return UsualHrv(week, *normal_mean_sd(nightly, self.first), nights)

    @cached_property
    def hrv_sd(self) -> FloatArray:
        """Night-to-night SD [ln ms], not below a device's resolution."""
        return np.maximum(self.hrv.normal_sd, _SD_FLOOR_LN)

    @cached_property
    def hrv_range_ms(self) -> tuple[FloatArray, FloatArray]:
        """The displayed normal range: mean plus and minus half a standard deviation [ms]."""
        mean, half = self.hrv.normal_mean, 0.5 * self.hrv_sd
        return np.exp(mean - half), np.exp(mean + half)

    @cached_property
    def hrv_week_z(self) -> FloatArray:
        """Deviation of the 7-day mean from normal [SD]."""
        return (self.hrv.mean - self.hrv.normal_mean) / self.hrv_sd

    @cached_property
    def hrv_night_z(self) -> FloatArray:
        """Deviation of last night from normal [SD]."""
        return (self.ln_rmssd - self.hrv.normal_mean) / self.hrv_sd

    @cached_property
    def resting_hr(self) -> FloatArray:
        """Resting heart rate of this morning [bpm]."""
        return self._likely("resting_hr")

    @cached_property
    def resting_hr_normal(self) -> tuple[FloatArray, FloatArray]:
        """Mean and SD of the resting heart rate in the 60 days before today [bpm]."""
        mean, sd = normal_mean_sd(self.resting_hr, self.first)
        return mean, np.maximum(sd, _SD_FLOOR_BPM)

    @cached_property
    def resting_hr_z(self) -> FloatArray:
        """Deviation of this morning's resting heart rate from normal [SD]."""
        mean, sd = self.resting_hr_normal
        return (self.resting_hr - mean) / sd

    @cached_property
    def sleep_h(self) -> FloatArray:
        """Last night's sleep [h]."""
        return self._likely("sleep_h")

    @cached_property
    def sleep_score(self) -> FloatArray:
        """The device's score of last night [percent]; held back together with its hours."""
        return self._likely("sleep_score", "sleep_h")

    @cached_property
    def sleep_need_h(self) -> FloatArray:
        """The athlete's stated need, or the median of the 60 nights before within 7 to 9 h [h]."""
        own = self.athlete.sleep_need_h
        if own is not None:
            return np.full(self.sleep_h.shape, own)
        median = self.usual_sleep_h
        return np.where(np.isnan(median), _NEED_UNKNOWN_H, np.clip(median, *_NEED_H))

    @cached_property
    def usual_sleep_h(self) -> FloatArray:
        """The median of the 60 nights before [h]."""
        before = lag(self.sleep_h)
        return rolling_median(before, NORMAL_DAYS, min_periods=MIN_NIGHTS, first=self.first)

    @cached_property
    def sleep_shortfall_h(self) -> FloatArray:
        """A fading mean of the sleep that was missing on the last nights [h]."""
        return ewma(self.missing_sleep_h, SHORTFALL_ALPHA, seed=0.0)

    @property
    def missing_sleep_h(self) -> FloatArray:
        """How much last night was below the need, and above it if negative; 0 if unknown [h]."""
        return zero_if_nan(self.sleep_need_h - self.sleep_h)

    @cached_property
    def sleep_debt_h(self) -> FloatArray:
        """Sleep debt of the last 7 nights [h]; needs at least 4 known nights."""
        need = self.sleep_need_h
        mean = rolling_mean(np.maximum(need - self.sleep_h, 0), 7, min_periods=4)
        return 7 * mean

    @cached_property
    def sleep_regularity(self) -> FloatArray:
        """Sleep regularity index of the last 7 pairs of nights; needs at least 5 [1]."""
        start, end = (self._likely(name, "sleep_h") for name in ("sleep_start", "sleep_end"))
        return regularity_of_nights(start, end)

    @cached_property
    def loads(self) -> DailyLoads:
        """Loads of every day, not lagged."""
        return daily_loads(self.history, self.athlete)

    @cached_property
    def load_yesterday(self) -> FloatArray:
        """Internal load of the day before [1]."""
        return lag(self.loads.internal)

    @cached_property
    def acwr_today(self) -> FloatArray:
        """Exponentially weighted ACWR of the internal load up to today [1]."""
        return acwr.acwr(self.loads.internal)

    @cached_property
    def acwr(self) -> FloatArray:
        """Exponentially weighted ACWR of the internal load up to yesterday [1].

        NaN after four weeks without training, when the ratio of two tiny loads means nothing.
        """
        return exponential_acwr(self.loads.internal, self.acwr_today, self.first)

    @cached_property
    def rolling_acwr(self) -> tuple[FloatArray, FloatArray]:
        """External and internal coupled rolling ACWR of 7 and 28 days up to yesterday [1]."""
        return self._rolling_acwr(self.loads.external, self.loads.internal)

    @cached_property
    def divergence(self) -> FloatArray:
        """Divergence of external from internal ACWR over days with both loads measured [1]."""
        matched = (self.loads.matched_external, self.loads.matched_internal)
        return np.asarray(acwr.divergence(*self._rolling_acwr(*matched, min_periods=_MATCHED_DAYS)))

    def _rolling_acwr(
        self, external: FloatArray, internal: FloatArray, min_periods: int | None = None
    ) -> tuple[FloatArray, FloatArray]:
        both = np.stack([external, internal], axis=-1)
        ratios = acwr.acwr(both, method="rolling", min_periods=min_periods)
        return lag(ratios[..., 0]), lag(ratios[..., 1])

    @cached_property
    def chart(self) -> fitness.PerformanceChart:
        """Fitness, fatigue and form at the end of the day [1]."""
        return fitness.performance_chart(self.loads.internal, form="same_day")

    @cached_property
    def performance(self) -> fitness.PerformanceChart:
        """Fitness, fatigue and form at the end of yesterday [1]."""
        return fitness.PerformanceChart(*(lag(column) for column in self.chart))

    @cached_property
    def days_of_load(self) -> NDArray[np.integer]:
        """Days with a known load up to yesterday [d]."""
        known = (~np.isnan(self.load_yesterday)).astype(np.intp)
        return np.asarray(accumulate(np.add, known))

    @cached_property
    def form(self) -> FloatArray:
        """Form relative to fitness [1]; NaN in the first four weeks, while fitness builds up."""
        relative = self.performance.tsb / np.maximum(self.performance.ctl, 10.0)
        return np.where(self.days_of_load >= 28, relative, np.nan)

    @cached_property
    def form_normal(self) -> tuple[FloatArray, FloatArray]:
        """Mean and SD of the relative form in the 60 days before [1]."""
        return normal_mean_sd(self.form, self.first)

    @cached_property
    def days_since_rest(self) -> FloatArray:
        """Consecutive days of training up to yesterday, everyday activity left out [d]."""
        return lag(load.days_since_rest(self.loads.training_load, rest_at_most=0.0))

    @cached_property
    def big_day_before(self) -> NDArray[np.bool_]:
        """Whether the longest session of the day before was a race, or a hike of five hours."""
        longest = lag(self.loads.longest_min)
        trained = lag(np.where(longest > 0, longest, np.nan))
        usual = rolling_mean(trained, _TRAINED_DAYS, min_periods=5, first=self.first)
        return np.asarray(longest >= _BIG_DAY * usual)

    @cached_property
    def weight_change_percent(self) -> FloatArray:
        """Change of the 7-day mean weight over 28 days [%]."""
        week = rolling_mean(self.history.daily("weight_kg"), 7, min_periods=2)
        return 100 * (week / lag(week, 28) - 1)

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        first, last = self.history.dates[[0, -1]].tolist()
        return first, last

    @property
    def days(self) -> int:
        """Number of days."""
        return self.history.dates.size

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of every column: (days,), or (days, athletes) where many are judged at once."""
        return self.loads.internal.shape


def daily_signals(history: History, athlete: Athlete) -> DailySignals:
    """Compute the daily columns of a history; results are cached with the history.

    Parameters
    ----------
    history : History
        A history with at least one day.
    athlete : Athlete
        Supplies thresholds and sleep need.

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
        advice = "a history with at least one day; read files, or log a morning by hand"
        raise InvalidInput("history", "no days", advice)
    return history.memoize(("daily_signals", athlete), lambda: DailySignals(history, athlete))


def exponential_acwr(
    load: FloatArray, ratio: FloatArray | None = None, first: int = 0
) -> FloatArray:
    """Compute `DailySignals.acwr` from the loads of the days, and their ratio if it is known."""
    idle = rolling_mean(load, 28, min_periods=1, first=max(first - 1, 0)) <= 0
    return lag(np.where(idle, np.nan, acwr.acwr(load) if ratio is None else ratio))


def lag(values: FloatArray, days: int = 1) -> FloatArray:
    """Shift a column, so that each day has the value of an earlier day."""
    lagged = np.empty(values.shape)
    lagged[:days], lagged[days:] = np.nan, values[:-days]
    return lagged


def zero_if_nan(values: FloatArray) -> FloatArray:
    """Put 0 in place of NaN; five times as fast as `numpy.nan_to_num`."""
    return np.where(np.isnan(values), 0.0, values)


def normal_mean_sd(values: FloatArray, first: int = 0) -> tuple[FloatArray, FloatArray]:
    """Compute mean and SD over the 60 days before each day, from a row on."""
    return mean_sd_before(values, NORMAL_DAYS, MIN_NIGHTS, first)


def mean_sd_before(
    values: FloatArray, days: int, least: int, first: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Compute mean and SD over some days before each day, from a row on."""
    if first == len(values) - 1 >= days:
        window = mean_and_std(values[-days - 1 : -1], ddof=1, min_periods=least)
        return tuple(only_last(row, len(values)) for row in window)  # type: ignore[return-value]
    before = lag(values)
    mean = rolling_mean(before, days, min_periods=least, first=first)
    return mean, rolling_std(before, days, ddof=1, min_periods=least, first=first)


def only_last(row: FloatArray, days: int) -> FloatArray:
    """Make a column of which the last day alone is known."""
    column = np.full((days, *row.shape), np.nan)
    column[-1] = row
    return column


def regularity_of_nights(start: FloatArray, end: FloatArray) -> FloatArray:
    """Compute the sleep regularity index for one sleep per day, in hours from midnight.

    The minutes that differ between two days are those in one night but not in the other, so the
    index of Phillips 2017 (Sci Rep 7:3216) needs no minute-by-minute table.
    """
    before_start, before_end = lag(start), lag(end)
    both = np.minimum(end, before_end) - np.maximum(start, before_start)
    differ = (end - start) + (before_end - before_start) - 2 * np.maximum(both, 0)
    return rolling_mean(100 - 200 * np.minimum(differ, 24) / 24, 7, min_periods=5)
