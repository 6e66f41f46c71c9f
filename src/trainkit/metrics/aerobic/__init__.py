"""Aerobic efficiency, drift, time in zones and polarization."""

from trainkit.metrics.aerobic._drift import decoupling, decoupling_of_halves, efficiency_factor
from trainkit.metrics.aerobic._zones import (
    EASY_MODERATE_HARD,
    Intensity,
    maximum_zones,
    polarization_index,
    reserve_zones,
    session_intensity,
    time_in_zones,
)

__all__ = [
    "EASY_MODERATE_HARD",
    "Intensity",
    "decoupling",
    "decoupling_of_halves",
    "efficiency_factor",
    "maximum_zones",
    "polarization_index",
    "reserve_zones",
    "session_intensity",
    "time_in_zones",
]
