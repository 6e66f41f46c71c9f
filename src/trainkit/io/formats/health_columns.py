"""Columns of a table as fields of `DailyHealth`, in their units."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from trainkit.io.authoring import (
    HOURS,
    CsvTable,
    DayValue,
    ProblemLog,
    allowed_ranges,
    build_days,
    parse_dates,
    parse_hours,
)
from trainkit.models.day import DailyHealth
from trainkit.ports.format import Contents, FileContext

__all__ = ["RATINGS", "HealthColumn", "find_unit", "name_unread", "read_health_columns"]

RATINGS = frozenset(
    {
        "stress",
        "readiness",
        "energy",
        "soreness",
        "pain",
        "mood",
        "sleep_quality",
        "felt_stress",
        "sleep_score",
    }
)
"""Fields in percent that other tables have as ratings of 1 to 4, 5 or 10."""

_MOST_OF_A_RATING = 10
_FLAGS = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "sick", "x"), True),
    **dict.fromkeys(("0", "0.0", "false", "no", "not sick", "none"), False),
}
_MASSES = {"kg": 1.0, "kgs": 1.0, "lb": 0.45359237, "lbs": 0.45359237, "g": 0.001, "st": 6.35029318}
_ENERGIES = {"kcal": 1.0, "cal": 1.0, "kj": 1 / 4.184}
_BEATS = {"bpm": 1.0, "rpm": 1.0}
_INTERVALS = {"ms": 1.0, "s": 1000.0}
_PERCENT = {"%": 1.0, "percent": 1.0, "pct": 1.0}
_TIMES = {**HOURS, "hours": 1.0, "hrs": 1.0, "hr": 1.0, "minutes": 1 / 60, "seconds": 1 / 3600}
_OTHER_UNITS: Mapping[str, Mapping[str, float]] = {
    "weight_kg": _MASSES,
    "calories_kcal": _ENERGIES,
    "resting_hr": _BEATS,
    "respiration": _BEATS,
    "vo2max": {"ml_kg_min": 1.0},
    "steps": {},
}
_COUNTS = {"steps"}
_SHOWN = 15  # column names in a problem


class HealthColumn(NamedTuple):
    """A column of a table.

    Parameters
    ----------
    name : str
        Its folded name.
    factor : float
        From its unit to that of the field.
    percent : bool
        True if ratings in it are certainly percentages.
    """

    name: str
    factor: float = 1.0
    percent: bool = False


def find_unit(field: str, unit: str) -> float | None:
    """Return the factor from a unit, as headers write it, to that of a field; None if unknown."""
    return _units(field).get(unit.strip().lower())


def read_health_columns(
    table: CsvTable,
    dates: Sequence[str],
    columns: Mapping[str, HealthColumn],
    context: FileContext,
    log: ProblemLog,
    *,
    source: str | None = None,
    licence: str | None = None,
    daily: bool = False,
) -> Iterator[Contents]:
    """Read the days of a table, and yield them and then the problems.

    Parameters
    ----------
    table : CsvTable
        The table.
    dates : sequence of str
        The date of each row.
    columns : mapping of str to HealthColumn
        By field of `DailyHealth`.
    context : FileContext
        The file.
    log : ProblemLog
        Collects what is left out.
    source, licence : str, optional
        As in `FileContext.provenance`.
    daily : bool
        As in `parse_dates`.

    Yields
    ------
    Contents
        The days, and the problems.
    """
    values = {field: _read(table, field, column, context, log) for field, column in columns.items()}
    times = parse_dates(dates, log, zone=context.zone, daily=daily)
    yield build_days(times, values, context.provenance(source, licence=licence), log)
    yield Contents(problems=log.problems(context))


def name_unread(names: Sequence[str], log: ProblemLog) -> None:
    """Report the columns that are not read, in one problem."""
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        log.note(f"columns that are not read: {', '.join(names[:_SHOWN])}{more}")


def _read(
    table: CsvTable, field: str, column: HealthColumn, context: FileContext, log: ProblemLog
) -> list[DayValue]:
    cells = table.column(column.name)
    within = allowed_ranges(DailyHealth).get(field)
    if field in {"illness", "fever"}:
        return [_flag(cell, log) for cell in cells]
    if within is None:
        text = field in {"notes", "pain_place"}
        return [*cells] if text else [*parse_dates(cells, log, zone=context.zone)]
    if field.endswith("_h"):
        numbers = parse_hours(cells, log, style=table.style, column=column.name)
    else:
        numbers = table.numbers(
            log, column.name, within=within, whole=field in _COUNTS, units=_units(field)
        )
    if field in RATINGS and not column.percent and _is_rating(numbers):
        log.note(f"ratings in the column {column.name} are no percentages: left out")
        return [None] * table.rows
    return [None if number is None else number * column.factor for number in numbers]


def _units(field: str) -> Mapping[str, float]:
    if field.endswith("_h"):
        return _TIMES
    if field.startswith("hrv_"):
        return _INTERVALS
    return _OTHER_UNITS.get(field, _PERCENT)


def _is_rating(numbers: Sequence[float | None]) -> bool:
    known = [number for number in numbers if number is not None]
    return 0 < max(known, default=0) <= _MOST_OF_A_RATING


def _flag(cell: str, log: ProblemLog) -> bool | None:
    flag = _FLAGS.get(cell.lower())
    if flag is None and cell:
        log.count("cell[s] such as {} that [is|are] neither yes nor no", example=cell)
    return flag
