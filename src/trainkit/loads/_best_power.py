"""The best mean power over many activities, from their samples."""

from collections.abc import Iterable, Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads._external import resample_1hz
from trainkit.metrics import power
from trainkit.models.activity import Activity

__all__ = ["best_power"]


def best_power(activities: Iterable[Activity], durations_s: Sequence[int]) -> FloatArray:
    """Compute the best mean power for each duration over all activities.

    A pause counts as 0 W: efforts before and after it are one only if it is short.

    Parameters
    ----------
    activities : iterable of Activity
        Activities without power samples are ignored.
    durations_s : sequence of int
        Durations in whole seconds [s], at least 1.

    Returns
    -------
    ndarray, shape (durations,)
        Best mean power [W]; NaN where no activity is long enough.

    Examples
    --------
    >>> best_power([], [60]).tolist()
    [nan]
    """
    wanted = np.array(durations_s, dtype=np.intp)
    best = np.full(wanted.size, np.nan)
    for activity in activities:
        streams = activity.streams
        if streams is not None and streams.power is not None:
            watts = resample_1hz(
                streams, streams.power, low=0, high=3000, rest_s=float(wanted.max(initial=0))
            )
            fits = wanted <= watts.size
            if fits.any():
                best[fits] = np.fmax(best[fits], power.mean_max(watts, wanted[fits].tolist()))
    return best
