"""The fastest time over a distance inside a recording."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.activity import Activity
from trainkit.models.limits import fastest_mean
from trainkit.models.streams import Streams

__all__ = ["best_times", "distance_covered", "fastest_part"]

_SURGE = 1.2  # of the fastest mean speed, above which a step is an error of the receiver


def best_times(activity: Activity, distances_m: Sequence[float]) -> FloatArray:
    """Compute the fastest time over each distance, wherever in the activity it begins.

    The distance between two samples is interpolated, so the answer does not depend on where samples
    fall. Steps that nobody runs, rides or swims as fast count as standing still, and pauses count
    as time: neither makes an effort look faster than it was.

    Parameters
    ----------
    activity : Activity
        With samples of distance, or of speed.
    distances_m : sequence of float
        Distances [m], above 0.

    Returns
    -------
    ndarray, shape (distances,)
        Times [s]; NaN without samples, and where the activity is shorter.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Activity, Streams
    >>> samples = Streams(time_s=[0.0, 300, 540, 900], distance=[0.0, 1000, 2000, 3000])
    >>> start = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
    >>> run = Activity(sport="running", start=start, elapsed_s=900, streams=samples)
    >>> best_times(run, [1000, 1500, 5000]).tolist()
    [240.0, 390.0, nan]
    """
    wanted = np.asarray(distances_m, dtype=np.float64)
    best = np.full(wanted.size, np.nan)
    if activity.streams is None:
        return best
    time, covered = distance_covered(activity.streams, fastest_mean(activity.sport))
    if time.size < 2:
        return best
    for place in np.flatnonzero(wanted <= covered[-1]).tolist():
        best[place] = fastest_part(time, covered, wanted[place])[0]
    return best


def fastest_part(time: FloatArray, covered: FloatArray, distance_m: float) -> tuple[float, float]:
    """Return the time of the fastest part of a way, and how far into it that begins.

    Each sample is tried as the first and as the last one: the fastest part has one of them.
    """
    starts = int(np.searchsorted(covered, covered[-1] - distance_m, side="right"))
    ends = int(np.searchsorted(covered, distance_m))
    from_start = np.interp(covered[:starts] + distance_m, covered, time) - time[:starts]
    to_end = time[ends:] - np.interp(covered[ends:] - distance_m, covered, time)
    begins = np.concatenate([covered[:starts], covered[ends:] - distance_m])
    found = np.concatenate([from_start, to_end])
    fastest = int(found.argmin())
    return float(found[fastest]), float(begins[fastest])


def distance_covered(streams: Streams, fastest_m_s: float) -> tuple[FloatArray, FloatArray]:
    """Return the times with a known distance, and the distance since the first of them [m]."""
    time = streams.time_s.astype(np.float64)
    column = streams.distance if streams.distance is not None else streams.speed
    if column is None:
        return time[:0], time[:0]
    known: NDArray[np.bool_] = ~np.isnan(column)
    time, values = time[known], column[known].astype(np.float64)
    seconds = np.diff(time)
    steps = np.diff(values) if streams.distance is not None else values[1:] * seconds
    steps[(steps < 0) | (steps > _SURGE * fastest_m_s * seconds)] = 0.0
    return time, np.concatenate([[0.0], np.cumsum(steps)])
