"""Morning measurements of heart-rate variability, as HRV4Training exports them."""

from collections.abc import Iterator
from statistics import median
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    DayValue,
    ProblemLog,
    build_days,
    csv_columns,
    parse_dates,
    parse_hours,
    read_csv_table,
)
from trainkit.ports.format import Contents, FileContext

__all__ = ["Hrv4TrainingFormat"]

# Field -> column. Sliders are left out: their scale is not published.
_COLUMNS = {
    "hrv_rmssd": "rmssd",
    "hrv_sdnn": "sdnn",
    "resting_hr": "hr",
    "rpe": "trainingrpe",
    "weight_kg": "weight",
}
_SICK = {
    **dict.fromkeys(("1", "1.0", "yes", "true", "sick"), True),
    **dict.fromkeys(("0", "0.0", "no", "false", "not sick", "none"), False),
}
_LONGEST_SLEEP_H = 24  # a column with a higher median is in minutes


class Hrv4TrainingFormat:
    """Reads one morning per row; the first measurement of a day wins."""

    name = "hrv4training"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        columns = csv_columns(head)
        timed = "timestamp_measurement" in columns or "date" in columns
        return timed and {"rmssd", "hr"} <= columns

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days; times without an offset are in the athlete's zone."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        columns: dict[str, list[DayValue]] = {
            field: [*table.numbers(log, name)] for field, name in _COLUMNS.items()
        }
        columns["sleep_h"] = [*_hours(table, log)]
        columns["illness"] = [_SICK.get(cell.lower()) for cell in table.column("sickness")]
        columns["notes"] = [*table.column("note", "notes")]
        times = parse_dates(_times(table), log, zone=context.zone, daily=True)
        yield build_days(times, columns, context.provenance(licence="user-export"), log)
        yield Contents(problems=log.problems(context))


def _times(table: CsvTable) -> list[str]:
    if "timestamp_measurement" in table.columns:
        return table.columns["timestamp_measurement"]
    pairs = zip(table.column("date"), table.column("time"), strict=True)
    return [f"{date} {time}".strip() for date, time in pairs]


def _hours(table: CsvTable, log: ProblemLog) -> list[float | None]:
    """Parse sleep as hours, ``h:mm`` or minutes, decided for the whole column."""
    hours = parse_hours(table.column("sleep_time"), log, style=table.style, column="sleep_time")
    known = [value for value in hours if value]
    in_minutes = bool(known) and median(known) > _LONGEST_SLEEP_H
    return [value / 60 if in_minutes and value is not None else value for value in hours]
