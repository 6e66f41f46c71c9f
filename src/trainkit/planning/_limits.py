"""Limits of single days and weeks ahead that an event sets: rules like any other."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules import HALF_MINUTE, Ladder

__all__ = ["LoadLimit", "LongestLimit", "weeks_back"]

# Shares of a usual week in a return, a little above those of the sessions: days are whole.
_RETURN, _RETURN_LONG = (0.6, 0.85), (0.45, 0.6, 0.85)
_LONG_BREAK_DAYS, _SHORT_ILLNESS_DAYS = 28, 4
_USUAL_WEEKS, _GROWING_WEEKS = 1, 1
_GROWTH = 0.1  # of a usual week, in each week after them
_TWO_SHORT = 38.0  # load of two easy sessions of 25 minutes
_WEEK = 7
_TOLERANCE = 0.02  # of a week's load, by which rounded weeks differ


@dataclass(frozen=True, slots=True)
class LongestLimit:
    """The longest session of single days [min].

    Parameters
    ----------
    name, reason : str
        As in `Rule`.
    minutes : mapping of date to float
        By day [min].
    free : frozenset of date
        Days of fixed sessions and races, which it leaves alone.
    """

    name: str
    reason: str
    minutes: Mapping[dt.date, float] = field(hash=False)
    free: frozenset[dt.date] = frozenset()

    def longest_min(self, day: dt.date) -> float:
        """See `LimitsMinutes`."""
        return self.minutes.get(day, float("inf"))

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        return [
            Violation(
                rule=self.name,
                date=schedule.dates[at].item(),
                message=f"{schedule.minutes[at]:.0f} min, above {limit:.0f}",
                value=float(schedule.minutes[at]),
                limit=limit,
                reason=self.reason,
            )
            for at, limit in self._days(schedule)
            if schedule.minutes[at] > limit + HALF_MINUTE
        ]

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        for at, limit in self._days(model.schedule):
            model.at_most(self.name, model.of("minutes", at), limit + HALF_MINUTE)

    def _days(self, schedule: Schedule) -> Iterator[tuple[int, float]]:
        for at in range(schedule.first, schedule.load.size):
            day = schedule.dates[at].item()
            limit = self.minutes.get(day)
            if limit is not None and day not in self.free and not schedule.races[at]:
                yield at, limit


@dataclass(frozen=True, slots=True)
class LoadLimit:
    """The most load of a span of days, races left out.

    Parameters
    ----------
    name, reason : str
        As in `Rule`.
    first, last : date
        The days, both included.
    load : float
        In total [1].
    free : frozenset of date
        Days of fixed sessions and C races: what they take on their own is always allowed.
    """

    name: str
    reason: str
    first: dt.date
    last: dt.date
    load: float
    free: frozenset[dt.date] = frozenset()

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        days = self._days(schedule)
        load = float(np.nansum(schedule.load[days])) if days else 0.0
        limit = self._limit(schedule, days)
        if load <= limit * (1 + _TOLERANCE):
            return []
        return [
            Violation(
                rule=self.name,
                date=schedule.dates[days[-1]].item(),
                message=f"a load of {load:.0f}, above {limit:.0f}",
                value=load,
                limit=limit,
                reason=self.reason,
            )
        ]

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        days = self._days(model.schedule)
        if days:
            limit = self._limit(model.schedule, days) * (1 + _TOLERANCE)
            model.at_most(self.name, model.of("load", *days), limit)

    def _limit(self, schedule: Schedule, days: list[int]) -> float:
        fixed = [at for at in days if schedule.dates[at].item() in self.free]
        return max(self.load, float(np.nansum(schedule.load[fixed])))

    def _days(self, schedule: Schedule) -> list[int]:
        first, last = np.datetime64(self.first), np.datetime64(self.last)
        return [
            at
            for at in range(schedule.first, schedule.load.size)
            if first <= schedule.dates[at] <= last and not schedule.races[at]
        ]


def weeks_back(ladder: Ladder, usual: float) -> Iterator[LoadLimit]:
    """Limit the weeks after a break by a usual week before it, and not by the weeks without.

    Daniels 2014, table 9.2: half of the load, then three quarters; after four weeks off a third
    comes first. Two weeks of the usual load follow, and then weeks grow by a tenth: the plan is
    joined again about two weeks back.

    Parameters
    ----------
    ladder : Ladder
        After a break or an illness; others limit no weeks.
    usual : float
        Load of a usual week before it [1]; 0 if unknown.

    Yields
    ------
    LoadLimit
        By week from the first day back.
    """
    first = next((step.first for step in ladder.steps if step.intensity != "rest"), None)
    if ladder.cause not in {"break", "illness"} or first is None or not usual:
        return
    off = ladder.since or ladder.steps[0].first
    if ladder.cause == "illness" and (first - off).days <= _SHORT_ILLNESS_DAYS:
        return  # the steps of its days are enough
    shares = _RETURN_LONG if (first - off).days > _LONG_BREAK_DAYS else _RETURN
    count = math.ceil(((ladder.steps[-1].last - first).days + 1) / _WEEK)
    for week in range(count + _USUAL_WEEKS + _GROWING_WEEKS):
        start = first + dt.timedelta(days=_WEEK * week)
        place = (week + 0.5) / count
        share = 1 + _GROWTH * max(week - count - _USUAL_WEEKS + 1, 0)
        if place < 1 and ladder.cause == "break":
            share = shares[int(place * len(shares))]
        last = start + dt.timedelta(days=_WEEK - 1)
        # Two short sessions are never too much: one alone is no week.
        most = max(share * usual, _TWO_SHORT)
        yield LoadLimit(ladder.name, ladder.reason, start, last, most)
