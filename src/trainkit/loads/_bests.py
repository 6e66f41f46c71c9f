"""The best mean power of many activities, from their samples."""

from collections.abc import Iterable, Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads._external import second_by_second
from trainkit.metrics import power
from trainkit.models.activity import Activity

__all__ = ["best_power"]


def best_power(activities: Iterable[Activity], durations_s: Sequence[int]) -> FloatArray:
    """Find the best mean power of each duration in any of the activities.

    Parameters
    ----------
    activities : iterable of Activity
        Those without power count for nothing.
    durations_s : sequence of int
        Whole seconds [s], at least 1.

    Returns
    -------
    ndarray, shape (durations,)
        [W]; NaN where no activity is long enough.

    Examples
    --------
    >>> best_power([], [60]).tolist()
    [nan]
    """
    wanted = np.array(durations_s, dtype=np.intp)
    best = np.full(wanted.size, np.nan)
    for one in activities:
        if one.streams is not None and one.streams.power is not None:
            watts = second_by_second(one.streams, one.streams.power, low=0, high=3000)
            fits = wanted <= watts.size
            if fits.any():
                best[fits] = np.fmax(best[fits], power.mean_max(watts, wanted[fits].tolist()))
    return best
