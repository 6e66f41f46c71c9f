"""Impulse-response model: performance as fitness less fatigue, each a sum of fading loads.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| w | load of a day | au | (days,) or (days, athletes) |
| g, h | fitness and fatigue: loads that fade with τ1 and τ2 | au | as w |
| p, p0 | performance, and performance without training | of the test | as w, scalar |
| k1, k2 | performance per unit of fitness and of fatigue | of the test / au | scalar |
| τ1, τ2 | time constants of fitness and fatigue | d | scalar |
"""

from typing import Literal, NamedTuple, overload

import numpy as np

from trainkit._array import FloatArray, Floats, choice, finish, number, numbers, series
from trainkit.errors import InvalidInput

__all__ = [
    "Convention",
    "PeakDays",
    "ResponseStates",
    "days_to_peak",
    "hill_saturation",
    "impulse_response",
    "response_states",
]

Convention = Literal["same_day", "prior_day"]
CONVENTIONS = ("same_day", "prior_day")


class ResponseStates(NamedTuple):
    """Fitness `g` and fatigue `h` [the unit of the load], each in the shape of the load."""

    g: FloatArray
    h: FloatArray


def impulse_response(
    load: Floats,
    *,
    p0: float | Floats,
    k1: float | Floats,
    tau1: float | Floats,
    k2: float | Floats,
    tau2: float | Floats,
    convention: Convention = "same_day",
    g0: float | Floats = 0.0,
    h0: float | Floats = 0.0,
) -> FloatArray:
    r"""Performance of each day from the loads up to it (Banister's model).

    $$p_t = p_0 + k_1 g_t - k_2 h_t, \qquad
    g_t = g_0 e^{-t/\tau_1} + \sum_s w_s e^{-(t-s)/\tau_1}, \quad
    h_t = h_0 e^{-t/\tau_2} + \sum_s w_s e^{-(t-s)/\tau_2}$$

    The sums are over $s \le t$ (same day) or $s < t$ (prior day); the first day is $t = 1$.

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load w of each day [au]: rest is 0, an unknown day is NaN.
    p0 : float or array of shape (athletes,)
        Performance without training [the unit of the test].
    k1, k2 : float or array of shape (athletes,)
        Gain of fitness and of fatigue [the unit of the test per au], at least 0.
    tau1, tau2 : float or array of shape (athletes,)
        Time constants of fitness and fatigue [d], above 0.
    convention : {"same_day", "prior_day"}
        Whether today's load counts today. Parameters fitted with one do not suit the other.
    g0, h0 : float or array of shape (athletes,)
        Fitness and fatigue on the day before the first [au].

    Returns
    -------
    ndarray, shape of `load`
        Performance [the unit of the test]. NaN on an unknown day, which leaves fitness and fatigue
        unchanged.

    Raises
    ------
    InvalidInput
        A negative load, gain or state, a time constant not above 0, or an unknown convention.

    References
    ----------
    - Banister et al. 1975, Aust J Sports Med 7:57.
    - Calvert et al. 1976, IEEE Trans Syst Man Cybern 6:94.
      <https://doi.org/10.1109/TSMC.1976.5409179>
    - Morton et al. 1990, J Appl Physiol 69:1171. <https://doi.org/10.1152/jappl.1990.69.3.1171>
    - Busso 2003, Med Sci Sports Exerc 35:1188. <https://doi.org/10.1249/01.MSS.0000074465.13621.37>
      (a fatigue gain that grows with load)
    - Clarke & Skiba 2013, Adv Physiol Educ 37:134. <https://doi.org/10.1152/advan.00078.2011>
      (worked example: its supplement)

    Examples
    --------
    >>> p = impulse_response([100, 100, 100], p0=500, k1=1, tau1=27, k2=2, tau2=10)
    >>> [round(float(day), 4) for day in p]
    [400.0, 315.3966, 244.5107]
    """
    w = series("load", load, low=0)
    baseline = _athlete_parameter("p0", p0, w, low=-np.inf)
    gain1, gain2 = _athlete_parameter("k1", k1, w), _athlete_parameter("k2", k2, w)
    g, h = response_states(w, tau1=tau1, tau2=tau2, convention=convention, g0=g0, h0=h0)
    return np.asarray(baseline + gain1 * g - gain2 * h, dtype=w.dtype)


