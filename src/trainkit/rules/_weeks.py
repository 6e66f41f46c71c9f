"""What a week may contain: growth, lighter weeks, rest, the long run and hard work."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads import LIGHT_LOAD, REST_LOAD
from trainkit.models.plan import Violation
from trainkit.ports.rule import Expression, LinearModel, Rule, Schedule
from trainkit.rules._violation import more_weeks, violation

__all__ = [
    "CutBack",
    "LongRunShare",
    "LowDays",
    "SessionCaps",
    "WeeklyRamp",
    "WeeklyRest",
    "full_weeks",
]

Work = Literal["threshold", "intervals", "repetitions"]


@dataclass(frozen=True, slots=True)
class WeeklyRamp:
    """A week's load is at most `factor` times the largest of the four weeks before.

    `starting` is the weekly load that anybody may have. Races do not count. `returns` are further
    weeks to look back, by Monday: after a break the weeks before it count.
    """

    factor: float = 1.10
    starting: float = 175.0
    returns: Mapping[dt.date, int] = field(default_factory=dict, hash=False)
    hard: bool = True
    back: ClassVar[int] = 4
    name: ClassVar[str] = "weekly_ramp"
    reason: ClassVar[str] = (
        "a week grows little above the fullest of four, by risk style: a convention, for neither "
        "Buist 2008, Am J Sports Med 36:33, nor Nielsen 2014, J Orthop Sports Phys Ther 44:739, "
        "found significantly fewer injuries"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        totals, past = _totals(schedule.load, schedule), _past_totals(schedule)
        for week, days in _planned_weeks(schedule):
            back = self.back + more_weeks(schedule, days[0], self.returns)
            before = [totals[earlier] for earlier in range(max(week - back, 0), week)]
            limit = max(self.factor * max(before, default=0.0), self.starting)
            if totals[week] > max(limit, past[week]) + 1e-6:
                text = f"a week's load of {totals[week]:.0f}, above {limit:.0f}"
                at = days[-1]
                listed.append(violation(self, schedule, at, text, value=totals[week], limit=limit))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: by the last full week, or by the weeks before the plan."""
        if not self.hard:
            return
        schedule = model.schedule
        past = _past_totals(schedule)
        begun = int(schedule.week[schedule.first])
        caps: dict[int, float] = {}
        for week, days in _planned_weeks(schedule):
            back = self.back + more_weeks(schedule, days[0], self.returns)
            known = [past[earlier] for earlier in range(max(week - back, 0), min(week, begun))]
            limit = max(self.factor * max(known, default=0.0), self.starting)
            load = model.of("load", *_without_races(schedule, days))
            reference = _without_races(schedule, model.reference(week, back=back))
            earlier = caps.get(int(schedule.week[reference[0]]), 0.0) if reference else 0.0
            caps[week] = max(limit, self.factor * earlier)
            by_week = load - model.of("load", *reference) * self.factor
            by_known = load - Expression({}, limit)
            # What has been done cannot be undone: after too much only rest is asked for.
            model.at_most(self.name, load, max(caps[week], float(past[week])))
            if week <= begun:
                continue
            if limit <= self.starting and past.max(initial=0.0) > 1.3 * self.starting:
                model.at_most(self.name, by_week, 0.0)
            else:
                most = caps[week] - limit
                model.one_of(self.name, by_known, by_week, switch=week, most=most)


