"""Daily records to and from plain columns: compact, readable, exact JSON."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from trainkit.errors import InvalidInput
from trainkit.models._columns import KINDS
from trainkit.models._days import DayTable, Rows
from trainkit.models.day import DailyHealth
from trainkit.models.provenance import Provenance

__all__ = ["plain_days", "rows_of"]


def rows_of(value: object) -> Rows:
    """Read daily records: a table, records or mappings, or the columns that `plain_days` made."""
    if isinstance(value, Rows):
        return value
    if isinstance(value, DayTable):
        return value.rows
    if isinstance(value, Mapping):
        return _from_columns(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return Rows.from_records([DailyHealth.model_validate(one) for one in value])
    raise InvalidInput("", value, "a sequence of DailyHealth")


def plain_days(days: Sequence[DailyHealth]) -> dict[str, object]:
    """Write the records, before they were merged, as columns of plain values.

    ``date`` and each field that any record knows are lists of one length; ``provenance`` says
    for each record which of ``sources`` it came from.
    """
    rows = rows_of(days)
    sources = list(dict.fromkeys(rows.provenance.tolist()))
    place = {source: index for index, source in enumerate(sources)}
    plain: dict[str, object] = {"date": [day.isoformat() for day in rows.dates.tolist()]}
    for name, column in rows.columns.items():
        plain[name] = [_plain(name, value) for value in column.tolist()]
    plain["provenance"] = [place[source] for source in rows.provenance.tolist()]
    plain["sources"] = [source.model_dump(mode="json") for source in sources]
    return plain


def _plain(name: str, value: object) -> object:
    if value is None or value != value:  # noqa: PLR0124  NaN differs from itself
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return bool(value) if KINDS[name] == "flag" else value


def _from_columns(plain: Mapping[str, object]) -> Rows:
    columns = {name: _listed(name, plain[name]) for name in plain}
    dates = columns.pop("date", [])
    sources = [Provenance.model_validate(one) for one in columns.pop("sources", [])]
    places = columns.pop("provenance", [])
    if len(places) != len(dates):
        raise InvalidInput(
            "provenance", f"a column of {len(places)}", f"of {len(dates)} rows as date"
        )
    chosen = [_source(sources, place) for place in places]
    return Rows.from_columns(dates, columns, chosen)


def _listed(name: str, column: object) -> Sequence[object]:
    if not isinstance(column, Sequence) or isinstance(column, str | bytes):
        raise InvalidInput(name, column, "a list with one value a record")
    return column


def _source(sources: Sequence[Provenance], place: object) -> Provenance:
    if not isinstance(place, int) or not 0 <= place < len(sources):
        raise InvalidInput("provenance", place, f"a place among the {len(sources)} sources")
    return sources[place]
