"""Totals of samples: distances between positions, climbing, means and maxima."""

import numpy as np

from trainkit._array import FloatArray
from trainkit.models.streams import Streams

__all__ = ["ascent_m", "haversine_m", "totals"]

_EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS 84 ellipsoid
# Barometers and satellites drift by some metres on flat ground: smaller changes do not count.
_STEP_M = 3.0

_MEANS = {
    "hr_mean": "heart_rate",
    "power_mean": "power",
    "cadence_mean": "cadence",
    "temperature_mean": "temperature",
}
_HIGHEST = {
    "hr_max": "heart_rate",
    "power_max": "power",
    "cadence_max": "cadence",
    "speed_max": "speed",
}


def totals(streams: Streams) -> dict[str, float]:
    """Compute means and maxima over the known samples, distance and climbing.

    Parameters
    ----------
    streams : Streams
        The samples.

    Returns
    -------
    dict of str to float
        By field of `Activity`, in its unit; unknown totals are left out.
    """
    values = {name: _mean(getattr(streams, column)) for name, column in _MEANS.items()}
    values |= {name: _highest(getattr(streams, column)) for name, column in _HIGHEST.items()}
    if streams.distance is not None:
        known = streams.distance[~np.isnan(streams.distance)]
        values["distance_m"] = float(known.max()) if known.size else None
    if streams.altitude is not None:
        values["ascent_m"], values["descent_m"] = ascent_m(streams.altitude)
    return {name: value for name, value in values.items() if value is not None}


def ascent_m(altitude: FloatArray) -> tuple[float | None, float | None]:
    """Sum climbs and descents, each counted once the altitude differs enough from the last one.

    Parameters
    ----------
    altitude : ndarray, shape (samples,)
        [m]; NaN where unknown.

    Returns
    -------
    tuple of (float, float) or (None, None)
        Ascent and descent [m]; None without a known sample.
    """
    known = altitude[~np.isnan(altitude)]
    if not known.size:
        return None, None
    up = down = 0.0
    last, *altitudes = known.tolist()
    for value in altitudes:
        change = value - last
        if abs(change) >= _STEP_M:
            up, down = up + max(change, 0.0), down + max(-change, 0.0)
            last = value
    return up, down


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


def _mean(column: FloatArray | None) -> float | None:
    known = None if column is None else column[~np.isnan(column)]
    return None if known is None or not known.size else float(known.mean())


def _highest(column: FloatArray | None) -> float | None:
    known = None if column is None else column[~np.isnan(column)]
    return None if known is None or not known.size else float(known.max())
