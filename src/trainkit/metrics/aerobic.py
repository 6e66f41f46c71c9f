"""Aerobic efficiency and intensity: drift, time in zones, session class, polarization.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| EF | output (power or speed) per heart beat | W/bpm or (m/s)/bpm | scalar |
| Z1, Z2, Z3 | share of time below, between and above the thresholds | 1 | scalar |
"""

from collections.abc import Sequence
from typing import Literal, overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    finish,
    number,
    numbers,
    same_shape,
    series,
)
from trainkit.errors import InvalidInput
from trainkit.metrics._streams import seconds_of_samples, stream_time

__all__ = [
    "EASY_MODERATE_HARD",
    "Intensity",
    "decoupling",
    "decoupling_of_halves",
    "efficiency_factor",
    "maximum_zones",
    "polarization_index",
    "reserve_zones",
    "session_intensity",
    "time_in_zones",
]

Intensity = Literal["easy", "moderate", "hard", "unknown"]

_FIVE_ZONES = (0.5, 0.6, 0.7, 0.8, 0.9)

EASY_MODERATE_HARD = {
    "hard_z4_z5": 0.20,
    "hard_z4": 0.15,
    "easy_z4_z5": 0.10,
    "easy_z3": 0.20,
}
"""Shares of a session's time at which `session_intensity` changes its class."""


@overload
def efficiency_factor(output: float, hr: float) -> float: ...
@overload
def efficiency_factor(output: Floats, hr: float | Floats) -> FloatArray: ...
def efficiency_factor(output: float | Floats, hr: float | Floats) -> float | FloatArray:
    r"""Output per heart beat: normalized power or graded speed over mean heart rate.

    $$EF = \frac{\mathrm{output}}{HR}$$

    Parameters
    ----------
    output : float or array
        Normalized or mean power [W], or speed [m/s], of each session, at least 0.
    hr : float or array
        Mean heart rate [bpm], above 0.

    Returns
    -------
    float or ndarray, shape of the inputs
        Efficiency factor [W/bpm] or [(m/s)/bpm].

    Raises
    ------
    InvalidInput
        A negative output or a heart rate that is not above 0.

    References
    ----------
    Friel 2009, The Cyclist's Training Bible, 4th ed.

    Examples
    --------
    >>> efficiency_factor(192.0, 150.0)
    1.28
    """
    done = numbers("output", output, low=0)
    beats = numbers("hr", hr, low=0, open_low=True)
    broadcast(output=done, hr=beats)
    return finish(np.divide(done, beats), done, beats)


def decoupling(output: Floats, hr: Floats, *, time_s: Floats | None = None) -> float:
    r"""Drift of heart rate against output from the first half to the second (Pw:Hr, Pa:Hr).

    $$100 \, \frac{EF_1 - EF_2}{EF_1}$$

    Positive is drift: less output per beat in the second half. The halves are split at the middle
    of the time. Meant for steady efforts below the threshold.

    Parameters
    ----------
    output : array, shape (samples,)
        Power [W] or speed [m/s]; NaN where missing.
    hr : array, shape (samples,)
        Heart rate [bpm]; NaN or 0 where missing. A sample without both is left out.
    time_s : array, shape (samples,), optional
        Seconds since any start [s], not decreasing; by default evenly spaced.

    Returns
    -------
    float, a scalar
        Decoupling [%]; below 5 is called coupled. NaN if a half has no known sample or no output.

    Raises
    ------
    InvalidInput
        Negative values, shapes that differ, or time that runs backwards.

    References
    ----------
    Friel 2009, The Cyclist's Training Bible, 4th ed.

    Examples
    --------
    >>> round(decoupling([193.0] * 10 + [195.0] * 10, [136.0] * 10 + [142.0] * 10), 2)
    3.23
    """
    done = series("output", output, low=0, ndim=1)
    beats = series("hr", hr, low=0, ndim=1)
    time = stream_time(np.arange(float(len(done))) if time_s is None else time_s)
    same_shape(output=done, hr=beats, time_s=time)
    known = ~np.isnan(done) & (beats > 0)
    first = time < (time[0] + time[-1]) / 2 if len(time) > 1 else np.ones(1, dtype=bool)
    halves = [known & first, known & ~first]
    if not all(half.any() for half in halves):
        return np.nan
    (output_1, hr_1), (output_2, hr_2) = (
        (float(done[half].mean()), float(beats[half].mean())) for half in halves
    )
    if output_1 == 0:
        return np.nan
    return decoupling_of_halves(output_1, hr_1, output_2, hr_2)


