"""The weekdays of the long session and of the hard ones."""

from itertools import combinations, pairwise

from trainkit.models.goal import WEEKDAYS, Availability
from trainkit.planning._problem import PlanningProblem

__all__ = ["LEAST_HARD_MIN", "hard_days", "long_day", "minutes_of"]

LEAST_HARD_MIN = 40.0
"""The shortest day that may have a hard session [min]."""

_USUAL_MIN = 60.0
_HARD_DAYS = 2


def long_day(problem: PlanningProblem) -> int:
    """Return the weekday of the long session: the athlete's choice, or the one with most time."""
    free = problem.availability
    if free.long_day is not None:
        return WEEKDAYS.index(free.long_day)
    return max(range(7), key=lambda day: (minutes_of(free, day), day))


def minutes_of(free: Availability, day: int) -> float:
    """Return the time of a weekday [min]; a usual one where it has no limit."""
    return free.minutes.get(WEEKDAYS[day], _USUAL_MIN)


def hard_days(free: Availability, best: int) -> frozenset[int]:
    """Choose up to two weekdays apart from the long day, with as much time as possible."""
    possible = [
        day
        for day in range(7)
        if minutes_of(free, day) >= LEAST_HARD_MIN and (day - best) % 7 not in {0, 1, 6}
    ]
    if not possible:  # no day is apart from it: take any other
        possible = [d for d in range(7) if minutes_of(free, d) >= LEAST_HARD_MIN and d != best]
    count = min(_HARD_DAYS, len(possible))
    chosen = max(
        # Up to 20 combinations: all are tried.
        combinations(possible, count),
        key=lambda days: (
            sum(min(minutes_of(free, day), 90.0) for day in days),
            min((b - a for a, b in pairwise(days)), default=0),
        ),
        default=(),
    )
    return frozenset(chosen)
