"""Seconds between the samples of a ride."""

import numpy as np

from trainkit._array import FloatArray, Floats, number, same_shape, series
from trainkit.metrics._streams import rising_steps

__all__ = ["ride_steps"]


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
