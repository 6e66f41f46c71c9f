"""How fast load may rise."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from trainkit._array import FloatArray
from trainkit.metrics.acwr import USUAL_ACWR
from trainkit.models.plan import Violation
from trainkit.ports.rule import Expression, LinearModel, Schedule
from trainkit.rules._violation import REST, monday_of, more_weeks, planned_days, violation

__all__ = ["AcwrCeiling", "LongRunStep"]

_WELL_TRAINED = 1.3  # times what anybody may do: from here the athlete's own past counts
_BIG_LOAD = 300.0  # above any mean load of a day


@dataclass(frozen=True, slots=True)
class AcwrCeiling:
    """The mean load of 7 days stays below a multiple of the mean of 28.

    `starting` is the daily load that anybody may have, so that beginners and those who return
    from a break can train. Unknown days add nothing to either mean. Weeks of `off`, by Monday, are
    exempt: after a break other rules limit the return.
    """

    ratio: float = USUAL_ACWR[1]
    starting: float = 25.0
    off: frozenset[dt.date] = frozenset()
    hard: bool = True
    acute_days: ClassVar[int] = 7
    chronic_days: ClassVar[int] = 28
    name: ClassVar[str] = "acwr_ceiling"
    reason: ClassVar[str] = (
        "acute load up to a multiple of chronic load, by risk style (after Gabbett 2016, Br J "
        "Sports Med 50:273; disputed by Impellizzeri 2020, J Athl Train 55:893)"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        acutes = _sums(schedule.load, self.acute_days) / self.acute_days
        chronic = _sums(schedule.load, self.chronic_days) / self.chronic_days
        limits = self.ratio * np.maximum(chronic, self.starting)
        trained = schedule.effort != REST
        over = np.zeros(schedule.load.size, dtype=bool)
        over[: trained.size] = trained & (acutes[: trained.size] > limits[: trained.size] + 1e-9)
        for at in planned_days(schedule):
            if over[at] and monday_of(schedule, at) not in self.off:
                acute, limit = float(acutes[at]), float(limits[at])
                text = f"a 7-day mean load of {acute:.0f}, above {limit:.0f}"
                listed.append(violation(self, schedule, at, text, value=acute, limit=limit))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: by the ratio or by the starting load, one of them for each week."""
        if not self.hard:
            return
        schedule = model.schedule
        races = np.flatnonzero(schedule.races[: schedule.load.size])
        usual = _total(schedule.load[max(schedule.first - self.chronic_days, 0) : schedule.first])
        week = schedule.week.tolist()
        trained = (
            usual / self.chronic_days > _WELL_TRAINED * self.starting
        )  # the starting load is of no use
        for at in planned_days(schedule):
            if monday_of(schedule, at) in self.off:
                continue
            acute = model.of("load", *_days(at, self.acute_days)) * (1 / self.acute_days)
            chronic = model.of("load", *_days(at, self.chronic_days)) * (1 / self.chronic_days)
            by_ratio = acute - chronic * self.ratio
            by_start = acute - Expression({}, self.ratio * self.starting)
            settling = at < schedule.first + self.acute_days
            if settling or np.any((races < at) & (races > at - self.acute_days)):
                # Past days and races cannot be changed: a day above the limit must be rest.
                resting = (model.of("trained", at) - Expression({}, 1.0)) * _BIG_LOAD
                by_ratio, by_start = by_ratio + resting, by_start + resting
            if trained:
                model.at_most(self.name, by_ratio, 0.0)
            else:
                model.one_of(self.name, by_start, by_ratio, switch=week[at])

    def room(self, schedule: Schedule, at: int) -> float:
        """See `LimitsLoad`; 0 where even rest is too much."""
        week = _total(schedule.load[max(at - self.acute_days + 1, 0) : at])
        month = _total(schedule.load[max(at - self.chronic_days + 1, 0) : at])
        per_day, share = 1 / self.acute_days, self.ratio / self.chronic_days
        by_ratio = (share * month - per_day * week) / (per_day - share)
        by_start = self.ratio * self.starting / per_day - week
        return max(by_ratio, by_start, 0.0)


