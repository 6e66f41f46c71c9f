"""Distances on the earth."""

import numpy as np

from trainkit._array import FloatArray

__all__ = ["haversine_m"]

_EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS 84 ellipsoid


def haversine_m(latitude: FloatArray, longitude: FloatArray) -> FloatArray:
    """Measure the great circles between neighbouring points.

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
