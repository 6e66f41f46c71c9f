"""Activities from the rows of Strava's ``activities.csv``."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    ProblemLog,
    build_activity,
    parse_dates,
    read_csv_table,
    translate_sport,
)
from trainkit.io.formats.strava_export.layout import in_english, is_activity_list, is_before_2019
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
_FASTEST_M_S = 120  # no sport moves faster
_SLOWEST_M_S = 0.05  # a median speed below this means that distances are in kilometres

_NOTES = ("activity_description", "activity_private_note")
_TEXTS = ("activity_id", "filename", "activity_name", *_NOTES)


class StravaExportFormat:
    """Reads the list of activities, without samples.

    The files that it lists are read on their own; each is merged with the row that names it.
    Exports in another language than English are read by the places of their columns.
    """

    name = "strava-export"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns, by their names or places."""
        return is_activity_list(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield an activity for each row; Strava's dates are in UTC."""
        log = ProblemLog()
        raw = read_csv_table(file.read(), log, context.limits)
        table = in_english(raw, log)
        activities = tuple(_activities(table, raw, context, log))
        yield Contents(activities=activities, problems=log.problems(context))


def _activities(
    table: CsvTable, raw: CsvTable, context: FileContext, log: ProblemLog
) -> Iterator[Activity]:
    starts = parse_dates(table.column("activity_date"), log, zone=dt.UTC)
    columns = {field: table.numbers(log, f"{name}_2", name) for field, name in _NUMBERS.items()}
    old = is_before_2019(raw)  # which were English, and in metres
    if not old:
        columns["distance_m"] = _metres(columns, log)
    sports = table.column("activity_type")
    if table is not raw and not old:
        sports = [_translate(name, log) for name in sports]
    texts = {name: table.column(name) for name in _TEXTS}
    races = table.column("competition", "race")
    most = _ROWS + table.size // _ROW
    if table.rows > most:
        log.count(
            "row[s], too many for a file of this size, [was|were] left out", table.rows - most
        )
    for row, start in enumerate(starts[:most]):
        if start is None:
            log.count("row[s] without a date [was|were] left out")
            continue
        values = {field: column[row] for field, column in columns.items()}
        yield build_activity(
            context.to_local(start),
            _without_zeros(values),
            context.provenance(
                identifier=texts["activity_id"][row] or None,
                licence="user-export",
                file=texts["filename"][row] or None,
            ),
            log,
            sport=sports[row],
            name=texts["activity_name"][row] or None,
            notes=_notes(texts, row),
            race=races[row].lower() in _YES,
        )


def _translate(name: str, log: ProblemLog) -> str:
    found = translate_sport(name)
    if found is None and name:
        log.count("activit[y|ies] of a type such as {} that is not known", example=name)
    return found or name


def _metres(columns: dict[str, list[float | None]], log: ProblemLog) -> list[float | None]:
    """Return distances in metres; an export with a single such column has kilometres."""
    times = [m or e for m, e in zip(columns["moving_s"], columns["elapsed_s"], strict=True)]
    pairs = [*zip(columns["distance_m"], times, strict=True)]
    speeds = [distance / seconds for distance, seconds in pairs if distance and seconds]
    if not speeds or median(speeds) >= _SLOWEST_M_S:
        return columns["distance_m"]
    return [None if d is None else d * _scale(d, seconds, log) for d, seconds in pairs]


def _scale(distance: float, seconds: float | None, log: ProblemLog) -> float:
    """Return the metres in one unit of a distance: swims are in metres where all else is not."""
    if seconds and distance * 1000 / seconds > _FASTEST_M_S:
        log.count("distance[s] that would be impossible in kilometres [was|were] read as metres")
        return 1.0
    return 1000.0


def _without_zeros(values: dict[str, float | None]) -> dict[str, float | None]:
    """Treat a heart rate of zero as unknown."""
    return {name: None if name.startswith("hr_") and not v else v for name, v in values.items()}


def _notes(texts: Mapping[str, Sequence[str]], row: int) -> str | None:
    found = [texts[name][row] for name in _NOTES]
    return "\n".join(text for text in found if text) or None
