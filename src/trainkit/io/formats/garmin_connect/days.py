"""Days in Garmin's JSON, of its web API and its export: nights, HRV, stress, weight, readiness."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from trainkit.io.authoring import (
    DayValue,
    Json,
    find_objects,
    number_at,
    parse_day,
    parse_instant,
    text_at,
    value_at,
)

__all__ = ["UNKNOWN_ZONE", "GarminDay", "garmin_days"]

UNKNOWN_ZONE = dt.timezone(dt.timedelta(0), "unknown")
"""Of times in UTC whose local offset the payload does not tell."""

GarminDay = tuple[dt.date, Mapping[str, DayValue]]

# Field -> key of an object with a calendarDate.
_PLAIN = {
    "resting_hr": "restingHeartRate",
    "steps": "totalSteps",
    "calories_kcal": "totalKilocalories",
    "body_battery_low": "bodyBatteryLowestValue",
    "body_battery_high": "bodyBatteryHighestValue",
    "respiration": "avgWakingRespirationValue",
    "spo2": "averageSpo2",
    "stress": "averageStressLevel",
    "vo2max": "vo2MaxPreciseValue",
}
_STAGES = {"deep_h": "deep", "light_h": "light", "rem_h": "rem", "awake_h": "awake"}
_OF_NIGHTS = {
    "sleep_score": "sleepScore",
    "resting_hr": "restingHeartRate",
    "hrv_rmssd": "avgOvernightHrv",
    "spo2": "spO2",
    "respiration": "respiration",
}
_EXPORT_METRICS = {"HRV": "hrv_rmssd", "SPO2": "spo2", "RESPIRATION": "respiration"}


def garmin_days(tree: object, uri: str) -> list[GarminDay]:
    """Find the values of days in a payload.

    Parameters
    ----------
    tree : object
        Parsed JSON.
    uri : str
        The address that it answers, if known; weekly and monthly sums are ignored.

    Returns
    -------
    list of (date, mapping)
        Values by field of `DailyHealth`; a date may occur several times.
    """
    if "/stats/" in uri and "/weekly/" in uri:
        return []
    if "daily/sleep/score" in uri:
        return [
            (day, {"sleep_score": number_at(node, "value")})
            for node in find_objects(tree)
            if (day := parse_day(node.get("calendarDate"))) is not None
        ]
    days: list[GarminDay] = []
    readiness: dict[dt.date, tuple[str, Json]] = {}
    for node in find_objects(tree):
        for key, read in _READERS.items():
            if key in node:
                days += read(node)
        day = parse_day(node.get("calendarDate"))
        if day is not None and "feedbackLong" in node and "score" in node:
            when = text_at(node, "timestampLocal") or text_at(node, "timestamp") or ""
            if day not in readiness or when < readiness[day][0]:
                readiness[day] = when, node
    days += [(day, _readiness(node)) for day, (_, node) in readiness.items()]
    return days


def _readiness(node: Json) -> Mapping[str, DayValue]:
    """Return the readiness of the morning, the first of its day."""
    return {"readiness": number_at(node, "score"), "sleep_score": number_at(node, "sleepScore")}


def _calendar_day(node: Json) -> Iterator[GarminDay]:
    """Read an object with a date and plain values."""
    day = parse_day(node.get("calendarDate")) or parse_day(value_at(node, "calendarDate", "date"))
    if day is None or "wellnessDataDaysCount" in node:
        return
    values: dict[str, DayValue] = {name: number_at(node, key) for name, key in _PLAIN.items()}
    inner = node.get("values")
    if isinstance(inner, Mapping) and "wellnessDataDaysCount" not in inner:
        values["stress"] = number_at(inner, "overallStressLevel")
        values["steps"] = number_at(inner, "totalSteps")
    if number_at(node, "maxStressLevel"):  # zero where nothing was measured
        values["stress"] = number_at(node, "avgStressLevel") or values["stress"]
    levels = _levels(node.get("bodyBatteryValuesArray"))
    if levels:
        values |= {"body_battery_low": min(levels), "body_battery_high": max(levels)}
    yield day, values


def _levels(rows: object) -> list[float]:
    """Return the levels in rows of ``[time, status, level, version]``."""
    if not isinstance(rows, list):
        return []
    levels = [row[2] for row in rows if isinstance(row, list) and len(row) > 2]
    return [
        float(level)
        for level in levels
        if isinstance(level, int | float) and not isinstance(level, bool) and 0 < level <= 100
    ]


def _naps(payload: Json) -> Iterator[GarminDay]:
    """Read the naps of the web API, each of which has a day; they add up."""
    hours: dict[dt.date, float] = {}
    for row in _rows(payload, "dailyNapDTOS"):
        day, seconds = parse_day(value_at(row, "calendarDate")), number_at(row, "napTimeSec")
        if day is not None and seconds:
            hours[day] = hours.get(day, 0.0) + seconds / 3600
    yield from ((day, {"nap_h": nap}) for day, nap in hours.items())


def _night(payload: Json) -> Iterator[GarminDay]:
    """Read a night of the web API."""
    night = payload.get("dailySleepDTO")
    day = parse_day(value_at(night, "calendarDate"))
    if not isinstance(night, Mapping) or day is None:
        return
    yield (
        day,
        {
            **_sleep(night),
            "sleep_score": number_at(night, "sleepScores", "overall", "value"),
            "spo2": number_at(night, "averageSpO2Value"),
            "respiration": number_at(night, "averageRespirationValue"),
            "resting_hr": number_at(payload, "restingHeartRate"),
            "hrv_rmssd": number_at(payload, "avgOvernightHrv"),
        },
    )


def _read_night(node: Json) -> Iterator[GarminDay]:
    """Read a night of the export, which has no wrapper object."""
    day = parse_day(node.get("calendarDate"))
    if day is None or "sleepTimeSeconds" in node or "sleepEndTimestampGMT" not in node:
        return
    yield (
        day,
        {
            **_sleep(node),
            "sleep_score": number_at(node, "sleepScores", "overallScore"),
            "spo2": number_at(node, "spo2SleepSummary", "averageSPO2"),
            "respiration": number_at(node, "averageRespiration"),
        },
    )


def _sleep(node: Json) -> dict[str, DayValue]:
    values: dict[str, DayValue] = {
        field: _hours(number_at(node, f"{stage}SleepSeconds")) for field, stage in _STAGES.items()
    }
    asleep = number_at(node, "sleepTimeSeconds")
    if asleep is None:
        stages = [number_at(node, f"{stage}SleepSeconds") for stage in ("deep", "light", "rem")]
        known = [stage for stage in stages if stage is not None]
        asleep = sum(known) if known else None
    zone = _offset(node)
    for field, key in (("sleep_start", "sleepStart"), ("sleep_end", "sleepEnd")):
        moment = parse_instant(node.get(f"{key}TimestampGMT"))
        values[field] = None if moment is None else moment.astimezone(zone)
    return values | {
        "sleep_h": _hours(asleep),
        "nap_h": _hours(number_at(node, "napTimeSeconds") or None),
    }


def _offset(node: Json) -> dt.tzinfo:
    """Return the local offset, from two readings of the same moment."""
    utc, local = (parse_instant(node.get(f"sleepEndTimestamp{kind}")) for kind in ("GMT", "Local"))
    return _zone_between(utc, local)


def _zone_between(utc: dt.datetime | None, local: dt.datetime | None) -> dt.tzinfo:
    """Return the offset of a moment that is written once in UTC and once as the wall clock."""
    if utc is None or local is None or abs(local - utc) >= dt.timedelta(hours=24):
        return UNKNOWN_ZONE
    return dt.timezone(dt.timedelta(minutes=round((local - utc).total_seconds() / 60)))


def _nights(node: Json) -> Iterator[GarminDay]:
    """Read a night of a list of nights."""
    day, values = parse_day(node.get("calendarDate")), node.get("values")
    if day is None or not isinstance(values, Mapping) or "totalSleepTimeInSeconds" not in values:
        return
    times = {"start": "SleepStartTimeInMillis", "end": "SleepEndTimeInMillis"}
    utc, local = (parse_instant(values.get(f"{kind}{times['end']}")) for kind in ("gmt", "local"))
    zone = _zone_between(utc, local)
    night: dict[str, DayValue] = {
        field: _hours(number_at(values, f"{stage}Time")) for field, stage in _STAGES.items()
    }
    for end, key in times.items():
        moment = parse_instant(values.get(f"gmt{key}"))
        night[f"sleep_{end}"] = None if moment is None else moment.astimezone(zone)
    # No night is written as one of no time.
    night["sleep_h"] = _hours(number_at(values, "totalSleepTimeInSeconds") or None)
    yield day, night | {field: number_at(values, key) for field, key in _OF_NIGHTS.items()}


def _resting(node: Json) -> Iterator[GarminDay]:
    """Read resting heart rates by day."""
    for row in _rows(node, "WELLNESS_RESTING_HEART_RATE"):
        day = parse_day(value_at(row, "calendarDate"))
        if day is not None:
            yield day, {"resting_hr": number_at(row, "value")}


def _weighed(node: Json) -> Iterator[GarminDay]:
    """Read the last weight of a day, in grams, of a list of days."""
    latest = node.get("latestWeight")
    day = parse_day(value_at(latest, "calendarDate")) or parse_day(node.get("summaryDate"))
    grams = number_at(node, "latestWeight", "weight")
    if day is not None and grams:
        fat = number_at(node, "latestWeight", "bodyFat")
        yield day, {"weight_kg": grams / 1000, "body_fat": fat}


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 3600


def _hrv(node: Json) -> Iterator[GarminDay]:
    day = parse_day(node.get("calendarDate"))
    if day is not None:
        values = {"hrv_rmssd": "lastNightAvg", "hrv_weekly": "weeklyAvg"}
        yield day, {field: number_at(node, key) for field, key in values.items()}


def _weights(payload: Json) -> Iterator[GarminDay]:
    """Read weights in grams; the last one of a day, which the list has first, wins."""
    rows = payload.get("dateWeightList")
    for node in reversed(rows) if isinstance(rows, list) else ():
        day = parse_day(value_at(node, "calendarDate"))
        if day is not None:
            grams = number_at(node, "weight")
            fat = number_at(node, "bodyFat")
            yield day, {"weight_kg": None if grams is None else grams / 1000, "body_fat": fat}


def _read_weight(node: Json) -> Iterator[GarminDay]:
    day = parse_day(value_at(node, "metaData", "calendarDate"))
    grams = number_at(node, "weight", "weight")
    if day is not None and grams is not None:
        yield day, {"weight_kg": grams / 1000}


def _read_metrics(node: Json) -> Iterator[GarminDay]:
    day, rows = parse_day(node.get("calendarDate")), node.get("metrics")
    if day is None or not isinstance(rows, list):
        return
    values = {
        _EXPORT_METRICS[kind]: number_at(row, "value")
        for row in rows
        if (kind := text_at(row, "type")) in _EXPORT_METRICS
    }
    yield day, values


def _read_day(node: Json) -> Iterator[GarminDay]:
    """Read stress and body battery of the export's daily summaries."""
    day = parse_day(node.get("calendarDate")) or parse_day(value_at(node, "calendarDate", "date"))
    if day is None:
        return
    values: dict[str, DayValue] = {}
    for row in _rows(node, "allDayStress", "aggregatorList"):
        if text_at(row, "type") == "TOTAL":
            values["stress"] = number_at(row, "averageStressLevel")
    ends = {"LOWEST": "body_battery_low", "HIGHEST": "body_battery_high"}
    for row in _rows(node, "bodyBattery", "bodyBatteryStatList"):
        kind = text_at(row, "bodyBatteryStatType") or ""
        if kind in ends:
            values[ends[kind]] = number_at(row, "statsValue")
    yield day, values


def _rows(node: Json, *path: str) -> list[object]:
    rows = value_at(node, *path)
    return rows if isinstance(rows, list) else []


_READERS: Mapping[str, Callable[[Json], Iterator[GarminDay]]] = {
    "calendarDate": _calendar_day,
    "dailySleepDTO": _night,
    "dailyNapDTOS": _naps,
    "sleepEndTimestampGMT": _read_night,
    "lastNightAvg": _hrv,
    "dateWeightList": _weights,
    "latestWeight": _weighed,
    "WELLNESS_RESTING_HEART_RATE": _resting,
    "values": _nights,
    "metaData": _read_weight,
    "metrics": _read_metrics,
    "allDayStress": _read_day,
}
