"""Clocks that were never set, or set on the way; and activities that ran at the same time."""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from trainkit.data_quality._finding import Finding, in_samples
from trainkit.models.activity import Activity

__all__ = ["clock_findings", "overlaps"]

_FIRST_YEAR = 1995  # before any such device; FIT's own clock starts at the end of 1989
_LONGEST_STOP_S = 12 * 3600.0
_SHARED_S = 300.0


def clock_findings(activity: Activity) -> Iterator[Finding]:
    """Look at the times of an activity.

    Parameters
    ----------
    activity : Activity
        With or without streams.

    Yields
    ------
    Finding
        ``clock_unset``, ``clock_reset``.
    """
    if activity.start.year < _FIRST_YEAR:
        yield Finding(
            kind="clock_unset",
            message=f"it starts on {activity.day}: the clock was not set",
            size=float(_FIRST_YEAR - activity.start.year),
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
        yield in_samples(
            "clock_reset",
            activity,
            "time_s",
            (place, place + 1),
            size=hours,
            unit="h",
            message=message,
        )


def overlaps(activities: Sequence[Activity]) -> Iterator[Finding]:
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
    until: Activity | None = None
    for one in activities:
        if until is not None:
            shared = min(until.end, one.end) - one.start
            if shared > dt.timedelta(seconds=_SHARED_S):
                minutes = shared.total_seconds() / 60
                yield Finding(
                    kind="overlap",
                    message=f"{minutes:.0f} min at the same time as {until.key}",
                    size=minutes,
                    unit="min",
                    activity=one.key,
                    first_day=one.day,
                    last_day=one.day,
                )
        if until is None or one.end > until.end:
            until = one
