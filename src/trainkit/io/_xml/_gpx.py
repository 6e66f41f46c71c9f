"""GPX tracks, with the extensions for heart rate, cadence, power, speed and temperature."""

import datetime as dt
from typing import BinaryIO

from trainkit._totals import totals
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks
from trainkit.io._sports import sport_named, sub_sport_named
from trainkit.io._xml._track import Track
from trainkit.io._xml._walk import walk
from trainkit.models.activity import Activity
from trainkit.models.provenance import Problem
from trainkit.models.ranges import fitting

__all__ = ["read_gpx"]

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
    "distance": "distance",
}
_QUALITY = {"sat", "hdop", "vdop", "pdop"}


def read_gpx(stream: BinaryIO, origin: Origin) -> Parsed:
    """Read the tracks of a GPX document.

    Where a segment ends, or no point comes for half a minute and five times as long as usual, the
    timer is taken to have stood. The distance is the file's own, else along the points.

    Parameters
    ----------
    stream : binary file
        The document.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        One activity a track; damage leaves every point before it, and a problem with its byte.
    """
    reader = _Reader(origin)
    stop = walk(stream, start=reader.start, end=reader.end)
    remarks = reader.finish()
    damage = () if stop is None else (origin.error(stop.message, offset=stop.offset),)
    return Parsed(activities=tuple(reader.activities), problems=(*damage, *remarks))


class _Reader:
    def __init__(self, origin: Origin) -> None:
        self.activities: list[Activity] = []
        self._origin = origin
        self._remarks = Remarks()
        self._device: str | None = None
        self._track: Track | None = None
        self._in_point = self._in_extensions = False
        self._time = ""
        self._about: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "trkpt" and self._track is not None:
            self._in_point, self._in_extensions, self._time = True, False, ""
            self._track.put("latitude", attributes.get("lat", ""))
            self._track.put("longitude", attributes.get("lon", ""))
        elif name == "extensions":
            self._in_extensions = True
        elif name == "trk":
            self._track, self._about = Track(self._remarks), {}
        elif name == "gpx":
            self._device = attributes.get("creator") or None
        elif name in {"rte", "wpt"}:
            self._remarks.counts[f"{name} elements are no activities: left out"] += 1

    def end(self, name: str, text: str) -> None:
        if self._track is None:
            return
        if self._in_point:
            self._end_in_point(self._track, name, text)
        elif name == "trkseg":
            self._track.end_segment()
        elif name == "trk":
            self._end_track()
        elif name in {"name", "type", "desc", "cmt"} and text:
            self._about.setdefault(name, text)

    def _end_in_point(self, track: Track, name: str, text: str) -> None:
        if name == "trkpt":
            track.end_point(self._time)
            self._in_point = False
        elif name == "time":
            self._time = self._time or text
        elif name in _COLUMNS:
            track.put(_COLUMNS[name], text)
        elif name in _QUALITY:
            track.put(name, text, within="extra")
        elif self._in_extensions and text:
            track.put(name, text, within="developer")

    def _end_track(self) -> None:
        """Finish the track that is open, if any."""
        track, self._track = self._track, None
        samples = None if track is None else track.samples()
        if samples is None:
            self._remarks.counts["tracks without a timed point were left out"] += 1
            return
        start = dt.datetime.fromtimestamp(samples.start_s, dt.UTC)
        known = {
            "elapsed_s": samples.end_s - samples.start_s,
            "moving_s": samples.moving_s,
            "distance_m": samples.distance_m,
            **totals(samples.streams),
        }
        self.activities.append(
            Activity.model_validate(
                {
                    "elapsed_s": 0.0,
                    **fitting(Activity, known, self._remarks.refused),
                    "sport": sport_named(self._about.get("type")) or "generic",
                    "sub_sport": sub_sport_named(self._about.get("type")),
                    "start": self._origin.local(start),
                    "name": self._about.get("name"),
                    "notes": self._about.get("desc") or self._about.get("cmt"),
                    "device": self._device,
                    "streams": samples.streams,
                    "provenance": self._origin.provenance("gpx-file"),
                }
            )
        )

    def finish(self) -> tuple[Problem, ...]:
        """Close what damage left open, and say what was left out."""
        if self._track is not None:
            self._end_track()
        return self._remarks.problems(self._origin)
