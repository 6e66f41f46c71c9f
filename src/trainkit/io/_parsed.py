"""What every reader returns: what could be read, and what was wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.provenance import Problem
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["Parsed", "joined"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The contents of one file."""

    activities: tuple[Activity, ...] = ()
    days: tuple[DailyHealth, ...] = ()
    races: tuple[RaceResult, ...] = ()
    workouts: tuple[PlannedWorkout, ...] = ()
    problems: tuple[Problem, ...] = ()
    histories: tuple[History, ...] = ()


def joined(parts: Iterable[Parsed]) -> Parsed:
    """Join the contents of several files, in their order."""
    known = list(parts)
    return Parsed(
        activities=tuple(one for part in known for one in part.activities),
        days=tuple(one for part in known for one in part.days),
        races=tuple(one for part in known for one in part.races),
        workouts=tuple(one for part in known for one in part.workouts),
        problems=tuple(one for part in known for one in part.problems),
        histories=tuple(one for part in known for one in part.histories),
    )
