"""The fields of a cohort, and the values that each allows."""

import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models.day import DailyHealth
from trainkit.models.ranges import allowed_ranges

__all__ = [
    "FIELDS",
    "LAGGED_FIELDS",
    "LOADS",
    "RECOVERY_FIELDS",
    "RPE_EXCESS",
    "allowed",
    "check_fields",
    "check_name",
    "out_of_range",
    "parse_day",
]

_LARGEST_LOAD = 1e6

LOADS: Mapping[str, str] = MappingProxyType(
    {
        "load": "internal",
        "external": "external",
        "training_load": "training_load",
        "matched_external": "matched_external",
        "matched_internal": "matched_internal",
        "longest_min": "longest_min",
    }
)
"""Loads of a day, and the columns of `trainkit.loads.DailyLoads` that they are."""

RPE_EXCESS = "rpe_excess"
"""How much harder the day's sessions felt than their load suggests, as the journal counts it."""

_EXCESS = (-100.0, 100.0)
_CLOCK_H = (-24.0, 48.0)  # of a night, from the midnight of its day
_RANGES: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(LOADS, (0.0, _LARGEST_LOAD)),
    **{name: (limit.low, limit.high) for name, limit in allowed_ranges(DailyHealth).items()},
    # Moments, in hours from midnight, and flags.
    "sleep_start": _CLOCK_H,
    "sleep_end": _CLOCK_H,
    RPE_EXCESS: _EXCESS,
    "illness": (0.0, 1.0),
    "fever": (0.0, 1.0),
}

FIELDS: tuple[str, ...] = tuple(_RANGES)
"""Every field that a cohort can keep: loads, how hard sessions felt, and the fields of
`DailyHealth` that are numbers, flags or times of the night."""


RECOVERY_FIELDS = (
    *("load", "external", "training_load", "matched_external", "matched_internal", "longest_min"),
    *("hrv_rmssd", "resting_hr", "sleep_h", "sleep_score", "sleep_start", "sleep_end", "weight_kg"),
    *("soreness", "energy", "mood", "sleep_quality", "felt_stress"),
    *("alcohol_units", "stress", "pain", "illness", "fever", RPE_EXCESS),
)
"""What recovery and warnings read; a field that a cohort does not keep is unknown."""

LAGGED_FIELDS = frozenset(
    {
        *("load", "external", "training_load", "matched_external", "matched_internal"),
        *("longest_min", "alcohol_units", "stress", RPE_EXCESS),
    }
)
"""Fields of a day that belong to the next morning."""


def check_fields(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Check names of fields: known, each once, at least one."""
    for name in fields:
        if name not in _RANGES:
            near = get_close_matches(str(name), FIELDS, n=3) or FIELDS
            raise InvalidInput("fields", name, "one of " + ", ".join(near))
    if not fields or len(set(fields)) < len(fields):
        raise InvalidInput("fields", fields, "at least one field, and each once")
    return fields


def check_name(argument: str, name: object) -> None:
    """Check the name of an athlete: a line of a file."""
    if not isinstance(name, str) or not name or "\n" in name:
        raise InvalidInput(argument, name, "a name of one line")


def out_of_range(field: str, values: FloatArray) -> NDArray[np.bool_]:
    """Mark the values that a field does not allow; NaN is unknown, and allowed."""
    low, high = _RANGES[field]
    return np.asarray((values < low) | (values > high))


def allowed(field: str) -> str:
    """Say which values a field allows."""
    low, high = _RANGES[field]
    return f"from {low:g} to {high:g}"


def parse_day(name: str, day: object) -> dt.date:
    """Check a date, which may come as ISO text."""
    if isinstance(day, str):
        try:
            return dt.date.fromisoformat(day)
        except ValueError:
            pass
    elif isinstance(day, dt.date) and not isinstance(day, dt.datetime):
        return day
    raise InvalidInput(name, day, "a date without a time, such as 2026-05-01")
