"""Planned workouts as Garmin Connect takes them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from trainkit.errors import InvalidInput
from trainkit.models import PlannedWorkout
from trainkit.models.workout import Repeat, Step, Target

__all__ = ["day_of_mark", "mark_of", "read_mark", "write_workout"]

_LONGEST_NAME, _LONGEST_NOTES, _LONGEST_STEP_NOTES = 80, 800, 200
_MOST_STEPS = 50  # of one workout on a watch
Json = dict[str, object]

# Sport -> number and name at Garmin, which plans no walks and hikes.
_SPORTS = {
    "running": (1, "running"),
    "cycling": (2, "cycling"),
    "swimming": (4, "swimming"),
    "training": (5, "strength_training"),
}
_OTHER = (3, "other")
_KINDS = {
    "warmup": (1, "warmup"),
    "cooldown": (2, "cooldown"),
    "interval": (3, "interval"),
    "active": (3, "interval"),
    "recovery": (4, "recovery"),
    "rest": (5, "rest"),
}
_LAP = (1, "lap.button")
_ENDS = {"time": (2, "time"), "distance": (3, "distance"), "calories": (4, "calories")}
_REPEAT, _TIMES = (6, "repeat"), (7, "iterations")
_NO_TARGET = (1, "no.target")
# Kind of a target -> number and name; a speed is a pace where one runs or swims.
_TARGETS = {
    "power": (2, "power.zone"),
    "cadence": (3, "cadence"),
    "heart_rate": (4, "heart.rate.zone"),
    "speed": (5, "speed.zone"),
}
_PACE = (6, "pace.zone")
_PACED = {"running", "swimming"}
_UNITS = {"power": "W", "cadence": "1/min", "heart_rate": "bpm", "speed": "m/s"}
_ZONED = {"power", "heart_rate"}
_WORDS = {
    "percent_hr_max": "% of maximum heart rate",
    "percent_ftp": "% of FTP",
    "rpe": "of 10 in effort",
    "zone": "as a zone",
}
_MARK = re.compile(r"^trainkit (\d{4}-\d\d-\d\d) (\w+) (\d+)$", re.MULTILINE)


def mark_of(workout: PlannedWorkout, number: int) -> str:
    """Name a workout by its day, its sport and its place among those: the last line of its notes.

    Parameters
    ----------
    workout : PlannedWorkout
        With its date.
    number : int
        Its place among the workouts of its day and sport, from 0.

    Returns
    -------
    str
        The name; the same workout sent again replaces the one that has it.

    Raises
    ------
    InvalidInput
        The workout has no date.
    """
    if workout.date is None:
        raise InvalidInput("workout.date", None, "the day that it is planned for")
    sport = re.sub(r"\W+", "_", workout.sport) or "generic"
    return f"trainkit {workout.date.isoformat()} {sport} {number + 1}"


def day_of_mark(mark: str) -> dt.date:
    """Return the day of a name that `mark_of` made."""
    return dt.date.fromisoformat(mark.split(" ")[1])


def read_mark(item: Mapping[str, object]) -> str | None:
    """Return the name that a listed workout has from here; None for all others."""
    notes = item.get("description")
    found = None if not isinstance(notes, str) else _MARK.search(notes)
    return None if found is None else found.group()


def write_workout(workout: PlannedWorkout, mark: str) -> Json:
    """Write a workout as JSON.

    Parameters
    ----------
    workout : PlannedWorkout
        A workout. A target that Garmin cannot show without the athlete's thresholds, such as a
        percentage of FTP, becomes words of its step.
    mark : str
        Its name from `mark_of`.

    Returns
    -------
    dict
        What ``/workout-service/workout`` takes.
    """
    number, name = _SPORTS.get(workout.sport, _OTHER)
    sport: Json = {"sportTypeId": number, "sportTypeKey": name}
    steps = _write_steps(_flat(workout), workout.sport, count(1))
    written: Json = {
        "workoutName": workout.name[:_LONGEST_NAME],
        "description": "\n\n".join(filter(None, ((workout.notes or "")[:_LONGEST_NOTES], mark))),
        "sportType": sport,
        "workoutSegments": [{"segmentOrder": 1, "sportType": sport, "workoutSteps": steps}],
    }
    seconds = workout.duration_s or workout.planned_s
    if seconds:
        written["estimatedDurationInSecs"] = round(seconds)
    if workout.pool_length_m:
        written["poolLength"] = workout.pool_length_m
        written["poolLengthUnit"] = {"unitId": 1, "unitKey": "meter", "factor": 100.0}
    return written


def _flat(workout: PlannedWorkout) -> Sequence[Step | Repeat]:
    """Return the steps as a watch holds them: at least one, not too many, no repeats of repeats."""
    if not workout.steps:
        return (_whole(workout),)
    steps = tuple(_without_nesting(workout.steps))
    if sum(len(step.steps) + 1 if isinstance(step, Repeat) else 1 for step in steps) > _MOST_STEPS:
        return (_whole(workout),)
    return steps


def _whole(workout: PlannedWorkout) -> Step:
    """Return a workout as a single step."""
    seconds = workout.duration_s or workout.planned_s
    if seconds:
        return Step(until="time", amount=seconds)
    if workout.planned_m:
        return Step(until="distance", amount=workout.planned_m)
    return Step()


def _without_nesting(steps: Sequence[Step | Repeat]) -> Iterator[Step | Repeat]:
    for step in steps:
        if isinstance(step, Repeat):
            inner = tuple(_unrolled(step.steps))
            yield step.model_copy(update={"steps": inner, "times": step.times or 1})
        else:
            yield step


def _unrolled(steps: Sequence[Step | Repeat]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, Repeat):
            for _ in range(min(step.times or 1, _MOST_STEPS)):
                yield from _unrolled(step.steps)
        else:
            yield step


def _write_steps(steps: Sequence[Step | Repeat], sport: str, numbers: Iterator[int]) -> list[Json]:
    return [
        _write_repeat(step, sport, numbers)
        if isinstance(step, Repeat)
        else _write_step(step, sport, numbers)
        for step in steps
    ]


def _write_repeat(group: Repeat, sport: str, numbers: Iterator[int]) -> Json:
    order, times = next(numbers), group.times or 1
    return {
        "type": "RepeatGroupDTO",
        "stepOrder": order,
        "stepType": _typed("stepType", _REPEAT),
        "numberOfIterations": times,
        "endCondition": _typed("conditionType", _TIMES),
        "endConditionValue": float(times),
        "smartRepeat": False,
        "workoutSteps": _write_steps(group.steps, sport, numbers),
    }


def _write_step(step: Step, sport: str, numbers: Iterator[int]) -> Json:
    end = _ENDS.get(step.until, _LAP) if step.amount else _LAP
    words = [step.name, step.notes]
    if end == _LAP and step.until != "lap_button" and step.amount:
        words.append(f"until {step.until.replace('_', ' ')} {step.amount:g} {step.unit or ''}")
    written: Json = {
        "type": "ExecutableStepDTO",
        "stepOrder": next(numbers),
        "stepType": _typed("stepType", _KINDS.get(step.kind, _KINDS["active"])),
        "endCondition": _typed("conditionType", end),
        "endConditionValue": None if end == _LAP else step.amount,
        **_target(step.target, sport, ""),
    }
    if step.second_target is not None and _is_shown(step.second_target):
        written |= _target(step.second_target, sport, "secondary")
    words += [_in_words(target) for target in (step.target, step.second_target) if target]
    notes = ", ".join(word.strip() for word in words if word and word.strip())
    if notes:
        written["description"] = notes[:_LONGEST_STEP_NOTES]
    return written


def _target(target: Target | None, sport: str, prefix: str) -> Json:
    def key(name: str) -> str:
        return f"{prefix}{name[0].upper()}{name[1:]}" if prefix else name

    if target is None or not _is_shown(target):
        return {key("targetType"): _typed("workoutTargetType", _NO_TARGET)}
    kind = _PACE if target.kind == "speed" and sport in _PACED else _TARGETS[target.kind]
    written: Json = {key("targetType"): _typed("workoutTargetType", kind)}
    if target.unit == "zone":
        return {**written, key("zoneNumber"): round(target.low)}
    return {**written, key("targetValueOne"): target.low, key("targetValueTwo"): target.high}


def _is_shown(target: Target) -> bool:
    """Return whether Garmin can show a target as a range."""
    if target.unit == "zone":
        single = round(target.low) == round(target.high)
        return target.kind in _ZONED and single and 1 <= round(target.low) <= 7
    return _UNITS.get(target.kind) == target.unit


def _in_words(target: Target) -> str:
    if _is_shown(target):
        return ""
    span = f"{target.low:g}" if target.low == target.high else f"{target.low:g} to {target.high:g}"
    return f"{target.kind.replace('_', ' ')} {span} {_WORDS.get(target.unit, target.unit)}"


def _typed(name: str, kind: tuple[int, str]) -> Json:
    return {f"{name}Id": kind[0], f"{name}Key": kind[1]}
