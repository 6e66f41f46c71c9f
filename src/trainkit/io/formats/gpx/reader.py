"""GPX tracks, with extensions for heart rate, cadence, power, speed and temperature."""

from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io.authoring import ProblemLog, Track, is_xml, parse_number, read_xml
from trainkit.models.activity import Activity
from trainkit.ports.format import Contents, FileContext

__all__ = ["GpxFormat"]

# Element of a track point -> column. Extensions are known by these names in several namespaces.
_COLUMNS = {
    "ele": "altitude",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "cad": "cadence",
    "cadence": "cadence",
    "atemp": "temperature",
    "temp": "temperature",
    "temperature": "temperature",
    "power": "power",
    "PowerInWatts": "power",
    "watts": "power",
    "speed": "speed",
}
_QUALITY = {"sat", "hdop", "vdop", "pdop"}


class GpxFormat:
    """Reads tracks: each becomes an activity, as soon as it is complete.

    The timer counts as stopped where a segment ends, and in a gap that exceeds half a minute and
    five usual steps. The distance is that of the file, else measured along the points.
    """

    name = "gpx-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "gpx")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities; of a damaged document, with every point before the damage."""
        yield from read_xml(file, _GpxReader(context), context)


class _GpxReader:
    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._log = ProblemLog()
        self._activities: list[Activity] = []
        self._device: str | None = None
        self._track: Track | None = None
        self._in_point = self._in_extensions = False
        self._time = ""
        self._metres = 0.0
        self._about: dict[str, str] = {}
        self._above: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._above.append(name)
        if name == "trkpt" and self._track is not None:
            self._in_point, self._in_extensions, self._time = True, False, ""
            self._metres = 0.0
            self._track.put("latitude", attributes.get("lat", ""))
            self._track.put("longitude", attributes.get("lon", ""))
        elif name == "extensions":
            self._in_extensions = True
        elif name == "trk":
            self._track, self._about = Track(self._log), {}
        elif name == "gpx":
            self._device = attributes.get("creator") or None
        elif name in {"rte", "wpt"}:
            self._log.count(f"{name} [element is no activity|elements are no activities]: left out")

    def end(self, name: str, text: str) -> None:
        self._above.pop()
        if self._track is None:
            return
        if self._in_point:
            self._end_in_point(self._track, name, text)
        elif name == "trkseg":
            self._track.end_segment()
        elif name == "trk":
            self._end_track(self._track)
        elif name in {"name", "type", "desc", "cmt"} and text and self._above[-1] == "trk":
            self._about.setdefault(name, text)

    def _end_in_point(self, track: Track, name: str, text: str) -> None:
        if name == "trkpt":
            track.end_point(self._time)
            self._in_point = False
        elif name == "time":
            self._time = self._time or text
        elif name in _COLUMNS:
            track.put(_COLUMNS[name], text)
        elif name == "distance":
            # Of a distance from the last point and one from the start, the start's is longer.
            self._metres = max(self._metres, parse_number(text) or 0.0)
            track.put("distance", self._metres)
        elif name in _QUALITY:
            track.put(name, text, within="extra")
        elif self._in_extensions and text:
            track.put(name, text, within="developer")

    def _end_track(self, track: Track) -> None:
        self._track = None
        activity = track.activity(
            self._context,
            sport=self._about.get("type"),
            name=self._about.get("name"),
            notes=self._about.get("desc") or self._about.get("cmt"),
            device=self._device,
        )
        if activity is not None:
            self._activities.append(activity)

    def take(self) -> Contents | None:
        """Return the completed activities."""
        if not self._activities:
            return None
        activities, self._activities = tuple(self._activities), []
        return Contents(activities=activities)

    def finish(self) -> Contents:
        """Close a track that damage left open."""
        if self._track is not None:
            self._end_track(self._track)
        return Contents(
            activities=tuple(self._activities), problems=self._log.problems(self._context)
        )
