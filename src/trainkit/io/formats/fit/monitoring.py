"""FIT files of all-day monitoring, sleep and scales, as days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from trainkit._array import FloatArray
from trainkit.io.authoring import DayValue, ProblemLog, build_day
from trainkit.io.fit import FitPart, Table
from trainkit.io.formats.fit.sessions import moment
from trainkit.io.formats.fit.summary import number_at, numbers_of, words_of
from trainkit.ports.format import Contents, FileContext

__all__ = ["read_fit_monitoring"]

_QUARTER_S = 900
_FARTHEST_S = 14 * 3600
# Field of a day -> message and field; the last value of a day wins.
_LAST = {
    "resting_hr": ("monitoring_hr_data", "current_day_resting_heart_rate"),
    "hrv_rmssd": ("hrv_status_summary", "last_night_average"),
    "hrv_weekly": ("hrv_status_summary", "weekly_average"),
    "weight_kg": ("weight_scale", "weight"),
    "body_fat": ("weight_scale", "percent_fat"),
}
# Field of a day -> message, field, and field of the time; a day takes the mean.
_MEANS = {
    "stress": ("stress_level", "stress_level_value", "stress_level_time"),
    "spo2": ("spo2_data", "reading_spo2", "timestamp"),
    "respiration": ("respiration_rate", "respiration_rate", "timestamp"),
}
# Counters since midnight, one for each kind of activity.
_COUNTERS = {"steps": "steps"}
_OTHERS = ("monitoring", "sleep_level")
_MESSAGES = frozenset(place[0] for place in (*_LAST.values(), *_MEANS.values())).union(_OTHERS)

Days = defaultdict[dt.date, dict[str, DayValue]]


def read_fit_monitoring(part: FitPart, context: FileContext) -> Contents:
    """Read the days of a file, if it has any.

    Parameters
    ----------
    part : FitPart
        The file.
    context : FileContext
        The file; its zone applies if the file does not state its offset from UTC.

    Returns
    -------
    Contents
        A record per local day.
    """
    if _MESSAGES.isdisjoint(part.tables):
        return Contents()
    zone = _offset(part.messages("monitoring_info")) or context.zone
    days: Days = defaultdict(dict)
    for name, (message, field) in _LAST.items():
        _add_last(days, name, part.messages(message), field, zone)
    for name, (message, field, time) in _MEANS.items():
        table = part.messages(message)
        for day, mean in _means(numbers_of(table, field), numbers_of(table, time), zone):
            days[day][name] = mean
    for name, field in _COUNTERS.items():
        _add_counter(days, name, part.messages("monitoring"), field, zone)
    _add_night(days, part, zone)
    log = ProblemLog()
    provenance = context.provenance("fit-file")
    records = (build_day(day, values, provenance, log) for day, values in sorted(days.items()))
    known = tuple(record for record in records if record is not None)
    return Contents(days=known, problems=log.problems(context))


def _offset(info: Table) -> dt.timezone | None:
    for row in range(info.rows):
        utc, local = number_at(info, "timestamp", row), number_at(info, "local_timestamp", row)
        if utc is not None and local is not None and abs(local - utc) <= _FARTHEST_S:
            offset = round((local - utc) / _QUARTER_S) * _QUARTER_S
            return dt.timezone(dt.timedelta(seconds=offset))
    return None


def _add_last(days: Days, name: str, table: Table, field: str, zone: dt.tzinfo) -> None:
    for row in range(table.rows):
        value, time = number_at(table, field, row), number_at(table, "timestamp", row)
        if value is not None and time is not None:
            days[moment(time, zone).date()][name] = value


def _means(
    values: FloatArray | None, times: FloatArray | None, zone: dt.tzinfo
) -> Iterator[tuple[dt.date, float]]:
    if values is None or times is None:
        return
    known = ~np.isnan(values) & ~np.isnan(times) & (values >= 0)  # below zero: not measured
    values_by_day: defaultdict[dt.date, list[float]] = defaultdict(list)
    for value, seconds in zip(values[known].tolist(), times[known].tolist(), strict=True):
        values_by_day[moment(seconds, zone).date()].append(value)
    for day, of_day in values_by_day.items():
        yield day, sum(of_day) / len(of_day)


def _add_counter(days: Days, name: str, table: Table, field: str, zone: dt.tzinfo) -> None:
    """Sum the highest value of each counter over kinds of activity.

    What a device writes at midnight belongs to the day that ends.
    """
    values, times = numbers_of(table, field), numbers_of(table, "timestamp")
    kinds = words_of(table, "activity_type")
    if values is None or times is None or kinds is None:
        return
    highest: defaultdict[dt.date, dict[str, float]] = defaultdict(dict)
    known = ~np.isnan(values) & ~np.isnan(times)
    for row in np.flatnonzero(known).tolist():
        counters = highest[moment(times[row] - 1, zone).date()]
        kind = str(kinds[row])
        counters[kind] = max(counters.get(kind, 0.0), float(values[row]))
    for day, counters in highest.items():
        days[day][name] = sum(counters.values())


def _add_night(days: Days, part: FitPart, zone: dt.tzinfo) -> None:
    """Read the score and the stages of a night, which belong to the day on which it ends."""
    levels, score = part.messages("sleep_level"), part.messages("sleep_assessment")
    times, kinds = numbers_of(levels, "timestamp"), words_of(levels, "sleep_level")
    if times is None or kinds is None or np.isnan(times).all():
        return
    order = np.argsort(times, kind="stable")
    times, kinds = times[order], kinds[order]
    values = days[moment(float(np.nanmax(times)), zone).date()]
    durations_h = np.diff(times) / 3600
    fields = {"deep": "deep_h", "light": "light_h", "rem": "rem_h", "awake": "awake_h"}
    for kind, field in fields.items():
        in_stage = (kinds[:-1] == kind) & ~np.isnan(durations_h)
        if in_stage.any():
            values[field] = float(durations_h[in_stage].sum())
    stages = [values.get(field) for field in ("deep_h", "light_h", "rem_h")]
    asleep = [hours for hours in stages if isinstance(hours, float)]
    if asleep:
        values["sleep_h"] = sum(asleep)
    if score.rows:
        values["sleep_score"] = number_at(score, "overall_sleep_score", 0)
