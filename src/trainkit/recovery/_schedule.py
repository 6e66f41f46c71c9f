"""The days behind today, and today, as the rules want to see them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.plan import Violation
from trainkit.ports.rule import Rule, Schedule
from trainkit.recovery._known import Known
from trainkit.rules import AcwrCeiling, DaysWithoutRest

__all__ = ["Today", "today"]

_BEHIND = 35  # days that the rules look back on
_AHEAD = 7  # days in which a race counts


@dataclass(frozen=True, slots=True, eq=False)
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

    def broken(
        self, intensity: Intensity, load: float, run_m: float, *, race: bool = False
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
        race : bool
            Whether it is the race of the day, around which the rules arrange the rest.

        Returns
        -------
        list of Violation
            Empty for a session that may be done.
        """
        past, at = self.past, self.at
        loads, effort, runs = past.load.copy(), past.effort.copy(), past.run_m.copy()
        loads[at], effort[at], runs[at] = load, INTENSITIES.index(intensity), run_m
        races = past.races.copy()
        races[at] = race
        day = slice(0, at + 1)
        tried = Schedule(
            past.dates[day], at, loads[day], effort[day], runs[day], past.score[day], races
        )
        return [one for rule in self.rules for one in rule.violations(tried)]

    @property
    def room(self) -> float:
        """The most load that today's rules leave [1]."""
        ceilings = [rule for rule in self.rules if isinstance(rule, AcwrCeiling)]
        return min((one.room(self.past, self.at) for one in ceilings), default=float("inf"))

    @property
    def hard_days(self) -> int:
        """Hard days among the 7 before today."""
        week = self.past.effort[max(self.at - 7, 0) : self.at]
        return int(np.count_nonzero(week == INTENSITIES.index("hard")))

    @property
    def since_hard(self) -> int | None:
        """Days since the last hard day; None without one in five weeks."""
        hard = np.flatnonzero(self.past.effort[: self.at] == INTENSITIES.index("hard"))
        return None if hard.size == 0 else self.at - int(hard[-1])


def today(
    now: Known, date: dt.date, score: FloatArray, races: Sequence[dt.date], rules: Sequence[Rule]
) -> Today:
    """Lay out the days around a date; activities of the date itself are not looked at."""
    dates = np.arange(np.datetime64(date) - _BEHIND, np.datetime64(date) + _AHEAD + 1)
    loads, effort, runs = (_window(one, now.history.dates, dates) for one in _trained(now))
    scored = _window(score, now.history.dates, dates)
    for column in (loads, effort, runs):
        column[_BEHIND:] = np.nan
    scored[_BEHIND + 1 :] = np.nan
    past = Schedule(
        dates=dates,
        first=_BEHIND,
        load=loads,
        effort=np.nan_to_num(effort).astype(np.int8),
        run_m=runs,
        score=scored,
        races=np.isin(dates, np.array(list(races), dtype="datetime64[D]")),
    )
    return Today(date, past, _BEHIND, rules)


def _trained(now: Known) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Load, effort and longest run of every day of the history."""
    return now.history.derived(("trained", now.athlete), lambda: _trained_days(now))


def _trained_days(now: Known) -> tuple[FloatArray, FloatArray, FloatArray]:
    loads, activities = now.loads, now.history.activities
    effort = np.zeros(now.days)
    runs = np.where(np.isnan(loads.internal), np.nan, 0.0)
    days = np.array([one.day for one in activities], dtype="datetime64[D]")
    place = (days - now.history.dates[:1]).astype(int) if now.days else np.array([], dtype=int)
    np.maximum.at(effort, place, [INTENSITIES.index(one.effort) for _, one in loads.sessions])
    metres = [one.distance_m or 0.0 if one.sport == "running" else 0.0 for one in activities]
    np.maximum.at(runs, place, metres)
    effort[~(loads.internal > DaysWithoutRest.rest_at_most)] = 0
    return loads.internal, effort, runs


def _window(
    values: FloatArray, dates: NDArray[np.datetime64], wanted: NDArray[np.datetime64]
) -> FloatArray:
    column = np.full(wanted.size, np.nan)
    if dates.size:
        place = (wanted - dates[0]).astype(int)
        there = (place >= 0) & (place < dates.size)
        column[there] = values[place[there]]
    return column
