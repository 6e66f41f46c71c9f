"""Rides in GoldenCheetah's JSON, with their samples."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trainkit.io.authoring import (
    Json,
    ProblemLog,
    Track,
    is_json,
    number_at,
    parse_instant,
    read_json_tree,
    text_at,
    value_at,
)
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["GoldenCheetahFormat"]

# Sample -> column, and the column's unit in one unit of the sample.
_COLUMNS = {
    "KM": ("distance", 1000.0),
    "WATTS": ("power", 1.0),
    "CAD": ("cadence", 1.0),
    "KPH": ("speed", 1 / 3.6),
    "HR": ("heart_rate", 1.0),
    "ALT": ("altitude", 1.0),
    "LAT": ("latitude", 1.0),
    "LON": ("longitude", 1.0),
    "TEMP": ("temperature", 1.0),
}
_UNMEASURED = {"HR", "TEMP"}  # that are zero, or below -200, where nothing was measured
_LARGEST = 1e9  # of any sample
_START = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) UTC")


class GoldenCheetahFormat:
    """Reads the ride of a file; its own metrics and intervals are left out."""

    name = "golden-cheetah"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys that only GoldenCheetah writes."""
        return is_json(head) and b'"RIDE"' in head and b'"STARTTIME"' in head

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the ride."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        log = ProblemLog()
        ride = value_at(tree, "RIDE")
        match = _START.match(text_at(ride, "STARTTIME") or "")
        start = match and parse_instant(f"{match[1]}-{match[2]}-{match[3]}T{match[4]}Z")
        if start is None or not isinstance(ride, Mapping):
            yield Contents(problems=(context.error("a ride without a start: left out"),))
            return
        track = Track(log)
        samples = ride.get("SAMPLES")
        for sample in samples if isinstance(samples, list) else []:
            _put(track, sample, start.timestamp(), log)
        tags = ride.get("TAGS")
        activity = track.activity(
            context,
            sport=(text_at(tags, "Sport") or "").strip() or "cycling",
            name=(text_at(tags, "Title") or text_at(tags, "Workout Code") or "").strip() or None,
            notes=(text_at(tags, "Notes") or "").strip() or None,
            device=(text_at(ride, "DEVICETYPE") or "").strip() or None,
        )
        activities = () if activity is None else (activity,)
        yield Contents(activities=activities, problems=log.problems(context))


def _put(track: Track, sample: object, start_s: float, log: ProblemLog) -> None:
    seconds = number_at(sample, "SECS")
    if seconds is None or not isinstance(sample, Mapping):
        log.count("sample[s] without a time [was|were] left out")
        return
    for key, (column, factor) in _COLUMNS.items():
        value = _value(sample, key)
        if value is not None:
            track.put(column, value * factor)
    track.end_point(start_s + seconds)


def _value(sample: Json, key: str) -> float | None:
    value = sample.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        return None
    nowhere = key in {"LAT", "LON"} and not sample.get("LAT") and not sample.get("LON")
    if nowhere or (key in _UNMEASURED and (value == 0 or value <= -200)):
        return None
    return float(value)
