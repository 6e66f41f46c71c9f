"""Fits of a line or hyperbola to a few trials, shared by critical power and critical speed.

Both follow the law work = rate x time: ``W = W' + CP t``, ``P = CP + W' / t`` and
``t = W' / (P - CP)``, with distance for work and speed for power.
"""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, same_shape, series
from trainkit.errors import InsufficientData, InvalidInput

__all__ = ["Hyperbola", "hyperbolic", "inverse_time", "linear_work", "valid_trials"]


class Hyperbola(NamedTuple):
    """Rate asymptote and curvature with their standard errors (NaN with two trials)."""

    rate: float
    curvature: float
    rate_se: float
    curvature_se: float


def valid_trials(
    effort: tuple[str, Floats], time: tuple[str, Floats], *, need: int = 2
) -> tuple[FloatArray, FloatArray]:
    """Check the two columns of the trials, and return the known rows as float64.

    Parameters
    ----------
    effort, time : tuple of (str, array)
        Name and values of the effort (power or distance) and of the time; above 0, and not all
        alike.
    need : int
        Least number of known trials.

    Returns
    -------
    tuple of ndarray, each of shape (trials,)
        The two columns.

    Raises
    ------
    InvalidInput
        Shapes that differ, a value that is not above 0, or values that are all alike.
    InsufficientData
        Fewer known trials than `need`.
    """
    columns = {name: series(name, values, low=0, ndim=1) for name, values in (effort, time)}
    same_shape(**columns)
    known = ~np.isnan(sum(columns.values()))
    for name, values in columns.items():
        if (values == 0).any():
            raise InvalidInput(name, 0.0, "above 0")
        if known.sum() < need:
            raise InsufficientData("known trials", int(known.sum()), need)
        if np.ptp(values[known]) == 0:
            raise InvalidInput(name, float(values[known][0]), "different from trial to trial")
    done, seconds = (values[known].astype(np.float64) for values in columns.values())
    return done, seconds


def inverse_time(rate: FloatArray, seconds: FloatArray) -> Hyperbola:
    """Fit rate on 1 / time by least squares."""
    slope, intercept, slope_se, intercept_se = _line(1 / seconds, rate)
    return Hyperbola(intercept, slope, intercept_se, slope_se)


def linear_work(rate: FloatArray, seconds: FloatArray) -> Hyperbola:
    """Fit work (or distance) on time by least squares."""
    slope, intercept, slope_se, intercept_se = _line(seconds, rate * seconds)
    return Hyperbola(slope, intercept, slope_se, intercept_se)


def hyperbolic(rate: FloatArray, seconds: FloatArray) -> Hyperbola:
    """Fit time on rate by least squares: a search for the asymptote; the curvature is exact."""
    from scipy.optimize import minimize_scalar

    def curvature(asymptote: float) -> float:
        x = 1 / (rate - asymptote)
        return float(x @ seconds / (x @ x))

    def squares(log_gap: float) -> float:
        asymptote = slowest - np.exp(log_gap)
        return float(np.sum((seconds - curvature(asymptote) / (rate - asymptote)) ** 2))

    slowest, spread = float(rate.min()), float(np.ptp(rate))
    grid = np.log(spread) + np.linspace(-9, 4, 131)
    best = int(np.argmin([squares(log_gap) for log_gap in grid.tolist()]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    search = minimize_scalar(
        squares, bounds=(low, high), method="bounded", options={"xatol": 1e-13}
    )
    asymptote = slowest - float(np.exp(search.x))
    bend = curvature(asymptote)
    gap = rate - asymptote
    errors = _standard_errors(np.stack([bend / gap**2, 1 / gap], axis=1), seconds - bend / gap)
    return Hyperbola(asymptote, bend, *errors)


def _line(x: FloatArray, y: FloatArray) -> tuple[float, float, float, float]:
    """Slope and intercept of the least-squares line, and their standard errors."""
    across = x - x.mean()
    slope = float(across @ y / (across @ across))
    intercept = float(y.mean() - slope * x.mean())
    design = np.stack([x, np.ones_like(x)], axis=1)
    slope_se, intercept_se = _standard_errors(design, y - slope * x - intercept)
    return slope, intercept, slope_se, intercept_se


def _standard_errors(jacobian: FloatArray, residual: FloatArray) -> tuple[float, float]:
    freedom = len(residual) - jacobian.shape[1]
    if freedom < 1:
        return np.nan, np.nan
    covariance = np.linalg.inv(jacobian.T @ jacobian) * float(residual @ residual) / freedom
    first, second = np.sqrt(np.diag(covariance)).tolist()
    return first, second
