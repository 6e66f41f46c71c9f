"""Whether a number as written says a value: rounding, ranges, "about", "just under"."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import lru_cache

from trainkit.coach._guarding.known import Knowledge, Known
from trainkit.coach._guarding.mentions import Mention, Reading
from trainkit.coach._guarding.units import BARE, Unit

__all__ = ["find_values", "near", "says", "says_value"]

_ABOUT = 0.04
_ABOUT_ROUND = 0.06
_ABOUT_TIME = 0.03
_BOUND = 0.12
_SLACK = 1e-9
_KM, _MI = Unit("km", "length", 1000.0), Unit("mi", "length", 1609.344)
_SHOWN: dict[str, tuple[Unit, ...]] = {
    "length": (_KM, _MI, Unit("m", "length", 1.0), Unit("ft", "length", 0.3048)),
    "time": (Unit("h", "time", 3600.0), Unit("min", "time", 60.0)),
    "days": (Unit("days", "days", 1.0), Unit("weeks", "days", 7.0), Unit("years", "days", 365.25)),
    "mass": (Unit("kg", "mass", 1.0), Unit("lb", "mass", 0.45359237)),
    "speed": (Unit("km/h", "speed", 1 / 3.6), Unit("mph", "speed", 1609.344 / 3600)),
}
_FINE = {"time", "pace"}


def near(said: float, real: float, step: float, mode: str, dim: str = "") -> bool:
    """Whether a value that is said rounds to a real one, as exactly as it is meant."""
    slack = step * (1 + 1e-6) + _SLACK
    if abs(said - real) <= slack:
        return True
    size = max(abs(real), _SLACK)
    if mode == "~":
        share = _ABOUT_TIME if dim in _FINE else _ABOUT_ROUND if said % 5 == 0 else _ABOUT
        return abs(said - real) <= share * size
    if mode == "<":
        return 0 < said - real <= _BOUND * size
    return mode == ">" and 0 < real - said <= _BOUND * size


def says_value(reading: Reading, value: float, mode: str) -> bool:
    """Whether a reading of a number says a value, or a range around it."""
    if reading.low == reading.high:
        return near(reading.low, value, reading.step, mode, reading.unit.dim)
    if reading.unit.dim == "pace":
        return False
    inside = reading.low - reading.step <= value <= reading.high + reading.step
    return inside and reading.high - reading.low <= 0.2 * abs(reading.high)


def _bare(reading: Reading, unit: Unit) -> Reading:
    """Return a number without a unit as if it were written in one."""
    size = unit.size
    return Reading(reading.low * size, reading.high * size, reading.step * size, unit)


def _as_written(reading: Reading, known: Known) -> tuple[Reading, ...]:
    """Return the ways in which a reading can be a value of a dimension."""
    if reading.unit.dim == known.dim:
        return (reading,)
    if reading.unit is BARE:
        return tuple(_bare(reading, unit) for unit in _SHOWN.get(known.dim, (BARE,)))
    if known.unit is BARE and reading.unit.dim == "share" and not known.fact.unit:
        return (Reading(reading.low / 100, reading.high / 100, reading.step / 100, BARE), reading)
    counted = _DAY_COUNTS.get(known.traits.concept)
    if known.unit is BARE and counted == reading.unit.name:  # weeks of a plan are no days
        size = reading.unit.size
        return (_bare(Reading(reading.low / size, reading.high / size, 0.5, BARE), BARE),)
    return ()


_DAY_COUNTS = {
    "rest_days": "days",
    "available": "days",
    "weeks_left": "weeks",
    "plan_weeks": "weeks",
    "plan_week": "weeks",
    "age": "years",
}
"""Concepts whose bare counts are of a unit of time."""


def _exact(reading: Reading, known: Known, mode: str) -> bool:
    if known.high != known.value:
        low = near(reading.low, known.value, reading.step, mode, known.dim)
        return low or near(reading.low, known.high, reading.step, mode, known.dim)
    return near(reading.low, known.value, reading.step, mode, known.dim)


def _whole(known: Known) -> bool:
    """Whether a fact is one value, and not a range or the end of one."""
    return known.high == known.value and not known.traits.bound


def says(mention: Mention, known: Known) -> bool:
    """Whether a number says the value of a fact in one of its readings."""
    for reading in mention.readings:
        for written in _as_written(reading, known):
            if written.low != written.high:
                if _whole(known) and says_value(written, known.value, mention.mode):
                    return True
            elif _exact(written, known, mention.mode):
                return True
    return False


_Index = dict[str, tuple[list[float], list[Known]]]


@lru_cache(maxsize=16)
def _index(known: Knowledge) -> _Index:
    """Return the values of each dimension in order; under "" each value as it may be shown."""
    rows: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for place, value in enumerate(known.values):
        for amount in {value.value, value.high}:
            rows[value.dim or "bare"].append((amount, place))
            rows[""].extend((amount / u.size, place) for u in _SHOWN.get(value.dim, (BARE,)))
            if value.unit is BARE:
                rows["share"].extend(((amount, place), (100 * amount, place)))
            if value.unit is BARE and value.traits.concept in _DAY_COUNTS:
                rows["days"].extend((amount * size, place) for size in (1.0, 7.0, 365.25))
    index = {}
    for dim, pairs in rows.items():
        pairs.sort()
        index[dim] = ([amount for amount, _ in pairs], [known.values[p] for _, p in pairs])
    return index


def find_values(known: Knowledge, mention: Mention) -> list[Known]:
    """Return the values that a number says, each once, in the order of the facts."""
    index = _index(known)
    found: dict[int, Known] = {}
    for reading in mention.readings:
        amounts, values = index.get(reading.unit.dim, ([], []))
        slack = reading.step * 1.01 + 0.16 * max(abs(reading.low), abs(reading.high))
        first = bisect_left(amounts, min(reading.low, reading.high) - slack)
        last = bisect_right(amounts, max(reading.low, reading.high) + slack)
        for value in values[first:last]:
            if id(value) not in found and says(mention, value):
                found[id(value)] = value
    return sorted(found.values(), key=lambda value: int(value.fact.id[1:]))
