"""Check rows (athlete, day, values): which place of the cohort each means, and what is wrong."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._fields import allowed, out_of_range
from trainkit.cohort._layout import Layout
from trainkit.models._arrow_import import import_batches

if TYPE_CHECKING:
    from trainkit.models._arrow_import import ArrowFrame

__all__ = ["EXAMPLES", "Batch", "Checked", "Resolver", "read_batches", "record_type"]

EXAMPLES = 5
"""Rows of each kind of problem that are told."""

_TOGETHER = 1 << 20  # rows
_NOWHERE = -1

Batch = Mapping[str, NDArray[np.generic]]
Column = NDArray[np.generic]


def read_batches(rows: "ArrowFrame", needed: set[str], fields: Collection[str]) -> Iterator[Batch]:
    """Read a table or a stream in pieces."""
    return import_batches(rows, needed, also=fields, most_rows=_TOGETHER)


def record_type(fields: Sequence[str]) -> np.dtype[np.void]:
    """Return the type of a row in a spill file."""
    return np.dtype([("athlete", "<i4"), ("day", "<i4"), *((name, "<f8") for name in fields)])


@dataclass
class Checked:
    """A batch: the rows that count, and what is wrong with the others by kind, with examples."""

    rows: int
    records: NDArray[np.void]
    problems: dict[str, tuple[int, list[tuple[int, str]]]] = field(default_factory=dict)

    def report(self, kind: str, wrong: NDArray[np.bool_], values: Column) -> None:
        """Count wrong rows of a kind."""
        found = np.flatnonzero(wrong)
        if found.size:
            examples = [(int(row), repr(_plain(values[row]))) for row in found[:EXAMPLES]]
            self.problems[kind] = (int(found.size), examples)


class Resolver:
    """Turns athletes and days into places of a cohort."""

    def __init__(self, layout: Layout, names: Sequence[str] | None, athlete: str, day: str) -> None:
        self._layout = layout
        self._athlete, self._day = athlete, day
        self._rows = None if names is None else {name: row for row, name in enumerate(names)}

    def check(self, batch: Batch, fields: Sequence[str]) -> Checked:
        """Check a batch of rows."""
        athletes, days = batch[self._athlete], batch[self._day]
        checked = Checked(len(athletes), np.empty(0, record_type(fields)))
        places, dates = self._places(athletes), self._dates(days)
        checked.report("unknown athlete", places < 0, athletes)
        checked.report("not a day of the cohort", (places >= 0) & (dates < 0), days)
        usable = (places >= 0) & (dates >= 0)
        records = np.empty(len(athletes), record_type(fields))
        records["athlete"], records["day"] = places, dates
        some = np.zeros(len(athletes), dtype=bool)
        for name in fields:
            values = _values(checked, name, batch[name], usable)
            records[name] = values
            some |= ~np.isnan(values)
        missing = np.all([_is_missing(batch[name]) for name in fields], axis=0)
        checked.report("no value", usable & missing, athletes)
        checked.records = records[usable & some]
        return checked

    def by_tile(self, records: NDArray[np.void]) -> Iterator[tuple[int, NDArray[np.void]]]:
        """Group records by tile, in their order."""
        tiles = records["athlete"] // self._layout.tile_athletes
        kind = np.min_scalar_type(self._layout.tiles)  # few bytes sort by radix
        order = np.argsort(tiles.astype(kind), kind="stable")
        ends = np.cumsum(np.bincount(tiles, minlength=self._layout.tiles))
        ordered, start = records[order], 0
        for tile, end in enumerate(ends.tolist()):
            if end > start:
                yield tile, ordered[start:end]
            start = end

    def _places(self, column: Column) -> NDArray[np.int64]:
        athletes: NDArray[Any] = column
        if np.issubdtype(athletes.dtype, np.floating):
            if self._rows is not None:
                names = ("" if np.isnan(number) else f"{number:.0f}" for number in athletes)
                return np.array([self._rows.get(name, _NOWHERE) for name in names], np.int64)
            valid = (athletes >= 0) & (athletes < self._layout.athletes)
            valid &= athletes == np.floor(athletes)
            return np.where(valid, athletes, _NOWHERE).astype(np.int64)
        listed = athletes.tolist()
        if self._rows is not None:
            find = self._rows.get
            return np.array(
                [find(name, _NOWHERE) if isinstance(name, str) else _NOWHERE for name in listed],
                np.int64,
            )
        return np.array([self._number(name) for name in listed], np.int64)

    def _number(self, name: object) -> int:
        """Read a number that came as text."""
        if isinstance(name, str) and name.isascii() and name.isdigit():
            number = int(name)
            return number if number < self._layout.athletes else _NOWHERE
        return _NOWHERE

    def _dates(self, days: Column) -> NDArray[np.int64]:
        if days.dtype.kind == "O":
            days = np.array([_parse_day(day) for day in days.tolist()], "datetime64[D]")
        if days.dtype.kind != "M":
            return np.full(len(days), _NOWHERE)
        first = np.datetime64(self._layout.first, "D")
        at = (days.astype("datetime64[D]") - first).astype(np.int64)  # NaT is far below 0
        return np.where((at >= 0) & (at < self._layout.days), at, _NOWHERE)


def _values(checked: Checked, name: str, column: Column, usable: NDArray[np.bool_]) -> FloatArray:
    """Return numbers; NaN where a value is missing, no number or out of range."""
    if column.dtype.kind == "f":
        numbers = column.astype(np.float64)
    else:
        numbers = np.array([_to_float(value) for value in column.tolist()], np.float64)
        not_numbers = np.isnan(numbers) & ~_is_missing(column)
        checked.report(f"{name} is no number", usable & not_numbers, column)
    wrong = out_of_range(name, numbers)
    checked.report(f"{name} is not {allowed(name)}", usable & wrong, column)
    numbers[wrong] = np.nan
    return numbers


def _is_missing(column: Column) -> NDArray[np.bool_]:
    if column.dtype.kind == "f":
        return np.asarray(np.isnan(column))
    if column.dtype.kind == "M":
        return np.asarray(np.isnat(column))
    return np.array([value is None for value in column.tolist()], dtype=bool)


def _to_float(value: object) -> float:
    if isinstance(value, bool | int | float | str):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    return float("nan")


def _parse_day(day: object) -> dt.date | None:
    if isinstance(day, dt.datetime):
        return day.date()
    if isinstance(day, str):
        try:
            return dt.date.fromisoformat(day)
        except ValueError:
            pass
    return None


def _plain(value: object) -> object:
    if isinstance(value, np.datetime64):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value
