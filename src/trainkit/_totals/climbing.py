"""Climbs and descents of an altitude that drifts, leaps and is sometimes nonsense."""

import numpy as np

from trainkit._array import FloatArray

__all__ = ["ascent_m"]

# Barometers and satellites drift by some metres on flat ground: smaller changes do not count.
_STEP_M = 3.0
_NEAR_M = 2.999  # surely no step, however its ends are rounded
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0
_LEAP_M, _LEAP_M_S = 20.0, 15.0  # faster than a free fall of a second and a half


def ascent_m(
    altitude: FloatArray, time_s: FloatArray | None = None
) -> tuple[float | None, float | None]:
    """Sum climbs and descents, each counted once the altitude differs enough from the last one.

    Altitudes that no sport reaches are left out, and steps that nobody can make do not count.

    Parameters
    ----------
    altitude : ndarray, shape (samples,)
        [m]; NaN where unknown.
    time_s : ndarray, shape (samples,), optional
        [s]; by default no step is too fast.

    Returns
    -------
    tuple of (float, float) or (None, None)
        Ascent and descent [m]; None without a known sample.
    """
    known, when = altitude, time_s
    if not _are_possible(altitude):
        possible = (altitude >= _LOWEST_M) & (altitude <= _HIGHEST_M)
        known, when = altitude[possible], None if time_s is None else time_s[possible]
    if not known.size:
        return None, None
    if when is not None:
        known = _without_leaps(known, when)
    return _sum_steps(known)


def _are_possible(altitude: FloatArray) -> bool:
    """Return whether all altitudes are known and possible, as they usually are."""
    if not altitude.size:
        return True
    lowest, highest = np.minimum.reduce(altitude), np.maximum.reduce(altitude)
    return bool(lowest >= _LOWEST_M and highest <= _HIGHEST_M)  # false for NaN


def _sum_steps(altitude: FloatArray) -> tuple[float, float]:
    """Sum the changes since the last altitude that counted, each of a step or more."""
    moves = np.flatnonzero(altitude[1:] != altitude[:-1]) + 1  # what repeats is no step
    up = down = 0.0
    last = float(altitude[0])
    low, high = last - _NEAR_M, last + _NEAR_M
    for value in altitude[moves].tolist():
        if low < value < high:  # nearly all samples, with one comparison
            continue
        change = value - last
        if change >= _STEP_M:
            up += change
        elif change <= -_STEP_M:
            down -= change
        else:
            continue
        last = value
        low, high = last - _NEAR_M, last + _NEAR_M
    return up, down


def _without_leaps(altitude: FloatArray, time_s: FloatArray) -> FloatArray:
    """Shift the altitude after each leap by its size."""
    steps = altitude[1:] - altitude[:-1]
    if not steps.size or (
        np.maximum.reduce(steps) <= _LEAP_M and np.minimum.reduce(steps) >= -_LEAP_M
    ):
        return altitude
    seconds = np.maximum(np.diff(time_s), 1.0)
    leaps = (np.abs(steps) > _LEAP_M) & (np.abs(steps) > _LEAP_M_S * seconds)
    if not leaps.any():
        return altitude
    shifted: FloatArray = altitude - np.concatenate([[0.0], np.cumsum(np.where(leaps, steps, 0))])
    return shifted
