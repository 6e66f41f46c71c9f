"""Distances between positions, without positions that cannot be true."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["Leap", "Way", "find_leaps", "haversine_m", "measure_way"]

_EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS 84 ellipsoid
_NOWHERE_DEGREES = 1e-3  # from 0/0, where receivers without a fix are; nobody trains there
_POLE_DEGREES = 89.5
_SURE = 2.0  # times the fastest speed: between sparse positions a receiver drifts too
_ANY_M_S = 75.0  # no sport, or one whose speeds are unknown
_SLOW_M_S, _TIMES = 20.0, 6.0  # a limit by the recording itself, in multiples of its usual speed
_LEAP_M = 60.0  # satellite positions drift by less within a second
_LONGEST_LEAP_S = 120.0  # after this long, the positions before may be the wrong ones


class Leap(NamedTuple):
    """A step between two positions that is too fast.

    Parameters
    ----------
    at : int
        The position before the step.
    back : int or None
        The first later position that is in reach again; None if there is none soon.
    metres : float
        The length of the step [m].
    """

    at: int
    back: int | None
    metres: float


class Way(NamedTuple):
    """The way along positions.

    Parameters
    ----------
    metres : float or None
        Its length [m]; None without two positions.
    wrong : int
        Number of positions that were left out.
    leaps : int
        Number of steps that nobody can make, and that do not lead back.
    """

    metres: float | None
    wrong: int
    leaps: int


def haversine_m(latitude: FloatArray, longitude: FloatArray) -> FloatArray:
    """Compute the great-circle distances between neighbouring points.

    Parameters
    ----------
    latitude, longitude : ndarray, shape (points,)
        [degrees]; NaN where unknown.

    Returns
    -------
    ndarray, shape (points - 1,)
        [m]; NaN where an end is unknown.
    """
    phi, lam = np.radians(latitude), np.radians(longitude)
    half = (
        np.sin(np.diff(phi) / 2) ** 2
        + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(lam) / 2) ** 2
    )
    metres: FloatArray = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return metres


def measure_way(
    time_s: FloatArray,
    latitude: FloatArray,
    longitude: FloatArray,
    *,
    fastest_m_s: float,
    after_break: NDArray[np.bool_] | None = None,
) -> Way:
    """Measure the way along positions, without those that cannot be true.

    Positions at 0/0 and at the poles are left out, and positions to which and back from which a
    step is faster than the sport allows. Such a step that does not lead back does not count.

    Parameters
    ----------
    time_s, latitude, longitude : ndarray, shape (samples,)
        [s], [degrees]; NaN where unknown.
    fastest_m_s : float
        The fastest speed of the sport [m/s].
    after_break : ndarray of bool, shape (samples,), optional
        Where the recording begins again: the step to there does not count.

    Returns
    -------
    Way
        The length, and what was left out.
    """
    known = ~(np.isnan(latitude) | np.isnan(longitude))
    nowhere = (np.abs(latitude) < _NOWHERE_DEGREES) & (np.abs(longitude) < _NOWHERE_DEGREES)
    wrong = known & (nowhere | (np.abs(latitude) > _POLE_DEGREES))
    places = np.flatnonzero(known & ~wrong)
    lost = int(np.count_nonzero(wrong))
    if places.size < 2:
        return Way(0.0 if places.size and not lost else None, lost, 0)
    at, lat, lon = time_s[places], latitude[places], longitude[places]
    segment = np.zeros(places.size) if after_break is None else np.cumsum(after_break)[places]
    metres = haversine_m(lat, lon)
    counts = np.diff(segment) == 0
    limit = _SURE * fastest_m_s
    if fastest_m_s >= _ANY_M_S:
        limit = min(limit, _usual_limit(at, metres))
    leaps = find_leaps(at, lat, lon, limit, metres=metres)
    gone = 0
    extra = 0.0
    for leap in leaps:
        last = leap.at + 1 if leap.back is None else leap.back
        counts[leap.at : last] = False
        if leap.back is None:
            gone += int(segment[leap.at] == segment[last])
        else:
            lost += last - leap.at - 1
            ends = np.array([leap.at, last])
            extra += float(haversine_m(lat[ends], lon[ends])[0]) * (
                segment[leap.at] == segment[last]
            )
    return Way(float(metres[counts].sum()) + extra, lost, gone)


def _usual_limit(at: FloatArray, metres: FloatArray) -> float:
    """Return a speed that a recording of unknown sport does not reach, by its own speeds."""
    seconds = np.diff(at)
    moving = (seconds > 0) & (metres > 0)
    if not moving.any():
        return np.inf
    return max(_SLOW_M_S, _TIMES * float(np.median(metres[moving] / seconds[moving])))


def find_leaps(
    at: FloatArray,
    latitude: FloatArray,
    longitude: FloatArray,
    fastest_m_s: float,
    *,
    metres: FloatArray | None = None,
) -> list[Leap]:
    """Find steps between positions that are faster than the sport allows, and the returns.

    Parameters
    ----------
    at, latitude, longitude : ndarray, shape (positions,)
        Known positions in order of time [s], [degrees].
    fastest_m_s : float
        The fastest speed of the sport [m/s].
    metres : ndarray, shape (positions - 1,), optional
        The lengths of the steps [m], if they are known.

    Returns
    -------
    list of Leap
        In order of time; positions between a leap and its return are in no other one.
    """
    metres = haversine_m(latitude, longitude) if metres is None else metres
    allowed = np.maximum(fastest_m_s * np.diff(at), 0) + _LEAP_M
    leaps = []
    skip_until = 0
    for leap in np.flatnonzero(metres > allowed).tolist():
        if leap < skip_until:
            continue
        back = _find_return(at, latitude, longitude, leap, fastest_m_s)
        leaps.append(Leap(leap, back, float(metres[leap])))
        skip_until = leap + 1 if back is None else back
    return leaps


def _find_return(
    at: FloatArray, lat: FloatArray, lon: FloatArray, leap: int, limit: float
) -> int | None:
    """Return the first later point that is in reach from the last good one."""
    until = int(np.searchsorted(at, at[leap] + _LONGEST_LEAP_S, side="right"))
    later = np.arange(leap + 2, until)
    if not later.size:
        return None
    pairs = np.stack([np.full(later.size, leap), later], axis=1).ravel()
    metres = haversine_m(lat[pairs], lon[pairs])[::2]
    reached = metres <= limit * (at[later] - at[leap]) + _LEAP_M / 2
    return int(later[np.argmax(reached)]) if reached.any() else None
