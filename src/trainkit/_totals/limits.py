"""Totals that nobody reaches, by sport: a reader leaves them out and says so."""

from collections.abc import Mapping

from trainkit.models.limits import (
    HIGHEST_BPM,
    HIGHEST_W,
    MOST_W,
    SUSTAINED_S,
    fastest,
    fastest_climb,
    fastest_descent,
    fastest_mean,
    highest_energy_kcal,
)

__all__ = ["beyond_limits", "too_fast"]

_SPEEDS = ("speed_mean", "speed_max")
_HEARTS = ("hr_mean", "hr_max")
_POWERS = ("power_mean", "normalized_power_w")
_START_M = 100.0  # what a rounded duration hides
_SURE = 1.5  # of the fastest mean speed, beyond which it is no other sport either
_OTHER_SPORT_M_S = 12.5  # a ride that was recorded as another sport is a ride all the same
_SPRINT_S = 600.0  # in a shorter time, a mean is that of a sprint


def beyond_limits(values: Mapping[str, float], sport: str) -> dict[str, float]:
    """Find totals beyond what anybody can do in the time.

    Parameters
    ----------
    values : mapping of str to float
        By field of `Activity`, in its unit, with its times.
    sport : str
        As in `Activity`.

    Returns
    -------
    dict of str to float
        The totals that are beyond, by field.
    """
    seconds = max(values.get("elapsed_s", 0.0), values.get("moving_s", 0.0))
    most = dict.fromkeys(_SPEEDS, fastest(sport)) | dict.fromkeys(_HEARTS, HIGHEST_BPM)
    most["power_max"] = HIGHEST_W
    most |= _in_time(sport, seconds) if seconds > 0 else {}
    return {name: value for name, value in values.items() if value > most.get(name, value)}


def too_fast(values: Mapping[str, float], sport: str) -> bool:
    """Return whether the distance is more than the fastest cover in the time.

    The sport may be wrong, so the distance is in doubt, but not impossible.

    Parameters
    ----------
    values : mapping of str to float
        As in `beyond_limits`.
    sport : str
        As in `Activity`.

    Returns
    -------
    bool
        False also for an unknown distance or time.
    """
    seconds = max(values.get("elapsed_s", 0.0), values.get("moving_s", 0.0))
    if seconds <= 0:
        return False
    speed = fastest(sport) if seconds < _SPRINT_S else fastest_mean(sport)
    return values.get("distance_m", 0.0) > speed * seconds + _START_M


def _in_time(sport: str, seconds: float) -> dict[str, float]:
    """Return the most of each total that somebody reaches in a time."""
    speed = max(fastest(sport), _OTHER_SPORT_M_S)
    if seconds >= _SPRINT_S:
        speed = max(_SURE * fastest_mean(sport), _OTHER_SPORT_M_S)
    power = MOST_W if seconds >= SUSTAINED_S else HIGHEST_W
    return {
        "distance_m": speed * seconds + _START_M,
        "calories_kcal": highest_energy_kcal(seconds),
        "ascent_m": fastest_climb(sport) * seconds + _START_M,
        "descent_m": fastest_descent(sport) * seconds + _START_M,
        **dict.fromkeys(_POWERS, power),
    }
