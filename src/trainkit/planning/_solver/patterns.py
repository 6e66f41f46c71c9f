"""Patterns of weekdays for long and hard sessions: few enough to be searched quickly."""

from itertools import combinations, pairwise

from trainkit.models.goal import WEEKDAYS, Availability
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.solution import KEPT

__all__ = ["fixed_pattern", "hard_days", "long_day"]

_LIGHT = frozenset({"recovery", "easy", KEPT})
_LEAST_MIN = 40.0
_USUAL_MIN = 60.0
_HARD_DAYS = 2


def long_day(problem: PlanningProblem) -> int:
    """Return the weekday of the long session: the athlete's choice, or the one with most time."""
    free = problem.availability
    if free.long_day is not None:
        return WEEKDAYS.index(free.long_day)
    return max(range(7), key=lambda day: (_minutes(free, day), day))


def fixed_pattern(problem: PlanningProblem) -> dict[int, frozenset[str]]:
    """List the kinds with less choice, in every week: hard sessions on any day but the long one.

    Days with little time are easy; the long day and those that may be hard are never recovery.
    """
    free, best, schedule = problem.availability, long_day(problem), problem.schedule
    kinds = {
        day: frozenset({KEPT, "easy", "hard" if _minutes(free, day) >= _LEAST_MIN else "recovery"})
        for day in range(7)
    }
    kinds[best] = frozenset({KEPT, "easy", "long"})
    days = problem.planned_days
    return {at: kinds[schedule.dates[at].item().weekday()] for at in days}


def _minutes(free: Availability, day: int) -> float:
    return free.minutes.get(WEEKDAYS[day], _USUAL_MIN)


def hard_days(free: Availability, best: int) -> frozenset[int]:
    """Choose up to two weekdays apart from the long day, with as much time as possible."""
    possible = [
        day
        for day in range(7)
        if _minutes(free, day) >= _LEAST_MIN and (day - best) % 7 not in {0, 1, 6}
    ]
    if not possible:  # no day is apart from it: take any other
        possible = [d for d in range(7) if _minutes(free, d) >= _LEAST_MIN and d != best]
    count = min(_HARD_DAYS, len(possible))
    chosen = max(
        # Up to 20 combinations: all are tried.
        combinations(possible, count),
        key=lambda days: (
            sum(min(_minutes(free, day), 90.0) for day in days),
            min((b - a for a, b in pairwise(days)), default=0),
        ),
        default=(),
    )
    return frozenset(chosen)
