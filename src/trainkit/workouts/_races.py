"""Fitness as VDOT, from races and from the threshold."""

import datetime as dt
from typing import NamedTuple

from trainkit.metrics import running
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.race import RaceResult

__all__ = [
    "Expected",
    "best_race",
    "expected_times",
    "threshold_vdot",
    "vdot_holds",
    "vdot_time",
    "vdots",
]

_VALID_M = (1500.0, 50_000.0)
_VALID_VDOT = (15.0, 100.0)  # for which race times are defined
_VALID_M_S = (1.0, 12.0)  # a runner's speeds


class Expected(NamedTuple):
    """Times of a race to expect after another one.

    Attributes
    ----------
    fast_s, likely_s, slow_s : float
        What a quarter, half and three quarters of real runners finish in [s].
    """

    fast_s: float
    likely_s: float
    slow_s: float


def expected_times(
    distance_m: float, time_s: float, to_m: float, *, week_m: float | None = None
) -> Expected:
    """Compute what real runners ran over a distance after a race over another.

    Parameters
    ----------
    distance_m, time_s : float
        The known race, or an hour at threshold pace [m, s].
    to_m : float
        The distance, 1,500 m to 100 km.
    week_m : float, optional
        Usual weekly distance [m].

    Returns
    -------
    Expected
        By `metrics.running.predict_race`.
    """
    found = running.predict_race(distance_m, time_s, to_m, week_m=week_m, level=0.5)
    return Expected(found.lower_s, found.time_s, found.upper_s)


def vdot_time(vdot: float, distance_m: float) -> float:
    """Compute a race time by Daniels' equations, also of runners too slow for them.

    Parameters
    ----------
    vdot : float
        [ml/kg/min], above 0; below 15 the time grows as VDOT falls.
    distance_m : float
        [m]

    Returns
    -------
    float
        [s]
    """
    lowest = _VALID_VDOT[0]
    return float(running.race_time(max(vdot, lowest), distance_m)) * max(lowest / vdot, 1.0)


def vdot_holds(distance_m: float) -> bool:
    """Whether VDOT is defined for a race of a distance.

    Parameters
    ----------
    distance_m : float
        [m]

    Returns
    -------
    bool
        True from 1,500 m to 50 km.
    """
    return _VALID_M[0] <= distance_m <= _VALID_M[1]


def vdots(history: History | None, on: dt.date, *, days: int) -> list[tuple[dt.date, float]]:
    """List the VDOT of each running race in a number of days before a day.

    Races under 1 m/s are left out: they have no VDOT.

    Parameters
    ----------
    history : History, optional
        With race results.
    on : date
        The day after the last one that counts.
    days : int
        How far to look back [d].

    Returns
    -------
    list of (date, float)
        Days and VDOT [ml/kg/min], in the order of the results.
    """
    return [
        (race.date, float(running.vdot(race.distance_m, race.time_s)))
        for race in _races(history, on, days)
    ]


def best_race(history: History | None, on: dt.date, *, days: int) -> tuple[float, float] | None:
    """Find the race of the highest VDOT in a number of days before a day.

    Parameters
    ----------
    history : History, optional
        With race results.
    on : date
        The day after the last one that counts.
    days : int
        How far to look back [d].

    Returns
    -------
    tuple of float, or None
        Distance and time [m, s].
    """
    races = [(race.distance_m, race.time_s) for race in _races(history, on, days)]
    return max(races, key=lambda race: float(running.vdot(*race)), default=None)


def _races(history: History | None, on: dt.date, days: int) -> list[RaceResult]:
    since = on - dt.timedelta(days=days)
    return [
        race
        for race in (history.races if history is not None else ())
        if race.sport == "running"
        and since <= race.date < on
        and vdot_holds(race.distance_m)
        and _VALID_M_S[0] <= race.distance_m / race.time_s <= _VALID_M_S[1]
    ]


def threshold_vdot(athlete: Athlete, on: dt.date) -> float | None:
    """Compute the VDOT of the pace that can be held for an hour.

    Parameters
    ----------
    athlete : Athlete
        Supplies the threshold speed.
    on : date
        The day whose threshold counts.

    Returns
    -------
    float or None
        VDOT [ml/kg/min]; None where the speed is unknown, or so slow that VDOT is not defined.
    """
    speed = athlete.at(on, "running").threshold_speed_m_s
    if speed is None or not _VALID_M_S[0] <= speed <= _VALID_M_S[1]:
        return None
    level = float(running.vdot(3600 * speed, 3600.0))
    return level if _VALID_VDOT[0] <= level <= _VALID_VDOT[1] else None
