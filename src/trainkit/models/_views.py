"""Views of a history: its columns, its parts, and how it is shown."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from trainkit._array import FloatArray
from trainkit._html import escape, section, table
from trainkit.models._columns import KINDS, Dates
from trainkit.models._day_table import DayTable
from trainkit.models._frames import FrameName, build_frame, day_columns
from trainkit.models._memo import Memo
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.frame import Frame
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout

__all__ = ["Views"]

_HOUR_S = 3600.0


class Views(Memo):
    """What a history shows of its records; a base class of `History`."""

    if TYPE_CHECKING:  # fields of the history
        activities: tuple[Activity, ...]
        days: Sequence[DailyHealth]
        races: tuple[RaceResult, ...]
        workouts: tuple[PlannedWorkout, ...]
        athlete: Athlete | None

        @property
        def originals(self) -> tuple[Activity, ...]: ...
        @cached_property
        def dates(self) -> Dates: ...
        @cached_property
        def span(self) -> tuple[dt.date, dt.date] | None: ...

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export the daily table to any data frame: one row per day, one column per field.

        Dates are date32, numbers float64, flags booleans, notes text, and the start and end of
        sleep timestamps in UTC; unknown is null. The other tables are those of `frame`.

        Parameters
        ----------
        requested_schema : capsule, optional
            Ignored, as the protocol allows.

        Returns
        -------
        capsule
            An Arrow C stream.
        """
        return Frame(day_columns(self._table)).__arrow_c_stream__(requested_schema)

    def local_offsets(self) -> FloatArray:
        """Return how far local time is ahead of UTC when each day begins, as far as sources tell.

        Returns
        -------
        ndarray, shape (days,)
            Where the night ended, else where the last session of the day before began [h]; NaN
            where unknown. A moment in UTC tells nothing, since sources without zones write it.
        """
        offsets = np.full(self.dates.size, np.nan)
        if not self.dates.size:
            return offsets
        first = self.dates[0].item()
        for activity in self.activities:
            after = (activity.day - first).days + 1
            offsets[after : after + 1] = _hours_ahead(activity.start)
        table = self._table
        for date, moment in zip(table.dates.tolist(), table.column("sleep_end"), strict=True):
            if not np.isnan(ahead := _hours_ahead(moment)):
                offsets[(date - first).days] = ahead
        return offsets

    def frame(self, name: FrameName, *, athlete: Athlete | None = None) -> Frame:
        """Return a table that pandas, polars, pyarrow and any other data-frame package takes.

        Parameters
        ----------
        name : {"activities", "days", "races", "laps", "loads", "streams"}
            The table: one row for each activity, day with a record, race, lap, day from the first
            to the last, or sample. Laps and samples name their activity by `Activity.id`.
        athlete : Athlete, optional
            Whose thresholds ``"loads"`` count with; by default the history's.

        Returns
        -------
        Frame
            The table, with the unit of each column.

        Raises
        ------
        InvalidInput
            There is no such table, or no athlete for the loads.
        """
        return build_frame(self, name, athlete)

    @property
    def licences(self) -> frozenset[str]:
        """The licences of all records, of merged ones by original."""
        return self.memoize(("licences",), self._licences)

    def _licences(self) -> frozenset[str]:
        records: tuple[Activity | RaceResult | PlannedWorkout, ...]
        records = (*self.originals, *self.races, *self.workouts)
        sources = {record.provenance for record in records}
        sources |= set(self._table.rows.provenance.tolist())  # no day is built for it
        return frozenset(source.licence for source in sources)

    @property
    def coverage(self) -> dict[str, float]:
        """The share of `dates` on which each field is known [1]; fields never known are absent."""
        days = max(self.dates.size, 1)
        return {n: known / days for n in KINDS if (known := self._table.count_known(n))}

    def __repr__(self) -> str:
        span = f", {self.span[0]} to {self.span[1]}" if self.span else ""
        return f"<History: {len(self.activities)} activities, {len(self._table)} days{span}>"

    def _repr_html_(self) -> str:
        rows = [(name, f"{share:.0%}") for name, share in self.coverage.items()]
        return section(f"<p>{escape(repr(self)[1:-1])}</p>", table(("measure", "days known"), rows))

    def _activities_between(self, first: dt.date, last: dt.date) -> tuple[Activity, ...]:
        days = self._activity_days
        if days == sorted(days):
            return self.activities[bisect_left(days, first) : bisect_right(days, last)]
        return tuple(item for item in self.activities if first <= item.day <= last)

    @cached_property
    def _activity_days(self) -> list[dt.date]:
        return [activity.day for activity in self.activities]

    @property
    def _table(self) -> DayTable:
        return cast("DayTable", self.days)

    @cached_property
    def _columns(self) -> dict[str, FloatArray]:
        return {}


def _hours_ahead(moment: dt.datetime | None) -> float:
    """Return the offset of a moment from UTC [h]; NaN for none."""
    offset = None if moment is None else moment.utcoffset()
    return offset.total_seconds() / _HOUR_S if offset else float("nan")
