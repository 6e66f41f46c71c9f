"""Piecewise-linear curves from values to points, constant beyond the ends."""

from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray

__all__ = ["Curve", "blend"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Knots in increasing order, and the points from 0 to 100 at each."""

    knots: tuple[float, ...]
    points: tuple[float, ...]

    def __call__(self, values: FloatArray) -> FloatArray:
        """Interpolate the points; NaN for NaN."""
        return np.asarray(np.interp(values, self.knots, self.points))

    def value_at(self, points: float, *, near: float) -> float | None:
        """Find the value nearest to `near` that has these points; None if there is none."""
        values = []
        steps = zip(self.knots, self.points, self.knots[1:], self.points[1:], strict=False)
        for left, low, right, high in steps:
            if min(low, high) <= points <= max(low, high):
                share = 0.0 if low == high else (points - low) / (high - low)
                values.append(left + share * (right - left))
        return min(values, key=lambda value: abs(value - near), default=None)


def blend(*parts: tuple[float, FloatArray]) -> FloatArray:
    """Compute the weighted mean of a component's parts; present parts share the weight of others.

    The result is NaN without the first part, since the others alone are too weak.
    """
    weights = np.array([weight for weight, _ in parts])[:, np.newaxis]
    points = np.array([values for _, values in parts])
    present = ~np.isnan(points)
    total = np.where(present, weights, 0.0).sum(axis=0)
    mean = np.where(present, weights * points, 0.0).sum(axis=0) / np.maximum(total, 1e-9)
    return np.where(present[0], mean, np.nan)
