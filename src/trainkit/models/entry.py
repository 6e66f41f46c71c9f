"""Convert a single record to a history."""

from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["Entry", "to_history"]

Entry = History | Activity | DailyHealth | RaceResult | PlannedWorkout
"""What a person or a program can log in one call."""


def to_history(entry: object) -> History:
    """Convert an entry to a history.

    Parameters
    ----------
    entry : Entry
        A record, or a history.

    Returns
    -------
    History
        A history of this record alone; a history is returned unchanged.

    Raises
    ------
    InvalidInput
        The entry has another type.
    """
    if isinstance(entry, History):
        return entry
    if isinstance(entry, Activity):
        return History(activities=(entry,))
    if isinstance(entry, DailyHealth):
        return History(days=[entry])
    if isinstance(entry, RaceResult):
        return History(races=(entry,))
    if isinstance(entry, PlannedWorkout):
        return History(workouts=(entry,))
    allowed = "a History, Activity, DailyHealth, RaceResult or PlannedWorkout"
    raise InvalidInput("entry", type(entry).__name__, allowed)
