"""Twelve kinds of damage that devices, apps and people do to a recording."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from builders.recordings import Recording

Damage = Callable[[Recording, int], Recording]

_HUGE = {
    "hr": 250.0,
    "power": 6000.0,
    "altitude": 11_000.0,
    "speed": 65.0,
    "distance": 40_000_000.0,
}


def places(recording: Recording, seed: int, count: int = 1) -> slice:
    """Return a few neighbouring samples anywhere."""
    first = seed % (recording.time_s.size - count)
    return slice(first, first + count)


def put(recording: Recording, where: slice, **values: float) -> Recording:
    """Return a copy with other values in some samples."""
    columns = {}
    for name, value in values.items():
        if name in recording.columns:
            column = recording.columns[name].copy()
            column[where] = value
            columns[name] = column
    return recording.having(**columns)


def _at_zero(recording: Recording, seed: int) -> Recording:
    return put(recording, places(recording, seed, 1 + seed % 3), lat=0.0, lon=0.0)


def _at_a_pole(recording: Recording, seed: int) -> Recording:
    return put(recording, places(recording, seed), lat=90.0, lon=-80.0)


def _leap(recording: Recording, seed: int) -> Recording:
    where = places(recording, seed, 1 + seed % 2)
    if "lat" not in recording.columns:
        return recording
    return put(recording, where, lat=float(recording.columns["lat"][where.start]) + 0.4)


def _zeros(recording: Recording, seed: int) -> Recording:
    where = places(recording, seed, recording.time_s.size // 3)
    return put(recording, where, hr=0.0, cadence=0.0)


def _huge(recording: Recording, seed: int) -> Recording:
    name = sorted(_HUGE)[seed % len(_HUGE)]
    return put(recording, places(recording, seed), **{name: _HUGE[name]})


def _clock_on(recording: Recording, seed: int) -> Recording:
    later = np.arange(recording.time_s.size) > places(recording, seed).start
    return replace(recording, time_s=recording.time_s + later * 86_400.0 * (2 + seed % 40))


def _clock_back(recording: Recording, seed: int) -> Recording:
    later = np.arange(recording.time_s.size) > places(recording, seed).start
    return replace(recording, time_s=recording.time_s - later * 3600.0 * (1 + seed % 400))


def _unset_clock(recording: Recording, seed: int) -> Recording:
    first = np.arange(recording.time_s.size) <= seed % 20
    unset = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC) - recording.start).total_seconds()
    return replace(recording, time_s=recording.time_s + first * unset)


def _runs_on(recording: Recording, seed: int) -> Recording:
    return recording.having(distance=recording.columns["distance"] + 5000.0 + seed)


def _begins_again(recording: Recording, seed: int) -> Recording:
    metres = recording.columns["distance"]
    at = recording.time_s.size // 4 + seed % (recording.time_s.size // 2)
    later = np.arange(metres.size) > at
    return recording.having(distance=np.where(later, metres - metres[at], metres))


def _in_another_zone(recording: Recording, seed: int) -> Recording:
    return replace(recording, offset=("+02:00", "-08:00", "+11:00")[seed % 3])


def _nothing(recording: Recording, _seed: int) -> Recording:
    return recording


DAMAGES: Mapping[str, Damage] = {
    "nothing": _nothing,
    "point at 0/0": _at_zero,
    "point at a pole": _at_a_pole,
    "leap of the position": _leap,
    "zeros": _zeros,
    "huge value": _huge,
    "clock set on": _clock_on,
    "clock set back": _clock_back,
    "clock never set": _unset_clock,
    "distance runs on": _runs_on,
    "distance begins again": _begins_again,
    "other zone": _in_another_zone,
}
