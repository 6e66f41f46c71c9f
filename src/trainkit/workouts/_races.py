"""Fitness as VDOT, from races and from the threshold."""

import datetime as dt

from trainkit.metrics import running
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["threshold_vdot", "vdot_holds", "vdots"]

_VALID_M = (1500.0, 50_000.0)
_VALID_VDOT = (15.0, 100.0)  # for which race times are defined
_VALID_M_S = (1.0, 12.0)  # a runner's speeds


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
    since = on - dt.timedelta(days=days)
    return [
        (race.date, float(running.vdot(race.distance_m, race.time_s)))
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
