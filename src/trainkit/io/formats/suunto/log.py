"""A watch's log, in JSON or in XML: samples and events in Suunto's units, as activities."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import degrees, floor, pi
from statistics import median

from trainkit.io.authoring import ProblemLog, Track, build_recorded
from trainkit.models.activity import Activity
from trainkit.ports.format import FileContext

__all__ = ["SAMPLED", "Leg", "SuuntoLog", "find_sport"]

# Name of a sampled value -> column.
SAMPLED = {
    "HR": "heart_rate",
    "Cadence": "cadence",
    "Speed": "speed",
    "Distance": "distance",
    "Altitude": "altitude",
    "GPSAltitude": "gps_altitude",
    "Power": "power",
    "BikePower": "power",
    "Temperature": "temperature",
    "Latitude": "latitude",
    "Longitude": "longitude",
}
_PER_MINUTE, _KELVIN, _KCAL_J = 60.0, 273.15, 4184.0
_FASTEST_HZ = 5.0  # a heart, and what it is in beats per second at most
_HOTTEST_C = 100.0
_LARGEST = 1e9  # of any sample
_DISORDER_S = 60  # by which samples may stand in another order than that of time
_PLACES = ("latitude", "longitude")
# Movescount's numbers of sports, which watches write.
_SPORTS = {
    2: "multisport",
    3: "running",
    4: "cycling",
    5: "mountain_biking",
    6: "swimming",
    8: "inline_skating",
    9: "aerobics",
    10: "yoga",
    11: "trekking",
    12: "walking",
    13: "sailing",
    14: "kayaking",
    15: "rowing",
    16: "climbing",
    17: "indoor_cycling",
    18: "circuit_training",
    19: "triathlon",
    20: "alpine_skiing",
    21: "snowboarding",
    22: "cross_country_skiing",
    23: "weight_training",
    24: "basketball",
    25: "soccer",
    26: "ice_hockey",
    27: "volleyball",
    28: "football",
    29: "softball",
    31: "baseball",
    33: "tennis",
    34: "badminton",
    35: "table_tennis",
    36: "racquetball",
    37: "squash",
    38: "martial_arts",
    39: "boxing",
    40: "floorball",
    51: "scuba_diving",
    52: "freediving",
    64: "crosstrainer",
    65: "dancing",
    66: "golf",
    67: "gymnastics",
    68: "handball",
    69: "horseback_riding",
    70: "ice_skating",
    71: "indoor_rowing",
    72: "canoeing",
    73: "motorsports",
    74: "mountaineering",
    75: "orienteering",
    76: "rugby",
    78: "ski_touring",
    79: "stretching",
    80: "telemark_skiing",
    81: "track_and_field",
    82: "trail_running",
    83: "open_water_swimming",
    84: "nordic_walking",
    85: "snowshoeing",
    86: "surfing",
    87: "kettlebell",
    88: "roller_skiing",
    89: "stand_up_paddling",
    90: "crossfit",
    91: "kiteboarding",
    92: "paragliding",
    93: "treadmill",
    94: "frisbee_golf",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """An activity of a log.

    Parameters
    ----------
    start_s : float
        Its start [Unix seconds].
    sport : str or None
        In Suunto's words.
    first : int
        How many points stand before it.
    stated : mapping of str to float or None
        Its totals, in Suunto's units, by field of `Activity`.
    """

    start_s: float
    sport: str | None
    first: int = 0
    stated: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(slots=True)
class _Point:
    second: int
    values: dict[str, float]
    after_pause: bool


class SuuntoLog:
    """Collects the samples and the events of one log, in the order of the file.

    Samples of one second become one point, for a watch writes its sensors one by one. What stands
    within a pause is left out, and the points around it are not joined.

    Parameters
    ----------
    problems : ProblemLog
        Collects what is left out.
    """

    def __init__(self, problems: ProblemLog) -> None:
        self._problems = problems
        self._points: list[_Point] = []
        self._pause_s: float | None = None
        self._dropped = 0
        self._breaks = False
        self.legs: list[Leg] = []

    def add(self, seconds: float | None, values: Mapping[str, float]) -> None:
        """Add a sample: its time [Unix seconds], and its values by column."""
        known = {name: value for name, value in values.items() if abs(value) < _LARGEST}
        if not known:
            return
        if seconds is None:
            self._problems.count("sample[s] without a time [was|were] left out")
        elif self._pause_s is not None and seconds > self._pause_s:
            self._dropped += 1
        else:
            self._put(floor(seconds + 0.5), known)

    def _put(self, second: int, values: dict[str, float]) -> None:
        """Put a point into its place: samples of several sensors are out of order by seconds."""
        points = self._points
        at = len(points)
        if points and points[-1].second - second <= _DISORDER_S:
            while at and points[at - 1].second > second:
                at -= 1
        if at and points[at - 1].second == second:
            points[at - 1].values.update(values)
            return
        points.insert(at, _Point(second, values, self._breaks))
        self._breaks = False

    def pause(self, seconds: float | None) -> None:
        """Begin a pause."""
        if self._pause_s is None:
            self._pause_s = seconds

    def resume(self) -> None:
        """End a pause."""
        if self._pause_s is not None:
            self._pause_s, self._dropped, self._breaks = None, 0, True

    def begin(self, seconds: float | None, sport: str | None) -> None:
        """Add the begin of an activity."""
        if seconds is not None:
            self.legs.append(Leg(seconds, sport, len(self._points)))

    @property
    def start_s(self) -> float | None:
        """The time of the first sample [Unix seconds]."""
        return self._points[0].second if self._points else None

    def activities(
        self,
        legs: Sequence[Leg],
        context: FileContext,
        *,
        zone: dt.tzinfo | None = None,
        device: str | None = None,
    ) -> list[Activity]:
        """Build an activity for each leg.

        Parameters
        ----------
        legs : sequence of Leg
            In order of time; each lasts until the next one.
        context : FileContext
            The file.
        zone : tzinfo, optional
            In which the log's times are; without one, the athlete's.
        device : str, optional
            The watch.

        Returns
        -------
        list of Activity
            One for each leg.
        """
        if self._pause_s is not None:
            what = "sample[s] after a pause that does not end [was|were] left out"
            self._problems.count(what, self._dropped)
        units = _Units([point.values for point in self._points])
        ends = [*(leg.first for leg in legs[1:]), len(self._points)]
        found = []
        for leg, end in zip(legs, ends, strict=True):
            activity = build_recorded(
                self._track(self._points[leg.first : end], units),
                {name: _plain(name, value) for name, value in leg.stated.items()},
                context,
                self._problems,
                start=dt.datetime.fromtimestamp(leg.start_s, zone or context.zone),
                sport=leg.sport,
                device=device,
            )
            found += [] if activity is None else [activity]
        return found

    def _track(self, points: Sequence[_Point], units: "_Units") -> Track:
        track = Track(self._problems)
        for point in points:
            if point.after_pause:
                track.end_segment()
            for column, value in units.read(point.values):
                track.put(column, value)
            track.end_point(float(point.second))
        return track


class _Units:
    """The units of a log's columns, which its values show: not every program writes the same."""

    def __init__(self, points: Sequence[Mapping[str, float]]) -> None:
        columns: dict[str, list[float]] = {}
        for point in points:
            for name, value in point.items():
                if value:
                    columns.setdefault(name, []).append(value)
        self._from: dict[str, Callable[[float], float]] = {}
        for name in ("heart_rate", "cadence"):
            if median(columns.get(name, [_PER_MINUTE])) <= _FASTEST_HZ:
                self._from[name] = _times_sixty
        if median(columns.get("temperature", [0.0])) > _HOTTEST_C:
            self._from["temperature"] = _celsius
        median_of = [median(map(abs, columns.get(name, [0.0]))) for name in _PLACES]
        if median_of[0] <= pi / 2 and median_of[1] <= pi:
            self._from |= dict.fromkeys(_PLACES, degrees)
        self._barometer = "altitude" in columns

    def read(self, point: Mapping[str, float]) -> list[tuple[str, float]]:
        """Return the values of a point in the units of `Streams`."""
        values = []
        for name, value in point.items():
            if name == "gps_altitude" and self._barometer:
                continue
            convert = self._from.get(name)
            column = "altitude" if name == "gps_altitude" else name
            values.append((column, value if convert is None else convert(value)))
        return values


def find_sport(number: float | None, name: str | None, problems: ProblemLog) -> str | None:
    """Return the sport of a number or, without one that is known, of a name."""
    known = None if number is None else _SPORTS.get(int(number))
    if known is None and name is None and number is not None and number > 1:
        what = "activit[y|ies] of the type {} that is not known"
        problems.count(what, example=f"{number:g}")
    return known or name


def _times_sixty(value: float) -> float:
    return value * _PER_MINUTE


def _celsius(value: float) -> float:
    return value - _KELVIN


def _plain(field_: str, value: float | None) -> float | None:
    """Return a total in the unit of `Activity`."""
    if value is None:
        return None
    if field_ == "calories_kcal":
        return value / _KCAL_J
    beats = field_.startswith(("hr_", "cadence_")) and value <= _FASTEST_HZ
    return value * _PER_MINUTE if beats else value
