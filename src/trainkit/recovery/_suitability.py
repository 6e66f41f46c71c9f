"""Rank the sessions that suit a day, from the athlete's habits and the phase of training."""

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

__all__ = ["Habits", "phase_of", "rank_sessions", "summarize_habits", "usual_minutes"]

_WEEKS = 4
_LONG_MIN = 75.0
_MIDDLE = {"rest": 15.0, "easy": 45.0, "moderate": 50.0, "hard": 60.0}


@dataclass(frozen=True, slots=True)
class Habits:
    """Training habits in the four weeks before a day.

    Parameters
    ----------
    sports : tuple of str
        Sports, most frequent first.
    minutes : mapping
        Median duration by sport and effort [min].
    days_since_long : int
        Days since a session of at least 75 min; 99 if there was none.
    week_sessions : int
        Number of sessions since Monday.
    """

    sports: tuple[str, ...]
    minutes: Mapping[tuple[str, str], float]
    days_since_long: int
    week_sessions: int


def summarize_habits(signals: DailySignals, date: dt.date) -> Habits:
    """Summarize the sessions of the four weeks before a date."""
    history: History = signals.history
    first, monday = date - dt.timedelta(weeks=_WEEKS), date - dt.timedelta(days=date.weekday())
    sessions = signals.loads.sessions
    until = bisect_left(sessions, date, key=lambda pair: history.activities[pair[0]].day)
    since = bisect_left(sessions, first, key=lambda pair: history.activities[pair[0]].day)
    recent = [(history.activities[at], load) for at, load in sessions[since:until]]
    durations: dict[tuple[str, str], list[float]] = {}
    days_since_long = 99
    for activity, load in recent:
        minutes = (activity.moving_s or activity.elapsed_s) / 60
        durations.setdefault((activity.sport, load.effort), []).append(minutes)
        if minutes >= _LONG_MIN:
            days_since_long = (date - activity.day).days
    counts = Counter(activity.sport for activity, _ in recent)
    return Habits(
        sports=tuple(sport for sport, _ in counts.most_common()),
        minutes={key: float(np.median(values)) for key, values in durations.items()},
        days_since_long=days_since_long,
        week_sessions=sum(activity.day >= monday for activity, _ in recent),
    )


def phase_of(goal: Goal | None, date: dt.date) -> Stage | None:
    """Name the phase by the weeks to the race; None without one."""
    return None if goal is None else stage(date, goal.date)


def rank_sessions(
    library: Sequence[Session],
    intensity: Intensity,
    sport: str,
    *,
    phase: Stage | None,
    habits: Habits,
    date: dt.date,
    hard_days: int,
) -> list[Session]:
    """List the sessions of a sport above rest, the most suitable first."""
    purposes = _purposes(intensity, phase or "base", habits, date, hard_days)
    sessions = [
        session
        for session in library
        if session.sport == sport
        and session.purpose in purposes
        and (session.intensity == intensity or session.purpose == "long")
    ]
    return sorted(sessions, key=lambda session: purposes.index(session.purpose))


def usual_minutes(
    session: Session, habits: Habits, availability: Availability | None, date: dt.date
) -> float:
    """Compute the athlete's usual duration within the limits of session and day [min]."""
    usual = habits.minutes.get((session.sport, session.intensity), _MIDDLE[session.intensity])
    low, high = session.minutes
    if session.purpose == "long":
        usual = max(usual, 1.6 * habits.minutes.get((session.sport, "easy"), 50.0))
    longest = high if availability is None else min(high, availability.on(date))
    return float(5 * np.floor(min(max(usual, low), longest) / 5))


def _purposes(
    intensity: Intensity, phase: Stage, habits: Habits, date: dt.date, hard_days: int
) -> tuple[str, ...]:
    if intensity == "easy":
        return ("recovery", "endurance") if hard_days >= 3 else ("endurance", "recovery")
    if intensity == "moderate":
        weekend = date.weekday() >= 5
        return ("long", "tempo") if weekend and habits.days_since_long >= 6 else ("tempo", "long")
    hard = HARD_PURPOSES[phase]
    if hard_days % 2 and len(hard) > 1:  # alternate, to avoid the same hard session twice in a row
        return (hard[1], hard[0], *hard[2:])
    return hard
