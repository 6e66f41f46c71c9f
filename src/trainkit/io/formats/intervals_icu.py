"""CSV files of intervals.icu: activities and wellness."""

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io.authoring import ProblemLog, csv_columns, parse_dates, read_csv_table
from trainkit.io.formats.activity_rows import RowTexts, read_activity_rows
from trainkit.io.formats.health_columns import HealthColumn, name_unread, read_health_columns
from trainkit.ports.format import Contents, FileContext

__all__ = ["IntervalsActivitiesFormat", "IntervalsWellnessFormat"]

_S_IN_H = 3600
# Field of `DailyHealth` -> column. Ratings of 1 to 4 are left out: they are no percentages.
_WELLNESS = {
    "resting_hr": HealthColumn("restinghr"),
    "hrv_rmssd": HealthColumn("hrv"),
    "hrv_sdnn": HealthColumn("hrvsdnn"),
    "weight_kg": HealthColumn("weight"),
    "sleep_h": HealthColumn("sleepsecs", 1 / _S_IN_H),
    "sleep_score": HealthColumn("sleepscore"),
    "spo2": HealthColumn("spo2"),
    "respiration": HealthColumn("respiration"),
    "readiness": HealthColumn("readiness"),
    "steps": HealthColumn("steps"),
    "vo2max": HealthColumn("vo2max"),
    "body_fat": HealthColumn("bodyfat"),
    "notes": HealthColumn("comments"),
}
_WELLNESS_MARKS = {"restinghr", "sleepsecs", "hrvsdnn", "sleepquality", "sleepscore", "ctlload"}
# Field of `Activity` -> columns, in SI units.
_NUMBERS = {
    "elapsed_s": ("elapsed_time",),
    "moving_s": ("moving_time",),
    "distance_m": ("distance", "icu_distance"),
    "ascent_m": ("total_elevation_gain",),
    "descent_m": ("total_elevation_loss",),
    "hr_mean": ("average_heartrate", "average_hr"),
    "hr_max": ("max_heartrate", "max_hr"),
    "power_mean": ("icu_average_watts", "average_watts"),
    "normalized_power_w": ("icu_weighted_avg_watts", "weighted_avg_watts"),
    "cadence_mean": ("average_cadence",),
    "speed_mean": ("average_speed",),
    "speed_max": ("max_speed",),
    "calories_kcal": ("calories",),
    "temperature_mean": ("average_temp",),
    "rpe": ("icu_rpe", "perceived_exertion"),
}


class IntervalsWellnessFormat:
    """Reads days; ratings, loads and whatever else is not read are named in a problem."""

    name = "intervals-icu"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        columns = csv_columns(head)
        return bool({"date", "id"} & columns) and len(_WELLNESS_MARKS & columns) >= 2

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        date = "date" if "date" in table.columns else "id"
        columns = {f: column for f, column in _WELLNESS.items() if column.name in table.columns}
        read = {date, "updated", *(column.name for column in columns.values())}
        filled = [name for name, cells in table.columns.items() if any(cells)]
        name_unread([name for name in filled if name not in read], log)
        dates = table.columns[date]
        yield from read_health_columns(table, dates, columns, context, log, licence="user-export")


class IntervalsActivitiesFormat:
    """Reads the list of activities, without samples; starts are local."""

    name = "intervals-icu"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        columns = csv_columns(head)
        return {"start_date_local", "type", "moving_time"} <= columns

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield an activity for each row."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        local = parse_dates(table.columns["start_date_local"], log, zone=context.zone)
        utc = parse_dates(table.column("start_date"), log, zone=dt.UTC)
        columns = {field: table.numbers(log, *names) for field, names in _NUMBERS.items()}
        texts = RowTexts(
            sport=table.columns["type"],
            name=table.column("name"),
            notes=table.column("description"),
            id=table.column("id"),
        )
        starts = [_start(here, there) for here, there in zip(local, utc, strict=True)]
        activities = read_activity_rows(table, starts, columns, texts, context, log=log)
        yield Contents(activities=activities, problems=log.problems(context))


def _start(local: dt.datetime | None, utc: dt.datetime | None) -> dt.datetime | None:
    """Return the start with the offset that two readings of it imply, if there are two."""
    if local is None or utc is None:
        return local or utc
    shift = local.replace(tzinfo=dt.UTC) - utc
    if abs(shift) >= dt.timedelta(hours=24):
        return local
    return utc.astimezone(dt.timezone(dt.timedelta(minutes=round(shift.total_seconds() / 60))))
