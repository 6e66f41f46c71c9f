"""A plan with a change that somebody proposes; the plan itself stays."""

import datetime as dt
from difflib import get_close_matches

from trainkit.coach._tools.inputs import ChangeInput
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts import LIBRARY, PLANNED, Session, estimate

__all__ = ["change_plan"]

_KINDS = {"endurance": "easy"}


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
    rest = PlannedWorkout(name="Rest", kind="rest", load=0.0, provenance=PLANNED)
    if asked.action == "skip":
        return plan.replace_days({asked.day: (old, _place(rest, old))})
    if asked.action == "move":
        if asked.to_day is None or asked.to_day == asked.day:
            raise InvalidInput("to_day", str(asked.to_day), "another day of the plan")
        other = _find(plan, asked.to_day, "to_day", today)
        changes = {asked.day: (old, _place(other, old)), asked.to_day: (other, _place(old, other))}
        return plan.replace_days(changes)
    return plan.replace_days({asked.day: (old, _place(_session(asked, athlete, rest), old))})


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


def _library_session(name: str) -> Session:
    """Look up a session by its name, in any case."""
    names = {session.name.lower(): session for session in LIBRARY}
    found = names.get(name.lower())
    if found is None:
        close = get_close_matches(name.lower(), names, n=1)
        hint = f"; did you mean {names[close[0]].name!r}?" if close else ""
        known = ", ".join(session.name for session in LIBRARY)
        raise InvalidInput("session", name, f"one of {known}{hint}")
    return found


def _session(asked: ChangeInput, athlete: Athlete, rest: PlannedWorkout) -> PlannedWorkout:
    """Build a session of the library, of a duration."""
    if asked.session is None:
        raise InvalidInput("session", None, 'the name of a session, such as "Easy run", or "rest"')
    if asked.session.strip().lower() == "rest":
        return rest
    session = _library_session(asked.session.strip())
    if asked.minutes is None:
        low, high = session.minutes
        raise InvalidInput("minutes", None, f"given, such as {low:g} to {high:g}")
    workout = session.build(asked.minutes, athlete, asked.day)
    expected = estimate(workout, athlete, asked.day)
    update = {
        "kind": _KINDS.get(session.purpose, session.purpose),
        "hard": session.purpose == "long" or session.effort(asked.minutes) == "hard",
        "load": expected.load,
    }
    return workout.model_copy(update=update)
