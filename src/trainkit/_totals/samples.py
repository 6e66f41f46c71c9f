"""Means, maxima and climbing of samples, by what a zero means and what a person can do."""

from collections.abc import Mapping
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
    "hr_mean": _HEART,
    "power_mean": _POWER,
    "cadence_mean": _CADENCE,
    "temperature_mean": _TEMPERATURE,
}
_USED = ("time_s", "heart_rate", "power", "cadence", "temperature", "speed", "distance", "altitude")
_HIGHEST = {"hr_max": _HEART, "power_max": _POWER, "cadence_max": _CADENCE}


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
    known = {
        column: _valid_values(columns, column)
        for column in dict.fromkeys((*_MEANS.values(), *_HIGHEST.values()))
    }
    values: dict[str, float | None] = {}
    for name, column in _MEANS.items():
        values[name] = float(known[column].mean()) if known[column].size else None
    for name, column in _HIGHEST.items():
        values[name] = float(known[column].max()) if known[column].size else None
    speed = _valid_values(columns, _Column("speed", 0.0, fastest(sport), zeros=True))
    values["speed_max"] = float(speed.max()) if speed.size else None
    if (distance := columns.get("distance")) is not None:
        covered = distance[~np.isnan(distance)]
        values["distance_m"] = float(covered.max()) if covered.size else None
    if (altitude := columns.get("altitude")) is not None:
        values["ascent_m"], values["descent_m"] = ascent_m(altitude, columns["time_s"])
    return {name: value for name, value in values.items() if value is not None}


def _valid_values(columns: Mapping[str, FloatArray], column: _Column) -> FloatArray:
    """Return the values of a column that count; none if all of them are zeros that do not."""
    values = columns.get(column.name)
    if values is None:
        return np.array([])
    counts = (values >= column.low) & (values <= column.high)  # false for NaN
    if not column.zeros:
        counts &= values > 0
    return values if counts.all() else values[counts]