def response_states(
    load: Floats,
    *,
    tau1: float | Floats,
    tau2: float | Floats,
    convention: Convention = "same_day",
    g0: float | Floats = 0.0,
    h0: float | Floats = 0.0,
) -> ResponseStates:
    r"""Fitness and fatigue of each day: what `impulse_response` weighs.

    $$g_t = g_{t-1} e^{-1/\tau_1} + w_t, \qquad h_t = h_{t-1} e^{-1/\tau_2} + w_t$$

    with $w_{t-1}$, faded by a day, in place of $w_t$ by the prior-day convention.

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load w of each day [au].
    tau1, tau2 : float or array of shape (athletes,)
        Time constants [d], above 0.
    convention : {"same_day", "prior_day"}
        Whether today's load counts today.
    g0, h0 : float or array of shape (athletes,)
        States on the day before the first [au].

    Returns
    -------
    ResponseStates, each the shape of `load`
        Fitness g and fatigue h [au], NaN on an unknown day.

    Raises
    ------
    InvalidInput
        As `impulse_response`.

    References
    ----------
    - Banister et al. 1975, Aust J Sports Med 7:57.
    - Morton et al. 1990, J Appl Physiol 69:1171. <https://doi.org/10.1152/jappl.1990.69.3.1171>

    Examples
    --------
    >>> states = response_states([100, 100], tau1=27, tau2=10)
    >>> round(float(states.g[1]), 6), round(float(states.h[1]), 6)
    (196.364044, 190.483742)
    """
    w = series("load", load, low=0)
    choice("convention", convention, CONVENTIONS)
    return ResponseStates(
        _fading_sum(
            w,
            _athlete_parameter("tau1", tau1, w, open_low=True),
            _athlete_parameter("g0", g0, w),
            convention,
        ),
        _fading_sum(
            w,
            _athlete_parameter("tau2", tau2, w, open_low=True),
            _athlete_parameter("h0", h0, w),
            convention,
        ),
    )


@overload
def hill_saturation(load: float, *, kappa: float, delta: float, gamma: float) -> float: ...
@overload
def hill_saturation(load: Floats, *, kappa: float, delta: float, gamma: float) -> FloatArray: ...
def hill_saturation(
    load: float | Floats, *, kappa: float, delta: float, gamma: float
) -> float | FloatArray:
    r"""Effective load with saturation: the more load, the less each further unit adds.

    $$w' = \kappa \, \frac{w^\gamma}{\delta^\gamma + w^\gamma}$$

    Pass the result to `impulse_response` in place of the load.

    Parameters
    ----------
    load : float or array
        Load w [au], at least 0.
    kappa : float
        Ceiling κ [au], above 0.
    delta : float
        Load δ [au] with half the maximal effect, above 0.
    gamma : float
        Steepness γ [1], above 0.

    Returns
    -------
    float or ndarray, shape of `load`
        Effective load [au], from 0 to `kappa`.

    Raises
    ------
    InvalidInput
        A negative load, or a parameter not above 0.

    References
    ----------
    - Hellard et al. 2005, J Strength Cond Res 19:67. <https://doi.org/10.1519/14853.1> (saturation
      of training)
    - Hill 1910, J Physiol 40 Suppl:iv. <https://doi.org/10.1113/jphysiol.1910.sp001386> (the curve)
    - Clarke & Skiba 2013, Adv Physiol Educ 37:134. <https://doi.org/10.1152/advan.00078.2011>
      (worked example: its supplement)

    Examples
    --------
    >>> round(hill_saturation(100, kappa=400, delta=200, gamma=1.55), 8)
    101.82855077
    """
    w = numbers("load", load, low=0)
    ceiling = number("kappa", kappa, low=0, open_low=True)
    half = number("delta", delta, low=0, open_low=True)
    steepness = number("gamma", gamma, low=0, open_low=True)
    with np.errstate(divide="ignore", over="ignore"):  # a rest day: half / 0 is infinite, effect 0
        return finish(ceiling / (1 + np.divide(half, w) ** steepness), w)


