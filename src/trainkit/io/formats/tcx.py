"""TCX activities: laps, track points, and the extension for speed, power and run cadence."""

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from trainkit._totals import totals
from trainkit.io.authoring import (
    MendedClock,
    ProblemLog,
    Samples,
    Track,
    build_activity,
    canonical_sport,
    choose_totals,
    is_xml,
    parse_number,
    parse_offset,
    parse_unix_time,
    read_xml,
)
from trainkit.models.activity import Activity, Lap
from trainkit.models.ranges import keep_in_range
from trainkit.ports.format import Contents, FileContext

__all__ = ["TcxFormat"]

# Element of a track point -> column.
_COLUMNS = {
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
    "AltitudeMeters": "altitude",
    "DistanceMeters": "distance",
    "Cadence": "cadence",
    "RunCadence": "cadence",
    "Speed": "speed",
    "Watts": "power",
}
# Containers, and elements that other code reads.
_OTHER = {"Time", "SensorState", "HeartRateBpm", "Value", "Position", "Extensions", "TPX"}
# Field of `Lap` -> element of a lap.
_LAP = {
    "moving_s": "TotalTimeSeconds",
    "distance_m": "DistanceMeters",
    "hr_mean": "AverageHeartRateBpm",
    "hr_max": "MaximumHeartRateBpm",
    "power_mean": "AvgWatts",
    "power_max": "MaxWatts",
    "speed_mean": "AvgSpeed",
    "speed_max": "MaximumSpeed",
    "cadence_mean": "Cadence",
    "calories_kcal": "Calories",
}
_HEART = ("hr_mean", "hr_max")
_ROUNDED = 1.02
_DROPOUTS = 0.05  # share of the points
_KINDS = {"Active": "active", "Resting": "rest"}

Texts = dict[str, str]


class TcxFormat:
    """Reads activities, each as soon as it is complete.

    Timer time and distance are those of the laps, or of the points where a lap does not know them;
    heart rate, power and the rest are means and maxima of the points.
    """

    name = "tcx-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "TrainingCenterDatabase")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities; of a damaged document, with every point before the damage."""
        yield from read_xml(file, _TcxReader(context), context)


