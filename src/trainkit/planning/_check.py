"""Check any plan: each rule by its own definition, on the workouts as they are expected to be."""

import datetime as dt
from collections.abc import Sequence

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan, Violations
from trainkit.planning._problem import select_rules, span_of
from trainkit.planning._schedule import schedule_of, violations_of
from trainkit.planning._tracking import read_events
from trainkit.ports.rule import Rule

__all__ = ["check"]


def check(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability | None = None,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    on: dt.date | None = None,
) -> Violations:
    """List the rules that a plan breaks, whoever wrote it.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    athlete : Athlete
        Whose risk style and thresholds count.
    history : History, optional
        What was trained before; without it the first weeks may hold what anybody may do.
    availability : Availability, optional
        The time available; by default what the plan was made for.
    rules : sequence of Rule, optional
        By default the rules that `plan` uses.
    more_rules : sequence of Rule
        Further rules, such as those of plugins.
    on : date, optional
        A day of the plan: the days before it count as done, not as planned. By default the day
        after the last activity, where the history reaches into the plan.

    Returns
    -------
    Violations
        A list by date; hard ones make the plan unsafe, soft ones are wishes.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Athlete, PlannedWorkout, TrainingPlan
    >>> me = Athlete(sex="male", birth_date="1990-01-01", hr_rest=50, hr_max=190)
    >>> monday = dt.date(2026, 6, 1)
    >>> rest = [PlannedWorkout(date=monday + dt.timedelta(days=k), kind="rest") for k in range(7)]
    >>> check(TrainingPlan(start=monday, workouts=rest), me)
    []
    """
    # Rules are those of the whole plan, so that phases and lighter weeks keep their places.
    span = span_of(plan, on=_first_ahead(plan, history) if on is None else on)
    free = availability or plan.availability or Availability()
    events = (
        None if history is None else read_events(history, athlete, span.start, goals=plan.goals)
    )
    selected = select_rules(span, athlete, free, events=events, rules=rules, more_rules=more_rules)
    if span.start > plan.start:
        ahead = plan.workouts[(span.start - plan.start).days :]
        update = {"start": span.start, "workouts": ahead, "goals": span.goals}
        plan = plan.model_copy(update=update)
    return Violations(violations_of(schedule_of(plan, athlete, history), selected))


def _first_ahead(plan: TrainingPlan, history: History | None) -> dt.date | None:
    """Return the day after the last activity inside the plan."""
    if history is None or not history.activities:
        return None
    last = max(activity.day for activity in history.activities)
    return min(last + dt.timedelta(days=1), plan.end) if last >= plan.start else None
