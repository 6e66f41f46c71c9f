"""Piecewise-linear curves from values to points, constant beyond the ends, and less jitter."""

from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray
from trainkit.recovery._daily_signals import lag

__all__ = ["Curve", "blend", "steady", "today_for"]

_TODAY, _YESTERDAY = 0.5, 0.6  # share of today in a component; of yesterday in the days before
_FARTHEST = 15.0  # points from today's own: what happened last night counts today


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
    points = np.array([values for _, values in parts])
    weights = np.array([weight for weight, _ in parts]).reshape(-1, *(1,) * (points.ndim - 1))
    present = ~np.isnan(points)
    total = np.where(present, weights, 0.0).sum(axis=0)
    mean = np.where(present, weights * points, 0.0).sum(axis=0) / np.maximum(total, 1e-9)
    return np.where(present[0], mean, np.nan)


def steady(points: FloatArray) -> FloatArray:
    """Mix today's points with those of the two days before, at most 15 points away from today's.

    Parameters
    ----------
    points : array, shape (days,)
        Points of each day alone, from 0 to 100; NaN where missing.

    Returns
    -------
    ndarray, shape (days,)
        NaN where today is missing; today's own points where both days before are.
    """
    before = _mix_days_before(points)
    mixed = np.where(np.isnan(before), points, _TODAY * points + (1 - _TODAY) * before)
    return np.clip(mixed, points - _FARTHEST, points + _FARTHEST)


def today_for(wanted: float, points: FloatArray, at: int) -> float:
    """Find the points of today alone with which `steady` comes to a number.

    Parameters
    ----------
    wanted : float
        The number to reach.
    points : array, shape (days,)
        Points of each day alone; NaN where missing.
    at : int
        Index of today.
    """
    before = float(_mix_days_before(points)[at])
    if np.isnan(before):
        return wanted
    alone = (wanted - (1 - _TODAY) * before) / _TODAY
    return float(np.clip(alone, wanted - _FARTHEST, wanted + _FARTHEST))


def _mix_days_before(points: FloatArray) -> FloatArray:
    """Mix the points of yesterday and of the day before; one stands in for the other."""
    yesterday = lag(points)
    earlier = lag(yesterday)
    mixed = _YESTERDAY * yesterday + (1 - _YESTERDAY) * earlier
    either = np.where(np.isnan(yesterday), earlier, yesterday)
    return np.asarray(np.where(np.isnan(mixed), either, mixed))
