"""Everything known of one athlete: workouts and days in time order, merged from all sources."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Self, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, model_validator

from trainkit._array import FloatArray
from trainkit._html import escape, section, table
from trainkit.errors import InvalidInput
from trainkit.models import _arrow_export as arrow
from trainkit.models._arrow_import import ArrowFrame, imported
from trainkit.models._canonical import told_problems, told_races, told_workouts
from trainkit.models._columns import KINDS, Dates
from trainkit.models._daily_json import plain_days, rows_of
from trainkit.models._days import DayTable, Rows
from trainkit.models._derivations import Derivations
from trainkit.models._merging import flattened, merged_workouts, without_repeats
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.model import Model
from trainkit.models.provenance import Problem, Provenance
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["History"]


def _flat(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    return tuple(flattened(activities))


class History(Derivations, Model):
    """What is known of one athlete, from any number of sources.

    Recordings of one workout from several sources become one activity, and records of one day
    become one day: see `Activity.originals` and `DailyHealth.originals` for what they were made
    of. The same records give the same history in whatever order they come, and records that are
    there already add nothing. JSON holds the records as they came, and is exact.

    Parameters
    ----------
    activities : tuple of Activity
        In order of start. Merged activities may be given too.
    days : sequence of DailyHealth
        In order of date, one a day; a view of columns.
    races : tuple of RaceResult
        In order of date.
    workouts : tuple of PlannedWorkout
        Workouts to do, by date.
    problems : tuple of Problem
        What could not be read.
    athlete : Athlete, optional
        Whose history it is.
    source_order : tuple of str
        Sources (as `Provenance.source`) from best to worst: which one gives a field that several
        know. By default, and among sources that are not named, the richest record.
    apart : tuple of str
        Keys of activities that are never merged with others: see `unmerge`.
    """

    activities: Annotated[
        tuple[Activity, ...], PlainSerializer(_flat, return_type=tuple[Activity, ...])
    ] = ()
    days: Annotated[
        Sequence[DailyHealth],
        PlainValidator(rows_of, json_schema_input_type=dict[str, object]),
        PlainSerializer(plain_days, return_type=dict[str, object]),
    ] = Field(default=(), validate_default=True)
    races: Annotated[tuple[RaceResult, ...], AfterValidator(told_races)] = ()
    workouts: Annotated[tuple[PlannedWorkout, ...], AfterValidator(told_workouts)] = ()
    problems: Annotated[tuple[Problem, ...], AfterValidator(told_problems)] = ()
    athlete: Athlete | None = None
    source_order: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, Sequence[object] | NDArray[np.generic]],
        *,
        provenance: Provenance = Provenance(source="table"),  # noqa: B008  frozen
        activities: Sequence[Activity] = (),
        athlete: Athlete | None = None,
    ) -> Self:
        """Make a history from columns of daily health, checked column by column.

        Parameters
        ----------
        columns : mapping of str to sequence
            ``date`` (dates, ISO text or datetime64) and fields of `DailyHealth`, in its units,
            one value a day; unknown is None or NaN.
        provenance : Provenance
            Where the columns came from.
        activities : sequence of Activity
            The workouts.
        athlete : Athlete, optional
            Whose history it is.

        Returns
        -------
        History
            The history.

        Raises
        ------
        InvalidInput
            No ``date``, an unknown field, or a value that its field does not allow: named with
            the date of its row.
        """
        if "date" not in columns:
            raise InvalidInput("date", None, "given")
        values = {name: column for name, column in columns.items() if name != "date"}
        rows = Rows.from_columns(columns["date"], values, provenance)
        days = cast("Sequence[DailyHealth]", rows)  # read by the field's validator
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
        """Make a history from a data frame of daily health: pandas, polars, pyarrow, or any other.

        Parameters
        ----------
        frame : object with ``__arrow_c_stream__``
            One row a day.
        columns : mapping of str to str, optional
            The frame's name to our name (``"date"`` or a field of `DailyHealth`) for each column
            to read; others are ignored. Without it, every column must carry our name.
        provenance : Provenance
            Where the frame came from.
        athlete : Athlete, optional
            Whose history it is.

        Returns
        -------
        History
            The history.

        Raises
        ------
        InvalidInput
            Not a frame, a column that is not there, or as `from_columns`.
        """
        read = imported(frame, None if columns is None else set(columns))
        if columns is not None:
            read = {columns[name]: values for name, values in read.items()}
        return cls.from_columns(read, provenance=provenance, athlete=athlete)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Offer the daily table to any data frame: one row a day, one column a field.

        Dates are date32, numbers float64, `illness` a boolean, notes text, and the ends of sleep
        timestamps in UTC; unknown is null.

        Parameters
        ----------
        requested_schema : capsule, optional
            Ignored, as the protocol allows.

        Returns
        -------
        capsule
            An Arrow C stream.
        """
        table = self._table
        laid_out = [arrow.dates("date", table.dates)]
        laid_out.extend(
            arrow.laid_out(name, kind, table.column(name)) for name, kind in KINDS.items()
        )
        return arrow.exported(laid_out)

    @property
    def originals(self) -> tuple[Activity, ...]:
        """The activities as they came, before recordings of one workout were merged."""
        return _flat(self.activities)

    @cached_property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last local day with an activity or a daily record."""
        known = [*self._table.dates[[0, -1]].tolist()] if len(self._table) else []
        known += [one.day for one in self.activities]
        return (min(known), max(known)) if known else None

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
        """Give a field of `DailyHealth` as a column over `dates`.

        Parameters
        ----------
        field : str
            The name of a field that is not text: a moment gives hours from its day's midnight,
            ``"illness"`` 1 and 0.

        Returns
        -------
        ndarray, shape (days,)
            Values in the field's unit, read-only; NaN where unknown.

        Raises
        ------
        InvalidInput
            Not a field, or one of text.
        """
        column = self._columns.get(field)
        if column is None:
            numeric = [name for name, kind in KINDS.items() if kind != "text"]
            if field not in numeric:
                raise InvalidInput("field", field, "one of " + ", ".join(numeric))
            column = np.full(self.dates.size, np.nan)
            if len(self._table):
                column[(self._table.dates - self.dates[0]).astype(int)] = self._table.numbers(field)
            column.flags.writeable = False
            self._columns[field] = column
        return column

    @property
    def coverage(self) -> dict[str, float]:
        """The share of `dates` on which each field is known [1], for those known at all."""
        days = max(self.dates.size, 1)
        counts = {name: self._table.known(name) for name in KINDS}
        return {name: count / days for name, count in counts.items() if count}

    def merge(self, other: "History") -> Self:
        """Join two histories of one athlete.

        Which is merged into which makes no difference to activities, days, races and problems;
        where both have an athlete or a source order, this history's stand.

        Parameters
        ----------
        other : History
            More records; those that are here already add nothing.

        Returns
        -------
        History
            A new history.
        """
        rows = self._table.rows.joined(other._table.rows)
        cls = type(self)
        return cls(
            activities=(*self.activities, *other.activities),
            days=cast("Sequence[DailyHealth]", rows),
            races=(*self.races, *other.races),
            workouts=(*self.workouts, *other.workouts),
            problems=(*self.problems, *other.problems),
            athlete=self.athlete or other.athlete,
            source_order=self.source_order or other.source_order,
            apart=(*self.apart, *other.apart),
        )

    def unmerge(self, activity: Activity) -> Self:
        """Undo the merger of an activity, for good: its originals come back and stay alone.

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
            The activity is not in this history, or was not merged.
        """
        if not activity.originals or activity not in self.activities:
            raise InvalidInput("activity", activity.key, "a merged activity of this history")
        keys = (one.key for one in activity.originals)
        return self.model_copy(update={"apart": (*self.apart, *keys)})

    def between(self, first: dt.date, last: dt.date) -> "History":
        """Cut out the local days from `first` to `last`, both included.

        Parameters
        ----------
        first, last : date
            Local days; an empty history follows when `first` is after `last`.

        Returns
        -------
        History
            A view of this history's columns; problems stay whole.
        """
        return History.model_construct(
            activities=self._activities_between(first, last),
            days=self._table.between(np.datetime64(first), np.datetime64(last)),
            races=tuple(one for one in self.races if first <= one.date <= last),
            workouts=self.workouts,
            problems=self.problems,
            athlete=self.athlete,
            source_order=self.source_order,
            apart=self.apart,
        )

    def until(self, day: dt.date) -> "History":
        """Cut off what came after a local day; `day` itself stays.

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

    def __repr__(self) -> str:
        span = f", {self.span[0]} to {self.span[1]}" if self.span else ""
        return f"<History: {len(self.activities)} activities, {len(self._table)} days{span}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        rows = [(name, f"{share:.0%}") for name, share in self.coverage.items()]
        known = table(("measure", "days known"), rows)
        return section(f"<p>{escape(repr(self)[1:-1])}</p>", known)

    def _activities_between(self, first: dt.date, last: dt.date) -> tuple[Activity, ...]:
        days = self._activity_days
        if days == sorted(days):
            return self.activities[bisect_left(days, first) : bisect_right(days, last)]
        return tuple(one for one in self.activities if first <= one.day <= last)

    @cached_property
    def _activity_days(self) -> list[dt.date]:
        return [one.day for one in self.activities]

    @property
    def _table(self) -> DayTable:
        return cast("DayTable", self.days)

    @cached_property
    def _columns(self) -> dict[str, FloatArray]:
        return {}

    @model_validator(mode="after")
    def _merge_records(self) -> Self:
        apart = tuple(sorted(set(self.apart)))
        originals = without_repeats(flattened(self.activities))
        # The fields are frozen for users; here they are still being made.
        self.__dict__["apart"] = apart
        self.__dict__["activities"] = merged_workouts(
            originals, self.source_order, frozenset(apart)
        )
        self.__dict__["days"] = DayTable(rows_of(self.days), self.source_order)
        return self
