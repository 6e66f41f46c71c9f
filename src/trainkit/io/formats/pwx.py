"""Workouts in PWX, the XML of TrainingPeaks, with their samples."""

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

__all__ = ["PwxFormat"]

# Element of a sample -> column; all are in SI units.
_COLUMNS = {
    "hr": "heart_rate",
    "spd": "speed",
    "pwr": "power",
    "cad": "cadence",
    "dist": "distance",
    "lat": "latitude",
    "lon": "longitude",
    "alt": "altitude",
    "temp": "temperature",
}
# Element of the workout's summary -> field.
_TOTALS = {"duration": "moving_s", "dist": "distance_m", "climbingelevation": "ascent_m"}
_STOPPED = "durationstopped"  # a part of the duration
_MEANS = {"hr": "hr", "pwr": "power", "spd": "speed"}


class PwxFormat:
    """Reads workouts, each as soon as it is complete; segments and loads are left out."""

    name = "pwx-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "pwx")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities; of a damaged document, with every sample before the damage."""
        yield from read_xml(file, _PwxReader(context), context)


class _PwxReader(XmlActivities):
    def __init__(self, context: FileContext) -> None:
        super().__init__(context)
        self._above: list[str] = []
        self._about: dict[str, str] = {}
        self._values: dict[str, float | None] = {}
        self._sample: dict[str, str] = {}
        self._stopped_s = 0.0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._above.append(name)
        if name == "workout":
            self._track, self._about, self._values = Track(self._log), {}, {}
            self._stopped_s = 0.0
        elif name == "sample":
            self._sample = {}
        elif self._above[-2:-1] == ["summarydata"] and "segment" not in self._above:
            field = _MEANS.get(name)
            if field is not None:
                self._values[f"{field}_mean"] = parse_number(attributes.get("avg"))
                self._values[f"{field}_max"] = parse_number(attributes.get("max"))

    def end(self, name: str, text: str) -> None:
        self._above.pop()
        above = self._above[-1] if self._above else ""
        if name == "sample":
            self._end_sample()
        elif name == "workout" and self._track is not None:
            self.complete(self._track)
        elif above == "sample":
            self._sample[name] = text
        elif above == "workout" and text:
            self._about[name] = text
        elif above == "device" and name in {"make", "model"} and text:
            self._about["device"] = f"{self._about.get('device', '')} {text}".strip()
        elif above == "summarydata" and "segment" not in self._above and name in _TOTALS:
            self._values[_TOTALS[name]] = parse_number(text)
        elif above == "summarydata" and "segment" not in self._above and name == _STOPPED:
            self._stopped_s = parse_number(text) or 0.0

    def _end_sample(self) -> None:
        start, offset = self._start(), parse_number(self._sample.get("timeoffset"))
        if self._track is None or start is None or offset is None:
            self._log.count("sample[s] without a time [was|were] left out")
            return
        for name, column in _COLUMNS.items():
            if name in self._sample:
                self._track.put(column, self._sample[name])
        self._track.end_point(start.timestamp() + offset)

    def _start(self) -> dt.datetime | None:
        """Return the start; PWX has local times, which are in the athlete's zone."""
        text = self._about.get("time", "")
        seconds = parse_unix_time(text)
        if seconds is None:
            return None
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
        named = text.endswith("Z") or "+" in text or text.count("-") > 2
        return self._context.to_local(moment) if named else moment.replace(tzinfo=self._zone)

    @property
    def _zone(self) -> dt.tzinfo:
        return self._context.zone

    def complete(self, track: Track) -> None:
        """Add the activity of a track."""
        self._track = None
        lasted = self._values.get("moving_s")
        if lasted and 0 < self._stopped_s < lasted:
            self._values |= {"moving_s": lasted - self._stopped_s, "elapsed_s": lasted}
        activity = build_recorded(
            track,
            self._values,
            self._context,
            self._log,
            start=self._start(),
            sport=self._about.get("sportType"),
            name=self._about.get("title") or None,
            notes=self._about.get("cmt") or None,
            device=self._about.get("device") or None,
        )
        self._activities += [] if activity is None else [activity]
