"""Means, maxima and climbing of samples, by what a zero means and what a person can do."""

from collections.abc import Mapping
from math import isnan
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit._totals.climbing import ascent_m
from trainkit.models.limits import HIGHEST_BPM, HIGHEST_W, fastest
from trainkit.models.streams import Streams

__all__ = ["totals"]

_LOWEST_BPM = 20.0
_HIGHEST_CADENCE = 300.0


class _Column(NamedTuple):
    """Which values of a column count."""

    name: str
    low: float
    high: float
    zeros: bool  # whether a zero is a value: coasting has a power of 0, a heart rate of 0 is a gap


_HEART, _POWER = (
    _Column("heart_rate", _LOWEST_BPM, HIGHEST_BPM, zeros=False),
    _Column("power", 0.0, HIGHEST_W, zeros=True),
)
_CADENCE = _Column("cadence", 0.0, _HIGHEST_CADENCE, zeros=False)  # devices average like this
_TEMPERATURE = _Column("temperature", -90.0, 90.0, zeros=True)
_MEANS = {
    _HEART: "hr_mean",
    _POWER: "power_mean",
    _CADENCE: "cadence_mean",
    _TEMPERATURE: "temperature_mean",
}
_HIGHEST = {_HEART: "hr_max", _POWER: "power_max", _CADENCE: "cadence_max"}
_USED = ("time_s", "heart_rate", "power", "cadence", "temperature", "speed", "distance", "altitude")


class _Valid(NamedTuple):
    values: FloatArray
    highest: float


def totals(
    streams: Streams, *, sport: str = "generic", columns: Mapping[str, FloatArray] | None = None
) -> dict[str, float]:
    """Compute means and maxima over the samples that count, distance and climbing.

    A heart rate or a cadence of 0 is a gap, a power of 0 is coasting; values that no person and no
    sensor reaches do not count.

    Parameters
    ----------
    streams : Streams
        The samples.
    sport : str
        As in `Activity`.
    columns : mapping of str to ndarray, optional
        The columns of `streams` by name, if they are at hand: they need not be unpacked.

    Returns
    -------
    dict of str to float
        By field of `Activity`, in its unit; unknown totals are left out.
    """
    if columns is None:
        found = ((name, getattr(streams, name)) for name in _USED)
        columns = {name: column for name, column in found if column is not None}
    values: dict[str, float | None] = {}
    known = {column: _valid_values(columns, column) for column in _MEANS}
    for column, name in _MEANS.items():
        if (valid := known[column]) is not None:
            # As the method of an array does, without its detours: most recordings are short.
            values[name] = float(np.add.reduce(valid.values) / valid.values.size)
    for column, name in _HIGHEST.items():
        if (valid := known[column]) is not None:
            values[name] = valid.highest
    speed = _valid_values(columns, _Column("speed", 0.0, fastest(sport), zeros=True))
    values["speed_max"] = None if speed is None else speed.highest
    distance = columns.get("distance")
    if distance is not None and distance.size:
        farthest = float(np.fmax.reduce(distance))  # NaN only where all are
        values["distance_m"] = None if isnan(farthest) else farthest
    if (altitude := columns.get("altitude")) is not None:
        values["ascent_m"], values["descent_m"] = ascent_m(altitude, columns["time_s"])
    return {name: value for name, value in values.items() if value is not None}


def _valid_values(columns: Mapping[str, FloatArray], column: _Column) -> _Valid | None:
    """Return the values of a column that count; None if there are none."""
    values = columns.get(column.name)
    if values is None or not values.size:
        return None
    lowest, highest = float(np.minimum.reduce(values)), float(np.maximum.reduce(values))
    # The usual case, and false where a value is NaN.
    if column.low <= lowest and highest <= column.high and (column.zeros or lowest > 0):
        return _Valid(values, highest)
    counts = (values >= column.low) & (values <= column.high)
    if not column.zeros:
        counts &= values > 0
    values = values[counts]
    return _Valid(values, float(np.maximum.reduce(values))) if values.size else None
