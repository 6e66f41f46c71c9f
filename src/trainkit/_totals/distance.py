"""The distance since the start, from whatever a file has under this name."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["Distance", "distance_since_start"]

_CATCH_UP_M = 1000.0  # what a device adds at once after a tunnel, beyond the time in it
_START_M = 100.0  # before the first sample
_NOISE_M = 50.0  # a device may take back this much
_SPIKE = 10  # samples: what is wrong for longer is a step to another count
_ENOUGH = 10  # samples to see it
_UNEVEN = 0.1  # of the steps fall: no running total
_STEP_M = 10.0
_IMPOSSIBLE = "distances that nobody can cover were"
_SAME = 0.25  # two measures of one way


class Distance(NamedTuple):
    """The distance of a recording.

    Parameters
    ----------
    column : ndarray, shape (samples,)
        Since the start [m]; NaN where it is unknown or impossible.
    total_m : float or None
        [m]; None without a known sample.
    notes : tuple of str
        What was corrected, in words.
    """

    column: FloatArray
    total_m: float | None
    notes: tuple[str, ...] = ()


def distance_since_start(
    distance: FloatArray,
    time_s: FloatArray,
    *,
    fastest_m_s: float,
    before_m: float | None = None,
    measured_m: float | None = None,
) -> Distance:
    """Turn increments and totals by lap or over several legs into the distance since the start.

    Parameters
    ----------
    distance : ndarray, shape (samples,)
        [m]; NaN where unknown.
    time_s : ndarray, shape (samples,)
        Since the start, never falling [s].
    fastest_m_s : float
        The fastest speed of the sport [m/s].
    before_m : float, optional
        The last distance of the leg before, which this one may continue [m].
    measured_m : float, optional
        The distance by another measure, such as the positions [m].

    Returns
    -------
    Distance
        The column, unchanged where it is right.
    """
    has_value = distance == distance  # noqa: PLR0124  not NaN
    if not has_value.any():
        return Distance(distance, None)
    values, times = distance.astype(float, copy=False), time_s
    if not has_value.all():
        values, times = values[has_value], times[has_value]
    steps, seconds = values[1:] - values[:-1], times[1:] - times[:-1]
    if _are_increments(values, steps, seconds, fastest_m_s, measured_m):
        sums = np.cumsum(values)
        note = "distances from point to point were added up"
        return Distance(_spread(has_value, sums), float(sums[-1]), (note,))
    base = _start(values[0], times[0], fastest_m_s, before_m)
    if _is_steady(steps, seconds, fastest_m_s):
        if not base:
            return Distance(distance, float(values.max()))
        return Distance(distance - base, float(values.max() - base))
    mended, notes = _mend(values - base, times, fastest_m_s)
    highest = mended[~np.isnan(mended)]
    total = float(highest.max()) if highest.size else None
    return Distance(_spread(has_value, mended), total, notes)


def _are_increments(
    values: FloatArray,
    steps: FloatArray,
    seconds: FloatArray,
    fastest: float,
    measured: float | None,
) -> bool:
    """Return whether values are distances from the point before: never longer than a step."""
    if values.size < 3:
        return False
    most = fastest * float(seconds.max()) + _STEP_M
    if values[-1] > most and values[values.size // 2] > most:
        return False  # the usual case, without the cost of what follows
    if not _may_be_increments(values, steps, measured):
        return False
    longest = fastest * max(float(np.median(seconds)), 1.0) + _STEP_M
    return float(np.percentile(values, 99)) <= longest


def _may_be_increments(values: FloatArray, steps: FloatArray, measured: float | None) -> bool:
    """Return whether values fall as no running total does, or add up to the measured distance."""
    if values.size >= _ENOUGH and np.count_nonzero(steps < 0) / steps.size >= _UNEVEN:
        return True
    if measured is None or measured <= _STEP_M:
        return False
    added, total = float(values.sum()), float(values.max())
    return abs(added - measured) <= _SAME * measured and total <= measured / 2


def _is_steady(steps: FloatArray, seconds: FloatArray, fastest: float) -> bool:
    """Return whether no step is back, or farther than somebody can get in its time."""
    if not steps.size:
        return True
    if float(np.minimum.reduce(steps)) < -_NOISE_M:
        return False
    if float(np.maximum.reduce(steps)) <= _CATCH_UP_M:  # time never falls
        return True
    return not bool((steps > fastest * seconds + _CATCH_UP_M).any())


def _start(first: float, time: float, fastest: float, before: float | None) -> float:
    """Return the distance at the start."""
    if before is not None and first >= before > 0:
        return before
    return first if first > fastest * max(time, 0.0) + _START_M else 0.0


def _mend(
    values: FloatArray, times: FloatArray, fastest: float
) -> tuple[FloatArray, tuple[str, ...]]:
    """Continue after resets, and leave out values to which nobody gets in the time."""
    course = _Course(min(float(times[0]), 0.0), fastest)
    pairs = zip(values.tolist(), times.tolist(), strict=True)
    mended = np.array([course.add(value, time) for value, time in pairs])
    return mended, course.notes()


class _Course:
    """Follows a running total, sample by sample."""

    def __init__(self, start_s: float, fastest: float) -> None:
        self._fastest = fastest
        self._last, self._when = 0.0, start_s
        self._moved = start_s  # when the distance last rose: devices catch up after a tunnel
        self._shift = 0.0
        self._doubtful: list[tuple[float, float]] = []
        self._wrong = 0

    def add(self, value: float, time: float) -> float:
        """Return the distance since the start at a sample; NaN if it cannot be true."""
        step = value + self._shift - self._last
        if step < -_NOISE_M and value <= self._fastest * (time - self._when) + _START_M:
            self._shift = self._last
            return self._go(value, time)
        if -_NOISE_M <= step <= self._fastest * (time - self._moved) + _CATCH_UP_M:
            return self._go(step, time)
        self._doubtful.append((value, time))
        if not self._stays():
            return np.nan
        # The step was wrong, not what follows it.
        self._shift = self._last - value
        return self._go(0.0, time)

    def notes(self) -> tuple[str, ...]:
        """Return what was corrected, in words."""
        wrong = self._wrong + len(self._doubtful)
        were = "distance that nobody can cover was" if wrong == 1 else _IMPOSSIBLE
        return (f"{wrong} {were} left out",) if wrong else ()

    def _go(self, step: float, time: float) -> float:
        self._wrong += len(self._doubtful)
        self._doubtful = []
        self._moved = time if step > 0 else self._moved
        self._last, self._when = self._last + step, time
        return self._last

    def _stays(self) -> bool:
        """Return whether what was doubtful has become a course of its own."""
        if len(self._doubtful) < _SPIKE:
            return False
        values, times = np.array(self._doubtful[-_SPIKE:]).T
        steps, seconds = np.diff(values), np.diff(times)
        return bool(
            (steps >= -_NOISE_M).all() and (steps <= self._fastest * seconds + _NOISE_M).all()
        )


def _spread(known: NDArray[np.bool_], values: FloatArray) -> FloatArray:
    filled = np.full(known.size, np.nan)
    filled[known] = values
    return filled
