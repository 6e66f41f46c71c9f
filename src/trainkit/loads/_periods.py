"""Sums by week, month or year: sessions by sport, and time in zones."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from trainkit._array import FloatArray, choice
from trainkit.loads._daily import daily_loads
from trainkit.loads._external import plausible_distance
from trainkit.metrics import aerobic
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.history import History
from trainkit.models.summary import Period, PeriodTotals, ZoneMeasure, ZoneTime

__all__ = ["POWER_ZONES", "period_of", "totals", "zone_bounds", "zone_totals"]

POWER_ZONES = (0.55, 0.75, 0.90, 1.05, 1.20, 1.50)
"""Lower bounds of power zones 2 to 7 as shares of FTP [1] (Allen, Coggan & McGregor 2019)."""

_MEASURES = ("heart_rate", "power", "speed")
_PERIODS = ("week", "month", "year")


def totals(
    history: History, by: Period = "week", *, athlete: Athlete | None = None
) -> tuple[PeriodTotals, ...]:
    """Sum up the sessions of each sport by week, month or year.

    Parameters
    ----------
    history : History
        Activities; rows of a list are enough. Everyday activity is a sport like another.
    by : {"week", "month", "year"}
        The periods; weeks begin on Monday.
    athlete : Athlete, optional
        Whose thresholds loads count with; by default the history's.

    Returns
    -------
    tuple of PeriodTotals
        Oldest first, each sport in every period; the sport with the most time is first. What was
        not done is 0.

    Raises
    ------
    InvalidInput
        `by` is no period.

    Examples
    --------
    >>> from trainkit import simulate
    >>> months = totals(simulate(days=60), "month")
    >>> [(str(month.first), month.sport, month.sessions) for month in months[:2]]
    [('2026-04-01', 'running', 0), ('2026-04-01', 'cycling', 1)]
    """
    choice("by", by, _PERIODS)
    athlete = athlete or history.athlete
    if not history.activities:
        return ()
    costs: list[float | None] = [None] * len(history.activities)
    if athlete is not None:
        for at, session in daily_loads(history, athlete).sessions:
            costs[at] = session.internal
    groups: dict[tuple[dt.date, str], list[tuple[Activity, float | None]]] = defaultdict(list)
    minutes: dict[str, float] = defaultdict(float)
    for activity, cost in zip(history.activities, costs, strict=True):
        groups[period_of(activity.day, by)[0], activity.sport].append((activity, cost))
        minutes[activity.sport] += activity.duration_s
    sports = sorted(minutes, key=lambda sport: -minutes[sport])
    days = [activity.day for activity in history.activities]
    return tuple(
        _sum(first, last, sport, groups[first, sport], known=athlete is not None)
        for first, last in _periods(min(days), max(days), by)
        for sport in sports
    )


def _sum(
    first: dt.date,
    last: dt.date,
    sport: str,
    sessions: list[tuple[Activity, float | None]],
    *,
    known: bool,
) -> PeriodTotals:
    minutes = [activity.duration_s / 60 for activity, _ in sessions]
    metres = [plausible_distance(activity) for activity, _ in sessions]
    return PeriodTotals(
        first=first,
        last=last,
        sport=sport,
        sessions=len(sessions),
        minutes=sum(minutes),
        longest_min=max(minutes, default=0.0),
        distance_m=sum(metres),
        longest_m=max(metres, default=0.0),
        ascent_m=sum(activity.ascent_m or 0.0 for activity, _ in sessions),
        load=sum(cost or 0.0 for _, cost in sessions) if known else None,
    )


def period_of(day: dt.date, by: Period) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the week, month or year of a day."""
    if by == "week":
        first = day - dt.timedelta(days=day.weekday())
        return first, first + dt.timedelta(days=6)
    if by == "year":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    later = day.replace(day=28) + dt.timedelta(days=4)
    return day.replace(day=1), later - dt.timedelta(days=later.day)


def _periods(first: dt.date, last: dt.date, by: Period) -> Iterator[tuple[dt.date, dt.date]]:
    while first <= last:
        period = period_of(first, by)
        yield period
        first = period[1] + dt.timedelta(days=1)


