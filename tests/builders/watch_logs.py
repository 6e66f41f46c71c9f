"""One made-up workout as the logs and exports of further products."""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape

import numpy as np

from builders.recordings import Recording

_SUUNTO: Mapping[str, tuple[str, float | None]] = {
    "hr": ("HR", 1 / 60),
    "cadence": ("Cadence", 1 / 60),
    "power": ("Power", 1.0),
    "distance": ("Distance", 1.0),
    "altitude": ("Altitude", 1.0),
    "speed": ("Speed", 1.0),
    "lat": ("Latitude", None),
    "lon": ("Longitude", None),
}
_MOVESCOUNT = {"running": 3, "cycling": 4, "hiking": 96, "rowing": 15}
_POLAR = {
    "hr": "heartRate",
    "power": "power",
    "cadence": "cadence",
    "distance": "distance",
    "altitude": "altitude",
    "speed": "speed",
}
_PWX = {
    "hr": "hr",
    "speed": "spd",
    "power": "pwr",
    "cadence": "cad",
    "distance": "dist",
    "lat": "lat",
    "lon": "lon",
    "altitude": "alt",
}
_FITLOG = {
    "lat": "lat",
    "lon": "lon",
    "altitude": "ele",
    "distance": "dist",
    "hr": "hr",
    "power": "power",
    "cadence": "cadence",
}
_CHEETAH = {
    "hr": ("HR", 1.0),
    "power": ("WATTS", 1.0),
    "cadence": ("CAD", 1.0),
    "distance": ("KM", 0.001),
    "altitude": ("ALT", 1.0),
    "lat": ("LAT", 1.0),
    "lon": ("LON", 1.0),
}


def _suunto_values(values: Mapping[str, float]) -> dict[str, float]:
    known = {_SUUNTO[name]: value for name, value in values.items() if name in _SUUNTO}
    return {
        key: math.radians(value) if factor is None else value * factor
        for (key, factor), value in known.items()
    }


def suunto_header(recording: Recording) -> dict[str, object]:
    """Return the header of an even workout: its true totals."""
    return {
        "DateTime": recording.text_time(recording.start),
        "Duration": recording.lasted_s,
        "ActivityType": _MOVESCOUNT.get(recording.sport, 1),
        "Energy": 1_255_200,
    }


def as_suunto(recording: Recording) -> bytes:
    """Write what Suunto's app exports."""
    samples = [
        {"TimeISO8601": recording.text_time(moment), **_suunto_values(values)}
        for moment, values in recording.rows()
    ]
    device = {"Name": "Suunto Race"}
    log = {"Device": device, "Header": suunto_header(recording), "Samples": samples}
    return json.dumps({"DeviceLog": log}).encode()


def as_suunto_rows(recording: Recording) -> bytes:
    """Write what the app keeps: an object for each sensor and moment."""
    rows: list[dict[str, object]] = []
    for moment, values in recording.rows():
        known = _suunto_values(values)
        places = {key: known.pop(key) for key in ("Latitude", "Longitude") if key in known}
        for part, late in ((places, 0), (known, 300)):
            time = moment + dt.timedelta(milliseconds=late)
            rows.append(_suunto_row(time, {"Sample": part}))
    begin = {"Events": [{"Lap": {"Type": "Start"}}]}
    kind = {"Events": [{"Activity": {"ActivityType": _MOVESCOUNT.get(recording.sport, 1)}}]}
    first = [_suunto_row(recording.start, {"Sample": event}) for event in (begin, kind)]
    return json.dumps({"Samples": [*first, *rows]}).encode()


def _suunto_row(moment: dt.datetime, inside: object) -> dict[str, object]:
    return {"Attributes": {"suunto/sml": inside}, "TimeISO8601": moment.isoformat()}


