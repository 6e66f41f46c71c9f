"""Totals of samples: means, maxima, climbing, distance by device or position, and their limits."""

from trainkit._totals.climbing import ascent_m
from trainkit._totals.distance import Distance, distance_since_start
from trainkit._totals.limits import beyond_limits, too_fast
from trainkit._totals.positions import Leap, Way, find_leaps, haversine_m, measure_way
from trainkit._totals.samples import totals

__all__ = [
    "Distance",
    "Leap",
    "Way",
    "ascent_m",
    "beyond_limits",
    "distance_since_start",
    "find_leaps",
    "haversine_m",
    "measure_way",
    "too_fast",
    "totals",
]
