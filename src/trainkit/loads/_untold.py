"""Days of which a source knows sessions that it may not tell about."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from trainkit.models import Activity, History

__all__ = ["mask_untold_days"]


def mask_untold_days(history: History, day_index: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Mark the days whose load is unknown, since a session of theirs is.

    A session that another source tells stands for one that is not told: the same workout often
    reaches several platforms.

    Parameters
    ----------
    history : History
        Activities and daily records.
    day_index : array of int, shape (activities,)
        The day of each activity.

    Returns
    -------
    ndarray of bool, shape (days,)
        True for days with an untold session.
    """
    counts = history.daily("untold_sessions")
    untold = counts > 0
    if not untold.any():
        return untold
    silent = {
        source.source
        for day in history.day_originals
        if day.untold_sessions
        for source in day.sources
    }
    told = Counter(
        int(at)
        for at, activity in zip(day_index, history.activities, strict=True)
        if not silent & _sources(activity)
    )
    for at in np.flatnonzero(untold):
        untold[at] = counts[at] > told[int(at)]
    return untold


def _sources(activity: Activity) -> set[str]:
    return {source.source for source in activity.sources}
