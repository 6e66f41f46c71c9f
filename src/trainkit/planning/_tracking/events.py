"""Recent events that change a plan: illness, pain, a break, missed sessions, low recovery."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from trainkit.models.assessment import Recovery
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.planning._tracking.matching import match
from trainkit.ports.rule import Rule
from trainkit.rules import EasyUntil

__all__ = ["Events", "read_events"]

_ILL_DAYS, _PAIN_DAYS = 3, 4  # of easy training after the last report
_PAIN = 60.0
_BREAK_DAYS = 7
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
    on: dt.date,
    *,
    plan: TrainingPlan | None = None,
    recovery: Recovery | None = None,
) -> Events:
    """Read the recent events from a history.

    Parameters
    ----------
    history : History
        With the journal.
    on : date
        The first day ahead.
    plan : TrainingPlan, optional
        What was planned for the days before.
    recovery : Recovery, optional
        Of the day itself.

    Returns
    -------
    Events
        Facts, rules and days of rest.
    """
    events = Events()
    missed = 0 if plan is None else _count_missed(plan, history, on)
    if missed:
        events.facts["missed"] = f"{missed} sessions of the last 7 days were not done"
        events.needs_replan = missed >= _MANY_MISSED
    ill = _last(history, "illness", on, lambda value: value == 1)
    # Three easy days after the last report, and rest while it is fresh.
    if ill is not None and (on - ill).days <= _ILL_DAYS:
        events.facts["illness"] = f"ill on {ill}"
        events.rules.append(EasyUntil(ill + dt.timedelta(days=_ILL_DAYS + 1), "an illness"))
        events.rest += [on] if ill >= on - dt.timedelta(days=1) else []
        events.needs_replan = True
    pain = _last(history, "pain", on, lambda value: value >= _PAIN)
    if pain is not None and (on - pain).days <= _PAIN_DAYS:
        events.facts["pain"] = f"pain on {pain}"
        events.rules.append(EasyUntil(pain + dt.timedelta(days=_PAIN_DAYS + 1), "pain"))
        events.rest += [on] if pain >= on - dt.timedelta(days=1) else []
        events.needs_replan = True
    days_off = _days_off(history, on)
    # Half of the break easy, at most a week.
    if days_off >= _BREAK_DAYS:
        events.facts["break"] = f"{days_off} days without training"
        easy = on + dt.timedelta(days=min(days_off, 14) // 2)
        events.rules.append(EasyUntil(easy, f"{days_off} days without training"))
        events.needs_replan = True
    if recovery is not None and recovery.status == "red":
        events.facts["recovery"] = f"recovery of {recovery.score:.0f} is red"
        events.rest.append(on)
        events.needs_replan = True
    return events


def _count_missed(plan: TrainingPlan, history: History, on: dt.date) -> int:
    """Count the sessions of the last 7 days that no activity completed."""
    matched = match(plan, history)
    week = [matched.on(on - dt.timedelta(days=back)) for back in range(1, 8)]
    return sum(
        workout is not None and not workout.resting and not workout.completed_by for workout in week
    )


def _last(
    history: History, name: str, on: dt.date, matches: Callable[[float], bool]
) -> dt.date | None:
    """Return the last day, up to a date, with a matching journal entry."""
    values = history.daily(name)
    for at in range(len(values) - 1, -1, -1):
        day: dt.date = history.dates[at].item()
        if day <= on and not np.isnan(values[at]) and matches(float(values[at])):
            return day
    return None


def _days_off(history: History, on: dt.date) -> int:
    before = [activity.day for activity in history.activities if activity.day < on]
    return (on - max(before)).days - 1 if before else 0
