"""Loads from minutes: summated zones and session RPE."""

from typing import overload

import numpy as np

from trainkit._array import FloatArray, Floats, broadcast, finish, numbers, series
from trainkit.errors import InvalidInput

__all__ = ["edwards_trimp", "lucia_trimp", "session_rpe"]


def edwards_trimp(zone_minutes: Floats) -> float | FloatArray:
    r"""Summated heart-rate zones: each minute in zone k counts k times.

    $$\mathrm{load} = \sum_{k=1}^{5} k \, t_k$$

    The zones are 50-60, 60-70, 70-80, 80-90 and 90-100 % of maximum heart rate.

    Parameters
    ----------
    zone_minutes : array, shape (5,) or (sessions, 5)
        Minutes in each zone [min].

    Returns
    -------
    float or ndarray, shape () or (sessions,)
        Load [au].

    Raises
    ------
    InvalidInput
        Negative minutes, or a last axis that is not 5 zones.

    References
    ----------
    - Edwards 1993, The Heart Rate Monitor Book, Fleet Feet Press.

    Examples
    --------
    >>> edwards_trimp([10, 10, 10, 10, 10])
    150.0
    """
    return _zone_load(zone_minutes, 5)


def lucia_trimp(zone_minutes: Floats) -> float | FloatArray:
    r"""Three-zone load: minutes below, between and above the two ventilatory thresholds.

    $$\mathrm{load} = t_1 + 2 t_2 + 3 t_3$$

    A heart rate exactly at a threshold belongs to the zone above it.

    Parameters
    ----------
    zone_minutes : array, shape (3,) or (sessions, 3)
        Minutes in each zone [min].

    Returns
    -------
    float or ndarray, shape () or (sessions,)
        Load [au].

    Raises
    ------
    InvalidInput
        Negative minutes, or a last axis that is not 3 zones.

    References
    ----------
    - Lucia et al. 2003, Med Sci Sports Exerc 35:872.
      <https://doi.org/10.1249/01.MSS.0000064999.82036.B4>

    Examples
    --------
    >>> lucia_trimp([60, 30, 10])
    150.0
    """
    return _zone_load(zone_minutes, 3)


@overload
def session_rpe(rpe: float, duration_min: float) -> float: ...
@overload
def session_rpe(rpe: Floats, duration_min: float | Floats) -> FloatArray: ...
@overload
def session_rpe(rpe: float, duration_min: Floats) -> FloatArray: ...
def session_rpe(rpe: float | Floats, duration_min: float | Floats) -> float | FloatArray:
    r"""Session load from the rating of perceived exertion.

    $$\mathrm{load} = \mathrm{RPE} \times t$$

    Parameters
    ----------
    rpe : float or array
        Rating on the CR-10 scale [1], 0 to 10. The 6-20 scale is refused, not converted.
    duration_min : float or array
        Duration including warm-up and pauses [min].

    Returns
    -------
    float or ndarray, shape of the inputs
        Load [au].

    Raises
    ------
    InvalidInput
        A rating outside 0 to 10 or a negative duration.

    References
    ----------
    - Foster 1998, Med Sci Sports Exerc 30:1164. <https://doi.org/10.1097/00005768-199807000-00023>
    - Foster et al. 2001, J Strength Cond Res 15:109.
      <https://doi.org/10.1519/00124278-200102000-00019>
    - Impellizzeri et al. 2004, Med Sci Sports Exerc 36:1042.
      <https://doi.org/10.1249/01.MSS.0000128199.23901.2F> (validated in soccer)
    - Wallace et al. 2014, Eur J Appl Physiol 114:11. <https://doi.org/10.1007/s00421-013-2745-1>
      (compared with other loads)

    Examples
    --------
    >>> session_rpe(7, 60)
    420.0
    """
    rating = numbers("rpe", rpe, low=0, high=10)
    minutes = numbers("duration_min", duration_min, low=0)
    broadcast(rpe=rating, duration_min=minutes)
    return finish(rating * minutes, rating, minutes)


def _zone_load(zone_minutes: Floats, zones: int) -> float | FloatArray:
    minutes = series("zone_minutes", zone_minutes, low=0)
    if minutes.shape[-1] != zones:
        raise InvalidInput(
            "zone_minutes", f"array of shape {minutes.shape}", f"{zones} zones on the last axis"
        )
    load: FloatArray = minutes @ np.arange(1, zones + 1, dtype=minutes.dtype)
    return float(load) if load.ndim == 0 else load