def decoupling_of_halves(output_1: float, hr_1: float, output_2: float, hr_2: float) -> float:
    r"""Drift from the means of two halves.

    $$100 \, \frac{EF_1 - EF_2}{EF_1}, \qquad EF_k = \frac{\mathrm{output}_k}{HR_k}$$

    Parameters
    ----------
    output_1, output_2 : float
        Mean or normalized power [W], or speed [m/s], of each half; the first above 0.
    hr_1, hr_2 : float
        Mean heart rate of each half [bpm], above 0.

    Returns
    -------
    float, a scalar
        Decoupling [%]; positive is drift.

    Raises
    ------
    InvalidInput
        A value out of range.

    References
    ----------
    Friel 2009, The Cyclist's Training Bible, 4th ed.; worked example: isaacrides 2008.

    Examples
    --------
    >>> round(decoupling_of_halves(193, 136, 195, 142), 2)
    3.23
    """
    one = number("output_1", output_1, low=0, open_low=True)
    two = number("output_2", output_2, low=0)
    one /= number("hr_1", hr_1, low=0, open_low=True)
    two /= number("hr_2", hr_2, low=0, open_low=True)
    return 100 * (one - two) / one


def reserve_zones(
    *, hr_rest: float, hr_max: float, fractions: Sequence[float] | FloatArray = _FIVE_ZONES
) -> FloatArray:
    r"""Lower bounds of heart-rate zones from fractions of the reserve (Karvonen).

    $$HR_k = HR_{rest} + f_k \, (HR_{max} - HR_{rest})$$

    Parameters
    ----------
    hr_rest, hr_max : float
        Resting and maximum heart rate [bpm].
    fractions : sequence of float
        Rising fractions of the reserve [1], 0 to 1.

    Returns
    -------
    ndarray, shape (zones,)
        Lower bound of each zone [bpm].

    Raises
    ------
    InvalidInput
        Fractions that do not rise, or a maximum that is not above rest.

    References
    ----------
    Karvonen, Kentala & Mustala 1957, Ann Med Exp Biol Fenn 35:307.

    Examples
    --------
    >>> reserve_zones(hr_rest=50, hr_max=190).tolist()
    [120.0, 134.0, 148.0, 162.0, 176.0]
    """
    rest = number("hr_rest", hr_rest, low=0, open_low=True)
    highest = number("hr_max", hr_max, low=rest, open_low=True)
    return rest + _rising("fractions", fractions, high=1.0) * (highest - rest)


def maximum_zones(
    *, hr_max: float, fractions: Sequence[float] | FloatArray = _FIVE_ZONES
) -> FloatArray:
    r"""Lower bounds of heart-rate zones from fractions of the maximum.

    $$HR_k = f_k \, HR_{max}$$

    Parameters
    ----------
    hr_max : float
        Maximum heart rate [bpm], above 0.
    fractions : sequence of float
        Rising fractions of the maximum [1], 0 to 1.

    Returns
    -------
    ndarray, shape (zones,)
        Lower bound of each zone [bpm].

    Raises
    ------
    InvalidInput
        Fractions that do not rise, or a maximum that is not above 0.

    References
    ----------
    Edwards 1993, The Heart Rate Monitor Book.

    Examples
    --------
    >>> maximum_zones(hr_max=200).tolist()
    [100.0, 120.0, 140.0, 160.0, 180.0]
    """
    highest = number("hr_max", hr_max, low=0, open_low=True)
    return _rising("fractions", fractions, high=1.0) * highest


