"""Fitness as VDOT, from races and from the threshold."""

import datetime as dt

from trainkit.metrics import running
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["threshold_vdot", "vdot_holds", "vdots"]

_VALID_M = (1500.0, 50_000.0)


def vdot_holds(distance_m: float) -> bool:
    """Whether VDOT is defined for a race of this distance [m]."""
    return _VALID_M[0] <= distance_m <= _VALID_M[1]


def vdots(history: History | None, on: dt.date, *, days: int) -> list[tuple[dt.date, float]]:
    """List day and VDOT of each running race in a number of days before a day."""
    since = on - dt.timedelta(days=days)
    return [
        (race.date, float(running.vdot(race.distance_m, race.time_s)))
        for race in (history.races if history is not None else ())
        if race.sport == "running" and since <= race.date < on and vdot_holds(race.distance_m)
    ]


def threshold_vdot(athlete: Athlete, on: dt.date) -> float | None:
    """Return the VDOT of the pace that can be held for an hour; None where it is unknown."""
    speed = athlete.at(on, "running").threshold_speed_m_s
    return None if speed is None else float(running.vdot(3600 * speed, 3600.0))
