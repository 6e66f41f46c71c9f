"""Straight lines and hyperbolas through a few trials: critical power and critical speed share them.

Both are the same law, work = rate x time: ``W = W' + CP t``, ``P = CP + W' / t`` and
``t = W' / (P - CP)``, with distance for work and speed for power.
"""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InsufficientData, InvalidInput

__all__ = ["Hyperbola", "hyperbolic", "inverse_time", "linear_work", "need_trials"]


class Hyperbola(NamedTuple):
    """Rate asymptote and curvature with their standard errors (NaN with two trials)."""

    rate: float
    curvature: float
    rate_se: float
    curvature_se: float


def need_trials(name: str, values: FloatArray, need: int = 2) -> None:
    """Refuse fewer known trials than a fit has parameters, or trials that are all alike."""
    if len(values) < need:
        raise InsufficientData("known trials", len(values), need)
    if np.ptp(values) == 0:
        raise InvalidInput(name, float(values[0]), "different from trial to trial")


def inverse_time(rate: FloatArray, seconds: FloatArray) -> Hyperbola:
    """Least squares of rate on 1 / time."""
    slope, intercept, slope_se, intercept_se = _line(1 / seconds, rate)
    return Hyperbola(intercept, slope, intercept_se, slope_se)


def linear_work(rate: FloatArray, seconds: FloatArray) -> Hyperbola:
    """Least squares of work (or distance) on time."""
    slope, intercept, slope_se, intercept_se = _line(seconds, rate * seconds)
    return Hyperbola(slope, intercept, slope_se, intercept_se)


def hyperbolic(rate: FloatArray, seconds: FloatArray) -> Hyperbola:
    """Least squares of time on rate: given the asymptote the curvature is exact, so one search."""
    from scipy.optimize import minimize_scalar

    def curvature(asymptote: float) -> float:
        x = 1 / (rate - asymptote)
        return float(x @ seconds / (x @ x))

    def squares(log_gap: float) -> float:
        asymptote = slowest - np.exp(log_gap)
        return float(np.sum((seconds - curvature(asymptote) / (rate - asymptote)) ** 2))

    slowest, spread = float(rate.min()), float(np.ptp(rate))
    grid = np.log(spread) + np.linspace(-9, 4, 131)
    best = int(np.argmin([squares(one) for one in grid.tolist()]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(squares, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
    asymptote = slowest - float(np.exp(found.x))
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