@dataclass(frozen=True, slots=True)
class LongRunStep:
    """A run may be a tenth longer than the longest of 30 days, or longer by `step_m`.

    Up to `free_m` is always allowed. With `checked_only` there are no rows for the solver: whoever
    sets the lengths of sessions keeps the rule.

    `returns` are further weeks to look back, by Monday: after a break the runs before it count.
    `spared` are days with a C race or a fixed session: the athlete's choice, whatever its length.
    """

    factor: float = 1.10
    free_m: float = 8000.0
    step_m: float = 0.0
    checked_only: bool = False
    returns: Mapping[dt.date, int] = field(default_factory=dict, hash=False)
    spared: frozenset[dt.date] = frozenset()
    days: ClassVar[int] = 30
    weeks: ClassVar[int] = 3  # within these days, whatever the weekday
    name: ClassVar[str] = "long_run_step"
    reason: ClassVar[str] = (
        "runs more than a tenth longer than the longest of 30 days injure more often (Frandsen "
        "2025, Br J Sports Med 59:1203); how much longer a plan lets them be is a convention"
    )

    def longest_m(self, schedule: Schedule, earlier_m: float) -> float:
        """See `LimitsRuns`: by the longest run before the plan, or by an earlier one."""
        if self.checked_only:
            return math.inf
        past = schedule.run_m[max(schedule.first - self.days, 0) : schedule.first]
        longest = float(np.nanmax(past, initial=0.0))
        return max(self._limit(longest), self._limit(earlier_m))

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: by the longest run before the plan, or by that of the last full week."""
        if self.checked_only:
            return
        schedule = model.schedule
        week, past = schedule.week, schedule.run_m[: schedule.first]
        trained = float(np.nanmax(past[-self.days :], initial=0.0)) > _WELL_TRAINED * self.free_m
        for number in sorted(set(week[schedule.first :].tolist())):
            days = [at for at in planned_days(schedule) if week[at] == number]
            more = more_weeks(schedule, days[0], self.returns) if days else 0
            earlier = [
                day
                for day in model.reference(number, back=self.weeks + more)
                if day >= schedule.first
            ]
            if earlier and trained and days and days[0] >= schedule.first + self.days + 7 * more:
                # A week has one long run: one row for the week is tighter than a row for each day.
                longest = model.of("long_m", *earlier) * self.factor
                model.at_most(self.name, model.of("long_m", *days) - longest, 0.0)
        for at in planned_days(schedule):
            more = more_weeks(schedule, at, self.returns)
            since = max(at - self.days - 7 * more, 0)
            before = past[since:] if since < past.size else past[:0]
            known = self._limit(float(np.nanmax(before, initial=0.0)))
            run = model.of("run_m", at)
            by_known = run - Expression({}, known)
            earlier = [
                day
                for day in model.reference(int(week[at]), back=self.weeks + more)
                if day >= schedule.first
            ]
            longest = model.of("long_m", *earlier) * self.factor
            if not earlier:
                model.at_most(self.name, by_known, 0.0)
            elif known <= self.free_m and trained:
                model.at_most(self.name, run - longest, 0.0)
            else:
                model.one_of(self.name, by_known, run - longest, switch=int(week[at]))

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        runs = np.nan_to_num(schedule.run_m)
        windows = sliding_window_view(np.concatenate([np.zeros(self.days), runs]), self.days)
        before = windows.max(axis=1)  # of the days before each one
        for at in planned_days(schedule):
            more = 7 * more_weeks(schedule, at, self.returns)
            early = runs[max(at - self.days - more, 0) : max(at - self.days, 0)]
            longest = max(float(before[at]), float(early.max(initial=0.0)))
            limit = self._limit(longest)
            run = float(schedule.run_m[at])
            if run > limit + 1 and schedule.dates[at].item() not in self.spared:
                text = f"a run of {run / 1000:.1f} km after at most {longest / 1000:.1f} km"
                listed.append(violation(self, schedule, at, text, value=run, limit=limit))
        return listed

    def _limit(self, longest_m: float) -> float:
        return max(self.factor * longest_m, longest_m + self.step_m, self.free_m)


def _total(values: FloatArray) -> float:
    return float(np.nansum(values))


def _sums(load: FloatArray, days: int) -> FloatArray:
    """Sum the known loads of the days up to each one."""
    total = np.concatenate([np.zeros(1), np.cumsum(np.nan_to_num(load))])
    ends = np.arange(1, load.size + 1)
    return np.asarray(total[ends] - total[np.maximum(ends - days, 0)])


def _days(at: int, count: int) -> range:
    return range(max(at - count + 1, 0), at + 1)
