"""One made-up workout as the files and lists of many products, whole or damaged."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from trainkit.io.fit import encode

START = dt.datetime(2026, 6, 1, 5, tzinfo=dt.UTC)
EPOCH = dt.datetime(1989, 12, 31, tzinfo=dt.UTC)
METRES_PER_DEGREE = 111_194.93

_FIT = {
    "hr": "heart_rate",
    "power": "power",
    "cadence": "cadence",
    "distance": "distance",
    "altitude": "altitude",
    "lat": "position_lat",
    "lon": "position_long",
    "speed": "speed",
}
_GPX = {"hr": "hr", "power": "power", "cadence": "cad", "distance": "distance", "speed": "speed"}
_TCX = {"altitude": "AltitudeMeters", "distance": "DistanceMeters", "cadence": "Cadence"}


@dataclass(frozen=True)
class Recording:
    """A workout: seconds since its start, and columns of the same length (NaN where unknown)."""

    time_s: np.ndarray
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    start: dt.datetime = START
    sport: str = "running"
    sub_sport: str | None = None
    totals: Mapping[str, float] = field(default_factory=dict)  # fields of the FIT session
    session: bool = True
    lap: bool = False
    offset: str = "Z"

    @property
    def elapsed_s(self) -> float:
        return float(self.time_s[-1] - self.time_s[0])

    @property
    def lasted_s(self) -> float:
        """The time that a timer counts, whatever the clock does."""
        steps = np.diff(self.time_s)
        usual = float(np.median(steps))
        return float(np.where((steps < 0) | (steps > 3600), usual, steps).sum())

    def having(self, **columns: np.ndarray) -> "Recording":
        """Return a copy with other columns."""
        return replace(self, columns={**self.columns, **columns})

    def without(self, *names: str) -> "Recording":
        """Return a copy that lacks columns."""
        return replace(self, columns={n: c for n, c in self.columns.items() if n not in names})

    def rows(self) -> Iterable[tuple[dt.datetime, dict[str, float]]]:
        """Yield the time and the known values of each sample."""
        for place, second in enumerate(self.time_s.tolist()):
            values = {name: float(column[place]) for name, column in self.columns.items()}
            known = {name: value for name, value in values.items() if not np.isnan(value)}
            yield self.start + dt.timedelta(seconds=second), known

    def text_time(self, moment: dt.datetime) -> str:
        """Return a time with the recording's offset from UTC."""
        if self.offset == "Z":
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        hours = int(self.offset[:3])
        return moment.astimezone(dt.timezone(dt.timedelta(hours=hours))).isoformat()


def run(
    seconds: int = 1200, *, step: int = 5, speed: float = 3.0, start: dt.datetime = START
) -> Recording:
    """Return an even run to the north at 150 bpm."""
    time_s = np.arange(0.0, seconds + 1, step)
    metres = time_s * speed
    return Recording(
        time_s,
        {
            "lat": 47.3 + metres / METRES_PER_DEGREE,
            "lon": np.full(time_s.size, 8.5),
            "hr": np.full(time_s.size, 150.0),
            "distance": metres,
            "altitude": np.full(time_s.size, 420.0),
        },
        start=start,
    )


def as_fit(*legs: Recording, serial: int = 77) -> bytes:
    """Write a FIT file with a session for each leg."""
    first = fit_seconds(legs[0].start)
    messages: list[tuple[str, dict[str, object]]] = [
        ("file_id", {"type": "activity", "serial_number": serial, "time_created": first})
    ]
    for leg in legs:
        times = fit_seconds(leg.start) + np.round(leg.time_s)
        records = {_FIT[name]: column for name, column in leg.columns.items()}
        messages.append(("record", {"timestamp": times, **records}))
        if leg.lap:
            messages.append(("lap", {"start_time": fit_seconds(leg.start), "sport": leg.sport}))
        if leg.session:
            begin = fit_seconds(leg.start) + round(leg.time_s[0])
            clock_s = leg.elapsed_s if 0 <= leg.elapsed_s < 4e6 else leg.lasted_s
            messages.append(
                (
                    "session",
                    {
                        "start_time": begin,
                        "timestamp": begin + round(clock_s),
                        "total_elapsed_time": clock_s,
                        "total_timer_time": leg.lasted_s,
                        "sport": leg.sport,
                        "sub_sport": leg.sub_sport or "generic",
                        **leg.totals,
                    },
                )
            )
    return encode(messages)  # type: ignore[arg-type]


def fit_seconds(moment: dt.datetime) -> int:
    """Return FIT seconds."""
    return round((moment - EPOCH).total_seconds())


def as_gpx(recording: Recording, *, about: str | None = None, creator: str = "watch") -> bytes:
    """Write a GPX track."""
    points = []
    for moment, values in recording.rows():
        inner = "".join(f"<{_GPX[n]}>{values[n]!r}</{_GPX[n]}>" for n in values if n in _GPX)
        height = f"<ele>{values['altitude']!r}</ele>" if "altitude" in values else ""
        points.append(
            f'<trkpt lat="{values.get("lat", 0.0)!r}" lon="{values.get("lon", 0.0)!r}">{height}'
            f"<time>{recording.text_time(moment)}</time><extensions>{inner}</extensions></trkpt>"
        )
    about = f"<type>{recording.sport}</type>" if about is None else about
    return (
        f'<?xml version="1.0"?><gpx creator="{creator}" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk>{about}<trkseg>{''.join(points)}</trkseg></trk></gpx>"
    ).encode()


