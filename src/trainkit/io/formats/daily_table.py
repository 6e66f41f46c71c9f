"""CSV of daily health with trainkit's field names, Garmin's column names, or a mapping."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trainkit.errors import InvalidInput
from trainkit.io.authoring import (
    CsvTable,
    DayValue,
    ProblemLog,
    build_days,
    fold_name,
    is_csv,
    parse_dates,
    parse_numbers,
    read_csv_table,
)
from trainkit.models.day import DailyHealth
from trainkit.models.ranges import allowed_ranges
from trainkit.ports.format import Contents, FileContext

__all__ = ["DailyTableFormat", "read_mapped_table"]

# Columns of Garmin's daily tables -> field, and the column's units in one unit of the field.
_GARMIN = {
    "lastnightavg": ("hrv_rmssd", 1),
    "weeklyavg": ("hrv_weekly", 1),
    "overallstresslevel": ("stress", 1),
    "restingheartrate": ("resting_hr", 1),
    "totalsteps": ("steps", 1),
    "sleeptimeseconds": ("sleep_h", 3600),
    "deepsleepseconds": ("deep_h", 3600),
    "lightsleepseconds": ("light_h", 3600),
    "remsleepseconds": ("rem_h", 3600),
    "awakesleepseconds": ("awake_h", 3600),
}
_DATES = ("date", "day", "calendardate", "calendar_date")
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

Columns = dict[str, tuple[str, float]]


class DailyTableFormat:
    """Reads tables of daily health; it takes any CSV, and is asked last.

    A table without a date or without a known column is a problem that lists its columns.
    """

    name = "table"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise any CSV."""
        return is_csv(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log)
        columns: Columns = {
            name: (name, 1) for name in table.columns if name in DailyHealth.model_fields
        }
        columns |= {name: _GARMIN[name] for name in table.columns if name in _GARMIN}
        if "score" in table.columns and "sleep" in context.path.lower():
            columns["score"] = ("sleep_score", 1)  # only the name of such a file says which score
        date_column = next((name for name in _DATES if name in table.columns), None)
        columns.pop("date", None)
        if date_column is None or not columns:
            names = ", ".join([*table.columns][:12])
            message = f"an unknown table with the columns {names}; read_csv takes a mapping for it"
            yield Contents(problems=(context.warning(message),))
        else:
            yield from _read_days(table, date_column, columns, context, log)


def read_mapped_table(
    data: bytes, columns: Mapping[str, str], context: FileContext
) -> Iterator[Contents]:
    """Read a CSV file of daily health with a mapping.

    Parameters
    ----------
    data : bytes
        The file.
    columns : mapping of str to str
        A column's name to ``"date"`` or a field of `DailyHealth`, for each column to read.
    context : FileContext
        The file.

    Yields
    ------
    Contents
        Its days.

    Raises
    ------
    InvalidInput
        The file has no such column, a field does not exist, or no column is the ``"date"``.
    """
    log = ProblemLog()
    table = read_csv_table(data, log)
    fields: Columns = {}
    for name, field in columns.items():
        if fold_name(name) not in table.columns:
            raise InvalidInput("columns", name, "one of " + ", ".join(table.columns))
        if field not in DailyHealth.model_fields or field in {"provenance", "originals"}:
            raise InvalidInput("columns", field, "'date' or a field of DailyHealth")
        fields[fold_name(name)] = (field, 1)
    date_column = next((name for name, (field, _) in fields.items() if field == "date"), None)
    if date_column is None:
        raise InvalidInput("columns", dict(columns), "one that names the column of the date")
    del fields[date_column]
    yield from _read_days(table, date_column, fields, context, log)


def _read_days(
    table: CsvTable, date_column: str, columns: Columns, context: FileContext, log: ProblemLog
) -> Iterator[Contents]:
    values: dict[str, list[DayValue]] = {}
    for name, (field, units) in columns.items():
        cells = table.columns[name]
        if field in allowed_ranges(DailyHealth):
            numbers = parse_numbers(cells, log)
            values[field] = [None if number is None else number / units for number in numbers]
        elif field == "illness":
            values[field] = [_FLAGS.get(cell.lower()) for cell in cells]
        elif field == "notes":
            values[field] = [*cells]
        else:
            values[field] = [*parse_dates(cells, log, zone=context.zone)]
    times = parse_dates(table.columns[date_column], log, zone=context.zone)
    yield build_days(times, values, context.provenance("table"), log)
    yield Contents(problems=log.problems(context))
