"""WHOOP's tables of sleeps and of workouts; its table of cycles is in `health_exports`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    DayValue,
    ProblemLog,
    add_nap,
    add_night,
    build_day,
    csv_columns,
    parse_dates,
    read_csv_table,
)
from trainkit.io.formats.activity_rows import RowTexts, read_activity_rows
from trainkit.ports.format import Contents, FileContext

__all__ = ["WhoopSleepsFormat", "WhoopWorkoutsFormat"]

# Field of `DailyHealth` -> column in minutes.
_MINUTES = {
    "sleep_h": "asleep_duration_min",
    "in_bed_h": "in_bed_duration_min",
    "light_h": "light_sleep_duration_min",
    "deep_h": "deep_sws_duration_min",
    "rem_h": "rem_duration_min",
    "awake_h": "awake_duration_min",
}
_YES = {"true", "1", "yes"}


class WhoopSleepsFormat:
    """Reads the longest sleep that ends on a day as its night, and what is marked as a nap."""

    name = "whoop"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return {"sleep_onset", "wake_onset", "nap", "asleep_duration_min"} <= csv_columns(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        provenance = context.provenance(licence="user-export")
        days = [
            build_day(day, values, provenance, log)
            for day, values in sorted(_nights(table, context, log).items())
        ]
        known = tuple(day for day in days if day is not None)
        yield Contents(days=known, problems=log.problems(context))


class WhoopWorkoutsFormat:
    """Reads the list of workouts, without samples; WHOOP measures strain, which is left out."""

    name = "whoop"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return {"workout_start_time", "workout_end_time", "activity_name"} <= csv_columns(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield an activity for each row."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        starts = _moments(table, "workout_start_time", context, log)
        minutes = table.numbers(log, "duration_min")
        seconds = [None if value is None else value * 60 for value in minutes]
        columns = {
            "elapsed_s": seconds,
            "moving_s": seconds,
            "distance_m": table.numbers(log, "distance_meters"),
            "ascent_m": table.numbers(log, "altitude_gain_meters"),
            "hr_mean": table.numbers(log, "average_hr_bpm"),
            "hr_max": table.numbers(log, "max_hr_bpm"),
            "calories_kcal": table.numbers(log, "energy_burned_cal"),
        }
        texts = RowTexts(sport=table.columns["activity_name"])
        activities = read_activity_rows(table, starts, columns, texts, context, log=log)
        yield Contents(activities=activities, problems=log.problems(context))


def _nights(
    table: CsvTable, context: FileContext, log: ProblemLog
) -> dict[dt.date, dict[str, DayValue]]:
    starts = _moments(table, "sleep_onset", context, log)
    ends = _moments(table, "wake_onset", context, log)
    columns = {
        field: [None if value is None else value / 60 for value in table.numbers(log, name)]
        for field, name in _MINUTES.items()
    }
    scores = table.numbers(log, "sleep_performance")
    breaths = table.numbers(log, "respiratory_rate_rpm")
    days: defaultdict[dt.date, dict[str, DayValue]] = defaultdict(dict)
    for row, end in enumerate(ends):
        if end is None:
            log.count("sleep[s] without an end [was|were] left out")
            continue
        day, asleep = end.date(), columns["sleep_h"][row] or 0.0
        if table.columns["nap"][row].lower() in _YES:
            add_nap(days[day], asleep)
            continue
        night: dict[str, DayValue] = {field: column[row] for field, column in columns.items()}
        night |= {"sleep_start": starts[row], "sleep_end": end}
        night |= {"sleep_score": scores[row], "respiration": breaths[row]}
        add_night(days[day], night)
    return days


def _moments(
    table: CsvTable, name: str, context: FileContext, log: ProblemLog
) -> list[dt.datetime | None]:
    """Parse local times with the offset of their row, such as ``UTC+02:00``."""
    zones = [zone.upper().replace("UTCZ", "UTC") for zone in table.column("cycle_timezone")]
    cells = zip(table.column(name), zones, strict=True)
    return parse_dates(
        [f"{cell} {zone}".strip() if cell else "" for cell, zone in cells], log, zone=context.zone
    )
