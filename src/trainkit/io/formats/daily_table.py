"""CSV of daily health with trainkit's field names, Garmin's column names, or a mapping."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trainkit.errors import InvalidInput
from trainkit.io.authoring import CsvTable, ProblemLog, fold_name, is_csv, read_csv_table
from trainkit.io.formats.health_columns import (
    RATINGS,
    HealthColumn,
    find_unit,
    name_unread,
    read_health_columns,
)
from trainkit.models.day import DailyHealth
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
# Names that people give to columns -> field; the last ones need their unit beside them.
_NAMES = {
    "resting_heart_rate": "resting_hr",
    "rhr": "resting_hr",
    "rmssd": "hrv_rmssd",
    "sdnn": "hrv_sdnn",
    "step_count": "steps",
    "total_steps": "steps",
    "vo2_max": "vo2max",
    "body_fat_percentage": "body_fat",
}
_NAMES_WITH_UNIT = {
    "weight": "weight_kg",
    "body_weight": "weight_kg",
    "sleep": "sleep_h",
    "sleep_duration": "sleep_h",
    "time_asleep": "sleep_h",
    "time_in_bed": "in_bed_h",
    "deep_sleep": "deep_h",
    "light_sleep": "light_h",
    "rem_sleep": "rem_h",
    "awake": "awake_h",
    "nap": "nap_h",
    "hrv_rmssd": "hrv_rmssd",
    "hrv_sdnn": "hrv_sdnn",
    "calories": "calories_kcal",
}
# Fields whose names stand in tables of other things too, so that one of them proves nothing.
_COMMON = RATINGS | frozenset({"steps", "calories_kcal", "respiration", "spo2", "vo2max", "rpe"})
_NO_PROOF = frozenset(
    {"notes", "pain_place", "illness", "fever", "provenance", "originals", "date"}
)
_DATES = ("date", "day", "calendardate", "calendar_date", "datum", "fecha", "dato")
# Columns that only lists of workouts have, in several languages.
_WORKOUTS = re.compile(
    r"activit|aktivit|activid|attivit|atividad|workout|sport|exercise|distan[cz]|afstand|avstånd"
    r"|d[iy]stans|дистанц|расстоян|距離|距离|거리|elapsed|moving_time|duration|dauer|durée|pace|speed"
    r"|ascent|elevation|(avg|average|max|maximum)_(hr|heart|power|watt|cadence)|training_load|tss"
)
_OF_HEALTH = re.compile(r"totaldistance|.*stressduration|.*sleep.*")
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]+)[)\]]\s*$")

Columns = dict[str, HealthColumn]  # by field


class DailyTableFormat:
    """Reads tables of daily health; it takes any CSV, and is asked last.

    A table is daily health if its columns say so: a date, and names that only trainkit or Garmin
    give, or two names of health; and none that speaks of workouts. Any other table is a problem
    that lists its columns.
    """

    name = "table"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise any CSV."""
        return is_csv(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        columns = _find_columns(table)
        if "score" in table.columns and "sleep" in context.path.lower():
            # only the name of such a file says which score
            columns["sleep_score"] = HealthColumn("score", percent=True)
        date_column = next((name for name in _DATES if name in table.columns), None)
        if date_column is None or not _is_health(table, columns):
            names = ", ".join([*table.columns][:12])
            message = f"an unknown table with the columns {names}; read_csv takes a mapping for it"
            yield Contents(problems=(context.warning(message), *log.problems(context)))
            return
        read = {date_column, *(column.name for column in columns.values())}
        name_unread([name for name in table.columns if name not in read], log)
        dates = table.columns[date_column]
        yield from read_health_columns(table, dates, columns, context, log, source="table")


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
    table = read_csv_table(data, log, context.limits)
    fields: Columns = {}
    for name, field in columns.items():
        if fold_name(name) not in table.columns:
            raise InvalidInput("columns", name, "one of " + ", ".join(table.columns))
        if field not in DailyHealth.model_fields or field in {"provenance", "originals"}:
            raise InvalidInput("columns", field, "'date' or a field of DailyHealth")
        fields[field] = HealthColumn(fold_name(name), percent=True)
    if "date" not in fields:
        raise InvalidInput("columns", dict(columns), "one that names the column of the date")
    dates = table.columns[fields.pop("date").name]
    yield from read_health_columns(table, dates, fields, context, log, source="table")


def _find_columns(table: CsvTable) -> Columns:
    """Find the columns of health: by trainkit's names, Garmin's, or others with their unit."""
    columns: Columns = {}
    for name, title in zip(table.columns, table.header, strict=True):
        found = _find_column(name, title)
        if found is not None:
            columns.setdefault(*found)
    return columns


def _find_column(name: str, title: str) -> tuple[str, HealthColumn] | None:
    """Return the field of a column, and how to read it; None for a column of anything else."""
    if name in DailyHealth.model_fields:
        known = name not in {"date", "provenance", "originals"}
        return (name, HealthColumn(name)) if known else None
    if name in _GARMIN:
        field, units = _GARMIN[name]
        return field, HealthColumn(name, 1 / units, percent=True)
    base, unit = _split_unit(name, title)
    names = {**{own: own for own in DailyHealth.model_fields}, **_NAMES}
    found = names.get(base) or (_NAMES_WITH_UNIT.get(base) if unit else None)
    if found is None or found in _NO_PROOF:
        return None
    factor = find_unit(found, unit) if unit else 1.0
    return None if factor is None else (found, HealthColumn(name, factor, percent=bool(unit)))


def _split_unit(name: str, title: str) -> tuple[str, str]:
    """Split ``Weight (lb)`` or ``weight_lb`` into the name and the unit."""
    if match := _BRACKETS.search(title):
        return fold_name(title[: match.start()]), fold_name(match[1]) or match[1].strip()
    base, _, unit = name.rpartition("_")
    return (base, unit) if base in _NAMES_WITH_UNIT or base in _NAMES else (name, "")


def _is_health(table: CsvTable, columns: Columns) -> bool:
    read = {column.name for column in columns.values()}
    others = [name for name in table.columns if name not in read]
    if any(_WORKOUTS.search(name) and not _OF_HEALTH.fullmatch(name) for name in others):
        return False
    known = columns.keys() - _NO_PROOF
    proven = any(column.name in _GARMIN or column.name == "score" for column in columns.values())
    return proven or bool(known - _COMMON) or len(known) >= 2
