"""What a Kit keeps for an app: goals, activities, days, races, a calendar, and a person's edits."""

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from trainkit.errors import InvalidInput, NotFound
from trainkit.kit._data import AthleteData
from trainkit.kit._local_days import read_day
from trainkit.models import Activity, Athlete, DailyHealth, RaceResult

if TYPE_CHECKING:  # each part of what is kept is imported when it is asked for
    from trainkit.kit._activities import Activities
    from trainkit.kit._days import HealthDays
    from trainkit.kit._edits import Edits, Said
    from trainkit.kit._goals import Goals
    from trainkit.kit._profile import Profile
    from trainkit.kit._races import Races
    from trainkit.models import Calendar, Edit, TrainingPlan

__all__ = ["KeptKit"]

Editable: TypeAlias = Activity | DailyHealth | RaceResult


class KeptKit:
    """The methods of a Kit that list and change what it keeps; a base class of `Kit`."""

    _data: AthleteData

    @property
    def athlete(self) -> Athlete:
        """The athlete; `InvalidInput` where nothing is known."""
        return self._data.athlete

    @property
    def planned(self) -> "TrainingPlan | None":
        """The latest plan; None before the first."""
        return self._data.plan

    @cached_property
    def goals(self) -> "Goals":
        """The goals: add, list, get, update and remove them, and follow their progress."""
        from trainkit.kit._goals import Goals

        return Goals(self._data)

    @cached_property
    def activities(self) -> "Activities":
        """The activities: list, get, edit and remove them."""
        from trainkit.kit._activities import Activities

        return Activities(self._data, self._edits)

    @cached_property
    def days(self) -> "HealthDays":
        """Daily health: list, get, edit and remove days."""
        from trainkit.kit._days import HealthDays

        return HealthDays(self._data, self._edits)

    @cached_property
    def races(self) -> "Races":
        """Race results: list, get, edit and remove them."""
        from trainkit.kit._races import Races

        return Races(self._data, self._edits)

    @cached_property
    def profile(self) -> "Profile":
        """The athlete: change fields, accept thresholds by date, keep the time for training."""
        from trainkit.kit._profile import Profile

        return Profile(self._data)

    def calendar(
        self, first: dt.date | str | None = None, last: dt.date | str | None = None
    ) -> "Calendar":
        """Return what was planned and what was done, day by day.

        Parameters
        ----------
        first, last : date or str, optional
            The days, inside or outside a plan; by default four weeks from this week's Monday on.

        Returns
        -------
        Calendar
            Every day with its session, activities, loads and goals.

        Raises
        ------
        InvalidInput
            `last` is before `first`, or more than ten years after it.
        """
        from trainkit.kit._calendar import build_calendar

        return build_calendar(self._data, self.goals.list(), first, last)

    def drop_before(self, before: dt.date) -> int:
        """Delete this athlete's records of days before a day, and return their number.

        `Kit.purge` does so for every athlete in the store.
        """
        return self._data.drop_before(before)

    def edit(self, record: Editable | dt.date | str, **fields: "Said") -> Editable:
        """Correct fields of a record: the athlete's word counts before every source, also later.

        Parameters
        ----------
        record : Activity, DailyHealth, RaceResult, date or str
            The record, its id or key, or a day.
        **fields
            New values of its fields, such as ``rpe=7``; None where a field is unknown.

        Returns
        -------
        Activity, DailyHealth or RaceResult
            The edited record.

        Raises
        ------
        NotFound
            There is no such record.
        InvalidInput
            There is no such field, or its value is out of range.
        """
        found = self._resolve(record)
        if isinstance(found, Activity):
            return self.activities.edit(found.id, **fields)  # type: ignore[arg-type]
        if isinstance(found, RaceResult):
            return self.races.edit(found.id, **fields)  # type: ignore[arg-type]
        return self.days.edit(found, **fields)

    def clear(self, record: Editable | dt.date | str, *fields: str) -> Editable:
        """Make fields of a record unknown, whatever a source says.

        Parameters
        ----------
        record : Activity, DailyHealth, RaceResult, date or str
            As in `edit`.
        *fields : str
            Names of fields, such as ``"hr_max"``.

        Returns
        -------
        Activity, DailyHealth or RaceResult
            The edited record.
        """
        return self.edit(record, **dict.fromkeys(fields))

    def remove(self, record: Editable | dt.date | str) -> "Edit":
        """Remove a record: it counts nowhere, and does not return with the next import or sync.

        Parameters
        ----------
        record : Activity, DailyHealth, RaceResult, date or str
            As in `edit`.

        Returns
        -------
        Edit
            The removal, for `undo`.

        Raises
        ------
        NotFound
            There is no such record.
        """
        found = self._resolve(record)
        if isinstance(found, Activity):
            return self.activities.remove(found.id)
        if isinstance(found, RaceResult):
            return self.races.remove(found.id)
        return self.days.remove(found)

    def undo(self, edit: "Edit | str | None" = None) -> "Edit":
        """Take back an edit or a removal: what was known before counts again.

        Parameters
        ----------
        edit : Edit or str, optional
            The edit, or `Edit.id`; by default the latest.

        Returns
        -------
        Edit
            What was taken back.

        Raises
        ------
        NotFound
            There is no such edit.
        """
        return self._edits.undo(edit)

    def edits(self) -> "list[Edit]":
        """Return what the athlete edited and removed, the latest first."""
        return self._edits.list()

    @cached_property
    def _edits(self) -> "Edits":
        from trainkit.kit._edits import Edits

        return Edits(self._data)

    def _resolve(self, record: Editable | dt.date | str) -> Activity | RaceResult | dt.date:
        """Find an activity or a race, or return the day."""
        if isinstance(record, DailyHealth):
            return record.date
        if isinstance(record, dt.date):
            return record
        name = record if isinstance(record, str) else record.key
        try:
            return self.activities.get(name)
        except NotFound:
            pass
        try:
            return self.races.get(name)
        except NotFound:
            pass
        try:
            return read_day(name)
        except InvalidInput:
            raise NotFound("record", name, "the id of an activity or race, or a day") from None
