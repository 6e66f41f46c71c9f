"""How a device records: which steps between samples are its rhythm, and which are pauses."""

import numpy as np

from trainkit._array import FloatArray, number

__all__ = ["longest_step"]

_SHARE, _TIMES = 0.9, 3.0
_SHORTEST_S, _LONGEST_S = 3.0, 60.0


def longest_step(time_s: FloatArray, max_gap_s: float | None = None) -> float:
    """Find the longest step that is no pause: as given, or what the recording's rhythm implies.

    A device that records each second misses a few; one that records when something changes skips
    up to about ten; an app may record once a minute. A pause stands alone among shorter steps. So
    the limit is three times the longest usual step, at least 3 s and at most 60 s. A step is usual
    if nine in ten are no longer, or if a tenth of the time is in pairs of steps as long as it.

    Parameters
    ----------
    time_s : ndarray, shape (samples,)
        Seconds since any start [s], not decreasing.
    max_gap_s : float, optional
        The caller's own limit [s], above 0.

    Returns
    -------
    float
        [s]

    Examples
    --------
    >>> longest_step(np.array([0.0, 1, 2, 3, 53, 54, 55, 56, 57, 58, 59, 60, 61]))
    3.0
    >>> longest_step(np.arange(0, 100, 10.0))
    30.0
    """
    if max_gap_s is not None:
        return number("max_gap_s", max_gap_s, low=0, open_low=True)
    steps = np.diff(time_s)
    steps = steps[steps > 0]
    if not steps.size:
        return _LONGEST_S
    if steps.max() <= _SHORTEST_S:
        return _SHORTEST_S
    ordered = np.sort(steps)
    usual = float(ordered[int(_SHARE * (ordered.size - 1))])
    if steps.size > 1:
        pairs = np.sort(np.minimum(steps[1:], steps[:-1]))
        time = np.cumsum(pairs)
        usual = max(usual, float(pairs[np.searchsorted(time, _SHARE * time[-1])]))
    return float(np.clip(_TIMES * usual, _SHORTEST_S, _LONGEST_S))
