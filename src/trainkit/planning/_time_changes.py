"""What changed in the time available, in words."""

import datetime as dt
from collections.abc import Sequence

from trainkit.models.goal import WEEKDAYS, Availability
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._sessions import LEAST_SESSION_MIN

__all__ = ["days_with_new_time", "other_week", "time_change"]

_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_USUAL_MIN = 60.0
_FEW = 3  # weekdays that are named one by one


def time_change(before: Availability, after: Availability, on: dt.date, end: dt.date) -> str:
    """Say what changed in the time from a day on.

    Parameters
    ----------
    before, after : Availability
        The time.
    on, end : date
        The days that count.

    Returns
    -------
    str
        A sentence without its full stop; empty if nothing changed.
    """
    parts = [_days(before, after), _blocked(before, after, on, end), _limits(before, after)]
    words = [part for part in parts if part]
    if not words and before.fixed != after.fixed:
        words = ["other fixed sessions"]
    same = {"blackout": after.blackout, "fixed": after.fixed, "minutes": after.minutes}
    if not words and before.model_copy(update=same) != after:
        words = ["another wish for your week"]
    return f"You now have {' and '.join(words)}" if words else ""


def other_week(before: Availability, after: Availability) -> bool:
    """Whether each week from now on has other time, so that sessions have to change their day."""
    return any(
        getattr(before, name) != getattr(after, name)
        for name in ("minutes", "hours_per_week", "max_sessions_per_week")
    )


def _days(before: Availability, after: Availability) -> str:
    """Name the weekdays, or count them where many changed."""
    old, new = ([time.minutes.get(day, _USUAL_MIN) for day in WEEKDAYS] for time in (before, after))
    if old == new:
        return ""
    days = range(len(WEEKDAYS))
    counts = [sum(minutes >= LEAST_SESSION_MIN for minutes in week) for week in (old, new)]
    changed = [at for at in days if old[at] != new[at]]
    if counts[0] != counts[1]:
        lost = [_NAMES[at] for at in changed if new[at] < LEAST_SESSION_MIN <= old[at]]
        more = [_NAMES[at] for at in changed if old[at] < LEAST_SESSION_MIN <= new[at]]
        parts = [
            f"no longer {_list(lost)}" if lost else "",
            f"now also {_list(more)}" if more else "",
        ]
        week = f"{counts[1]} days a week for training instead of {counts[0]}"
        return f"{week} ({', '.join(part for part in parts if part)})"
    if len(changed) <= _FEW:
        return _list(
            [f"{new[at]:.0f} min on {_NAMES[at]} instead of {old[at]:.0f}" for at in changed]
        )
    return f"{sum(new) / 60:.1f} hours a week instead of {sum(old) / 60:.1f}"


def _list(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _blocked(before: Availability, after: Availability, on: dt.date, end: dt.date) -> str:
    new = sorted(day for day in set(after.blackout) - set(before.blackout) if on <= day <= end)
    gone = sorted(day for day in set(before.blackout) - set(after.blackout) if on <= day <= end)
    if new:
        return f"no time {_span(new)}"
    return f"time again {_span(gone)}" if gone else ""


def _span(days: list[dt.date]) -> str:
    if len(days) == 1:
        return f"on {_day(days[0])}"
    apart = "" if (days[-1] - days[0]).days + 1 == len(days) else f" on {len(days)} days"
    return f"{apart.strip()} from {_day(days[0])} to {_day(days[-1])}".strip()


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"


def _limits(before: Availability, after: Availability) -> str:
    parts = []
    if before.hours_per_week != after.hours_per_week:
        hours = after.hours_per_week
        parts.append("no limit on hours" if hours is None else f"at most {hours:.3g} hours a week")
    if before.max_sessions_per_week != after.max_sessions_per_week:
        most = after.max_sessions_per_week
        parts.append("no limit on sessions" if most is None else f"at most {most} sessions a week")
    return " and ".join(parts)


def days_with_new_time(
    before: Availability,
    after: Availability,
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
) -> frozenset[dt.date]:
    """List the days ahead on which training is no change to avoid.

    They have more time than before, or are days of rest in a week with a session that its day has
    no time for any more: it may move there.
    """
    days = (problem.schedule.dates[at].item() for at in problem.planned_days)
    more = frozenset(day for day in days if after.on(day) > before.on(day))
    return more | _beside_displaced(ahead, after, problem)


def _beside_displaced(
    ahead: Sequence[PlannedWorkout], free: Availability, problem: PlanningProblem
) -> frozenset[dt.date]:
    """List the days of rest in weeks with a session that its day has no time for any more."""
    days = list(zip(problem.planned_days, ahead, strict=True))
    lost = {
        problem.week_of(at).number
        for at, workout in days
        if workout.kind != "race"
        and not workout.resting
        and free.on(workout.date or problem.start) < workout.duration_min - 0.5
    }
    return frozenset(
        workout.date
        for at, workout in days
        if workout.resting and workout.date and problem.week_of(at).number in lost
    )
