"""Apple Health's export.xml, streamed: days from its records, activities from its workouts."""

import datetime as dt
import re
from collections import defaultdict
from typing import BinaryIO

from trainkit.io._daily import DayValue, daily
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks
from trainkit.io._sports import sport_named, sub_sport_named
from trainkit.io._xml._apple_sleep import Nights
from trainkit.io._xml._track import number
from trainkit.io._xml._walk import walk
from trainkit.models.activity import Activity
from trainkit.models.ranges import fitting

__all__ = ["read_apple_health"]

Attributes = dict[str, str]

_QUANTITY = "HKQuantityTypeIdentifier"
# Records whose mean, and whose last value, stands for a day: type -> field.
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
_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
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


def read_apple_health(stream: BinaryIO, origin: Origin) -> Parsed:
    """Read an export: its memory is that of the answer, whatever the size of the file.

    Steps of several devices overlap, so the day's largest source counts. A day's SDNN, oxygen
    saturation and breathing are means of its readings; SDNN never stands in for RMSSD.

    Parameters
    ----------
    stream : binary file
        The document; its own DOCTYPE is allowed, entities are not.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        Days and activities; damage leaves everything before it, and a problem with its byte.
    """
    reader = _Reader(origin)
    stop = walk(stream, start=reader.start, end=reader.end, doctype=True)
    parsed = reader.parsed()
    damage = () if stop is None else (origin.error(stop.message, offset=stop.offset),)
    return Parsed(parsed.activities, parsed.days, problems=(*damage, *parsed.problems))


class _Reader:
    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._remarks = Remarks()
        self._means: defaultdict[dt.date, dict[str, tuple[float, int]]] = defaultdict(dict)
        self._last: defaultdict[dt.date, dict[str, tuple[str, float]]] = defaultdict(dict)
        self._steps: defaultdict[dt.date, dict[str, float]] = defaultdict(dict)
        self._nights = Nights()
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

    def end(self, name: str, _text: str) -> None:
        if name == "Workout" and self._workout is not None:
            self._end_workout(self._workout)
            self._workout = None

    def _record(self, one: Attributes) -> None:
        kind = one.get("type", "")
        if kind == _SLEEP:
            self._nights.add(
                one.get("value", ""),
                one.get("sourceName", ""),
                moment_of(one.get("startDate")),
                moment_of(one.get("endDate")),
            )
            return
        short = kind.removeprefix(_QUANTITY)
        if short not in _MEANS and short not in _LAST and short != "StepCount":
            return
        began, value = moment_of(one.get("startDate")), number(one.get("value"))
        if began is None or value is None:
            self._remarks.counts["records without a date or a number were left out"] += 1
            return
        self._keep(short, began, value * _UNITS.get(one.get("unit", ""), 1.0), one)

    def _keep(self, short: str, began: dt.datetime, value: float, one: Attributes) -> None:
        day = began.date()
        field = _MEANS.get(short) or _LAST.get(short, "")
        if field in _FRACTIONS and value <= 1:
            value *= 100
        if short in _MEANS:
            total, count = self._means[day].get(field, (0.0, 0))
            self._means[day][field] = total + value, count + 1
        elif short in _LAST:
            when = one.get("endDate", "")
            if when >= self._last[day].get(field, ("", 0.0))[0]:
                self._last[day][field] = when, value
        else:
            source = one.get("sourceName", "")
            self._steps[day][source] = self._steps[day].get(source, 0.0) + value

    def _end_workout(self, one: Attributes) -> None:
        start, end = moment_of(one.get("startDate")), moment_of(one.get("endDate"))
        if start is None or end is None:
            self._remarks.counts["workouts without a start or an end were left out"] += 1
            return
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", _activity_type(one))
        heart = self._statistics.get("HeartRate", {})
        values = {
            "elapsed_s": max((end - start).total_seconds(), 0.0),
            "moving_s": _quantity(one, "duration"),
            "distance_m": self._distance(one),
            "calories_kcal": self._energy(one),
            "hr_mean": number(heart.get("average")),
            "hr_max": number(heart.get("maximum")),
        }
        self._activities.append(
            Activity.model_validate(
                {
                    "elapsed_s": 0.0,
                    **fitting(Activity, values, self._remarks.refused),
                    "sport": sport_named(kind) or "generic",
                    "sub_sport": sub_sport_named(kind),
                    "start": start,
                    "device": one.get("sourceName") or None,
                    "provenance": self._origin.provenance("apple-health", licence="user-export"),
                }
            )
        )

    def _distance(self, one: Attributes) -> float | None:
        stated = _quantity(one, "totalDistance")
        found = (
            _quantity(statistics, "sum", unit="unit")
            for kind, statistics in self._statistics.items()
            if kind.startswith("Distance")
        )
        return stated if stated is not None else next((d for d in found if d is not None), None)

    def _energy(self, one: Attributes) -> float | None:
        stated = _quantity(one, "totalEnergyBurned")
        burned = self._statistics.get("ActiveEnergyBurned", {})
        return stated if stated is not None else _quantity(burned, "sum", unit="unit")

    def parsed(self) -> Parsed:
        """Finish the days."""
        nights = self._nights.by_day()
        provenance = self._origin.provenance("apple-health", licence="user-export")
        days = []
        for day in sorted({*self._means, *self._last, *self._steps, *nights}):
            values: dict[str, DayValue] = {**nights.get(day, {})}
            means, last = self._means.get(day, {}), self._last.get(day, {})
            values |= {field: total / count for field, (total, count) in means.items()}
            values |= {field: value for field, (_, value) in last.items()}
            if day in self._steps:
                values["steps"] = max(self._steps[day].values())
            record = daily(day, values, provenance, self._remarks)
            if record is not None:
                days.append(record)
        problems = self._remarks.problems(self._origin)
        return Parsed(tuple(self._activities), tuple(days), problems=problems)


def _activity_type(one: Attributes) -> str:
    return one.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")


def _quantity(one: Attributes, name: str, *, unit: str | None = None) -> float | None:
    """Read an attribute with its unit, in SI units or kilocalories."""
    value = number(one.get(name))
    return None if value is None else value * _UNITS.get(one.get(unit or f"{name}Unit", ""), 1.0)


def moment_of(text: str | None) -> dt.datetime | None:
    """Read a time such as ``2024-01-05 06:00:00 +0100``."""
    try:
        moment = dt.datetime.fromisoformat((text or "").replace(" +", "+").replace(" -", "-"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
