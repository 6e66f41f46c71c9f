"""A whole history as Parquet: a row for each activity, day and race, to query and to read back."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from trainkit._optional import require
from trainkit.errors import InvalidInput, MissingExtra
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.ranges import ranges

__all__ = ["read_parquet", "write_parquet"]

_MARK = b"trainkit"
_ROWS = 128  # rows held at a time
_REST = "rest"  # the row of what is neither an activity nor a day
_LISTS: dict[str, TypeAdapter[tuple[Any, ...]]] = {
    "activity": TypeAdapter(tuple[Activity, ...]),
    "day": TypeAdapter(tuple[DailyHealth, ...]),
}
_UNREADABLE = (OSError, ValueError, KeyError, ArithmeticError)

Row = dict[str, object]


def write_parquet(history: History) -> bytes:
    """Write a history as Parquet; `trainkit.read` gives the very same history back.

    A row is an activity or a day, as ``record`` says, with the numbers of its summary in columns
    of their own; ``json`` holds the whole record, samples included.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    bytes
        The file, compressed with zstd.

    Raises
    ------
    MissingExtra
        pyarrow is not installed.
    """
    pa, pq = require("pyarrow", extra="parquet"), require("pyarrow.parquet", extra="parquet")
    numbers = list(ranges(Activity) | ranges(DailyHealth))
    fields = [
        ("record", pa.string()),
        ("date", pa.date32()),
        ("start", pa.timestamp("us", "UTC")),
        ("sport", pa.string()),
        ("source", pa.string()),
        *((name, pa.float64()) for name in numbers),
        ("json", pa.large_string()),
    ]
    schema = pa.schema(fields, metadata={_MARK: b"1"})
    out = BytesIO()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        rows = _rows(history, numbers)
        while some := list(islice(rows, _ROWS)):
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
    return out.getvalue()


def read_parquet(data: bytes, origin: Origin) -> Parsed:
    """Read what `write_parquet` wrote, or a table of daily health with our names.

    Parameters
    ----------
    data : bytes
        The file.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        The history, or why there is none.
    """
    try:
        pq = require("pyarrow.parquet", extra="parquet")
        file = pq.ParquetFile(BytesIO(data))
        if _MARK in (file.schema_arrow.metadata or {}):
            return Parsed(histories=(_history(file),))
        provenance = origin.provenance("table")
        return Parsed(histories=(History.from_frame(file.read(), provenance=provenance),))
    except (MissingExtra, InvalidInput) as error:
        return Parsed(problems=(origin.error(str(error)),))
    except _UNREADABLE as error:
        return Parsed(problems=(origin.error(f"damaged Parquet: {error}"),))


def _history(file: Any) -> History:
    rest = History()
    records: dict[str, list[Any]] = {name: [] for name in _LISTS}
    for batch in file.iter_batches(_ROWS, columns=["record", "json"]):
        for row in batch.to_pylist():
            if row["record"] == _REST:
                rest = History.model_validate_json(row["json"])
            else:
                records[row["record"]].extend(_LISTS[row["record"]].validate_json(row["json"]))
    return rest.model_copy(
        update={"activities": tuple(records["activity"]), "days": records["day"]}
    )


def _rows(history: History, numbers: Sequence[str]) -> Iterator[Row]:
    for activity in history.activities:
        row = _row("activity", activity, numbers)
        yield row | {"date": activity.day, "start": activity.start, "sport": activity.sport}
    for day in history.days:
        yield _row("day", day, numbers) | {"date": day.date}
    rest = history.model_copy(update={"activities": (), "days": ()})
    yield {"record": _REST, "json": rest.model_dump_json()}


def _row(kind: str, record: Activity | DailyHealth, numbers: Sequence[str]) -> Row:
    return {
        "record": kind,
        "source": record.provenance.source,
        **{name: getattr(record, name, None) for name in numbers},
        "json": _LISTS[kind].dump_json(record.originals or (record,)).decode(),
    }
