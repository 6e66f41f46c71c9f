"""The days behind today, and today, as the rules want to see them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, is_among
from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.plan import Violation
from trainkit.ports.rule import LimitsLoad, LimitsMinutes, LimitsRuns, Rule, Schedule
from trainkit.recovery._daily_signals import DailySignals
from trainkit.recovery._habits import Habits
from trainkit.rules import blank_schedule

__all__ = ["Today", "today"]

_AHEAD = 7  # days in which a race counts
_LIMITS = ("room", "longest_min", "longest_m")  # methods of the ports that limit a session


@dataclass(frozen=True, eq=False)
class Today:
    """A day to decide on, after the days behind it.

    Parameters
    ----------
    date : date
        The day.
    past : Schedule
        The days behind, the day itself at `at` with nothing on it, and a week ahead for races.
    at : int
        Where the day is.
    rules : sequence of Rule
        What must hold.
    """

    date: dt.date
    past: Schedule
    at: int
    rules: Sequence[Rule]

    def violations(
        self,
        intensity: Intensity,
        load: float,
        run_m: float,
        *,
        minutes: float = 0.0,
        race: bool = False,
        long: bool = False,
    ) -> list[Violation]:
        """List the rules that a session of today would break.

        Parameters
        ----------
        intensity : {"rest", "easy", "moderate", "hard"}
            How hard.
        load : float
            [1]
        run_m : float
            How far it runs [m].
        minutes : float
            How long it takes [min].
        race : bool
            Whether it is the race of the day, around which the rules arrange the rest.
        long : bool
            Whether it is hard by its length alone: easy, but apart from hard days.

        Returns
        -------
        list of Violation
            Empty for a session that may be done.
        """
        past, at = self.past, self.at
        loads, effort, runs = past.load.copy(), past.effort.copy(), past.run_m.copy()
        loads[at], effort[at], runs[at] = load, INTENSITIES.index(intensity), run_m
        hard = past.hard.copy()
        hard[at] = long or intensity == "hard"
        lengths = past.minutes.copy()
        lengths[at] = minutes
        races = past.races.copy()
        races[at] = race
        day = slice(0, at + 1)
        tried = Schedule(
            past.dates[day],
            at,
            loads[day],
            effort[day],
            runs[day],
            past.score[day],
            races,
            hard=hard[day],
            minutes=lengths[day],
        )
        return [violation for rule in self.rules for violation in rule.violations(tried)]

    @cached_property
    def eased(self) -> frozenset[str]:
        """Rules on load, length and distance, which may accept a shorter session."""
        limiting = (rule for rule in self.rules if _has_any(rule, *_LIMITS))
        return frozenset(
            rule.name
            for rule in limiting
            if isinstance(rule, LimitsLoad | LimitsRuns | LimitsMinutes)
        )

    @cached_property
    def room(self) -> float:
        """The most load that today's rules leave [1]."""
        limiting = (rule for rule in self.rules if _has_any(rule, "room"))
        ceilings = [rule for rule in limiting if isinstance(rule, LimitsLoad)]
        return min((rule.room(self.past, self.at) for rule in ceilings), default=float("inf"))

    @property
    def hard_days(self) -> int:
        """Hard days among the 7 before today."""
        week = self.past.effort[max(self.at - 7, 0) : self.at]
        return int(np.count_nonzero(week == INTENSITIES.index("hard")))

    @property
    def days_since_hard(self) -> int | None:
        """Days since the last hard day; None without one in five weeks."""
        hard = np.flatnonzero(self.past.effort[: self.at] == INTENSITIES.index("hard"))
        return None if hard.size == 0 else self.at - int(hard[-1])


def today(
    now: DailySignals,
    date: dt.date,
    score: FloatArray,
    races: Sequence[dt.date],
    rules: Sequence[Rule],
    *,
    habits: Habits,
) -> Today:
    """Lay out the days around a date; activities of the date itself are not looked at.

    How hard a day was is judged as in the habits; a long easy day that is hard by its load alone
    counts as easy, and as hard only for the days around it.
    """
    past = blank_schedule(date, date + dt.timedelta(days=_AHEAD), now.loads)
    for back, effort in habits.efforts.items():
        if back <= past.first and past.effort[past.first - back]:
            past.effort[past.first - back] = INTENSITIES.index(effort)
    scored = _window(score, now.loads.dates, past.dates)
    scored[past.first + 1 :] = np.nan
    race_days = np.array(list(races), dtype="datetime64[D]")
    past = replace(past, score=scored, races=is_among(past.dates, race_days))
    return Today(date, past, past.first, rules)


def _has_any(rule: Rule, *names: str) -> bool:
    """Whether a rule has a method: a look at names is ten times as fast as one at a protocol."""
    return any(hasattr(rule, name) for name in names)


def _window(
    values: FloatArray, dates: NDArray[np.datetime64], wanted: NDArray[np.datetime64]
) -> FloatArray:
    column = np.full(wanted.size, np.nan)
    if dates.size:
        place = (wanted - dates[0]).astype(int)
        there = (place >= 0) & (place < dates.size)
        column[there] = values[place[there]]
    return column
