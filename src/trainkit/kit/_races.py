"""The race results of a Kit's athlete: list, correct and remove them."""

import datetime as dt
from typing import TypedDict, Unpack

from trainkit.errors import NotFound
from trainkit.kit._data import AthleteData
from trainkit.kit._edits import Edits
from trainkit.kit._local_days import read_days
from trainkit.kit._queries import check_sport, named_query
from trainkit.models import Edit, RaceResult

__all__ = ["RaceFields", "Races"]


class RaceFields(TypedDict, total=False):
    """The fields of `RaceResult` that a person can correct, in its units."""

    date: dt.date
    distance_m: float
    time_s: float
    sport: str
    name: str | None
    ascent_m: float | None


class Races:
    """The race results, each with a `RaceResult.id` that a URL can carry; threads may share it.

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
        self,
        *,
        sport: str | None = None,
        first: dt.date | str | None = None,
        last: dt.date | str | None = None,
    ) -> list[RaceResult]:
        """Return race results, the latest first.

        Parameters
        ----------
        sport : str, optional
            Only those of this sport.
        first, last : date or str, optional
            Only those of these local days.

        Raises
        ------
        InvalidInput
            There is no such parameter, or no such sport.
        """
        days, found = read_days(first, last), self._data.outline().races
        check_sport(sport, (race.sport for race in found))
        return [
            race for race in reversed(found) if race.date in days and sport in {None, race.sport}
        ]

    def get(self, key: str) -> RaceResult:
        """Return the race result with this id or key; `NotFound` where there is none."""
        for race in self._data.outline().races:
            if key in race.keys:
                return race
        raise NotFound("race", key, "the id of a race result that is not removed")

    def edit(self, key: str, **fields: Unpack[RaceFields]) -> RaceResult:
        """Correct a race result: the athlete's word counts before every source, also later.

        Parameters
        ----------
        key : str
            `RaceResult.id` or `RaceResult.key`.
        **fields
            New values of fields of `RaceResult`, such as ``time_s=2990``.

        Returns
        -------
        RaceResult
            The corrected result, with the same id.

        Raises
        ------
        NotFound
            There is no such race result.
        InvalidInput
            There is no such field, or its value is out of range.
        """
        found = self.get(key)
        self._edits.write("race", _record_of(found), found.date, fields)  # type: ignore[arg-type]
        return self.get(found.id)

    def clear(self, key: str, *fields: str) -> RaceResult:
        """Make fields of a race result unknown, whatever a source says."""
        found = self.get(key)
        self._edits.write("race", _record_of(found), found.date, dict.fromkeys(fields))
        return self.get(found.id)

    def remove(self, key: str) -> Edit:
        """Remove a race result for good; `NotFound` where there is none."""
        found = self.get(key)
        return self._edits.remove("race", _record_of(found), found.date)


def _record_of(race: RaceResult) -> str:
    return (race.originals or (race,))[0].key
