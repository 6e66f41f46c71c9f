"""Which sessions may be compared: the same sport and terrain, no heat, and no single outlier."""

import datetime as dt
from collections import Counter, deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads._activity import ActivityLoad
from trainkit.models.activity import Activity

__all__ = ["comparable_costs"]

_LOOK_BACK = dt.timedelta(days=42)
_HOT_C = 27.0
_HILLY = 0.03  # metres climbed for each metre
_MOST_CHANGE = 0.25  # of the usual cost for the same work: more is a broken strap or another day
_FEW, _LAST = 4, 20


def comparable_costs(
    activities: Sequence[Activity], loads: Sequence[ActivityLoad], training: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Pick the work and the cost of the sessions that may be compared with each other.

    Parameters
    ----------
    activities : sequence of Activity
        In order of time.
    loads : sequence of ActivityLoad
        One for each.
    training : ndarray of bool, shape (activities,)
        Which are training: daily walks may outnumber the runs.

    Returns
    -------
    tuple of ndarray, each of shape (activities,)
        External and internal load [1]. Both are 0 for everyday activity and for another sport than
        the one trained most in the six weeks before, and NaN for a session that cannot be
        compared: only one load measured, or recorded in the heat. The cost of the same work is held
        within a quarter of what it usually is in this sport and terrain, so that one broken
        recording decides nothing.
    """
    work, cost = np.zeros((2, len(activities)))
    usual: dict[tuple[str, bool], deque[float]] = {}
    days = [activity.day for activity in activities]
    counts: Counter[str] = Counter()
    first = 0
    for at, (activity, load) in enumerate(zip(activities, loads, strict=True)):
        counts[activity.sport] += int(training[at])
        while days[first] < days[at] - _LOOK_BACK:
            counts[activities[first].sport] -= int(training[first])
            first += 1
        if not training[at] or counts[activity.sport] < max(counts.values()):
            continue
        hot = (activity.temperature_mean or 0.0) >= _HOT_C
        if hot or not load.both_measured or load.external <= 0:
            work[at] = cost[at] = np.nan
            continue
        ratio = load.internal / load.external
        before = usual.setdefault((activity.sport, _hilly(activity)), deque(maxlen=_LAST))
        held = ratio
        if len(before) >= _FEW:
            ordered = sorted(before)
            middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
            held = min(max(ratio, middle * (1 - _MOST_CHANGE)), middle * (1 + _MOST_CHANGE))
        before.append(ratio)
        work[at], cost[at] = load.external, load.external * held
    return work, cost


def _hilly(activity: Activity) -> bool:
    climb = (activity.ascent_m or 0.0) / max(activity.distance_m or 0.0, 1.0)
    return activity.sub_sport == "trail" or climb >= _HILLY
