"""Critical speed: the distance-time law and its three fits."""

from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import Floats, choice
from trainkit.errors import InvalidInput
from trainkit.metrics._hyperbola import hyperbolic, inverse_time, linear_work, valid_trials

__all__ = ["CriticalSpeed", "CriticalSpeedMethod", "critical_speed"]

CriticalSpeedMethod = Literal["linear_distance", "inverse_time", "hyperbolic"]

_FITS = {"linear_distance": linear_work, "inverse_time": inverse_time, "hyperbolic": hyperbolic}


class CriticalSpeed(NamedTuple):
    """A fit of the distance-time law.

    `cs` [m/s] and `d_prime` [m] with their standard errors `cs_se` [m/s] and `d_prime_se` [m] (NaN
    with two trials), the number of `trials`, and the `method`.
    """

    cs: float
    d_prime: float
    cs_se: float
    d_prime_se: float
    trials: int
    method: str


def critical_speed(
    distance_m: Floats, time_s: Floats, *, method: CriticalSpeedMethod = "linear_distance"
) -> CriticalSpeed:
    r"""Critical speed and D' from trials or races of about 2 to 20 minutes.

    $$d = CS \cdot t + D'$$

    | `method` | fits | least squares in |
    |---|---|---|
    | `"linear_distance"` | d on t | m |
    | `"inverse_time"` | d / t on 1 / t | m/s |
    | `"hyperbolic"` | t on d / t | s |

    Parameters
    ----------
    distance_m : array, shape (trials,)
        Distances [m], above 0.
    time_s : array, shape (trials,)
        Times [s], above 0.
    method : {"linear_distance", "inverse_time", "hyperbolic"}
        Which fit.

    Returns
    -------
    CriticalSpeed, scalars
        CS [m/s], D' [m], standard errors, trials and method. D' is noisy: it varies by about 13 %
        between tests of a runner, CS by 0.4 %.

    Raises
    ------
    InvalidInput
        Values that are not above 0, shapes that differ, or a longer trial that is not slower.
    InsufficientData
        Fewer than 2 known trials.

    References
    ----------
    - Hughson RL, Orok CJ, Staudt LE. A high velocity treadmill running test to assess endurance
      running potential. Int J Sports Med 1984;5:23. <https://doi.org/10.1055/s-2008-1025875>
    - Galbraith A, Hopker J, Lelliott S, et al. A single-visit field test of critical speed. Int J
      Sports Physiol Perform 2014;9:931. <https://doi.org/10.1123/ijspp.2013-0507> (variation
      between tests)
    - Jones AM, Vanhatalo A. The 'critical power' concept: applications to sports performance with a
      focus on intermittent high-intensity exercise. Sports Med 2017;47 Suppl 1:65.
      <https://doi.org/10.1007/s40279-017-0688-0> (review)

    Examples
    --------
    >>> fit = critical_speed([1600, 3200], [360, 780])
    >>> round(fit.cs, 7), round(fit.d_prime, 6)
    (3.8095238, 228.571429)
    """
    choice("method", method, _FITS)
    distance, seconds = valid_trials(("distance_m", distance_m), ("time_s", time_s))
    speed = distance / seconds
    order = np.argsort(seconds, kind="stable")
    if (np.diff(speed[order]) >= 0).any():
        raise InvalidInput("time_s", seconds[order].tolist(), "slower over a longer distance")
    return CriticalSpeed(*_FITS[method](speed, seconds), trials=len(speed), method=method)
