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
from trainkit.metrics._hyperbola import hyperbolic, inverse_time, linear_work, valid_trials

__all__ = [
    "CriticalPower",
    "CriticalPowerMethod",
    "ThreeParameterPower",
    "critical_power",
    "fit_three_parameter_power",
    "time_to_exhaustion",
]

CriticalPowerMethod = Literal["inverse_time", "work", "hyperbolic"]

_NO_LIMIT = 10_000.0  # watts, far above any human: the search has reached the hyperbola

_FITS = {"inverse_time": inverse_time, "work": linear_work, "hyperbolic": hyperbolic}


class CriticalPower(NamedTuple):
    """A two-parameter fit.

    `cp` [W] and `w_prime` [J] with their standard errors `cp_se` [W] and `w_prime_se` [J] (NaN
    with two trials), the number of `trials`, and the `method`.
    """

    cp: float
    w_prime: float
    cp_se: float
    w_prime_se: float
    trials: int
    method: str


class ThreeParameterPower(NamedTuple):
    """A three-parameter fit.

    `cp` [W], `w_prime` [J], `p_max` [W], and the squared error `sse` [s^2]. Without short trials
    nothing limits `p_max`: it is NaN, and the rest is the hyperbolic fit of `critical_power`.
    """

    cp: float
    w_prime: float
    p_max: float
    sse: float


def critical_power(
    power_w: Floats, duration_s: Floats, *, method: CriticalPowerMethod = "inverse_time"
) -> CriticalPower:
    r"""Critical power and W' from trials to exhaustion.

    $$P = CP + \frac{W'}{t}$$

    The three fits weigh the trials differently and disagree on the same data:

    | `method` | fits | least squares in | source |
    |---|---|---|---|
    | `"inverse_time"` | P on 1 / t | W | Clarke & Skiba 2013 |
    | `"work"` | P t on t | J | Moritani et al. 1981 |
    | `"hyperbolic"` | t on P | s | Monod & Scherrer 1965 |

    Parameters
    ----------
    power_w : array, shape (trials,)
        Mean power of each trial [W], above 0.
    duration_s : array, shape (trials,)
        Time to exhaustion [s], above 0; trials of 2 to 20 minutes fit the model best.
    method : {"inverse_time", "work", "hyperbolic"}
        Which fit.

    Returns
    -------
    CriticalPower, scalars
        CP [W], W' [J], standard errors, trials and method.

    Raises
    ------
    InvalidInput
        Values that are not above 0, shapes that differ, or a trial that is both longer and
        stronger than another, which no hyperbola allows.
    InsufficientData
        Fewer than 2 known trials.

    References
    ----------
    - Monod H, Scherrer J. The work capacity of a synergic muscular group. Ergonomics 1965;8:329.
      <https://doi.org/10.1080/00140136508930810>
    - Moritani T, Nagata A, deVries HA, Muro M. Critical power as a measure of physical work
      capacity and anaerobic threshold. Ergonomics 1981;24:339.
      <https://doi.org/10.1080/00140138108924856>
    - Hill DW. The critical power concept: a review. Sports Med 1993;16:237.
      <https://doi.org/10.2165/00007256-199316040-00003> (review)
    - Clarke DC, Skiba PF. Rationale and resources for teaching the mathematical modeling of
      athletic training and performance. Adv Physiol Educ 2013;37:134.
      <https://doi.org/10.1152/advan.00078.2011> (worked example, on the trials of Vanhatalo et al.
      2007)
    - Vanhatalo A, Doust JH, Burnley M. Determination of critical power using a 3-min all-out
      cycling test. Med Sci Sports Exerc 2007;39:548. <https://doi.org/10.1249/mss.0b013e31802dd3e6>

    Examples
    --------
    >>> fit = critical_power([453, 430, 405, 375, 360], [160, 205, 260, 430, 685])
    >>> round(fit.cp, 4), round(fit.w_prime, 3)
    (330.0974, 19857.15)
    """
    choice("method", method, _FITS)
    power, seconds = _trials(power_w, duration_s, need=2)
    fit = _FITS[method](power, seconds)
    return CriticalPower(*fit, trials=len(power), method=method)


def fit_three_parameter_power(power_w: Floats, duration_s: Floats) -> ThreeParameterPower:
    r"""Critical power, W' and maximal power from trials that include short ones.

    $$t = \frac{W'}{P - CP} + \frac{W'}{CP - P_{max}}$$

    Parameters
    ----------
    power_w : array, shape (trials,)
        Mean power of each trial [W], above 0.
    duration_s : array, shape (trials,)
        Time to exhaustion [s], above 0.

    Returns
    -------
    ThreeParameterPower, scalars
        CP [W], W' [J], maximal power [W] and squared error [s^2].

    Raises
    ------
    InvalidInput
        As `critical_power`.
    InsufficientData
        Fewer than 3 known trials.

    References
    ----------
    - Morton RH. A 3-parameter critical power model. Ergonomics 1996;39:611.
      <https://doi.org/10.1080/00140139608964484>
    - Vinetti G, Taboni A, Bruseghini P, et al. Experimental validation of the 3-parameter critical
      power model in cycling. Eur J Appl Physiol 2019;119:941.
      <https://doi.org/10.1007/s00421-019-04083-z> (validation)

    Examples
    --------
    >>> power = [620, 500, 400, 300, 250]
    >>> trials = [time_to_exhaustion(p, cp=213, w_prime=28_066, p_max=631) for p in power]
    >>> fit = fit_three_parameter_power(power, trials)
    >>> round(fit.cp, 2), round(fit.w_prime), round(fit.p_max, 1)
    (213.0, 28066, 631.0)
    """
    from scipy.optimize import least_squares

    power, seconds = _trials(power_w, duration_s, need=3)
    slowest, fastest = float(power.min()), float(power.max())

    def parameters(z: FloatArray) -> tuple[float, float, float]:
        cp = slowest - float(np.exp(z[0]))
        p_max = fastest + float(np.exp(z[1]))
        x = 1 / (power - cp) - 1 / (p_max - cp)
        return cp, float(x @ seconds / (x @ x)), p_max

    def residual(z: FloatArray) -> FloatArray:
        cp, w_prime, p_max = parameters(z)
        return seconds - w_prime * (1 / (power - cp) - 1 / (p_max - cp))

    spread = fastest - slowest
    starts = [np.log([gap * spread, above * spread]) for gap in (0.1, 0.5) for above in (0.05, 0.5)]
    fits = [
        least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=2000)
        for start in starts
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    cp, w_prime, p_max = parameters(best.x)
    limited = p_max if p_max < _NO_LIMIT else np.nan
    return ThreeParameterPower(cp, w_prime, limited, sse=2 * float(best.cost))


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
    - Monod H, Scherrer J. The work capacity of a synergic muscular group. Ergonomics 1965;8:329.
      <https://doi.org/10.1080/00140136508930810>
    - Morton RH. A 3-parameter critical power model. Ergonomics 1996;39:611.
      <https://doi.org/10.1080/00140139608964484> (with a maximal power)

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


def _trials(power_w: Floats, duration_s: Floats, *, need: int) -> tuple[FloatArray, FloatArray]:
    power, seconds = valid_trials(("power_w", power_w), ("duration_s", duration_s), need=need)
    order = np.lexsort((-power, seconds))  # a repeated duration is not a longer trial
    rising = np.flatnonzero(np.diff(power[order]) > 0)
    if rising.size:
        stronger = float(power[order][rising[0] + 1])
        raise InvalidInput("power_w", stronger, "lower in a longer trial")
    return power, seconds
