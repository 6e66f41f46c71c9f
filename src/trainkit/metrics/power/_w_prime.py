"""W' balance: the work above critical power that is left, second by second.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| W | W' balance | J | (samples,) |
| P, CP | power, critical power | W | (samples,), scalar |
| W' | work that can be done above CP from fresh | J | scalar |
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, Floats, choice, number, series
from trainkit.errors import InvalidInput
from trainkit.metrics.power._decay import decaying_sum
from trainkit.metrics.power._steps import ride_steps

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
    max_gap_s: float | None = None,
) -> FloatArray:
    r"""W' balance after each sample, never clipped: a value below 0 means that CP or W' is wrong.

    With the expended part $X = W' - W$:

    | `model` | below CP | above CP | source |
    |---|---|---|---|
    | `"differential"` | $\dot X = -X (CP - P) / W'$ | $\dot X = P - CP$ | Froncioni & Clarke |
    | `"ode"` | $X \leftarrow X e^{(P - CP) \Delta t / W'}$ | as above | Skiba et al. 2015 |
    | `"integral"` | $X = \int (P - CP)^+ e^{-(t-u)/\tau} du$ | all the time | Skiba et al. 2012 |

    $$\tau = 546 \, e^{-0.01 (CP - \bar P_{<CP})} + 316$$

    They differ by several kilojoules on an interval session, so quote the model with the number.
    The default needs no time constant; it recovers in steps of one second,
    $X \leftarrow X (1 - (CP - P) / W')$, as published.

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0; NaN where missing: the balance is NaN there and then continues.
    cp : float
        Critical power [W], above 0.
    w_prime : float
        W' [J], above 0; above `cp` for the differential model, which would overshoot in steps of
        one second. This refuses a W' in kilojoules.
    model : {"differential", "ode", "integral"}
        Which published model.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], rising; by default one sample a second. A sample holds for
        the step that ends with it.
    tau_s : float, optional
        Time constant of the integral model [s]; by default from the mean power below CP.
    max_gap_s : float, optional
        A longer step [s] is a pause at 0 W, except for a usual step at its end; by default
        three long steps of the recording, at least 3 s and at most 60 s.

    Returns
    -------
    ndarray, shape (samples,)
        W' balance [J].

    Raises
    ------
    InvalidInput
        A negative power, CP or W' out of range, an unknown model, time that does not rise, or
        `tau_s` with a model that has none.

    References
    ----------
    - Skiba et al. 2012, Med Sci Sports Exerc 44:1526.
      <https://doi.org/10.1249/MSS.0b013e3182517a80> (`"integral"`)
    - Skiba et al. 2015, Eur J Appl Physiol 115:703. <https://doi.org/10.1007/s00421-014-3050-3>
      (`"ode"`)
    - Froncioni & Clarke 2014, Differential W' balance, GoldenCheetah, source code.
      (`"differential"`)
    - Jones & Vanhatalo 2017, Sports Med 47 Suppl 1:65. <https://doi.org/10.1007/s40279-017-0688-0>
      (review)

    Examples
    --------
    Sixty seconds at 100 W above critical power cost 6 kJ.

    >>> w_prime_balance([400.0] * 60, cp=300, w_prime=20_000)[-1].item()
    14000.0
    """
    choice("model", model, ("differential", "ode", "integral"))
    power = series("power_w", power_w, low=0, ndim=1)
    critical = number("cp", cp, low=0, open_low=True)
    if tau_s is not None and model != "integral":
        raise InvalidInput("tau_s", tau_s, "None unless the model is 'integral'")
    differential = model == "differential"
    fresh = number("w_prime", w_prime, low=critical if differential else 0, open_low=True)
    known = ~np.isnan(power)
    # At critical power nothing is spent, and nothing recovers except by the decay of the integral.
    steps, watts, samples = _insert_pauses(time_s, np.where(known, power, critical), max_gap_s)
    above = watts.astype(np.float64) - critical
    spent = np.maximum(above, 0) * steps
    if model == "integral":
        tau = _time_constant(above, steps) if tau_s is None else tau_s
        expended = decaying_sum(spent, steps, number("tau_s", tau, low=0, open_low=True))
    else:
        recovery = np.minimum(above, 0) / fresh
        remaining = (1 + recovery) ** steps if differential else np.exp(recovery * steps)
        expended = _accumulate(remaining, spent)
    return np.where(known, fresh - expended[samples], np.nan).astype(power.dtype, copy=False)


def _accumulate(remaining: FloatArray, spent: FloatArray) -> FloatArray:
    """Compute ``X = remaining X + spent`` in a loop, as each step depends on the last."""
    total, expended = 0.0, []
    for share, work in zip(remaining.tolist(), spent.tolist(), strict=True):
        total = share * total + work
        expended.append(total)
    return np.array(expended)


def _time_constant(above: FloatArray, steps: FloatArray) -> float:
    below = above < 0
    deficit = -float(np.average(above[below], weights=steps[below])) if below.any() else 0.0
    # Skiba et al. 2012, https://doi.org/10.1249/MSS.0b013e3182517a80
    return 546 * float(np.exp(-0.01 * deficit)) + 316


def _insert_pauses(
    time_s: Floats | None, watts: FloatArray, max_gap_s: float | None
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Insert a sample at 0 W for each pause; return seconds, watts, and which are samples."""
    steps, usual, longest = ride_steps(time_s, watts, max_gap_s)
    steps = np.insert(steps, 0, usual)
    pauses = np.flatnonzero(steps > longest)
    rest = steps[pauses] - usual
    steps[pauses] = usual
    samples = np.insert(np.ones(len(watts), dtype=bool), pauses, False)
    return np.insert(steps, pauses, rest), np.insert(watts, pauses, 0.0), samples
