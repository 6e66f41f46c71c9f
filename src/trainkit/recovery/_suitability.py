"""Which sessions suit a purpose, and how long they should be for this athlete and week."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from trainkit.loads import EASY_RANGE
from trainkit.models.goal import Goal
from trainkit.recovery._habits import Habits
from trainkit.recovery._week import Demand
from trainkit.workouts import HARD_PURPOSES, RaceType, Session, Stage, race_type, stage

__all__ = [
    "Purpose",
    "allow_short",
    "at_table_pace",
    "phase_of",
    "rank_sessions",
    "suitable_minutes",
]

Purpose = Literal["easy", "long", "moderate", "hard"]

# Plans keep the slower half of the easy range.
_TABLE_SHARES = {"endurance": EASY_RANGE["running"], "long": (0.75, 0.84), "recovery": (0.70, 0.78)}

# The longest session that a race asks for [min]; without a race the athlete's own longest.
_LONGEST: dict[RaceType, float] = {
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
_DEFAULT_MIN = {"easy": 40.0, "moderate": 45.0, "hard": 50.0, "long": 60.0}
_NEW_MIN = 30.0  # for somebody who has never trained
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
    purposes = _purposes(purpose, phase or "base", habits, date)
    sessions = [
        at_table_pace(session)
        for session in library
        if session.sport == sport and session.purpose in purposes
    ]
    return sorted(sessions, key=lambda session: purposes.index(session.purpose))


def at_table_pace(session: Session) -> Session:
    """Give an easy run the easy range of the athlete's own table of paces."""
    share = _TABLE_SHARES.get(session.purpose) if session.sport == "running" else None
    return session if share is None else replace(session, share=share)


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
        minutes = min(minutes, max(habits.longest.get(session.sport, low), low))
    else:
        usual = habits.usual_minutes(session.sport, purpose, _DEFAULT_MIN[purpose])
        building = goal is not None and purpose == "easy" and demand.share == 1
        factor = _LIGHTER if demand.lighter else _EASY_GROWTH[week] if building else demand.share
        minutes = usual * factor
        minutes = min(minutes, _NEW_MIN) if not habits.days_a_week else minutes
    most = max(session.minutes[1], _SHORTEST)
    return float(_STEP * round(min(max(minutes, _SHORTEST), most) / _STEP))


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
    longest = habits.longest.get(sport, _DEFAULT_MIN["long"])
    spike = max(_SPIKE * habits.longest_30.get(sport, 0.0), _DEFAULT_MIN["long"])
    if demand.lighter:
        return min(longest * _LIGHTER_LONG, spike)
    if goal is None:
        return min(longest, spike)
    most = _LONGEST[race_type(goal.distance_m)] if goal.sport == "running" else 300.0
    return min(longest * _GROWTH[week] * demand.share, most, spike)


def _purposes(purpose: Purpose, phase: Stage, habits: Habits, date: dt.date) -> tuple[str, ...]:
    if purpose == "easy":
        if not habits.days_a_week:
            return ("walk_run", "endurance", "recovery")
        return ("endurance", "recovery")
    if purpose == "long":
        return ("long", "endurance")
    if purpose == "moderate":
        return ("tempo", "progression")
    hard = HARD_PURPOSES[phase]
    # Alternate by week, and within a week after the first hard day.
    if (date.isocalendar().week + habits.week_not_easy) % 2 and len(hard) > 1:
        return (hard[1], hard[0], *hard[2:])
    return hard
