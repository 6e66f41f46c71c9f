"""Load of a run from its speed against the threshold speed."""

from typing import overload

import numpy as np

from trainkit._array import FloatArray, Floats, broadcast, finish, numbers

__all__ = ["running_stress_score"]


@overload
def running_stress_score(
    duration_s: float, speed_m_s: float, *, threshold_speed_m_s: float
) -> float: ...
@overload
def running_stress_score(
    duration_s: Floats, speed_m_s: float | Floats, *, threshold_speed_m_s: float | Floats
) -> FloatArray: ...
def running_stress_score(
    duration_s: float | Floats,
    speed_m_s: float | Floats,
    *,
    threshold_speed_m_s: float | Floats,
) -> float | FloatArray:
    r"""Load of a run: one hour at the threshold speed is 100.

    $$100 \, \frac{t}{3600} \left( \frac{v}{v_{threshold}} \right)^2$$

    Parameters
    ----------
    duration_s : float or array
        Duration [s], at least 0.
    speed_m_s : float or array
        Grade-adjusted speed [m/s], at least 0.
    threshold_speed_m_s : float or array
        Speed that can be raced for an hour [m/s], above 0.

    Returns
    -------
    float or ndarray, shape of the inputs
        Stress score [1].

    Raises
    ------
    InvalidInput
        A negative duration or speed, or a threshold that is not above 0.

    References
    ----------
    - Karsten 2008, Running TSS, blog. (duration times intensity factor squared)
    - Skiba 2006, Calculation of power output and quantification of training stress in distance
      runners: the development of the GOVSS algorithm, PhysFarm. (the same for graded speed)

    Examples
    --------
    >>> running_stress_score(3600, 4.0, threshold_speed_m_s=4.0)
    100.0
    """
    seconds = numbers("duration_s", duration_s, low=0)
    speed = numbers("speed_m_s", speed_m_s, low=0)
    threshold = numbers("threshold_speed_m_s", threshold_speed_m_s, low=0, open_low=True)
    broadcast(duration_s=seconds, speed_m_s=speed, threshold_speed_m_s=threshold)
    intensity = np.divide(speed, threshold)
    return finish(np.divide(seconds, 36.0) * np.square(intensity), seconds, speed, threshold)
