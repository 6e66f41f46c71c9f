"""Something happens to somebody in the middle of his plan, and what adapting must not do then."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import trainkit as tk
from builders.lives import Life, calendar_weeks, life, total
from builders.runners import followed
from trainkit.models import PlannedWorkout

_SEEDS_FROM = 5_000_000
_SHORTEST_DAYS = 20  # of a plan in which something can happen
_MORE, _MORE_MIN = 1.15, 30.0  # than the biggest week of the plan before
_A_SESSION_MIN = 25.0


@dataclass(frozen=True)
class LifeEvent:
    """A plan, the day of the event, and what the athlete did and wants since."""

    who: Life
    name: str
    plan: tk.TrainingPlan
    on: dt.date
    history: tk.History
    changes: Mapping[str, Any] = field(default_factory=dict)  # arguments of `adapt`

    @property
    def availability(self) -> tk.Availability:
        changed: tk.Availability = self.changes.get("availability", self.who.availability)
        return changed

    def adapt(self, seconds: float = 30) -> tk.Revision:
        who = self.who.athlete
        return tk.adapt(self.plan, self.history, who, on=self.on, seconds=seconds, **self.changes)


def life_event(seed: int) -> LifeEvent | None:
    """Make an event of ten kinds; None where the life has no plan of three weeks."""
    random = np.random.default_rng(seed + _SEEDS_FROM)
    who = life(seed)
    try:
        plan = who.plan(30)
    except tk.InvalidInput:  # beyond human records, or too far for a child
        return None
    if len(plan.workouts) < _SHORTEST_DAYS:
        return None
    on = plan.start + dt.timedelta(days=int(random.integers(5, len(plan.workouts) - 3)))
    name = str(random.choice(list(_MAKERS)))
    skip, records, changes = _MAKERS[name](random, who, on)
    done = followed(plan, on, skip=skip)
    activities = [a.model_copy(update={"sport": who.sport}) for a in done.activities]
    history = tk.History(activities=tuple(activities)).merge(records)
    if who.history is not None:
        history = who.history.merge(history)
    return LifeEvent(who, name, plan, on, history, changes)


def event_faults(event: LifeEvent) -> list[str]:
    """Adapt, and list what no coach would accept."""
    revision = event.adapt()
    after = revision.apply(event.plan)
    listed = [
        f"hard: {v.rule} {v.date} {v.message}"
        for v in tk.check(after, event.who.athlete, event.history, on=event.on)
        if v.hard
    ]
    if revision.undo(after).workouts != event.plan.workouts:
        listed.append("undo differs")
    biggest = max(total(week) for week in calendar_weeks(event.plan))
    blocked, free = set(event.availability.blackout), event.availability
    usual = event.who.availability.minutes
    more_time = any(minutes > usual[name] for name, minutes in free.minutes.items())
    planned = {week[0].week: _sessions(week) for week in calendar_weeks(event.plan)}
    for week in calendar_weeks(after):
        days = [item.date for item in week if item.date is not None]
        if days[0] < event.on:
            continue
        if total(week) > _MORE * biggest + _MORE_MIN and not more_time:
            listed.append(f"more: {days[0]} {total(week):.0f} of {biggest:.0f} min")
        possible = sum(free.on(day) >= _A_SESSION_MIN for day in days)
        # Somebody who trains twice a week may come back with one session, never with none.
        least = min(planned.get(week[0].week, 1), possible, 1)
        if len(days) == 7 and not blocked & set(days) and _sessions(week) < least:
            listed.append(f"empty: {days[0]}")
    return listed


def _sessions(week: Sequence[PlannedWorkout]) -> int:
    return sum(not workout.resting for workout in week)


_Parts = tuple[frozenset[dt.date], tk.History, Mapping[str, Any]]


def _back(on: dt.date, days: int) -> frozenset[dt.date]:
    return frozenset(on - dt.timedelta(days=at) for at in range(1, days + 1))


def _missed(random: np.random.Generator, _who: Life, on: dt.date) -> _Parts:
    return _back(on, int(random.integers(1, 10))), tk.History(), {}


def _away(random: np.random.Generator, _who: Life, on: dt.date) -> _Parts:
    return _back(on, int(random.integers(6, 40))), tk.History(), {}


def _ill(random: np.random.Generator, _who: Life, on: dt.date) -> _Parts:
    days = [on - dt.timedelta(days=at) for at in range(int(random.integers(1, 6)))]
    sick = [tk.DailyHealth(date=day, illness=True) for day in reversed(days)]
    return frozenset(days), tk.History(days=tuple(sick)), {}


def _pain(random: np.random.Generator, _who: Life, on: dt.date) -> _Parts:
    felt = tk.DailyHealth(date=on, pain=float(random.uniform(20, 80)), pain_place="knee")
    return frozenset(), tk.History(days=(felt,)), {}


def _extra(_random: np.random.Generator, who: Life, on: dt.date) -> _Parts:
    start = dt.datetime.combine(on - dt.timedelta(days=1), dt.time(20), dt.UTC)
    session = tk.Activity(sport=who.sport, start=start, elapsed_s=5400, distance_m=12_000)
    return frozenset(), tk.History(activities=(session,)), {}


def _blackout(random: np.random.Generator, who: Life, on: dt.date) -> _Parts:
    first, raced = int(random.integers(0, 10)), {goal.date for goal in who.goals}
    days = [on + dt.timedelta(days=first + at) for at in range(int(random.integers(1, 15)))]
    blackout = {*who.availability.blackout, *days} - raced
    free = who.availability.model_copy(update={"blackout": tuple(sorted(blackout))})
    return frozenset(), tk.History(), {"availability": free}


def _other_days(random: np.random.Generator, who: Life, _on: dt.date) -> _Parts:
    minutes = dict(who.availability.minutes)
    name = str(random.choice(list(minutes)))
    fewer = minutes[name] > 0 and sum(value > 0 for value in minutes.values()) > 2
    minutes[name] = 0.0 if fewer else 60.0
    free = who.availability.model_copy(update={"minutes": minutes})
    return frozenset(), tk.History(), {"availability": free}


def _moved(random: np.random.Generator, who: Life, on: dt.date) -> _Parts:
    *others, last = who.goals
    days = int(random.choice([-14, -7, -1, 1, 7, 14, 28]))
    date = max(last.date + dt.timedelta(days=days), on)
    taken = {goal.date for goal in others} | set(who.availability.blackout)
    taken |= {fixed.date for fixed in who.availability.fixed if fixed.date}
    while date in taken:
        date += dt.timedelta(days=1)
    return frozenset(), tk.History(), {"goals": [*others, last.model_copy(update={"date": date})]}


def _cancelled(_random: np.random.Generator, who: Life, _on: dt.date) -> _Parts:
    return frozenset(), tk.History(), {"goals": list(who.goals[:-1])}


def _shorter(_random: np.random.Generator, who: Life, _on: dt.date) -> _Parts:
    *others, last = who.goals
    race = last.model_copy(update={"distance_m": last.distance_m / 2, "time_s": None})
    return frozenset(), tk.History(), {"goals": [*others, race]}


_MAKERS: Mapping[str, Callable[[np.random.Generator, Life, dt.date], _Parts]] = {
    "missed": _missed, "away": _away, "ill": _ill, "pain": _pain, "extra": _extra,
    "blackout": _blackout, "other days": _other_days, "moved": _moved, "cancelled": _cancelled,
    "shorter": _shorter,
}  # fmt: skip
