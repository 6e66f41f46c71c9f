"""From a race to the weeks of its preparation, each with its phase."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from trainkit.models.goal import Goal
from trainkit.planning._shapes import shape_of
from trainkit.workouts import Phase, RaceType

__all__ = [
    "LEAST_WEEKS",
    "USUAL_FATIGUE_DAYS",
    "PlanSpan",
    "PlannedWeek",
    "Week",
    "taper_weeks",
    "weeks_of",
]

LEAST_WEEKS: Mapping[RaceType, int] = {
    "middle": 6,
    "5k": 6,
    "10k": 8,
    "half": 12,
    "marathon": 16,
    "ultra": 16,
}
"""The fewest weeks of a preparation (StrideIQ 2026; the ultra as the marathon)."""

USUAL_FATIGUE_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a plan.

    Parameters
    ----------
    number : int
        From 1.
    monday : date
        Its first day.
    phase : str
        Its phase.
    place, length : int
        Its place in the phase, from 0, and the phase's weeks.
    """

    number: int
    monday: dt.date
    phase: Phase
    place: int
    length: int


class PlannedWeek(NamedTuple):
    """What a week of a plan that is continued holds in the sport of its race.

    Attributes
    ----------
    minutes : float
        In total, races left out [min].
    long_min : float
        The long session [min]; 0 without one.
    long_day : int
        Its weekday, from 0 for Monday.
    """

    minutes: float = 0.0
    long_min: float = 0.0
    long_day: int = 6

    @property
    def share(self) -> float:
        """What the long session is of the week [1]."""
        return self.long_min / self.minutes if self.minutes else 0.0


@dataclass(frozen=True, slots=True)
class PlanSpan:
    """The days to plan, and their place in the whole plan.

    Parameters
    ----------
    start, end : date
        The first and the last day to plan.
    goals : tuple of Goal
        Races on these days, by date.
    weeks : tuple of Week
        Of the whole plan, with their phases.
    sessions : int
        The most sessions a week.
    fatigue_days : float
        Time constant of the athlete's fatigue, which sets the taper [d].
    weeks_behind : int
        Full weeks of the plan before `start`.
    base_sport : str
        The sport of a plan without a race.
    most_week_min, most_long_min : float
        The biggest week and the longest session that it may have [min].
    planned : mapping of int to PlannedWeek
        The weeks of a plan that is continued, by their number.
    """

    start: dt.date
    end: dt.date
    goals: tuple[Goal, ...]
    weeks: tuple[Week, ...]
    sessions: int
    fatigue_days: float = USUAL_FATIGUE_DAYS
    weeks_behind: int = 0
    base_sport: str = "running"
    most_week_min: float = math.inf
    most_long_min: float = math.inf
    planned: Mapping[int, PlannedWeek] = field(default_factory=dict)

    @property
    def race(self) -> Goal | None:
        """The race at the end."""
        return self.goals[-1] if self.goals else None

    @property
    def sport(self) -> str:
        """The sport of the last race, or of a plan without one."""
        return self.goals[-1].sport if self.goals else self.base_sport


def taper_weeks(
    distance_m: float, fatigue_days: float = USUAL_FATIGUE_DAYS, *, sport: str = "running"
) -> int:
    """Choose the length of the taper by race and by the time constant of fatigue.

    Parameters
    ----------
    distance_m : float
        Of the race [m].
    fatigue_days : float
        Time constant of the athlete's fatigue [d].
    sport : str
        As in `Activity`.

    Returns
    -------
    int
        Weeks, from 1 to 3, the race's own included.
    """
    usual = shape_of(distance_m, sport).taper_weeks
    return min(max(round(usual * fatigue_days / USUAL_FATIGUE_DAYS), 1), 3)


def weeks_of(
    start: dt.date, end: dt.date, distance_m: float | None, taper: int, *, sport: str = "running"
) -> tuple[Week, ...]:
    """Divide the weeks from a start to an end into phases.

    Parameters
    ----------
    start, end : date
        The first and the last day.
    distance_m : float or None
        Of the race at the end [m]; None for building a base.
    taper : int
        Weeks of taper.
    sport : str
        As in `Activity`.

    Returns
    -------
    tuple of Week
        From Monday to Sunday; the first and the last may be cut by `start` and `end`.
    """
    first = start - dt.timedelta(days=start.weekday())
    count = (end - first).days // 7 + 1
    phases: list[Phase] = []
    if distance_m is None:
        parts: tuple[tuple[Phase, int], ...] = (("base", count),)
    else:
        # The taper is fixed; the other phases share what is left.
        before = max(count - taper, 0)
        shares = shape_of(distance_m, sport).phases
        bases = round(before * shares[0] / sum(shares))
        builds = max(round(before * shares[1] / sum(shares)), min(before - bases, 1))
        peaks = before - bases - builds
        parts = (("base", bases), ("build", builds), ("peak", peaks), ("taper", count - before))
    for phase, weeks in parts:
        phases += [phase] * weeks
    return tuple(
        Week(
            number=at + 1,
            monday=first + dt.timedelta(weeks=at),
            phase=phase,
            place=at - phases.index(phase),
            length=phases.count(phase),
        )
        for at, phase in enumerate(phases)
    )
