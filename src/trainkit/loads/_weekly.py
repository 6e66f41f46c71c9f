"""Distance and longest session by week, one sport at a time: running and riding never add up."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from trainkit.loads._daily import DailyLoads
from trainkit.loads._external import plausible_distance
from trainkit.models.activity import Activity
from trainkit.models.history import History

__all__ = ["WeekTotals", "period_totals", "weekly_totals"]


@dataclass(frozen=True, slots=True)
class WeekTotals:
    """The training of one sport in seven days, or in another period.

    Parameters
    ----------
    first : date
        The first of the days.
    sessions : int
        How many.
    distance_m : float
        Known distance [m].
    minutes : float
        Moving time [min].
    longest_m, longest_min : float
        Distance and duration of the session that took longest [m], [min].
    """

    first: dt.date
    sessions: int = 0
    distance_m: float = 0.0
    minutes: float = 0.0
    longest_m: float = 0.0
    longest_min: float = 0.0


def weekly_totals(
    history: History, loads: DailyLoads, end: dt.date, *, weeks: int = 8
) -> dict[str, list[WeekTotals]]:
    """Sum up the last weeks by sport.

    Parameters
    ----------
    history : History
        Activities; everyday activity, such as walks with the dog, is left out.
    loads : DailyLoads
        The loads of the history, from `daily_loads`.
    end : date
        The last day; weeks are the seven days up to it, the seven before those, and so on.
    weeks : int
        How many.

    Returns
    -------
    dict of str to list of WeekTotals
        The weeks of each sport, oldest first; the sport with the most time is first.

    Examples
    --------
    >>> from trainkit import simulate
    >>> from trainkit.loads import daily_loads
    >>> history = simulate(days=60)
    >>> totals = weekly_totals(
    ...     history, daily_loads(history, history.athlete), history.dates[-1].item()
    ... )
    >>> next(iter(totals)), len(totals["running"])
    ('running', 8)
    """
    start = end - dt.timedelta(days=7 * weeks - 1)
    trained: dict[tuple[str, int], list[Activity]] = defaultdict(list)
    for (at, _), training in zip(loads.sessions, loads.training, strict=True):
        activity = history.activities[at]
        if training and start <= activity.day <= end:
            trained[activity.sport, (activity.day - start).days // 7].append(activity)
    totals = {
        sport: [
            _sum(start + dt.timedelta(weeks=week), trained[sport, week]) for week in range(weeks)
        ]
        for sport in dict.fromkeys(sport for sport, _ in trained)
    }
    by_time = sorted(totals, key=lambda sport: -sum(week.minutes for week in totals[sport]))
    return {sport: totals[sport] for sport in by_time}


def period_totals(
    history: History, loads: DailyLoads, first: dt.date, last: dt.date
) -> dict[str, WeekTotals]:
    """Sum up a period by sport.

    Parameters
    ----------
    history : History
        Activities; everyday activity, such as walks with the dog, is left out.
    loads : DailyLoads
        The loads of the history, from `daily_loads`.
    first, last : date
        The first and the last day.

    Returns
    -------
    dict of str to WeekTotals
        The sums of each sport; the one with the most time is first.

    Examples
    --------
    >>> from trainkit import simulate
    >>> from trainkit.loads import daily_loads
    >>> history = simulate(days=60)
    >>> first, last = history.span
    >>> totals = period_totals(history, daily_loads(history, history.athlete), first, last)
    >>> totals["running"].sessions
    40
    """
    days = loads.dates[loads.rows]
    inside = (days >= np.datetime64(first)) & (days <= np.datetime64(last)) & loads.training
    trained: dict[str, list[Activity]] = defaultdict(list)
    for at in np.flatnonzero(inside).tolist():
        activity = history.activities[at]
        trained[activity.sport].append(activity)
    totals = {sport: _sum(first, sessions) for sport, sessions in trained.items()}
    return dict(sorted(totals.items(), key=lambda item: -item[1].minutes))


def _sum(first: dt.date, sessions: list[Activity]) -> WeekTotals:
    if not sessions:
        return WeekTotals(first)
    longest = max(sessions, key=_minutes)
    return WeekTotals(
        first,
        sessions=len(sessions),
        distance_m=sum(plausible_distance(session) for session in sessions),
        minutes=sum(_minutes(session) for session in sessions),
        longest_m=plausible_distance(longest),
        longest_min=_minutes(longest),
    )


def _minutes(activity: Activity) -> float:
    return activity.duration_s / 60
