"""SML, the XML of Suunto's desktop programs: logs of a watch, with their samples."""

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from trainkit.io.authoring import (
    ProblemLog,
    is_xml,
    local_start,
    parse_instant,
    parse_number,
    parse_unix_time,
    read_xml,
)
from trainkit.io.formats.suunto.log import SAMPLED, Leg, SuuntoLog, find_sport
from trainkit.models.activity import Activity
from trainkit.ports.format import Contents, FileContext

__all__ = ["SmlFormat"]

_QUARTER_S = 900  # offsets from UTC are multiples of it
_LATE_S = 300.0  # the most that a watch's clock may differ from that of the satellites
# Path below the header -> field of `Activity`.
_TOTALS = {
    ("Duration",): "moving_s",
    ("Distance",): "distance_m",
    ("Ascent",): "ascent_m",
    ("Descent",): "descent_m",
    ("Energy",): "calories_kcal",
    ("HR", "Avg"): "hr_mean",
    ("HR", "Max"): "hr_max",
    ("Cadence", "Avg"): "cadence_mean",
    ("Speed", "Max"): "speed_max",
}
_UTC_DEVICE = "GPS Track POD"  # whose header is in UTC, without saying so


class SmlFormat:
    """Reads each log as soon as it is complete; intervals between beats are left out."""

    name = "sml-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "sml")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities; of a damaged document, with every sample before the damage."""
        yield from read_xml(file, _SmlReader(context), context)


class _SmlReader:
    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._problems = ProblemLog()
        self._activities: list[Activity] = []
        self._above: list[str] = []
        self._log: SuuntoLog | None = None

    def _begin(self) -> None:
        self._log = SuuntoLog(self._problems)
        self._about: dict[str, str] = {}
        self._stated: dict[str, float | None] = {}
        self._sample: dict[str, str] = {}
        self._events: list[tuple[str, str]] = []
        self._shift: tuple[dt.datetime, float] | None = None

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._above.append(name)
        if name == "DeviceLog":
            self._begin()
        elif name == "Sample":
            self._sample, self._events = {}, []

    def end(self, name: str, text: str) -> None:
        self._above.pop()
        if self._log is None:
            return
        if name == "DeviceLog":
            self._complete(self._log)
        elif name == "Sample":
            self._end_sample(self._log)
        elif "Sample" in self._above:
            self._end_value(name, text)
        elif "Header" in self._above:
            self._end_total(name, text)
        elif self._above[-1:] == ["Device"] and name == "Name" and text:
            self._about["Device"] = text

    def _end_value(self, name: str, text: str) -> None:
        if self._above[-1] == "Sample":
            self._sample[name] = text
        elif "Events" in self._above:
            self._events.append((f"{self._above[-1]}/{name}", text))

    def _end_total(self, name: str, text: str) -> None:
        path = (*self._above[self._above.index("Header") + 1 :], name)
        if path in _TOTALS:
            self._stated[_TOTALS[path]] = parse_number(text)
        elif len(path) == 1 and text:
            self._about[name] = text

    def _end_sample(self, log: SuuntoLog) -> None:
        seconds = self._seconds()
        for path, text in self._events:
            if path == "Pause/State" and text.lower() == "true":
                log.pause(seconds)
            elif path == "Pause/State":
                log.resume()
            elif path == "Activity/ActivityType":
                log.begin(seconds, self._sport(text))
        found = [
            (SAMPLED[name], parse_number(text))
            for name, text in self._sample.items()
            if name in SAMPLED
        ]
        log.add(seconds, {column: value for column, value in found if value is not None})

    def _seconds(self) -> float | None:
        """Return the time of the sample: in UTC, or after the start of the log."""
        passed = parse_number(self._sample.get("Time"))
        utc = parse_unix_time(self._sample.get("UTC"))
        if utc is not None:
            if passed is not None and self._shift is None:
                self._shift = dt.datetime.fromtimestamp(utc - passed, dt.UTC), utc - passed
            return utc
        start = self._start()
        if passed is None or start is None:
            return None
        return passed + (start.timestamp() if self._shift is None else self._shift[1])

    def _start(self) -> dt.datetime | None:
        """Return the start that the header names, in local time."""
        named = parse_instant(self._about.get("DateTime"), self._context.zone)
        if named is not None and self._about.get("Device") == _UTC_DEVICE:
            return self._context.to_local(named.replace(tzinfo=dt.UTC))
        if named is None or self._shift is None:
            return named
        utc = self._shift[0]
        away_s = (named.replace(tzinfo=dt.UTC) - utc).total_seconds()
        quarters = round(away_s / _QUARTER_S)
        if abs(away_s - quarters * _QUARTER_S) > _LATE_S:
            return self._context.to_local(utc)
        local = utc + dt.timedelta(seconds=quarters * _QUARTER_S)
        return local_start(utc, local, self._context)

    def _sport(self, text: str | None) -> str | None:
        number = parse_number(text)
        return find_sport(number, None if number is not None else text, self._problems)

    def _complete(self, log: SuuntoLog) -> None:
        """Add the activities of a log."""
        self._log = None
        start = self._start()
        if start is None and log.start_s is not None:
            start = self._context.to_local(dt.datetime.fromtimestamp(log.start_s, dt.UTC))
        if start is None:
            self._problems.count("log[s] without a start [was|were] left out")
            return
        legs = log.legs
        if len(legs) < 2:
            named = self._about.get("Activity") or self._about.get("ActivityType")
            sport = legs[0].sport if legs else self._sport(named)
            legs = [Leg(start.timestamp(), sport, stated=self._stated)]
        self._activities += log.activities(
            legs, self._context, zone=start.tzinfo, device=self._about.get("Device")
        )

    def take(self) -> Contents | None:
        """Return the completed activities."""
        if not self._activities:
            return None
        activities, self._activities = tuple(self._activities), []
        return Contents(activities=activities)

    def finish(self) -> Contents:
        """Close a log that damage left open."""
        if self._log is not None:
            self._complete(self._log)
        problems = self._problems.problems(self._context)
        return Contents(activities=tuple(self._activities), problems=problems)
