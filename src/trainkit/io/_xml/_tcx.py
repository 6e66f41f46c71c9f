"""TCX activities: laps, track points, and the extension for speed, power and run cadence."""

import datetime as dt
from typing import BinaryIO

from trainkit._totals import totals
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._remarks import Remarks
from trainkit.io._sports import sport_named
from trainkit.io._xml._track import Samples, Track, number, seconds_of
from trainkit.io._xml._walk import walk
from trainkit.models.activity import Activity, Lap
from trainkit.models.provenance import Problem
from trainkit.models.ranges import fitting

__all__ = ["read_tcx"]

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
_KINDS = {"Active": "active", "Resting": "rest"}

Texts = dict[str, str]


def read_tcx(stream: BinaryIO, origin: Origin) -> Parsed:
    """Read the activities of a TCX document.

    The timer time and the distance are those of the laps; heart rate, power and the rest are means
    and maxima of the points.

    Parameters
    ----------
    stream : binary file
        The document.
    origin : Origin
        Where it came from.

    Returns
    -------
    Parsed
        The activities; damage leaves every point before it, and a problem with its byte.
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
            self._track, self._laps = Track(self._remarks), []
            self._about = {"Sport": attributes.get("Sport", "")}
        elif name in {"Course", "Workout"}:
            self._remarks.counts[f"{name} elements are no activities: left out"] += 1

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
            self._end_activity()
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

    def _end_activity(self) -> None:
        """Finish the activity that is open, if any."""
        track, self._track = self._track, None
        samples = None if track is None else track.samples()
        laps = [lap for one in self._laps if (lap := self._lap(one)) is not None]
        starts = [lap.start.timestamp() for lap in laps]
        ends = [start + lap.elapsed_s for start, lap in zip(starts, laps, strict=True)]
        if samples is not None:
            starts, ends = [*starts, samples.start_s], [*ends, samples.end_s]
        if not starts:
            self._remarks.counts["activities without a timed point or lap were left out"] += 1
            return
        begin, streams = min(starts), None
        if samples is not None:
            streams = samples.streams
            if begin < samples.start_s:
                later = streams.time_s + (samples.start_s - begin)
                streams = streams.model_copy(update={"time_s": later})
        known = {"elapsed_s": max(ends) - begin, **self._totals(laps, samples)}
        self.activities.append(
            Activity.model_validate(
                {
                    "elapsed_s": 0.0,
                    **fitting(Activity, known, self._remarks.refused),
                    "sport": sport_named(self._about["Sport"]) or "generic",
                    "start": self._moment(begin),
                    "notes": self._about.get("Notes") or None,
                    "device": self._about.get("Creator") or None,
                    "laps": tuple(laps),
                    "streams": streams,
                    "provenance": self._origin.provenance(
                        "tcx-file", identifier=self._about.get("Id") or None
                    ),
                }
            )
        )

    def _totals(self, laps: list[Lap], samples: Samples | None) -> dict[str, float | None]:
        known: dict[str, float | None] = {}
        if samples is not None:
            known |= {"moving_s": samples.moving_s, "distance_m": samples.distance_m}
        for name in ("moving_s", "distance_m", "calories_kcal"):
            of_laps = [value for lap in laps if (value := getattr(lap, name)) is not None]
            known |= {name: sum(of_laps)} if of_laps else {}
        hearts = [(one.hr_mean, one.elapsed_s) for one in laps if one.hr_mean and one.elapsed_s]
        if hearts:
            whole = sum(seconds for _, seconds in hearts)
            known["hr_mean"] = sum(mean * seconds for mean, seconds in hearts) / whole
        highest = [one.hr_max for one in laps if one.hr_max]
        known |= {"hr_max": max(highest)} if highest else {}
        told = {} if samples is None else totals(samples.streams)
        return known | {
            name: value for name, value in told.items() if name != "distance_m" or name not in known
        }

    def _lap(self, texts: Texts) -> Lap | None:
        start = seconds_of(texts["StartTime"])
        if start is None:
            self._remarks.counts["laps without a start were left out"] += 1
            return None
        values = {name: number(texts.get(element)) for name, element in _LAP.items()}
        known = fitting(Lap, values, self._remarks.refused)
        trigger = texts.get("TriggerMethod", "").lower()
        return Lap.model_validate(
            {
                **known,
                "elapsed_s": known.get("moving_s", 0.0),
                "start": self._moment(start),
                "kind": _KINDS.get(texts.get("Intensity", "")),
                "trigger": trigger or None,
            }
        )

    def _moment(self, seconds: float) -> dt.datetime:
        return self._origin.local(dt.datetime.fromtimestamp(seconds, dt.UTC))

    def finish(self) -> tuple[Problem, ...]:
        """Close what damage left open, and say what was left out."""
        if self._track is not None:
            self._end_activity()
        return self._remarks.problems(self._origin)
