"""A plan as a calendar: one event a day that is trained, each with an id that stays."""

import datetime as dt
from hashlib import sha256

from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout

__all__ = ["to_ics"]


def to_ics(plan: TrainingPlan, *, with_rest: bool = False, sequence: int = 0) -> bytes:
    """Write a plan as an iCalendar file (RFC 5545), with all-day events.

    Each event's id depends on the first race or the start, and on its day: importing a revised
    plan replaces its events and never doubles them.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    with_rest : bool
        Whether days of rest are events too.
    sequence : int
        How often the plan was revised [1]: calendars take the file with the higher number. From 1
        on, a day that is at rest now is written as cancelled.

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
    for one in plan.workouts:
        resting = one.kind == "rest" and not with_rest
        if one.date is not None and (sequence or not resting):
            event = Event()
            event.add("sequence", sequence)
            event.add("uid", f"{_name(plan)}-{one.date:%Y%m%d}@trainkit")
            event.add("dtstamp", dt.datetime.combine(plan.start, dt.time(), dt.UTC))
            event.add("dtstart", one.date)
            event.add("dtend", one.date + dt.timedelta(days=1))
            event.add("summary", _title(one))
            event.add("description", _words(one))
            event.add("transp", "TRANSPARENT")
            if resting:
                event.add("status", "CANCELLED")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _name(plan: TrainingPlan) -> str:
    race = plan.goals[-1] if plan.goals else None
    told = f"{race.date}/{race.distance_m:.0f}" if race else str(plan.start)
    return sha256(told.encode()).hexdigest()[:16]


def _title(workout: PlannedWorkout) -> str:
    if workout.duration_min:
        return f"{workout.title}, {workout.duration_min:.0f} min"
    if workout.distance_m:
        return f"{workout.title}, {workout.distance_m / 1000:.1f} km"
    return workout.title


def _words(workout: PlannedWorkout) -> str:
    parts = [workout.notes or ""]
    if workout.week is not None:
        parts.append(f"Week {workout.week}, {workout.phase}.")
    if workout.load:
        parts.append(f"Load {workout.load:.0f}.")
    return "\n".join(part for part in parts if part)
