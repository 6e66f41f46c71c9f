"""Daily records as columns, one row per source and day, and their merger by day."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import cast, overload

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, is_among
from trainkit.models._columns import (
    KINDS,
    Column,
    Columns,
    Dates,
    empty_column,
)
from trainkit.models._day_rows import Overlay, Rows, row_values, rows_with_shared_date
from trainkit.models._source_priority import source_priority
from trainkit.models.day import RISING_PAIRS, DailyHealth

__all__ = ["DayTable"]

_MOMENTS = [name for name, kind in KINDS.items() if kind == "moment"]


class DayTable(Sequence[DailyHealth]):
    """Daily health in date order, one record per day, built on access.

    Records of one day from several sources are merged field by field. Each field comes from the
    first source that knows it: a person, then the sources by `source_order`, then by how much they
    know.

    Parameters
    ----------
    rows : Rows
        The records before merging.
    source_order : tuple of str
        Sources from best to worst; unlisted sources come last.
    overlay : Overlay, optional
        What a person edited.
    """

    def __init__(
        self, rows: Rows, source_order: tuple[str, ...] = (), overlay: Overlay | None = None
    ) -> None:
        shown = rows if overlay is None else overlay.show(rows)
        ranked = shown.take(_rank_rows(shown, source_order))
        self.rows = rows
        self._ranked = ranked
        self._hours: dict[str, FloatArray] = {}  # moments as numbers
        self._starts = _starts(ranked.dates)
        self.dates: Dates = ranked.dates[self._starts]
        self.columns: Columns = ranked.columns
        if self.dates.size < ranked.dates.size:
            self.columns = _merge_columns(ranked.columns, self._starts)
        if overlay is not None:
            self.columns = dict(self.columns)
            overlay.write(self.dates, self.columns)

    def column(self, name: str) -> Column:
        """Return a field over `dates`: NaN, or None for text and moments, where unknown."""
        column = self.columns.get(name)
        return empty_column(name, self.dates.size) if column is None else column

    def numbers(self, name: str) -> FloatArray:
        """Return a field as numbers over `dates`; moments become hours since the day's midnight."""
        column = self.column(name)
        if KINDS[name] != "moment":
            return cast("FloatArray", column)
        hours = self._hours_of(name)
        for row in np.flatnonzero(np.isposinf(hours)).tolist():
            at = column[row]
            hours[row] = np.nan if at is None else _hours(self.dates[row].item(), at)
        return hours

    def _hours_of(self, name: str) -> FloatArray:
        """Return the hours of a moment, which a part shares with its table; infinite until read."""
        if name not in self._hours:
            self._hours[name] = np.full(self.dates.size, np.inf)
        return self._hours[name]

    def count_known(self, name: str) -> int:
        """Count the days on which a field is known."""
        column = self.columns.get(name)
        return 0 if column is None else int(np.count_nonzero(_is_known(column)))

    def between(self, first: np.datetime64, last: np.datetime64) -> "DayTable":
        """Return the days from `first` to `last`, both included, without copying."""
        low, high = _bounds(self.dates, first, last)
        ends = np.append(self._starts, self._ranked.dates.size)
        part = object.__new__(DayTable)
        part.rows = self.rows.take(slice(*_bounds(self.rows.dates, first, last)))
        part._ranked = self._ranked.take(slice(int(ends[low]), int(ends[high])))
        part._starts = self._starts[low:high] - ends[low]
        part.dates = self.dates[low:high]
        part.columns = {name: column[low:high] for name, column in self.columns.items()}
        part._hours = {name: self._hours_of(name)[low:high] for name in _MOMENTS}
        return part

    def extend(self, rows: Rows, source_order: tuple[str, ...], overlay: Overlay) -> "DayTable":
        """Return the table with more records; only the days that they tell of are merged anew.

        Parameters
        ----------
        rows : Rows
            The records.
        source_order, overlay
            Those of this table.
        """
        days = np.sort(rows.dates)
        days = days[_starts(days)]
        own = is_among(self.rows.dates, days)
        touched = self.rows.take(np.flatnonzero(own)).join(rows)
        part = DayTable(touched, source_order, overlay.of(days))
        table = object.__new__(DayTable)
        table.rows = self.rows.take(np.flatnonzero(~own)).interleave(part.rows)
        others = np.flatnonzero(~is_among(self._ranked.dates, days))
        table._ranked = self._ranked.take(others).interleave(part._ranked)
        table._starts = _starts(table._ranked.dates)
        kept = np.flatnonzero(~is_among(self.dates, days))
        both = self._merged.take(kept).interleave(part._merged)
        table.dates, table.columns = both.dates, both.columns
        table._hours = {}
        at = np.searchsorted(table.dates, self.dates[kept])
        for name, hours in self._hours.items():
            table._hours_of(name)[at] = hours[kept]
        return table

    @property
    def _merged(self) -> Rows:
        return Rows(self.dates, self.columns, self._ranked.provenance[self._starts])

    @overload
    def __getitem__(self, index: int) -> DailyHealth: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[DailyHealth, ...]: ...
    def __getitem__(self, index: int | slice) -> DailyHealth | tuple[DailyHealth, ...]:
        if isinstance(index, slice):
            return tuple(self[row] for row in range(*index.indices(len(self))))
        row = range(len(self))[index]
        first = int(self._starts[row])
        last = int(self._starts[row + 1]) if row + 1 < len(self) else self._ranked.dates.size
        if last - first == 1:
            return self._ranked.record(first)
        originals = tuple(self._ranked.record(index) for index in range(first, last))
        return DailyHealth.model_construct(
            date=self.dates[row].item(),
            provenance=originals[0].provenance,
            originals=originals,
            **row_values(self.columns, row),
        )

    def __len__(self) -> int:
        return self.dates.size

    def __iter__(self) -> Iterator[DailyHealth]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(
            ours == theirs for ours, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    def __repr__(self) -> str:
        span = f", {self.dates[0]} to {self.dates[-1]}" if len(self) else ""
        return f"<{len(self)} days{span}>"


def _starts(dates: Dates) -> NDArray[np.intp]:
    """Find the first row of each day."""
    return np.flatnonzero(np.r_[dates[:1] == dates[:1], dates[1:] > dates[:-1]])


def _rank_rows(rows: Rows, source_order: tuple[str, ...]) -> NDArray[np.intp]:
    index = np.arange(rows.dates.size)
    shared = rows_with_shared_date(rows.dates)
    if shared.size:
        ranks = [
            (
                rows.dates[row],
                *source_priority(rows.provenance[row], source_order, _count(rows, row)),
                -_slept_h(rows, row),
            )
            for row in shared.tolist()
        ]
        order = sorted(range(shared.size), key=ranks.__getitem__)
        index[shared] = shared[order]
    return index


def _slept_h(rows: Rows, row: int) -> float:
    """Return the sleep of a record: of a source's several ones, the longest is the night."""
    hours = rows.columns.get("sleep_h")
    return 0.0 if hours is None or np.isnan(hours[row]) else float(hours[row])


def _count(rows: Rows, row: int) -> int:
    return len(row_values(rows.columns, row))


def _merge_columns(columns: Columns, starts: NDArray[np.intp]) -> Columns:
    """Take each field from the day's first row that knows it, and both of a pair from one row."""
    first_rows = {name: _first_row(_is_known(column), starts) for name, column in columns.items()}
    for pair in RISING_PAIRS:
        if all(name in columns for name in pair):
            both = _first_row(_is_known(columns[pair[0]]) & _is_known(columns[pair[1]]), starts)
            either = np.minimum(first_rows[pair[0]], first_rows[pair[1]])
            size = len(columns[pair[0]])
            for name in pair:
                first_rows[name] = np.where(both < size, both, either)
    return {name: _pick(column, first_rows[name]) for name, column in columns.items()}


def _is_known(column: Column) -> NDArray[np.bool_]:
    if column.dtype == object:
        return np.array([value is not None for value in column.tolist()], dtype=bool)
    known: NDArray[np.bool_] = ~np.isnan(column.astype(np.float64, copy=False))
    return known


def _first_row(known: NDArray[np.bool_], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    rows = np.where(known, np.arange(known.size), known.size)
    first: NDArray[np.intp] = np.minimum.reduceat(rows, starts)
    return first


def _pick(column: Column, rows: NDArray[np.intp]) -> Column:
    blank = np.array([None], dtype=object) if column.dtype == object else np.array([np.nan])
    extended = np.concatenate([column, blank])
    return extended[rows]


def _bounds(dates: Dates, first: np.datetime64, last: np.datetime64) -> tuple[int, int]:
    low = int(np.searchsorted(dates, first, side="left"))
    return low, max(low, int(np.searchsorted(dates, last, side="right")))


def _hours(day: dt.date, moment: dt.datetime) -> float:
    """Compute hours of local clock time since the midnight that begins a day."""
    days = moment.toordinal() - day.toordinal()
    seconds = 86400 * days + 3600 * moment.hour + 60 * moment.minute + moment.second
    return (10**6 * seconds + moment.microsecond) / 10**6 / 3600
