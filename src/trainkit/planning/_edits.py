"""Changes that need no search: a session done early, one that steps back, a late long one."""

from collections.abc import Sequence

from trainkit.models.history import History
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._causes import Cause
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver.easy_days import easy_session, longest_beside
from trainkit.planning._solver.hard_sessions import step_back
from trainkit.planning._solver.workouts import build_session, rest_workout
from trainkit.planning._tracking import Events

__all__ = ["day_of_rest", "edit_days", "shorten_beside_long"]

_LATE_DAYS = 2  # in which a missed long session may still be done
_TO_NEXT_HARD = 2  # days from it to the next hard or long one
_TO_NEXT_LONG = 4
_STEPPED_BACK_DAYS = 28  # ahead, in which progressions step back


def day_of_rest(problem: PlanningProblem, at: int) -> PlannedWorkout:
    """Build a day of rest of a place in the schedule."""
    return rest_workout(problem.schedule.dates[at].item(), problem.week_of(at))


def edit_days(
    ahead: Sequence[PlannedWorkout], events: Events, problem: PlanningProblem, history: History
) -> list[PlannedWorkout]:
    """Rest where a session is done already, step back after a break, and do a long one late.

    Parameters
    ----------
    ahead : sequence of PlannedWorkout
        The days ahead.
    events : Events
        What happened; facts and causes of the edits are added.
    problem : PlanningProblem
        Of these days.
    history : History
        What was done.

    Returns
    -------
    list of PlannedWorkout
        The days, as they are where no edit is possible.
    """
    days = list(ahead)
    for place, at in enumerate(problem.planned_days):
        done = events.moved.get(days[place].date or problem.start)
        if done is not None and days[place].kind != "race":
            day, title = days[place].date or problem.start, days[place].title
            words = f"you did the {title} on {done.day} {done:%B} already"
            events.facts["moved"] = words
            events.causes.insert(0, Cause("moved", words, day, day, day))
            days[place] = day_of_rest(problem, at)
    _step_back(days, events, problem)
    late = _late_long(days, events, problem, history)
    return days if late is None else late


def _step_back(days: list[PlannedWorkout], events: Events, problem: PlanningProblem) -> None:
    """Make the next hard sessions smaller after a break, or after one that was not done."""
    failed = dict(events.failed)
    for place, old in enumerate(days[:_STEPPED_BACK_DAYS]):
        day, weeks = old.date, events.weeks_back
        failed_on = failed.pop(old.title, None)
        if failed_on is not None and not weeks:
            weeks = 1
        if day is None or not weeks or not old.hard or old.kind in {"long", "race"}:
            continue
        smaller = step_back(problem, old, weeks)
        if smaller is None:
            continue
        session, minutes = smaller
        days[place] = build_session(problem, day, session, minutes, old.kind or "", hard=True)
        if failed_on is not None and not events.weeks_back:
            words = f"you did not finish the {old.title} of {failed_on.day} {failed_on:%B}"
            events.facts["failed"] = words
            events.causes.insert(0, Cause("failed", words, day, day, day))


def _late_long(
    days: list[PlannedWorkout], events: Events, problem: PlanningProblem, history: History
) -> list[PlannedWorkout] | None:
    missed = events.missed_long
    if missed is None or missed.date is None or events.returning or "goals" in events.facts:
        return None
    trained = {activity.day for activity in history.activities}
    for place in range(min(_LATE_DAYS, len(days))):
        day, old = days[place].date, days[place]
        if day is None or (day - missed.date).days > _LATE_DAYS or old.hard or day in trained:
            continue
        following = days[place + 1 : place + 1 + _TO_NEXT_LONG]
        if any(item.hard for item in following[: _TO_NEXT_HARD - 1]) or any(
            item.kind in {"long", "race"} for item in following
        ):
            continue
        moved = missed.model_copy(
            update={"date": day, "week": old.week, "phase": old.phase, "completed_by": None}
        )
        edited = [*days[:place], moved, *days[place + 1 :]]
        # Nothing is stacked: it replaces the easy session of that day, and no rule may break.
        if _breaks(problem, edited) <= _breaks(problem, days):
            words = f"the long session of {missed.date.day} {missed.date:%B} was not done"
            events.facts["missed_long"] = words
            events.causes.insert(0, Cause("missed_long", words, day, day, day))
            return edited
    return None


def shorten_beside_long(
    problem: PlanningProblem, before: Sequence[PlannedWorkout], after: Sequence[PlannedWorkout]
) -> list[PlannedWorkout]:
    """Shorten the easy sessions of a week whose long one became shorter: it is still the longest.

    Next to it they are shorter still.

    Parameters
    ----------
    problem : PlanningProblem
        Of the days ahead.
    before, after : sequence of PlannedWorkout
        The same days before and after a change.

    Returns
    -------
    list of PlannedWorkout
        The days after it, without two long ones running.
    """
    days, first = list(after), problem.schedule.first
    open_places = [at - first for at in problem.open_days]
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        shorter = old.kind == new.kind == "long" and new.duration_min < old.duration_min
        if not shorter or new.sport != problem.sport:
            continue
        beside_min = longest_beside(problem, new.duration_min)
        in_week_min = max(new.duration_min, longest_beside(problem, 0.0))
        for other in open_places:
            easy, beside = days[other], abs(other - place) == 1
            most = float(int(beside_min if beside else in_week_min))
            if (beside or easy.week == new.week) and easy.kind == "easy":
                days = _with_easy(problem, days, other, most)
    return days


def _with_easy(
    problem: PlanningProblem, days: list[PlannedWorkout], place: int, most: float
) -> list[PlannedWorkout]:
    """Shorten an easy session where it is longer than that [min], and no rule breaks for it."""
    old, day = days[place], days[place].date
    if day is None or old.duration_min <= most:
        return days
    shorter = build_session(problem, day, easy_session(problem.sport, "easy"), most, "easy")
    tried = [*days[:place], shorter, *days[place + 1 :]]
    return tried if _breaks(problem, tried) <= _breaks(problem, days) else days


def _breaks(problem: PlanningProblem, days: Sequence[PlannedWorkout]) -> int:
    planned = dict(zip(problem.planned_days, days, strict=True))
    schedule = with_workouts(problem.schedule, planned, problem.goals, problem.athlete)
    return sum(item.hard for item in violations_of(schedule, problem.rules))
