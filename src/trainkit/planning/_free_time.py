"""The time of a usual week that is free for one sport."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from trainkit.models.goal import WEEKDAYS, Availability, Goal

__all__ = ["LEAST_SESSION_MIN", "FreeTime", "free_time", "weeks_left"]

LEAST_SESSION_MIN = 20.0
_MOST_SESSIONS = 6  # a week, so that one day of rest is left
_STRENGTH_MIN = 30.0
_BLOCK_DAYS = 7
_A_DAY_MIN = 1440.0


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A usual week.

    Parameters
    ----------
    minutes : mapping of str to float
        By weekday, days below 20 min left out [min].
    sessions : int
        The most sessions a week.
    hours : float
        The most time a week [h]; infinite without a limit.
    long_day : str
        The day with the most time, or the one that the athlete chose.
    """

    minutes: Mapping[str, float]
    sessions: int
    hours: float
    long_day: str

    @property
    def long_min(self) -> float:
        """The longest session that there is time for on the long day [min]."""
        return min(self.minutes.get(self.long_day, 0.0), 60 * self.hours)


def free_time(availability: Availability, goal: Goal, start: dt.date) -> FreeTime:
    """Find the time of a usual week, without what fixed sessions of other sports take.

    Parameters
    ----------
    availability : Availability
        Weekdays without a limit have all day.
    goal : Goal
        Its sport, and the last day that counts.
    start : date
        The first day that counts.

    Returns
    -------
    FreeTime
        Of the fullest days, as many as there are sessions.
    """
    weeks = max((goal.date - start).days // 7, 1)
    taken = Counter(
        WEEKDAYS[workout.date.weekday()]
        for workout in availability.fixed
        if workout.date is not None
        and start <= workout.date <= goal.date
        and workout.sport != goal.sport
    )
    minutes = {}
    for day in WEEKDAYS:
        free = availability.minutes.get(day, _A_DAY_MIN)
        free -= _STRENGTH_MIN if day in availability.strength else 0.0
        if free >= LEAST_SESSION_MIN and taken[day] < weeks / 2:
            minutes[day] = free
    most = availability.max_sessions_per_week or _MOST_SESSIONS
    sessions = min(len(minutes), most, _MOST_SESSIONS)
    most_h = availability.hours_per_week
    total = sum(sorted(minutes.values(), reverse=True)[:sessions]) / 60
    # Without a day at all, the weekend is where people find time.
    longest = max(WEEKDAYS[::-1], key=lambda day: minutes.get(day, 0.0))
    return FreeTime(
        minutes,
        sessions,
        total if most_h is None else min(total, most_h),
        availability.long_day or longest,
    )


def weeks_left(goal: Goal, start: dt.date, availability: Availability) -> int:
    """Count the weeks up to a race, weeks of a blackout left out.

    Parameters
    ----------
    goal : Goal
        The race; one on the Saturday of a week counts that week.
    start : date
        The first day.
    availability : Availability
        A week or more of blackout days in a row is lost.

    Returns
    -------
    int
        Whole weeks.
    """
    days = (goal.date - start).days + 1
    blocked = sorted({day for day in availability.blackout if start <= day <= goal.date})
    blocks: list[int] = []
    for earlier, later in pairwise([dt.date.min, *blocked]):
        if blocks and (later - earlier).days == 1:
            blocks[-1] += 1
        else:
            blocks.append(1)
    lost = sum(block for block in blocks if block >= _BLOCK_DAYS)
    return max(round((days - lost) / 7), 0)
