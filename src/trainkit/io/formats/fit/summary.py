"""Summaries of FIT sessions and laps as fields of the models, one table for both directions."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.fit import Table
from trainkit.models.activity import Activity, Lap, Length
from trainkit.models.ranges import keep_in_range

__all__ = [
    "ENHANCED",
    "SUMMARY",
    "first_word",
    "number_at",
    "numbers_of",
    "summary",
    "word_at",
    "words_of",
]

# Field of `Activity` and `Lap` -> field of the session and lap messages.
SUMMARY: Mapping[str, str] = {
    "elapsed_s": "total_elapsed_time",
    "moving_s": "total_timer_time",
    "distance_m": "total_distance",
    "ascent_m": "total_ascent",
    "descent_m": "total_descent",
    "hr_mean": "avg_heart_rate",
    "hr_max": "max_heart_rate",
    "power_mean": "avg_power",
    "power_max": "max_power",
    "normalized_power_w": "normalized_power",
    "cadence_mean": "avg_cadence",
    "cadence_max": "max_cadence",
    "speed_mean": "enhanced_avg_speed",
    "speed_max": "enhanced_max_speed",
    "calories_kcal": "total_calories",
    "temperature_mean": "avg_temperature",
    "pool_length_m": "pool_length",
    "feel": "workout_feel",
}
# Fields that older files store only under another name.
ENHANCED: Mapping[str, str] = {
    "enhanced_avg_speed": "avg_speed",
    "enhanced_max_speed": "max_speed",
    "enhanced_speed": "speed",
    "enhanced_altitude": "altitude",
}

_FEW = 8  # rows of which single values are read faster than a column


def summary(
    model: type[Activity | Lap | Length], table: Table, row: int, out_of_range: dict[str, float]
) -> dict[str, float]:
    """Read the summary fields of a model from one message.

    Parameters
    ----------
    model : type
        The model to fill.
    table : Table
        Its messages.
    row : int
        The message's row.
    out_of_range : dict of str to float
        Receives the values that the model's ranges do not allow.

    Returns
    -------
    dict of str to float
        By field of the model.
    """
    values = {name: number_at(table, field, row) for name, field in _fields(model)}
    if not values.get("hr_mean"):  # zero means unknown
        values |= dict.fromkeys(set(values) & {"hr_mean", "hr_max"})
    return keep_in_range(model, values, out_of_range)


@cache
def _fields(model: type[Activity | Lap | Length]) -> tuple[tuple[str, str], ...]:
    """Return the summary fields of a model, and those of its message."""
    known = model.model_fields
    return tuple((name, field) for name, field in SUMMARY.items() if name in known)


def numbers_of(table: Table, name: str) -> FloatArray | None:
    """Return a field of one number; the first element if a damaged file has several."""
    name = _field_name(table, name)
    if name not in table:
        return None
    if table.rows <= _FEW:
        return np.array([table.number_at(name, row) for row in range(table.rows)], float)
    column = table[name].numbers
    return column if column.ndim == 1 else column.reshape(table.rows, -1)[:, 0]


def words_of(table: Table, name: str) -> NDArray[np.object_] | None:
    """Return a field of one name or text."""
    if name not in table:
        return None
    if table.rows <= _FEW:
        return np.array([table.word_at(name, row) for row in range(table.rows)], object)
    return table[name].words.reshape(table.rows, -1)[:, 0]


def number_at(table: Table, name: str, row: int) -> float | None:
    """Return one number; None if it is missing."""
    return table.number_at(_field_name(table, name), row)


def _field_name(table: Table, name: str) -> str:
    return ENHANCED[name] if name in ENHANCED and name not in table else name


def word_at(table: Table, name: str, row: int) -> str | None:
    """Return one name or text; None if it is missing or empty."""
    return table.word_at(name, row) or None


def first_word(table: Table, name: str) -> str | None:
    """Return a name or text of the first message that has it."""
    return next((word for row in range(table.rows) if (word := word_at(table, name, row))), None)
