"""An athlete's days and sessions as columns that the detectors compare."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.statistics import hold
from trainkit.loads import ActivityLoad, DailyLoads, daily_loads
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.workout import PlannedWorkout

__all__ = ["KINDS", "Columns", "mean_before", "yesterday"]

KINDS = ("easy", "long", "tempo", "intervals")
"""Types of sessions, from gentle to hard; what is long and easy is long."""

_NAMES = (
    (re.compile(r"interval|vo2|repeat|repetition|\btrack\b|fartlek|hill", re.IGNORECASE), 3),
    (re.compile(r"tempo|threshold|cruise|sweet ?spot|marathon pace", re.IGNORECASE), 2),
    (re.compile(r"\blong\b", re.IGNORECASE), 1),
    (re.compile(r"\beasy\b|recovery|endurance|\bjog\b", re.IGNORECASE), 0),
)
_LONG = 1.5  # times the median session
_LATE_BEFORE_BED_H = 2.5
_LATE_H = 20.5  # where the hour of going to bed is unknown
_SHORTEST_NIGHT_H = 3.0
_KNOWN_SHARE = 0.7  # of the days of a mean


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns over the days up to the one of the insights, NaN where unknown.

    Parameters
    ----------
    history : History
        What may be used, up to `on`.
    athlete : Athlete
        The athlete.
    on : date
        The day of the insights.
    workouts : tuple of PlannedWorkout
        What was planned.
    """

    history: History
    athlete: Athlete
    on: dt.date
    workouts: tuple[PlannedWorkout, ...]

    @property
    def size(self) -> int:
        """Number of days."""
        return self.history.dates.size

    @cached_property
    def ln_rmssd(self) -> FloatArray:
        """HRV of each morning, outliers held [ln ms]."""
        rmssd = self.history.daily("hrv_rmssd")
        return _hold_outliers(np.log(np.where(rmssd > 0, rmssd, np.nan)))

    @cached_property
    def resting_hr(self) -> FloatArray:
        """Resting heart rate, outliers held [bpm]."""
        return _hold_outliers(self.history.daily("resting_hr"))

    @cached_property
    def morning(self) -> FloatArray:
        """How good a morning was, from HRV and resting heart rate, whichever is known [SD]."""
        both = np.array([_standard(self.ln_rmssd), -_standard(self.resting_hr)])
        known = np.isfinite(both)
        total = np.where(known, both, 0.0).sum(axis=0)
        count = known.sum(axis=0)
        mixed = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        if known[0].any() and known[1].any():
            mixed[count < 2] = np.nan  # one measure alone varies more
        return mixed

    @cached_property
    def sleep_h(self) -> FloatArray:
        """The night before each morning [h]; fewer than three are a nap or a part of it."""
        hours = self.history.daily("sleep_h")
        return np.where(hours >= _SHORTEST_NIGHT_H, hours, np.nan)

    @cached_property
    def load(self) -> FloatArray:
        """Load of each day; rest is 0 [1]."""
        return self._loads.internal

    @property
    def _loads(self) -> DailyLoads:
        return daily_loads(self.history, self.athlete)

    @cached_property
    def trained(self) -> NDArray[np.bool_]:
        """Days of training."""
        return np.asarray(self._loads.trained)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Days on which it is known what was trained."""
        return np.isfinite(self.load)

    @cached_property
    def sessions(self) -> tuple[tuple[Activity, ActivityLoad], ...]:
        """Training sessions with their loads, in order."""
        loads = self._loads
        return tuple(
            (self.history.activities[at], load) for at, load in loads.sessions if loads.training[at]
        )

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The row of the day of each session."""
        loads = self._loads
        return np.asarray(loads.rows[loads.training])

    @cached_property
    def kinds(self) -> NDArray[np.intp]:
        """The type of each session: an index of `KINDS`, by its name, else by its effort."""
        usual = {
            sport: float(np.median([a.duration_s for a, _ in self.sessions if a.sport == sport]))
            for sport in {activity.sport for activity, _ in self.sessions}
        }
        return np.array(
            [_kind(activity, load, usual[activity.sport]) for activity, load in self.sessions],
            dtype=np.intp,
        )

    @cached_property
    def hard(self) -> FloatArray:
        """1 on a day with a hard session, 0 on the others."""
        column = np.where(self.known, 0.0, np.nan)
        for row, kind, (activity, load) in zip(self.rows, self.kinds, self.sessions, strict=True):
            if kind >= KINDS.index("tempo") or load.effort == "hard" or activity.race:
                column[row] = 1.0
        return column

    @cached_property
    def late(self) -> FloatArray:
        """1 on a day with a session that ends late in the evening, 0 on the others."""
        column = np.where(self.known, 0.0, np.nan)
        for row, (activity, _) in zip(self.rows, self.sessions, strict=True):
            end = activity.start.hour + activity.start.minute / 60 + activity.elapsed_s / 3600
            if end >= self.late_from_h:
                column[row] = 1.0
        return column

    @cached_property
    def late_from_h(self) -> float:
        """The hour from which a session ends late: 2.5 hours before the usual bedtime [h]."""
        asleep = self.history.daily("sleep_start")
        known = asleep[np.isfinite(asleep)]
        if known.size < 14:
            return _LATE_H
        # After midnight counts on from 24.
        bedtime = float(np.median(np.where(known < 12, known + 24, known)))
        return max(bedtime - _LATE_BEFORE_BED_H, 18.0)

    @cached_property
    def weekday(self) -> NDArray[np.intp]:
        """Monday is 0."""
        return np.asarray((self.history.dates.astype(int) + 3) % 7)

    @cached_property
    def weekdays(self) -> list[FloatArray]:
        """Controls for the days of the week."""
        return [np.asarray((self.weekday == day).astype(float)) for day in range(6)]

    def days(self) -> list[dt.date]:
        """Return the days."""
        found: list[dt.date] = self.history.dates.tolist()
        return found

    def by_day(self, measure: Callable[[Activity], float]) -> FloatArray:
        """Sum something over the training sessions of each day."""
        column = np.where(self.known, 0.0, np.nan)
        for row, (activity, _) in zip(self.rows, self.sessions, strict=True):
            column[row] += measure(activity)
        return column


