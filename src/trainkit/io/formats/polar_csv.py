"""A training session that Polar Flow's web page exports as CSV: a row of totals, and samples."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    ProblemLog,
    Track,
    build_recorded,
    csv_rows,
    decode_head,
    fold_name,
    parse_dates,
    parse_durations,
    read_csv_table,
)
from trainkit.io.formats.health_columns import name_unread
from trainkit.ports.format import Contents, FileContext

__all__ = ["PolarCsvFormat"]

_SAMPLES = re.compile(r'^\W{0,2}"?Sample rate"?[,;\t|]', re.IGNORECASE | re.MULTILINE)
_MARKS = {"sport", "date", "start_time", "duration"}
_DAY_FIRST = re.compile(r"(\d\d)-(0\d|1[0-2])-(\d{4})")
_UNIT = re.compile(r"\s*\(([^()]*)\)\s*$")
_KM, _MILE, _FOOT = 1000.0, 1609.344, 0.3048
# Units of a header -> those of trainkit in one of them.
_UNITS: Mapping[str, float] = {
    "km": _KM,
    "mi": _MILE,
    "m": 1.0,
    "ft": _FOOT,
    "km/h": _KM / 3600,
    "mph": _MILE / 3600,
}
# Title of a total without its unit -> field of `Activity`.
_TOTALS = {
    "total_distance": "distance_m",
    "average_heart_rate": "hr_mean",
    "max_heart_rate": "hr_max",
    "max_speed": "speed_max",
    "calories": "calories_kcal",
    "average_cadence": "cadence_mean",
    "average_power": "power_mean",
    "max_power": "power_max",
    "ascent": "ascent_m",
    "descent": "descent_m",
}
# Title of a sample -> column.
_COLUMNS = {
    "hr": "heart_rate",
    "speed": "speed",
    "cadence": "cadence",
    "altitude": "altitude",
    "distances": "distance",
    "temperatures": "temperature",
    "power": "power",
}
_READ = {*_MARKS, *_TOTALS, "name", "notes", "average_speed", "average_pace", "max_pace"}


class PolarCsvFormat:
    """Reads the session with its samples; its times are local, without an offset."""

    name = "polar-csv"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the two headers."""
        rows = csv_rows(head)[:4]
        return (
            len(rows) > 2
            and {fold_name(cell) for cell in rows[0]} >= _MARKS
            and any(fold_name(row[0]) == "sample_rate" for row in rows[2:])
        )

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the session."""
        log = ProblemLog()
        text = decode_head(file.read())
        begin = _SAMPLES.search(text)
        cut = len(text) if begin is None else begin.start()
        about = read_csv_table(text[:cut].encode(), log, context.limits)
        rows = read_csv_table(text[cut:].encode(), log, context.limits)
        start = _start(about, log, context)
        if start is None:
            message = "a session without a date and a time: left out"
            yield Contents(problems=(context.error(message), *log.problems(context)))
            return
        activity = build_recorded(
            _track(rows, start, log),
            _stated(about, log),
            context,
            log,
            start=start,
            sport=_first(about, "sport"),
            notes=_first(about, "notes"),
            licence="user-export",
        )
        activities = () if activity is None else (activity,)
        yield Contents(activities=activities, problems=log.problems(context))


def _first(table: CsvTable, name: str) -> str | None:
    return next(iter(table.column(name)), "") or None


def _start(table: CsvTable, log: ProblemLog, context: FileContext) -> dt.datetime | None:
    date, time = _first(table, "date"), _first(table, "start_time")
    if date is None or time is None:
        return None
    if match := _DAY_FIRST.fullmatch(date):  # as Polar writes it in every language
        date = f"{match[3]}-{match[2]}-{match[1]}"
    return parse_dates([f"{date} {time}"], log, zone=context.zone)[0]


def _stated(table: CsvTable, log: ProblemLog) -> dict[str, float | None]:
    seconds = parse_durations(table.column("duration")[:1], log)
    stated: dict[str, float | None] = {}
    stated |= dict.fromkeys(("moving_s", "elapsed_s"), seconds[0] if seconds else None)
    unread = []
    for name, title in zip(table.columns, table.header, strict=True):
        base, factor = _split(title)
        if base in _TOTALS:
            value = next(iter(table.numbers(log, name)), None)
            stated[_TOTALS[base]] = None if value is None else value * factor
        elif base not in _READ and any(table.columns[name]):
            unread.append(name)
    name_unread(unread, log)
    return stated


def _split(title: str) -> tuple[str, float]:
    """Return the title of a column without its unit, and the factor from that unit."""
    match = _UNIT.search(title)
    if match is None:
        return fold_name(title), 1.0
    return fold_name(title[: match.start()]), _UNITS.get(match[1].strip().lower(), 1.0)


def _track(table: CsvTable, start: dt.datetime, log: ProblemLog) -> Track:
    columns = {}
    for name, title in zip(table.columns, table.header, strict=True):
        base, factor = _split(title)
        if base in _COLUMNS:
            fahrenheit = base == "temperatures" and title.rstrip().upper().endswith("(F)")
            columns[_COLUMNS[base]] = [
                None if value is None else (value - 32) / 1.8 if fahrenheit else value * factor
                for value in table.numbers(log, name)
            ]
    track = Track(log)
    for row, passed in enumerate(parse_durations(table.column("time"), log)):
        if passed is None:
            log.count("sample[s] without a time [was|were] left out")
            continue
        for column, values in columns.items():
            value = values[row]
            if value is not None:
                track.put(column, value)
        track.end_point(start.timestamp() + passed)
    return track
