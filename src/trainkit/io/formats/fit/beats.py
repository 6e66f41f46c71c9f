"""Beats in FIT files: RR intervals between records, and heart rates that a strap kept for later."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.fit import FitPart, Table
from trainkit.io.formats.fit.summary import numbers_of

__all__ = ["Beats", "heart_rate_of", "intervals", "stored_beats"]

# A heart rate stands for five seconds, in steps of a quarter: so the protocol's own reader does it.
_STEP_S = 0.25
_STEPS = 20


class Beats(NamedTuple):
    """Beats with their moments, as a strap stores them while it is out of reach."""

    time_s: FloatArray  # FIT seconds, never falling
    bpm: FloatArray


def intervals(part: FitPart) -> tuple[FloatArray, NDArray[np.int64]]:
    """Read the RR intervals of ``hrv`` messages.

    Parameters
    ----------
    part : FitPart
        The file.

    Returns
    -------
    tuple of (ndarray, ndarray)
        Intervals [ms], and where in the file each stands [bytes].
    """
    table = part.messages("hrv")
    seconds = table.numbers("time")
    if seconds is None:
        return np.array([]), np.array([], dtype=np.int64)
    rows = seconds.reshape(table.rows, -1)
    known = ~np.isnan(rows)
    places = np.repeat(table.offsets, known.sum(axis=1))
    return np.round(rows[known] * 1000, 6), places


def stored_beats(parts: Sequence[FitPart]) -> Beats | None:
    """Read ``hr`` messages, which some straps add to a file after a swim; None without any."""
    tables = [part.messages("hr") for part in parts]
    found = [beats for table in tables if (beats := _beats(table)) is not None]
    if not found:
        return None
    times = np.concatenate([one.time_s for one in found])
    order = np.argsort(times, kind="stable")
    return Beats(times[order], np.concatenate([one.bpm for one in found])[order])


def heart_rate_of(beats: Beats, records_s: FloatArray) -> FloatArray:
    """Give each record the mean heart rate since the record before it.

    Parameters
    ----------
    beats : Beats
        The strap's beats.
    records_s : ndarray, shape (records,)
        Times of the records [FIT seconds], never falling.

    Returns
    -------
    ndarray, shape (records,)
        Whole beats a minute; NaN where the strap knows nothing.
    """
    before = np.r_[records_s[:1] - 1, records_s[:-1]]
    before = np.where(before == records_s, records_s - 1, before)
    count, total = _told_until(beats, records_s)
    count_before, total_before = _told_until(beats, before)
    told = count - count_before
    mean = np.full(records_s.shape, np.nan)
    np.divide(total - total_before, told, out=mean, where=told > 0)
    return np.floor(mean + 0.5)


def _told_until(beats: Beats, moments: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Count the steps in which a heart rate stood, up to each moment, and add them up."""
    gaps = np.append(np.diff(beats.time_s), 0.0)
    steps = np.clip(np.ceil(gaps / _STEP_S), 1, _STEPS + 1)
    steps_before = np.concatenate([[0.0], np.cumsum(steps)])
    total_before = np.concatenate([[0.0], np.cumsum(steps * beats.bpm)])
    beat = np.searchsorted(beats.time_s, moments, side="right") - 1
    at = np.maximum(beat, 0)
    into = np.floor((moments - beats.time_s[at]) / _STEP_S) + 1
    part = np.where(beat < 0, 0.0, np.minimum(into, steps[at]))
    return steps_before[at] + part, total_before[at] + part * beats.bpm[at]


def _beats(table: Table) -> Beats | None:
    base = numbers_of(table, "timestamp")
    events, bpm = table.numbers("event_timestamp"), table.numbers("filtered_bpm")
    if base is None or events is None or bpm is None or events.size != bpm.size:
        return None
    fraction = numbers_of(table, "fractional_timestamp")
    start = base[0] + (0.0 if fraction is None or np.isnan(fraction[0]) else fraction[0])
    events, bpm = events.ravel(), bpm.ravel()
    known = np.isfinite(events) & np.isfinite(bpm) & (bpm > 0)
    if np.isnan(start) or not known.any():
        return None
    times = events[known] - events[known][0] + start
    return Beats(np.maximum.accumulate(times), bpm[known])
