"""Activities and samples of intervals.icu as models."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.io.authoring import (
    ProblemLog,
    build_activity,
    local_start,
    number_at,
    parse_instant,
    text_at,
)
from trainkit.models import Activity
from trainkit.models.streams import Streams
from trainkit.ports.format import FileContext

__all__ = ["read_activity", "read_streams"]

# Field of `Activity` -> key.
_NUMBERS = {
    "elapsed_s": "elapsed_time",
    "moving_s": "moving_time",
    "distance_m": "distance",
    "ascent_m": "total_elevation_gain",
    "descent_m": "total_elevation_loss",
    "hr_mean": "average_heartrate",
    "hr_max": "max_heartrate",
    "power_mean": "icu_average_watts",
    "normalized_power_w": "icu_weighted_avg_watts",
    "cadence_mean": "average_cadence",
    "speed_mean": "average_speed",
    "speed_max": "max_speed",
    "calories_kcal": "calories",
    "temperature_mean": "average_temp",
    "rpe": "icu_rpe",
}
_FEEL_STEPS = 4  # feel goes from 1, strong, to 5, weak
# Column of `Streams` -> type of a stream.
_COLUMNS = {
    "heart_rate": "heartrate",
    "power": "watts",
    "cadence": "cadence",
    "speed": "velocity_smooth",
    "distance": "distance",
    "altitude": "altitude",
    "temperature": "temp",
}


def read_activity(
    item: Mapping[str, object], context: FileContext, log: ProblemLog
) -> Activity | None:
    """Read the summary of an activity; None without a start.

    Parameters
    ----------
    item : mapping
        As the server lists it.
    context : FileContext
        The athlete's zone, for a start that comes without UTC or a zone.
    log : ProblemLog
        Collects what is left out.

    Returns
    -------
    Activity or None
        The activity, without samples.
    """
    start = _start(item, context)
    if start is None:
        log.count("activit[y|ies] without a start [was|were] left out")
        return None
    values = {field: number_at(item, key) for field, key in _NUMBERS.items()}
    feel = number_at(item, "feel")
    if feel is not None and 1 <= feel <= _FEEL_STEPS + 1:
        values["feel"] = 100 - (feel - 1) * 100 / _FEEL_STEPS
    return build_activity(
        start,
        values,
        context.provenance(identifier=str(item["id"])),
        log,
        sport=text_at(item, "type"),
        name=text_at(item, "name"),
        notes=text_at(item, "description"),
        device=text_at(item, "device_name"),
        race=item.get("race") is True,
    )


def read_streams(streams: Sequence[Mapping[str, object]]) -> Streams | None:
    """Read the samples of an activity; None where they hold no time axis."""
    data = {str(stream.get("type")): stream for stream in streams}
    times = _numbers(data.get("time"), "data")
    if times is None or not times.size or np.isnan(times).any():
        return None
    columns = {name: _numbers(data.get(key), "data") for name, key in _COLUMNS.items()}
    columns["latitude"] = _numbers(data.get("latlng"), "data")
    columns["longitude"] = _numbers(data.get("latlng"), "data2")
    known = {
        name: column
        for name, column in columns.items()
        if column is not None and column.size == times.size and not np.isnan(column).all()
    }
    if not known:
        return None
    try:
        return Streams.model_validate({"time_s": times, **known})
    except InvalidInput:  # times that fall
        return None


def _numbers(stream: Mapping[str, object] | None, key: str) -> FloatArray | None:
    values = None if stream is None else stream.get(key)
    if not isinstance(values, list):
        return None
    return np.array([_number(value) for value in values], dtype=float)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isinf(value):
        return math.nan
    return float(value)


def _start(item: Mapping[str, object], context: FileContext) -> dt.datetime | None:
    """Return the start with the offset of the place where it happened."""
    local, utc = (
        parse_instant(item.get(key), zone)
        for key, zone in (("start_date_local", context.zone), ("start_date", dt.UTC))
    )
    return local if utc is None else local_start(utc, local, context)
