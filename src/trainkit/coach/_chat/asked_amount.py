"""The amount that a question asks for, and how it is written in the units of the question."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from trainkit.coach._fact_text import format_amount
from trainkit.models.fact import Fact

__all__ = ["Asked", "write_amount"]

_HOUR_S = 3600.0
_MILE_M, _FOOT_M, _YARD_M, _POUND_KG = 1609.344, 0.3048, 0.9144, 0.45359237


class Asked(NamedTuple):
    """What a question asks for.

    Parameters
    ----------
    metric : str
        As in the tool ``summarize``.
    statistic : {"total", "weekly", "mean", "most", "least", "week", "rest"}
        What of it; of a pace the least is the fastest. "week" is the biggest week, "rest" the days
        without a session.
    sport : str
        The sport; empty for any.
    imperial : bool
        Whether the question names miles, feet, yards or pounds.
    """

    metric: str
    statistic: str
    sport: str = ""
    imperial: bool = False


def write_amount(fact: Fact, asked: Asked) -> str:
    """Write an amount: long times in hours, distances in the units of the question."""
    value = fact.value
    if not isinstance(value, float):
        return format_amount(fact)
    if asked.metric == "time" and fact.unit == "s" and value >= _HOUR_S:
        hours, minutes = divmod(round(value / 60), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if asked.metric == "climb" and not asked.imperial:
        return f"{value:,.0f} m"
    if asked.metric == "speed" and asked.sport == "swimming" and value > 0:
        return _pace_of_pool(value, asked)
    writer = _IMPERIAL.get(_imperial_unit(fact.unit, asked)) if asked.imperial else None
    return format_amount(fact) if writer is None else writer(value)


def _imperial_unit(unit: str, asked: Asked) -> str:
    """Climbs are told in feet, and what is swum in yards."""
    if unit == "m" and asked.metric == "climb":
        return "climb"
    return "pool" if unit == "m" and asked.sport == "swimming" else unit


def _pace_of_pool(speed_km_h: float, asked: Asked) -> str:
    """Swimmers tell a speed as the time of 100 m, or of 100 yards."""
    metres, name = (100 * _YARD_M, "yards") if asked.imperial else (100.0, "m")
    minutes, seconds = divmod(round(3.6 * metres / speed_km_h), 60)
    return f"{minutes}:{seconds:02d} per 100 {name}"


def _pace_of_mile(value: float) -> str:
    minutes, seconds = divmod(round(value * _MILE_M / 1000), 60)
    return f"{minutes}:{seconds:02d} /mile"


_IMPERIAL: Mapping[str, Callable[[float], str]] = {
    "m": lambda value: f"{value / _MILE_M:.1f} miles",
    "climb": lambda value: f"{value / _FOOT_M:,.0f} feet",
    "pool": lambda value: f"{value / _YARD_M:,.0f} yards",
    "s/km": _pace_of_mile,
    "km/h": lambda value: f"{value * 1000 / _MILE_M:.1f} mph",
    "kg": lambda value: f"{value / _POUND_KG:.1f} pounds",
}
