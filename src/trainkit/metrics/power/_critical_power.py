"""Critical power: the power-duration hyperbola, its fits, and the time it predicts.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| P, t | power and time to exhaustion of a trial | W, s | (trials,) |
| CP | critical power | W | scalar |
| W' | work that can be done above it | J | scalar |
"""

from typing import Literal, NamedTuple, overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    choice,
    finish,
    number,
    numbers,
)
from trainkit.errors import InvalidInput
from trainkit.metrics._hyperbola import Estimator, Form, fit_hyperbola
from trainkit.metrics.power._trials import order_trials, power_trials

__all__ = [
    "CriticalPower",
    "CriticalPowerMethod",
    "critical_power",
    "time_to_exhaustion",
]

CriticalPowerMethod = Literal["inverse_time", "work", "hyperbolic"]

_FORMS: dict[str, Form] = {
    "inverse_time": "inverse_time",
    "work": "linear_work",
    "hyperbolic": "hyperbolic",
}


class CriticalPower(NamedTuple):
    """A two-parameter fit.

    `cp` [W] and `w_prime` [J] with their standard errors `cp_se` [W] and `w_prime_se` [J], the
    number of `trials`, the `method`, and the intervals from `cp_low` to `cp_high` [W] and from
    `w_prime_low` to `w_prime_high` [J]; errors and intervals are NaN with two trials. A robust fit
    also gives `outlier_probability` [1] of each known trial; otherwise it is empty.
    """

    cp: float
    w_prime: float
    cp_se: float
    w_prime_se: float
    trials: int
    method: str
    cp_low: float
    cp_high: float
    w_prime_low: float
    w_prime_high: float
    outlier_probability: tuple[float, ...]


def critical_power(
    power_w: Floats,
    duration_s: Floats,
    *,
    method: CriticalPowerMethod = "inverse_time",
    estimator: Estimator = "least_squares",
    level: float = 0.95,
) -> CriticalPower:
    r"""Critical power and W' from trials to exhaustion.

    $$P = CP + \frac{W'}{t}$$

    The three fits weigh the trials differently and disagree on the same data:

    | `method` | fits | least squares in | source |
    |---|---|---|---|
    | `"inverse_time"` | P on 1 / t | W | Clarke & Skiba 2013 |
    | `"work"` | P t on t | J | Moritani et al. 1981 |
    | `"hyperbolic"` | t on P | s | Monod & Scherrer 1965 |

    One trial that was given up early pulls a fit by least squares far off. The robust estimator
    lets each trial be, with probability 5 %, an outlier with ten times the usual error, and weighs
    every choice of outliers by how well the rest lie on a line.

    Parameters
    ----------
    power_w : array, shape (trials,)
        Mean power of each trial [W], above 0.
    duration_s : array, shape (trials,)
        Time to exhaustion [s], above 0; trials of 2 to 20 minutes fit the model best.
    method : {"inverse_time", "work", "hyperbolic"}
        Which fit.
    estimator : {"least_squares", "robust"}
        Whether every trial counts alike. The robust one needs a straight line, which
        `"hyperbolic"` is not.
    level : float
        Probability inside the intervals [1], between 0 and 1.

    Returns
    -------
    CriticalPower, scalars
        CP [W], W' [J], standard errors, trials, method, intervals and outliers [1].

    Raises
    ------
    InvalidInput
        Values that are not above 0, shapes that differ, or a trial that is both longer and
        stronger than another, which no hyperbola allows (the robust estimator only asks that
        power falls with time on the whole).
    InsufficientData
        Fewer than 2 known trials, or 3 for the robust estimator.

    Notes
    -----
    Simulated with 1.5 % of noise and one trial in twenty given up early, on 4 to 8 trials: the
    intervals cover 95 to 97 %, where 1.96 standard errors would cover 83 to 92 %. The robust CP is
    8.1 W off with 4 trials and 4.5 W with 8, a line by least squares 9.9 and 8.4 W. In 10 to 51 %
    of the sets a longer trial is the stronger one, which only the robust estimator accepts. With
    `"work"` the robust interval covers 88 to 94 %, because the error of work grows with time and
    the fit takes all errors as alike.

    References
    ----------
    - Monod & Scherrer 1965, Ergonomics 8:329. <https://doi.org/10.1080/00140136508930810>
    - Moritani et al. 1981, Ergonomics 24:339. <https://doi.org/10.1080/00140138108924856>
    - Hill 1993, Sports Med 16:237. <https://doi.org/10.2165/00007256-199316040-00003> (review)
    - Clarke & Skiba 2013, Adv Physiol Educ 37:134. <https://doi.org/10.1152/advan.00078.2011>
      (worked example, on the trials of Vanhatalo et al. 2007)
    - Box & Tiao 1968, Biometrika 55:119. <https://doi.org/10.1093/biomet/55.1.119> (robust
      estimator)
    - Vanhatalo et al. 2007, Med Sci Sports Exerc 39:548.
      <https://doi.org/10.1249/mss.0b013e31802dd3e6>

    Examples
    --------
    >>> fit = critical_power([453, 430, 405, 375, 360], [160, 205, 260, 430, 685])
    >>> round(fit.cp, 4), round(fit.w_prime, 3)
    (330.0974, 19857.15)
    """
    choice("method", method, _FORMS)
    power, seconds = power_trials(power_w, duration_s, need=2)
    choice("estimator", estimator, ("least_squares", "robust"))
    if estimator != "robust":
        order_trials(power, seconds)
    fit = fit_hyperbola(power, seconds, _FORMS[method], estimator=estimator, level=level)
    if fit.curvature.value <= 0:
        raise InvalidInput("power_w", power.tolist(), "lower in longer trials on the whole")
    return CriticalPower(
        cp=fit.rate.value,
        w_prime=fit.curvature.value,
        cp_se=fit.rate.se,
        w_prime_se=fit.curvature.se,
        trials=len(power),
        method=method,
        cp_low=fit.rate.low,
        cp_high=fit.rate.high,
        w_prime_low=fit.curvature.low,
        w_prime_high=fit.curvature.high,
        outlier_probability=fit.outlier_probability,
    )


