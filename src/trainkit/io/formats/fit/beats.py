"""Beats in FIT files: RR intervals between records, and heart rates that a strap stored."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.fit import FitPart, Table
from trainkit.io.formats.fit.summary import numbers_of

__all__ = ["Beats", "heart_rate_of", "intervals", "read_beats"]

# A heart rate holds for up to five seconds, in steps of a quarter, as in the protocol's reader.
_STEP_S = 0.25
_STEPS = 20


class Beats(NamedTuple):
    """Beats with their times, as a strap stores them while it is out of reach."""

    time_s: FloatArray  # FIT seconds, never decreasing
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
        Intervals [ms], and their offsets in the file [bytes].
    """
    table = part.messages("hrv")
    seconds = table.numbers("time")
    if seconds is None:
        return np.array([]), np.array([], dtype=np.int64)
    rows = seconds.reshape(table.rows, -1)
    known = ~np.isnan(rows)
    places = np.repeat(table.offsets, known.sum(axis=1))
    return np.round(rows[known] * 1000, 6), places


def read_beats(parts: Sequence[FitPart]) -> Beats | None:
    """Return the beats of ``hr`` messages, which some straps add after a swim; None without any."""
    tables = [part.messages("hr") for part in parts]
    all_beats = [beats for table in tables if (beats := _beats(table)) is not None]
    if not all_beats:
        return None
    times = np.concatenate([beats.time_s for beats in all_beats])
    order = np.argsort(times, kind="stable")
    return Beats(times[order], np.concatenate([beats.bpm for beats in all_beats])[order])


def heart_rate_of(beats: Beats, records_s: FloatArray) -> FloatArray:
    """Return the mean heart rate between each record and the one before it.

    Parameters
    ----------
    beats : Beats
        The strap's beats.
    records_s : ndarray, shape (records,)
        Times of the records [FIT seconds], never decreasing.

    Returns
    -------
    ndarray, shape (records,)
        Whole beats per minute; NaN where the strap has none.
    """
    before = np.r_[records_s[:1] - 1, records_s[:-1]]
    before = np.where(before == records_s, records_s - 1, before)
    count, total = _sum_until(beats, records_s)
    count_before, total_before = _sum_until(beats, before)
    steps = count - count_before
    mean = np.full(records_s.shape, np.nan)
    np.divide(total - total_before, steps, out=mean, where=steps > 0)
    return np.floor(mean + 0.5)


def _sum_until(beats: Beats, moments: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the number of steps with a heart rate before each time, and the sum of their rates."""
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