def as_sml(recording: Recording, *, local: str = "") -> bytes:
    """Write SML; `local` is the header's time, that of the watch."""
    samples = []
    for moment, values in recording.rows():
        inner = "".join(f"<{key}>{v!r}</{key}>" for key, v in _suunto_values(values).items())
        passed = (moment - recording.start).total_seconds()
        samples.append(
            f"<Sample>{inner}<Time>{passed!r}</Time><SampleType>periodic</SampleType>"
            f"<UTC>{moment:%Y-%m-%dT%H:%M:%SZ}</UTC></Sample>"
        )
    time = local or f"{recording.start:%Y-%m-%dT%H:%M:%S}"
    sport = {"running": "Running", "cycling": "Cycling", "hiking": "Hiking", "rowing": "Rowing"}
    named = sport.get(recording.sport, "Not specified sport")
    return (
        '<?xml version="1.0" encoding="utf-8"?><sml xmlns="http://www.suunto.com/schemas/sml">'
        "<DeviceLog><Header>"
        f"<Duration>{recording.lasted_s:g}</Duration><Activity>{named}</Activity>"
        f"<DateTime>{time}</DateTime></Header><Device><Name>Ambit3</Name></Device>"
        f"<Samples>{''.join(samples)}</Samples></DeviceLog></sml>"
    ).encode()


def _cell(values: Mapping[str, float], name: str, factor: float = 1.0) -> str:
    return f"{values[name] * factor:.10g}" if name in values else ""


def as_polar_csv(recording: Recording, *, titles: tuple[str, str] | None = None) -> bytes:
    """Write the CSV of a session that Polar Flow's web page exports."""
    first, second = titles or (
        "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm),"
        "Average speed (km/h),Calories,Ascent (m),Notes,HR max",
        "Sample rate,Time,HR (bpm),Speed (km/h),Pace (min/km),Cadence,Altitude (m),"
        "Stride length (m),Distances (m),Temperatures (C),Power (W)",
    )
    about = f"A B,{recording.sport.upper()},{recording.start:%d-%m-%Y,%H:%M:%S}"
    lasted = dt.timedelta(seconds=round(recording.lasted_s))
    lines = [first, f"{about},0{lasted},,,,300,,,190", second]
    for moment, values in recording.rows():
        passed = dt.timedelta(seconds=round((moment - recording.start).total_seconds()))
        cells = [
            "1",
            _hours(passed),
            _cell(values, "hr"),
            _cell(values, "speed", 3.6),
            "",
            *(_cell(values, name) for name in ("cadence", "altitude")),
            "",
            _cell(values, "distance"),
            "",
            _cell(values, "power"),
        ]
        lines.append(",".join(cells))
    return "\n".join([*lines, ""]).encode()


