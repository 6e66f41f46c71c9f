"""VDOT: oxygen cost of the race speed over the sustainable fraction of the maximum.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| v | speed | m/min | as the input |
| t | race time | min | as the input |
| C(v) | oxygen cost of running at v | ml/kg/min | as the input |
| F(t) | fraction of maximal oxygen uptake sustainable for t | 1 | as the input |
"""

from typing import overload

import numpy as np

from trainkit._array import FloatArray, Floats, broadcast, finish, numbers
from trainkit.errors import InvalidInput

__all__ = ["oxygen_cost", "race_time", "speed_at_oxygen_cost", "vdot"]

_SHORTEST_M, _LONGEST_M = 800.0, 50_000.0
_NEWTON_STEPS = 8
_BLOCK = 8192


@overload
def vdot(distance_m: float, time_s: float) -> float: ...
@overload
def vdot(distance_m: Floats, time_s: float | Floats) -> FloatArray: ...
@overload
def vdot(distance_m: float, time_s: Floats) -> FloatArray: ...
def vdot(distance_m: float | Floats, time_s: float | Floats) -> float | FloatArray:
    r"""VDOT of a race.

    $$\mathrm{VDOT} = \frac{C(v)}{F(t)}$$

    $$C(v) = -4.60 + 0.182258 v + 0.000104 v^2, \qquad
    F(t) = 0.8 + 0.1894393 e^{-0.012778 t} + 0.2989558 e^{-0.1932605 t}$$

    Parameters
    ----------
    distance_m : float or array
        Distance [m], 800 to 50,000.
    time_s : float or array
        Race time [s], above 0; the equations hold for efforts of about 3.5 minutes to 4 hours.

    Returns
    -------
    float or ndarray, shape of the inputs
        VDOT [ml/kg/min].

    Raises
    ------
    InvalidInput
        A distance out of range, or a time so short or long that the speed is not a runner's
        (1 to 12 m/s).

    References
    ----------
    - Daniels & Gilbert 1979, Oxygen Power: Performance Tables for Distance Runners, published by
      the authors.

    Examples
    --------
    >>> round(vdot(5000, 24 * 60 + 34), 6)
    39.110398
    """
    distance = _race_distance(distance_m)
    seconds = numbers("time_s", time_s, low=0, open_low=True)
    broadcast(distance_m=distance, time_s=seconds)
    speed = np.divide(distance, seconds)
    if np.any(speed < 1) or np.any(speed > 12):
        wrong = np.broadcast_to(seconds, np.shape(speed))[(speed < 1) | (speed > 12)]
        raise InvalidInput("time_s", float(wrong.flat[0]), "a running speed of 1 to 12 m/s")
    minutes = np.divide(seconds, 60)
    return finish(oxygen_cost(speed * 60) / _fraction(minutes), distance, seconds)


@overload
def race_time(vdot: float, distance_m: float) -> float: ...
@overload
def race_time(vdot: Floats, distance_m: float | Floats) -> FloatArray: ...
@overload
def race_time(vdot: float, distance_m: Floats) -> FloatArray: ...
def race_time(vdot: float | Floats, distance_m: float | Floats) -> float | FloatArray:
    r"""Race time of a VDOT: the inverse of `vdot`, by Newton's method.

    $$C(d / t) - \mathrm{VDOT} \cdot F(t) = 0$$

    These are Daniels' equations: times that are worth the same, not a forecast. Recreational
    runners take about 5 % longer for a marathon than their half marathon is worth;
    `predict_race` says what such runners did, with an interval.

    Parameters
    ----------
    vdot : float or array
        VDOT [ml/kg/min], 15 to 100.
    distance_m : float or array
        Distance [m], 800 to 50,000.

    Returns
    -------
    float or ndarray, shape of the inputs
        Race time [s].

    Raises
    ------
    InvalidInput
        A VDOT or a distance out of range.

    References
    ----------
    - Daniels & Gilbert 1979, Oxygen Power: Performance Tables for Distance Runners, published by
      the authors.
    - Daniels 2014, Daniels' Running Formula, 3rd ed., Human Kinetics. (its tables agree within 0.31
      % over VDOT 30 to 85, most of it whole-second rounding of the short races)

    Examples
    --------
    >>> round(race_time(50, 5000), 1), round(race_time(50, 42_195), 1)
    (1196.0, 11439.7)
    """
    level = numbers("vdot", vdot, low=15, high=100)
    distance = _race_distance(distance_m)
    broadcast(vdot=level, distance_m=distance)
    levels, metres = np.broadcast_arrays(
        np.asarray(level, dtype=np.float64), np.asarray(distance, dtype=np.float64)
    )
    minutes = np.empty(levels.size)
    flat_levels, flat_metres = levels.ravel(), metres.ravel()
    for begin in range(0, levels.size, _BLOCK):  # a block stays in the cache for all steps
        part = slice(begin, begin + _BLOCK)
        minutes[part] = _solve(flat_levels[part], flat_metres[part])
    return finish((minutes * 60).reshape(levels.shape), level, distance)


def oxygen_cost(speed_m_min: float | FloatArray) -> float | FloatArray:
    """Compute C(v), the oxygen cost [ml/kg/min] of a speed [m/min]."""
    return -4.60 + speed_m_min * (0.182258 + 0.000104 * speed_m_min)


def speed_at_oxygen_cost(cost: float | FloatArray) -> float | FloatArray:
    """Invert `oxygen_cost`: the speed [m/min] at a cost [ml/kg/min]."""
    root = np.sqrt(0.182258**2 + 4 * 0.000104 * (cost + 4.60))
    return (root - 0.182258) / (2 * 0.000104)


def _fraction(minutes: float | FloatArray) -> float | FloatArray:
    slow = 0.1894393 * np.exp(-0.012778 * np.asarray(minutes))
    fast = 0.2989558 * np.exp(-0.1932605 * np.asarray(minutes))
    return 0.8 + slow + fast


def _solve(level: FloatArray, metres: FloatArray) -> FloatArray:
    """Solve for the minutes; convergence is quadratic from a start within 15 %."""
    t: FloatArray = metres / speed_at_oxygen_cost(0.9 * level)
    for _ in range(_NEWTON_STEPS):
        v = metres / t
        slow = 0.1894393 * np.exp(-0.012778 * t)
        fast = 0.2989558 * np.exp(-0.1932605 * t)
        error = -4.60 + v * (0.182258 + 0.000104 * v) - level * (0.8 + slow + fast)
        slope = -v / t * (0.182258 + 0.000208 * v) + level * (0.012778 * slow + 0.1932605 * fast)
        step = error / slope
        t -= step
        if not np.any(np.abs(step) > 1e-13 * t):
            break
    return t


def _race_distance(distance_m: float | Floats) -> float | FloatArray:
    return numbers("distance_m", distance_m, low=_SHORTEST_M, high=_LONGEST_M)
