"""A straight line through points of which a few may be outliers, with intervals that know it.

Each point has a normal error, and with probability 5 % one of ten times the spread (Box & Tiao
1968, https://doi.org/10.1093/biomet/55.1.119). Every choice of outliers gives a weighted line,
whose parameters have a Student distribution; the answer is the mixture of all choices, each with
its posterior probability under a flat prior of the line and of the logarithm of the spread.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| w | weight of each point in each choice: 1, or 1/100 for an outlier | 1 | (choices, points) |
| p | posterior probability of each choice | 1 | (choices,) |
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["Estimate", "fit_line_with_outliers"]

_SHARE = 0.05  # of outliers, before the data are seen
_SPREAD = 10.0  # of an outlier's error, in spreads of the others
_SUSPECTS = 12  # points that may be outliers: 4096 choices
_UNLIKELY = 1e-6  # posterior probability of all choices that are left out together
_SMALLEST = 1e-24  # squared error of points that lie on a line, relative to their variance
_ONE_SD = 0.6827  # share of a normal distribution within one standard deviation


class Estimate(NamedTuple):
    """A parameter: its median, half the width of its central 68 %, and its interval."""

    value: float
    se: float
    low: float
    high: float


def fit_line_with_outliers(
    x: FloatArray, y: FloatArray, level: float
) -> tuple[Estimate, Estimate, tuple[float, ...]]:
    """Fit ``y = slope x + intercept`` to points of which one in twenty may be an outlier.

    Parameters
    ----------
    x, y : ndarray, shape (points,)
        The points; at least 3, with different x.
    level : float
        Probability inside the intervals [1].

    Returns
    -------
    slope, intercept : Estimate
        In the units of the data.
    outlier_probability : tuple of float, one entry a point
        Posterior probability [1] that the point is an outlier.
    """
    freedom = len(x) - 2
    outliers = _choices(x, y)
    w = np.where(outliers, _SPREAD**-2, 1.0)
    u, v = x - x.mean(), y - y.mean()
    # Weighted sums of every choice at once.
    n, su, sv = w.sum(axis=1), w @ u, w @ v
    suu, suv, svv = w @ (u * u), w @ (u * v), w @ (v * v)
    determinant = n * suu - su**2
    slope = (n * suv - su * sv) / determinant
    center = (suu * sv - su * suv) / determinant
    squares = np.maximum(svv - center * sv - slope * suv, _SMALLEST * float(v @ v))
    p = _posterior(outliers.sum(axis=1), determinant, squares, freedom)
    probability = p @ outliers
    p = _without_unlikely(p)
    variance = squares / freedom
    slope_se = np.sqrt(variance * n / determinant)
    back = -x.mean()  # from the mean of x to 0, where the intercept is
    intercept = y.mean() + center + back * slope
    intercept_se = np.sqrt(variance * (suu - 2 * back * su + back**2 * n) / determinant)
    return (
        _estimate(p, slope, slope_se, freedom, level),
        _estimate(p, intercept, intercept_se, freedom, level),
        tuple(probability.tolist()),
    )


def _choices(x: FloatArray, y: FloatArray) -> NDArray[np.bool_]:
    """Every choice of outliers among the points that lie farthest from the median line."""
    first, second = np.triu_indices(len(x), 1)
    across = x[second] - x[first]
    slope = float(np.median((y[second] - y[first])[across != 0] / across[across != 0]))
    residual = y - slope * x
    distance = np.abs(residual - np.median(residual))
    suspects = np.argsort(-distance, kind="stable")[:_SUSPECTS]
    choices = np.zeros((2 ** len(suspects), len(x)), dtype=bool)
    bits = np.arange(len(choices))[:, None] >> np.arange(len(suspects))
    choices[:, suspects] = bits & 1 == 1
    return choices


def _posterior(
    outliers: NDArray[np.intp], determinant: FloatArray, squares: FloatArray, freedom: int
) -> FloatArray:
    # Box & Tiao 1968, https://doi.org/10.1093/biomet/55.1.119
    log_odds = np.log(_SHARE / (1 - _SHARE)) - np.log(_SPREAD)
    log_p = outliers * log_odds - np.log(determinant) / 2 - np.log(squares) * freedom / 2
    p = np.exp(log_p - log_p.max())
    posterior: FloatArray = p / p.sum()
    return posterior


def _without_unlikely(p: FloatArray) -> FloatArray:
    """Probabilities with 0 for the least likely choices, whose mixture would only take time."""
    order = np.argsort(p)
    likely = p.copy()
    likely[order[np.cumsum(p[order]) < _UNLIKELY]] = 0
    scaled: FloatArray = likely / likely.sum()
    return scaled


def _estimate(
    p: FloatArray, center: FloatArray, se: FloatArray, freedom: int, level: float
) -> Estimate:
    tails = (0.5, 0.5 - _ONE_SD / 2, 0.5 + _ONE_SD / 2, 0.5 - level / 2, 0.5 + level / 2)
    value, low_sd, high_sd, low, high = (_quantile(p, center, se, freedom, q) for q in tails)
    return Estimate(value, (high_sd - low_sd) / 2, low, high)


def _quantile(
    p: FloatArray, center: FloatArray, se: FloatArray, freedom: int, share: float
) -> float:
    """Quantile of a mixture of Student distributions; it lies between those of its parts."""
    from scipy.optimize import brentq
    from scipy.special import stdtr, stdtrit

    likely = p > 0
    p, center, se = p[likely], center[likely], se[likely]
    parts = center + se * stdtrit(freedom, share)
    low, high = float(parts.min()), float(parts.max())
    if low == high:
        return low

    def excess(value: float) -> float:
        return float(p @ stdtr(freedom, (value - center) / se)) - share

    if excess(low) >= 0 or excess(high) <= 0:  # the parts agree but for rounding
        return (low + high) / 2
    return float(brentq(excess, low, high, xtol=1e-10 * max(abs(low), abs(high))))
