"""Projected gradient ascent from many starting rows at once, each with its own step length."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray

__all__ = ["ValueAndGradient", "ascend"]


class ValueAndGradient(NamedTuple):
    """Values, shape (points,), and their gradients, shape (points, columns)."""

    value: FloatArray
    gradient: FloatArray


def ascend(
    objective: Callable[[FloatArray], ValueAndGradient],
    starts: FloatArray,
    *,
    scale: FloatArray,
    low: FloatArray | float,
    high: FloatArray | float,
    first_step: float,
    steps: int,
) -> FloatArray:
    """Climb from each start within bounds.

    A step that does not improve the value is retried with a shorter length; after an improvement
    the next length follows from the curvature just observed.

    Parameters
    ----------
    objective : callable
        Maps points, shape (points, columns), to their `ValueAndGradient`.
    starts : array
        Starting points, shape (points, columns).
    scale : array
        Length of one unit of step in each column, shape (columns,); 0 fixes a column.
    low, high : array or float
        Bounds of the free columns.
    first_step : float
        Length of the first step in units of `scale`.
    steps : int
        Number of steps to try.

    Returns
    -------
    ndarray
        The highest point reached from each start.

    References
    ----------
    - Barzilai & Borwein 1988, IMA J Numer Anal 8:141. <https://doi.org/10.1093/imanum/8.1.141> (the
      longer of their two step lengths)
    """
    free, reach = scale > 0, scale**2
    points = starts
    value, gradient = objective(points)
    step = first_step / (np.sqrt((gradient**2 * reach).sum(axis=1)) + 1e-12)
    for _ in range(steps):
        moved = points + step[:, None] * reach * gradient
        moved = np.where(free, np.minimum(np.maximum(moved, low), high), points)
        trial = objective(moved)
        delta = moved - points
        # Barzilai-Borwein length <dx, dx> / <dx, -dg>, in coordinates divided by `scale`.
        curvature = (delta * (gradient - trial.gradient)).sum(axis=1)
        # Negative curvature has no such length: triple the step instead.
        length = (delta**2 / np.where(free, reach, np.inf)).sum(axis=1)
        fitting = np.where(curvature > 1e-12, length / np.maximum(curvature, 1e-12), 3 * step)
        # A growth limit of 10 keeps one misleading curvature from ending the climb.
        better = trial.value > value
        step = np.where(
            better,
            np.minimum(np.maximum(fitting, step / 10), step * 10),
            np.minimum(0.3 * step, fitting),
        )
        value = np.where(better, trial.value, value)
        points = np.where(better[:, None], moved, points)
        gradient = np.where(better[:, None], trial.gradient, gradient)
    return points
