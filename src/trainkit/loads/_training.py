"""What counts as training: a walk with the dog is activity, but no training day."""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import islice
from statistics import median

import numpy as np
from numpy.typing import NDArray

from trainkit.loads._activity import ActivityLoad
from trainkit.loads._levels import REST_LOAD
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete

__all__ = ["LOOK_BACK", "count_as_training"]

LOOK_BACK = dt.timedelta(days=42)
"""Days before a session that tell what is usual."""

_LIFE_SPORTS = frozenset(
    {"walking", "yoga", "mobility", "stretching", "meditation", "breathing", "golf", "commuting"}
)
_LIFE_RESERVE = 0.50  # of the heart-rate reserve, below which a walk is everyday life
_LIFE_RPE = 3.0
_LONG_WALK_MIN = 90.0
_SHARE_OF_USUAL = 0.2  # of the athlete's median session, below which a session is no training
_FEW = 5


def count_as_training(
    activities: Sequence[Activity],
    loads: Sequence[ActivityLoad],
    athlete: Athlete,
    *,
    known: NDArray[np.bool_] | None = None,
    since: int = 0,
) -> NDArray[np.bool_]:
    """Tell training from everyday activity, session by session.

    A session is training if its load is above that of a day of rest and above a fifth of the
    athlete's median session. Walks, yoga and commutes are training only where they are strenuous
    (half of the heart-rate reserve, RPE 4, or 90 minutes), or where the athlete has done nothing
    else for six weeks: for a walker the walk is the training.

    Parameters
    ----------
    activities : sequence of Activity
        In order of time.
    loads : sequence of ActivityLoad
        One for each.
    athlete : Athlete
        Whose heart rates count.
    known : ndarray of bool, optional
        What is known of the first activities already; only the others are judged.
    since : int
        The first activity of the six weeks up to the last known one.

    Returns
    -------
    ndarray of bool, shape (activities,)
        What is training; the answer for a session never depends on later ones.

    References
    ----------
    - Garber et al. 2011, Med Sci Sports Exerc 43:1334.
      <https://doi.org/10.1249/MSS.0b013e318213fefb> (40 to 59 % of the heart-rate reserve is
      moderate)
    - Convention: half of the reserve, RPE 4, 90 minutes and a fifth are limits of coaches.
    """
    training = np.zeros(len(activities), dtype=bool)
    told = 0 if known is None else len(known)
    if known is not None:
        training[:told] = known
    if told == len(activities):
        return training
    window = list(islice(activities, since, None))
    days = [activity.day for activity in window]
    everyday = [_everyday(activity, athlete) for activity in window]
    # A strap that reads 80 bpm makes no rest day of a run.
    points = [max(load.internal, load.external) for load in islice(loads, since, None)]
    first, new = 0, told - since
    # Loads of sport in the weeks before, sorted.
    recent = sorted(points[at] for at in range(new) if not everyday[at])
    for at in range(new, len(window)):
        day, load = days[at], points[at]
        while days[first] < day - LOOK_BACK:
            if not everyday[first]:
                del recent[bisect_left(recent, points[first])]
            first += 1
        if everyday[at]:
            # For a walker the walk is the training, however light it is.
            training[since + at] = not recent and load > 0
            continue
        usual = median(recent) if len(recent) >= _FEW else 0.0
        training[since + at] = load > max(REST_LOAD, _SHARE_OF_USUAL * usual)
        insort(recent, load)
    return training


def _everyday(activity: Activity, athlete: Athlete) -> bool:
    """Whether a session is a light walk, yoga or a commute."""
    names = {activity.sport, activity.sub_sport or ""}
    if not names & _LIFE_SPORTS or activity.race:
        return False
    minutes = activity.duration_s / 60
    now = athlete.at(activity.day, activity.sport)
    mean = activity.hr_mean
    reserve = None if mean is None else (mean - now.hr_rest) / (now.hr_max - now.hr_rest)
    strenuous = (
        minutes >= _LONG_WALK_MIN
        or (activity.rpe or 0) > _LIFE_RPE
        or (reserve is not None and reserve >= _LIFE_RESERVE)
    )
    return not strenuous
