"""A typed table that any data-frame package takes, with the units of its columns."""

import datetime as dt
from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Literal, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from trainkit._html import escape, section, table
from trainkit.errors import InvalidInput
from trainkit.models import _arrow_export as arrow
from trainkit.models.model import Model
from trainkit.models.units import Within

__all__ = ["Frame", "FrameColumn", "date_column", "model_columns", "number_column", "text_column"]

Kind = Literal["date", "number", "count", "flag", "text", "moment"]

_UNITS = {"a minute": "1/min", "(0 rest, 10 all-out)": "1"}
_SHOWN = 20  # rows in a notebook


@dataclass(frozen=True, slots=True, eq=False)
class FrameColumn:
    """A column of a table.

    Parameters
    ----------
    name : str
        The column's name.
    kind : {"date", "number", "count", "flag", "text", "moment"}
        What it holds; counts are integers for other packages, and in rows.
    values : ndarray, shape (rows,)
        Days as datetime64[D]; numbers, counts, and flags as 1 and 0, with NaN where unknown; text
        with None where unknown; moments in UTC as datetime64[us] with NaT where unknown.
    unit : str
        The unit of its numbers; empty where they have none.
    """

    name: str
    kind: Kind
    values: NDArray[np.generic]
    unit: str = ""


class Frame:
    """A table with typed columns, for pandas, polars, pyarrow, DuckDB and any other.

    ``pandas.DataFrame(frame)``, ``polars.DataFrame(frame)`` and ``pyarrow.table(frame)`` take it,
    the last with each column's unit in its metadata; ``pandas.DataFrame(frame.columns)`` is the
    fastest way into pandas. Iterating yields rows as named tuples.

    Parameters
    ----------
    columns : sequence of FrameColumn
        Columns of equal length.

    Examples
    --------
    >>> frame = Frame([FrameColumn("power", "number", np.array([210.0, 190.0]), "W")])
    >>> len(frame), frame.units, frame["power"].tolist(), next(iter(frame)).power
    (2, {'power': 'W'}, [210.0, 190.0], 210.0)
    """

    def __init__(self, columns: Sequence[FrameColumn]) -> None:
        self._columns = tuple(columns)

    @property
    def columns(self) -> dict[str, NDArray[np.generic]]:
        """The columns by name, as `FrameColumn` describes them."""
        return {column.name: column.values for column in self._columns}

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column that has one."""
        return {column.name: column.unit for column in self._columns if column.unit}

    def __len__(self) -> int:
        return int(self._columns[0].values.size) if self._columns else 0

    def __getitem__(self, name: str) -> NDArray[np.generic]:
        try:
            return self.columns[name]
        except KeyError:
            raise InvalidInput("column", name, "one of " + ", ".join(self.columns)) from None

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        names = [column.name for column in self._columns]
        row = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        return map(row._make, zip(*map(_to_values, self._columns), strict=True))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export the table to any data frame; unknown is null.

        Parameters
        ----------
        requested_schema : capsule, optional
            Ignored, as the protocol allows.

        Returns
        -------
        capsule
            An Arrow C stream. The unit of a column is in its metadata, under ``unit``.
        """
        return arrow.export_stream([_encode(column) for column in self._columns])

    def __repr__(self) -> str:
        names = shorten(", ".join(self.columns), 120, placeholder=" ...")
        return f"<Frame: {len(self)} rows of {names}>"

    def _repr_html_(self) -> str:
        shown = [column for column in self._columns if _knows_any(column)]
        names = [
            f"{column.name} [{column.unit}]" if column.unit not in {"", "1"} else column.name
            for column in shown
        ]
        first = Frame([replace(column, values=column.values[:_SHOWN]) for column in shown])
        rows = [[_cell(value) for value in row] for row in first]
        count = f"{len(self)} rows" + (f", the first {_SHOWN}" if len(self) > _SHOWN else "")
        empty = [column.name for column in self._columns if not _knows_any(column)]
        without = f"<p><small>Without values: {escape(', '.join(empty))}</small></p>"
        parts = (table(names, rows), without) if empty and len(self) else (table(names, rows),)
        return section(f"<p>{count}</p>", *parts, wide=True)


