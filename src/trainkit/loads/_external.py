"""External load: the work of a session from power, pace on grade, or distance."""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads._sports import DISTANCE_SPORTS, POINTS_PER_KM
from trainkit.metrics import load, power, running
from trainkit.metrics.recording import longest_step
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.limits import fastest_mean
from trainkit.models.streams import Streams

__all__ = [
    "Measurement",
    "external_load",
    "grade_adjusted_speed",
    "plausible_climb",
    "plausible_distance",
    "resample_1hz",
]

_FOOT = frozenset({"running", "walking", "hiking"})
_MIN_COVERAGE = 0.6  # share of the session that a stream must cover
_SURGE = 1.2  # of the fastest mean speed, above which a sample is an error
# From so many seconds on, nobody holds more than so many times the threshold.
_MOST = ((600.0, 1.6), (60.0, 3.0), (0.0, 10.0))
_FASTEST_CLIMB_M_S = 0.7  # the record over 1000 m of climbing is 0.58
_GRADE_S = 20  # window of a grade [s]
_STEEPEST = (-0.40, 0.40)  # range of the grade curve


class Measurement(NamedTuple):
    """A load [1], its method, and the share of the session that it covers [1]."""

    points: float
    method: str
    coverage: float


def external_load(
    activity: Activity, athlete: Athlete, thresholds: Thresholds
) -> Measurement | None:
    """Compute the external load from the best plausible source; None if there is none."""
    seconds = activity.duration_s
    ftp = _ftp(activity.sport, athlete, thresholds)
    if ftp is not None:
        measurement = _from_power(activity, seconds, ftp)
        if measurement is not None and _is_plausible(measurement, seconds):
            return measurement
    metres = plausible_distance(activity)
    threshold = _threshold_speed(activity.sport, athlete, thresholds)
    if threshold is not None:
        measurement = _from_pace(activity, seconds, metres, threshold)
        return measurement if measurement and _is_plausible(measurement, seconds) else None
    return _from_distance(activity, seconds, metres) if metres else None


def _is_plausible(measurement: Measurement, seconds: float) -> bool:
    """Whether a human can do it: a ride that was recorded as a run is no run."""
    most = next((times for least, times in _MOST if seconds >= least), _MOST[-1][1])
    return measurement.points <= _points(seconds, most)


def plausible_climb(activity: Activity) -> float:
    """Return the climb; 0 if it is unknown, or if nobody climbs as fast [m]."""
    ascent = activity.ascent_m or 0.0
    return ascent if ascent <= _FASTEST_CLIMB_M_S * activity.duration_s else 0.0


def plausible_distance(activity: Activity) -> float:
    """Return the distance; 0 if it is unknown, or if nobody is as fast [m]."""
    metres = activity.distance_m or 0.0
    return metres if metres <= fastest_mean(activity.sport) * activity.duration_s else 0.0


def _ftp(sport: str, athlete: Athlete, thresholds: Thresholds) -> float | None:
    """Look up the FTP for a sport; the general one applies to cycling only."""
    own = any(change.sport == sport and change.ftp_w is not None for change in athlete.changes)
    return thresholds.ftp_w if own or sport == "cycling" else None


def _threshold_speed(sport: str, athlete: Athlete, thresholds: Thresholds) -> float | None:
    """Look up the threshold speed for a sport; the general one applies on foot only."""
    own = any(
        change.sport == sport and change.threshold_speed_m_s is not None
        for change in athlete.changes
    )
    return thresholds.threshold_speed_m_s if own or sport in _FOOT else None


def _points(seconds: float, intensity: float) -> float:
    return seconds / 3600 * intensity**2 * 100


def _from_power(activity: Activity, seconds: float, ftp: float) -> Measurement | None:
    streams = activity.streams
    if streams is not None and streams.power is not None:
        watts = resample_1hz(streams, streams.power, low=0, high=3000)
        known = float(np.mean(~np.isnan(watts))) if watts.size else 0.0
        weighted = power.normalized_power(watts) if known >= _MIN_COVERAGE else np.nan
        if not np.isnan(weighted):
            return Measurement(_points(seconds, weighted / ftp), "power", known)
    if activity.normalized_power_w:
        return Measurement(_points(seconds, activity.normalized_power_w / ftp), "power", 1.0)
    if activity.power_mean:
        return Measurement(_points(seconds, activity.power_mean / ftp), "mean power", 1.0)
    return None