@dataclass(frozen=True, slots=True)
class CutBack:
    """At most so many weeks in a row before one that is lighter than the week before it.

    `behind` weeks of the row are before the plan. Full weeks of `light`, by their place from 0,
    are light anyway: a new row begins after them. `peak` is the place of a week that should be the
    fullest, as before a taper: if it is the lighter one's turn, the week before it is lighter.
    """

    weeks: int = 3
    share: float = 0.85
    until: dt.date | None = None
    behind: int = 0
    light: frozenset[int] = frozenset()
    peak: int | None = None
    hard: bool = True
    name: ClassVar[str] = "cut_back"
    reason: ClassVar[str] = "a lighter week lets the body catch up, a convention of plans"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`: from the plan's first full week to `until`, the taper's first day."""
        listed = []
        totals = _totals(schedule.load, schedule)
        row = self.behind
        for place, (week, days) in enumerate(full_weeks(schedule, self.until)):
            lighter = week > 0 and totals[week] <= self.share * totals[week - 1] + 1e-6
            row = 0 if lighter or place in self.light else row + 1
            if row > self.weeks:
                text = f"{row} weeks in a row without a lighter one"
                listed.append(
                    violation(self, schedule, days[-1], text, value=row, limit=self.weeks)
                )
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: each `weeks` + 1st week is lighter, counted from the first."""
        if not self.hard:
            return
        schedule = model.schedule
        for place, (_, days) in enumerate(full_weeks(schedule, self.until)):
            if self.lighter(place):
                load = model.of("load", *_without_races(schedule, days))
                before = [day - 7 for day in days]
                total = model.of("load", *_without_races(schedule, before))
                model.at_most(self.name, load - total * self.share, 0.0)

    def lighter(self, place: int) -> bool:
        """Whether the full week at this place, from 0, is to be a lighter one."""
        row = self.behind
        for earlier in range(place):
            row = 0 if earlier in self.light or self._is_due(earlier, row) else row + 1
        return self._is_due(place, row) and place not in self.light

    def _is_due(self, place: int, row: int) -> bool:
        """Whether a lighter week is due after so many others."""
        before_peak = self.peak == place + 1 and row == self.weeks - 1
        return before_peak or (row == self.weeks and place != self.peak)


@dataclass(frozen=True, slots=True)
class WeeklyRest:
    """At least so many days of rest from Monday to Sunday."""

    days: int = 1
    name: ClassVar[str] = "weekly_rest"
    reason: ClassVar[str] = "one to two days of rest a week (Training Monkey 2026)"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        return _too_few(self, schedule, self.days, REST_LOAD, "days of rest")

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        for _, days in full_weeks(model.schedule):
            model.at_most(self.name, model.of("trained", *days), 7.0 - self.days)


@dataclass(frozen=True, slots=True)
class LowDays:
    """At least two light days a week, rest included, so that days differ from each other."""

    days: int = 2
    hard: bool = True
    name: ClassVar[str] = "low_days"
    reason: ClassVar[str] = (
        "days that are all alike wear out (Foster 1998, Med Sci Sports Exerc 30:1164); two light "
        "ones are a convention"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        return _too_few(self, schedule, self.days, LIGHT_LOAD, "light days")

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        for _, days in full_weeks(model.schedule):
            model.at_most(self.name, model.of("busy", *days), 7.0 - self.days)


@dataclass(frozen=True, slots=True)
class LongRunShare:
    """The longest run is at most a share of the week: a third from 5 runs, 40 % at 4, half at 3.

    The solver's rows assume `runs` runs a week, or the number in `counts` where it is larger.
    """

    runs: int = 5
    trail: bool = False
    counts: Mapping[int, int] = field(default_factory=dict, compare=False)
    hard: bool = True
    name: ClassVar[str] = "long_run_share"
    reason: ClassVar[str] = "a long run is at most a third of a full week (Training Monkey 2026)"

    def with_counts(self, counts: Mapping[int, int]) -> "LongRunShare":
        """See `CountsRuns`."""
        return replace(self, counts=counts)

    def share(self, runs: int) -> float:
        """Return the share for a number of runs; 1 for two or fewer."""
        if runs <= 2:
            return 1.0
        if self.trail or runs == 3:
            return 0.5
        return 0.4 if runs == 4 else 1 / 3

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for _, days in full_weeks(schedule):
            runs = schedule.run_m[days]
            count = int(np.count_nonzero(runs > 0))
            limit = self.share(count) * float(runs.sum())
            if schedule.races[days].any() or count <= 2:
                continue
            if runs.max() > limit + 1.0:
                text = f"a run of {runs.max() / 1000:.1f} km, above {limit / 1000:.1f} km"
                at = days[int(np.argmax(runs))]
                listed.append(
                    violation(self, schedule, at, text, value=float(runs.max()), limit=limit)
                )
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        if not self.hard:
            return
        schedule = model.schedule
        for number, days in full_weeks(schedule):
            possible = sum(bool(model.of("trained", at).terms) for at in days)
            possible += int(np.count_nonzero(schedule.run_m[days] > 0))
            # A smaller known number must not loosen the rows, or rounding would exceed the bound.
            runs = max(self.counts.get(number, 0), min(self.runs, possible))
            share = self.share(runs)
            if not schedule.races[days].any() and share < 1:
                week = model.of("run_m", *days) * share
                model.at_most(self.name, model.of("long_m", *days) - week, 0.0)
                for at in days:
                    model.at_most(self.name, model.of("run_m", at) - week, 0.0)


@dataclass(frozen=True, slots=True)
class SessionCaps:
    """At most a share of a week's minutes at threshold, in intervals and in repetitions.

    The solver's rows do not know that `least_min` is always allowed: they are stricter than the
    rule in weeks of little training.
    """

    caps: Mapping[Work, float]
    hard: bool = True
    name: ClassVar[str] = "session_caps"
    reason: ClassVar[str] = (
        "threshold 10 %, intervals 8 %, repetitions 5 % of a week (Daniels 2014)"
    )
    least_min: ClassVar[float] = 10.0  # always allowed

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for _, days in full_weeks(schedule):
            total = float(schedule.minutes[days].sum())
            for kind, cap in self.caps.items():
                work = float(schedule.work[kind][days].sum())
                limit = max(cap * total, self.least_min)
                if work > limit + 1e-6:
                    text = f"{work:.0f} min of {kind} in a week, above {limit:.0f}"
                    listed.append(
                        violation(self, schedule, days[-1], text, value=work, limit=limit)
                    )
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for _, days in full_weeks(schedule):
            minutes = model.of("minutes", *days)
            for kind, cap in self.caps.items():
                work = model.of(kind, *days)
                if work.terms or work.constant > self.least_min:
                    model.at_most(self.name, work - minutes * cap, 0.0)


def _too_few(
    rule: Rule, schedule: Schedule, least: int, most_load: float, what: str
) -> list[Violation]:
    """List the full weeks with too few days up to a load."""
    listed = []
    for _, days in full_weeks(schedule):
        count = int(np.count_nonzero(schedule.load[days] <= most_load))
        if count < least:
            text = f"{count} {what} in a week"
            listed.append(violation(rule, schedule, days[-1], text, value=count, limit=least))
    return listed


def _planned_weeks(schedule: Schedule) -> Iterator[tuple[int, list[int]]]:
    """Yield the weeks with a planned day, each with its days."""
    week = schedule.week
    for number in range(int(week[schedule.first]), int(week[-1]) + 1):
        yield number, np.flatnonzero(week == number).tolist()


def full_weeks(schedule: Schedule, until: dt.date | None = None) -> Iterator[tuple[int, list[int]]]:
    """Yield the weeks that are planned from Monday to Sunday, up to a day."""
    for number, days in _planned_weeks(schedule):
        whole = len(days) == 7 and days[0] >= schedule.first
        if whole and (until is None or schedule.dates[days[-1]] < np.datetime64(until)):
            yield number, days


def _totals(values: FloatArray, schedule: Schedule) -> FloatArray:
    """Sum by week, without races and unknown days."""
    counted = np.nan_to_num(values.copy())
    counted[np.flatnonzero(schedule.races[: counted.size])] = 0.0
    return np.asarray(np.bincount(schedule.week, counted), dtype=np.float64)


def _past_totals(schedule: Schedule) -> FloatArray:
    """Sum by week what was trained before the plan."""
    past = np.arange(schedule.load.size) < schedule.first
    return _totals(np.where(past, schedule.load, 0.0), schedule)


def _without_races(schedule: Schedule, days: range | list[int]) -> list[int]:
    return [day for day in days if day >= 0 and not schedule.races[day]]
