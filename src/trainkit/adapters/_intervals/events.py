"""Planned workouts of intervals.icu: read from the server's own parse, written as its text."""

import datetime as dt
import hashlib
from collections.abc import Mapping

from trainkit.errors import InvalidInput
from trainkit.io import write_icu_workout
from trainkit.io.authoring import canonical_sport, number_at, parse_day, text_at
from trainkit.models import PlannedWorkout
from trainkit.models.workout import Repeat, Step, Target
from trainkit.ports.format import FileContext

__all__ = ["read_event", "write_event"]

_LONGEST_NAME = 80
_MOST_NESTED = 5
# Name of a target at the server -> kind of a `Target`.
_TARGETS = {"power": "power", "hr": "heart_rate", "pace": "speed"}
_UNITS = {
    "w": "W",
    "%ftp": "percent_ftp",
    "power_zone": "zone",
    "hr_zone": "zone",
    "%hr": "percent_hr_max",
    "bpm": "bpm",
    "rpm": "1/min",
}
_TYPES = {
    "running": "Run",
    "cycling": "Ride",
    "swimming": "Swim",
    "walking": "Walk",
    "hiking": "Hike",
    "rowing": "Rowing",
    "training": "WeightTraining",
}
_PER_UNIT_M = {"secs/km": 1000.0, "secs/100m": 100.0, "secs/mile": 1609.344}


def read_event(event: Mapping[str, object], context: FileContext) -> PlannedWorkout | None:
    """Read a planned workout; None without a day.

    Parameters
    ----------
    event : mapping
        As the server lists it, with its parse in ``workout_doc``.
    context : FileContext
        Makes the provenance.

    Returns
    -------
    PlannedWorkout or None
        The workout. A step whose target has no unit here keeps its length.
    """
    day = parse_day(event.get("start_date_local") or event.get("date"))
    if day is None:
        return None
    parsed = event.get("workout_doc")
    steps = _steps(parsed.get("steps"), 0) if isinstance(parsed, Mapping) else ()
    return PlannedWorkout(
        name=text_at(event, "name") or "workout",
        sport=canonical_sport(text_at(event, "type")) or "generic",
        date=day,
        steps=steps,
        notes=None if steps else text_at(event, "description"),
        load=number_at(event, "icu_training_load"),
        planned_s=number_at(event, "moving_time") or None,
        planned_m=number_at(event, "distance") or None,
        provenance=context.provenance(identifier=f"event {event.get('id')}"),
    )


def write_event(workout: PlannedWorkout, number: int = 0) -> dict[str, object]:
    """Write a planned workout as an event.

    Parameters
    ----------
    workout : PlannedWorkout
        With its date.
    number : int
        Its place among the workouts of its day and sport.

    Returns
    -------
    dict
        The event, named so that the same workout sent again replaces the one before.

    Raises
    ------
    InvalidInput
        The workout has no date.
    """
    date = workout.date
    if date is None:
        raise InvalidInput("workout.date", None, "the day that it is planned for")
    lines = [write_icu_workout(workout).strip()]
    if workout.notes and not workout.steps:
        lines.append(workout.notes)
    event: dict[str, object] = {
        "category": "WORKOUT",
        "start_date_local": f"{date.isoformat()}T00:00:00",
        "type": _TYPES.get(workout.sport, "Workout"),
        "name": workout.name[:_LONGEST_NAME],
        "description": "\n\n".join(line for line in lines if line),
        "external_id": _external_id(workout, date, number),
    }
    seconds = workout.duration_s or workout.planned_s
    if seconds:
        event["moving_time"] = round(seconds)
    return event


def _external_id(workout: PlannedWorkout, day: dt.date, number: int) -> str:
    parts = (day.isoformat(), workout.sport, str(number))
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
    return f"trainkit-{digest}"


def _steps(rows: object, depth: int) -> tuple[Step | Repeat, ...]:
    if not isinstance(rows, list) or depth > _MOST_NESTED:
        return ()
    found: list[Step | Repeat] = []
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        times = number_at(row, "reps")
        if times is None:
            found.append(_step(row))
        elif inner := _steps(row.get("steps"), depth + 1):
            found.append(Repeat(steps=inner, times=max(int(min(times, 999)), 1)))
    return tuple(found)


def _step(row: Mapping[str, object]) -> Step:
    seconds, metres = number_at(row, "duration"), number_at(row, "distance")
    if row.get("until_lap_press") is True:
        until, amount = "lap_button", None
    elif metres:
        until, amount = "distance", metres
    else:
        until, amount = "time", seconds or 0.0
    targets = [_target(row.get(key), kind) for key, kind in _TARGETS.items()]
    kind = next((name for name in ("warmup", "cooldown") if row.get(name) is True), "active")
    return Step(
        kind=kind,
        until=until,
        amount=amount,
        target=next((target for target in targets if target is not None), None),
        second_target=_target(row.get("cadence"), "cadence"),
        name=text_at(row, "text"),
    )


def _target(range_: object, kind: str) -> Target | None:
    if not isinstance(range_, Mapping):
        return None
    unit = text_at(range_, "units") or ""
    low, high = number_at(range_, "start"), number_at(range_, "end")
    if low is None or high is None:
        low = high = number_at(range_, "value")
    if low is None or high is None:
        return None
    if unit in _PER_UNIT_M and low > 0 and high > 0:
        low, high, unit = _PER_UNIT_M[unit] / low, _PER_UNIT_M[unit] / high, "m/s"
    elif unit in _UNITS:
        unit = _UNITS[unit]
    else:
        return None
    return Target(kind=kind, low=min(low, high), high=max(low, high), unit=unit)
