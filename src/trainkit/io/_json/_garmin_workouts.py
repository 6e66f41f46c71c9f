"""Planned workouts in Garmin Connect's JSON."""

from collections.abc import Mapping

from trainkit.io._json._tree import Json, at, day_of, number_at, objects_in, text_at
from trainkit.io._origin import Origin
from trainkit.io._sports import sport_named, sub_sport_named
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = ["garmin_workouts"]

_UNTIL = {"lap.button": "lap_button", "iterations": "times", "heart.rate": "heart_rate_above"}
_TARGETS = {
    "power.zone": ("power", "W"),
    "heart.rate.zone": ("heart_rate", "bpm"),
    "cadence": ("cadence", "1/min"),
    "speed.zone": ("speed", "m/s"),
    "pace.zone": ("speed", "m/s"),
}
_MOST = 1e7


def garmin_workouts(tree: object, origin: Origin) -> list[PlannedWorkout]:
    """Find planned workouts.

    Parameters
    ----------
    tree : object
        Parsed JSON.
    origin : Origin
        Where it came from.

    Returns
    -------
    list of PlannedWorkout
        With their steps.
    """
    return [_workout(one, origin) for one in objects_in(tree) if "workoutSegments" in one]


def _workout(one: Json, origin: Origin) -> PlannedWorkout:
    segments = one.get("workoutSegments")
    kind = text_at(one, "sportType", "sportTypeKey")
    steps = [
        step
        for segment in (segments if isinstance(segments, list) else [])
        for step in _steps(at(segment, "workoutSteps"), depth=0)
    ]
    pool = number_at(one, "poolLength")
    number = number_at(one, "workoutId")
    return PlannedWorkout(
        name=text_at(one, "workoutName") or "workout",
        sport=sport_named(kind) or "generic",
        sub_sport=sub_sport_named(kind),
        date=day_of(one.get("scheduledDate")),
        notes=text_at(one, "description"),
        pool_length_m=pool if pool is not None and 0 < pool < 1000 else None,
        steps=tuple(steps),
        provenance=origin.provenance(
            "garmin-api",
            identifier=None if number is None else str(int(number)),
            licence="garmin-api",
        ),
    )


def _steps(rows: object, *, depth: int) -> list[Step | Repeat]:
    found: list[Step | Repeat] = []
    for row in rows if isinstance(rows, list) and depth < 8 else []:
        if not isinstance(row, Mapping):
            continue
        if "workoutSteps" in row:
            inside = tuple(_steps(row["workoutSteps"], depth=depth + 1))
            times = number_at(row, "numberOfIterations")
            if inside:
                count = int(min(max(times or 1, 1), 10_000))
                found.append(Repeat(steps=inside, times=count))
        else:
            found.append(_step(row))
    return found


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
    """Read a target; a pace is a speed in metres a second too."""

    def key(name: str) -> str:
        return f"{prefix}{name[0].upper()}{name[1:]}" if prefix else name

    named = text_at(row, key("targetType"), "workoutTargetTypeKey")
    if named is None or named == "no.target":
        return None
    kind, unit = _TARGETS.get(named, (named.replace(".", "_"), "1"))
    zone = number_at(row, key("zoneNumber"))
    ends = [number_at(row, key(name)) for name in ("targetValueOne", "targetValueTwo")]
    known = sorted(one for one in ends if one is not None and one <= _MOST)
    if len(known) == 2:
        return Target(kind=kind, low=known[0], high=known[1], unit=unit)
    return None if not zone or zone > _MOST else Target(kind=kind, low=zone, high=zone, unit="zone")
