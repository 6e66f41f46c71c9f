"""The weekdays of the long session and of the hard ones."""

import datetime as dt
from itertools import combinations, pairwise

from trainkit.models.goal import WEEKDAYS, Availability
from trainkit.planning._problem import PlanningProblem
from trainkit.rules import easier_days

__all__ = [
    "LEAST_HARD_MIN",
    "hard_days",
    "is_beside_long",
    "long_day",
    "minutes_of",
    "spread_days",
    "walk_run_days",
]

LEAST_HARD_MIN = 40.0
"""The shortest day that may have a hard session [min]."""

_USUAL_MIN = 60.0
_HARD_DAYS = 2
_USABLE_MIN = 30.0  # of a day that has time for a session worth its name
_WALK_RUNS, _LEAST_WALK_RUN_MIN = 3, 25.0


def long_day(problem: PlanningProblem) -> int:
    """Return the weekday of the long session: the athlete's choice, or the one with most time."""
    free = problem.availability
    if free.long_day is not None:
        return WEEKDAYS.index(free.long_day)
    return max(range(7), key=lambda day: (minutes_of(free, day), day))


def is_beside_long(problem: PlanningProblem, day: dt.date) -> bool:
    """Whether a day comes right before or after the usual one of the long session."""
    return (day.weekday() - long_day(problem)) % 7 in {1, 6}


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


def spread_days(problem: PlanningProblem, count: int) -> frozenset[int]:
    """Choose weekdays for so many sessions: the long day, and others as far apart as possible."""
    free, best = problem.availability, long_day(problem)
    possible = [d for d in range(7) if minutes_of(free, d) >= _USABLE_MIN and d != best]
    hard = hard_days(free, best)
    athlete = problem.athlete
    easier = easier_days(athlete.risk_style, athlete.age(problem.start)) + 1
    # Where the rules let a hard session be: far enough from the long one on both sides.
    allowed = {day for day in possible if easier <= (day - best) % 7 <= 7 - easier}

    def apart(others: tuple[int, ...]) -> tuple[float, ...]:
        days = sorted((best, *others))
        gaps = [(b - a) % 7 or 7 for a, b in pairwise((*days, days[0]))]
        beside = sum((day - best) % 7 in {1, 6} for day in others)
        minutes = sum(min(minutes_of(free, day), 2 * _USUAL_MIN) for day in others)
        fit = len(allowed.intersection(others)), len(hard.intersection(others))
        return -sum(gap * gap for gap in gaps), -beside, *fit, minutes

    others = combinations(possible, min(count - 1, len(possible)))
    return frozenset((best, *max(others, key=apart)))


def walk_run_days(free: Availability) -> tuple[int, ...]:
    """Choose up to three weekdays for walking and running, as far apart as possible."""
    possible = [day for day in range(7) if minutes_of(free, day) >= _LEAST_WALK_RUN_MIN]
    return max(
        combinations(possible, min(_WALK_RUNS, len(possible))),
        key=lambda days: (
            # From each day to the next one, around the week.
            min(
                (-(a - b) % 7 or 7 for a, b in zip(days, (*days[1:], *days[:1]), strict=True)),
                default=0,
            ),
            sum(minutes_of(free, day) for day in days),
        ),
        default=(),
    )
