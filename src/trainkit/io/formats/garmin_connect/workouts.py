"""Planned workouts in Garmin Connect's JSON."""

from collections.abc import Mapping

from trainkit.io.authoring import (
    Json,
    canonical_sport,
    canonical_sub_sport,
    find_objects,
    number_at,
    parse_day,
    text_at,
    value_at,
)
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target
from trainkit.ports.format import FileContext

__all__ = ["garmin_workouts"]

_UNTIL = {"lap.button": "lap_button", "iterations": "times", "heart.rate": "heart_rate_above"}
_TARGETS = {
    "power.zone": ("power", "W"),
    "heart.rate.zone": ("heart_rate", "bpm"),
    "cadence": ("cadence", "1/min"),
    "speed.zone": ("speed", "m/s"),
    "pace.zone": ("speed", "m/s"),
}
_MOST = 1e7  # of amounts and targets, as in `Step` and `Target`


def garmin_workouts(tree: object, context: FileContext) -> list[PlannedWorkout]:
    """Find the planned workouts in a payload.

    Parameters
    ----------
    tree : object
        Parsed JSON.
    context : FileContext
        The file.

    Returns
    -------
    list of PlannedWorkout
        With their steps.
    """
    return [_workout(node, context) for node in find_objects(tree) if "workoutSegments" in node]


def _workout(node: Json, context: FileContext) -> PlannedWorkout:
    segments = node.get("workoutSegments")
    kind = text_at(node, "sportType", "sportTypeKey")
    steps = [
        step
        for segment in (segments if isinstance(segments, list) else [])
        for step in _steps(value_at(segment, "workoutSteps"), depth=0)
    ]
    pool = number_at(node, "poolLength")
    number = number_at(node, "workoutId")
    return PlannedWorkout(
        name=text_at(node, "workoutName") or "workout",
        sport=canonical_sport(kind) or "generic",
        sub_sport=canonical_sub_sport(kind),
        date=parse_day(node.get("scheduledDate")),
        notes=text_at(node, "description"),
        pool_length_m=pool if pool is not None and 0 < pool < 1000 else None,
        steps=tuple(steps),
        provenance=context.provenance(
            "garmin-api",
            identifier=None if number is None else str(int(number)),
            licence="garmin-api",
        ),
    )


def _steps(rows: object, *, depth: int) -> list[Step | Repeat]:
    steps: list[Step | Repeat] = []
    for row in rows if isinstance(rows, list) and depth < 8 else []:
        if not isinstance(row, Mapping):
            continue
        if "workoutSteps" in row:
            inside = tuple(_steps(row["workoutSteps"], depth=depth + 1))
            times = number_at(row, "numberOfIterations")
            if inside:
                count = int(min(max(times or 1, 1), 10_000))
                steps.append(Repeat(steps=inside, times=count))
        else:
            steps.append(_step(row))
    return steps


def _step(row: Json) -> Step:
    condition = text_at(row, "endCondition", "conditionTypeKey") or "lap.button"
    until = _UNTIL.get(condition, condition.replace(".", "_"))
    amount = number_at(row, "endConditionValue")
    if until == "lap_button" or (amount is not None and amount > _MOST):
        amount = None
    return Step(
        kind=text_at(row, "stepType", "stepTypeKey") or "active",
        until=until,
        amount=amount,
        unit="bpm" if until == "heart_rate_above" and amount is not None else None,
        target=_target(row, ""),
        second_target=_target(row, "secondary"),
        notes=text_at(row, "description"),
    )


def _target(row: Json, prefix: str) -> Target | None:
    """Read a target; a pace, too, is a speed in metres per second."""

    def key(name: str) -> str:
        return f"{prefix}{name[0].upper()}{name[1:]}" if prefix else name

    named = text_at(row, key("targetType"), "workoutTargetTypeKey")
    if named is None or named == "no.target":
        return None
    kind, unit = _TARGETS.get(named, (named.replace(".", "_"), "1"))
    zone = number_at(row, key("zoneNumber"))
    ends = [number_at(row, key(name)) for name in ("targetValueOne", "targetValueTwo")]
    known = sorted(end for end in ends if end is not None and end <= _MOST)
    if len(known) == 2:
        return Target(kind=kind, low=known[0], high=known[1], unit=unit)
    return None if not zone or zone > _MOST else Target(kind=kind, low=zone, high=zone, unit="zone")
