"""Points from a number: straight lines between a few places, flat beyond the ends."""

from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray

__all__ = ["Curve", "blend"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Places in rising order, and the points from 0 to 100 at each."""

    places: tuple[float, ...]
    points: tuple[float, ...]

    def __call__(self, values: FloatArray) -> FloatArray:
        """Read the points off; NaN for NaN."""
        return np.asarray(np.interp(values, self.places, self.points))

    def place_of(self, points: float, *, near: float) -> float | None:
        """Find the place nearest to `near` that has these points; None if there is none."""
        found = []
        steps = zip(self.places, self.points, self.places[1:], self.points[1:], strict=False)
        for left, low, right, high in steps:
            if min(low, high) <= points <= max(low, high):
                share = 0.0 if low == high else (points - low) / (high - low)
                found.append(left + share * (right - left))
        return min(found, key=lambda place: abs(place - near), default=None)


def blend(*parts: tuple[float, FloatArray]) -> FloatArray:
    """Weigh parts of a component; weights go over to the parts that are there.

    The first part must be there: without it the others say too little.
    """
    weights = np.array([weight for weight, _ in parts])[:, np.newaxis]
    points = np.array([values for _, values in parts])
    there = ~np.isnan(points)
    total = np.where(there, weights, 0.0).sum(axis=0)
    mean = np.where(there, weights * points, 0.0).sum(axis=0) / np.maximum(total, 1e-9)
    return np.where(there[0], mean, np.nan)
