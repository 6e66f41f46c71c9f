"""Clocks that were never set or were set during a workout, and overlapping activities."""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from trainkit.data_quality._finding import Finding, sample_finding
from trainkit.models.activity import Activity

__all__ = ["check_clock", "find_overlaps"]

_FIRST_YEAR = 1995  # before any such device; FIT's own clock starts at the end of 1989
_EPOCHS = (dt.date(2000, 1, 1), dt.date(2000, 1, 2))  # where the clocks of many devices begin
_LONGEST_STOP_S = 12 * 3600.0
_SHARED_S = 300.0


def check_clock(activity: Activity) -> Iterator[Finding]:
    """Check the times of an activity.

    Parameters
    ----------
    activity : Activity
        With or without streams.

    Yields
    ------
    Finding
        ``clock_unset``, ``clock_reset``.
    """
    if activity.start.year < _FIRST_YEAR or activity.day in _EPOCHS:
        yield Finding(
            kind="clock_unset",
            message=f"it starts on {activity.day}: the clock was not set",
            size=float(abs(_FIRST_YEAR - activity.start.year)),
            unit="years",
            activity=activity.key,
            first_day=activity.day,
            last_day=activity.day,
        )
    if activity.streams is None or len(activity.streams) < 2:
        return
    steps = np.diff(activity.streams.time_s)
    for place in np.flatnonzero(steps > _LONGEST_STOP_S).tolist():
        hours = float(steps[place]) / 3600
        message = f"{hours:.0f} h between two samples: the clock was set, or these are two workouts"
        yield sample_finding(
            "clock_reset",
            activity,
            "time_s",
            (place, place + 1),
            size=hours,
            unit="h",
            message=message,
        )


def find_overlaps(activities: Sequence[Activity]) -> Iterator[Finding]:
    """Find activities at the same time that are not recordings of one workout.

    Parameters
    ----------
    activities : sequence of Activity
        In order of start.

    Yields
    ------
    Finding
        ``overlap``.
    """
    latest: Activity | None = None  # of those before, the one that ends last
    for activity in activities:
        if latest is not None:
            shared = min(latest.end, activity.end) - activity.start
            if shared > dt.timedelta(seconds=_SHARED_S):
                minutes = shared.total_seconds() / 60
                yield Finding(
                    kind="overlap",
                    message=f"{minutes:.0f} min at the same time as {latest.key}",
                    size=minutes,
                    unit="min",
                    activity=activity.key,
                    first_day=activity.day,
                    last_day=activity.day,
                )
        if latest is None or activity.end > latest.end:
            latest = activity
