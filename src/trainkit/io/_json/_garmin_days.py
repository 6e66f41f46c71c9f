"""Days in Garmin's JSON, of its web API and its export: nights, HRV, stress, weight, readiness."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from trainkit.io._daily import DayValue
from trainkit.io._json._tree import Json, at, day_of, instant_of, number_at, objects_in, text_at

__all__ = ["GarminDay", "garmin_days"]

GarminDay = tuple[dt.date, Mapping[str, DayValue]]

# Field -> keys of an object that carries its own calendarDate.
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
_EXPORT_METRICS = {"HRV": "hrv_rmssd", "SPO2": "spo2", "RESPIRATION": "respiration"}


def garmin_days(tree: object, uri: str) -> list[GarminDay]:
    """Find what a payload tells of days.

    Parameters
    ----------
    tree : object
        Parsed JSON.
    uri : str
        What it answers, where that is known; sums of weeks and months are passed over.

    Returns
    -------
    list of (date, mapping)
        Values by field of `DailyHealth`; the same date may come several times.
    """
    if "/stats/" in uri and "/weekly/" in uri:
        return []
    if "daily/sleep/score" in uri:
        return [
            (day, {"sleep_score": number_at(one, "value")})
            for one in objects_in(tree)
            if (day := day_of(one.get("calendarDate"))) is not None
        ]
    found: list[GarminDay] = []
    readiness: dict[dt.date, tuple[str, Json]] = {}
    for one in objects_in(tree):
        for key, read in _READERS.items():
            if key in one:
                found += read(one)
        day = day_of(one.get("calendarDate"))
        if day is not None and "feedbackLong" in one and "score" in one:
            when = text_at(one, "timestampLocal") or text_at(one, "timestamp") or ""
            if day not in readiness or when < readiness[day][0]:
                readiness[day] = when, one
    found += [(day, _ready(one)) for day, (_, one) in readiness.items()]
    return found


def _ready(one: Json) -> Mapping[str, DayValue]:
    """Take the readiness of the morning, the first of its day."""
    return {"readiness": number_at(one, "score"), "sleep_score": number_at(one, "sleepScore")}


def _calendar_day(one: Json) -> Iterator[GarminDay]:
    """Read an object with a date and plain values."""
    day = day_of(one.get("calendarDate")) or day_of(at(one, "calendarDate", "date"))
    if day is None or "wellnessDataDaysCount" in one:
        return
    values: dict[str, DayValue] = {name: number_at(one, key) for name, key in _PLAIN.items()}
    inner = one.get("values")
    if isinstance(inner, Mapping) and "wellnessDataDaysCount" not in inner:
        values["stress"] = number_at(inner, "overallStressLevel")
        values["steps"] = number_at(inner, "totalSteps")
    if number_at(one, "maxStressLevel"):  # zero where nothing was measured
        values["stress"] = number_at(one, "avgStressLevel") or values["stress"]
    levels = _levels(one.get("bodyBatteryValuesArray"))
    if levels:
        values |= {"body_battery_low": min(levels), "body_battery_high": max(levels)}
    yield day, values


def _levels(rows: object) -> list[float]:
    """Take the levels of ``[time, status, level, version]`` rows."""
    if not isinstance(rows, list):
        return []
    levels = [row[2] for row in rows if isinstance(row, list) and len(row) > 2]
    return [
        float(one)
        for one in levels
        if isinstance(one, int | float) and not isinstance(one, bool) and 0 < one <= 100
    ]


def _night(payload: Json) -> Iterator[GarminDay]:
    """Read a night of the web API."""
    one = payload.get("dailySleepDTO")
    day = day_of(at(one, "calendarDate"))
    if not isinstance(one, Mapping) or day is None:
        return
    yield (
        day,
        {
            **_sleep(one),
            "sleep_score": number_at(one, "sleepScores", "overall", "value"),
            "spo2": number_at(one, "averageSpO2Value"),
            "respiration": number_at(one, "averageRespirationValue"),
            "resting_hr": number_at(payload, "restingHeartRate"),
            "hrv_rmssd": number_at(payload, "avgOvernightHrv"),
        },
    )


def _exported_night(one: Json) -> Iterator[GarminDay]:
    """Read a night of the export, whose object has no wrapper."""
    day = day_of(one.get("calendarDate"))
    if day is None or "sleepTimeSeconds" in one or "sleepEndTimestampGMT" not in one:
        return
    yield (
        day,
        {
            **_sleep(one),
            "sleep_score": number_at(one, "sleepScores", "overallScore"),
            "spo2": number_at(one, "spo2SleepSummary", "averageSPO2"),
            "respiration": number_at(one, "averageRespiration"),
        },
    )


def _sleep(one: Json) -> dict[str, DayValue]:
    values: dict[str, DayValue] = {
        field: _hours(number_at(one, f"{stage}SleepSeconds")) for field, stage in _STAGES.items()
    }
    asleep = number_at(one, "sleepTimeSeconds")
    if asleep is None:
        stages = [number_at(one, f"{stage}SleepSeconds") for stage in ("deep", "light", "rem")]
        known = [stage for stage in stages if stage is not None]
        asleep = sum(known) if known else None
    zone = _offset(one)
    for field, key in (("sleep_start", "sleepStart"), ("sleep_end", "sleepEnd")):
        moment = instant_of(one.get(f"{key}TimestampGMT"))
        values[field] = None if moment is None else moment.astimezone(zone)
    return values | {
        "sleep_h": _hours(asleep),
        "nap_h": _hours(number_at(one, "napTimeSeconds") or None),
    }


def _offset(one: Json) -> dt.tzinfo:
    """Tell the local offset from two readings of the same moment."""
    utc = number_at(one, "sleepEndTimestampGMT")
    local = number_at(one, "sleepEndTimestampLocal")
    if utc is None or local is None or abs(local - utc) >= 24 * 3_600_000:
        return dt.UTC
    return dt.timezone(dt.timedelta(minutes=round((local - utc) / 60_000)))


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 3600


def _hrv(one: Json) -> Iterator[GarminDay]:
    day = day_of(one.get("calendarDate"))
    if day is not None:
        values = {"hrv_rmssd": "lastNightAvg", "hrv_weekly": "weeklyAvg"}
        yield day, {field: number_at(one, key) for field, key in values.items()}


def _weights(payload: Json) -> Iterator[GarminDay]:
    """Read weights in grams; the last of a day counts, which comes first."""
    rows = payload.get("dateWeightList")
    for one in reversed(rows) if isinstance(rows, list) else ():
        day = day_of(at(one, "calendarDate"))
        if day is not None:
            grams = number_at(one, "weight")
            fat = number_at(one, "bodyFat")
            yield day, {"weight_kg": None if grams is None else grams / 1000, "body_fat": fat}


def _exported_weight(one: Json) -> Iterator[GarminDay]:
    day = day_of(at(one, "metaData", "calendarDate"))
    grams = number_at(one, "weight", "weight")
    if day is not None and grams is not None:
        yield day, {"weight_kg": grams / 1000}


def _exported_metrics(one: Json) -> Iterator[GarminDay]:
    day, rows = day_of(one.get("calendarDate")), one.get("metrics")
    if day is None or not isinstance(rows, list):
        return
    values = {
        _EXPORT_METRICS[kind]: number_at(row, "value")
        for row in rows
        if (kind := text_at(row, "type")) in _EXPORT_METRICS
    }
    yield day, values


def _exported_day(one: Json) -> Iterator[GarminDay]:
    """Read stress and body battery of the export's daily summaries."""
    day = day_of(one.get("calendarDate")) or day_of(at(one, "calendarDate", "date"))
    if day is None:
        return
    values: dict[str, DayValue] = {}
    for row in _rows(one, "allDayStress", "aggregatorList"):
        if text_at(row, "type") == "TOTAL":
            values["stress"] = number_at(row, "averageStressLevel")
    ends = {"LOWEST": "body_battery_low", "HIGHEST": "body_battery_high"}
    for row in _rows(one, "bodyBattery", "bodyBatteryStatList"):
        kind = text_at(row, "bodyBatteryStatType") or ""
        if kind in ends:
            values[ends[kind]] = number_at(row, "statsValue")
    yield day, values


def _rows(one: Json, *path: str) -> list[object]:
    rows = at(one, *path)
    return rows if isinstance(rows, list) else []


_READERS: Mapping[str, Callable[[Json], Iterator[GarminDay]]] = {
    "calendarDate": _calendar_day,
    "dailySleepDTO": _night,
    "sleepEndTimestampGMT": _exported_night,
    "lastNightAvg": _hrv,
    "dateWeightList": _weights,
    "metaData": _exported_weight,
    "metrics": _exported_metrics,
    "allDayStress": _exported_day,
}
