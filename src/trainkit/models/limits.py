"""What a person can do at most: beyond it, a recording is wrong."""

from collections.abc import Mapping

__all__ = [
    "HIGHEST_BPM",
    "HIGHEST_W",
    "MOST_W",
    "SUSTAINED_S",
    "fastest",
    "fastest_climb",
    "fastest_descent",
    "fastest_mean",
    "highest_energy_kcal",
]

HIGHEST_BPM = 240.0
"""Beyond any heart rate measured in exercise [bpm]."""

HIGHEST_W = 2600.0
"""Above the peak of track sprinters [W]."""

SUSTAINED_S = 600.0
"""From this long, a power is no sprint [s]."""

MOST_W = 700.0
"""More than anybody holds for ten minutes; the record of an hour takes about 450 W [W]."""

# Above the fastest ever measured: a sprint of 12.4 m/s (Berlin 2009), race walking, a descent on
# the road at 36 m/s, freestyle over 50 m at 2.4 m/s; 75 m/s is faster than any speed skier.
_MOMENT: Mapping[str, float] = {
    "running": 13.0,
    "walking": 6.0,
    "hiking": 13.0,
    "swimming": 3.0,
    "cycling": 40.0,
    "rowing": 8.0,
    "cross_country_skiing": 30.0,
}
_ANY_MOMENT = 75.0

# Above the records over whole sessions: 1500 m in 206 s, 20 km of race walking in 77 min, 100 m
# of freestyle in 46 s, a team pursuit of 4 km in 222 s, an eight over 2 km in 318 s, and 50 km on
# skis in 2 h.
_SESSION: Mapping[str, float] = {
    "running": 7.5,
    "walking": 4.5,
    "hiking": 4.5,
    "swimming": 2.3,
    "cycling": 18.5,
    "rowing": 6.6,
    "cross_country_skiing": 9.0,
}
_ANY_SESSION = 30.0

# The record over 1000 m of climbing is 0.58 m/s; lifts, gondolas and aircraft are faster.
_CLIMB_M_S = 0.75
_DESCENT_M_S = 6.0
_CARRIED_M_S = 12.0
_ON_OWN_LEGS = frozenset(
    {"running", "walking", "hiking", "cycling", "rowing", "swimming", "cross_country_skiing"}
)
_KCAL_S = 2500 / 3600  # 600 W for an hour at an efficiency of a quarter
_KCAL = 200.0


def fastest(sport: str) -> float:
    """Look up a speed that nobody exceeds for a moment.

    Parameters
    ----------
    sport : str
        As in `Activity`.

    Returns
    -------
    float
        [m/s]
    """
    return _MOMENT.get(sport, _ANY_MOMENT)


def fastest_mean(sport: str) -> float:
    """Look up a mean speed that nobody exceeds in a session, sprints left out.

    Parameters
    ----------
    sport : str
        As in `Activity`.

    Returns
    -------
    float
        [m/s]
    """
    return _SESSION.get(sport, _ANY_SESSION)


def fastest_climb(sport: str) -> float:
    """Look up a climbing speed that nobody exceeds over a session.

    Parameters
    ----------
    sport : str
        As in `Activity`.

    Returns
    -------
    float
        [m/s]
    """
    return _CLIMB_M_S if sport in _ON_OWN_LEGS else _CARRIED_M_S


def fastest_descent(sport: str) -> float:
    """Look up a speed of descent that nobody exceeds over a session.

    Parameters
    ----------
    sport : str
        As in `Activity`.

    Returns
    -------
    float
        [m/s]
    """
    return _DESCENT_M_S if sport in _ON_OWN_LEGS else _CARRIED_M_S


def highest_energy_kcal(seconds: float) -> float:
    """Compute an energy that nobody spends in a time.

    Parameters
    ----------
    seconds : float
        [s]

    Returns
    -------
    float
        [kcal]
    """
    return _KCAL + _KCAL_S * seconds
