"""Critical speed: the distance-time law and its three fits."""

from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import Floats, choice
from trainkit.errors import InvalidInput
from trainkit.metrics._hyperbola import Estimator, Form, fit_hyperbola, valid_trials

__all__ = ["CriticalSpeed", "CriticalSpeedMethod", "critical_speed"]

CriticalSpeedMethod = Literal["linear_distance", "inverse_time", "hyperbolic"]

_FORMS: dict[str, Form] = {
    "linear_distance": "linear_work",
    "inverse_time": "inverse_time",
    "hyperbolic": "hyperbolic",
}


class CriticalSpeed(NamedTuple):
    """A fit of the distance-time law.

    `cs` [m/s] and `d_prime` [m] with their standard errors `cs_se` [m/s] and `d_prime_se` [m], the
    number of `trials`, the `method`, and the intervals from `cs_low` to `cs_high` [m/s] and from
    `d_prime_low` to `d_prime_high` [m]; errors and intervals are NaN with two trials. A robust fit
    also gives `outlier_probability` [1] of each known trial; otherwise it is empty.
    """

    cs: float
    d_prime: float
    cs_se: float
    d_prime_se: float
    trials: int
    method: str
    cs_low: float
    cs_high: float
    d_prime_low: float
    d_prime_high: float
    outlier_probability: tuple[float, ...]


def critical_speed(
    distance_m: Floats,
    time_s: Floats,
    *,
    method: CriticalSpeedMethod = "linear_distance",
    estimator: Estimator = "least_squares",
    level: float = 0.95,
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
    estimator : {"least_squares", "robust"}
        Whether every trial counts alike, as in `power.critical_power`. The robust one needs a
        straight line, which `"hyperbolic"` is not.
    level : float
        Probability inside the intervals [1], between 0 and 1.

    Returns
    -------
    CriticalSpeed, scalars
        CS [m/s], D' [m], standard errors, trials, method, intervals and outliers [1]. D' is noisy:
        it varies by about 13 % between tests of a runner, CS by 0.4 %.

    Raises
    ------
    InvalidInput
        Values that are not above 0, shapes that differ, or a longer trial that is not slower (the
        robust estimator only asks that speed falls with time on the whole).
    InsufficientData
        Fewer than 2 known trials, or 3 for the robust estimator.

    References
    ----------
    - Hughson et al. 1984, Int J Sports Med 5:23. <https://doi.org/10.1055/s-2008-1025875>
    - Box & Tiao 1968, Biometrika 55:119. <https://doi.org/10.1093/biomet/55.1.119> (robust
      estimator)
    - Galbraith et al. 2014, Int J Sports Physiol Perform 9:931.
      <https://doi.org/10.1123/ijspp.2013-0507> (variation between tests)
    - Jones & Vanhatalo 2017, Sports Med 47 Suppl 1:65. <https://doi.org/10.1007/s40279-017-0688-0>
      (review)

    Examples
    --------
    >>> fit = critical_speed([1600, 3200], [360, 780])
    >>> round(fit.cs, 7), round(fit.d_prime, 6)
    (3.8095238, 228.571429)
    """
    choice("method", method, _FORMS)
    distance, seconds = valid_trials(("distance_m", distance_m), ("time_s", time_s))
    speed = distance / seconds
    order = np.argsort(seconds, kind="stable")
    choice("estimator", estimator, ("least_squares", "robust"))
    if estimator != "robust" and (np.diff(speed[order]) >= 0).any():
        raise InvalidInput("time_s", seconds[order].tolist(), "slower over a longer distance")
    fit = fit_hyperbola(speed, seconds, _FORMS[method], estimator=estimator, level=level)
    if fit.curvature.value <= 0:
        raise InvalidInput("time_s", seconds.tolist(), "slower over longer distances on the whole")
    (cs, cs_se, cs_low, cs_high), (d_prime, d_prime_se, d_prime_low, d_prime_high), wrong = fit
    return CriticalSpeed(
        cs=cs,
        d_prime=d_prime,
        cs_se=cs_se,
        d_prime_se=d_prime_se,
        trials=len(speed),
        method=method,
        cs_low=cs_low,
        cs_high=cs_high,
        d_prime_low=d_prime_low,
        d_prime_high=d_prime_high,
        outlier_probability=wrong,
    )
