"""Which week the growth of a later one is measured by, and how far runs can grow."""

import datetime as dt

import numpy as np

from trainkit.planning._problem import PlanningProblem
from trainkit.rules import CutBack, LongRunStep

__all__ = ["longest_runs", "reference_week"]

_SMALL_WEEK = 4  # as bad as so many days without training


def reference_week(setting: PlanningProblem, week: int, back: int) -> range:
    """Give the days of the planned week, of so many before one, that can hold most.

    Parameters
    ----------
    setting : PlanningProblem
        What is planned.
    week : int
        The week, as the frame counts them.
    back : int
        How many weeks before it are looked at.

    Returns
    -------
    range
        Places of its days in the frame; empty for the plan's first week.
    """
    frame = setting.frame
    weeks = frame.week.tolist()
    begun = weeks[frame.first]
    number = week - begun
    earlier = range(max(number - back, 0), number)
    if not earlier:
        return range(0)
    best = min(earlier, key=lambda one: (_doubts(setting, one), number - one))
    monday = weeks.index(begun + best)
    return range(max(monday, frame.first), monday + 7)


def longest_runs(setting: PlanningProblem) -> list[float]:
    """The longest run of each week, if every week before grew by all it may [m]."""
    weeks = setting.frame.week.tolist()
    begun = weeks[setting.frame.first]
    count = weeks[-1] - begun + 1
    steps = [rule for rule in setting.rules if isinstance(rule, LongRunStep)]
    if not steps:
        return [np.inf] * count
    rule, first = steps[0], setting.frame.first
    past = float(np.nanmax(setting.frame.run_m[max(first - rule.days, 0) : first], initial=0.0))
    longest: list[float] = []
    for number in range(count):
        days = reference_week(setting, begun + number, rule.weeks)
        earlier = longest[weeks[days[0]] - begun] if days else 0.0
        longest.append(max(past * rule.factor, rule.free_m, earlier * rule.factor))
    return longest


def _doubts(setting: PlanningProblem, number: int) -> int:
    """How little a week, counted from the first one, can hold what later ones are held to."""
    week = setting.weeks[setting.week_of(setting.frame.first).number - 1 + number]
    partial = setting.start.weekday() != 0
    cuts = [rule for rule in setting.rules if isinstance(rule, CutBack)]
    days = {week.monday + dt.timedelta(days=at) for at in range(7)}
    small = (
        number == 0 and partial,
        week.phase == "taper",
        any(one.lighter(number - partial) for one in cuts),
        any(one.date in days for one in setting.goals),
    )
    return _SMALL_WEEK * sum(small) + len(days.intersection(setting.availability.blackout))
