"""Samples of Strava's web API."""

import math
from collections.abc import Mapping

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models.streams import Streams

__all__ = ["read_streams"]

# Column of `Streams` -> key. The cadence of runs is that of one leg, as in `Streams`.
_COLUMNS = {
    "heart_rate": "heartrate",
    "power": "watts",
    "cadence": "cadence",
    "speed": "velocity_smooth",
    "distance": "distance",
    "altitude": "altitude",
    "temperature": "temp",
}


def read_streams(streams: Mapping[str, object]) -> Streams | None:
    """Read samples by key; None where they hold no time axis, or nothing beside it."""
    times = _column(streams, "time")
    if times is None or not times.size or np.isnan(times).any():
        return None
    columns = {name: _column(streams, key) for name, key in _COLUMNS.items()}
    columns["latitude"] = _column(streams, "latlng", 0)
    columns["longitude"] = _column(streams, "latlng", 1)
    known = {
        name: column
        for name, column in columns.items()
        if column is not None and column.size == times.size and not np.isnan(column).all()
    }
    try:
        return Streams.model_validate({"time_s": times, **known}) if known else None
    except InvalidInput:  # times that fall
        return None


def _column(streams: Mapping[str, object], key: str, part: int | None = None) -> FloatArray | None:
    stream = streams.get(key)
    values = stream.get("data") if isinstance(stream, Mapping) else None
    if not isinstance(values, list):
        return None
    if part is not None:
        values = [
            pair[part] if isinstance(pair, list) and len(pair) > part else None for pair in values
        ]
    return np.array([_number(value) for value in values], dtype=float)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isinf(value):
        return math.nan
    return float(value)
