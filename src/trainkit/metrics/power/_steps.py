"""Seconds between the samples of a ride, and its pieces between gaps."""

from typing import Literal

import numpy as np

from trainkit._array import FloatArray, Floats, number, same_shape, series
from trainkit.metrics._streams import rising_steps

__all__ = ["Gaps", "ride_pieces", "ride_steps"]

Gaps = Literal["break", "zero"]


def ride_steps(
    time_s: Floats | None, power: FloatArray, max_gap_s: float
) -> tuple[FloatArray, float]:
    """Compute the seconds between samples, and the usual step.

    Parameters
    ----------
    time_s : array, shape (samples,), or None
        Seconds since any start, rising; None for one sample a second.
    power : ndarray, shape (samples,)
        The power at these times.
    max_gap_s : float
        Longest step [s] that is not a gap.

    Returns
    -------
    (ndarray, shape (samples - 1,), float)
        Seconds, and their median, at most `max_gap_s`.
    """
    longest = number("max_gap_s", max_gap_s, low=0, open_low=True)
    if time_s is None:
        return np.ones(len(power) - 1), min(1.0, longest)
    steps = rising_steps(time_s)
    same_shape(power_w=power, time_s=series("time_s", time_s))
    return steps, min(float(np.median(steps)) if steps.size else 1.0, longest)


def ride_pieces(
    time_s: Floats | None, power: FloatArray, gaps: Gaps, max_gap_s: float
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
    max_gap_s : float
        Longest step [s] that is not a gap.

    Returns
    -------
    list of (ndarray, ndarray), each of shape (samples of the stretch,)
        Seconds and power; the last sample of a stretch holds a usual step.
    """
    steps, usual = ride_steps(time_s, power, max_gap_s)
    is_gap = steps > max_gap_s
    held = np.append(np.where(is_gap, usual, steps), usual)
    cuts = np.flatnonzero(is_gap) + 1
    if gaps == "zero":
        idle = steps[cuts - 1] - usual
        return [(np.insert(held, cuts, idle), np.insert(power, cuts, 0.0))]
    return list(zip(np.split(held, cuts), np.split(power, cuts), strict=True))
