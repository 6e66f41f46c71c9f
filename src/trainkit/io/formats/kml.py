"""Tracks in KML: places with their times, as `gx:Track` has them."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from typing import BinaryIO

from trainkit.io.authoring import Track, is_xml, read_xml
from trainkit.io.formats.xml_activities import XmlActivities
from trainkit.ports.format import Contents, FileContext

__all__ = ["KmlFormat"]

# Names of arrays beside a track -> column.
_ARRAYS = {
    "heart_rate": "heart_rate",
    "heartrate": "heart_rate",
    "cadence": "cadence",
    "power": "power",
    "speed": "speed",
    "temperature": "temperature",
}


class KmlFormat:
    """Reads each placemark with a timed track as an activity; lines without times have no speed."""

    name = "kml-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "kml")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities; of a damaged document, with every point before the damage."""
        yield from read_xml(file, _KmlReader(context), context)


class _KmlReader(XmlActivities):
    def __init__(self, context: FileContext) -> None:
        super().__init__(context)
        self._about: dict[str, str] = {}
        self._times: list[str] = []
        self._places: list[str] = []
        self._arrays: defaultdict[str, list[str]] = defaultdict(list)
        self._array = ""
        self._timed = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Placemark":
            self._about, self._track, self._timed = {}, Track(self._log), False
        elif name == "Track":
            self._times, self._places, self._timed = [], [], True
            self._arrays.clear()
        elif name == "SimpleArrayData":
            self._array = _ARRAYS.get(attributes.get("name", "").lower(), "")
        elif name == "LineString":
            self._log.count("line[s] without times [was|were] left out")

    def end(self, name: str, text: str) -> None:
        if name == "when":
            self._times.append(text)
        elif name == "coord":
            self._places.append(text)
        elif name == "value" and self._array:
            self._arrays[self._array].append(text)
        elif name == "SimpleArrayData":
            self._array = ""
        elif name == "Track" and self._track is not None:
            self._end_track(self._track)
        elif name == "Placemark" and self._track is not None:
            self.complete(self._track)
        elif name in {"name", "description", "type"} and text:
            self._about.setdefault(name, text)

    def _end_track(self, track: Track) -> None:
        if len(self._times) != len(self._places):
            self._log.count("track[s] with more times than places, or fewer")
        for at, (time, place) in enumerate(zip(self._times, self._places, strict=False)):
            numbers = zip_longest(("longitude", "latitude", "altitude"), place.split()[:3])
            for column, number in numbers:
                track.put(str(column), number or "")
            for column, values in self._arrays.items():
                track.put(column, values[at] if at < len(values) else "")
            track.end_point(time)
        track.end_segment()
        self._times, self._places = [], []

    def complete(self, track: Track) -> None:
        """Add the activity of a track."""
        self._track = None
        if self._timed:
            self._end_track(track)
        else:
            return
        activity = track.activity(
            self._context,
            sport=self._about.get("type"),
            name=self._about.get("name"),
            notes=self._about.get("description"),
        )
        if activity is not None:
            self._activities.append(activity)
