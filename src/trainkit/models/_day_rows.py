"""Daily records before they are merged, as columns, and what a person said of days."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainkit._array import is_among
from trainkit.models._columns import (
    KINDS,
    Column,
    Columns,
    Dates,
    check_columns,
    empty_column,
    parse_dates,
)
from trainkit.models.day import DailyHealth
from trainkit.models.provenance import Provenance

__all__ = ["Overlay", "Rows", "row_values", "rows_with_shared_date"]

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
        given = repeat(provenance) if isinstance(provenance, Provenance) else provenance
        sources = _sources(given, days.size)
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
        sources = _sources((row.provenance for row in flat), len(flat))
        return cls(dates, columns, sources)._sort_and_deduplicate()

    def join(self, other: "Rows") -> "Rows":
        """Add the rows of another table; a row that is in both appears once."""
        return self._append(other)._sort_and_deduplicate()

    def interleave(self, other: "Rows") -> "Rows":
        """Add the rows of other days."""
        both = self._append(other)
        if not self.dates.size or not other.dates.size or self.dates[-1] < other.dates[0]:
            return both
        return both.take(np.argsort(both.dates, kind="stable"))

    def _append(self, other: "Rows") -> "Rows":
        names = [name for name in KINDS if name in self.columns or name in other.columns]
        columns = {name: np.concatenate([self.column(name), other.column(name)]) for name in names}
        dates = np.concatenate([self.dates, other.dates])
        return Rows(dates, columns, np.concatenate([self.provenance, other.provenance]))

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
            **row_values(self.columns, row),
        )

    def _sort_and_deduplicate(self) -> "Rows":
        """Sort by date, then by content, so that the order of import makes no difference."""
        order = np.argsort(self.dates, kind="stable")
        rows = self.take(order)
        shared = rows_with_shared_date(rows.dates)
        if not shared.size:
            return rows
        unique: dict[tuple[object, ...], int] = {}
        for row in shared.tolist():
            key = (rows.dates[row].item(), *_content(rows, row))
            best = unique.get(key)
            if best is None or _reading_order(rows, row) < _reading_order(rows, best):
                unique[key] = row
        ordered = np.array([unique[key] for key in sorted(unique)], dtype=np.intp)
        single = np.flatnonzero(~is_among(np.arange(rows.dates.size), shared))
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
        kept = rows
        if self.removed.size:
            kept = rows.take(np.flatnonzero(~is_among(rows.dates, self.removed)))
        days = sorted({day for said in self.values.values() for day in said})
        if not days:
            return kept
        dates = np.array(days, dtype="datetime64[D]")
        sources = _sources(repeat(_EDITED), dates.size)
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

    def of(self, dates: Dates) -> "Overlay":
        """Return what was said of some days."""
        wanted = {*dates}
        kept = {
            name: {day: value for day, value in said.items() if day in wanted}
            for name, said in self.values.items()
        }
        return Overlay({name: said for name, said in kept.items() if said}, self.removed)


def _sources(provenance: Iterable[Provenance], size: int) -> NDArray[np.object_]:
    """Make a column of sources; an assignment would ask each model whether it is an array."""
    return np.fromiter(provenance, dtype=object, count=size)


def row_values(columns: Columns, row: int) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, column in columns.items():
        value = column[row]
        if value is not None and value == value:  # noqa: PLR0124  not NaN
            known[name] = value if KINDS[name] in {"text", "moment"} else _python_value(name, value)
    return known


def _python_value(name: str, value: float) -> float | bool:
    return bool(value) if KINDS[name] == "flag" else float(value)


def rows_with_shared_date(dates: Dates) -> NDArray[np.intp]:
    """Find the rows that share their date with another row."""
    same = dates[1:] == dates[:-1]
    shared = np.zeros(dates.size, np.bool_)
    shared[1:] = same
    shared[:-1] |= same
    return np.flatnonzero(shared)


def _content(rows: Rows, row: int) -> tuple[object, ...]:
    """Return the record's identity as a sort key; when and where it was read is left out."""
    known = row_values(rows.columns, row)
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
    return fetched, source.path or "", str(row_values(rows.columns, row))
