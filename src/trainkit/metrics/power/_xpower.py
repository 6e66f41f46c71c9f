r"""Skiba's xPower: steady power of the same cost, from an exponentially weighted mean.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| P, m, e | power, its mean over N seconds, its exponentially weighted mean | W | (samples,) |
| α | weight of one second in the exponential mean | 1 | scalar |
| N | span of the means | s | scalar |
"""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from trainkit._array import FloatArray, Floats, choice, number, series
from trainkit.metrics.power._decay import decaying_sum
from trainkit.metrics.power._rolling import rolling_means
from trainkit.metrics.power._steps import ride_pieces

__all__ = ["XPowerMethod", "xpower"]

XPowerMethod = Literal["clarke_skiba", "goldencheetah", "time_constant"]


def xpower(
    power_w: Floats,
    *,
    time_s: Floats | None = None,
    method: XPowerMethod = "clarke_skiba",
    window_s: float = 25.0,
    max_gap_s: float | None = None,
) -> float:
    r"""Skiba's xPower: normalized power with an exponential in place of the rolling mean.

    $$xP = \left( \frac{1}{T} \sum_i \Delta t_i \, e_i^4 \right)^{1/4}, \qquad
    e_i = e_{i-1} + \left( 1 - (1 - \alpha)^{\Delta t_i} \right) (P_i - e_{i-1})$$

    "A 25-second exponentially weighted mean" is computed in three ways, which differ by several per
    cent on an uneven ride:

    | `method` | weight α of a second | of | starts with |
    |---|---|---|---|
    | `"clarke_skiba"` | 2 / (N + 1) | m, mean of the last N s, for P | m; before that, P itself |
    | `"goldencheetah"` | 1 / (N + 1) | P | 0 W |
    | `"time_constant"` | 1 - exp(-1 / N) | P | 0 W |

    The default is the one of the workbook of Clarke & Skiba 2013, which prints 277.99 W for its
    ride.

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0; a missing sample (NaN) is left out. By `"clarke_skiba"` so are the
        windows that hold it; by the others its time passes at 0 W.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], rising; by default one sample a second.
    method : {"clarke_skiba", "goldencheetah", "time_constant"}
        Which exponential mean.
    window_s : float
        Span N of the means [s], above 1.
    max_gap_s : float, optional
        A longer step [s] restarts the mean; by default three long steps of the recording, at least
        3 s and at most 60 s.

    Returns
    -------
    float, a scalar
        xPower [W]; NaN if no sample is known.

    Raises
    ------
    InvalidInput
        As `normalized_power`, or an unknown method.

    References
    ----------
    - Skiba 2008, Analysis of power output and training stress in cyclists: the development of the
      BikeScore algorithm, PhysFarm. (25 s)
    - Clarke & Skiba 2013, Adv Physiol Educ 37:134. <https://doi.org/10.1152/advan.00078.2011>
      (`"clarke_skiba"`: its workbook)
    - GoldenCheetah 2023, Performance software for cyclists, runners and triathletes, software.
      (`"goldencheetah"`)

    Examples
    --------
    The xPower of a steady ride is its power, at once or in the long run.

    >>> ride = [200.0] * 600
    >>> round(xpower(ride), 1), round(xpower(ride, method="goldencheetah"), 1)
    (200.0, 195.5)

    Relative intensity and BikeScore are the intensity factor and the stress score of xPower and
    critical power.

    >>> from trainkit.metrics.power import intensity_factor, training_stress_score
    >>> round(intensity_factor(277.991236, ftp_w=315), 6)
    0.882512
    >>> round(training_stress_score(60.46471 * 60, 277.991236, ftp_w=315), 4)
    78.4859
    """
    choice("method", method, _METHODS)
    power = series("power_w", power_w, low=0, ndim=1)
    span = number("window_s", window_s, low=1, open_low=True)
    energy = seconds = 0.0
    for steps, watts in ride_pieces(time_s, power, "break", max_gap_s):
        smooth = _METHODS[method](steps, watts.astype(np.float64), span)
        known = ~np.isnan(smooth)
        energy += float(steps[known] @ smooth[known] ** 4)
        seconds += float(steps[known].sum())
    return (energy / seconds) ** 0.25 if seconds > 0 else np.nan


def _clarke_skiba(steps: FloatArray, watts: FloatArray, span: float) -> FloatArray:
    means = rolling_means(steps, watts, span, "drop")
    smooth = np.where(np.cumsum(steps) < span * (1 - 1e-12), watts, np.nan)
    known = np.flatnonzero(~np.isnan(means))
    if known.size:
        passed = steps[known]
        fresh = means[known] * -np.expm1(-passed / _time_constant(2 / (span + 1)))
        fresh[0] = means[known[0]]
        smooth[known] = decaying_sum(fresh, passed, _time_constant(2 / (span + 1)))
    return smooth


def _goldencheetah(steps: FloatArray, watts: FloatArray, span: float) -> FloatArray:
    return _from_zero(steps, watts, _time_constant(1 / (span + 1)))


def _from_zero(steps: FloatArray, watts: FloatArray, tau: float) -> FloatArray:
    known = ~np.isnan(watts)
    fresh = np.where(known, watts, 0) * -np.expm1(-steps / tau)
    return np.where(known, decaying_sum(fresh, steps, tau), np.nan)


def _time_constant(alpha: float) -> float:
    """Seconds at which an exponential decay gives one second the weight `alpha`."""
    return -1 / float(np.log1p(-alpha))


_METHODS: Mapping[str, Callable[[FloatArray, FloatArray, float], FloatArray]] = {
    "clarke_skiba": _clarke_skiba,
    "goldencheetah": _goldencheetah,
    "time_constant": _from_zero,
}
