"""A whole history as Parquet: a row for each activity and day, to query and to read back."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from trainkit._optional import require
from trainkit.errors import InvalidInput, MissingExtra
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.ranges import allowed_ranges
from trainkit.ports.format import Contents, FileContext

__all__ = ["TrainkitParquetFormat", "write_parquet"]

_MAGIC = b"PAR1"
_MARK = b"trainkit"  # in the metadata of the files that this module writes
_ROWS = 128  # in memory at a time
_MOST_ROWS = 200_000  # days of five centuries; the file says their number before it is read
_REST = "rest"  # the last row, with all but activities and days
_LISTS: dict[str, TypeAdapter[tuple[Any, ...]]] = {
    "activity": TypeAdapter(tuple[Activity, ...]),
    "day": TypeAdapter(tuple[DailyHealth, ...]),
}
_UNREADABLE = (OSError, ValueError, KeyError, ArithmeticError)

Row = dict[str, object]


class TrainkitParquetFormat:
    """Reads what `write_parquet` writes, and tables of daily health with trainkit's field names."""

    name = "trainkit-parquet"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the first bytes of any Parquet file."""
        return head.startswith(_MAGIC)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the history, or the problem."""
        try:
            pq = require("pyarrow.parquet", extra="parquet")
            table = pq.ParquetFile(BytesIO(file.read()))
            if table.metadata.num_rows > _MOST_ROWS:
                message = f"a Parquet of {table.metadata.num_rows:,} rows, more than {_MOST_ROWS:,}"
                yield Contents(problems=(context.error(f"{message}: left out"),))
                return
            if _MARK in (table.schema_arrow.metadata or {}):
                history = _history(table)
            else:
                history = History.from_frame(table.read(), provenance=context.provenance("table"))
        except (MissingExtra, InvalidInput) as error:
            yield Contents(problems=(context.error(str(error)),))
        except _UNREADABLE as error:
            yield Contents(problems=(context.error(f"damaged Parquet: {error}"),))
        else:
            yield Contents(histories=(history,))


def write_parquet(history: History) -> bytes:
    """Write a history as Parquet, which `trainkit.read` reads back exactly.

    Each row is an activity or a day (column ``record``), with a column for each number of its
    summary; column ``json`` contains the whole record with its samples.

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
    numbers = list(allowed_ranges(Activity) | allowed_ranges(DailyHealth))
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
        while batch := list(islice(rows, _ROWS)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
    return out.getvalue()


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
    for activity in (*history.activities, *history.far_activities):
        row = _row("activity", activity, numbers)
        yield row | {"date": activity.day, "start": activity.start, "sport": activity.sport}
    for day in (*history.days, *history.far_days):
        yield _row("day", day, numbers) | {"date": day.date}
    records = ("activities", "days", "far_activities", "far_days")
    rest = history.model_copy(update=dict.fromkeys(records, ()))
    yield {"record": _REST, "json": rest.model_dump_json()}


def _row(kind: str, record: Activity | DailyHealth, numbers: Sequence[str]) -> Row:
    return {
        "record": kind,
        "source": record.provenance.source,
        **{name: getattr(record, name, None) for name in numbers},
        "json": _LISTS[kind].dump_json(record.originals or (record,)).decode(),
    }
