"""Daily records as columns, one row per source and day, and their merger by day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, overload

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models._columns import (
    KINDS,
    Column,
    Columns,
    Dates,
    check_columns,
    empty_column,
    parse_dates,
)
from trainkit.models._source_priority import source_priority
from trainkit.models.day import RISING_PAIRS, DailyHealth
from trainkit.models.provenance import Provenance

__all__ = ["DayTable", "Overlay", "Rows"]

_EDITED = Provenance(source="manual", id="edit")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Daily records before merging, one row per source and day, in date order.

    Parameters
    ----------
    dates : ndarray of datetime64[D]
        The local day of each row.
    columns : dict of str to ndarray
        Values by field; a field without any known value may be absent.
    provenance : ndarray of Provenance
        The source of each row.
    """

    dates: Dates
    columns: Columns
    provenance: NDArray[np.object_]

    @classmethod
    def from_columns(
        cls,
        dates: Sequence[object] | NDArray[np.generic],
        columns: Mapping[str, Sequence[object] | NDArray[np.generic]],
        provenance: Provenance | Sequence[Provenance],
    ) -> "Rows":
        """Validate columns and sort them by date."""
        days = parse_dates(dates)
        sources = np.empty(days.size, dtype=object)
        sources[:] = provenance
        return cls(days, check_columns(columns, days), sources)._sort_and_deduplicate()

    @classmethod
    def from_records(cls, records: Iterable[DailyHealth]) -> "Rows":
        """Convert records to columns; a merged record contributes its originals, without edits."""
        flat = [
            row
            for record in records
            for row in (record.originals or (record,))
            if row is record or row.provenance != _EDITED
        ]
        dates = np.array([row.date for row in flat], dtype="datetime64[D]")
        columns: Columns = {}
        for name in KINDS:
            values = [getattr(row, name) for row in flat]
            if any(value is not None for value in values):
                columns[name] = empty_column(name, len(flat))
                columns[name][:] = values
        sources = np.empty(len(flat), dtype=object)
        sources[:] = [row.provenance for row in flat]
        return cls(dates, columns, sources)._sort_and_deduplicate()

    def join(self, other: "Rows") -> "Rows":
        """Add the rows of another table; a row that is in both appears once."""
        names = [name for name in KINDS if name in self.columns or name in other.columns]
        columns = {name: np.concatenate([self.column(name), other.column(name)]) for name in names}
        dates = np.concatenate([self.dates, other.dates])
        sources = np.concatenate([self.provenance, other.provenance])
        return Rows(dates, columns, sources)._sort_and_deduplicate()

    def column(self, name: str) -> Column:
        """Return a column; it has no known values if no row has the field."""
        column = self.columns.get(name)
        return empty_column(name, self.dates.size) if column is None else column

    def take(self, index: NDArray[np.intp] | slice) -> "Rows":
        """Select rows."""
        columns = {name: column[index] for name, column in self.columns.items()}
        return Rows(self.dates[index], columns, self.provenance[index])

    def record(self, row: int) -> DailyHealth:
        """Build the record of a row; its values were validated as columns."""
        return DailyHealth.model_construct(
            date=self.dates[row].item(),
            provenance=self.provenance[row],
            **_row_values(self.columns, row),
        )

    def _sort_and_deduplicate(self) -> "Rows":
        """Sort by date, then by content, so that the order of import makes no difference."""
        order = np.argsort(self.dates, kind="stable")
        rows = self.take(order)
        shared = _rows_with_shared_date(rows.dates)
        if not shared.size:
            return rows
        unique: dict[tuple[object, ...], int] = {}
        for row in shared.tolist():
            key = (rows.dates[row].item(), *_content(rows, row))
            best = unique.get(key)
            if best is None or _reading_order(rows, row) < _reading_order(rows, best):
                unique[key] = row
        ordered = np.array([unique[key] for key in sorted(unique)], dtype=np.intp)
        single = np.setdiff1d(np.arange(rows.dates.size), shared, assume_unique=True)
        both = np.concatenate([single, ordered])
        return rows.take(both[np.argsort(rows.dates[both], kind="stable")])


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What a person said of days, which counts before every source.

    Parameters
    ----------
    values : dict of str to dict of datetime64 to object
        Values by field and day, as columns hold them; NaN or None where a field is unknown.
    removed : ndarray of datetime64[D]
        Days whose records do not count.
    """

    values: Mapping[str, Mapping[np.datetime64, object]]
    removed: Dates

    def show(self, rows: Rows) -> Rows:
        """Return the rows that count, and one more for each day that a person edited."""
        kept = rows.take(np.flatnonzero(~np.isin(rows.dates, self.removed)))
        days = sorted({day for said in self.values.values() for day in said})
        if not days:
            return kept
        dates = np.array(days, dtype="datetime64[D]")
        sources = np.empty(dates.size, dtype=object)
        sources[:] = _EDITED
        added = Rows(dates, {name: empty_column(name, dates.size) for name in self.values}, sources)
        self.write(added.dates, added.columns)
        return kept.join(added)

    def write(self, dates: Dates, columns: Columns) -> None:
        """Write the values over columns in place."""
        for name, said in self.values.items():
            column = columns.get(name)
            column = empty_column(name, dates.size) if column is None else column.copy()
            rows = np.searchsorted(dates, np.array([*said], dtype="datetime64[D]"))
            column[rows] = np.array([*said.values()], dtype=column.dtype)
            columns[name] = column


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
        self._starts = np.flatnonzero(np.r_[True, np.diff(ranked.dates).astype(int) > 0])
        if not ranked.dates.size:
            self._starts = self._starts[:0]
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
        days = zip(self.dates.tolist(), column, strict=True)
        return np.array([np.nan if at is None else _hours(day, at) for day, at in days])

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
        return part

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
            **_row_values(self.columns, row),
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


def _row_values(columns: Columns, row: int) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, column in columns.items():
        value = column[row]
        if value is not None and value == value:  # noqa: PLR0124  not NaN
            known[name] = value if KINDS[name] in {"text", "moment"} else _python_value(name, value)
    return known


def _python_value(name: str, value: float) -> float | bool:
    return bool(value) if KINDS[name] == "flag" else float(value)


def _rows_with_shared_date(dates: Dates) -> NDArray[np.intp]:
    """Find the rows that share their date with another row."""
    same = dates[1:] == dates[:-1]
    return np.flatnonzero(np.r_[False, same] | np.r_[same, False])


def _content(rows: Rows, row: int) -> tuple[object, ...]:
    """Return the record's identity as a sort key; when and where it was read is left out."""
    known = _row_values(rows.columns, row)
    source: Provenance = rows.provenance[row]
    instants = (
        (name, str(value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value))
        for name, value in sorted(known.items())
    )
    return source.source, source.id or "", source.licence, tuple(instants)


def _reading_order(rows: Rows, row: int) -> tuple[object, ...]:
    """Return a sort key for equal records: the earliest reading comes first."""
    source: Provenance = rows.provenance[row]
    fetched = source.fetched_at.isoformat() if source.fetched_at else "~"
    return fetched, source.path or "", str(_row_values(rows.columns, row))


def _rank_rows(rows: Rows, source_order: tuple[str, ...]) -> NDArray[np.intp]:
    index = np.arange(rows.dates.size)
    shared = _rows_with_shared_date(rows.dates)
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
    return len(_row_values(rows.columns, row))


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