def as_tcx(
    recording: Recording, *, laps: Sequence[Mapping[str, str]] = ({},), resets: bool = False
) -> bytes:
    """Write a TCX activity; its points are shared out among the laps, given by element."""
    bounds = np.linspace(0, recording.time_s.size, len(laps) + 1).astype(int)
    rows = list(recording.rows())
    parts = []
    for lap, first, last in zip(laps, bounds, bounds[1:], strict=False):
        inside = rows[first:last]
        base = inside[0][1].get("distance", 0.0) if resets else 0.0
        points = "".join(_tcx_point(recording, moment, values, base) for moment, values in inside)
        totals = "".join(f"<{name}>{text}</{name}>" for name, text in lap.items())
        start = recording.text_time(inside[0][0])
        parts.append(f'<Lap StartTime="{start}">{totals}<Track>{points}</Track></Lap>')
    sport = {"running": "Running", "cycling": "Biking"}.get(recording.sport, "Other")
    return (
        f'<TrainingCenterDatabase><Activities><Activity Sport="{sport}"><Id>1</Id>{"".join(parts)}'
        "</Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def _tcx_point(
    recording: Recording, moment: dt.datetime, values: Mapping[str, float], base: float
) -> str:
    values = {n: v - base if n == "distance" else v for n, v in values.items()}
    inner = "".join(
        f"<{_TCX[name]}>{values[name]!r}</{_TCX[name]}>" for name in _TCX & values.keys()
    )
    if "hr" in values:
        inner += f"<HeartRateBpm><Value>{values['hr']:.0f}</Value></HeartRateBpm>"
    if "lat" in values and "lon" in values:
        inner += (
            f"<Position><LatitudeDegrees>{values['lat']!r}</LatitudeDegrees>"
            f"<LongitudeDegrees>{values['lon']!r}</LongitudeDegrees></Position>"
        )
    if "power" in values:
        inner += f"<Extensions><TPX><Watts>{values['power']:.0f}</Watts></TPX></Extensions>"
    return f"<Trackpoint><Time>{recording.text_time(moment)}</Time>{inner}</Trackpoint>"


def as_strava_list(rows: Iterable[tuple[Recording, str, str]]) -> bytes:
    """Write activities.csv: for each recording the sport and the file's name."""
    text = io.StringIO()
    table = csv.writer(text)
    first = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename"
    table.writerow([*first.split(","), "Elapsed Time", "Moving Time", "Distance"])
    for number, (recording, sport, file) in enumerate(rows):
        date = recording.start.strftime("%b %d, %Y, %I:%M:%S %p")
        metres = float(np.nanmax(recording.columns["distance"]))
        seconds = recording.elapsed_s
        times = [seconds, metres / 1000, file, seconds, seconds, metres]
        table.writerow([500 + number, date, f"Strava {number}", sport, *times])
    return text.getvalue().encode()


def as_strava_api(rows: Iterable[tuple[Recording, str]]) -> bytes:
    """Write an answer of the web API."""
    return json.dumps(
        [
            {
                "resource_state": 2,
                "id": 500 + number,
                "type": sport,
                "sport_type": sport,
                "start_date": recording.start.isoformat(),
                "moving_time": recording.elapsed_s,
                "elapsed_time": recording.elapsed_s,
                "distance": float(np.nanmax(recording.columns["distance"])),
            }
            for number, (recording, sport) in enumerate(rows)
        ]
    ).encode()


def as_garmin_export(rows: Iterable[tuple[Recording, str, Mapping[str, object]]]) -> bytes:
    """Write the list of Garmin's export: for each recording its type and further keys."""
    listed = []
    for number, (recording, kind, more) in enumerate(rows):
        milliseconds = recording.start.timestamp() * 1000
        listed.append(
            {
                "activityId": 9_000_000 + number,
                "activityType": kind,
                "startTimeGmt": milliseconds,
                "startTimeLocal": milliseconds + 7_200_000,
                "duration": recording.elapsed_s * 1000,
                "elapsedDuration": recording.elapsed_s * 1000,
                "distance": float(np.nanmax(recording.columns["distance"])) * 100,
                **more,
            }
        )
    return json.dumps([{"summarizedActivitiesExport": listed}]).encode()


def as_apple(rows: Iterable[tuple[Recording, str]]) -> bytes:
    """Write export.xml with workouts."""
    workouts = "".join(
        f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" sourceName="Watch" '
        f'startDate="{recording.start:%Y-%m-%d %H:%M:%S} +0000" '
        f'endDate="{recording.start + dt.timedelta(seconds=recording.elapsed_s):%Y-%m-%d %H:%M:%S}'
        f' +0000"/>'
        for recording, kind in rows
    )
    return f"<HealthData>{workouts}</HealthData>".encode()


def write_all(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, and return it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


WRITERS: Mapping[str, Callable[[Recording], bytes]] = {
    "a.fit": as_fit,
    "a.gpx": as_gpx,
    "a.tcx": as_tcx,
}
