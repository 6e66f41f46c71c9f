"""Ladders inside a plan: after its races, and after holidays or injuries without any training."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.plan import Violation
from trainkit.planning._limits import LoadLimit, LongestLimit
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder, Usual, break_ladder, race_ladder

__all__ = [
    "ReturnWeeks",
    "find_return_weeks",
    "ladder_days",
    "ladders_inside",
    "spare_fixed_days",
    "spared_days",
]

# A plan's own sessions are not known before it is made; these only cap the days of a return.
_USUAL: Mapping[str, Usual] = {
    "running": Usual(60.0, 120.0),
    "cycling": Usual(90.0, 240.0),
    "swimming": Usual(45.0, 60.0),
}
_BREAK_DAYS = 6
_OF_DAYS = (Ladder, LongestLimit, LoadLimit)
_RETURN_DAYS = 28  # after a ladder, in which what was usual before it is the limit
_SHORT_MIN = 50.0  # a day that a ladder keeps below is a light one
_LIGHT_DAYS = 3  # in a week that needs no other reason to be light
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


class ReturnWeeks(NamedTuple):
    """Weeks in which training comes back, by their Monday: rules of growth look further back.

    Attributes
    ----------
    back : mapping of date to int
        More weeks to look back.
    light : frozenset of date
        Weeks that a ladder makes light, two or more in a row: too long to count as a lighter week.
    """

    back: Mapping[dt.date, int]
    light: frozenset[dt.date]


def find_return_weeks(rules: Sequence[Rule]) -> ReturnWeeks:
    """Find the weeks of a return: measured by the last usual week, not by the weeks of a ladder.

    A ladder that shortens weeks would otherwise hold down every later one: growth of a tenth a
    week on a week of almost nothing never comes back.
    """
    back: dict[dt.date, int] = {}
    light: set[dt.date] = set()
    for ladder in rules:
        if not isinstance(ladder, Ladder) or ladder.cause == "big_day":
            continue
        since, last = ladder.since or ladder.steps[0].first, ladder.steps[-1].last
        first = _monday(since)
        for monday in _mondays(since, last + dt.timedelta(days=_RETURN_DAYS)):
            back[monday] = max(back.get(monday, 0), (monday - first).days // 7 + 1)
        light |= {monday for monday in _mondays(since, last) if _is_light(ladder, since, monday)}
    week = dt.timedelta(weeks=1)
    longer = {monday for monday in light if {monday - week, monday + week} & light}
    return ReturnWeeks(back, frozenset(longer))


def _is_light(ladder: Ladder, since: dt.date, monday: dt.date) -> bool:
    days = [monday + dt.timedelta(days=at) for at in range(7)]
    short = [day for day in days if ladder.longest_min(day) < _SHORT_MIN]
    off = [day for day in days if since <= day < ladder.steps[0].first]
    return len(short) + len(off) >= _LIGHT_DAYS


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _mondays(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    monday = _monday(first)
    while monday <= last:
        yield monday
        monday += dt.timedelta(weeks=1)


def spared_days(goals: Sequence[Goal], availability: Availability) -> frozenset[dt.date]:
    """Return the days of fixed sessions and C races."""
    days = {workout.date for workout in availability.fixed if workout.date is not None}
    return frozenset(days | {goal.date for goal in goals if goal.priority == "C"})


def spare_fixed_days(
    rules: Sequence[Rule], goals: Sequence[Goal], availability: Availability
) -> tuple[Rule, ...]:
    """Leave fixed sessions and C races out of ladders: the athlete has decided on them."""
    free = spared_days(goals, availability)
    if not free:
        return tuple(rules)
    return tuple(replace(rule, free=free) if isinstance(rule, _OF_DAYS) else rule for rule in rules)


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
        # A weekday that never has time is not a break: blocked days decide.
        if day >= start and len(blocked.intersection(block)) >= _BREAK_DAYS:
            ladder = break_ladder(block[0] - dt.timedelta(days=1), day, usual)
            if ladder is not None:
                yield ladder
        block = []
