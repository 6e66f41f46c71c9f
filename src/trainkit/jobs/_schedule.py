"""When each job is due, in the athlete's zone."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["JOBS", "Job", "next_due", "previous_due"]

_WEEK_DAYS = 7
_MONDAY, _WEDNESDAY, _SUNDAY = 0, 2, 6


class Job(NamedTuple):
    """A job and its times.

    Parameters
    ----------
    name : str
        Its name.
    what : str
        What it does.
    at : time
        The local time at which it is due.
    weekdays : tuple of int
        The days on which it is due, 0 is Monday; empty for every day.
    """

    name: str
    what: str
    at: dt.time
    weekdays: tuple[int, ...] = ()


JOBS: Mapping[str, Job] = {
    job.name: job
    for job in (
        Job("sync", "fetch new data from all sources", dt.time(6, 0)),
        Job("recovery", "assess the morning", dt.time(6, 30)),
        Job("week", "write the week's program", dt.time(18, 0), (_SUNDAY, _WEDNESDAY)),
        Job("insights", "look for patterns", dt.time(2, 0), (_MONDAY,)),
        Job("retention", "delete what may no longer be kept", dt.time(3, 0)),
    )
}
"""All jobs by name, in the order in which they run when several are due."""


def previous_due(job: Job, now: dt.datetime) -> dt.datetime:
    """Return the last moment at which a job was due.

    Parameters
    ----------
    job : Job
        The job.
    now : datetime
        The current time, in the athlete's zone.

    Returns
    -------
    datetime
        At most `now`, in the same zone.

    Examples
    --------
    >>> now = dt.datetime(2026, 5, 1, 5, 0, tzinfo=dt.UTC)
    >>> previous_due(JOBS["sync"], now).isoformat()
    '2026-04-30T06:00:00+00:00'
    """
    return max(moment for moment in _moments(job, now, range(-_WEEK_DAYS, 1)) if moment <= now)


def next_due(job: Job, now: dt.datetime) -> dt.datetime:
    """Return the next moment at which a job is due, after `now`."""
    return min(moment for moment in _moments(job, now, range(_WEEK_DAYS + 1)) if moment > now)


def _moments(job: Job, now: dt.datetime, days: range) -> list[dt.datetime]:
    """List the moments around now; a local time that a clock change skips counts as it is."""
    dates = [now.date() + dt.timedelta(days=day) for day in days]
    return [
        # Through UTC, so that moments on both sides of a clock change compare as they follow.
        dt.datetime.combine(date, job.at, now.tzinfo).astimezone(dt.UTC).astimezone(now.tzinfo)
        for date in dates
        if not job.weekdays or date.weekday() in job.weekdays
    ]
