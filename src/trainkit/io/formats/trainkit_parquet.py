"""A whole history as Parquet: a row for each activity and day, to query and to read back."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from trainkit._optional import require
from trainkit.errors import InvalidInput, MissingExtra
from trainkit.io.authoring import ProblemLog
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.ranges import allowed_ranges
from trainkit.ports.format import Contents, FileContext

__all__ = ["TrainkitParquetFormat", "write_parquet"]

_MAGIC = b"PAR1"
_MARK = b"trainkit"  # in the metadata of the files that this module writes
_ROWS = 128  # in memory at a time
_REST = "rest"  # the last row, with all but activities and days
_LISTS: dict[str, TypeAdapter[tuple[Any, ...]]] = {
    "activity": TypeAdapter(tuple[Activity, ...]),
    "day": TypeAdapter(tuple[DailyHealth, ...]),
}
_TEXTS = ["json", "notes", "pain_place"]  # a text that repeats is one text in memory
_COLUMNS = frozenset(DailyHealth.model_fields) - {"provenance", "originals"}
_TRIES = 1000  # parts of a table with wrong values
_SHOWN = 12  # names of columns
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
        data = file.read()
        try:
            pq = require("pyarrow.parquet", extra="parquet")
            table = pq.ParquetFile(BytesIO(data))
            rows, most = table.metadata.num_rows, context.limits.table_rows
            texts = [name for name in _TEXTS if name in table.schema_arrow.names]
            table = pq.ParquetFile(BytesIO(data), read_dictionary=texts)
            if rows > most:  # the file says their number before it is read
                message = f"a Parquet of {rows:,} rows, more than {most:,}: left out"
                yield Contents(problems=(context.error(message),))
            elif _MARK in (table.schema_arrow.metadata or {}):
                yield from _history(table, len(data), context)
            else:
                yield from _days(table, context)
        except (MissingExtra, InvalidInput) as error:
            yield Contents(problems=(context.error(str(error)),))
        except _UNREADABLE as error:
            yield Contents(problems=(context.error(f"damaged Parquet: {error}"),))


def _days(file: Any, context: FileContext) -> Iterator[Contents]:
    """Read a table of daily health; a value that cannot be loses its row."""
    unknown = [name for name in file.schema_arrow.names if name not in _COLUMNS]
    log = ProblemLog()
    if "date" not in file.schema_arrow.names:
        raise InvalidInput("date", None, "given")
    if unknown:
        log.note(f"columns that are not read: {', '.join(unknown[:_SHOWN])}")
    table = file.read(columns=[name for name in file.schema_arrow.names if name in _COLUMNS])
    provenance = context.provenance("table")
    waiting = [table]
    tries = _TRIES
    while waiting:
        part = waiting.pop()
        tries -= 1
        try:
            yield Contents(histories=(History.from_frame(part, provenance=provenance),))
        except InvalidInput as error:
            if tries <= 0 or part.num_rows <= 1:
                log.count("row[s] with a wrong value [was|were] left out", part.num_rows)
                log.note(f"a wrong value: {error}")
            else:
                half = part.num_rows // 2
                waiting += [part.slice(half), part.slice(0, half)]
    yield Contents(problems=log.problems(context))


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


def _history(file: Any, size: int, context: FileContext) -> Iterator[Contents]:
    """Read the records of a history, as far as their text is no longer than it may be."""
    most = context.limits.free_bytes + context.limits.times_in_memory * size
    rest = History()
    records: dict[str, list[Any]] = {name: [] for name in _LISTS}
    wrong = 0
    for batch in file.iter_batches(_ROWS, columns=["record", "json"]):
        for kind, text in zip(batch["record"].to_pylist(), batch["json"], strict=True):
            most -= len(plain := text.as_py() or "")
            if most < 0:
                break
            try:
                if kind == _REST:
                    rest = History.model_validate_json(plain)
                else:
                    records[kind].extend(_LISTS[kind].validate_json(plain))
            except (KeyError, ValueError):  # of pydantic, too
                wrong += 1
    if wrong:
        yield Contents(problems=(context.error(f"{wrong} records that are none: left out"),))
    if most < 0:
        message = "a Parquet that expands to far more than real data does: the rest was left out"
        yield Contents(problems=(context.error(message),))
    update = {"activities": tuple(records["activity"]), "days": records["day"]}
    yield Contents(histories=(rest.model_copy(update=update),))


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