@overload
def time_to_exhaustion(
    power_w: float, *, cp: float, w_prime: float, p_max: float | None = None
) -> float: ...
@overload
def time_to_exhaustion(
    power_w: Floats, *, cp: float, w_prime: float, p_max: float | None = None
) -> FloatArray: ...
def time_to_exhaustion(
    power_w: float | Floats, *, cp: float, w_prime: float, p_max: float | None = None
) -> float | FloatArray:
    r"""How long a steady power can be held by the hyperbola.

    $$t = \frac{W'}{P - CP} - \frac{W'}{P_{max} - CP}$$

    The last term is left out if `p_max` is None.

    Parameters
    ----------
    power_w : float or array
        Power [W], above `cp` and at most `p_max`.
    cp : float
        Critical power [W], above 0.
    w_prime : float
        W' [J], above 0.
    p_max : float, optional
        Maximal power [W], above `cp`: the three-parameter model.

    Returns
    -------
    float or ndarray, shape of the input
        Time [s].

    Raises
    ------
    InvalidInput
        A power at or below `cp`, where the time is unlimited, or above `p_max`.

    References
    ----------
    - Monod & Scherrer 1965, Ergonomics 8:329. <https://doi.org/10.1080/00140136508930810>
    - Morton 1996, Ergonomics 39:611. <https://doi.org/10.1080/00140139608964484> (with a maximal
      power)

    Examples
    --------
    >>> round(time_to_exhaustion(620, cp=213, w_prime=28_066, p_max=631), 7)
    1.8146903
    """
    critical = number("cp", cp, low=0, open_low=True)
    work = number("w_prime", w_prime, low=0, open_low=True)
    highest = np.inf if p_max is None else number("p_max", p_max, low=critical, open_low=True)
    power = numbers("power_w", power_w, low=critical, high=highest, open_low=True)
    broadcast(power_w=power)
    # Morton 1996, https://doi.org/10.1080/00140139608964484
    return finish(work / (power - critical) - work / (highest - critical), power)
