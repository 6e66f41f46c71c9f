"""Daily tables of products that need no more than a map of their columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from trainkit.io.authoring import CsvTable, ProblemLog, csv_columns, read_csv_table
from trainkit.io.formats.health_columns import HealthColumn, name_unread, read_health_columns
from trainkit.ports.format import Contents, FileContext

__all__ = ["HEALTH_EXPORTS", "HealthExportFormat"]

_MIN_IN_H, _S_IN_H = 60, 3600

Fields = Mapping[str, tuple[HealthColumn, ...]]


@dataclass(frozen=True)
class HealthExportFormat:
    """Reads one kind of table of one product.

    Parameters
    ----------
    name : str
        The source of its days.
    marks : frozenset of str
        Folded column names that only this table has together.
    dates : tuple of str
        Columns of the day; the first one that exists counts.
    fields : mapping of str to tuple of HealthColumn
        Columns by field of `DailyHealth`; the first one that exists counts.
    zones : str
        A column with the offset of local times, if there is one.
    """

    name: str
    marks: frozenset[str]
    dates: tuple[str, ...]
    fields: Fields
    zones: str = ""

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return self.marks <= csv_columns(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        if self.zones:
            table = _with_offsets(table, self.zones)
        columns = {
            field: column
            for field, choices in self.fields.items()
            if (column := _first(table, choices)) is not None
        }
        dates = table.column(*self.dates)
        read = {*self.dates, self.zones, *(column.name for column in columns.values())}
        filled = [name for name, cells in table.columns.items() if any(cells)]
        name_unread([name for name in filled if name not in read], log)
        yield from read_health_columns(table, dates, columns, context, log, licence="user-export")


def _first(table: CsvTable, choices: tuple[HealthColumn, ...]) -> HealthColumn | None:
    return next((column for column in choices if column.name in table.columns), None)


def _with_offsets(table: CsvTable, zones: str) -> CsvTable:
    """Append the offset of a row, such as ``UTC+02:00``, to its local times."""
    offsets = [zone.upper().replace("UTCZ", "UTC") for zone in table.column(zones)]
    for name in ("sleep_onset", "wake_onset"):
        if name in table.columns:
            cells = zip(table.columns[name], offsets, strict=True)
            table.columns[name] = [f"{cell} {zone}".strip() if cell else "" for cell, zone in cells]
    return table


def _percent(*names: str) -> tuple[HealthColumn, ...]:
    return tuple(HealthColumn(name, percent=True) for name in names)


def _plain(*names: str, factor: float = 1.0) -> tuple[HealthColumn, ...]:
    return tuple(HealthColumn(name, factor) for name in names)


def _minutes(*names: str) -> tuple[HealthColumn, ...]:
    return _plain(*names, factor=1 / _MIN_IN_H)


def _seconds(*names: str) -> tuple[HealthColumn, ...]:
    return _plain(*names, factor=1 / _S_IN_H)


HEALTH_EXPORTS = (
    HealthExportFormat(
        "whoop",
        frozenset({"cycle_start_time", "recovery_score"}),
        ("wake_onset", "cycle_start_time"),
        {
            "readiness": _percent("recovery_score"),
            "resting_hr": _plain("resting_heart_rate_bpm", "resting_heart_rate"),
            "hrv_rmssd": _plain("heart_rate_variability_ms", "heart_rate_variability"),
            "spo2": _percent("blood_oxygen"),
            "respiration": _plain("respiratory_rate_rpm", "respiratory_rate"),
            "calories_kcal": _plain("energy_burned_cal"),
            "sleep_score": _percent("sleep_performance"),
            "sleep_start": _plain("sleep_onset"),
            "sleep_end": _plain("wake_onset"),
            "sleep_h": _minutes("asleep_duration_min"),
            "in_bed_h": _minutes("in_bed_duration_min"),
            "light_h": _minutes("light_sleep_duration_min"),
            "deep_h": _minutes("deep_sws_duration_min"),
            "rem_h": _minutes("rem_duration_min"),
            "awake_h": _minutes("awake_duration_min"),
        },
        "cycle_timezone",
    ),
    HealthExportFormat(
        "oura",
        frozenset({"date", "sleep_score", "average_hrv"}),
        ("date",),
        {
            "sleep_score": _percent("sleep_score"),
            "readiness": _percent("readiness_score"),
            "hrv_rmssd": _plain("average_hrv"),
            "resting_hr": _plain("lowest_resting_heart_rate"),
            "respiration": _plain("respiratory_rate"),
            "sleep_h": _seconds("total_sleep_duration", "total_sleep_time"),
            "in_bed_h": _seconds("total_bedtime"),
            "awake_h": _seconds("awake_time"),
            "rem_h": _seconds("rem_sleep_duration", "rem_sleep_time"),
            "light_h": _seconds("light_sleep_duration", "light_sleep_time"),
            "deep_h": _seconds("deep_sleep_duration", "deep_sleep_time"),
            "sleep_start": _plain("bedtime_start"),
            "sleep_end": _plain("bedtime_end"),
            "steps": _plain("steps"),
            "calories_kcal": _plain("total_burn"),
        },
    ),
    HealthExportFormat(
        "fitbit",
        frozenset({"timestamp", "rmssd", "nremhr", "entropy"}),
        ("timestamp",),
        {"hrv_rmssd": _plain("rmssd")},
    ),
    HealthExportFormat(
        "fitbit",
        frozenset({"timestamp", "average_value", "lower_bound", "upper_bound"}),
        ("timestamp",),
        {"spo2": _percent("average_value")},
    ),
    HealthExportFormat(
        "fitbit",
        frozenset({"timestamp", "daily_respiratory_rate"}),
        ("timestamp",),
        {"respiration": _plain("daily_respiratory_rate")},
    ),
    HealthExportFormat(
        "fitbit",
        frozenset({"sleep_log_entry_id", "timestamp", "overall_score"}),
        ("timestamp",),
        {"sleep_score": _percent("overall_score"), "resting_hr": _plain("resting_heart_rate")},
    ),
    HealthExportFormat(
        "fitbit",
        frozenset({"date", "readiness_score_value", "readiness_state"}),
        ("date",),
        {"readiness": _percent("readiness_score_value")},
    ),
)
