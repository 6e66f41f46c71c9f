"""A plan as a calendar: an event per training day, with a stable id."""

import datetime as dt
from hashlib import sha256

from trainkit._text import clean, clean_line
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout

__all__ = ["to_ics"]


def to_ics(plan: TrainingPlan, *, with_rest: bool = False, sequence: int = 0) -> bytes:
    """Write a plan as an iCalendar file (RFC 5545), with all-day events.

    The id of an event depends on the race or the start of the plan, and on its day: importing a
    revised plan replaces its events and never duplicates them.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    with_rest : bool
        Whether rest days are events too.
    sequence : int
        Number of revisions of the plan [1]: calendars keep the highest one. From 1 on, the event of
        a rest day is cancelled.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import PlannedWorkout, Step, TrainingPlan
    >>> day = dt.date(2026, 6, 1)
    >>> run = PlannedWorkout(name="Easy run", date=day, steps=(Step(until="time", amount=1800),))
    >>> b"Easy run" in to_ics(TrainingPlan(start=day, workouts=(run,)))
    True
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//trainkit//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for workout in plan.workouts:
        resting = workout.kind == "rest" and not with_rest
        if workout.date is not None and (sequence or not resting):
            event = Event()
            event.add("sequence", sequence)
            event.add("uid", f"{_plan_id(plan)}-{workout.date:%Y%m%d}@trainkit")
            event.add("dtstamp", dt.datetime.combine(plan.start, dt.time(), dt.UTC))
            event.add("dtstart", workout.date)
            event.add("dtend", workout.date + dt.timedelta(days=1))
            event.add("summary", clean_line(_title(workout)))
            event.add("description", clean(_description(workout)))
            event.add("transp", "TRANSPARENT")
            if resting:
                event.add("status", "CANCELLED")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _plan_id(plan: TrainingPlan) -> str:
    race = plan.goals[-1] if plan.goals else None
    key = f"{race.date}/{race.distance_m:.0f}" if race else str(plan.start)
    return sha256(key.encode()).hexdigest()[:16]


def _title(workout: PlannedWorkout) -> str:
    minutes = f"{workout.duration_min:.0f} min" if workout.duration_min else ""
    if workout.distance_m and workout.sport == "swimming":
        return ", ".join(
            part for part in (workout.title, f"{workout.distance_m:.0f} m", minutes) if part
        )
    if minutes:
        return f"{workout.title}, {minutes}"
    if workout.distance_m:
        return f"{workout.title}, {workout.distance_m / 1000:.1f} km"
    return workout.title


def _description(workout: PlannedWorkout) -> str:
    parts = [workout.notes or ""]
    if workout.week is not None:
        parts.append(f"Week {workout.week}, {workout.phase}.")
    if workout.load:
        parts.append(f"Load {workout.load:.0f}.")
    return "\n".join(part for part in parts if part)
