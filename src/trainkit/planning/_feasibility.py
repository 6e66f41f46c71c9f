"""Whether a race can be prepared for: a verdict with its numbers, and what would change it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import numpy as np

from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.feasibility import Feasibility
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.planning._minimums import DISTANCES
from trainkit.planning._shortfalls import (
    Case,
    Shortfall,
    case_of,
    shortfalls,
    sufficiencies,
    worst,
)
from trainkit.planning._usual_time import usual_time

__all__ = ["feasibility", "first_day", "read_races"]

_LATEST_WEEKS, _SOON_WEEKS = 104, 8  # to look for a later race; and a delay that is a small change
_SLOWER_BY_S = 60.0
_WITHIN_REACH = frozenset({"comfortable", "ambitious"})


def feasibility(
    goal: Goal,
    athlete: Athlete,
    history: History | None = None,
    availability: Availability | None = None,
    *,
    start: dt.date | None = None,
) -> Feasibility:
    """Judge whether a race can be prepared for, before a plan is made.

    The verdict compares what there is with what the race takes of this athlete: weeks, days and
    hours a week, time for the long session, what is trained now, and, where it is known, the pace.
    A minimum missed by up to a quarter makes a goal ambitious; more puts it out of reach. A race
    on foot above the athlete's age is out of reach.

    Parameters
    ----------
    goal : Goal
        The race.
    athlete : Athlete
        Thresholds and age count.
    history : History, optional
        What was trained in the race's sport. Without one the athlete is taken for a beginner; a
        threshold in that sport shows at least that there is something to begin with.
    availability : Availability, optional
        The time available; by default as in `plan`.
    start : date, optional
        The first day; by default the Monday after the history.

    Returns
    -------
    Feasibility
        The verdict, its numbers, what would change it, and the nearest goal within reach.

    Raises
    ------
    InvalidInput
        No start where there is no history, a race before it, or a sport that is not planned.

    Examples
    --------
    >>> me = Athlete(sex="female", birth_date="1988-01-01", hr_rest=52, hr_max=186)
    >>> race = Goal(distance_m=42_195, date="2026-10-18")
    >>> time = Availability(
    ...     minutes=dict.fromkeys(("mon", "tue", "wed", "fri", "sat"), 0) | {"thu": 30, "sun": 30}
    ... )
    >>> found = feasibility(race, me, None, time, start=dt.date(2026, 6, 29))
    >>> found.verdict, found.nearest.distance_m
    ('not in this time', 5000.0)
    """
    races = read_races(goal)
    if len(races) != 1:
        raise InvalidInput("goal", f"{len(races)} races", "one race")
    goal = races[0]
    if goal.sport not in DISTANCES:
        raise InvalidInput("sport", goal.sport, "one of " + ", ".join(sorted(DISTANCES)))
    first = first_day(history, start)
    if goal.date < first:
        raise InvalidInput("date", str(goal.date), f"on or after the plan's first day, {first}")
    case = case_of(goal, athlete, history, availability or usual_time(history, first), first)
    found = shortfalls(case)
    verdict = worst(found)
    # A time says nothing where the distance itself is out of reach.
    far = any(missed.kind != "time" and missed.verdict not in _WITHIN_REACH for missed in found)
    pace = None if far else case.pace
    return Feasibility(
        verdict=verdict,
        reasons=tuple(missed.reason for missed in found) or sufficiencies(case),
        changes=tuple(f"{_capital(missed.change)}." for missed in found if missed.change),
        nearest=None if verdict == "comfortable" else _nearest(case, found),
        reachable_time_s=None if pace is None else (pace.fast_s, pace.slow_s),
    )


def first_day(history: History | None, start: dt.date | None) -> dt.date:
    """Return the first day of a plan: by default the Monday after the history."""
    if start is not None:
        return start
    if history is None or history.span is None:
        raise InvalidInput("start", None, "a date where there is no history")
    last = history.span[1]
    return last + dt.timedelta(days=7 - last.weekday())


def _nearest(case: Case, found: Sequence[Shortfall]) -> Goal | None:
    """Return the nearest goal within reach: a slower, a later or a shorter race."""
    # An ambitious goal is within reach itself: only a comfortable one is nearer.
    ambitious = worst(found) == "ambitious"
    for goal in _nearby(case, found):
        other = case_of(goal, case.athlete, case.history, case.availability, case.start)
        if worst(shortfalls(other)) in ({"comfortable"} if ambitious else _WITHIN_REACH):
            return goal
    return None


def _nearby(case: Case, found: Sequence[Shortfall]) -> Iterator[Goal]:
    """List other goals, the nearest first: slower, a little later, shorter, much later."""
    goal = case.goal
    needed = {missed.kind: missed.weeks for missed in found}
    if "time" in needed and case.pace is not None:
        slower = float(np.ceil(case.pace.fast_s / _SLOWER_BY_S) * _SLOWER_BY_S)
        goal = goal.model_copy(update={"time_s": slower})
        yield goal
    delay = needed.get("weeks", 0) - case.weeks
    if delay <= _SOON_WEEKS:
        yield from _later(goal, [delay])
    if worst(found) == "ambitious":
        return  # a quarter more time is asked for: no reason for another race
    distances = DISTANCES[goal.sport]
    shorter = [
        goal.model_copy(update={"distance_m": metres, "time_s": None, "name": None})
        for metres in distances
        if metres < 0.95 * goal.distance_m
    ]
    yield from shorter
    yield from _later(goal, [delay])
    if shorter:
        yield from _later(shorter[-1], range(1, _LATEST_WEEKS))


def _later(goal: Goal, weeks: Iterable[int]) -> Iterator[Goal]:
    for later in weeks:
        if 0 < later <= _LATEST_WEEKS:
            date = goal.date + dt.timedelta(weeks=later)
            yield goal.model_copy(update={"date": date})


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def read_races(goal: object) -> list[Goal]:
    """Return the races of an argument `goal`; `InvalidInput` where it is anything else."""
    single = isinstance(goal, Goal | str) or not isinstance(goal, Iterable)
    races: list[object] = [goal] if single else list(cast("Iterable[object]", goal))
    found = [race for race in races if isinstance(race, Goal)]
    if goal is not None and len(found) < len(races):
        said = goal if isinstance(goal, str) else type(goal).__name__
        raise InvalidInput("goal", said, "a Goal; `tk.Goal.read` reads one from words")
    return found
