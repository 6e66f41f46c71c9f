"""W' balance: what is left of the work above critical power, second by second.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| W | W' balance | J | (samples,) |
| P, CP | power, critical power | W | (samples,), scalar |
| W' | work that can be done above CP from fresh | J | scalar |
"""

from typing import Literal

import numpy as np

from trainkit._array import FloatArray, Floats, choice, number, same_shape, series
from trainkit.errors import InvalidInput
from trainkit.metrics._streams import rising_steps
from trainkit.metrics.power._decay import decaying_sum

__all__ = ["WPrimeModel", "w_prime_balance"]

WPrimeModel = Literal["integral", "differential", "ode"]


def w_prime_balance(
    power_w: Floats,
    *,
    cp: float,
    w_prime: float,
    model: WPrimeModel = "differential",
    time_s: Floats | None = None,
    tau_s: float | None = None,
) -> FloatArray:
    r"""W' balance after each sample; never clipped: below 0 says that CP or W' is wrong.

    With the expended part $X = W' - W$:

    | `model` | below CP | above CP | source |
    |---|---|---|---|
    | `"differential"` | $\dot X = -X (CP - P) / W'$ | $\dot X = P - CP$ | Froncioni & Clarke |
    | `"ode"` | $X \leftarrow X e^{(P - CP) \Delta t / W'}$ | as above | Skiba et al. 2015 |
    | `"integral"` | $X = \int (P - CP)^+ e^{-(t-u)/\tau} du$ | all the time | Skiba et al. 2012 |

    $$\tau = 546 \, e^{-0.01 (CP - \bar P_{<CP})} + 316$$

    They differ by several kilojoules on an interval session, so say which one a number is of. The
    differential one is the default, for it needs no time constant.

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0; NaN where missing: the balance is NaN there and carries on.
    cp : float
        Critical power [W], above 0.
    w_prime : float
        W' [J], above 0.
    model : {"differential", "ode", "integral"}
        Which published model.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], rising; by default one sample a second. A sample holds for
        the step that ends with it.
    tau_s : float, optional
        Time constant of the integral model [s]; by default from the mean power below CP.

    Returns
    -------
    ndarray, shape (samples,)
        W' balance [J].

    Raises
    ------
    InvalidInput
        A negative power, CP or W' not above 0, an unknown model, time that does not rise, or
        `tau_s` with a model that has none.

    References
    ----------
    Skiba et al. 2012, Med Sci Sports Exerc 44:1526; Skiba et al. 2015, Med Sci Sports Exerc
    47:2433; differential form: Froncioni & Clarke, in GoldenCheetah (2013).

    Examples
    --------
    Sixty seconds at 100 W above critical power cost 6 kJ.

    >>> w_prime_balance([400.0] * 60, cp=300, w_prime=20_000)[-1].item()
    14000.0
    """
    choice("model", model, ("differential", "ode", "integral"))
    power = series("power_w", power_w, low=0, ndim=1)
    critical = number("cp", cp, low=0, open_low=True)
    fresh = number("w_prime", w_prime, low=0, open_low=True)
    if tau_s is not None and model != "integral":
        raise InvalidInput("tau_s", tau_s, "None unless the model is 'integral'")
    steps = _steps(time_s, power)
    known = ~np.isnan(power)
    watts = np.where(known, power, critical).astype(np.float64)  # neither spends nor recovers
    if model == "integral":
        tau = (
            _time_constant(watts, critical)
            if tau_s is None
            else number("tau_s", tau_s, low=0, open_low=True)
        )
        expended = decaying_sum(np.maximum(watts - critical, 0) * steps, steps, tau)
    else:
        expended = _expended(watts - critical, steps, fresh, model)
    return np.where(known, fresh - expended, np.nan).astype(power.dtype, copy=False)


def _expended(above: FloatArray, steps: FloatArray, w_prime: float, model: str) -> FloatArray:
    """``X = keep X + spent`` with keep = 1 above CP; a loop, for each step depends on the last."""
    rate = np.minimum(above, 0) * steps / w_prime
    keep = np.exp(rate) if model == "ode" else np.maximum(1 + rate, 0)
    spent = np.maximum(above, 0) * steps
    expended, left = 0.0, []
    for kept, added in zip(keep.tolist(), spent.tolist(), strict=True):
        expended = kept * expended + added
        left.append(expended)
    return np.array(left)


def _time_constant(power: FloatArray, cp: float) -> float:
    below = power[power < cp]
    deficit = cp - float(below.mean()) if below.size else 0.0
    return 546 * float(np.exp(-0.01 * deficit)) + 316


def _steps(time_s: Floats | None, power: FloatArray) -> FloatArray:
    if time_s is None:
        return np.ones(len(power))
    steps = rising_steps(time_s)
    same_shape(power_w=power, time_s=series("time_s", time_s))
    usual = float(np.median(steps)) if steps.size else 1.0
    return np.concatenate([[usual], steps])
