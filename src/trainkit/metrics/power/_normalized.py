"""Normalized power and the numbers built on it: intensity, stress score, variability.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| P | power | W | (samples,) |
| m | mean power of the last 30 s | W | (samples,) |
"""

from typing import overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    choice,
    finish,
    number,
    numbers,
    series,
)
from trainkit.metrics.power._rolling import Warmup, rolling_means
from trainkit.metrics.power._steps import Gaps, ride_pieces

__all__ = [
    "intensity_factor",
    "normalized_power",
    "training_stress_score",
    "variability_index",
]


def normalized_power(
    power_w: Floats,
    *,
    time_s: Floats | None = None,
    warmup: Warmup = "partial",
    window_s: float = 30.0,
    gaps: Gaps = "break",
    max_gap_s: float | None = None,
) -> float:
    r"""Steady power with about the same physiological cost.

    $$NP = \left( \frac{1}{T} \sum_i \Delta t_i \, m_i^4 \right)^{1/4}$$

    with m the mean power of the last 30 seconds. The published versions treat the first 30 seconds
    differently, by up to about 5 W on a ride of ten minutes:

    | `warmup` | the first windows | used by |
    |---|---|---|
    | `"partial"` | the mean so far | rolling means of data frames |
    | `"drop"` | left out | Coggan's description |
    | `"zero"` | filled with 0 W before the start | GoldenCheetah |

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0; NaN where missing: windows with a NaN are left out.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], rising; by default one sample a second. A sample holds until
        the next.
    warmup : {"partial", "drop", "zero"}
        Content of the windows before the first 30 s.
    window_s : float
        Length of the rolling mean [s].
    gaps : {"break", "zero"}
        Whether a step above `max_gap_s` restarts the windows or counts as 0 W.
    max_gap_s : float, optional
        The longest step [s] that is not a gap; by default
        three long steps of the recording, at least 3 s and at most 60 s.

    Returns
    -------
    float, a scalar
        Normalized power [W]; NaN if no window is known. It means little below about 20 minutes.

    Raises
    ------
    InvalidInput
        A negative power, shapes that differ, time that does not rise, or an unknown policy.

    References
    ----------
    - Allen et al. 2019, Training and Racing with a Power Meter, 3rd ed., VeloPress.
    - GoldenCheetah 2023, Performance software for cyclists, runners and triathletes, software.
      (zero-padding, in IsoPower)

    Examples
    --------
    >>> normalized_power([200.0] * 3600)
    200.0
    >>> round(normalized_power([200.0] * 3600, warmup="zero"), 3)
    199.673
    """
    choice("warmup", warmup, ("partial", "drop", "zero"))
    choice("gaps", gaps, ("break", "zero"))
    window = number("window_s", window_s, low=0, open_low=True)
    if max_gap_s is not None:
        number("max_gap_s", max_gap_s, low=0, open_low=True)
    power = series("power_w", power_w, low=0, ndim=1)
    if time_s is None:
        means = _rolling_means_of_samples(power, window, warmup)
        if np.isnan(means.sum()):
            means = means[~np.isnan(means)]
        squares = np.square(means)
        return float(squares @ squares / len(means)) ** 0.25 if len(means) else np.nan
    energy = seconds = 0.0
    for steps, watts in ride_pieces(time_s, power, gaps, max_gap_s):
        means = rolling_means(steps, watts, window, warmup)
        known = ~np.isnan(means)
        energy += float(steps[known] @ means[known] ** 4)
        seconds += float(steps[known].sum())
    return (energy / seconds) ** 0.25 if seconds > 0 else np.nan


@overload
def intensity_factor(normalized_power_w: float, *, ftp_w: float) -> float: ...
@overload
def intensity_factor(normalized_power_w: Floats, *, ftp_w: float | Floats) -> FloatArray: ...
def intensity_factor(
    normalized_power_w: float | Floats, *, ftp_w: float | Floats
) -> float | FloatArray:
    r"""Normalized power as a fraction of the functional threshold power.

    $$IF = \frac{NP}{FTP}$$

    Parameters
    ----------
    normalized_power_w : float or array
        Normalized power [W], at least 0.
    ftp_w : float or array
        Functional threshold power [W], above 0.

    Returns
    -------
    float or ndarray, shape of the inputs
        Intensity factor [1].

    Raises
    ------
    InvalidInput
        A negative power or a threshold that is not above 0.

    References
    ----------
    - Allen et al. 2019, Training and Racing with a Power Meter, 3rd ed., VeloPress.

    Examples
    --------
    >>> intensity_factor(200.0, ftp_w=250.0)
    0.8
    """
    power = numbers("normalized_power_w", normalized_power_w, low=0)
    ftp = numbers("ftp_w", ftp_w, low=0, open_low=True)
    broadcast(normalized_power_w=power, ftp_w=ftp)
    return finish(np.divide(power, ftp), power, ftp)


