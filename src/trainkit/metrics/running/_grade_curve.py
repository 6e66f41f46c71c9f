"""The empirical grade curve: its published points, and the monotone cubic through them.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| x, y | grades and factors of the points | 1 | (points,) |
| h, s | distance of two points, and the slope of the chord between them | 1 | (points - 1,) |
| d | slope of the curve at each point | 1 | (points,) |
"""

from functools import cache

import numpy as np

from trainkit._array import FloatArray

__all__ = ["EMPIRICAL_GRADE", "interpolate_grade"]

EMPIRICAL_GRADE = (
    (-0.40, 1.937),
    (-0.34, 1.665),
    (-0.32, 1.590),
    (-0.30, 1.490),
    (-0.28, 1.400),
    (-0.26, 1.315),
    (-0.24, 1.240),
    (-0.22, 1.160),
    (-0.20, 1.085),
    (-0.18, 1.020),
    (-0.16, 0.965),
    (-0.14, 0.920),
    (-0.12, 0.885),
    (-0.10, 0.875),
    (-0.09, 0.875),
    (-0.08, 0.875),
    (-0.07, 0.875),
    (-0.06, 0.885),
    (-0.05, 0.900),
    (-0.04, 0.910),
    (-0.03, 0.935),
    (-0.02, 0.950),
    (-0.01, 0.980),
    (0.00, 1.000),
    (0.01, 1.020),
    (0.02, 1.050),
    (0.03, 1.100),
    (0.04, 1.140),
    (0.05, 1.190),
    (0.06, 1.240),
    (0.07, 1.290),
    (0.08, 1.350),
    (0.09, 1.410),
    (0.10, 1.480),
    (0.12, 1.600),
    (0.14, 1.770),
    (0.16, 1.930),
    (0.18, 2.110),
    (0.20, 2.280),
    (0.22, 2.470),
    (0.24, 2.645),
    (0.26, 2.820),
    (0.28, 2.985),
    (0.30, 3.160),
    (0.32, 3.320),
    (0.34, 3.470),
    (0.40, 3.739),
)
"""Grade and factor of the curve from the heart rates of many runners, as GoldenCheetah lists it;
`grade_factor` draws a monotone cubic through the points."""


def interpolate_grade(grade: float | FloatArray) -> FloatArray:
    """Factor [1] of a grade within the points: never above or below its two neighbours.

    Parameters
    ----------
    grade : float or ndarray
        Rise over run [1]; NaN gives NaN.

    Returns
    -------
    ndarray, shape of the input
        Factor [1].
    """
    x, coefficients = _cubics()
    i = np.asarray(grade)
    piece = np.clip(np.searchsorted(x, i, side="right") - 1, 0, len(x) - 2)
    constant, slope, square, cube = coefficients[:, piece]
    t = i - x[piece]
    factor: FloatArray = ((cube * t + square) * t + slope) * t + constant
    return factor


@cache
def _cubics() -> tuple[FloatArray, FloatArray]:
    """Points, and the four coefficients of the cubic from each point to the next."""
    x, y = np.array(EMPIRICAL_GRADE).T
    h = np.diff(x)
    s = np.diff(y) / h
    first, last = _end_slope(h[:2], s[:2]), _end_slope(h[:-3:-1], s[:-3:-1])
    d = np.concatenate([[first], _inner_slopes(h, s), [last]])
    square = (3 * s - 2 * d[:-1] - d[1:]) / h
    cube = (d[:-1] + d[1:] - 2 * s) / h**2
    return x, np.stack([y[:-1], d[:-1], square, cube])


def _inner_slopes(h: FloatArray, s: FloatArray) -> FloatArray:
    """Weighted harmonic means of the chords beside each point; 0 where they change their sign."""
    # Fritsch & Butland 1984, https://doi.org/10.1137/0905021
    before, after = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    same = s[1:] * s[:-1] > 0
    left, right = np.where(same, s[:-1], 1.0), np.where(same, s[1:], 1.0)
    return np.where(same, (before + after) / (before / left + after / right), 0.0)


def _end_slope(h: FloatArray, s: FloatArray) -> float:
    """Slope of the parabola through the three last points; its sign agrees with the last chord."""
    slope = float(((2 * h[0] + h[1]) * s[0] - h[0] * s[1]) / (h[0] + h[1]))
    return slope if slope * s[0] > 0 else 0.0