class _TcxReader:
    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._log = ProblemLog()
        self._activities: list[Activity] = []
        self._above: list[str] = []
        self._track: Track | None = None
        self._laps: list[Texts] = []
        self._in_point = False
        self._time = ""
        self._about: Texts = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._above.append(name)
        if name == "Trackpoint":
            self._in_point, self._time = True, ""
        elif name == "Lap":
            self._laps.append({"StartTime": attributes.get("StartTime", "")})
        elif name == "Activity":
            self._track, self._laps = Track(self._log), []
            self._about = {"Sport": attributes.get("Sport", "")}
        elif name in {"Course", "Workout"}:
            self._log.count(f"{name} [element is no activity|elements are no activities]: left out")

    def end(self, name: str, text: str) -> None:
        self._above.pop()
        track = self._track
        if track is None:
            return
        above = self._above[-1] if self._above else ""
        if self._in_point:
            self._end_in_point(track, name, text, above)
        elif name == "Track":
            track.end_segment()
        elif name == "Activity":
            self._end_activity(track)
        elif "Lap" in self._above and text and self._laps:
            self._laps[-1].setdefault(above if name == "Value" else name, text)
        elif name in {"Id", "Notes"} and above == "Activity":
            self._about[name] = text
        elif name == "Name" and above == "Creator":
            self._about["Creator"] = text

    def _end_in_point(self, track: Track, name: str, text: str, above: str) -> None:
        if name == "Trackpoint":
            track.end_point(self._time)
            self._in_point = False
        elif name == "Time":
            self._time = text
        elif name == "Value" and above == "HeartRateBpm":
            track.put("heart_rate", text)
        elif name in _COLUMNS:
            track.put(_COLUMNS[name], text)
        elif name not in _OTHER and text:
            track.put(name, text, within="developer")

    def _end_activity(self, track: Track) -> None:
        self._track = None
        samples = track.samples(sport=self._about["Sport"])
        clock = MendedClock(np.array([])) if samples is None else samples.clock
        laps = [lap for texts in self._laps if (lap := self._lap(texts, clock)) is not None]
        starts = [lap.start.timestamp() for lap in laps]
        ends = [start + lap.elapsed_s for start, lap in zip(starts, laps, strict=True)]
        if samples is not None:
            starts, ends = [*starts, samples.start_s], [*ends, samples.end_s]
        if not starts:
            self._log.count("activit[y|ies] without a timed point or lap [was|were] left out")
            return
        begin, streams = min(starts), None
        if samples is not None:
            streams = samples.streams
            if begin < samples.start_s:
                later = streams.time_s + (samples.start_s - begin)
                streams = streams.model_copy(update={"time_s": later})
        self._activities.append(
            build_activity(
                self._moment(begin, None if samples is None else samples.zone),
                {**self._totals(laps, samples), "elapsed_s": max(ends) - begin},
                self._context.provenance(identifier=self._about.get("Id") or None),
                self._log,
                sport=self._about["Sport"],
                notes=self._about.get("Notes") or None,
                device=self._about.get("Creator") or None,
                laps=laps,
                streams=streams,
            )
        )

    def _totals(self, laps: list[Lap], samples: Samples | None) -> dict[str, float]:
        """Return the totals: those of the laps, or those of the points where they know more."""
        sport = canonical_sport(self._about["Sport"]) or "generic"
        sampled: dict[str, float] = {}
        if samples is not None:
            sampled = totals(samples.streams, sport=sport)
            sampled |= {"moving_s": samples.moving_s, "elapsed_s": samples.end_s - samples.start_s}
            sampled.pop("distance_m", None)
            sampled |= {} if samples.distance_m is None else {"distance_m": samples.distance_m}
        stated = _sums(laps, sampled)
        if samples is not None and not _has_dropouts(samples):
            # Laps round to whole beats.
            stated = {name: value for name, value in stated.items() if name not in _HEART}
        return choose_totals(stated, sampled, sport, self._log)

    def _lap(self, texts: Texts, clock: MendedClock) -> Lap | None:
        start = parse_unix_time(texts["StartTime"])
        if start is None:
            self._log.count("lap[s] without a start [was|were] left out")
            return None
        values = {name: parse_number(texts.get(element)) for name, element in _LAP.items()}
        values |= {name: values[name] or None for name in _HEART}  # zero means unknown
        known = keep_in_range(Lap, values, self._log.out_of_range)
        trigger = texts.get("TriggerMethod", "").lower()
        return Lap.model_validate(
            {
                **known,
                "elapsed_s": known.get("moving_s", 0.0),
                "start": self._moment(clock.mend(start), parse_offset(texts["StartTime"])),
                "kind": _KINDS.get(texts.get("Intensity", "")),
                "trigger": trigger or None,
            }
        )

    def _moment(self, seconds: float, zone: dt.tzinfo | None) -> dt.datetime:
        return dt.datetime.fromtimestamp(seconds, zone or self._context.zone)

    def take(self) -> Contents | None:
        """Return the completed activities."""
        if not self._activities:
            return None
        activities, self._activities = tuple(self._activities), []
        return Contents(activities=activities)

    def finish(self) -> Contents:
        """Close an activity that damage left open."""
        if self._track is not None:
            self._end_activity(self._track)
        return Contents(
            activities=tuple(self._activities), problems=self._log.problems(self._context)
        )


def _sums(laps: list[Lap], sampled: dict[str, float]) -> dict[str, float]:
    """Add up the laps; a sum without every lap counts only if the points have no more."""
    known: dict[str, float] = {}
    for name in ("moving_s", "distance_m", "calories_kcal"):
        values = [value for lap in laps if (value := getattr(lap, name)) is not None]
        incomplete = len(values) < len(laps) or 0 in values
        if values and not (incomplete and sampled.get(name, 0.0) > _ROUNDED * sum(values)):
            known[name] = sum(values)
    hearts = [(lap.hr_mean, lap.elapsed_s) for lap in laps if lap.hr_mean and lap.elapsed_s]
    if hearts:
        seconds = sum(elapsed for _, elapsed in hearts)
        known["hr_mean"] = sum(mean * elapsed for mean, elapsed in hearts) / seconds
    highest = [lap.hr_max for lap in laps if lap.hr_max]
    return known | ({"hr_max": max(highest)} if highest else {})


def _has_dropouts(samples: Samples) -> bool:
    """Return whether the points lack a heart rate, or have zeros, too often for a mean."""
    heart = samples.streams.heart_rate
    return heart is None or float(np.mean(~(heart > 0))) > _DROPOUTS
