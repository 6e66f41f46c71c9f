"""Seconds between the samples of a ride, and its pieces between gaps."""

from typing import Literal

import numpy as np

from trainkit._array import FloatArray, Floats, same_shape, series
from trainkit.metrics._streams import rising_steps
from trainkit.metrics.recording import longest_step

__all__ = ["Gaps", "ride_pieces", "ride_steps"]

Gaps = Literal["break", "zero"]


def ride_steps(
    time_s: Floats | None, power: FloatArray, max_gap_s: float | None
) -> tuple[FloatArray, float, float]:
    """Compute the seconds between samples, the usual step, and the longest that is no gap.

    Parameters
    ----------
    time_s : array, shape (samples,), or None
        Seconds since any start, rising; None for one sample a second.
    power : ndarray, shape (samples,)
        The power at these times.
    max_gap_s : float or None
        Longest step [s] that is not a gap; None for what the recording's usual steps imply.

    Returns
    -------
    (ndarray, shape (samples - 1,), float, float)
        Seconds; their median, at most the longest step; the longest step.
    """
    if time_s is None:
        longest = longest_step(np.arange(2.0), max_gap_s)
        return np.ones(len(power) - 1), min(1.0, longest), longest
    steps = rising_steps(time_s)
    times = series("time_s", time_s)
    same_shape(power_w=power, time_s=times)
    longest = longest_step(times, max_gap_s)
    return steps, min(float(np.median(steps)) if steps.size else 1.0, longest), longest


def ride_pieces(
    time_s: Floats | None, power: FloatArray, gaps: Gaps, max_gap_s: float | None
) -> list[tuple[FloatArray, FloatArray]]:
    """Compute the steps [s] and power of each stretch without a gap.

    Parameters
    ----------
    time_s : array, shape (samples,), or None
        Seconds since any start, rising; None for one sample a second.
    power : ndarray, shape (samples,)
        The power at these times.
    gaps : {"break", "zero"}
        Whether a gap ends a stretch or counts as 0 W.
    max_gap_s : float or None
        Longest step [s] that is not a gap; None for what the recording's usual steps imply.

    Returns
    -------
    list of (ndarray, ndarray), each of shape (samples of the stretch,)
        Seconds and power; the last sample of a stretch holds a usual step.
    """
    steps, usual, longest = ride_steps(time_s, power, max_gap_s)
    is_gap = steps > longest
    held = np.append(np.where(is_gap, usual, steps), usual)
    cuts = np.flatnonzero(is_gap) + 1
    if gaps == "zero":
        idle = steps[cuts - 1] - usual
        return [(np.insert(held, cuts, idle), np.insert(power, cuts, 0.0))]
    return list(zip(np.split(held, cuts), np.split(power, cuts), strict=True))
