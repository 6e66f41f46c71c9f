"""Remove duplicate records and sort them, so that the order of import makes no difference."""

from collections.abc import Iterable

from trainkit.models.provenance import Problem
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["flatten_races", "unique_problems", "unique_races", "unique_workouts"]


def unique_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Remove duplicates and sort by file and byte."""
    return tuple(
        sorted(set(problems), key=lambda problem: (problem.path, problem.offset or 0, str(problem)))
    )


def unique_races(races: Iterable[RaceResult]) -> tuple[RaceResult, ...]:
    """Keep one result for each date, sport, distance and time, sorted by date."""
    ordered = sorted(races, key=lambda race: (race.date, race.distance_m, race.time_s, str(race)))
    by_identity = {(race.date, race.sport, race.distance_m, race.time_s): race for race in ordered}
    return tuple(by_identity.values())


def flatten_races(races: Iterable[RaceResult]) -> tuple[RaceResult, ...]:
    """Replace corrected results by what was corrected."""
    return tuple(original for race in races for original in (race.originals or (race,)))


def unique_workouts(workouts: Iterable[PlannedWorkout]) -> tuple[PlannedWorkout, ...]:
    """Keep one workout for each date, source and content, sorted by date.

    When and from which file a workout was read does not matter.
    """
    by_identity: dict[str, PlannedWorkout] = {}
    for workout in sorted(workouts, key=str):
        content = workout.model_dump_json(exclude={"provenance"})
        key = f"{workout.date or ''}{workout.provenance.source}{content}"
        by_identity.setdefault(key, workout)
    return tuple(by_identity[key] for key in sorted(by_identity))
