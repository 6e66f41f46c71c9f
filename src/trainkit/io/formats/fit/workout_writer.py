"""A planned workout as a FIT file, for devices."""

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np

from trainkit.errors import InvalidInput
from trainkit.io.fit import Values, encode
from trainkit.io.formats.fit.listed_names import look_up_name
from trainkit.io.formats.fit.sessions import EPOCH
from trainkit.io.formats.fit.workout import EFFORT, HR_OFFSET, POWER_OFFSET, UNTIL
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = ["write_fit_workout"]

_FIT_UNTIL = {ours: (fit, counts) for fit, (ours, counts) in UNTIL.items()}
_OFFSETS = {"bpm": HR_OFFSET, "W": POWER_OFFSET}
_PERCENT = {"percent_hr_max": HR_OFFSET, "percent_ftp": POWER_OFFSET}
_SPEED = 1000.0

Row = dict[str, float | str | None]


def write_fit_workout(workout: PlannedWorkout, *, created: dt.datetime | None = None) -> bytes:
    """Write a planned workout as a FIT file.

    Reading it returns an equal workout, at FIT's resolution: milliseconds, centimetres, whole
    beats, watts and percent, millimetres per second. FIT has no field for the date and the
    provenance, and a sport that it does not list becomes ``generic``. It has no target of effort
    either: the step is open, and its notes begin with the RPE, as in ``RPE 3 to 4``.

    Parameters
    ----------
    workout : PlannedWorkout
        The workout.
    created : datetime, optional
        Creation time, aware; devices show it.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidInput
        FIT does not know the end of a step, or its target.
    """
    rows: list[Row] = []
    for node in workout.steps:
        _append(node, rows)
    messages: list[tuple[str, Mapping[str, Values]]] = [
        ("file_id", _file_id(created)),
        (
            "workout",
            {
                "wkt_name": workout.name,
                "wkt_description": workout.notes,
                "sport": look_up_name("workout", "sport", workout.sport) or "generic",
                "sub_sport": look_up_name("workout", "sub_sport", workout.sub_sport),
                "num_valid_steps": len(rows),
                "pool_length": workout.pool_length_m,
            },
        ),
    ]
    messages += [("workout_step", {"message_index": at, **row}) for at, row in enumerate(rows)]
    return encode(messages)


def _file_id(created: dt.datetime | None) -> Mapping[str, Values]:
    since = None if created is None else round((created - EPOCH).total_seconds())
    return {"type": "workout", "manufacturer": "development", "time_created": since}


def _append(node: Step | Repeat, rows: list[Row]) -> None:
    if isinstance(node, Step):
        rows.append(_step(node))
        return
    # FIT repeats by pointing back: the repeat comes after its steps and names the first.
    first = len(rows)
    for step in node.steps:
        _append(step, rows)
    if node.times is not None:
        kind, value = "repeat_until_steps_cmplt", float(node.times)
    else:
        ending, amount = _end(node.until or "", node.amount, node.unit)
        if amount is None:
            raise InvalidInput("until", node.until, "with an amount, where there are no times")
        kind, value = f"repeat_until_{ending}", amount
    rows.append({"duration_type": kind, "duration_value": float(first), "target_value": value})


def _step(step: Step) -> Row:
    kind, value = _end(step.until, step.amount, step.unit)
    return {
        "wkt_step_name": step.name,
        "notes": _notes(step),
        "intensity": look_up_name("workout_step", "intensity", step.kind) or "active",
        "duration_type": kind,
        "duration_value": value,
        **dict(_target(step.target, "")),
        **dict(_target(step.second_target, "secondary_")),
    }


def _notes(step: Step) -> str | None:
    """Return the notes, which begin with the effort if that is the target."""
    target, notes = step.target, step.notes
    if target is None or target.unit != "rpe" or EFFORT.match(notes or ""):
        return notes
    upper = f" to {target.high:g}" if target.high > target.low else ""
    return f"RPE {target.low:g}{upper}" + (f": {notes}" if notes else "")


def _end(until: str, amount: float | None, unit: str | None) -> tuple[str, float | None]:
    kind, counts = _FIT_UNTIL.get(until, (until, 1.0))
    if look_up_name("workout_step", "duration_type", kind) is None:
        raise InvalidInput("until", until, "one of " + ", ".join(_FIT_UNTIL))
    return kind, None if amount is None else _encode(amount * counts, unit)


def _target(target: Target | None, prefix: str) -> Iterator[tuple[str, float | str | None]]:
    if target is None or target.unit == "rpe":
        if not prefix:
            yield "target_type", "open"
        return
    if look_up_name("workout_step", "target_type", target.kind) is None:
        raise InvalidInput("target", target.kind, "one that FIT knows, such as 'power'")
    yield f"{prefix}target_type", target.kind
    if target.unit == "zone":
        yield f"{prefix}target_value", target.low
        return
    counts = _SPEED if target.unit == "m/s" else 1.0
    # 0 makes devices use the custom range instead of a zone.
    yield f"{prefix}target_value", 0.0
    yield f"{prefix}custom_target_value_low", _encode(target.low * counts, target.unit)
    yield f"{prefix}custom_target_value_high", _encode(target.high * counts, target.unit)


def _encode(value: float, unit: str | None) -> float:
    limit = _PERCENT.get(unit or "", np.inf)
    if value > limit:
        raise InvalidInput("percent", value, f"at most {limit:g}, the most that FIT can hold")
    return value + _OFFSETS.get(unit or "", 0.0)
