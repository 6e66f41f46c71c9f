"""Which earlier week the growth of a later one is measured by, and how far runs can grow."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from trainkit.planning._problem import PlanningProblem
from trainkit.ports.rule import LightensWeeks, LimitsMinutes, LimitsRuns

__all__ = ["longest_runs", "reference_week", "week_handicaps"]

_SHORT_MIN = 50.0  # the longest session of a day that is kept short
_SMALL_WEEK = 4  # counts as much as so many days without training


def reference_week(
    problem: PlanningProblem, handicaps: Sequence[int], week: int, back: int
) -> range:
    """Return the days of the planned week, among those before one, that can hold most.

    Parameters
    ----------
    problem : PlanningProblem
        What is planned.
    handicaps : sequence of int
        Of each planned week, from `week_handicaps`.
    week : int
        The week, as the schedule numbers them.
    back : int
        How many weeks before it to look at.

    Returns
    -------
    range
        Places of its days in the schedule; empty for the plan's first week.
    """
    schedule = problem.schedule
    weeks = schedule.week.tolist()
    first_week = weeks[schedule.first]
    number = week - first_week
    earlier = range(max(number - back, 0), number)
    if not earlier:
        return range(0)
    # Growth is compared with one week: a maximum over weeks would take a binary for each.
    best = min(earlier, key=lambda place: (handicaps[place], number - place))
    monday = weeks.index(first_week + best)
    return range(max(monday, schedule.first), monday + 7)


def longest_runs(problem: PlanningProblem, handicaps: Sequence[int]) -> list[float]:
    """Return the longest run of each week, if every earlier week grew as far as it may [m]."""
    schedule = problem.schedule
    weeks = schedule.week.tolist()
    first_week = weeks[schedule.first]
    longest = [np.inf] * len(handicaps)
    for rule in problem.rules:
        if isinstance(rule, LimitsRuns):
            by_rule: list[float] = []
            for number in range(len(handicaps)):
                days = reference_week(problem, handicaps, first_week + number, rule.weeks)
                # The bound compounds: each week may grow on the longest possible one before.
                earlier = by_rule[weeks[days[0]] - first_week] if days else 0.0
                by_rule.append(rule.longest_m(schedule, earlier))
            longest = [min(pair) for pair in zip(longest, by_rule, strict=True)]
    return longest


def week_handicaps(problem: PlanningProblem) -> list[int]:
    """Count what keeps each planned week from holding a full load."""
    lightening = [rule for rule in problem.rules if isinstance(rule, LightensWeeks)]
    schedule = problem.schedule
    count = int(schedule.week[-1] - schedule.week[schedule.first]) + 1
    return [_handicap(problem, number, lightening) for number in range(count)]


def _handicap(problem: PlanningProblem, number: int, lightening: Sequence[LightensWeeks]) -> int:
    week = problem.weeks[problem.week_of(problem.schedule.first).number - 1 + number]
    partial = problem.start.weekday() != 0
    days = {week.monday + dt.timedelta(days=at) for at in range(7)}
    small = (
        number == 0 and partial,
        week.phase == "taper",
        any(rule.lighter(number - partial) for rule in lightening),
        any(goal.date in days for goal in problem.goals),
    )
    # A day that a ladder keeps short says as little about what a week can hold as a blocked one.
    short = {
        day
        for rule in problem.rules
        if isinstance(rule, LimitsMinutes)
        for day in days
        if rule.longest_min(day) < _SHORT_MIN
    }
    return _SMALL_WEEK * sum(small) + len(
        short.union(days.intersection(problem.availability.blackout))
    )
