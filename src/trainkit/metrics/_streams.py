"""Time-stamped samples: checks of the time axis, and the seconds of each sample."""

import numpy as np

from trainkit._array import FloatArray, Floats, series
from trainkit.errors import InvalidInput
from trainkit.metrics.recording import longest_step

__all__ = ["rising_steps", "seconds_of_samples", "stream_time"]


def stream_time(time_s: Floats) -> FloatArray:
    """Check the time axis [s] of a stream: one dimension, known, not decreasing."""
    time = series("time_s", time_s, ndim=1)
    if np.isnan(time).any():
        raise InvalidInput("time_s", float("nan"), "known for each sample")
    steps = np.diff(time)
    if (steps < 0).any():
        first = int(np.argmax(steps < 0))
        raise InvalidInput("time_s", float(time[first + 1]), f"at least {time[first]:g}, in order")
    return time


def seconds_of_samples(time_s: Floats, max_gap_s: float | None) -> FloatArray:
    """Seconds from each sample to the next; 0 at the end and before a gap.

    A step longer than `max_gap_s` is a pause or a lost signal and counts as 0 s, so a stream with
    a gap equals the sum of its parts.

    Parameters
    ----------
    time_s : array, shape (samples,)
        Seconds since any start, not decreasing.
    max_gap_s : float or None
        Longest step [s] that still belongs to the sample before it; None for what the recording's
        usual steps imply.

    Returns
    -------
    ndarray, shape (samples,)
        Seconds.
    """
    time = stream_time(time_s)
    longest = longest_step(time, max_gap_s)
    steps = np.diff(time, append=time[-1])
    steps[steps > longest] = 0
    return steps


def rising_steps(time_s: Floats) -> FloatArray:
    """Seconds from each sample to the next, shape (samples - 1,); refuse equal times."""
    time = stream_time(time_s)
    steps = np.diff(time)
    if (steps == 0).any():
        raise InvalidInput("time_s", float(time[int(np.argmin(steps != 0))]), "rising")
    return steps
