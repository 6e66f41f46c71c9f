"""Units as an answer and a fact write them, with their dimension and their size in SI."""

from functools import lru_cache
from typing import NamedTuple

__all__ = ["BARE", "Unit", "fact_unit", "read_unit"]


class Unit(NamedTuple):
    """A unit: its name, its dimension, and how many of the dimension's own unit it is."""

    name: str
    dim: str
    size: float


BARE = Unit("", "", 1.0)
_MILE_M = 1609.344

# Dimension, size in its own unit (m, s, days, s/km, m/s, bpm, ms, %, W, kg, W/kg), spellings.
_UNITS: tuple[tuple[str, str, float, str], ...] = (
    ("m", "length", 1.0, "m|metre|metres|meter|meters"),
    ("km", "length", 1000.0, "km|kms|kilometre|kilometres|kilometer|kilometers|k"),
    ("mi", "length", _MILE_M, "mi|mile|miles|miler"),
    ("ft", "length", 0.3048, "ft|foot|feet"),
    ("yd", "length", 0.9144, "yd|yds|yard|yards"),
    ("s", "time", 1.0, "s|sec|secs|second|seconds"),
    ("min", "time", 60.0, "min|mins|minute|minutes|'|′"),
    ("h", "time", 3600.0, "h|hr|hrs|hour|hours"),
    ("days", "days", 1.0, "d|day|days|night|nights"),
    ("weeks", "days", 7.0, "week|weeks|wk|wks"),
    ("months", "days", 30.44, "month|months"),
    ("years", "days", 365.25, "year|years"),
    ("bpm", "rate", 1.0, "bpm|beat|beats"),
    ("ms", "ms", 1.0, "ms|millisecond|milliseconds"),
    ("%", "share", 1.0, "%|percent"),
    ("W", "power", 1.0, "w|watt|watts"),
    ("kJ", "energy", 1.0, "kj|kilojoule|kilojoules"),
    ("kcal", "kcal", 1.0, "kcal|kcals|calorie|calories"),
    ("kg", "mass", 1.0, "kg|kgs|kilo|kilos|kilogram|kilograms"),
    ("lb", "mass", 0.45359237, "lb|lbs|pound|pounds"),
    ("g", "food", 1.0, "g|gram|grams"),
    ("ml", "drink", 1.0, "ml"),
    ("l", "drink", 1000.0, "l|litre|litres|liter|liters"),
    ("km/h", "speed", 1 / 3.6, "kmh|kph"),
    ("mph", "speed", _MILE_M / 3600, "mph"),
    ("°C", "temperature", 1.0, "°c"),
    ("SD", "sd", 1.0, "sd|sds"),
)
_BY_WORD = {
    word: Unit(name, dim, size) for name, dim, size, words in _UNITS for word in words.split("|")
}
# Written after a slash or "per" or "a": what turns minutes into a pace, kilometres into a speed.
_PACES = {
    "km": Unit("s/km", "pace", 1.0),
    "mi": Unit("s/mi", "pace", 1000 / _MILE_M),
}
_FACT_UNITS = {
    "s/km": Unit("s/km", "pace", 1.0),
    "min/km": Unit("min/km", "pace", 60.0),
    "s/mi": Unit("s/mi", "pace", 1000 / _MILE_M),
    "s/100m": Unit("s/100m", "pace", 10.0),
    "m/s": Unit("m/s", "speed", 1.0),
    "km/h": Unit("km/h", "speed", 1 / 3.6),
    "W/kg": Unit("W/kg", "w/kg", 1.0),
    "1/min": Unit("bpm", "rate", 1.0),
}


@lru_cache(maxsize=256)
def fact_unit(unit: str) -> Unit:
    """Return the unit of a fact; what has no dimension here is bare."""
    known = _FACT_UNITS.get(unit) or _FACT_UNITS.get(unit.replace(" ", ""))
    return known or _BY_WORD.get(unit.lower(), BARE)


def _join(unit: Unit, other: str) -> Unit | None:
    """Return what "unit per other" is."""
    below = _BY_WORD.get(other)
    if below is None:
        return None
    if unit.dim in {"", "time"} and below.name in _PACES:
        return _PACES[below.name]
    if unit.dim == "length" and below.name == "h":
        return Unit(f"{unit.name}/h", "speed", unit.size / 3600)
    if unit.dim == "power" and below.name == "kg":
        return Unit("W/kg", "w/kg", 1.0)
    if unit.dim == "rate" and below.name == "min":
        return unit
    return None


def read_unit(words: tuple[str, ...]) -> tuple[Unit, int]:
    """Return the unit that the next words begin with, and how many of them it takes.

    Parameters
    ----------
    words : tuple of str
        Up to four tokens in lower case, such as ``("min", "per", "mile")``.
    """
    if not words:
        return BARE, 0
    first = words[0]
    if first in {"/", "per", "a", "an"} and len(words) > 1:
        pace = _join(BARE, words[1])
        return (pace, 2) if pace else (BARE, 0)
    if first in {"°", "degrees"}:
        return _BY_WORD["°c"], 2 if words[1:2] and words[1] in {"c", "celsius"} else 1
    unit = _BY_WORD.get(first)
    if unit is None:
        return BARE, 0
    if len(words) > 2 and words[1] in {"/", "per", "a", "an"}:
        joined = _join(unit, words[2])
        if joined:
            return joined, 3
    return unit, 1