def _from_pace(
    activity: Activity, seconds: float, metres: float, threshold: float
) -> Measurement | None:
    streams = activity.streams
    if streams is not None and activity.sport in _FOOT:
        speed = grade_adjusted_speed(streams, _SURGE * fastest_mean(activity.sport))
        known = float(np.mean(~np.isnan(speed))) if speed.size else 0.0
        weighted = power.normalized_power(speed) if known >= _MIN_COVERAGE else np.nan
        if not np.isnan(weighted) and weighted > 0:
            return Measurement(_points(seconds, weighted / threshold), "pace on grade", known)
    if not metres:
        return None
    if activity.sport in _FOOT:
        metres = float(load.equivalent_distance(metres, plausible_climb(activity), "running"))
    return Measurement(_points(seconds, metres / seconds / threshold), "mean pace", 1.0)


def _from_distance(activity: Activity, seconds: float, metres: float) -> Measurement | None:
    name = DISTANCE_SPORTS.get((activity.sport, activity.sub_sport)) or DISTANCE_SPORTS.get(
        (activity.sport, None)
    )
    if name is None:
        return None
    level = load.equivalent_distance(
        metres, plausible_climb(activity), name, speed_m_s=metres / seconds
    )
    return Measurement(float(level) / 1000 * POINTS_PER_KM, "distance", 1.0)


def resample_1hz(
    streams: Streams, column: FloatArray, *, low: float, high: float, rest_s: float = 0.0
) -> FloatArray:
    """Resample to one value per second by holding samples for as long as the device implies.

    Parameters
    ----------
    streams : Streams
        The recording.
    column : ndarray, shape (samples,)
        Its values; unknown outside of `low` to `high`.
    low, high : float
        The possible values.
    rest_s : float
        So much of each pause is kept, at 0; the rest is skipped [s].

    Returns
    -------
    ndarray, shape (seconds,)
        NaN where unknown.
    """
    times = streams.time_s.astype(np.float64)
    if times.size < 2:
        return np.array([])
    steps = np.diff(times, append=times[-1] + 1)
    paused = steps > longest_step(times)
    usual = max(1.0, float(np.median(steps)))
    kept = np.where(paused, usual + np.clip(steps - usual, 0, rest_s), steps)
    at = np.r_[0, np.cumsum(kept)[:-1]]
    values = np.where((column >= low) & (column <= high), column, np.nan)
    seconds = np.arange(0.0, at[-1] + 1)
    held = np.searchsorted(at, seconds, side="right") - 1
    resampled = values[held].astype(np.float64)
    if rest_s:
        resampled[paused[held] & (seconds - at[held] >= usual)] = 0.0
    return resampled


def grade_adjusted_speed(streams: Streams, fastest: float) -> FloatArray:
    """Compute the equally hard speed on the flat, one value per second [m/s]."""
    if streams.speed is not None:
        speed = resample_1hz(streams, streams.speed, low=0, high=fastest)
    elif streams.distance is not None:
        metres = resample_1hz(streams, streams.distance, low=0, high=1e7)
        speed = np.diff(metres, prepend=metres[:1]) if metres.size else metres
        speed[(speed < 0) | (speed > fastest)] = np.nan
    else:
        return np.array([])
    if streams.altitude is None or speed.size <= _GRADE_S:
        return speed
    height = resample_1hz(streams, streams.altitude, low=-500, high=9000)
    rise = height[_GRADE_S:] - height[:-_GRADE_S]
    distance = np.cumsum(np.nan_to_num(speed))
    run = distance[_GRADE_S:] - distance[:-_GRADE_S]
    slope = np.divide(rise, run, out=np.zeros_like(rise), where=run > _GRADE_S / 2)
    grade = np.zeros_like(speed)
    middle = _GRADE_S // 2
    grade[middle : middle + slope.size] = np.nan_to_num(slope)
    # The measured energy cost overrates the saving of a descent; the empirical curve does not.
    factor = running.grade_factor(np.clip(grade, *_STEEPEST), model="empirical")
    return speed * np.asarray(factor)
