"""Which sessions may be compared: the same sport and terrain, no heat, and no single outlier."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads._activity import ActivityLoad
from trainkit.loads._training import LOOK_BACK
from trainkit.models.activity import Activity

__all__ = ["comparable_costs"]

_HOT_C = 27.0
_HILLY = 0.03  # metres climbed for each metre
_MOST_CHANGE = 0.25  # of the usual cost for the same work: more is a broken strap or another day
_FEW, _LAST = 4, 20


def comparable_costs(
    activities: Sequence[Activity],
    loads: Sequence[ActivityLoad],
    training: NDArray[np.bool_],
    *,
    known: tuple[FloatArray, FloatArray] | None = None,
    since: int = 0,
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
    known : tuple of ndarray, optional
        What is known of the first activities already; only the others are compared.
    since : int
        The first activity of the six weeks up to the last known one.

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
    told = 0 if known is None else len(known[0])
    if known is not None:
        work[:told], cost[:told] = known
    usual: dict[tuple[str, bool], deque[float]] = {}
    first = since
    counts = Counter(activities[at].sport for at in range(since, told) if training[at])
    for at in range(told, len(activities)):
        activity, load = activities[at], loads[at]
        counts[activity.sport] += int(training[at])
        oldest = activity.day - LOOK_BACK
        while activities[first].day < oldest:
            counts[activities[first].sport] -= int(training[first])
            first += 1
        if not training[at] or counts[activity.sport] < max(counts.values()):
            continue
        hot = (activity.temperature_mean or 0.0) >= _HOT_C
        if hot or not load.both_measured or load.external <= 0:
            work[at] = cost[at] = np.nan
            continue
        ratio = load.internal / load.external
        kind = activity.sport, _hilly(activity)
        if kind not in usual:
            latest = islice(_ratios(activities, loads, work[:told], kind), _LAST)
            usual[kind] = deque(reversed([*latest]), maxlen=_LAST)
        before = usual[kind]
        held = ratio
        if len(before) >= _FEW:
            ordered = sorted(before)
            middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
            held = min(max(ratio, middle * (1 - _MOST_CHANGE)), middle * (1 + _MOST_CHANGE))
        before.append(ratio)
        work[at], cost[at] = load.external, load.external * held
    return work, cost


def _ratios(
    activities: Sequence[Activity],
    loads: Sequence[ActivityLoad],
    work: FloatArray,
    kind: tuple[str, bool],
) -> Iterator[float]:
    """Yield the costs for the same work of known sessions of a sport and terrain, newest first."""
    for at in reversed(np.flatnonzero(work > 0).tolist()):
        activity, load = activities[at], loads[at]
        if activity.sport == kind[0] and _hilly(activity) == kind[1]:
            yield load.internal / load.external


def _hilly(activity: Activity) -> bool:
    climb = (activity.ascent_m or 0.0) / max(activity.distance_m or 0.0, 1.0)
    return activity.sub_sport == "trail" or climb >= _HILLY
