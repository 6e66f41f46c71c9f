"""Skiba's xPower: steady power of the same cost, from an exponentially weighted mean.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| P, e | power and its exponentially weighted mean | W | (samples,) |
| α | weight of one second in that mean | 1 | scalar |
| N | span of the mean | s | scalar |
"""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from trainkit._array import Floats, choice, number, series
from trainkit.metrics.power._decay import decaying_sum
from trainkit.metrics.power._steps import ride_pieces

__all__ = ["SampleWeight", "xpower"]

SampleWeight = Literal["2/(N+1)", "1/(N+1)", "exp"]

# Time constant [s] at which the weight of one second is the formula's: alpha = 1 - exp(-1 / tau).
_TIME_CONSTANTS: Mapping[str, Callable[[float], float]] = {
    "2/(N+1)": lambda n: -1 / float(np.log1p(-2 / (n + 1))),
    "1/(N+1)": lambda n: -1 / float(np.log1p(-1 / (n + 1))),
    "exp": lambda n: n,
}


def xpower(
    power_w: Floats,
    *,
    time_s: Floats | None = None,
    alpha: SampleWeight = "2/(N+1)",
    window_s: float = 25.0,
    max_gap_s: float = 60.0,
) -> float:
    r"""Skiba's xPower: normalized power with an exponential in place of the rolling mean.

    $$xP = \left( \frac{1}{T} \sum_i \Delta t_i \, e_i^4 \right)^{1/4}, \qquad
    e_i = (1 - \alpha)^{\Delta t_i} e_{i-1} + \left(1 - (1 - \alpha)^{\Delta t_i}\right) P_i$$

    Skiba names an exponentially weighted mean of 25 seconds, and software weighs a second of it in
    three ways. A larger weight follows a surge more closely and gives a higher xPower, by up to a
    few per cent on an uneven ride:

    | `alpha` | weight of one second | of 25 s | used by |
    |---|---|---|---|
    | `"2/(N+1)"` | 2 / (N + 1) | 0.0769 | the usual weight of an N-second mean in spreadsheets |
    | `"1/(N+1)"` | 1 / (N + 1) | 0.0385 | GoldenCheetah |
    | `"exp"` | 1 - exp(-1 / N) | 0.0392 | N as a time constant |

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0; a missing sample (NaN) is left out, but its time passes.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], rising; by default one sample a second.
    alpha : {"2/(N+1)", "1/(N+1)", "exp"}
        Weight of one second [1].
    window_s : float
        Span N of the mean [s], above 1; the mean starts from 0 W.
    max_gap_s : float
        A longer step [s] restarts the mean.

    Returns
    -------
    float, a scalar
        xPower [W]; NaN if no sample is known.

    Raises
    ------
    InvalidInput
        As `normalized_power`, or an unknown weight.

    References
    ----------
    - Skiba PF. Analysis of power output and training stress in cyclists: the development of the
      BikeScore algorithm. PhysFarm; 2008. (25 s)
    - Clarke DC, Skiba PF. Rationale and resources for teaching the mathematical modeling of
      athletic training and performance. Adv Physiol Educ 2013;37:134.
      <https://doi.org/10.1152/advan.00078.2011> (worked example of BikeScore)
    - GoldenCheetah. Source code. 2023. (`"1/(N+1)"`)

    Examples
    --------
    The xPower of a long steady ride is its power.

    >>> round(xpower([200.0] * 36_000))
    200

    Relative intensity and BikeScore are the intensity factor and the stress score of xPower and
    critical power.

    >>> from trainkit.metrics.power import intensity_factor, training_stress_score
    >>> round(intensity_factor(277.991236, ftp_w=315), 6)
    0.882512
    >>> round(training_stress_score(60.46471 * 60, 277.991236, ftp_w=315), 4)
    78.4859
    """
    choice("alpha", alpha, _TIME_CONSTANTS)
    power = series("power_w", power_w, low=0, ndim=1)
    tau = _TIME_CONSTANTS[alpha](number("window_s", window_s, low=1, open_low=True))
    energy = seconds = 0.0
    for steps, watts in ride_pieces(time_s, power, "break", max_gap_s):
        known = ~np.isnan(watts)
        fresh = np.where(known, watts, 0) * -np.expm1(-steps / tau)
        smooth = decaying_sum(fresh, steps, tau)
        energy += float(steps[known] @ smooth[known] ** 4)
        seconds += float(steps[known].sum())
    return (energy / seconds) ** 0.25 if seconds > 0 else np.nan
