"""The sport of the day: the race's, the weekday's usual one, or the one that is due."""

import datetime as dt
from collections.abc import Sequence

from trainkit.models.goal import Goal
from trainkit.recovery._beginner import BEGINNER_RUNS_A_WEEK
from trainkit.recovery._habits import Habits
from trainkit.workouts import Session

__all__ = ["choose_sport"]

_OTHER_SPORTS = ("cycling", "swimming", "walking", "running")
_ALIKE = {"hiking": "walking"}  # sports without a session, and the nearest one
_REGULAR = 0.15  # of the sessions, from which a sport is one of the athlete's own


def choose_sport(
    habits: Habits,
    date: dt.date,
    library: Sequence[Session],
    *,
    goal: Goal | None = None,
    without: frozenset[str] = frozenset(),
) -> str | None:
    """Choose the sport of a day.

    Somebody of one sport trains it; of several, each weekday has its usual one. The sport of a race
    that is new to the athlete comes three times a week, never on two days in a row nor in place of
    a long session.

    Parameters
    ----------
    habits : Habits
        The last eight weeks.
    date : date
        The day.
    library : sequence of Session
        The sessions to choose from.
    goal : Goal, optional
        The race to train for.
    without : frozenset of str
        Sports that are out.

    Returns
    -------
    str or None
        None where every sport is out.
    """
    purposes = ("endurance", "strength")
    trainable = {session.sport for session in library if session.purpose in purposes} - without
    sessions = sum(own.sessions for own in habits.by_sport.values())
    own = [
        sport
        for sport in habits.sports
        if sport in trainable and habits.of(sport).sessions >= _REGULAR * sessions
    ]
    if habits.new_runs is not None and len(own) > 1 and "running" in own:
        own.remove("running")
        learned = "running"
    else:
        learned = goal.sport if goal is not None and goal.sport not in own else ""
    weekday = date.weekday()
    long_day = any(habits.of(sport).long_weekday == weekday for sport in own)
    if learned in trainable and (not own or (_may_learn(habits, learned) and not long_day)):
        return learned
    if not own:
        known = [_ALIKE.get(sport, sport) for sport in habits.sports]
        others = _OTHER_SPORTS if without else ("running",)
        return next((sport for sport in (*known, *others) if sport in trainable), None)
    usual = habits.weekday_sports.get(weekday, "")
    if usual in own:
        return usual
    if goal is not None and goal.sport in own:
        return goal.sport
    # The sport that is most overdue for how often it is trained.
    return max(own, key=lambda sport: habits.of(sport).since * habits.of(sport).sessions)


def _may_learn(habits: Habits, sport: str) -> bool:
    """Whether a sport that is new may come today: not on two days in a row, nor every day."""
    past = habits.of(sport)
    return past.since > 1 and past.week_sessions < BEGINNER_RUNS_A_WEEK
