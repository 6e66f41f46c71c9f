"""Banister's training impulse from a mean or from samples, and its threshold-hour score.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| x | fraction of the heart-rate reserve, (HR - rest) / (max - rest) | 1 | as the input |
| A, b | coefficient and exponent of the intensity weight | 1 | scalar |
"""

from typing import Literal, overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    choice,
    finish,
    number,
    numbers,
    same_shape,
    series,
)
from trainkit.errors import InvalidInput
from trainkit.metrics._streams import seconds_of_samples
from trainkit.metrics.load._reserve import check_thresholds, reserve_fraction

__all__ = [
    "Sex",
    "banister_trimp",
    "banister_trimp_stream",
    "heart_rate_coverage",
    "heart_rate_stress_score",
]

Sex = Literal["male", "female"]

_EXPONENT = {"male": 1.92, "female": 1.67}
_MALE_COEFFICIENT = 0.64


@overload
def banister_trimp(
    duration_min: float,
    hr_mean: float,
    *,
    hr_rest: float,
    hr_max: float,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> float: ...
@overload
def banister_trimp(
    duration_min: Floats,
    hr_mean: float | Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> FloatArray: ...
@overload
def banister_trimp(
    duration_min: float,
    hr_mean: Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> FloatArray: ...
def banister_trimp(
    duration_min: float | Floats,
    hr_mean: float | Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> float | FloatArray:
    r"""Training impulse of a session from its mean heart rate.

    $$\mathrm{TRIMP} = t \, x \, A \, e^{b x}, \qquad
    x = \frac{HR - HR_{rest}}{HR_{max} - HR_{rest}}$$

    with $A = 0.64, b = 1.92$ for men and $A = 0.86, b = 1.67$ for women.

    Parameters
    ----------
    duration_min : float or array
        Duration [min], at least 0.
    hr_mean : float or array
        Mean heart rate [bpm], from `hr_rest` to `hr_max`.
    hr_rest, hr_max : float or array
        Resting and maximum heart rate [bpm].
    sex : {"male", "female"}
        Chooses the weight.
    female_coefficient : float
        A for women [1]: 0.86 as published; software that takes 0.64 for both sexes needs it here.

    Returns
    -------
    float or ndarray, shape of the inputs
        TRIMP [au].

    Raises
    ------
    InvalidInput
        A negative duration, a heart rate outside [`hr_rest`, `hr_max`], or an unknown sex.

    Notes
    -----
    The weight is convex, so the mean heart rate of an uneven session understates it; use
    `banister_trimp_stream` where there are samples.

    The exponents follow the rise of blood lactate with the heart-rate reserve, which is flatter for
    women. With 0.86 a woman's minute still counts more than a man's at every heart rate: the two
    weights cross only at x = 1.18, beyond the maximum, and differ by 34 % near rest and by 5 % at
    the maximum. With 0.64, as GoldenCheetah and others have it, it counts less at every heart rate,
    by 22 % at the maximum. The two conventions differ by the constant factor 1.34: it cancels in
    ratios of a person's own loads (ACWR, monotony, `heart_rate_stress_score`), but not against
    limits in TRIMP, between the sexes, or with a history from other software.

    References
    ----------
    - Banister 1991, in Physiological Testing of the High-Performance Athlete, 2nd ed., Human
      Kinetics, p. 403.
    - Morton et al. 1990, J Appl Physiol 69:1171. <https://doi.org/10.1152/jappl.1990.69.3.1171>
    - Clarke & Skiba 2013, Adv Physiol Educ 37:134. <https://doi.org/10.1152/advan.00078.2011>
      (worked example: figure 7)
    - GoldenCheetah 2023, Performance software for cyclists, runners and triathletes, software.
      (0.64 for both sexes)

    Examples
    --------
    >>> round(banister_trimp(60.46471, 137.761972, hr_rest=45, hr_max=190), 4)
    84.5525
    """
    minutes = numbers("duration_min", duration_min, low=0)
    x = reserve_fraction(hr_mean, hr_rest, hr_max)
    broadcast(duration_min=minutes, hr_mean=x)
    return finish(minutes * _banister_weight(x, sex, female_coefficient), minutes, x)


def banister_trimp_stream(
    time_s: Floats,
    hr: Floats,
    *,
    hr_rest: float,
    hr_max: float,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
    max_gap_s: float | None = None,
) -> float:
    r"""Training impulse of a session from its heart-rate samples, weighted by time.

    $$\mathrm{TRIMP} = \sum_i \Delta t_i \, x_i \, A \, e^{b x_i}$$

    Each sample holds until the next. Samples outside [0.9 `hr_rest`, `hr_max`] count as
    missing, and those between 0.9 `hr_rest` and `hr_rest` as rest; `heart_rate_coverage` is the
    share of time that was left.

    Parameters
    ----------
    time_s : array, shape (samples,)
        Seconds since any start [s], not decreasing.
    hr : array, shape (samples,)
        Heart rate [bpm], NaN where missing.
    hr_rest, hr_max : float
        Resting and maximum heart rate [bpm].
    sex : {"male", "female"}
        Chooses the weight.
    female_coefficient : float
        A for women, as in `banister_trimp`.
    max_gap_s : float, optional
        A longer step [s] is a pause and adds nothing; by default
        three long steps of the recording, at least 3 s and at most 60 s.

    Returns
    -------
    float, a scalar
        TRIMP [au]; NaN if no sample is usable.

    Raises
    ------
    InvalidInput
        Time that runs backwards, shapes that differ, or thresholds that are the wrong way round.

    References
    ----------
    - Banister 1991, in Physiological Testing of the High-Performance Athlete, 2nd ed., Human
      Kinetics, p. 403.
    - Morton et al. 1990, J Appl Physiol 69:1171. <https://doi.org/10.1152/jappl.1990.69.3.1171>
      (integration over samples)

    Examples
    --------
    >>> time_s = [0, 600, 1200, 1800]
    >>> round(banister_trimp_stream(time_s, [130] * 4, hr_rest=40, hr_max=200, max_gap_s=600), 4)
    31.8025
    """
    minutes, x = _usable_samples(time_s, hr, hr_rest, hr_max, max_gap_s)
    weight = _banister_weight(x, sex, female_coefficient)
    return float(minutes @ weight) if minutes.any() else np.nan


def heart_rate_coverage(
    time_s: Floats, hr: Floats, *, hr_rest: float, hr_max: float, max_gap_s: float | None = None
) -> float:
    r"""Share of the recorded time with a usable heart rate, behind the load of a stream.

    $$c = \frac{\sum_{i\ \mathrm{usable}} \Delta t_i}{\sum_i \Delta t_i}$$

    Parameters
    ----------
    time_s : array, shape (samples,)
        Seconds since any start [s], not decreasing.
    hr : array, shape (samples,)
        Heart rate [bpm], NaN where missing; usable within [0.9 `hr_rest`, `hr_max`].
    hr_rest, hr_max : float
        Resting and maximum heart rate [bpm].
    max_gap_s : float, optional
        A longer step [s] is a pause and not recorded time; by default
        three long steps of the recording, at least 3 s and at most 60 s.

    Returns
    -------
    float, a scalar
        Share [1] from 0 to 1; NaN if no time was recorded.

    Raises
    ------
    InvalidInput
        As `banister_trimp_stream`.

    References
    ----------
    - Convention: a definition of its own, because a load without its coverage cannot be judged.

    Examples
    --------
    >>> heart_rate_coverage(
    ...     [0, 1, 2, 3, 4], [120, 121, float("nan"), 250, 120], hr_rest=50, hr_max=190
    ... )
    0.5
    """
    minutes, _ = _usable_samples(time_s, hr, hr_rest, hr_max, max_gap_s)
    recorded = float(seconds_of_samples(time_s, max_gap_s).sum()) / 60
    return float(minutes.sum()) / recorded if recorded > 0 else np.nan


@overload
def heart_rate_stress_score(
    trimp: float,
    *,
    hr_rest: float,
    hr_max: float,
    hr_threshold: float,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> float: ...
@overload
def heart_rate_stress_score(
    trimp: Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    hr_threshold: float | Floats,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> FloatArray: ...
def heart_rate_stress_score(
    trimp: float | Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    hr_threshold: float | Floats,
    sex: Sex = "male",
    female_coefficient: float = 0.86,
) -> float | FloatArray:
    r"""A session's TRIMP in units of one hour at the threshold heart rate, times 100.

    $$\mathrm{score} = 100 \, \frac{\mathrm{TRIMP}}{\mathrm{TRIMP}(60\ \mathrm{min\ at\ }
    HR_{threshold})}$$

    Parameters
    ----------
    trimp : float or array
        Banister TRIMP of the session [au], from its mean or its stream, with the same options.
    hr_rest, hr_max : float or array
        Resting and maximum heart rate [bpm].
    hr_threshold : float or array
        Heart rate at the lactate threshold [bpm], above `hr_rest` and at most `hr_max`.
    sex : {"male", "female"}
        Chooses the weight.
    female_coefficient : float
        A for women, as in `banister_trimp`; it cancels.

    Returns
    -------
    float or ndarray, shape of the inputs
        Stress score [1]; one hour at threshold is 100 for any thresholds.

    Raises
    ------
    InvalidInput
        A negative load, or heart rates in the wrong order.

    References
    ----------
    - Banister 1991, in Physiological Testing of the High-Performance Athlete, 2nd ed., Human
      Kinetics, p. 403. (TRIMP; software has normalized it in this way since about 2008)

    Examples
    --------
    >>> hour = banister_trimp(60, 170, hr_rest=50, hr_max=190)
    >>> heart_rate_stress_score(hour, hr_rest=50, hr_max=190, hr_threshold=170)
    100.0
    """
    load = numbers("trimp", trimp, low=0)
    x = reserve_fraction(hr_threshold, hr_rest, hr_max, name="hr_threshold")
    if np.any(np.equal(x, 0)):
        raise InvalidInput("hr_threshold", hr_threshold, "above hr_rest")
    broadcast(trimp=load, hr_threshold=x)
    hour = 60 * _banister_weight(x, sex, female_coefficient)
    return finish(load / hour * 100, load, x)


def _banister_weight(
    x: float | FloatArray, sex: Sex, female_coefficient: float
) -> float | FloatArray:
    choice("sex", sex, _EXPONENT)
    female = number("female_coefficient", female_coefficient, low=0, open_low=True)
    # Banister 1991; Morton, Fitz-Clarke & Banister 1990, https://doi.org/10.1152/jappl.1990.69.3.1171
    A = female if sex == "female" else _MALE_COEFFICIENT
    b = _EXPONENT[sex]
    return finish(x * A * np.exp(b * x), x)


def _usable_samples(
    time_s: Floats, hr: Floats, hr_rest: float, hr_max: float, max_gap_s: float | None
) -> tuple[FloatArray, FloatArray]:
    """Minutes and reserve fraction of each sample, both 0 if it is unusable."""
    seconds = seconds_of_samples(time_s, max_gap_s)
    beats = series("hr", hr, ndim=1)
    same_shape(time_s=seconds, hr=beats)
    rest = number("hr_rest", hr_rest, low=0, open_low=True)
    highest = number("hr_max", hr_max, low=0, open_low=True)
    check_thresholds(rest, highest)
    usable = (beats >= 0.9 * rest) & (beats <= highest)
    x = np.where(usable, np.maximum(beats, rest) - rest, 0) / (highest - rest)
    return np.where(usable, seconds, 0) / 60, x
