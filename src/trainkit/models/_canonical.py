"""Records that a history keeps once each, in an order that no order of import changes."""

from collections.abc import Iterable

from trainkit.models.provenance import Problem
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["told_problems", "told_races", "told_workouts"]


def told_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file and byte."""
    return tuple(sorted(set(problems), key=lambda one: (one.path, one.offset or 0, str(one))))


def told_races(races: Iterable[RaceResult]) -> tuple[RaceResult, ...]:
    """Sort by date; a race is told apart by date, sport, distance and time."""
    told = sorted(races, key=lambda one: (one.date, one.distance_m, one.time_s, str(one)))
    return tuple({(one.date, one.sport, one.distance_m, one.time_s): one for one in told}.values())


def told_workouts(workouts: Iterable[PlannedWorkout]) -> tuple[PlannedWorkout, ...]:
    """Sort by date; when and from where a workout was read does not make it another one."""
    found: dict[str, PlannedWorkout] = {}
    for one in sorted(workouts, key=str):
        content = one.model_dump_json(exclude={"provenance"})
        found.setdefault(f"{one.date or ''}{one.provenance.source}{content}", one)
    return tuple(found[name] for name in sorted(found))