def _hours(passed: dt.timedelta) -> str:
    seconds = round(passed.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def as_polar_json(recording: Recording) -> bytes:
    """Write a session of Polar Flow's export."""
    lists: dict[str, list[dict[str, object]]] = {}
    for moment, values in recording.rows():
        time = f"{moment:%Y-%m-%dT%H:%M:%S.000}"
        for name, key in _POLAR.items():
            if name in values:
                value = values[name] * (3.6 if name == "speed" else 1)
                lists.setdefault(key, []).append({"dateTime": time, "value": value})
        if "lat" in values:
            place = {"latitude": values["lat"], "longitude": values["lon"]}
            lists.setdefault("recordedRoute", []).append({"dateTime": time, **place})
    exercise = {
        "startTime": f"{recording.start:%Y-%m-%dT%H:%M:%S.000}",
        "timezoneOffset": 0,
        "duration": f"PT{recording.lasted_s:.0f}S",
        "sport": recording.sport.upper(),
        "samples": lists,
    }
    return json.dumps({"exportVersion": "1.6", "exercises": [exercise]}).encode()


def as_pwx(recording: Recording) -> bytes:
    """Write PWX; its times are local."""
    samples = []
    for moment, values in recording.rows():
        inner = "".join(f"<{_PWX[n]}>{v!r}</{_PWX[n]}>" for n, v in values.items() if n in _PWX)
        passed = (moment - recording.start).total_seconds()
        samples.append(f"<sample><timeoffset>{passed!r}</timeoffset>{inner}</sample>")
    sport = {"running": "Run", "cycling": "Bike", "rowing": "Rowing"}
    return (
        "<pwx><workout>"
        f"<sportType>{sport.get(recording.sport, 'Other')}</sportType>"
        f"<time>{recording.start:%Y-%m-%dT%H:%M:%S}</time><summarydata>"
        f"<duration>{recording.lasted_s:g}</duration></summarydata>"
        f"{''.join(samples)}</workout></pwx>"
    ).encode()


def as_fitlog(recording: Recording) -> bytes:
    """Write fitlog."""
    points = []
    for moment, values in recording.rows():
        known = {_FITLOG[name]: value for name, value in values.items() if name in _FITLOG}
        inner = "".join(f' {key}="{value!r}"' for key, value in known.items())
        passed = (moment - recording.start).total_seconds()
        points.append(f'<pt tm="{passed!r}"{inner}/>')
    start = f"{recording.start:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'<FitnessWorkbook><AthleteLog><Activity StartTime="{start}">'
        f'<Duration TotalSeconds="{recording.lasted_s:g}"/>'
        f'<Category Name="{escape(recording.sport)}"/>'
        f'<Track StartTime="{start}">{"".join(points)}</Track></Activity></AthleteLog>'
        "</FitnessWorkbook>"
    ).encode()


def as_golden_cheetah(recording: Recording) -> bytes:
    """Write GoldenCheetah's JSON."""
    samples = []
    for moment, values in recording.rows():
        known = {_CHEETAH[name]: value for name, value in values.items() if name in _CHEETAH}
        sample = {key: value * factor for (key, factor), value in known.items()}
        samples.append({"SECS": (moment - recording.start).total_seconds(), **sample})
    ride = {
        "STARTTIME": f"{recording.start:%Y/%m/%d %H:%M:%S} UTC ",
        "TAGS": {"Sport": recording.sport},
        "SAMPLES": samples,
    }
    return json.dumps({"RIDE": ride}).encode()


def as_kml(recording: Recording) -> bytes:
    """Write a timed track of KML."""
    times, places, hearts = [], [], []
    for moment, values in recording.rows():
        times.append(f"<when>{recording.text_time(moment)}</when>")
        places.append(f"<gx:coord>{values.get('lon', 0)} {values.get('lat', 0)} 420</gx:coord>")
        hearts.append(f"<gx:value>{values.get('hr', math.nan):g}</gx:value>")
    return (
        '<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><Placemark><name>x</name><gx:Track>'
        f"{''.join(times)}{''.join(places)}<ExtendedData><SchemaData>"
        f'<gx:SimpleArrayData name="heart_rate">{"".join(hearts)}</gx:SimpleArrayData>'
        "</SchemaData></ExtendedData></gx:Track></Placemark></kml>"
    ).encode()


def every_log() -> Iterator[tuple[str, Callable[[Recording], bytes]]]:
    """Yield the name of a file and its writer, for each product with samples."""
    yield "suunto.json", as_suunto
    yield "timeline.json", as_suunto_rows
    yield "a.sml", as_sml
    yield "flow.csv", as_polar_csv
    yield "training-session.json", as_polar_json
    yield "a.pwx", as_pwx
    yield "a.fitlog", as_fitlog
    yield "ride.json", as_golden_cheetah
    yield "a.kml", as_kml


def with_pause(recording: Recording, *, at: int, seconds: float) -> Recording:
    """Return a copy whose samples from a place on come later."""
    later = np.arange(recording.time_s.size) >= at
    return Recording(
        recording.time_s + later * seconds, recording.columns, recording.start, recording.sport
    )
