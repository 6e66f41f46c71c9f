"""Apple Health's export.xml, streamed: days from its records, activities from its workouts."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from trainkit.errors import InvalidInput
from trainkit.io.authoring import (
    DayValue,
    ProblemLog,
    SleepLog,
    build_activity,
    build_day,
    is_xml,
    parse_number,
    read_xml,
)
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.units import time_zone
from trainkit.ports.format import Contents, FileContext

__all__ = ["AppleHealthFormat"]

Attributes = dict[str, str]

_QUANTITY = "HKQuantityTypeIdentifier"
# Records of which a day takes the mean, or the last value: type -> field.
_MEANS = {
    "HeartRateVariabilitySDNN": "hrv_sdnn",
    "OxygenSaturation": "spo2",
    "RespiratoryRate": "respiration",
}
_LAST = {
    "RestingHeartRate": "resting_hr",
    "BodyMass": "weight_kg",
    "BodyFatPercentage": "body_fat",
    "VO2Max": "vo2max",
}
_FRACTIONS = {"spo2", "body_fat"}
_AT_ONCE = 256
_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
_SLEEP_VALUE = "HKCategoryValueSleepAnalysis"
_SLEEP_STAGES = {
    "Asleep": "asleep",
    "AsleepUnspecified": "asleep",
    "AsleepCore": "light",
    "AsleepDeep": "deep",
    "AsleepREM": "rem",
    "Awake": "awake",
    "InBed": "in_bed",
}
_UNITS = {
    "lb": 0.45359237,
    "g": 0.001,
    "st": 6.35029318,
    "km": 1000.0,
    "mi": 1609.344,
    "yd": 0.9144,
    "ft": 0.3048,
    "cm": 0.01,
    "min": 60.0,
    "hr": 3600.0,
    "kJ": 1 / 4.184,
}


class AppleHealthFormat:
    """Reads exports in the memory of the result, whatever the size of the file.

    Steps of several devices overlap, so the largest source of a day wins. A day's SDNN, oxygen
    saturation and breathing are means of its readings; SDNN never replaces RMSSD.
    """

    name = "apple-health"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "HealthData")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield activities, and at the end the days; a DOCTYPE is allowed, entities are not."""
        yield from read_xml(file, _AppleReader(context), context, doctype=True)


