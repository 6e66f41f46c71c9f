"""The activities of a Kit's athlete: list, get, edit and remove them."""

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict, Unpack

from trainkit.errors import NotFound
from trainkit.kit._data import AthleteData
from trainkit.kit._edits import Edits
from trainkit.kit._local_days import read_days
from trainkit.kit._queries import check_sport, named_query
from trainkit.models import Activity, Edit

__all__ = ["Activities", "ActivityFields"]


class ActivityFields(TypedDict, total=False):
    """The fields of `Activity` that a person can edit, in its units; None where unknown."""

    sport: str
    sub_sport: str | None
    start: dt.datetime
    elapsed_s: float
    moving_s: float | None
    distance_m: float | None
    ascent_m: float | None
    descent_m: float | None
    hr_mean: float | None
    hr_max: float | None
    power_mean: float | None
    power_max: float | None
    normalized_power_w: float | None
    cadence_mean: float | None
    cadence_max: float | None
    speed_mean: float | None
    speed_max: float | None
    calories_kcal: float | None
    temperature_mean: float | None
    pool_length_m: float | None
    device: str | None
    rpe: float | None
    feel: float | None
    name: str | None
    notes: str | None
    race: bool


class Activities:
    """The activities, merged and edited, each with an `Activity.id` that a URL can carry.

    Threads may share it.

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
        text: str | None = None,
    ) -> list[Activity]:
        """Return activities, the latest first.

        Parameters
        ----------
        sport : str, optional
            Only those of this sport, or sub-sport.
        first, last : date or str, optional
            Only those of these local days.
        text : str, optional
            Only those with this text in their name or notes; capitals do not matter.

        Returns
        -------
        list of Activity
            The activities.

        Raises
        ------
        InvalidInput
            There is no such parameter, or no such sport.
        """
        days = read_days(first, last)
        found = self._data.history().activities
        if sport is not None:
            check_sport(sport, (name for a in found for name in (a.sport, a.sub_sport)))
        wanted = (text or "").casefold()
        return [
            activity
            for activity in reversed(found)
            if activity.day in days
            and sport in {None, activity.sport, activity.sub_sport}
            and wanted in f"{activity.name or ''}\n{activity.notes or ''}".casefold()
        ]

    def removed(self) -> Sequence[Activity]:
        """Return the activities that the athlete removed, the latest first."""
        return self._data.history().removed_activities[::-1]

    def get(self, key: str) -> Activity:
        """Return an activity.

        Parameters
        ----------
        key : str
            `Activity.id` or `Activity.key`, of the activity or of a record that it was merged from.

        Returns
        -------
        Activity
            The activity.

        Raises
        ------
        NotFound
            There is no such activity, or the athlete removed it.
        """
        for activity in self._data.history().activities:
            if key in activity.keys:
                return activity
        raise NotFound("activity", key, "the id of an activity that is not removed")

    def edit(self, key: str, **fields: Unpack[ActivityFields]) -> Activity:
        """Correct fields of an activity: the athlete's word counts before every source, also later.

        Parameters
        ----------
        key : str
            As in `get`.
        **fields
            New values of fields of `Activity`, such as ``rpe=7``; None where a field is unknown.

        Returns
        -------
        Activity
            The edited activity, with the same id.

        Raises
        ------
        NotFound
            There is no such activity.
        InvalidInput
            There is no such field, or its value is out of range.
        """
        found = self.get(key)
        self._edits.write("activity", _record_of(found), found.day, fields)  # type: ignore[arg-type]
        return self.get(found.id)

    def clear(self, key: str, *fields: str) -> Activity:
        """Make fields of an activity unknown, whatever a source says.

        Parameters
        ----------
        key : str
            As in `get`.
        *fields : str
            Names of fields, such as ``"hr_max"``.

        Returns
        -------
        Activity
            The edited activity.
        """
        found = self.get(key)
        self._edits.write("activity", _record_of(found), found.day, dict.fromkeys(fields))
        return self.get(found.id)

    def remove(self, key: str) -> Edit:
        """Remove an activity for good: it does not return with the next import or sync.

        Parameters
        ----------
        key : str
            As in `get`.

        Returns
        -------
        Edit
            The removal, for `Kit.undo`.

        Raises
        ------
        NotFound
            There is no such activity.
        """
        found = self.get(key)
        return self._edits.remove("activity", _record_of(found), found.day)

    def restore(self, key: str) -> Activity:
        """Bring back an activity that was removed; `NotFound` where there is none."""
        for activity in self.removed():
            if key in activity.keys:
                for edit in self._edits.list():
                    if edit.field is None and edit.record in activity.keys:
                        self._edits.undo(edit)
                return self.get(activity.id)
        raise NotFound("activity", key, "the id of a removed activity")


def _record_of(activity: Activity) -> str:
    """Name the record that an edit is about: the activity as a source delivered it."""
    return (activity.originals or (activity,))[0].key
