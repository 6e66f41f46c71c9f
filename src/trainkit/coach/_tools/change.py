"""A plan with a change that somebody proposes; the plan itself stays."""

import datetime as dt
from collections.abc import Sequence

from trainkit.coach._session_by_name import REST, build_named_session
from trainkit.coach._tools.inputs import ChangeInput, PlacedSession
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout

__all__ = ["change_plan", "place_sessions"]

_MOST_DAYS = 42


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


def place_sessions(
    plan: TrainingPlan | None,
    athlete: Athlete,
    sessions: Sequence[PlacedSession],
    today: dt.date,
) -> TrainingPlan:
    """Build the plan with sessions in the place of what it has on their days.

    Parameters
    ----------
    plan : TrainingPlan, optional
        The plan; without one, whole weeks of rest around the sessions.
    athlete : Athlete
        Whose thresholds set the targets.
    sessions : sequence of PlacedSession
        The sessions, at most one a day.
    today : date
        Days before it are past.

    Returns
    -------
    TrainingPlan
        The plan with the sessions, without a certificate.

    Raises
    ------
    InvalidInput
        Two sessions on a day, a day that is past or outside of the plan, or an unknown session.
    """
    days = [wanted.day for wanted in sessions]
    twice = sorted({day for day in days if days.count(day) > 1})
    if twice:
        raise InvalidInput("workouts", str(twice[0]), "one session a day")
    scheme = plan or _rest_weeks(min(days), max(days))
    for wanted in sessions:
        asked = ChangeInput(
            action="add", day=wanted.day, session=wanted.session, minutes=wanted.minutes
        )
        scheme = change_plan(scheme, athlete, asked, today)
    return scheme


def _rest_weeks(first: dt.date, last: dt.date) -> TrainingPlan:
    """Build whole weeks, Monday to Sunday, in which every day is rest."""
    if (last - first).days >= _MOST_DAYS:
        raise InvalidInput("workouts", f"{first} to {last}", f"within {_MOST_DAYS} days")
    begin = first - dt.timedelta(days=first.weekday())
    count = (last - begin).days // 7 * 7 + 7
    days = [begin + dt.timedelta(days=number) for number in range(count)]
    rest = tuple(REST.model_copy(update={"date": day}) for day in days)
    return TrainingPlan(start=begin, workouts=rest)


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
