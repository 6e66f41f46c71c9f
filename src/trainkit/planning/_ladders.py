"""Ladders inside a plan: after its races, and after holidays or injuries without any training."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.plan import Violation
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder, Usual, break_ladder, race_ladder

__all__ = ["ladder_days", "ladders_inside", "spare_fixed_days"]

# A plan's own sessions are not known before it is made; these only cap the days of a return.
_USUAL: Mapping[str, Usual] = {
    "running": Usual(60.0, 120.0),
    "cycling": Usual(90.0, 240.0),
    "swimming": Usual(45.0, 60.0),
}
_BREAK_DAYS = 6
_LOOK_BACK_DAYS = 60


def ladders_inside(
    athlete: Athlete,
    start: dt.date,
    end: dt.date,
    goals: Sequence[Goal],
    availability: Availability,
) -> tuple[Ladder, ...]:
    """List the ladders that a plan has whatever the past was.

    Parameters
    ----------
    athlete : Athlete
        Whose age counts.
    start, end : date
        Of the days to plan.
    goals : sequence of Goal
        Races by date: each A and B race but the last is recovered from.
    availability : Availability
        Blocks of 6 or more days in its `blackout` count as breaks.

    Returns
    -------
    tuple of Ladder
        In order of time, races first.
    """
    sport = goals[-1].sport if goals else "running"
    usual = _USUAL.get(sport, _USUAL["running"])
    return (
        *(_after(goal, athlete) for goal in goals[:-1] if goal.priority != "C"),
        *_after_blocks(start, end, availability, usual),
    )


def spare_fixed_days(
    rules: Sequence[Rule], goals: Sequence[Goal], availability: Availability
) -> tuple[Rule, ...]:
    """Leave fixed sessions and C races out of ladders: the athlete has decided on them."""
    days = {workout.date for workout in availability.fixed if workout.date is not None}
    days |= {goal.date for goal in goals if goal.priority == "C"}
    if not days:
        return tuple(rules)
    free = frozenset(days)
    return tuple(replace(rule, free=free) if isinstance(rule, Ladder) else rule for rule in rules)


def ladder_days(violations: Sequence[Violation], rules: Sequence[Rule]) -> frozenset[dt.date]:
    """List the days whose session is too hard or too long for a ladder."""
    names = {rule.name for rule in rules if isinstance(rule, Ladder)}
    return frozenset(violation.date for violation in violations if violation.rule in names)


def _after(goal: Goal, athlete: Athlete) -> Ladder:
    usual = _USUAL.get(goal.sport, _USUAL["running"])
    age, name = athlete.age(goal.date), goal.name or "race"
    ladder = race_ladder(goal.date, goal.distance_m, usual, sport=goal.sport, age=age)
    return replace(ladder, because=f"The {name} is on {goal.date.day} {goal.date:%B}")


def _after_blocks(
    start: dt.date, end: dt.date, availability: Availability, usual: Usual
) -> Iterator[Ladder]:
    """Yield a ladder after each block of days without time that ends inside the plan."""
    blocked = set(availability.blackout)
    fixed = {workout.date for workout in availability.fixed}
    block: list[dt.date] = []
    # A block may have begun before the first day that is planned.
    for back in range(-_LOOK_BACK_DAYS, (end - start).days + 1):
        day = start + dt.timedelta(days=back)
        if availability.on(day) == 0 and day not in fixed:
            block.append(day)
            continue
        # A weekday that never has time is no break: blocked days decide.
        if day >= start and len(blocked.intersection(block)) >= _BREAK_DAYS:
            ladder = break_ladder(block[0] - dt.timedelta(days=1), day, usual)
            if ladder is not None:
                yield ladder
        block = []
