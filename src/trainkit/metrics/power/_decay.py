"""A sum that decays with time: the recursion behind xPower and the integral W' balance."""

import numpy as np

from trainkit._array import FloatArray

__all__ = ["decaying_sum"]

_BLOCK = 20.0  # time constants: with e^20 the newest terms keep all digits


def decaying_sum(values: FloatArray, steps_s: FloatArray, tau_s: float) -> FloatArray:
    """``S[i] = S[i-1] exp(-steps[i] / tau) + values[i]``, from 0, in blocks instead of a loop.

    Parameters
    ----------
    values : ndarray, shape (samples,)
        Increment of each sample.
    steps_s : ndarray, shape (samples,)
        Seconds from the sample before to each sample.
    tau_s : float
        Time constant in seconds.

    Returns
    -------
    ndarray, shape (samples,)
        The sums.
    """
    age = np.cumsum(steps_s) / tau_s
    block = np.floor((age - age[0]) / _BLOCK).astype(np.intp)
    sums = np.empty(len(values))
    carried, at = 0.0, float(age[0])
    for begin, end in _runs(block):
        inside = age[begin:end] - age[begin]
        carried *= np.exp(at - age[begin])
        grown = carried + np.cumsum(values[begin:end] * np.exp(inside))
        sums[begin:end] = grown * np.exp(-inside)
        carried, at = float(sums[end - 1]), float(age[end - 1])
    return sums


def _runs(labels: np.ndarray) -> list[tuple[int, int]]:
    cuts = np.flatnonzero(np.diff(labels)) + 1
    return list(zip([0, *cuts.tolist()], [*cuts.tolist(), len(labels)], strict=True))
