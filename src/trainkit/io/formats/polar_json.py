"""Polar Flow's account export: training sessions with samples, and nights."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import BinaryIO

from trainkit.io.authoring import (
    DayValue,
    Json,
    ProblemLog,
    Track,
    build_day,
    build_recorded,
    find_objects,
    is_json,
    number_at,
    parse_day,
    parse_instant,
    read_json_tree,
    text_at,
    value_at,
)
from trainkit.models.activity import Activity
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["PolarJsonFormat"]

_MARKS = (b'"exportVersion"', b'"sleepResult"', b'"polar_user"', b'"heart_rate_variability_avg"')
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
# Samples -> column, and the sample's units in one unit of the column.
_SAMPLES = {
    "heartRate": ("heart_rate", 1.0),
    "altitude": ("altitude", 1.0),
    "speed": ("speed", 3.6),
    "cadence": ("cadence", 1.0),
    "distance": ("distance", 1.0),
    "temperature": ("temperature", 1.0),
    "power": ("power", 1.0),
}
_LARGEST = 1e6  # of a place
_PHASES = {"deep_h": "deep", "light_h": "light", "rem_h": "rem", "awake_h": "wake"}
_ACCESSLINK = {"deep_h": "deep_sleep", "light_h": "light_sleep", "rem_h": "rem_sleep"}


class PolarJsonFormat:
    """Reads training sessions, each exercise as an activity, and nights of Flow and AccessLink."""

    name = "polar"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys that only Polar writes."""
        return is_json(head) and any(mark in head for mark in _MARKS)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities and the days."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        log = ProblemLog()
        activities: list[Activity] = []
        days: dict[dt.date, dict[str, DayValue]] = {}
        for node in find_objects(tree):
            exercises = node.get("exercises")
            if isinstance(exercises, list):
                found = (_exercise(exercise, node, context, log) for exercise in exercises)
                activities += [activity for activity in found if activity is not None]
            for day, values in _days(node):
                days.setdefault(day, {}).update(values)
            if len(activities) > context.most_records:
                break
        provenance = context.provenance(licence="user-export")
        built = (build_day(day, days[day], provenance, log) for day in sorted(days))
        yield Contents(
            activities=tuple(activities),
            days=tuple(day for day in built if day is not None),
            problems=log.problems(context),
        )


def _exercise(
    node: object, session: Json, context: FileContext, log: ProblemLog
) -> Activity | None:
    zone = _zone(node, session)
    start = parse_instant(value_at(node, "startTime"))
    if not isinstance(node, Mapping) or start is None:
        log.count("exercise[s] without a start [was|were] left out")
        return None
    moving = _seconds(node.get("duration"))
    stop = parse_instant(node.get("stopTime"))
    elapsed = None if stop is None else (stop - start).total_seconds()
    return build_recorded(
        _track(node, log),
        {
            "elapsed_s": elapsed if elapsed and elapsed > 0 else moving,
            "moving_s": moving,
            "distance_m": number_at(node, "distance"),
            "ascent_m": number_at(node, "ascent"),
            "descent_m": number_at(node, "descent"),
            "hr_mean": number_at(node, "heartRate", "avg"),
            "hr_max": number_at(node, "heartRate", "max"),
            "calories_kcal": number_at(node, "kiloCalories") or None,
            "power_mean": number_at(node, "power", "avg"),
            "cadence_mean": number_at(node, "cadence", "avg"),
        },
        context,
        log,
        start=context.to_local(start) if zone is None else start.astimezone(zone),
        sport=text_at(node, "sport"),
        name=text_at(session, "name"),
        notes=text_at(session, "note"),
        device=text_at(session, "product", "modelName"),
        licence="user-export",
    )


def _track(node: Json, log: ProblemLog) -> Track:
    """Join the lists of samples by their times."""
    points: dict[float, dict[str, float]] = {}
    for row, column, value in _samples(node.get("samples")):
        time = parse_instant(row.get("dateTime"))
        if time is None:
            log.count("sample[s] without a time [was|were] left out")
        else:
            points.setdefault(time.timestamp(), {})[column] = value
    track = Track(log)
    for seconds in _order(list(points)):
        for column, value in points[seconds].items():
            track.put(column, value)
        track.end_point(seconds)
    return track


def _order(times: list[float]) -> list[float]:
    """Return the times in order, unless the clock leapt back: then as the longest list has them."""
    backwards = sum(later < earlier for earlier, later in pairwise(times))
    return times if backwards == 1 else sorted(times)


def _samples(samples: object) -> Iterator[tuple[Json, str, float]]:
    """Yield the known values of all lists, the longest first, each with its row and its column."""
    lists = {key: _rows(value_at(samples, key)) for key in _SAMPLES}
    for key in sorted(lists, key=lambda name: -len(lists[name])):
        column, units = _SAMPLES[key]
        for row in lists[key]:
            value = number_at(row, "value")
            if value is not None:
                yield row, column, value / units
    for row in _rows(value_at(samples, "recordedRoute")):
        for column in ("latitude", "longitude", "altitude"):
            place = row.get(column)
            if isinstance(place, int | float) and abs(place) < _LARGEST:
                yield row, column, float(place)


def _rows(rows: object) -> list[Json]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _zone(node: object, session: Json) -> dt.tzinfo | None:
    """Return the offset of an exercise, whose times are in UTC; minutes may be text."""
    value = value_at(node, "timezoneOffset") or session.get("timeZoneOffset")
    try:
        minutes = int(value) if isinstance(value, str | int) else None
    except ValueError:
        return None
    if minutes is None or abs(minutes) >= 24 * 60:
        return None
    return dt.timezone(dt.timedelta(minutes=minutes))


def _days(node: Json) -> Iterator[tuple[dt.date, dict[str, DayValue]]]:
    night = parse_day(node.get("night"))
    if night is not None and isinstance(node.get("evaluation"), Mapping):
        phases = value_at(node, "evaluation", "phaseDurations")
        asleep = _seconds(value_at(node, "evaluation", "asleepDuration"))
        yield (
            night,
            {
                "sleep_h": _hours(asleep),
                "in_bed_h": _hours(_seconds(value_at(node, "evaluation", "sleepSpan"))),
                **{
                    field: _hours(_seconds(value_at(phases, name)))
                    for field, name in _PHASES.items()
                },
            },
        )
    day = parse_day(node.get("date"))
    if day is None:
        return
    if "sleep_start_time" in node:
        parts = {field: number_at(node, key) for field, key in _ACCESSLINK.items()}
        known = [part for part in parts.values() if part is not None]
        yield (
            day,
            {
                **{field: _hours(part) for field, part in parts.items()},
                "sleep_h": _hours(sum(known)) if known else None,
                "sleep_start": parse_instant(node.get("sleep_start_time")),
                "sleep_end": parse_instant(node.get("sleep_end_time")),
                "awake_h": _hours(number_at(node, "total_interruption_duration")),
                "sleep_score": number_at(node, "sleep_score"),
            },
        )
    elif "polar_user" in node and "steps" in node:
        yield day, {"steps": number_at(node, "steps")}
    elif "heart_rate_variability_avg" in node:
        yield (
            day,
            {
                "hrv_rmssd": number_at(node, "heart_rate_variability_avg") or None,
                "respiration": number_at(node, "breathing_rate_avg") or None,
            },
        )


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 3600


def _seconds(value: object) -> float | None:
    """Parse a duration such as ``PT1H2M3.5S``."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds
