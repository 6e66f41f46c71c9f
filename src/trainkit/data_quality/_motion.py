"""Implausible power, speed, position and altitude."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit._totals import find_leaps
from trainkit.data_quality._finding import Finding, find_runs, sample_finding
from trainkit.models.activity import Activity
from trainkit.models.limits import fastest

__all__ = ["check_motion"]

_HIGHEST_W = 2600.0  # above the peak of track sprinters
_ALONE_TIMES, _ALONE_W = 3.0, 400.0  # a spike exceeds this multiple of its neighbours by this
_LONGEST_SPIKE = 2  # samples
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
    limit = fastest(activity.sport)
    if streams.power is not None:
        yield from _power(activity, streams.power)
    if streams.speed is not None:
        for place in find_runs(streams.speed > limit):
            size = float(np.nanmax(streams.speed[place[0] : place[1] + 1]))
            message = f"{size:.1f} m/s while {activity.sport}"
            yield sample_finding(
                "impossible_speed", activity, "speed", place, size=size, unit="m/s", message=message
            )
    if streams.latitude is not None and streams.longitude is not None:
        yield from _leaps(activity, streams.time_s, streams.latitude, streams.longitude, limit)
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
    limit: float,
) -> Iterator[Finding]:
    """Find jumps of the position that are faster than the sport allows, and returns from them."""
    known = np.flatnonzero(~np.isnan(latitude) & ~np.isnan(longitude))
    if known.size < 3:
        return
    at = times[known]
    for leap in find_leaps(at, latitude[known], longitude[known], limit):
        gone = leap.back is not None
        last = leap.at + 1 if leap.back is None else leap.back - 1
        place = (int(known[leap.at + 1]), int(known[last]))
        seconds = at[leap.at + 1] - at[leap.at]
        message = f"{leap.metres:.0f} m in {seconds:.0f} s, {'and' if gone else 'and not'} back"
        yield sample_finding(
            "gps_jump" if gone else "gps_relocation",
            activity,
            "latitude",
            place,
            size=leap.metres,
            unit="m",
            message=message,
        )


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
