"""The JSON of Suunto's app and of its servers: one log of a watch, with its samples."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from trainkit.io.authoring import (
    Json,
    ProblemLog,
    is_json,
    number_at,
    parse_instant,
    read_json_tree,
    text_at,
    value_at,
)
from trainkit.io.formats.suunto.log import SAMPLED, Leg, SuuntoLog, find_sport
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["SuuntoJsonFormat"]

_WRAPPER = "suunto/sml"
# Field of `Activity` -> path in a header or a window.
_TOTALS = {
    "moving_s": ("Duration",),
    "distance_m": ("Distance",),
    "ascent_m": ("Ascent",),
    "descent_m": ("Descent",),
    "calories_kcal": ("Energy",),
    "hr_mean": ("HR", "Avg"),
    "hr_max": ("HR", "Max"),
    "power_mean": ("Power", "Avg"),
    "power_max": ("Power", "Max"),
    "cadence_mean": ("Cadence", "Avg"),
    "speed_max": ("Speed", "Max"),
}


class SuuntoJsonFormat:
    """Reads the log of a file: each activity with its samples and totals.

    The app exports a ``DeviceLog``; it keeps, and its servers answer, one object a sample.
    """

    name = "suunto"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys that only Suunto writes."""
        return is_json(head) and (b'"DeviceLog"' in head or b'"suunto/sml"' in head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        problems = ProblemLog()
        log = SuuntoLog(problems)
        header, windows = _header(tree)
        first: dt.datetime | None = None
        for row in _rows(tree):
            sample = value_at(row, "Attributes", _WRAPPER, "Sample") or row
            time = parse_instant(row.get("TimeISO8601"), context.zone)
            first = first or time
            seconds = None if time is None else time.timestamp()
            for event in _events(sample):
                paused = value_at(event, "Pause", "State")
                if paused is True:
                    log.pause(seconds)
                elif paused is False:
                    log.resume()
                number = number_at(event, "Activity", "ActivityType")
                if number is not None:
                    log.begin(seconds, find_sport(number, None, problems))
            log.add(seconds, _values(sample))
        start = parse_instant(value_at(header, "DateTime"), context.zone) or first
        if start is None:
            yield Contents(problems=(context.error("a log without a start: left out"),))
            return
        written = text_at(header, "DateTime") if start is not first else None
        named = start.tzinfo if written is None or _has_offset(written) else None
        activities = log.activities(
            _finish(log.legs, header, windows, start, problems),
            context,
            zone=None if named is dt.UTC else named,
            device=text_at(_device(tree), "Name"),
        )
        yield Contents(activities=tuple(activities), problems=problems.problems(context))


def _has_offset(text: str) -> bool:
    return dt.datetime.fromisoformat(text).tzinfo is not None


def _finish(
    legs: list[Leg],
    header: Json,
    windows: list[Json],
    start: dt.datetime,
    problems: ProblemLog,
) -> list[Leg]:
    """Return the legs with their totals: the header has those of a log with one activity."""
    if len(legs) < 2:
        number, name = number_at(header, "ActivityType"), text_at(header, "Activity")
        sport = legs[0].sport if legs else find_sport(number, name, problems)
        return [Leg(start.timestamp(), sport, stated=_totals(header))]
    if len(windows) != len(legs):
        return legs
    pairs = zip(legs, windows, strict=True)
    return [replace(leg, stated=_totals(window)) for leg, window in pairs]


def _header(tree: object) -> tuple[Json, list[Json]]:
    """Find the totals of the log, and those of its activities, wherever the file has them."""
    places = [tree, value_at(tree, "Summary")]
    places += [value_at(row, "Attributes", _WRAPPER) for row in _rows(tree)]
    places += [value_at(row, "Attributes", _WRAPPER) for row in _rows(value_at(tree, "Summary"))]
    header: Json = {}
    windows: list[Json] = []
    for place in places:
        inner = value_at(place, "DeviceLog") or place
        found = value_at(inner, "Header")
        if not header and isinstance(found, Mapping):
            header = found
        for window in _list(value_at(inner, "Windows")):
            inside = value_at(window, "Window") or window
            if isinstance(inside, Mapping) and inside.get("Type") == "Activity":
                windows.append(inside)
    summary = value_at(tree, "Summary")
    if not header and isinstance(summary, Mapping):
        header = summary
    return header, windows


def _device(tree: object) -> object:
    return value_at(tree, "DeviceLog", "Device") or value_at(tree, "DeviceLog", "Header", "Device")


def _rows(tree: object) -> list[Json]:
    for path in (("DeviceLog", "Samples"), ("Samples",), ("Data", "Samples")):
        found = value_at(tree, *path)
        if isinstance(found, list):
            return [row for row in found if isinstance(row, Mapping)]
    return []


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _events(sample: object) -> list[object]:
    events = value_at(sample, "Events")
    return events if isinstance(events, list) else [events]


def _values(sample: object) -> dict[str, float]:
    values = {}
    for key, column in SAMPLED.items():
        value = value_at(sample, key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            values[column] = float(value)
    return values


def _totals(node: Json) -> dict[str, float | None]:
    return {name: _statistic(node, *path) for name, path in _TOTALS.items()}


def _statistic(node: Json, key: str, kind: str = "") -> float | None:
    """Return a total; a mean stands in an object, in a list of one, or under one name."""
    if not kind:
        return number_at(node, key)
    found = node.get(key)
    inner = found[0] if isinstance(found, list) and found else found
    return number_at(inner, kind) or number_at(node, key + kind)
