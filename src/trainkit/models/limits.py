"""What a person can do at most: beyond it, a recording is wrong."""

from trainkit.models.speeds import fastest, fastest_mean

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

# The record over 1000 m of climbing is 0.58 m/s; lifts, gondolas and aircraft are faster.
_CLIMB_M_S = 0.75
_DESCENT_M_S = 6.0
_CARRIED_M_S = 12.0
_ON_OWN_LEGS = frozenset(
    {"running", "walking", "hiking", "cycling", "rowing", "swimming", "cross_country_skiing"}
)
_KCAL_S = 2500 / 3600  # 600 W for an hour at an efficiency of a quarter
_KCAL = 200.0


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