def _hold_outliers(values: FloatArray) -> FloatArray:
    return hold(values) if np.isfinite(values).sum() > 1 else values


def _standard(values: FloatArray) -> FloatArray:
    known = values[np.isfinite(values)]
    if known.size < 2 or known.std() == 0:
        return np.full(values.size, np.nan)
    return np.asarray((values - known.mean()) / known.std())


def yesterday(values: FloatArray, days: int = 1) -> FloatArray:
    """Move a column on by some days: each morning sees the day before it."""
    moved = np.full(values.size, np.nan)
    if values.size > days:
        moved[days:] = values[:-days]
    return moved


def mean_before(values: FloatArray, days: int) -> FloatArray:
    """Take the mean of the days before each day; NaN where fewer than 70 % of them are known."""
    known = np.isfinite(values)
    sums = np.concatenate([np.zeros(days + 1), np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([np.zeros(days + 1), np.cumsum(known)])
    size = values.size
    total = sums[days : days + size] - sums[:size]
    count = counts[days : days + size] - counts[:size]
    enough = count >= _KNOWN_SHARE * days
    return np.where(enough, total / np.maximum(count, 1), np.nan)


def _kind(activity: Activity, load: ActivityLoad, usual_s: float) -> int:
    name = activity.name or ""
    for words, kind in _NAMES:
        if words.search(name):
            return kind
    if load.effort != "easy":
        return KINDS.index("intervals" if load.effort == "hard" else "tempo")
    return KINDS.index("long" if activity.duration_s > _LONG * usual_s else "easy")
