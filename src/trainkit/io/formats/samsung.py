"""Samsung Health's export: exercises, stages of sleep, weight and steps, one table each."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    DayValue,
    ProblemLog,
    SleepLog,
    build_day,
    parse_dates,
    parse_instant,
    read_csv_table,
)
from trainkit.io.formats.activity_rows import RowTexts, read_activity_rows
from trainkit.models.activity import Activity
from trainkit.ports.format import Contents, FileContext

__all__ = ["SamsungFormat"]

_FIRST_LINE = re.compile(rb"(?:\xef\xbb\xbf)?com\.samsung\.([\w.]+),[^\r\n]*(?:\r\n?|\n)")
_HEADER = re.compile(rb"[^\r\n]*")
_OFFSET = re.compile(r"(?:UTC)?([+-])(\d\d):?(\d\d)")
# Codes of exercises that are certain.
_SPORTS = {
    "0": "workout",
    "1001": "walking",
    "1002": "running",
    "9002": "yoga",
    "11007": "cycling",
    "13001": "hiking",
    "14001": "swimming",
    "15003": "indoor_cycling",
    "15004": "indoor_rowing",
    "15005": "treadmill_running",
    "15006": "elliptical",
}
_STAGES = {"40001": "awake", "40002": "light", "40003": "deep", "40004": "rem"}
# Field of `Activity` -> column, and its units in one unit of the field.
_NUMBERS = {
    "elapsed_s": ("duration", 1000.0),
    "distance_m": ("distance", 1.0),
    "hr_mean": ("mean_heart_rate", 1.0),
    "hr_max": ("max_heart_rate", 1.0),
    "calories_kcal": ("calorie", 1.0),
    "ascent_m": ("altitude_gain", 1.0),
    "descent_m": ("altitude_loss", 1.0),
    "cadence_mean": ("mean_cadence", 1.0),
}
_ALL_DEVICES = "-2"

Days = Mapping[dt.date, Mapping[str, DayValue]]


class SamsungFormat:
    """Reads the tables that hold exercises and days; times are in UTC, with an offset beside them.

    Other tables of the export are named in a problem.
    """

    name = "samsung-health"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the first line, which names the table."""
        return _FIRST_LINE.match(head) is not None

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities, or the days."""
        log = ProblemLog()
        data = file.read()
        first = _FIRST_LINE.match(data)
        title = "" if first is None else first[1].decode("ascii", "replace")
        table = _plain_names(read_csv_table(_after(data, first), log, context.limits))
        reader = next((read for end, read in _READERS.items() if title.endswith(end)), None)
        if title.endswith("shealth.exercise"):
            activities = _exercises(table, context, log)
            yield Contents(activities=activities, problems=log.problems(context))
        elif reader is None:
            message = f"the table {title} of Samsung Health is not read"
            yield Contents(problems=(context.warning(message),))
        else:
            provenance = context.provenance(licence="user-export")
            found = sorted(reader(table, context, log).items())
            days = [build_day(day, values, provenance, log) for day, values in found]
            known = tuple(day for day in days if day is not None)
            yield Contents(days=known, problems=log.problems(context))


def _after(data: bytes, first: re.Match[bytes] | None) -> bytes:
    """Return the table below the first line; its rows end with one more comma than its header."""
    rest = data if first is None else data[first.end() :]
    header = _HEADER.match(rest)
    end = 0 if header is None else header.end()
    rows = rest[end:].split(b"\n", 2)
    trailing = len(rows) > 1 and rows[1].rstrip(b"\r").endswith(b",")
    return rest[:end] + (b",_" if trailing else b"") + rest[end:]


def _plain_names(table: CsvTable) -> CsvTable:
    """Name columns by their last part: ``com.samsung.health.exercise.duration`` is a duration."""
    columns: dict[str, list[str]] = {}
    for name, title in zip(table.columns, table.header, strict=True):
        short = title.rpartition(".")[2].strip().lower()
        if short not in columns or title != short:
            columns[short or name] = table.columns[name]
    return CsvTable(columns, table.rows, table.size, table.style, tuple(columns))


def _exercises(table: CsvTable, context: FileContext, log: ProblemLog) -> tuple[Activity, ...]:
    columns = {
        field: [None if value is None else value / units for value in table.numbers(log, name)]
        for field, (name, units) in _NUMBERS.items()
    }
    codes = table.column("exercise_type")
    for code in codes:
        if code not in _SPORTS:
            log.count("exercise[s] of the type {} whose sport is not known", example=code)
    texts = RowTexts(
        sport=[_SPORTS.get(code, "generic") for code in codes],
        name=table.column("title"),
        notes=table.column("comment"),
        id=table.column("datauuid"),
    )
    starts = _moments(table, "start_time", context, log)
    return read_activity_rows(table, starts, columns, texts, context, log=log)


def _stages(table: CsvTable, context: FileContext, log: ProblemLog) -> Days:
    sleep = SleepLog()
    starts, ends = (_moments(table, name, context, log) for name in ("start_time", "end_time"))
    for start, end, code in zip(starts, ends, table.column("stage"), strict=True):
        stage = _STAGES.get(code)
        if stage is None or not sleep.add(stage, "samsung", start, end):
            log.count(
                "segment[s] of sleep without a known stage, start and end [was|were] left out"
            )
    return sleep.by_day()


def _weights(table: CsvTable, context: FileContext, log: ProblemLog) -> Days:
    days: dict[dt.date, dict[str, DayValue]] = {}
    rows = zip(
        _moments(table, "start_time", context, log),
        table.numbers(log, "weight"),
        table.numbers(log, "body_fat"),
        strict=True,
    )
    for moment, weight, fat in rows:
        if moment is not None:
            days[moment.date()] = {"weight_kg": weight, "body_fat": fat or None}
    return days


def _steps(table: CsvTable, _context: FileContext, log: ProblemLog) -> Days:
    """Read the steps of all devices together; the time of a day is its midnight in UTC."""
    days: dict[dt.date, dict[str, DayValue]] = {}
    rows = zip(
        table.numbers(log, "day_time"),
        table.numbers(log, "count", whole=True),
        table.column("source_type"),
        strict=True,
    )
    for time, count, source in rows:
        moment = parse_instant(time)
        if moment is not None and source == _ALL_DEVICES:
            days[moment.date()] = {"steps": count}
    return days


_READERS: Mapping[str, Callable[[CsvTable, FileContext, ProblemLog], Days]] = {
    "health.sleep_stage": _stages,
    "health.weight": _weights,
    "shealth.step_daily_trend": _steps,
}


def _moments(
    table: CsvTable, name: str, context: FileContext, log: ProblemLog
) -> list[dt.datetime | None]:
    moments = parse_dates(table.column(name), log, zone=dt.UTC)
    offsets = [_offset(text) or context.zone for text in table.column("time_offset")]
    return [
        None if moment is None else moment.astimezone(zone)
        for moment, zone in zip(moments, offsets, strict=True)
    ]


def _offset(text: str) -> dt.tzinfo | None:
    match = _OFFSET.fullmatch(text.strip())
    if match is None or int(match[2]) >= 24:
        return None
    away = dt.timedelta(hours=int(match[2]), minutes=int(match[3]))
    return dt.timezone(away if match[1] == "+" else -away)
