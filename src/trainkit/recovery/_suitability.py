"""Which sessions suit a day, the most suitable first."""

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainkit.models.assessment import Intensity
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.recovery._daily_signals import DailySignals
from trainkit.workouts import HARD_PURPOSES, Session, Stage, stage

__all__ = ["Habits", "habits", "phase_of", "suitable", "usual_minutes"]

_WEEKS = 4
_LONG_MIN = 75.0
_MIDDLE = {"rest": 15.0, "easy": 45.0, "moderate": 50.0, "hard": 60.0}


@dataclass(frozen=True, slots=True)
class Habits:
    """What the last four weeks before a day were like.

    Parameters
    ----------
    sports : tuple of str
        By how often they were done, most often first.
    minutes : mapping
        Median length by sport and effort [min].
    since_long : int
        Days since a session of at least 75 min; 99 without one.
    week_sessions : int
        Sessions since Monday.
    """

    sports: tuple[str, ...]
    minutes: Mapping[tuple[str, str], float]
    since_long: int
    week_sessions: int


def habits(now: DailySignals, date: dt.date) -> Habits:
    """Look at the sessions of the four weeks before a date."""
    history: History = now.history
    first, monday = date - dt.timedelta(weeks=_WEEKS), date - dt.timedelta(days=date.weekday())
    sessions = now.loads.sessions
    until = bisect_left(sessions, date, key=lambda pair: history.activities[pair[0]].day)
    since = bisect_left(sessions, first, key=lambda pair: history.activities[pair[0]].day)
    done = [(history.activities[at], load) for at, load in sessions[since:until]]
    lengths: dict[tuple[str, str], list[float]] = {}
    since_long = 99
    for one, load in done:
        minutes = (one.moving_s or one.elapsed_s) / 60
        lengths.setdefault((one.sport, load.effort), []).append(minutes)
        if minutes >= _LONG_MIN:
            since_long = (date - one.day).days
    often = Counter(one.sport for one, _ in done)
    return Habits(
        sports=tuple(sport for sport, _ in often.most_common()),
        minutes={key: float(np.median(values)) for key, values in lengths.items()},
        since_long=since_long,
        week_sessions=sum(one.day >= monday for one, _ in done),
    )


def phase_of(goal: Goal | None, date: dt.date) -> Stage | None:
    """Name the phase by the weeks to the race; None without one."""
    return None if goal is None else stage(date, goal.date)


def suitable(
    library: Sequence[Session],
    intensity: Intensity,
    sport: str,
    *,
    phase: Stage | None,
    habits: Habits,
    date: dt.date,
    hard_days: int,
) -> list[Session]:
    """List the sessions of a sport above rest, the one that is wanted most first."""
    wanted = _purposes(intensity, phase or "base", habits, date, hard_days)
    found = [
        one
        for one in library
        if one.sport == sport
        and one.purpose in wanted
        and (one.intensity == intensity or one.purpose == "long")
    ]
    return sorted(found, key=lambda one: wanted.index(one.purpose))


def usual_minutes(
    session: Session, habits: Habits, availability: Availability | None, date: dt.date
) -> float:
    """Give the length that is usual for the athlete, within the session's and the day's limits."""
    usual = habits.minutes.get((session.sport, session.intensity), _MIDDLE[session.intensity])
    low, high = session.minutes
    if session.purpose == "long":
        usual = max(usual, 1.6 * habits.minutes.get((session.sport, "easy"), 50.0))
    room = high if availability is None else min(high, availability.on(date))
    return float(5 * np.floor(min(max(usual, low), room) / 5))


def _purposes(
    intensity: Intensity, phase: Stage, habits: Habits, date: dt.date, hard_days: int
) -> tuple[str, ...]:
    if intensity == "easy":
        return ("recovery", "endurance") if hard_days >= 3 else ("endurance", "recovery")
    if intensity == "moderate":
        weekend = date.weekday() >= 5
        return ("long", "tempo") if weekend and habits.since_long >= 6 else ("tempo", "long")
    hard = HARD_PURPOSES[phase]
    if hard_days % 2 and len(hard) > 1:  # not the same hard session twice running
        return (hard[1], hard[0], *hard[2:])
    return hard
