"""Intensity zones: their bounds, the time in them, and the class of a session or period.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| Z1, Z2, Z3 | share of time below, between and above the two thresholds | 1 | scalar |
| z1 ... z5 | share of a session's time in each of five zones | 1 | scalar |
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np

from trainkit._array import FloatArray, Floats, number, same_shape, series
from trainkit.errors import InvalidInput
from trainkit.metrics._streams import seconds_of_samples

__all__ = [
    "EASY_MODERATE_HARD",
    "Intensity",
    "maximum_zones",
    "polarization_index",
    "reserve_zones",
    "session_intensity",
    "time_in_zones",
]

Intensity = Literal["easy", "moderate", "hard", "unknown"]

_FIVE_ZONES = (0.5, 0.6, 0.7, 0.8, 0.9)

EASY_MODERATE_HARD: Mapping[str, float] = MappingProxyType(
    {"hard_z4_z5": 0.20, "hard_z4": 0.15, "easy_z4_z5": 0.10, "easy_z3": 0.20}
)
"""Shares of a session's time at which `session_intensity` changes the class."""


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
    - Karvonen et al. 1957, Ann Med Exp Biol Fenn 35:307.

    Examples
    --------
    >>> reserve_zones(hr_rest=50, hr_max=190).tolist()
    [120.0, 134.0, 148.0, 162.0, 176.0]
    """
    rest = number("hr_rest", hr_rest, low=0, open_low=True)
    highest = number("hr_max", hr_max, low=rest, open_low=True)
    return rest + _check_rising("fractions", fractions, high=1.0) * (highest - rest)


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
    - Edwards 1993, The Heart Rate Monitor Book, Fleet Feet Press.

    Examples
    --------
    >>> maximum_zones(hr_max=200).tolist()
    [100.0, 120.0, 140.0, 160.0, 180.0]
    """
    highest = number("hr_max", hr_max, low=0, open_low=True)
    return _check_rising("fractions", fractions, high=1.0) * highest


def time_in_zones(
    time_s: Floats, hr: Floats, lower_bounds: Floats, *, max_gap_s: float | None = None
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
        Rising lower bounds [bpm], or in the unit of `hr`; a value at a bound belongs to the zone
        above it. `reserve_zones` and `maximum_zones` compute them.
    max_gap_s : float, optional
        A longer step [s] is a pause and counts for no zone; by default
        three long steps of the recording, at least 3 s and at most 60 s.

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
    - Edwards 1993, The Heart Rate Monitor Book, Fleet Feet Press. (summed time in zones)

    Examples
    --------
    >>> time_in_zones([0, 10, 20, 30], [95, 130, 150, 150], [100, 140]).tolist()
    [10.0, 10.0, 10.0]
    """
    bounds = _check_rising("lower_bounds", lower_bounds, high=np.inf)
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
    - Training Monkey 2026, Weekly training coach, software. (class of a session)

    Examples
    --------
    >>> session_intensity([30, 25, 5, 0, 0])
    'easy'
    >>> session_intensity([10, 20, 10, 12, 8])
    'hard'
    """
    minutes = _check_zones(zone_minutes, 5)
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
    r"""Polarization index of a period of training.

    $$PI = \log_{10} \left( 100 \, \frac{Z_1}{Z_2} \, Z_3 \right)$$

    With no time in zone 2, $Z_2 = 0.01$ is taken from $Z_3$; with none in zone 3 the index is 0.

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
    - Treff et al. 2019, Front Physiol 10:707. <https://doi.org/10.3389/fphys.2019.00707>
    - Seiler & Kjerland 2006, Scand J Med Sci Sports 16:49.
      <https://doi.org/10.1111/j.1600-0838.2004.00418.x> (the three zones)

    Examples
    --------
    >>> round(polarization_index([68, 6, 26]), 2)
    2.47
    """
    minutes = _check_zones(zone_minutes, 3)
    total = float(minutes.sum())
    if not total > 0:
        return np.nan
    z1, z2, z3 = (minutes / total).tolist()
    if minutes[2] > minutes[0] or z1 == 0:
        return np.nan
    if z3 == 0:
        return 0.0
    if z2 == 0:
        z2, z3 = 0.01, z3 - 0.01
    # Treff et al. 2019, https://doi.org/10.3389/fphys.2019.00707
    return float(np.log10(100 * z1 / z2 * z3)) if z3 > 0 else 0.0


def _check_rising(name: str, values: Floats, *, high: float) -> FloatArray:
    bounds = series(name, values, low=0, high=high, ndim=1)
    if np.isnan(bounds).any() or (np.diff(bounds) <= 0).any():
        raise InvalidInput(name, bounds.tolist(), "known and rising")
    return bounds


def _check_zones(zone_minutes: Floats, zones: int) -> FloatArray:
    minutes = series("zone_minutes", zone_minutes, low=0, ndim=1)
    if len(minutes) != zones:
        raise InvalidInput("zone_minutes", f"an array of {len(minutes)}", f"{zones} zones")
    return minutes
