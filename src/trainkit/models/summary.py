"""What a history comes to: best efforts, sums by period, time in zones, drift of long sessions."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.model import Model
from trainkit.models.units import Distance, HeartRate, Moment, Seconds, Within

__all__ = [
    "BestEffort",
    "EffortMethod",
    "LongDrift",
    "Period",
    "PeriodTotals",
    "ZoneMeasure",
    "ZoneTime",
]

Period = Literal["week", "month", "year"]
"""Weeks begin on Monday."""

ZoneMeasure = Literal["heart_rate", "power", "speed"]
"""What zones are of."""

EffortMethod = Literal["samples", "race", "total"]
"""``"samples"``: the fastest part of a recording, exact. ``"race"``: an official time.
``"total"``: at most this long, from distance and time of a session without samples."""

Minutes = Annotated[float, Within(0, 1_000_000, "min")]


class BestEffort(Model):
    """The fastest time over a distance.

    Parameters
    ----------
    distance_m : float
        The distance [m].
    time_s : float
        The time [s].
    date : date
        The local day.
    season : str
        The season of that day: ``"2026"``, or ``"2025/26"`` where it does not begin in January.
    sport : str
        As in `Activity`.
    method : {"samples", "race", "total"}
        Where the time is from, see `EffortMethod`.
    activity : str, optional
        `Activity.id`; None for a race.
    name : str, optional
        The name of the activity or race.
    start : datetime, optional
        When the effort began, where samples tell.
    start_m : float, optional
        How far into the activity it began [m].
    latitude, longitude : float, optional
        Where it began [degrees].
    """

    distance_m: Annotated[float, Within(0, 50_000_000, "m")]
    time_s: Seconds
    date: dt.date
    season: str
    sport: str
    method: EffortMethod
    activity: str | None = None
    name: str | None = None
    start: Moment | None = None
    start_m: Distance | None = None
    latitude: Annotated[float, Within(-90, 90, "degrees")] | None = None
    longitude: Annotated[float, Within(-180, 180, "degrees")] | None = None


class PeriodTotals(Model):
    """The sums of one sport in a week, month or year.

    Parameters
    ----------
    first, last : date
        The days of the period.
    sport : str
        As in `Activity`.
    sessions : int
        How many.
    minutes, longest_min : float
        Moving time, and that of the longest session [min].
    distance_m, longest_m : float
        Known distance, and that of the farthest session [m].
    ascent_m : float
        Known climb [m].
    load : float, optional
        Internal load, an hour at threshold is 100 [1]; None without an athlete's thresholds.
    """

    first: dt.date
    last: dt.date
    sport: str
    sessions: Annotated[int, Field(ge=0)] = 0
    minutes: Minutes = 0.0
    longest_min: Minutes = 0.0
    distance_m: Distance = 0.0
    longest_m: Distance = 0.0
    ascent_m: Annotated[float, Within(0, 10_000_000, "m")] = 0.0
    load: Annotated[float, Within(0, 1_000_000)] | None = None


class ZoneTime(Model):
    """The time in one zone in a week, month or year.

    Parameters
    ----------
    first, last : date
        The days of the period.
    zone : int
        From 1; 0 is below the first zone.
    minutes : float
        Time in the zone [min].
    share : float
        Share of the time in all zones [1].
    """

    first: dt.date
    last: dt.date
    zone: Annotated[int, Field(ge=0)]
    minutes: Minutes
    share: Annotated[float, Within(0, 1)]


class LongDrift(Model):
    """How far heart rate drifted from pace in a long session.

    Parameters
    ----------
    date : date
        The local day.
    activity : str
        `Activity.id`.
    minutes : float
        Moving time [min].
    distance_m : float, optional
        Distance [m].
    hr_mean : float, optional
        Mean heart rate [bpm].
    decoupling_percent : float
        Loss of speed per heart beat from the first half to the second [%]; below 5 is steady.
    """

    date: dt.date
    activity: str
    minutes: Minutes
    distance_m: Distance | None = None
    hr_mean: HeartRate | None = None
    decoupling_percent: Annotated[float, Within(-1000, 100, "%")]
