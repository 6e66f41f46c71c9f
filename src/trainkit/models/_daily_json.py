"""Write daily records to columns of plain values and read them back: compact, exact JSON."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

from trainkit.errors import InvalidInput
from trainkit.models._columns import KINDS
from trainkit.models._day_rows import Rows
from trainkit.models._day_table import DayTable
from trainkit.models.day import DailyHealth
from trainkit.models.provenance import Provenance

__all__ = ["Days", "join_days"]


def _parse_days(value: object) -> Rows:
    """Read daily records from a table, records, mappings, or the columns of `_dump_days`."""
    if isinstance(value, Rows):
        return value
    if isinstance(value, DayTable):
        return value.rows
    if isinstance(value, Mapping):
        return _from_columns(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return Rows.from_records([DailyHealth.model_validate(item) for item in value])
    raise InvalidInput("", value, "a sequence of DailyHealth")


def _dump_days(days: Sequence[DailyHealth]) -> dict[str, object]:
    """Write the records, before they were merged, as columns of plain values.

    ``date`` and every known field are lists of the same length; ``provenance`` holds, for each
    record, its index in ``sources``.
    """
    rows = _parse_days(days)
    sources = list(dict.fromkeys(rows.provenance.tolist()))
    index = {source: position for position, source in enumerate(sources)}
    plain: dict[str, object] = {"date": [day.isoformat() for day in rows.dates.tolist()]}
    for name, column in rows.columns.items():
        plain[name] = [_plain(name, value) for value in column.tolist()]
    plain["provenance"] = [index[source] for source in rows.provenance.tolist()]
    plain["sources"] = [source.model_dump(mode="json") for source in sources]
    return plain


def _plain(name: str, value: object) -> object:
    if value is None or value != value:  # noqa: PLR0124  NaN differs from itself
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return bool(value) if KINDS[name] == "flag" else value


def _from_columns(plain: Mapping[str, object]) -> Rows:
    columns = {name: _check_list(name, plain[name]) for name in plain}
    dates = columns.pop("date", [])
    sources = [Provenance.model_validate(item) for item in columns.pop("sources", [])]
    indices = columns.pop("provenance", [])
    if len(indices) != len(dates):
        raise InvalidInput(
            "provenance", f"a column of {len(indices)}", f"of {len(dates)} rows as date"
        )
    provenance = [_source(sources, index) for index in indices]
    return Rows.from_columns(dates, columns, provenance)


def _check_list(name: str, column: object) -> Sequence[object]:
    if not isinstance(column, Sequence) or isinstance(column, str | bytes):
        raise InvalidInput(name, column, "a list with one value a record")
    return column


def _source(sources: Sequence[Provenance], index: object) -> Provenance:
    if not isinstance(index, int) or not 0 <= index < len(sources):
        raise InvalidInput("provenance", index, f"an index into the {len(sources)} sources")
    return sources[index]


Days = Annotated[
    Sequence[DailyHealth],
    PlainValidator(_parse_days, json_schema_input_type=dict[str, object]),
    PlainSerializer(_dump_days, return_type=dict[str, object]),
]
"""A field of daily records: a table, or records, in; columns of plain values out."""


def join_days(days: Sequence[DailyHealth], more: Sequence[DailyHealth]) -> Rows:
    """Join daily records as rows before merging; a row that is in both appears once."""
    rows, others = _parse_days(days), _parse_days(more)
    return rows.join(others) if others.dates.size else rows
