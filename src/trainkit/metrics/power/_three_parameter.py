"""The three-parameter critical power model: a hyperbola that a maximal power cuts off.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| P, t | power and time to exhaustion of a trial | W, s | (trials,) |
| CP, W', Pmax | critical power, work above it, maximal power | W, J, W | scalar |
"""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats
from trainkit.metrics.power._trials import order_trials, power_trials

__all__ = ["ThreeParameterPower", "fit_three_parameter_power"]

_NO_LIMIT = 10_000.0  # watts, far above any human: the search has reached the hyperbola
_FAR = 1e9  # watts from a trial: the ends of the search
_COLLAPSE = 1e-9  # of the trials' spread of power
_NO_TIME = 1e-3  # of a trial's time, or of the trials' spread of power: the search has collapsed


class ThreeParameterPower(NamedTuple):
    """A three-parameter fit.

    `cp` [W], `w_prime` [J], `p_max` [W], and the squared error `sse` [s^2]. `at_bound` names the
    parameters that the trials do not determine, because the fit ran to the end of their range:

    - `"p_max"`: without short trials nothing limits it, it is NaN and the rest is the hyperbolic
      fit of `critical_power`; or it is the power of the strongest trial, which by the fit takes no
      time at all.
    - `"cp"`: it is the power of the weakest trial, which by the fit takes for ever, or not above 0.

    The other parameters of such a fit are no measurement either.
    """

    cp: float
    w_prime: float
    p_max: float
    sse: float
    at_bound: tuple[str, ...]


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
        CP [W], W' [J], maximal power [W], squared error [s^2] and the parameters at a bound.

    Raises
    ------
    InvalidInput
        As `critical_power`.
    InsufficientData
        Fewer than 3 known trials.

    References
    ----------
    - Morton 1996, Ergonomics 39:611. <https://doi.org/10.1080/00140139608964484>
    - Vinetti et al. 2019, Eur J Appl Physiol 119:941. <https://doi.org/10.1007/s00421-019-04083-z>
      (validation)

    Examples
    --------
    >>> from trainkit.metrics.power import time_to_exhaustion
    >>> power = [620, 500, 400, 300, 250]
    >>> trials = [time_to_exhaustion(p, cp=213, w_prime=28_066, p_max=631) for p in power]
    >>> fit = fit_three_parameter_power(power, trials)
    >>> round(fit.cp, 2), round(fit.w_prime), round(fit.p_max, 1), fit.at_bound
    (213.0, 28066, 631.0, ())

    Trials of minutes say nothing about the power of a second.

    >>> fit_three_parameter_power([300, 280, 265], [200, 330, 700]).at_bound
    ('p_max',)
    """
    from scipy.optimize import least_squares

    power, seconds = power_trials(power_w, duration_s, need=3)
    order_trials(power, seconds)
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
    ends = float(np.log(_COLLAPSE * spread)), float(np.log(_FAR))
    fits = [
        least_squares(
            residual, start, bounds=ends, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=2000
        )
        for start in starts
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    cp, w_prime, p_max = parameters(best.x)
    limited = p_max if p_max < _NO_LIMIT else np.nan
    return ThreeParameterPower(
        cp,
        w_prime,
        limited,
        sse=2 * float(best.cost),
        at_bound=_at_bound(cp, p_max, w_prime, power=power, seconds=seconds),
    )


def _at_bound(
    cp: float, p_max: float, w_prime: float, *, power: FloatArray, seconds: FloatArray
) -> tuple[str, ...]:
    strongest, weakest = int(np.argmax(power)), int(np.argmin(power))
    shortest = w_prime / (power[strongest] - cp) - w_prime / (p_max - cp)
    gap = power[weakest] - cp
    no_time = shortest < _NO_TIME * seconds[strongest]
    bounds = {
        "cp": cp <= 0 or gap < _NO_TIME * np.ptp(power),
        "p_max": p_max >= _NO_LIMIT or no_time,
    }
    return tuple(name for name, reached in bounds.items() if reached)