class PeakDays(NamedTuple):
    """Two days before an event [d] that matter for a taper.

    Load nearer to the event than `t_n` costs more performance than it adds (negative: none does);
    load `t_g` days before the event adds most.
    """

    t_n: float
    t_g: float


def days_to_peak(*, k1: float, tau1: float, k2: float, tau2: float) -> PeakDays:
    r"""When to taper: the days before an event from which load costs most, and adds most.

    $$t_n = \frac{\tau_1 \tau_2}{\tau_1 - \tau_2} \ln \frac{k_2}{k_1}, \qquad
    t_g = \frac{\tau_1 \tau_2}{\tau_1 - \tau_2} \ln \frac{k_2 \tau_1}{k_1 \tau_2}$$

    Parameters
    ----------
    k1, k2 : float
        Gains of fitness and fatigue [the unit of the test per au], above 0.
    tau1, tau2 : float
        Time constants [d], `tau1` above `tau2` above 0.

    Returns
    -------
    PeakDays, scalars
        `t_n` and `t_g` [d].

    Raises
    ------
    InvalidInput
        A parameter not above 0, or `tau1` not above `tau2`.

    References
    ----------
    - Fitz-Clarke et al. 1991, J Appl Physiol 71:1151.
    - Mujika et al. 1996, Med Sci Sports Exerc 28:251.
      <https://doi.org/10.1097/00005768-199602000-00015> (tapers of swimmers)
    - Clarke & Skiba 2013, Adv Physiol Educ 37:134. <https://doi.org/10.1152/advan.00078.2011>
      (worked example: its supplement)

    Examples
    --------
    >>> days = days_to_peak(k1=0.182582, tau1=35.821034, k2=0.230163, tau2=21.339715)
    >>> round(days.t_n, 2), round(days.t_g, 2)
    (12.22, 39.57)
    """
    gain1 = number("k1", k1, low=0, open_low=True)
    gain2 = number("k2", k2, low=0, open_low=True)
    slow = number("tau1", tau1, low=0, open_low=True)
    fast = number("tau2", tau2, low=0, open_low=True)
    if slow <= fast:
        raise InvalidInput("tau1", slow, f"above tau2, {fast:g}")
    span = slow * fast / (slow - fast)
    return PeakDays(
        t_n=float(span * np.log(gain2 / gain1)),
        t_g=float(span * np.log(gain2 * slow / (gain1 * fast))),
    )


def _athlete_parameter(
    name: str, value: float | Floats, load: FloatArray, *, low: float = 0.0, open_low: bool = False
) -> float | FloatArray:
    """Check a parameter: one number for all athletes, or one for each."""
    checked = numbers(name, value, low=low, open_low=open_low)
    if np.shape(checked) not in ((), load.shape[1:]):
        raise InvalidInput(
            name, f"of shape {np.shape(checked)}", f"one number, or of shape {load.shape[1:]}"
        )
    return checked


def _fading_sum(
    load: FloatArray,
    tau: float | FloatArray,
    start: float | FloatArray,
    convention: Convention,
) -> FloatArray:
    fades = np.exp(np.divide(-1, tau))
    sums = np.empty_like(load)
    state = np.broadcast_to(np.asarray(start, dtype=load.dtype), load.shape[1:])
    for day, today in enumerate(load):
        before = state * fades
        after = before + today
        unknown = np.isnan(today)
        sums[day] = after if convention == "same_day" else np.where(unknown, np.nan, before)
        state = np.where(unknown, state, after)
    return sums
