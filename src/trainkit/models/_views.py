"""Views of a history: its columns, its parts, and how it is shown."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from trainkit._array import FloatArray
from trainkit.models import _arrow_export as arrow
from trainkit.models._columns import KINDS
from trainkit.models._day_table import DayTable
from trainkit.models._memo import Memo
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth

__all__ = ["Views"]


class Views(Memo):
    """What a history shows of its records; a base class of `History`."""

    if TYPE_CHECKING:  # fields of the history
        activities: tuple[Activity, ...]
        days: Sequence[DailyHealth]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export the daily table to any data frame: one row per day, one column per field.

        Dates are date32, numbers float64, `illness` a boolean, notes text, and the start and
        end of sleep timestamps in UTC; unknown is null.

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
        columns = [arrow.dates("date", table.dates)]
        columns.extend(
            arrow.encode_column(name, kind, table.column(name)) for name, kind in KINDS.items()
        )
        return arrow.export_stream(columns)

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
