"""Which sessions suit a purpose, and how long they should be for this athlete and week."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from trainkit.models.goal import Goal
from trainkit.recovery._beginner import next_walk_run
from trainkit.recovery._habits import Habits, SportHabits
from trainkit.recovery._week import Demand
from trainkit.workouts import HARD_PURPOSES, RaceType, Session, Stage, race_type, stage

__all__ = [
    "Purpose",
    "allow_short",
    "phase_of",
    "rank_sessions",
    "suitable_minutes",
]

Purpose = Literal["easy", "long", "moderate", "hard"]

# The longest session that a race asks for [min]; without a race the athlete's own longest.
_LONGEST: dict[RaceType, float] = {
    "middle": 80.0,
    "5k": 90.0,
    "10k": 110.0,
    "half": 140.0,
    "marathon": 180.0,
    "ultra": 300.0,
}
_GROWTH = (1.0, 1.05, 1.08)  # of the longest, by full weeks since the last light one
_EASY_GROWTH = (1.0, 1.06, 1.12)  # of an easy day, before a race
_SPIKE = 1.10  # of the longest of 30 days: more injures (Frandsen 2025)
_LIGHTER_LONG, _LIGHTER = 0.75, 0.85
_LATE_HARD = (0.25, 0.45, 0.65)  # place within a hard session's range, by the same weeks
_SHORTEST = 20.0
_LONG_MIN = 60.0  # a long session of somebody without one
_NEW_MIN = 25.0  # in a sport that the athlete does not train
_EASY_OF_LONGEST = 0.6
_STEP = 5.0


def phase_of(goal: Goal | None, date: dt.date) -> Stage | None:
    """Name the phase by the weeks to the race; None without one."""
    return None if goal is None else stage(date, goal.date)


def rank_sessions(
    library: Sequence[Session],
    purpose: Purpose,
    sport: str,
    *,
    phase: Stage | None,
    habits: Habits,
    date: dt.date,
) -> list[Session]:
    """List the sessions of a sport that serve a purpose, the most suitable first."""
    purposes = _purposes(purpose, phase or "base", habits, date, sport)
    sessions = [
        next_walk_run(habits.new_runs or 0) if session.purpose == "walk_run" else session
        for session in library
        if session.sport == sport and session.purpose in purposes
    ]
    return sorted(sessions, key=lambda session: purposes.index(session.purpose))


def suitable_minutes(
    session: Session, purpose: Purpose, habits: Habits, demand: Demand, goal: Goal | None
) -> float:
    """Compute the length that suits the athlete and the week [min].

    Easy days are as long as usual, the long session grows for two weeks out of three and is
    shorter in a lighter week, and a hard session grows within its range in the same rhythm; before
    a race it is as short as it can be.
    """
    week = min(habits.weeks_since_light, len(_GROWTH) - 1)
    if purpose == "long":
        minutes = _long_minutes(session.sport, habits, week, demand, goal)
    elif purpose == "hard":
        low, high = session.minutes
        place = 0.0 if demand.share < 1 else _LATE_HARD[0 if demand.lighter else week]
        minutes = low + place * (high - low)
        minutes = min(minutes, max(habits.of(session.sport).longest, low))
    elif session.purpose == "walk_run":
        minutes = session.minutes[1]
    else:
        minutes = _usual_minutes(habits.of(session.sport), purpose, week, demand, goal)
    most = max(session.minutes[1], _SHORTEST)
    return float(_STEP * round(min(max(minutes, _SHORTEST), most) / _STEP))


def _usual_minutes(
    own: SportHabits, purpose: Purpose, week: int, demand: Demand, goal: Goal | None
) -> float:
    """The usual length, a little longer before a race, shorter in a lighter week."""
    usual = own.usual or own.longest or _NEW_MIN
    if demand.lighter:
        return usual * _LIGHTER
    if goal is None or purpose != "easy" or demand.share < 1:
        return usual * demand.share
    # Easy days grow up to a share of the longest, so that they do not grow with themselves.
    return max(usual, min(usual * _EASY_GROWTH[week], _EASY_OF_LONGEST * own.longest))


def allow_short(session: Session, minutes: float) -> Session:
    """Let a session without pieces be as short as it has to be."""
    low, high = session.minutes
    if session.work is not None or minutes >= low:
        return session
    return replace(session, minutes=(max(min(low, minutes), 10.0), high))


def _long_minutes(
    sport: str, habits: Habits, week: int, demand: Demand, goal: Goal | None
) -> float:
    """The long session: towards what the race asks for, and no spike after the last 30 days."""
    own = habits.of(sport)
    longest = own.longest or _LONG_MIN
    spike = max(_SPIKE * own.longest_30, _LONG_MIN)
    if demand.lighter:
        return min(longest * _LIGHTER_LONG, spike)
    if goal is None:
        return min(longest, spike)
    most = _LONGEST[race_type(goal.distance_m)] if goal.sport == "running" else 300.0
    return min(longest * _GROWTH[week] * demand.share, most, spike)


def _purposes(
    purpose: Purpose, phase: Stage, habits: Habits, date: dt.date, sport: str
) -> tuple[str, ...]:
    if purpose == "easy":
        if sport == "running" and habits.new_runs is not None:
            return ("walk_run",)
        return ("strength",) if sport == "training" else ("endurance", "recovery")
    if purpose == "long":
        return ("long", "endurance")
    if purpose == "moderate":
        return ("tempo", "progression")
    hard = HARD_PURPOSES[phase]
    # Alternate by week, and within a week after the first hard day.
    if (date.isocalendar().week + habits.week_not_easy) % 2 and len(hard) > 1:
        return (hard[1], hard[0], *hard[2:])
    return hard