def time_in_zones(
    time_s: Floats, hr: Floats, lower_bounds: Floats, *, max_gap_s: float = 60.0
) -> FloatArray:
    r"""Seconds spent below the first bound and in each zone above it.

    $$T_k = \sum_{i:\ b_k \le HR_i < b_{k+1}} \Delta t_i$$

    Parameters
    ----------
    time_s : array, shape (samples,)
        Seconds since any start [s], not decreasing.
    hr : array, shape (samples,)
        Heart rate [bpm], or power [W] or speed [m/s] with bounds of that kind; NaN where missing,
        and then the time counts for no zone.
    lower_bounds : array, shape (zones,)
        Rising lower bounds, in the unit of `hr`; a value at a bound belongs to the zone above it.
        `reserve_zones` and `maximum_zones` make them.
    max_gap_s : float
        A longer step [s] is a pause and counts for no zone.

    Returns
    -------
    ndarray, shape (zones + 1,)
        Seconds [s]: below the first bound, then of each zone.

    Raises
    ------
    InvalidInput
        Bounds that do not rise, shapes that differ, or time that runs backwards.

    References
    ----------
    Edwards 1993, The Heart Rate Monitor Book (summed time in zones).

    Examples
    --------
    >>> time_in_zones([0, 10, 20, 30], [95, 130, 150, 150], [100, 140]).tolist()
    [10.0, 10.0, 10.0]
    """
    bounds = _rising("lower_bounds", lower_bounds, high=np.inf)
    seconds = seconds_of_samples(time_s, max_gap_s)
    beats = series("hr", hr, ndim=1)
    same_shape(time_s=seconds, hr=beats)
    known = ~np.isnan(beats)
    zone = np.searchsorted(bounds, beats[known], side="right")
    return np.bincount(zone, weights=seconds[known], minlength=len(bounds) + 1).astype(np.float64)


def session_intensity(zone_minutes: Floats) -> Intensity:
    r"""Class of a session from its time in five heart-rate zones.

    $$\text{hard: } z_4 + z_5 \ge 0.20 \text{ or } z_4 \ge 0.15; \qquad
    \text{easy: } z_4 + z_5 < 0.10 \text{ and } z_3 < 0.20; \qquad \text{else moderate}$$

    Parameters
    ----------
    zone_minutes : array, shape (5,)
        Minutes in each zone [min], of which the shares z are taken.

    Returns
    -------
    str, a scalar
        "easy", "moderate" (the grey zone between), "hard", or "unknown" without any time [1].

    Raises
    ------
    InvalidInput
        Negative minutes or not five zones.

    References
    ----------
    Training Monkey 2026, polarized session class (`EASY_MODERATE_HARD`).

    Examples
    --------
    >>> session_intensity([30, 25, 5, 0, 0])
    'easy'
    >>> session_intensity([10, 20, 10, 12, 8])
    'hard'
    """
    minutes = _zones(zone_minutes, 5)
    total = float(minutes.sum())
    if not total > 0:
        return "unknown"
    _, _, z3, z4, z5 = (minutes / total).tolist()
    limit = EASY_MODERATE_HARD
    if z4 + z5 >= limit["hard_z4_z5"] or z4 >= limit["hard_z4"]:
        return "hard"
    if z4 + z5 < limit["easy_z4_z5"] and z3 < limit["easy_z3"]:
        return "easy"
    return "moderate"


def polarization_index(zone_minutes: Floats) -> float:
    r"""How polarized the training of a period was.

    $$PI = \log_{10} \left( 100 \, \frac{Z_1}{Z_2} \, Z_3 \right)$$

    With no time in zone 2, $Z_2 = 0.01$ and $Z_3$ gives 0.01; with none in zone 3 it is 0.

    Parameters
    ----------
    zone_minutes : array, shape (3,)
        Minutes below, between and above the two thresholds [min].

    Returns
    -------
    float, a scalar
        Index [1]; above 2 is called polarized. NaN without any time, without zone 1, or where
        zone 3 exceeds zone 1, for which it is not defined.

    Raises
    ------
    InvalidInput
        Negative minutes or not three zones.

    References
    ----------
    Treff et al. 2019, Front Physiol 10:707.

    Examples
    --------
    >>> round(polarization_index([80, 5, 15]), 2)
    2.38
    """
    minutes = _zones(zone_minutes, 3)
    total = float(minutes.sum())
    if not total > 0:
        return np.nan
    z1, z2, z3 = (minutes / total).tolist()
    if z3 > z1:
        return np.nan
    if z3 == 0:
        return 0.0
    if z2 == 0:
        z2, z3 = 0.01, z3 - 0.01
    return float(np.log10(100 * z1 / z2 * z3)) if z3 > 0 else 0.0


def _rising(name: str, values: Floats, *, high: float) -> FloatArray:
    bounds = series(name, values, low=0, high=high, ndim=1)
    if np.isnan(bounds).any() or (np.diff(bounds) <= 0).any():
        raise InvalidInput(name, bounds.tolist(), "known and rising")
    return bounds


def _zones(zone_minutes: Floats, zones: int) -> FloatArray:
    minutes = series("zone_minutes", zone_minutes, low=0, ndim=1)
    if len(minutes) != zones:
        raise InvalidInput("zone_minutes", f"an array of {len(minutes)}", f"{zones} zones")
    return minutes
