"""Recent events that change a plan: ladders of return, missed sessions, low recovery."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from trainkit.models.assessment import Recovery
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.planning._tracking.matching import match
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder, find_ladders

__all__ = ["Events", "read_events"]

_MANY_MISSED = 3  # of the last 7 days


@dataclass(slots=True)
class Events:
    """Recent events, and their consequences for a plan.

    Parameters
    ----------
    facts : dict of str to str
        The events in words, by kind.
    rules : list of Rule
        Rules that apply because of them.
    rest : list of date
        Days on which to rest.
    needs_replan : bool
        Whether they require a new look at the plan.
    """

    facts: dict[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    rest: list[dt.date] = field(default_factory=list)
    needs_replan: bool = False


def read_events(
    history: History,
    athlete: Athlete,
    on: dt.date,
    *,
    plan: TrainingPlan | None = None,
    recovery: Recovery | None = None,
    goals: Sequence[Goal] = (),
) -> Events:
    """Read the recent events from a history.

    Parameters
    ----------
    history : History
        With the journal.
    athlete : Athlete
        Whose thresholds and age count.
    on : date
        The first day ahead.
    plan : TrainingPlan, optional
        What was planned for the days before.
    recovery : Recovery, optional
        Of the day itself.
    goals : sequence of Goal
        Races by date; those before `on` are recovered from.

    Returns
    -------
    Events
        Facts, rules and days of rest.
    """
    events = Events()
    missed = 0 if plan is None else _count_missed(plan, history, on)
    if missed:
        events.facts["missed"] = f"{missed} sessions of the last 7 days were not done"
        # One or two missed sessions are ordinary life: the days ahead stay as they are.
        events.needs_replan = missed >= _MANY_MISSED
    sport = goals[-1].sport if goals else "running"
    # Races ahead get their ladders with the rules of the plan.
    behind = [goal for goal in goals if goal.date < on]
    for ladder in find_ladders(history, athlete, on, goals=behind):
        known = events.facts.get(ladder.cause)
        fact = _describe(ladder, on)
        events.facts[ladder.cause] = fact if known is None else f"{known}. {fact}"
        # Whether the days ahead break it is for the rule itself to say.
        events.rules.append(ladder.for_sport(sport))
    if recovery is not None and recovery.status == "red":
        events.facts["recovery"] = f"recovery of {recovery.score:.0f} is red"
        events.rest.append(on)
        events.needs_replan = True
    return events


def _describe(ladder: Ladder, on: dt.date) -> str:
    """Put the cause of a ladder into words, and the step of a day or the next one."""
    day = max(on, ladder.steps[0].first)
    place = ladder.place_of(day)
    return f"{ladder.because}; {place}" if place else ladder.because


def _count_missed(plan: TrainingPlan, history: History, on: dt.date) -> int:
    """Count the sessions of the last 7 days that no activity completed."""
    matched = match(plan, history)
    week = [matched.on(on - dt.timedelta(days=back)) for back in range(1, 8)]
    return sum(
        workout is not None and not workout.resting and not workout.completed_by for workout in week
    )
