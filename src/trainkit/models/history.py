"""The history of one athlete: workouts and days in time order, merged from all sources."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Any, Self, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, PlainSerializer, model_validator

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models._arrow_import import ArrowFrame, import_frame
from trainkit.models._columns import KINDS, Dates
from trainkit.models._daily_json import Days, join_days
from trainkit.models._day_rows import Rows
from trainkit.models._day_table import DayTable
from trainkit.models._editing import apply_edits, join_edits, overlay_of
from trainkit.models._extending import extend_fields
from trainkit.models._far import part_far
from trainkit.models._merging import flatten_originals, merge_recordings, remove_repeats
from trainkit.models._result_text import HistoryText
from trainkit.models._summaries import Summaries
from trainkit.models._unique import (
    flatten_races,
    unique_problems,
    unique_races,
    unique_workouts,
)
from trainkit.models._views import Views
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.edit import Edit
from trainkit.models.model import Model
from trainkit.models.provenance import Problem, Provenance
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["History"]


class History(HistoryText, Summaries, Views, Model):
    """All records of one athlete, from any number of sources.

    Recordings of one workout from several sources become one activity, and records of one day
    become one day; the source records remain in `Activity.originals` and `DailyHealth.originals`.
    The order of import makes no difference, and importing a record twice adds nothing. JSON
    contains the records before merging, and round-trips exactly.

    Parameters
    ----------
    activities : tuple of Activity
        In order of start. Merged activities are accepted too.
    days : sequence of DailyHealth
        In order of date, one per day; a view of columns.
    races : tuple of RaceResult
        In order of date.
    workouts : tuple of PlannedWorkout
        Planned workouts, by date.
    problems : tuple of Problem
        Data that could not be read.
    athlete : Athlete, optional
        The athlete.
    source_order : tuple of str
        Sources (as `Provenance.source`) from best to worst. If several sources know a field, the
        best one supplies it. What a person entered, ``"manual"``, comes before all if it is not
        listed; other unlisted sources come last, the richest record first.
    never_merged : tuple of str
        Keys of activities that are excluded from merging: see `unmerge`.
    far_activities, far_days : sequence
        Records 20 years or more from the others, as of a clock that was never set: problems tell
        of them, and columns and engines leave them out, until an import fills the years between.
    edits : tuple of Edit
        What a person said of records, in that order; it counts before every source.
    removed_activities, removed_races : tuple
        Records that a person removed: they count nowhere, and return when the edit is undone.
    """

    activities: Annotated[
        tuple[Activity, ...],
        PlainSerializer(flatten_originals, return_type=tuple[Activity, ...]),
    ] = ()
    days: Days = Field(default=(), validate_default=True)
    races: Annotated[
        tuple[RaceResult, ...],
        AfterValidator(unique_races),
        PlainSerializer(flatten_races, return_type=tuple[RaceResult, ...]),
    ] = ()
    workouts: Annotated[tuple[PlannedWorkout, ...], AfterValidator(unique_workouts)] = ()
    problems: Annotated[tuple[Problem, ...], AfterValidator(unique_problems)] = ()
    athlete: Athlete | None = None
    source_order: tuple[str, ...] = ()
    never_merged: tuple[str, ...] = ()
    far_activities: tuple[Activity, ...] = ()
    far_days: Days = Field(default=(), validate_default=True)
    edits: Annotated[tuple[Edit, ...], AfterValidator(join_edits)] = ()
    removed_activities: Annotated[
        tuple[Activity, ...],
        PlainSerializer(flatten_originals, return_type=tuple[Activity, ...]),
    ] = ()
    removed_races: tuple[RaceResult, ...] = ()

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, Sequence[object] | NDArray[np.generic]],
        *,
        provenance: Provenance = Provenance(source="table"),  # noqa: B008  frozen
        activities: Sequence[Activity] = (),
        athlete: Athlete | None = None,
    ) -> Self:
        """Create a history from columns of daily health, validated column by column.

        Parameters
        ----------
        columns : mapping of str to sequence
            ``date`` (dates, ISO text or datetime64) and fields of `DailyHealth`, in its units,
            one value per day; None or NaN where unknown.
        provenance : Provenance
            Where the columns came from.
        activities : sequence of Activity
            The activities.
        athlete : Athlete, optional
            The athlete.

        Returns
        -------
        History
            The history.

        Raises
        ------
        InvalidInput
            ``date`` is missing, a field is unknown, or a value is out of range; the message names
            the date of its row.
        """
        if "date" not in columns:
            raise InvalidInput("date", None, "given")
        values = {name: column for name, column in columns.items() if name != "date"}
        rows = Rows.from_columns(columns["date"], values, provenance)
        days = cast("Sequence[DailyHealth]", rows)  # converted by the field's validator
        return cls(activities=tuple(activities), days=days, athlete=athlete)

    @classmethod
    def from_frame(
        cls,
        frame: ArrowFrame,
        *,
        columns: Mapping[str, str] | None = None,
        provenance: Provenance = Provenance(source="table"),  # noqa: B008  frozen
        athlete: Athlete | None = None,
    ) -> Self:
        """Create a history from a data frame of daily health: pandas, polars, pyarrow or any other.

        Parameters
        ----------
        frame : object with ``__arrow_c_stream__``
            One row per day.
        columns : mapping of str to str, optional
            Maps names of the frame to ``"date"`` and fields of `DailyHealth`; other columns are
            ignored. By default every column must be named as its field.
        provenance : Provenance
            Where the frame came from.
        athlete : Athlete, optional
            The athlete.

        Returns
        -------
        History
            The history.

        Raises
        ------
        InvalidInput
            The object is not a frame, a column is missing, or as in `from_columns`.
        """
        read = import_frame(frame, None if columns is None else set(columns))
        if columns is not None:
            read = {columns[name]: values for name, values in read.items()}
        return cls.from_columns(read, provenance=provenance, athlete=athlete)

    @property
    def originals(self) -> tuple[Activity, ...]:
        """The activities before they were merged and edited, far and removed ones too."""
        shown = flatten_originals((*self.activities, *self.removed_activities))
        return (*shown, *self.far_activities)

    @property
    def day_originals(self) -> tuple[DailyHealth, ...]:
        """The daily records before those of one day were merged and edited, far ones too."""
        tables = self._table.rows, cast("DayTable", self.far_days).rows
        return tuple(rows.record(row) for rows in tables for row in range(rows.dates.size))

    @cached_property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last local day with an activity or a daily record."""
        days = [*self.recorded[[0, -1]].tolist()] if len(self._table) else []
        days += self._activity_days
        return (min(days), max(days)) if days else None

    @cached_property
    def dates(self) -> Dates:
        """The local days of `span` without gaps, shape (days,)."""
        if self.span is None:
            return np.array([], dtype="datetime64[D]")
        first, last = self.span
        days: Dates = np.arange(np.datetime64(first), np.datetime64(last) + 1)
        return days

    @property
    def recorded(self) -> Dates:
        """The local days with a daily record, in order."""
        return self._table.dates

    def daily(self, field: str) -> FloatArray:
        """Return a field of `DailyHealth` as a column over `dates`.

        Parameters
        ----------
        field : str
            Any field except text. A moment is returned as hours since the day's midnight,
            ``"illness"`` as 1 and 0.

        Returns
        -------
        ndarray, shape (days,)
            Values in the field's unit, read-only; NaN where unknown.

        Raises
        ------
        InvalidInput
            The field does not exist, or is text.
        """
        column = self._columns.get(field)
        if column is None:
            numeric = [name for name, kind in KINDS.items() if kind != "text"]
            if field not in numeric:
                raise InvalidInput("field", field, "one of " + ", ".join(numeric))
            table = self._table
            if table.dates.size == self.dates.size:  # every day has a record
                column = table.numbers(field).astype(np.float64, copy=False).view()
            else:
                column = np.full(self.dates.size, np.nan)
                if table.dates.size:
                    column[(table.dates - self.dates[0]).astype(int)] = table.numbers(field)
            column.flags.writeable = False
            self._columns[field] = column
        return column

    def merge(self, other: "History") -> Self:
        """Join two histories of one athlete.

        The order makes no difference to activities, days, races and problems. If both histories
        have an athlete or a source order, those of this history are used.

        Parameters
        ----------
        other : History
            More records; those already present add nothing.

        Returns
        -------
        History
            A new history.
        """
        cls = type(self)
        if (fields := extend_fields(self, other, cls.model_fields)) is not None:
            extended = cast("Self", cls.model_construct(**fields))
            if extended.activities is self.activities:
                extended.__dict__["_activity_days"] = self._activity_days
            self.hand_on(extended)
            return extended
        merged = cls(
            activities=(*self.activities, *other.activities),
            days=cast("Sequence[DailyHealth]", join_days(self.days, other.days)),
            races=(*self.races, *other.races),
            workouts=(*self.workouts, *other.workouts),
            problems=(*self.problems, *other.problems),
            athlete=self.athlete or other.athlete,
            source_order=self.source_order or other.source_order,
            never_merged=(*self.never_merged, *other.never_merged),
            far_activities=(*self.far_activities, *other.far_activities),
            far_days=cast("Sequence[DailyHealth]", join_days(self.far_days, other.far_days)),
            edits=(*self.edits, *other.edits),
            removed_activities=(*self.removed_activities, *other.removed_activities),
            removed_races=(*self.removed_races, *other.removed_races),
        )
        self.hand_on(merged)
        return merged

    def unmerge(self, activity: Activity) -> Self:
        """Split a merged activity permanently: its originals are restored and never merged again.

        Parameters
        ----------
        activity : Activity
            A merged activity of this history.

        Returns
        -------
        History
            A new history.

        Raises
        ------
        InvalidInput
            The activity is not in this history, or is not merged.
        """
        if not activity.originals or activity not in self.activities:
            raise InvalidInput("activity", activity.key, "a merged activity of this history")
        keys = (original.key for original in activity.originals)
        return self.model_copy(update={"never_merged": (*self.never_merged, *keys)})

    def between(self, first: dt.date, last: dt.date) -> "History":
        """Return the part of the history from `first` to `last`, both included.

        Parameters
        ----------
        first, last : date
            Local days; the history is empty if `first` is after `last`.

        Returns
        -------
        History
            A view of this history's columns, or this history where it holds nothing else; workouts
            and problems are kept in full.
        """
        ends = np.datetime64(first), np.datetime64(last)
        kept: dict[str, Any] = {
            "activities": self._activities_between(first, last),
            "days": self._table.between(*ends),
            "races": tuple(race for race in self.races if first <= race.date <= last),
            "far_activities": tuple(a for a in self.far_activities if first <= a.day <= last),
            "far_days": cast("DayTable", self.far_days).between(*ends),
            "edits": tuple(edit for edit in self.edits if first <= edit.day <= last),
            "removed_activities": tuple(
                a for a in self.removed_activities if first <= a.day <= last
            ),
            "removed_races": tuple(r for r in self.removed_races if first <= r.date <= last),
        }
        if all(len(kept[name]) == len(getattr(self, name)) for name in kept):
            return self
        others = {name: getattr(self, name) for name in type(self).model_fields if name not in kept}
        part = History.model_construct(**kept, **others)
        self.hand_on(part)
        return part

    def until(self, day: dt.date) -> "History":
        """Return the part of the history up to `day`, included.

        Parameters
        ----------
        day : date
            The last local day.

        Returns
        -------
        History
            A view of this history's columns.
        """
        return self.between(dt.date.min, day)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, History):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in type(self).model_fields)

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    @model_validator(mode="after")
    def _merge_records(self) -> Self:
        never_merged = tuple(sorted(set(self.never_merged)))
        records = (*self.activities, *self.far_activities, *self.removed_activities)
        parted = part_far(
            remove_repeats(flatten_originals(records)),
            join_days(self.days, self.far_days),
            self.problems,
        )
        merged = merge_recordings(parted.activities, self.source_order, {*never_merged})
        activities, removed = apply_edits(merged, self.edits, "activity")
        results = unique_races(flatten_races((*self.races, *self.removed_races)))
        races, removed_races = apply_edits(results, self.edits, "race")
        # The fields are frozen for users, but still being set here.
        self.__dict__.update(
            never_merged=never_merged,
            activities=activities,
            days=DayTable(parted.rows, self.source_order, overlay_of(self.edits)),
            races=tuple(sorted(races, key=attrgetter("date"))),
            far_activities=parted.far_activities,
            far_days=DayTable(parted.far_rows, self.source_order),
            problems=unique_problems(parted.problems),
            removed_activities=removed,
            removed_races=removed_races,
        )
        derived = {"far_activities", "far_days", "problems", "removed_activities", "removed_races"}
        self.__pydantic_fields_set__.update(derived)
        return self