def zone_totals(
    history: History,
    athlete: Athlete,
    by: Period = "month",
    *,
    measure: ZoneMeasure = "heart_rate",
    sport: str | None = None,
) -> tuple[ZoneTime, ...]:
    """Sum up the time in zones by week, month or year.

    Zones are those of the athlete on the day: see `zone_bounds`. Only samples count; heart rates
    below 0.9 of rest and above the maximum are errors of the device.

    Parameters
    ----------
    history : History
        Activities with samples.
    athlete : Athlete
        Whose zones count.
    by : {"week", "month", "year"}
        The periods; weeks begin on Monday.
    measure : {"heart_rate", "power", "speed"}
        What the zones are of.
    sport : str, optional
        One sport; by default all of them.

    Returns
    -------
    tuple of ZoneTime
        Oldest first, all zones in every period from the first sample to the last; empty without
        samples or without zones.

    Raises
    ------
    InvalidInput
        `by` or `measure` is unknown.

    Examples
    --------
    >>> from trainkit.models import History
    >>> from trainkit import simulate
    >>> zone_totals(History(), simulate(days=1).athlete)
    ()
    """
    choice("by", by, _PERIODS)
    choice("measure", measure, _MEASURES)
    seconds: dict[dt.date, FloatArray] = {}
    for activity in history.activities:
        if sport in {None, activity.sport}:
            spent = _time_in_zones(activity, athlete, measure)
            if spent is not None:
                first = period_of(activity.day, by)[0]
                seconds[first] = _add(seconds.get(first, np.zeros(0)), spent)
    if not seconds:
        return ()
    zones = max(spent.size for spent in seconds.values())
    return tuple(
        zone
        for first, last in _periods(min(seconds), max(seconds), by)
        for zone in _zones(first, last, _add(np.zeros(zones), seconds.get(first, np.zeros(0))))
    )


def _zones(first: dt.date, last: dt.date, seconds: FloatArray) -> Iterator[ZoneTime]:
    whole = float(seconds.sum()) or 1.0
    for zone, spent in enumerate(seconds.tolist()):
        yield ZoneTime(first=first, last=last, zone=zone, minutes=spent / 60, share=spent / whole)


def _add(some: FloatArray, more: FloatArray) -> FloatArray:
    """Add the times in zones; there may be more zones from some day on."""
    total = np.zeros(max(some.size, more.size))
    total[: some.size] += some
    total[: more.size] += more
    return total


def _time_in_zones(activity: Activity, athlete: Athlete, measure: ZoneMeasure) -> FloatArray | None:
    streams = activity.streams
    column: FloatArray | None = None if streams is None else getattr(streams, measure)
    thresholds = athlete.at(activity.day, activity.sport)
    bounds = zone_bounds(thresholds, measure)
    if streams is None or column is None or bounds is None or column.size < 2:
        return None
    values = column.astype(np.float64)
    if measure == "heart_rate":
        possible = (values >= 0.9 * thresholds.hr_rest) & (values <= thresholds.hr_max)
        values[~possible] = np.nan
    if np.isnan(values).all():
        return None
    return aerobic.time_in_zones(streams.time_s.astype(np.float64), values, bounds)


def zone_bounds(thresholds: Thresholds, measure: ZoneMeasure) -> tuple[float, ...] | None:
    """Return the lower bounds of zones: the athlete's own, or those that thresholds give.

    Parameters
    ----------
    thresholds : Thresholds
        Those of the day, from `Athlete.at`.
    measure : {"heart_rate", "power", "speed"}
        What the zones are of.

    Returns
    -------
    tuple of float or None
        Lower bounds of zones 1, 2 ... [bpm], [W] or [m/s]. Without zones of their own, heart rates
        have five by the reserve (Karvonen 1957) and powers seven by FTP (Allen, Coggan & McGregor
        2019); None where there are none.

    Examples
    --------
    >>> zone_bounds(Thresholds(hr_rest=50, hr_max=190), "heart_rate")
    (120.0, 134.0, 148.0, 162.0, 176.0)
    """
    if measure == "speed":
        return thresholds.speed_zones
    if measure == "power":
        ftp = thresholds.ftp_w
        own = None if ftp is None else (0.0, *(share * ftp for share in POWER_ZONES))
        return thresholds.power_zones or own
    reserve = aerobic.reserve_zones(hr_rest=thresholds.hr_rest, hr_max=thresholds.hr_max)
    return thresholds.hr_zones or tuple(reserve.tolist())
