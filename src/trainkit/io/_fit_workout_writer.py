"""Planned workouts as FIT workout files."""

import datetime as dt
from collections.abc import Mapping

from trainkit.errors import InvalidInput
from trainkit.io._fit_workout_codes import band_code, end_codes, end_of, is_repeat, stored
from trainkit.io.fit import Values, encode
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = ["write_fit_workout"]

_MOST_STEPS = 4096  # an index has twelve bits
_MOST_BYTES = 254  # of a text
_HIGHEST_SERIAL = 0xFFFFFFFE
_Cell = float | str | None
_Row = dict[str, _Cell]


def write_fit_workout(
    workout: PlannedWorkout, *, created: dt.datetime | None = None, serial: int | None = None
) -> bytes:
    """Write a planned workout as a FIT file.

    Read back, it is equal: times to the millisecond, distances and weights to the centimetre and
    the hundredth of a kilogram, speeds to the millimetre a second, all else to the whole unit. Its
    provenance is not kept.

    Parameters
    ----------
    workout : PlannedWorkout
        The workout.
    created : datetime, optional
        When it was made, aware; many devices tell their workouts apart by it.
    serial : int, optional
        Serial number of the device or program that made it, 1 to 4294967294.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidInput
        Something that a FIT file cannot hold: a value out of its field's range, a text of more than
        254 bytes of UTF-8, a name that the protocol does not have.

    Examples
    --------
    >>> from trainkit.models import PlannedWorkout, Repeat, Step
    >>> fast, easy = Step(distance_m=400), Step(time_s=90, intensity="recovery")
    >>> workout = PlannedWorkout(sport="running", steps=(Repeat(times=5, steps=(fast, easy)),))
    >>> write_fit_workout(workout)[8:12]
    b'.FIT'
    """
    rows: list[_Row] = []
    for one in workout.steps:
        _flatten(one, rows)
    if len(rows) > _MOST_STEPS:
        raise InvalidInput("steps", f"{len(rows)} steps", f"at most {_MOST_STEPS} in a FIT file")
    messages: list[tuple[str, Mapping[str, Values]]] = [
        ("file_id", _file_id(created, serial)),
        ("workout", _head(workout, len(rows))),
    ]
    if workout.date is not None:
        messages.append(("schedule", _schedule(workout.date, created, serial)))
    if rows:
        messages.append(("workout_step", _columns(rows)))
    return encode(messages)


def _file_id(created: dt.datetime | None, serial: int | None) -> dict[str, Values]:
    return {"type": "workout", **_maker(created, serial)}


def _maker(created: dt.datetime | None, serial: int | None) -> dict[str, Values]:
    """What says which file it is."""
    if created is not None and created.tzinfo is None:
        raise InvalidInput("created", str(created), "aware")
    if serial is not None and not 1 <= serial <= _HIGHEST_SERIAL:
        raise InvalidInput("serial", serial, f"between 1 and {_HIGHEST_SERIAL}")
    return {
        "manufacturer": "development",
        "product": 0,
        "serial_number": serial,
        "time_created": None if created is None else _seconds(created),
    }


def _seconds(moment: dt.datetime) -> float:
    return (moment - dt.datetime(1989, 12, 31, tzinfo=dt.UTC)).total_seconds()


def _head(workout: PlannedWorkout, steps: int) -> dict[str, Values]:
    pool = workout.pool_length_m
    return {
        "wkt_name": _text("name", workout.name),
        "sport": workout.sport,
        "sub_sport": workout.sub_sport,
        "num_valid_steps": steps,
        "pool_length": pool,
        "pool_length_unit": None if pool is None else "metric",
        "wkt_description": _text("notes", workout.notes),
    }


def _schedule(date: dt.date, created: dt.datetime | None, serial: int | None) -> dict[str, Values]:
    """The planned day; FIT keeps it beside the workout, by what says which file it is."""
    midnight = dt.datetime.combine(date, dt.time(), dt.UTC)  # local time, counted as if it were UTC
    return {
        **_maker(created, serial),
        "completed": 0,
        "type": "workout",
        "scheduled_time": _seconds(midnight),
    }


def _columns(rows: list[_Row]) -> dict[str, Values]:
    """Cells of all steps by field, without the fields that none has."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    used = {
        name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)
    }
    return {"message_index": list(range(len(rows))), **used}


def _flatten(one: Step | Repeat, rows: list[_Row]) -> None:
    """Add the rows of a step, or of a series and then its repeat."""
    if isinstance(one, Step):
        rows.append(_step(one))
        return
    first = len(rows)
    for inner in one.steps:
        _flatten(inner, rows)
    kind, number = _end(one)
    rows.append(
        {
            "wkt_step_name": _text("name", one.name),
            "duration_type": kind,
            "duration_value": first,
            "target_type": "open",
            "target_value": number,
            "notes": _text("notes", one.notes),
        }
    )


def _step(one: Step) -> _Row:
    kind, number = _end(one)
    return {
        "wkt_step_name": _text("name", one.name),
        "duration_type": kind,
        "duration_value": number,
        **_targets(one),
        "intensity": one.intensity,
        "notes": _text("notes", one.notes),
        "equipment": one.equipment,
        "exercise_category": one.exercise,
        "exercise_name": one.exercise_name,
        "exercise_weight": one.weight_kg,
    }


def _end(one: Step | Repeat) -> tuple[str, float | None]:
    """Duration type, and the number that goes with it."""
    repeat = isinstance(one, Repeat)
    if one.other is not None:
        if end_of(one.other, None) or one.other == "open" or is_repeat(one.other) != repeat:
            whose = "repeats" if repeat else "a step"
            raise InvalidInput("other", one.other, f"another end that FIT has for {whose}")
        return one.other, one.other_value
    for field, (kind, code) in end_codes(repeat=repeat).items():
        value = getattr(one, field)
        if value is not None:
            return kind, stored(code, field, value)
    return "open", None


def _targets(one: Step) -> _Row:
    """The targets of a step; a stroke takes the place of the first."""
    aims = [aim for aim in (one.target, one.second_target) if aim is not None]
    first: _Row = {"target_type": "open"}
    if one.stroke is not None:
        if len(aims) > 1:
            raise InvalidInput("second_target", one.second_target, "left out beside a stroke")
        first = {"target_type": "swim_stroke", "target_stroke_type": one.stroke}
    elif aims:
        first = _target(aims.pop(0), "")
    return {**first, **(_target(aims[0], "secondary_") if aims else {})}


def _target(aim: Target, which: str) -> _Row:
    code = band_code(aim.kind, percent=aim.percent)
    low, high = (
        None if value is None else stored(code, name, value)
        for name, value in (("low", aim.low), ("high", aim.high))
    )
    return {
        f"{which}target_type": aim.kind,
        f"{which}target_value": aim.zone or 0,
        f"{which}custom_target_value_low": low,
        f"{which}custom_target_value_high": high,
    }


def _text(name: str, text: str | None) -> str | None:
    if text is not None and (len(text.encode()) > _MOST_BYTES or "\0" in text):
        allowed = f"at most {_MOST_BYTES} bytes of UTF-8 without zeros in a FIT file"
        raise InvalidInput(name, text, allowed)
    return text
