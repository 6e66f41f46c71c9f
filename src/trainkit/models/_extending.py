"""Add records to a history without merging all of it anew.

What recordings of one workout are depends on records near them in time, and on names that records
share. So a merger that adds few records merges those near them, and takes over the others. Where
that is not certain, the whole history is merged anew: the result is the same.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from typing import Any, NamedTuple, Protocol, cast

from trainkit.models._daily_json import join_days
from trainkit.models._day_table import DayTable
from trainkit.models._editing import apply_edits, overlay_of
from trainkit.models._far import tell_near
from trainkit.models._merging import flatten_originals, merge_recordings, remove_repeats
from trainkit.models._references import names_of
from trainkit.models._unique import unique_problems
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.edit import Edit
from trainkit.models.provenance import Problem

__all__ = ["extend_fields"]

_REACH = dt.timedelta(hours=15)  # between the starts of two recordings of one workout, at most
_SLACK = dt.timedelta(days=2)  # by which records may be out of order: time zones, and merged ones
_LONGEST = dt.timedelta(days=30)  # a longer recording touches too many others
_APART = ("far_activities", "far_days", "removed_activities")
_ALONE = (
    *("far_activities", "far_days", "races", "workouts", "edits"),
    *("removed_activities", "removed_races"),
)


class Records(Protocol):
    """What a merger asks of a history."""

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities, in order of start."""

    @property
    def days(self) -> Sequence[DailyHealth]:
        """Daily health, in order of date."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Data that could not be read."""

    @property
    def athlete(self) -> Athlete | None:
        """The athlete."""

    @property
    def source_order(self) -> tuple[str, ...]:
        """Sources from best to worst."""

    @property
    def never_merged(self) -> tuple[str, ...]:
        """Keys of activities that are excluded from merging."""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What a person said of records."""

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day."""


def extend_fields(history: Records, other: Records, names: Iterable[str]) -> dict[str, Any] | None:
    """Return the fields of the merger of two histories, of which the second adds few records.

    Parameters
    ----------
    history : History
        The longer one.
    other : History
        Activities, days and problems; of other records, none.
    names : iterable of str
        The fields of a history.

    Returns
    -------
    dict or None
        None where everything has to be merged anew.
    """
    unlike = other.source_order and other.source_order != history.source_order
    apart = {*other.never_merged} <= {*history.never_merged}
    if unlike or not apart or any(len(getattr(other, name)) for name in _ALONE):
        return None
    if any(len(getattr(history, name)) for name in _APART):
        return None
    if not tell_near(history.span, other.span):
        return None
    activities = _extend_activities(history, flatten_originals(other.activities))
    if activities is None:
        return None
    fields = {name: getattr(history, name) for name in names}
    if len(other.days):
        rows, table = join_days(other.days, ()), cast("DayTable", history.days)
        table = table.extend(rows, history.source_order, overlay_of(history.edits))
        fields |= {"days": table, "far_days": DayTable(table.rows.take(slice(0, 0)))}
    problems = unique_problems((*history.problems, *other.problems))
    return fields | {
        "activities": activities,
        "problems": problems,
        "athlete": history.athlete or other.athlete,
    }


def _extend_activities(history: Records, more: Sequence[Activity]) -> tuple[Activity, ...] | None:
    """Merge recordings with those near them; None where others may be touched."""
    known = history.activities
    if not more:
        return known
    part = _find_part(known, more)
    if part is None:
        return None
    near, others = known[part], (*known[: part.start], *known[part.stop :])
    records = remove_repeats((*flatten_originals(near), *more))
    if _share_names(records, flatten_originals(others)):
        return None
    merged = merge_recordings(records, history.source_order, {*history.never_merged})
    kept, removed = apply_edits(merged, history.edits, "activity")
    if removed:
        return None
    return (*known[: part.start], *kept, *known[part.stop :])


class _Extent(NamedTuple):
    """The time that a record may share with others, and its local days."""

    first: dt.datetime
    last: dt.datetime
    first_day: dt.date
    last_day: dt.date

    def is_before(self, other: "_Extent") -> bool:
        """Whether no recording of the one can be one of the other."""
        return self.last < other.first and self.last_day < other.first_day

    def join(self, other: "_Extent") -> "_Extent":
        """Return the extent of both."""
        return _Extent(
            min(self.first, other.first),
            max(self.last, other.last),
            min(self.first_day, other.first_day),
            max(self.last_day, other.last_day),
        )


def _extent(records: Iterable[Activity]) -> _Extent:
    listed = list(records)
    days = [record.day for record in listed]
    return _Extent(
        min(record.start for record in listed),
        max(record.start + max(_REACH, _length(record)) for record in listed),
        min(days),
        max(days),
    )


def _length(record: Activity) -> dt.timedelta:
    return dt.timedelta(seconds=record.elapsed_s)


def _find_part(known: Sequence[Activity], more: Sequence[Activity]) -> slice | None:
    """Find the part of the activities that is apart in time from those before and after it."""
    longest = max(record.elapsed_s for record in (*known, *more))
    if dt.timedelta(seconds=longest) > _LONGEST:
        return None
    part = _extent(more)
    margin = _SLACK + max(_REACH, dt.timedelta(seconds=longest))
    earliest, latest = part.first - margin, part.last + margin
    low, high = _index(known, earliest - margin), _index(known, latest + margin)
    near = [_extent(item.originals or (item,)) for item in known[low:high]]
    start = stop = bisect_left(near, part.first, key=lambda extent: extent.first)
    while start and not _all_before(near[:start], part):
        start -= 1
        part = part.join(near[start])
    while stop < len(near) and not _all_after(near[stop:], part):
        part = part.join(near[stop])
        stop += 1
    # A chain of records that touch one another may go on where nobody looked.
    if (low and part.first < earliest) or (high < len(known) and part.last > latest):
        return None
    return slice(low + start, low + stop)


def _index(known: Sequence[Activity], moment: dt.datetime) -> int:
    return bisect_left(known, moment, key=lambda item: (item.originals or (item,))[0].start)


def _all_before(extents: Iterable[_Extent], part: _Extent) -> bool:
    return all(extent.is_before(part) for extent in extents)


def _all_after(extents: Iterable[_Extent], part: _Extent) -> bool:
    return all(part.is_before(extent) for extent in extents)


def _share_names(records: Iterable[Activity], others: Iterable[Activity]) -> bool:
    """Whether a record of the one part has a name that one of the other has or refers to."""
    names: Set[object] = frozenset().union(*map(names_of, records))
    return any(not names.isdisjoint(names_of(other)) for other in others)
