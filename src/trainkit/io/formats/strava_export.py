"""``activities.csv`` of Strava's bulk export."""

import datetime as dt
from collections.abc import Iterator
from statistics import median
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    ProblemLog,
    build_activity,
    csv_columns,
    parse_dates,
    parse_numbers,
    read_csv_table,
)
from trainkit.models.activity import Activity
from trainkit.ports.format import Contents, FileContext

__all__ = ["StravaExportFormat"]

# Field -> column. Of two columns with one name, the second, ``_2``, is in SI units.
_NUMBERS = {
    "elapsed_s": "elapsed_time",
    "moving_s": "moving_time",
    "distance_m": "distance",
    "ascent_m": "elevation_gain",
    "descent_m": "elevation_loss",
    "hr_mean": "average_heart_rate",
    "hr_max": "max_heart_rate",
    "power_mean": "average_watts",
    "power_max": "max_watts",
    "normalized_power_w": "weighted_average_power",
    "cadence_mean": "average_cadence",
    "cadence_max": "max_cadence",
    "speed_mean": "average_speed",
    "speed_max": "max_speed",
    "calories_kcal": "calories",
    "temperature_mean": "average_temperature",
    "rpe": "perceived_exertion",
}
_ROWS, _ROW = 1000, 60  # the most activities: this number, and one more per so many bytes
_YES = {"1", "1.0", "true", "yes"}
_SLOWEST_M_S = 0.05  # a median speed below this means that distances are in kilometres


class StravaExportFormat:
    """Reads the list of activities, without samples.

    The files that it lists are read on their own; each is merged with the row that names it.
    """

    name = "strava-export"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return {"activity_id", "activity_date", "activity_type"} <= csv_columns(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield an activity for each row; Strava's dates are in UTC."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log)
        activities = tuple(_activities(table, context, log))
        yield Contents(activities=activities, problems=log.problems(context))


def _activities(table: CsvTable, context: FileContext, log: ProblemLog) -> Iterator[Activity]:
    starts = parse_dates(table.column("activity_date"), log, zone=dt.UTC)
    columns = {
        field: parse_numbers(table.column(f"{name}_2", name), log)
        for field, name in _NUMBERS.items()
    }
    columns["distance_m"] = _metres(columns)
    most = _ROWS + table.size // _ROW
    if table.rows > most:
        log.count("rows, too many for a file of this size, were left out", table.rows - most)
    for row, start in enumerate(starts[:most]):
        if start is None:
            log.count("rows without a date were left out")
            continue
        values = {field: column[row] for field, column in columns.items()}
        yield build_activity(
            context.to_local(start),
            _without_zeros(values),
            context.provenance(
                identifier=table.column("activity_id")[row] or None,
                licence="user-export",
                file=table.column("filename")[row] or None,
            ),
            log,
            sport=table.column("activity_type")[row],
            name=table.column("activity_name")[row] or None,
            notes=_notes(table, row),
            race=table.column("competition", "race")[row].lower() in _YES,
        )


def _metres(columns: dict[str, list[float | None]]) -> list[float | None]:
    """Return distances in metres; an export with a single such column has kilometres."""
    pairs = zip(columns["distance_m"], columns["moving_s"], strict=True)
    speeds = [metres / seconds for metres, seconds in pairs if metres and seconds]
    in_km = bool(speeds) and median(speeds) < _SLOWEST_M_S
    return [d * 1000 if in_km and d is not None else d for d in columns["distance_m"]]


def _without_zeros(values: dict[str, float | None]) -> dict[str, float | None]:
    """Treat a heart rate of zero as unknown."""
    return {name: None if name.startswith("hr_") and not v else v for name, v in values.items()}


def _notes(table: CsvTable, row: int) -> str | None:
    texts = [table.column(n)[row] for n in ("activity_description", "activity_private_note")]
    return "\n".join(text for text in texts if text) or None