class _AppleReader:
    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._log = ProblemLog()
        self._means: defaultdict[dt.date, dict[str, tuple[float, int]]] = defaultdict(dict)
        self._last: defaultdict[dt.date, dict[str, tuple[str, float]]] = defaultdict(dict)
        self._steps: defaultdict[dt.date, dict[str, float]] = defaultdict(dict)
        self._sleep = SleepLog()
        self._segment: Attributes | None = None
        self._workout: Attributes | None = None
        self._statistics: dict[str, Attributes] = {}
        self._activities: list[Activity] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Record":
            self._record(attributes)
        elif name == "Workout":
            self._workout, self._statistics = attributes, {}
        elif name == "WorkoutStatistics" and self._workout is not None:
            kind = attributes.get("type", "").removeprefix(_QUANTITY)
            self._statistics[kind] = attributes
        elif self._segment is not None and attributes.get("key") == "HKTimeZone":
            self._segment["zone"] = attributes.get("value", "")

    def end(self, name: str, _text: str) -> None:
        if name == "Record" and self._segment is not None:
            self._end_segment(self._segment)
            self._segment = None
        elif name == "Workout" and self._workout is not None:
            self._end_workout(self._workout)
            self._workout = None

    def _record(self, record: Attributes) -> None:
        kind = record.get("type", "")
        if kind == _SLEEP:
            self._segment = record  # what follows may tell its time zone
            return
        short = kind.removeprefix(_QUANTITY)
        if short not in _MEANS and short not in _LAST and short != "StepCount":
            return
        began, value = _parse_time(record.get("startDate")), parse_number(record.get("value"))
        if began is None or value is None:
            self._log.count("record[s] without a date or a number [was|were] left out")
            return
        self._add(short, began, value * _UNITS.get(record.get("unit", ""), 1.0), record)

    def _end_segment(self, record: Attributes) -> None:
        """Add a segment of sleep, in the zone in which it was slept."""
        stage = _SLEEP_STAGES.get(record.get("value", "").removeprefix(_SLEEP_VALUE))
        if stage is None:
            return
        ends = [_parse_time(record.get(name)) for name in ("startDate", "endDate")]
        zone = _find_zone(record.get("zone"))
        if zone is not None:
            ends = [None if moment is None else moment.astimezone(zone) for moment in ends]
        if not self._sleep.add(stage, record.get("sourceName", ""), *ends):
            self._log.count(
                "segment[s] of sleep without a start and a later end [was|were] left out"
            )

    def _add(self, short: str, began: dt.datetime, value: float, record: Attributes) -> None:
        day = began.date()
        field = _MEANS.get(short) or _LAST.get(short, "")
        if field in _FRACTIONS and value <= 1:
            value *= 100
        if short in _MEANS:
            total, count = self._means[day].get(field, (0.0, 0))
            self._means[day][field] = total + value, count + 1
        elif short in _LAST:
            when = record.get("endDate", "")
            if when >= self._last[day].get(field, ("", 0.0))[0]:
                self._last[day][field] = when, value
        else:
            source = record.get("sourceName", "")
            self._steps[day][source] = self._steps[day].get(source, 0.0) + value

    def _end_workout(self, workout: Attributes) -> None:
        start, end = _parse_time(workout.get("startDate")), _parse_time(workout.get("endDate"))
        if start is None or end is None:
            self._log.count("workout[s] without a start or an end [was|were] left out")
            return
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", _activity_type(workout))
        heart = self._statistics.get("HeartRate", {})
        values = {
            "elapsed_s": max((end - start).total_seconds(), 0.0),
            "moving_s": _quantity(workout, "duration"),
            "distance_m": self._distance(workout),
            "calories_kcal": self._energy(workout),
            "hr_mean": parse_number(heart.get("average")),
            "hr_max": parse_number(heart.get("maximum")),
        }
        self._activities.append(
            build_activity(
                start,
                values,
                self._context.provenance(licence="user-export"),
                self._log,
                sport=kind,
                device=workout.get("sourceName") or None,
            )
        )

    def _distance(self, workout: Attributes) -> float | None:
        stated = _quantity(workout, "totalDistance")
        measured = (
            _quantity(statistics, "sum", unit="unit")
            for kind, statistics in self._statistics.items()
            if kind.startswith("Distance")
        )
        return stated if stated is not None else next((d for d in measured if d is not None), None)

    def _energy(self, workout: Attributes) -> float | None:
        stated = _quantity(workout, "totalEnergyBurned")
        burned = self._statistics.get("ActiveEnergyBurned", {})
        return stated if stated is not None else _quantity(burned, "sum", unit="unit")

    def take(self) -> Contents | None:
        """Return the completed activities, many at a time: they are small."""
        if len(self._activities) < _AT_ONCE:
            return None
        activities, self._activities = tuple(self._activities), []
        return Contents(activities=activities)

    def finish(self) -> Contents:
        """Build the days, whose records are unordered."""
        nights = self._sleep.by_day()
        provenance = self._context.provenance(licence="user-export")
        days: list[DailyHealth] = []
        for day in sorted({*self._means, *self._last, *self._steps, *nights}):
            values: dict[str, DayValue] = {**nights.get(day, {})}
            means, last = self._means.get(day, {}), self._last.get(day, {})
            values |= {field: total / count for field, (total, count) in means.items()}
            values |= {field: value for field, (_, value) in last.items()}
            if day in self._steps:
                values["steps"] = max(self._steps[day].values())
            record = build_day(day, values, provenance, self._log)
            if record is not None:
                days.append(record)
        problems = self._log.problems(self._context)
        return Contents(tuple(self._activities), tuple(days), problems=problems)


def _activity_type(workout: Attributes) -> str:
    return workout.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")


def _quantity(element: Attributes, name: str, *, unit: str | None = None) -> float | None:
    """Return an attribute with a unit, in SI units or kilocalories."""
    value = parse_number(element.get(name))
    return (
        None if value is None else value * _UNITS.get(element.get(unit or f"{name}Unit", ""), 1.0)
    )


def _parse_time(text: str | None) -> dt.datetime | None:
    """Parse a time such as ``2024-01-05 06:00:00 +0100``."""
    try:
        moment = dt.datetime.fromisoformat((text or "").replace(" +", "+").replace(" -", "-"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _find_zone(name: str | None) -> dt.tzinfo | None:
    """Return the zone that a device noted with a record, if it is known here."""
    if not name:
        return None
    try:
        return time_zone(name)
    except InvalidInput:
        return None
