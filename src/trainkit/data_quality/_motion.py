"""Implausible power, speed, position and altitude."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit._totals import haversine_m
from trainkit.data_quality._finding import Finding, find_runs, sample_finding
from trainkit.models.activity import Activity

__all__ = ["FASTEST_M_S", "check_motion"]

# Above the fastest ever measured: a sprint of 12.4 m/s (Berlin 2009), race walking, a descent on
# the road at 36 m/s, freestyle over 50 m at 2.4 m/s; 75 m/s is faster than any speed skier.
FASTEST_M_S = {
    "running": 13.0,
    "walking": 6.0,
    "hiking": 13.0,
    "swimming": 3.0,
    "cycling": 40.0,
    "rowing": 8.0,
    "cross_country_skiing": 30.0,
}
_FASTEST = 75.0
_HIGHEST_W = 2600.0  # above the peak of track sprinters
_ALONE_TIMES, _ALONE_W = 3.0, 400.0  # a spike exceeds this multiple of its neighbours by this
_LONGEST_SPIKE = 2  # samples
_LEAP_M = 60.0  # satellite positions drift by less within a second
_LONGEST_LEAP_S = 120.0  # after this long, the positions before may be the wrong ones
_CLIMB_M_S = 15.0  # faster than a free fall of a second and a half
_CLIMB_M = 20.0


def check_motion(activity: Activity) -> Iterator[Finding]:
    """Check the motion of an activity.

    Parameters
    ----------
    activity : Activity
        With or without streams.

    Yields
    ------
    Finding
        ``power_spike``, ``impossible_speed``, ``gps_jump``, ``gps_relocation``, ``altitude_jump``.
    """
    streams = activity.streams
    if streams is None or len(streams) < 3:
        return
    fastest = FASTEST_M_S.get(activity.sport, _FASTEST)
    if streams.power is not None:
        yield from _power(activity, streams.power)
    if streams.speed is not None:
        for place in find_runs(streams.speed > fastest):
            size = float(np.nanmax(streams.speed[place[0] : place[1] + 1]))
            message = f"{size:.1f} m/s while {activity.sport}"
            yield sample_finding(
                "impossible_speed", activity, "speed", place, size=size, unit="m/s", message=message
            )
    if streams.latitude is not None and streams.longitude is not None:
        yield from _leaps(activity, streams.time_s, streams.latitude, streams.longitude, fastest)
    if streams.altitude is not None:
        yield from _climbs(activity, streams.time_s, streams.altitude)


def _power(activity: Activity, power: FloatArray) -> Iterator[Finding]:
    known = np.nan_to_num(power)
    candidates = known > _HIGHEST_W
    candidates |= known > _ALONE_W
    for first, last in find_runs(candidates):
        samples = slice(first, last + 1)
        peak = float(known[samples].max())
        around = np.concatenate([known[max(first - 3, 0) : first], known[last + 1 : last + 4]])
        beside = float(around.max()) if around.size else 0.0
        short = last - first < _LONGEST_SPIKE
        if short and peak > _ALONE_TIMES * beside + _ALONE_W:
            message = f"{peak:.0f} W beside {beside:.0f} W"
            yield sample_finding(
                "power_spike",
                activity,
                "power",
                (first, last),
                size=peak,
                unit="W",
                message=message,
            )
            continue
        for a, b in find_runs(known[samples] > _HIGHEST_W):
            place = (first + a, first + b)
            size = float(known[place[0] : place[1] + 1].max())
            message = f"{size:.0f} W, more than anybody has reached"
            yield sample_finding(
                "power_spike", activity, "power", place, size=size, unit="W", message=message
            )


def _leaps(
    activity: Activity,
    times: FloatArray,
    latitude: FloatArray,
    longitude: FloatArray,
    fastest: float,
) -> Iterator[Finding]:
    """Find jumps of the position that are faster than the sport allows, and returns from them."""
    known = np.flatnonzero(~np.isnan(latitude) & ~np.isnan(longitude))
    if known.size < 3:
        return
    at, lat, lon = times[known], latitude[known], longitude[known]
    metres = haversine_m(lat, lon)
    allowed = np.maximum(fastest * np.diff(at), 0) + _LEAP_M
    skip_until = 0
    for leap in np.flatnonzero(metres > allowed).tolist():
        if leap < skip_until:
            continue
        back = _find_return(at, lat, lon, leap, fastest)
        last = known.size - 1 if back is None else back - 1
        far = float(metres[leap])
        gone = back is not None
        place = (int(known[leap + 1]), int(known[last if gone else leap + 1]))
        message = f"{far:.0f} m in {at[leap + 1] - at[leap]:.0f} s" + (
            ", and back" if gone else ", and not back"
        )
        kind = "gps_jump" if gone else "gps_relocation"
        yield sample_finding(kind, activity, "latitude", place, size=far, unit="m", message=message)
        skip_until = last + 1 if gone else leap + 1


def _find_return(
    at: FloatArray, lat: FloatArray, lon: FloatArray, leap: int, fastest: float
) -> int | None:
    """Return the first later point that is in reach from the last good one."""
    later = np.flatnonzero(at[leap + 2 :] - at[leap] <= _LONGEST_LEAP_S) + leap + 2
    if not later.size:
        return None
    pairs = np.stack([np.full(later.size, leap), later], axis=1).ravel()
    metres = haversine_m(lat[pairs], lon[pairs])[::2]
    reached = metres <= fastest * (at[later] - at[leap]) + _LEAP_M / 2
    return int(later[np.argmax(reached)]) if reached.any() else None


def _climbs(activity: Activity, times: FloatArray, altitude: FloatArray) -> Iterator[Finding]:
    known = np.flatnonzero(~np.isnan(altitude))
    if known.size < 3:
        return
    steps = np.diff(altitude[known])
    seconds = np.maximum(np.diff(times[known]), 1.0)
    wrong: NDArray[np.bool_] = (np.abs(steps) > _CLIMB_M) & (np.abs(steps) / seconds > _CLIMB_M_S)
    for step in np.flatnonzero(wrong).tolist():
        size = float(abs(steps[step]))
        place = (int(known[step]), int(known[step + 1]))
        message = f"{steps[step]:+.0f} m in {seconds[step]:.0f} s"
        yield sample_finding(
            "altitude_jump", activity, "altitude", place, size=size, unit="m", message=message
        )
