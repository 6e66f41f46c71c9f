"""The week that the rules alone give: the plan's, adapted, or the first of a new plan."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from trainkit import planning
from trainkit.coach._session_by_name import REST
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import Revision, TrainingPlan
from trainkit.models.workout import PlannedWorkout

__all__ = ["Basis", "choose_week", "find_basis"]

_DAYS = 7
_SECONDS = 2.0


class Basis(NamedTuple):
    """The plan that a week is taken from.

    Parameters
    ----------
    plan : TrainingPlan
        The plan, adapted where it was given.
    revision : Revision, optional
        What adapting it changed; None for a plan that was made for this week.
    free : Availability
        The time for training.
    """

    plan: TrainingPlan
    revision: Revision | None
    free: Availability

    def days(self, first: dt.date, count: int = _DAYS) -> list[PlannedWorkout]:
        """Return the workouts of days; after the plan there is rest."""
        dates = [first + dt.timedelta(days=number) for number in range(count)]
        return [self.plan.on(day) or REST.model_copy(update={"date": day}) for day in dates]


def choose_week(history: History, week_start: dt.date | None) -> dt.date:
    """Choose the Monday after the history, or check the one that is asked for."""
    if week_start is None:
        if history.span is None:
            raise InvalidInput("week_start", None, "given where there is no history")
        last = history.span[1]
        return last + dt.timedelta(days=_DAYS - last.weekday())
    if isinstance(week_start, dt.datetime) or not isinstance(week_start, dt.date):
        raise InvalidInput("week_start", week_start, "a date without a time")
    if week_start.weekday():
        before = week_start - dt.timedelta(days=week_start.weekday())
        after = before + dt.timedelta(days=_DAYS)
        advice = f"a Monday, such as {before} or {after}"
        raise InvalidInput("week_start", f"{week_start:%A} {week_start}", advice)
    return week_start


def find_basis(
    history: History,
    athlete: Athlete,
    start: dt.date,
    *,
    plan: TrainingPlan | None,
    goals: Sequence[Goal],
    availability: Availability | None,
) -> Basis:
    """Adapt the plan to what was done, or plan anew from the week on.

    Raises
    ------
    InvalidInput
        A goal that cannot be planned for, as `planning.plan` says.
    InfeasiblePlan
        No week keeps the hard rules.
    """
    if plan is not None and plan.start <= start <= plan.end:
        return _adapt(history, athlete, start, plan, availability)
    ahead = [goal for goal in goals if goal.date > start] or None
    made = planning.plan(
        ahead,
        athlete,
        history,
        start=start,
        availability=availability,
        allow_short=True,
        seconds=_SECONDS,
    )
    return Basis(made, None, made.availability or availability or Availability())


def _adapt(
    history: History,
    athlete: Athlete,
    start: dt.date,
    plan: TrainingPlan,
    availability: Availability | None,
) -> Basis:
    known = plan.start if history.span is None else history.span[1] + dt.timedelta(days=1)
    first = min(max(known, plan.start), start)
    revision = planning.adapt(
        plan, history, athlete, on=first, availability=availability, seconds=_SECONDS
    )
    adapted = revision.apply(plan)
    free = availability or adapted.availability or Availability()
    return Basis(adapted, revision, free)
