"""The daily health of a Kit's athlete: list, get, correct and remove days."""

import datetime as dt

from trainkit.errors import NotFound
from trainkit.kit._data import AthleteData
from trainkit.kit._edits import Edits, Said
from trainkit.kit._local_days import read_day, read_days
from trainkit.kit._queries import named_query
from trainkit.models import DailyHealth, Edit

__all__ = ["HealthDays"]


class HealthDays:
    """Daily health, merged and edited; a day's key is its date. Threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    edits : Edits
        What the athlete says of records.
    """

    def __init__(self, data: AthleteData, edits: Edits) -> None:
        self._data, self._edits = data, edits

    @named_query
    def list(
        self, *, first: dt.date | str | None = None, last: dt.date | str | None = None
    ) -> list[DailyHealth]:
        """Return the days with a record, the latest first.

        Parameters
        ----------
        first, last : date or str, optional
            Only these local days.
        """
        part = self._data.outline().between(*read_days(first, last))
        return [*reversed([*part.days])]

    def get(self, day: dt.date | str) -> DailyHealth:
        """Return a day; `NotFound` where it has no record.

        Parameters
        ----------
        day : date or str
            The local day.
        """
        date = read_day(day)
        found = self._data.outline().between(date, date).days
        if not found:
            raise NotFound("day", str(day), "a day with a record")
        return found[0]

    def edit(self, day: dt.date | str, **fields: Said) -> DailyHealth:
        """Correct fields of a day: the athlete's word counts before every source, also later.

        Parameters
        ----------
        day : date or str
            The local day, with or without a record.
        **fields
            New values of fields of `DailyHealth`, such as ``resting_hr=48``; None where unknown.

        Returns
        -------
        DailyHealth
            The edited day.

        Raises
        ------
        InvalidInput
            There is no such field, its value is out of range, or contradicts another one.
        """
        date = read_day(day)
        known = self._data.outline().between(date, date).days
        before = known[0] if known else DailyHealth(date=date)
        # Checked as a whole: sleep must not end before it starts.
        before.model_copy(update={**fields, "originals": ()})
        self._edits.write("day", date.isoformat(), date, fields)
        return self.get(date)

    def clear(self, day: dt.date | str, *fields: str) -> DailyHealth:
        """Make fields of a day unknown, whatever a source says."""
        return self.edit(day, **dict.fromkeys(fields))

    def remove(self, day: dt.date | str) -> Edit:
        """Remove what is known of a day, whatever a source says; `NotFound` where it is nothing."""
        date = self.get(day).date
        return self._edits.remove("day", date.isoformat(), date)
