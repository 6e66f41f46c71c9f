"""Summaries of FIT sessions and laps as fields of the models, one table for both directions."""

from collections.abc import Mapping

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
    names = [name for name in SUMMARY if name in model.model_fields]
    values = {name: number_at(table, SUMMARY[name], row) for name in names}
    if not values.get("hr_mean"):  # zero means unknown
        values |= dict.fromkeys(set(values) & {"hr_mean", "hr_max"})
    return keep_in_range(model, values, out_of_range)


def numbers_of(table: Table, name: str) -> FloatArray | None:
    """Return a field of one number; the first element if a damaged file has several."""
    column = table.numbers(name)
    if column is None and name in ENHANCED:
        column = table.numbers(ENHANCED[name])
    return None if column is None else column.reshape(table.rows, -1)[:, 0]


def words_of(table: Table, name: str) -> NDArray[np.object_] | None:
    """Return a field of one name or text."""
    column = table.words(name)
    return None if column is None else column.reshape(table.rows, -1)[:, 0]


def number_at(table: Table, name: str, row: int) -> float | None:
    """Return one number; None if it is missing."""
    if name not in table and name in ENHANCED:
        name = ENHANCED[name]
    return table.number_at(name, row)


def word_at(table: Table, name: str, row: int) -> str | None:
    """Return one name or text; None if it is missing or empty."""
    return table.word_at(name, row) or None


def first_word(table: Table, name: str) -> str | None:
    """Return a name or text of the first message that has it."""
    return next((word for row in range(table.rows) if (word := word_at(table, name, row))), None)