@overload
def training_stress_score(
    duration_s: float, normalized_power_w: float, *, ftp_w: float
) -> float: ...
@overload
def training_stress_score(
    duration_s: Floats, normalized_power_w: float | Floats, *, ftp_w: float | Floats
) -> FloatArray: ...
def training_stress_score(
    duration_s: float | Floats, normalized_power_w: float | Floats, *, ftp_w: float | Floats
) -> float | FloatArray:
    r"""Load of a ride: one hour at the functional threshold power is 100.

    $$TSS = 100 \, \frac{t}{3600} \left( \frac{NP}{FTP} \right)^2$$

    Parameters
    ----------
    duration_s : float or array
        Duration [s], at least 0.
    normalized_power_w : float or array
        Normalized power [W], at least 0.
    ftp_w : float or array
        Functional threshold power [W], above 0.

    Returns
    -------
    float or ndarray, shape of the inputs
        Stress score [1].

    Raises
    ------
    InvalidInput
        A negative duration or power, or a threshold that is not above 0.

    References
    ----------
    - Allen et al. 2019, Training and Racing with a Power Meter, 3rd ed., VeloPress.

    Examples
    --------
    >>> training_stress_score(3600, 250, ftp_w=250)
    100.0
    """
    seconds = numbers("duration_s", duration_s, low=0)
    power = numbers("normalized_power_w", normalized_power_w, low=0)
    ftp = numbers("ftp_w", ftp_w, low=0, open_low=True)
    broadcast(duration_s=seconds, normalized_power_w=power, ftp_w=ftp)
    intensity = np.divide(power, ftp)
    return finish(np.divide(seconds, 36.0) * np.square(intensity), seconds, power, ftp)


@overload
def variability_index(normalized_power_w: float, power_mean_w: float) -> float: ...
@overload
def variability_index(normalized_power_w: Floats, power_mean_w: float | Floats) -> FloatArray: ...
def variability_index(
    normalized_power_w: float | Floats, power_mean_w: float | Floats
) -> float | FloatArray:
    r"""Unevenness of a ride: normalized over mean power.

    $$VI = \frac{NP}{\bar P}$$

    Parameters
    ----------
    normalized_power_w : float or array
        Normalized power [W], at least 0.
    power_mean_w : float or array
        Mean power [W], above 0.

    Returns
    -------
    float or ndarray, shape of the inputs
        Variability index [1]; 1 is perfectly even.

    Raises
    ------
    InvalidInput
        A negative power, or a mean that is not above 0.

    References
    ----------
    - Allen et al. 2019, Training and Racing with a Power Meter, 3rd ed., VeloPress.

    Examples
    --------
    >>> variability_index(220.0, 200.0)
    1.1
    """
    power = numbers("normalized_power_w", normalized_power_w, low=0)
    mean = numbers("power_mean_w", power_mean_w, low=0, open_low=True)
    broadcast(normalized_power_w=power, power_mean_w=mean)
    return finish(np.divide(power, mean), power, mean)


def _rolling_means_of_samples(power: FloatArray, window: float, warmup: Warmup) -> FloatArray:
    """Means of the last `window` samples at one a second, with the policy for the warm-up."""
    total = np.cumsum(power, dtype=np.float64)
    size = int(window)
    if np.isnan(total[-1]) or size != window:
        return rolling_means(np.ones(len(power)), power, window, warmup)
    full: FloatArray = total[size - 1 :].copy()
    full[1:] -= total[:-size][: len(full) - 1]
    full /= size
    if warmup == "drop":
        return full
    start: FloatArray = total[: size - 1]
    start = start / (np.arange(1, len(start) + 1) if warmup == "partial" else size)
    return np.concatenate([start, full])
