"""Rolling means of power over seconds, whatever the steps between samples."""

from typing import Literal

import numpy as np

from trainkit._array import FloatArray

__all__ = ["Warmup", "rolling_means"]

Warmup = Literal["partial", "drop", "zero"]


def rolling_means(
    steps: FloatArray, power: FloatArray, window: float, warmup: Warmup
) -> FloatArray:
    """Compute the mean of the last `window` seconds at the end of each step.

    Parameters
    ----------
    steps, power : ndarray, shape (samples,)
        Seconds of each sample, and its power; NaN where missing.
    window : float
        Length of the mean [s].
    warmup : {"partial", "drop", "zero"}
        What the windows before the first full one are: the mean so far, unknown, or filled with 0.

    Returns
    -------
    ndarray, shape (samples,)
        Means; NaN where a window holds a missing sample.
    """
    known = ~np.isnan(power)
    edges = np.concatenate([[0.0], np.cumsum(steps)])
    work = np.concatenate([[0.0], np.cumsum(np.where(known, power, 0) * steps)])
    unknown = np.concatenate([[0.0], np.cumsum(np.where(known, 0, steps))])
    ends = edges[1:]
    starts = np.maximum(ends - window, 0)
    lengths = np.full(len(ends), window) if warmup == "zero" else ends - starts
    means: FloatArray = (work[1:] - np.interp(starts, edges, work)) / lengths
    means[unknown[1:] - np.interp(starts, edges, unknown) > 1e-9] = np.nan
    if warmup == "drop":
        means[ends < window * (1 - 1e-12)] = np.nan
    return means
