"""The work that a session did, whatever the body made of it: power, pace on grade, or distance."""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads._sports import DISTANCE_SPORTS, POINTS_PER_KM
from trainkit.metrics import load, power, running
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.streams import Streams

__all__ = ["Measured", "external_load", "second_by_second"]

_FOOT = frozenset({"running", "walking", "hiking"})
_GAP_S = 60.0  # a longer step between samples is a pause
_KNOWN = 0.6  # share of the session that a stream must know
_FASTEST = {"running": 9.0, "walking": 4.0, "hiking": 4.0}  # above it GPS has leapt [m/s]
_GRADE_S = 20  # grades are taken over this time [s]
_STEEPEST = (-0.40, 0.30)  # where the curve ends


class Measured(NamedTuple):
    """A load [1], how it was measured, and the share of the session that it rests on [1]."""

    points: float
    method: str
    coverage: float


def external_load(activity: Activity, athlete: Athlete) -> Measured | None:
    """Measure the work of a session from its best source; None where only its length is known."""
    now = athlete.at(activity.day, activity.sport)
    seconds = activity.moving_s or activity.elapsed_s
    ftp = _own_power(activity.sport, athlete, now)
    threshold = _own_speed(activity.sport, athlete, now)
    found = None
    if ftp is not None:
        found = _from_power(activity, seconds, ftp)
    if found is None and threshold is not None:
        found = _from_pace(activity, seconds, threshold)
    return found or _from_distance(activity, seconds)


def _own_power(sport: str, athlete: Athlete, now: Thresholds) -> float | None:
    """FTP for this sport: the general one is a cyclist's."""
    own = any(one.sport == sport and one.ftp_w is not None for one in athlete.changes)
    return now.ftp_w if own or sport == "cycling" else None


def _own_speed(sport: str, athlete: Athlete, now: Thresholds) -> float | None:
    """Threshold speed for this sport: the general one is a runner's."""
    own = any(one.sport == sport and one.threshold_speed_m_s is not None for one in athlete.changes)
    return now.threshold_speed_m_s if own or sport in _FOOT else None


def _points(seconds: float, intensity: float) -> float:
    return seconds / 3600 * intensity**2 * 100


def _from_power(activity: Activity, seconds: float, ftp: float) -> Measured | None:
    streams = activity.streams
    if streams is not None and streams.power is not None:
        watts = second_by_second(streams, streams.power, low=0, high=3000)
        known = float(np.mean(~np.isnan(watts))) if watts.size else 0.0
        weighted = power.normalized_power(watts) if known >= _KNOWN else np.nan
        if not np.isnan(weighted):
            return Measured(_points(seconds, weighted / ftp), "power", known)
    if activity.normalized_power_w:
        return Measured(_points(seconds, activity.normalized_power_w / ftp), "power", 1.0)
    if activity.power_mean:
        return Measured(_points(seconds, activity.power_mean / ftp), "mean power", 1.0)
    return None


def _from_pace(activity: Activity, seconds: float, threshold: float) -> Measured | None:
    streams = activity.streams
    if streams is not None and activity.sport in _FOOT:
        speed = _graded_speed(streams, _FASTEST.get(activity.sport, 9.0))
        known = float(np.mean(~np.isnan(speed))) if speed.size else 0.0
        weighted = power.normalized_power(speed) if known >= _KNOWN else np.nan
        if not np.isnan(weighted) and weighted > 0:
            return Measured(_points(seconds, weighted / threshold), "pace on grade", known)
    if not activity.distance_m:
        return None
    distance = activity.distance_m
    if activity.sport in _FOOT:
        distance = float(load.equivalent_distance(distance, activity.ascent_m or 0.0, "running"))
    return Measured(_points(seconds, distance / seconds / threshold), "mean pace", 1.0)


def _from_distance(activity: Activity, seconds: float) -> Measured | None:
    name = DISTANCE_SPORTS.get((activity.sport, activity.sub_sport)) or DISTANCE_SPORTS.get(
        (activity.sport, None)
    )
    if name is None or not activity.distance_m:
        return None
    worth = load.equivalent_distance(
        activity.distance_m,
        activity.ascent_m or 0.0,
        name,
        speed_m_s=activity.distance_m / seconds,
    )
    return Measured(float(worth) / 1000 * POINTS_PER_KM, "distance", 1.0)


def second_by_second(
    streams: Streams, column: FloatArray, *, low: float, high: float
) -> FloatArray:
    """Hold each sample until the next, one value a second; NaN where unknown, pauses left out."""
    times = streams.time_s.astype(np.float64)
    if times.size < 2:
        return np.array([])
    steps = np.diff(times, append=times[-1] + 1)
    steps = np.where(steps > _GAP_S, 1, steps)
    at = np.r_[0, np.cumsum(steps)[:-1]]
    values = np.where((column >= low) & (column <= high), column, np.nan)
    held = np.searchsorted(at, np.arange(0.0, at[-1] + 1), side="right") - 1
    return values[held].astype(np.float64)


def _graded_speed(streams: Streams, fastest: float) -> FloatArray:
    """Speed on the level that is as hard, second by second [m/s]."""
    if streams.speed is not None:
        speed = second_by_second(streams, streams.speed, low=0, high=fastest)
    elif streams.distance is not None:
        gone = second_by_second(streams, streams.distance, low=0, high=1e7)
        speed = np.diff(gone, prepend=gone[:1]) if gone.size else gone
        speed[(speed < 0) | (speed > fastest)] = np.nan
    else:
        return np.array([])
    if streams.altitude is None or speed.size <= _GRADE_S:
        return speed
    height = second_by_second(streams, streams.altitude, low=-500, high=9000)
    rise = height[_GRADE_S:] - height[:-_GRADE_S]
    way = np.cumsum(np.nan_to_num(speed))
    run = way[_GRADE_S:] - way[:-_GRADE_S]
    steep = np.divide(rise, run, out=np.zeros_like(rise), where=run > _GRADE_S / 2)
    grade = np.zeros_like(speed)
    middle = _GRADE_S // 2
    grade[middle : middle + steep.size] = np.nan_to_num(steep)
    # Measured energy cost credits a descent too much; the empirical curve does not.
    factor = running.grade_factor(np.clip(grade, *_STEEPEST), model="empirical")
    return speed * np.asarray(factor)
