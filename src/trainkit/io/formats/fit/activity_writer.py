"""An activity as a FIT file, for devices, platforms and `trainkit.read`."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from trainkit._array import FloatArray
from trainkit.io.fit import DeveloperField, Values, encode, readings
from trainkit.io.formats.fit.listed_names import look_up_name
from trainkit.io.formats.fit.recording import SAMPLED, extra_name
from trainkit.io.formats.fit.sessions import EPOCH
from trainkit.io.formats.fit.summary import SUMMARY
from trainkit.models.activity import Activity, Lap, Length
from trainkit.models.streams import Streams

__all__ = ["write_fit"]

Columns = dict[str, Values]

_BEATS = 5  # intervals in one message


def write_fit(activity: Activity) -> bytes:
    """Write an activity as a FIT file.

    Reading it returns an equal activity, at FIT's resolution: whole seconds, beats, watts and
    metres of ascent, centimetres of distance, millimetres per second, fifths of a metre of
    altitude. Columns of `Streams.developer`, and those of `Streams.extra` without a FIT field,
    become developer fields. FIT has no field for the name, the notes, the race flag, the
    provenance and the times of beats. A sport that it does not list becomes ``generic``.

    Parameters
    ----------
    activity : Activity
        The workout.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidInput
        A value that its FIT field cannot store; the message names the range.
    """
    start = round((activity.start - EPOCH).total_seconds())
    end = start + activity.elapsed_s
    streams = activity.streams
    records, developer = ({}, []) if streams is None else _records(streams, start)
    messages: list[tuple[str, Mapping[str, Values]]] = [
        ("file_id", _file_id(activity, start)),
        ("event", {"timestamp": start, "event": "timer", "event_type": "start"}),
        ("record", records),
        ("hrv", {"time": _intervals(streams)}),
        ("event", {"timestamp": end, "event": "timer", "event_type": "stop_all"}),
        ("length", _lengths(activity.lengths)),
        ("lap", _laps(activity.laps)),
        ("session", _session(activity, start, end)),
        ("activity", _activity(activity, end)),
    ]
    return encode([message for message in messages if message[1]], developer_fields=developer)


def _file_id(activity: Activity, start: int) -> Columns:
    return {
        "type": "activity",
        "manufacturer": "development",
        "time_created": start,
        "product_name": activity.device,
    }


def _records(streams: Streams, start: int) -> tuple[Columns, list[DeveloperField]]:
    if not len(streams):
        return {}, []
    columns: Columns = {"timestamp": np.round(start + streams.time_s)}
    for name, field in SAMPLED.items():
        columns[field] = getattr(streams, name)
    fields, others = _extra(streams.extra)
    columns |= fields
    developer = []
    for name, column in {**others, **streams.developer}.items():
        # A name of the protocol would be read back as the protocol's field.
        label = f"developer_{name}" if name in readings("record") else name
        columns[label] = column
        # Half the size where nothing is lost.
        narrow = np.array_equal(column.astype(np.float32), column, equal_nan=True)
        base = "float32" if narrow else "float64"
        developer.append(DeveloperField(label, streams.developer_units.get(name, ""), base))
    return columns, developer


_ELEMENT = re.compile(r"(.+)_(\d+)")


@cache
def _extra_fields() -> Mapping[str, str]:
    """Return the fields of a record by their names in `Streams.extra`."""
    return {extra_name(name, reading.units): name for name, reading in readings("record").items()}


def _extra(extra: Mapping[str, FloatArray]) -> tuple[Columns, dict[str, FloatArray]]:
    """Separate fields of the protocol, with array fields reassembled, from the rest."""
    fields: Columns = {}
    others: dict[str, FloatArray] = {}
    arrays: dict[str, dict[int, FloatArray]] = {}
    known = _extra_fields()
    for name, column in extra.items():
        element = _ELEMENT.fullmatch(name)
        if name in known:
            fields[known[name]] = column
        elif re.fullmatch(r"unknown_\d+", name):
            fields[name] = column
        elif element and element[1] in known:
            arrays.setdefault(known[element[1]], {})[int(element[2])] = column
        else:
            others[name] = column
    for field, elements in arrays.items():
        # An element that no row has was dropped on reading, and leaves a hole here.
        blank = np.full(next(iter(elements.values())).size, np.nan)
        whole = [elements.get(place, blank) for place in range(max(elements) + 1)]
        fields[field] = np.stack(whole, axis=1)
    return fields, others


def _intervals(streams: Streams | None) -> FloatArray | None:
    """Return intervals in messages of five [s]; the last one is padded with NaN."""
    if streams is None or streams.rr_ms is None:
        return None
    seconds = streams.rr_ms / 1000
    filled = np.concatenate([seconds, np.full(-seconds.size % _BEATS, np.nan)])
    return filled.reshape(-1, _BEATS)


def _session(activity: Activity, start: int, end: float) -> Columns:
    return {
        "message_index": 0,
        "timestamp": end,
        "event": "lap",
        "event_type": "stop",
        "start_time": start,
        "sport": look_up_name("session", "sport", activity.sport) or "generic",
        "sub_sport": look_up_name("session", "sub_sport", activity.sub_sport) or "generic",
        "first_lap_index": 0,
        "num_laps": len(activity.laps),
        "num_lengths": len(activity.lengths) or None,
        "workout_rpe": None if activity.rpe is None else activity.rpe * 10,
        **_summaries([activity]),
    }


def _laps(laps: Sequence[Lap]) -> Columns:
    return (
        {
            **_moments(laps),
            "event": ["lap"] * len(laps),
            "event_type": ["stop"] * len(laps),
            "intensity": [look_up_name("lap", "intensity", lap.kind) for lap in laps],
            "lap_trigger": [look_up_name("lap", "lap_trigger", lap.trigger) for lap in laps],
            **_summaries(laps),
        }
        if laps
        else {}
    )


def _lengths(lengths: Sequence[Length]) -> Columns:
    return (
        {
            **_moments(lengths),
            "length_type": [
                look_up_name("length", "length_type", length.kind) for length in lengths
            ],
            "swim_stroke": [
                look_up_name("length", "swim_stroke", length.stroke) for length in lengths
            ],
            "total_strokes": [length.strokes for length in lengths],
            **_summaries(lengths),
        }
        if lengths
        else {}
    )


def _moments(parts: Sequence[Lap] | Sequence[Length]) -> Columns:
    starts = np.array([(part.start - EPOCH).total_seconds() for part in parts])
    elapsed = np.array([part.elapsed_s for part in parts])
    return {
        "message_index": list(range(len(parts))),
        "timestamp": np.round(starts + elapsed),
        "start_time": np.round(starts),
    }


def _summaries(parts: Sequence[Activity] | Sequence[Lap] | Sequence[Length]) -> Columns:
    names = [name for name in SUMMARY if name in type(parts[0]).model_fields]
    columns = {SUMMARY[name]: [getattr(part, name) for part in parts] for name in names}
    known = {field: values for field, values in columns.items() if set(values) != {None}}
    return {field: np.array(values, dtype=np.float64) for field, values in known.items()}


def _activity(activity: Activity, end: float) -> Columns:
    offset = activity.start.utcoffset() or dt.timedelta()
    return {
        "timestamp": end,
        "local_timestamp": end + offset.total_seconds(),
        "total_timer_time": activity.moving_s,
        "num_sessions": 1,
        "type": "manual",
        "event": "activity",
        "event_type": "stop",
    }
