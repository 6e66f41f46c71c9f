"""The fastest speeds that people reach, by sport: beyond them, a recording is wrong."""

from collections.abc import Mapping

__all__ = ["fastest", "fastest_mean"]

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
