"""Activities in fitlog, the XML of SportTracks, with their track points."""

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io.authoring import (
    Track,
    build_recorded,
    is_xml,
    parse_number,
    parse_unix_time,
    read_xml,
)
from trainkit.io.formats.xml_activities import XmlActivities
from trainkit.ports.format import Contents, FileContext

__all__ = ["FitlogFormat"]

# Attribute of a point -> column.
_COLUMNS = {
    "lat": "latitude",
    "lon": "longitude",
    "ele": "altitude",
    "dist": "distance",
    "hr": "heart_rate",
    "power": "power",
    "cadence": "cadence",
}
# Element and attribute of an activity -> field.
_TOTALS = {
    ("Duration", "TotalSeconds"): "moving_s",
    ("Distance", "TotalMeters"): "distance_m",
    ("Elevation", "AscendMeters"): "ascent_m",
    ("HeartRate", "AverageBPM"): "hr_mean",
    ("HeartRate", "MaximumBPM"): "hr_max",
    ("Power", "AverageWatts"): "power_mean",
    ("Power", "MaximumWatts"): "power_max",
    ("Cadence", "AverageRPM"): "cadence_mean",
    ("Calories", "TotalCal"): "calories_kcal",
    ("Intensity", "Value"): "rpe",
}


class FitlogFormat:
    """Reads activities, each as soon as it is complete; laps and equipment are left out."""

    name = "fitlog"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "FitnessWorkbook")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities; of a damaged document, with every point before the damage."""
        yield from read_xml(file, _FitlogReader(context), context)


class _FitlogReader(XmlActivities):
    def __init__(self, context: FileContext) -> None:
        super().__init__(context)
        self._above: list[str] = []
        self._about: dict[str, str] = {}
        self._values: dict[str, float | None] = {}
        self._start_s: float | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        above = self._above[-1] if self._above else ""
        self._above.append(name)
        if name == "Activity":
            self._track, self._values = Track(self._log), {}
            self._about = {"StartTime": attributes.get("StartTime", "")}
        elif name == "Track":
            self._start_s = parse_unix_time(attributes.get("StartTime"))
        elif name == "pt" and self._track is not None:
            self._point(self._track, attributes)
        elif above == "Activity":
            for key, text in attributes.items():
                if (name, key) in _TOTALS:
                    self._values[_TOTALS[name, key]] = parse_number(text)
            if name == "Category":
                self._about["sport"] = attributes.get("Name", "")

    def _point(self, track: Track, attributes: dict[str, str]) -> None:
        seconds = parse_number(attributes.get("tm"))
        if seconds is None or self._start_s is None:
            self._log.count("point[s] without a time [was|were] left out")
            return
        for key, column in _COLUMNS.items():
            if key in attributes:
                track.put(column, attributes[key])
        track.end_point(self._start_s + seconds)

    def end(self, name: str, text: str) -> None:
        self._above.pop()
        if name == "Activity" and self._track is not None:
            self.complete(self._track)
        elif text and self._above[-1:] == ["Activity"]:
            self._about[name] = text

    def complete(self, track: Track) -> None:
        """Add the activity of a track."""
        self._track = None
        start_s = parse_unix_time(self._about["StartTime"])
        start = None if start_s is None else dt.datetime.fromtimestamp(start_s, self._context.zone)
        activity = build_recorded(
            track,
            {field: value for field, value in self._values.items() if value},
            self._context,
            self._log,
            start=start,
            sport=self._about.get("sport"),
            name=self._about.get("Name"),
            notes=self._about.get("Notes"),
        )
        self._activities += [] if activity is None else [activity]