def model_columns(
    model: type[Model], records: Sequence[Model], names: Iterable[str] | None = None
) -> list[FrameColumn]:
    """Return the plain fields of records as columns, with the units of their model.

    Parameters
    ----------
    model : type
        The model.
    records : sequence of Model
        The rows.
    names : iterable of str, optional
        The fields; by default all of numbers, text, flags, days and moments.
    """
    columns = []
    for name in model.model_fields if names is None else names:
        kind, unit = _describe_field(model, name)
        if kind is not None:
            values = [getattr(record, name) for record in records]
            columns.append(FrameColumn(name, kind, _to_array(kind, values), unit))
    return columns


def text_column(name: str, values: Sequence[str | None]) -> FrameColumn:
    """Return a column of text."""
    return FrameColumn(name, "text", _to_array("text", values))


def number_column(
    name: str, values: Sequence[float | None] | NDArray[np.floating], unit: str
) -> FrameColumn:
    """Return a column of numbers, with their unit; ``"1"`` where they have none."""
    return FrameColumn(name, "number", _to_array("number", [*values]), unit)


def date_column(name: str, values: Sequence[dt.date] | NDArray[np.datetime64]) -> FrameColumn:
    """Return a column of days."""
    return FrameColumn(name, "date", np.asarray(values, dtype="datetime64[D]"))


def moments_of(values: Sequence[dt.datetime | None]) -> NDArray[np.generic]:
    """Return moments as datetime64 in UTC, NaT where unknown."""
    plain = [None if at is None else at.astimezone(dt.UTC).replace(tzinfo=None) for at in values]
    return np.array(plain, dtype="datetime64[us]")


def _describe_field(model: type[Model], name: str) -> tuple[Kind | None, str]:
    """Return the kind of a field, None for one that is no plain value, and its unit."""
    field = model.model_fields[name]
    inner: object = field.annotation
    found = [*field.metadata]
    for _ in range(2):  # a union with None, then what is annotated
        arguments = [part for part in get_args(inner) if part is not type(None)]
        if arguments and get_origin(inner) is not tuple:
            found += arguments[1:]
            inner = arguments[0]
    unit = next((part.unit or "1" for part in found if isinstance(part, Within)), "")
    kinds: dict[object, Kind] = {
        float: "number", int: "count", bool: "flag", str: "text",
        dt.date: "date", dt.datetime: "moment",
    }  # fmt: skip
    plain = inner if not isinstance(inner, str) else str
    return kinds.get(plain), _UNITS.get(unit, unit)


def _to_array(kind: Kind, values: Sequence[object]) -> NDArray[np.generic]:
    if kind == "moment":
        return moments_of(values)  # type: ignore[arg-type]
    if kind == "date":
        return np.array(values, dtype="datetime64[D]")
    if kind == "text":
        texts = np.empty(len(values), dtype=object)
        texts[:] = values
        return texts
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _to_values(column: FrameColumn) -> Iterable[object]:
    """Return a column's values for rows: plain Python values, days as datetime64."""
    if column.kind == "moment":
        moments = column.values.tolist()
        return [None if at is None else at.replace(tzinfo=dt.UTC) for at in moments]
    if column.kind in {"flag", "count"}:
        plain = bool if column.kind == "flag" else round
        return [None if np.isnan(value) else plain(value) for value in column.values.tolist()]
    return column.values if column.kind == "date" else column.values.tolist()


def _knows_any(column: FrameColumn) -> bool:
    """Return whether a table shows a column: it has a value, or there are no rows at all."""
    return not column.values.size or any(map(_cell, _to_values(column)))


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  NaN differs from itself
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    # No exponents, and no more digits than a person reads.
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return escape(str(value))


def _encode(column: FrameColumn) -> arrow.ArrowColumn:
    name, values, unit = column.name, column.values, column.unit
    if column.kind == "date":
        return arrow.dates(name, values.astype("datetime64[D]"))
    if column.kind == "text":
        return arrow.texts(name, values.tolist())
    if column.kind == "moment":
        known = ~np.isnat(values)
        ticks = np.where(known, values.astype(np.int64), 0)
        return arrow.timestamps(name, ticks, known)
    numbers = values.astype(np.float64)
    if column.kind == "flag":
        return arrow.booleans(name, numbers)
    if column.kind == "count":
        return arrow.integers(name, numbers, unit=unit)
    return arrow.floats(name, numbers, unit=unit)
