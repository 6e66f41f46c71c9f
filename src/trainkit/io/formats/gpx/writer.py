"""An activity with positions as a GPX track, for Garmin, Strava and `trainkit.read`."""

import datetime as dt
from collections.abc import Iterator
from math import isnan
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from trainkit._text import clean
from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.streams import Streams

__all__ = ["write_gpx"]

_EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator={creator} xmlns="http://www.topografix.com/GPX/1/1" '
    f'xmlns:gpxtpx="{_EXTENSION}">\n'
)
# Columns in the extension, in the order of its schema.
_EXTENDED = {"temperature": "atemp", "heart_rate": "hr", "cadence": "cad", "speed": "speed"}
# Columns beside it, under the bare names that platforms write and read.
_BARE = {"power": "power", "distance": "distance"}
_PAUSE_S = 30.0  # a longer gap begins a new segment


def write_gpx(activity: Activity) -> bytes:
    """Write an activity as a GPX 1.1 track.

    Reading it returns the same samples, of those with a position, with times in whole milliseconds.
    A gap of more than half a minute begins a new segment. GPX has no element for laps, the device's
    totals, beats, and columns other than position, altitude, temperature, heart rate, cadence,
    speed, power and distance.

    Parameters
    ----------
    activity : Activity
        The workout.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    InvalidInput
        The activity has no positions.
    """
    streams = activity.streams
    if streams is None or streams.latitude is None or streams.longitude is None:
        raise InvalidInput("activity", activity.key, "one with positions, which every point needs")
    lines = [_HEAD.format(creator=quoteattr(activity.device or "trainkit")), " <trk>\n"]
    about = {"name": activity.name, "desc": activity.notes, "type": activity.sport}
    lines += [f"  <{tag}>{_text(words)}</{tag}>\n" for tag, words in about.items() if words]
    lines += _segments(streams, activity.start)
    lines.append(" </trk>\n</gpx>\n")
    return "".join(lines).encode()


def _segments(streams: Streams, start: dt.datetime) -> Iterator[str]:
    names = ["latitude", "longitude", "altitude", *_EXTENDED, *_BARE]
    columns = {name: streams.columns[name].tolist() for name in names if name in streams.columns}
    times = streams.time_s
    new = np.r_[True, np.diff(times) > _PAUSE_S].tolist()
    yield "  <trkseg>\n"
    placed = False
    for row, seconds in enumerate(times.tolist()):
        point = {name: column[row] for name, column in columns.items() if not isnan(column[row])}
        if new[row] and placed:
            yield "  </trkseg>\n  <trkseg>\n"
        if "latitude" in point and "longitude" in point:
            placed = True
            yield _point(point, start.astimezone(dt.UTC) + dt.timedelta(seconds=seconds))
    yield "  </trkseg>\n"


def _point(point: dict[str, float], moment: dt.datetime) -> str:
    time = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    parts = [f'   <trkpt lat="{_number(point["latitude"])}" lon="{_number(point["longitude"])}">']
    if "altitude" in point:
        parts.append(f"<ele>{_number(point['altitude'])}</ele>")
    parts.append(f"<time>{time}</time>")
    bare = "".join(f"<{tag}>{_number(point[n])}</{tag}>" for n, tag in _BARE.items() if n in point)
    inner = "".join(
        f"<gpxtpx:{tag}>{_number(point[name])}</gpxtpx:{tag}>"
        for name, tag in _EXTENDED.items()
        if name in point
    )
    if inner:
        inner = f"<gpxtpx:TrackPointExtension>{inner}</gpxtpx:TrackPointExtension>"
    if bare or inner:
        parts.append(f"<extensions>{bare}{inner}</extensions>")
    return "".join(parts) + "</trkpt>\n"


def _number(value: float) -> str:
    """Format a number exactly, without an exponent."""
    return np.format_float_positional(value, trim="-")


def _text(words: str) -> str:
    """Escape reserved characters; replace those that XML does not allow."""
    return escape(clean(words))
