"""One record by itself, as a history."""

from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["Entry", "history_of"]

Entry = History | Activity | DailyHealth | RaceResult | PlannedWorkout
"""What a person or a program adds at a time."""


def history_of(entry: object) -> History:
    """Make a history of an entry.

    Parameters
    ----------
    entry : Entry
        A record, or a history.

    Returns
    -------
    History
        With this record alone, or the history itself.

    Raises
    ------
    InvalidInput
        Something else.
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
