"""Changes of a plan that may make it less fragile, each planned anew."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from trainkit.errors import InfeasiblePlan, InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.plan import TrainingPlan
from trainkit.planning._limits import LoadLimit
from trainkit.ports.rule import Rule

__all__ = ["Planner", "Remedy", "remedies"]

_LIGHTER = 0.6  # of a week's load
_FEW_SESSIONS = 4  # of which none is left out


class Remedy(NamedTuple):
    """A change of a plan, and the plan with it."""

    words: str
    plan: TrainingPlan


class Planner(Protocol):
    """Makes a plan of the same kind and start as another one."""

    def __call__(
        self,
        goals: Sequence[Goal],
        athlete: Athlete,
        availability: Availability,
        more_rules: Sequence[Rule],
        /,
    ) -> TrainingPlan:
        """Plan again; raises as `plan`."""


def remedies(
    plan: TrainingPlan,
    athlete: Athlete,
    make: Planner,
    first: dt.date,
    *,
    later: bool = True,
) -> Iterator[Remedy]:
    """Plan again in ways that may bear a disruption better.

    Parameters
    ----------
    plan : TrainingPlan
        The plan as it is.
    athlete : Athlete
        For whom it was made.
    make : Planner
        Plans again.
    first : date
        The first day of the disruption.
    later : bool
        Whether the race may be a week later.

    Yields
    ------
    Remedy
        A lighter week before the disruption, a session fewer a week, smaller steps, and the race a
        week later: those that are possible.
    """
    free = plan.availability or Availability()
    goals = list(plan.goals)
    busiest = max(_sessions_by_week(plan), default=0)

    def planned(
        words: str,
        *,
        races: Sequence[Goal] = goals,
        who: Athlete = athlete,
        time: Availability = free,
        rules: Sequence[Rule] = (),
    ) -> Iterator[Remedy]:
        try:
            yield Remedy(words, make(races, who, time, rules))
        except (InfeasiblePlan, InvalidInput):
            return

    monday = first - dt.timedelta(days=first.weekday() + 7)
    if monday >= plan.start and (rule := _lighter_week(plan, monday)):
        yield from planned(f"a lighter week from {monday.day} {monday:%B}", rules=[rule])
    if busiest > _FEW_SESSIONS:
        fewer = free.model_copy(update={"max_sessions_per_week": busiest - 1})
        yield from planned(f"{busiest - 1} sessions a week at most", time=fewer)
    if athlete.risk_style != "conservative":
        careful = athlete.model_copy(update={"risk_style": "conservative"})
        yield from planned("smaller steps (the conservative risk style)", who=careful)
    if goals and later:
        race = goals[-1].model_copy(update={"date": goals[-1].date + dt.timedelta(weeks=1)})
        yield from planned("a buffer: the race a week later", races=[*goals[:-1], race])


def _lighter_week(plan: TrainingPlan, monday: dt.date) -> LoadLimit | None:
    """Limit a week to part of its planned load; None where it has none."""
    last = monday + dt.timedelta(days=6)
    days = [work for work in plan.workouts if work.date and monday <= work.date <= last]
    load = sum(workout.load or 0.0 for workout in days if workout.kind != "race")
    if not load:
        return None
    return LoadLimit("buffer", "A lighter week as a buffer", monday, last, _LIGHTER * load)


def _sessions_by_week(plan: TrainingPlan) -> list[int]:
    counts: dict[int | None, int] = {}
    for workout in plan.workouts:
        counts[workout.week] = counts.get(workout.week, 0) + (not workout.resting)
    return list(counts.values())
