"""Aerobic efficiency, drift, time in zones and polarization."""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_drift": "decoupling decoupling_of_halves efficiency_factor",
            "_zones": (
                "EASY_MODERATE_HARD Intensity maximum_zones polarization_index reserve_zones "
                "session_intensity time_in_zones"
            ),
        },
    )
