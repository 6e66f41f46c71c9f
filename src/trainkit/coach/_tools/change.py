"""A plan with a change that somebody proposes; the plan itself stays."""

import datetime as dt

from trainkit.coach._session_by_name import REST, build_named_session
from trainkit.coach._tools.inputs import ChangeInput
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout

__all__ = ["change_plan"]


def change_plan(
    plan: TrainingPlan, athlete: Athlete, asked: ChangeInput, today: dt.date
) -> TrainingPlan:
    """Build the plan with a session left out, moved or added.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    athlete : Athlete
        Whose thresholds set the targets of an added session.
    asked : ChangeInput
        The change.
    today : date
        Days before it are past.

    Returns
    -------
    TrainingPlan
        The changed plan, without a certificate.

    Raises
    ------
    InvalidInput
        A day is past or outside of the plan, or an argument is missing.
    """
    old = _find(plan, asked.day, "day", today)
    if asked.action == "skip":
        return plan.replace_days({asked.day: (old, _place(REST, old))})
    if asked.action == "move":
        if asked.to_day is None or asked.to_day == asked.day:
            raise InvalidInput("to_day", str(asked.to_day), "another day of the plan")
        other = _find(plan, asked.to_day, "to_day", today)
        changes = {asked.day: (old, _place(other, old)), asked.to_day: (other, _place(old, other))}
        return plan.replace_days(changes)
    return plan.replace_days({asked.day: (old, _place(_session(asked, athlete), old))})


def _find(plan: TrainingPlan, day: dt.date, argument: str, today: dt.date) -> PlannedWorkout:
    found = plan.on(day)
    if found is None or day < today:
        first = max(plan.start, today)
        raise InvalidInput(argument, str(day), f"a day of the plan ahead, {first} to {plan.end}")
    return found


def _place(workout: PlannedWorkout, old: PlannedWorkout) -> PlannedWorkout:
    """Put a workout in the place of another one."""
    update = {
        "date": old.date,
        "week": old.week,
        "phase": old.phase,
        "completed_by": None,
        "skipped": None,
    }
    return workout.model_copy(update=update)


def _session(asked: ChangeInput, athlete: Athlete) -> PlannedWorkout:
    """Build the session that is asked for."""
    if asked.session is None:
        raise InvalidInput("session", None, 'the name of a session, such as "Easy run", or "rest"')
    return build_named_session(asked.session, asked.minutes, athlete, asked.day)
