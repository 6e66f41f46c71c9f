"""Criteria for abnormal beats as published: each function sets them to NaN.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| RR_i | interval from one beat to the next | ms | (beats,) |
| c | largest change that a normal beat makes, as a fraction | 1 | scalar |
"""

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, Floats, number
from trainkit.metrics.hrv._intervals import beat_intervals

__all__ = [
    "acar_filter",
    "kamath_filter",
    "karlsson_filter",
    "malik_filter",
    "quotient_filter",
    "range_filter",
]

_ACAR_BEATS = 9


def range_filter(rr_ms: Floats, *, low_ms: float = 300.0, high_ms: float = 2000.0) -> FloatArray:
    r"""Mark intervals outside the human range: missed and extra detections.

    $$RR_i < RR_{low} \quad \mathrm{or} \quad RR_i > RR_{high}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0; NaN for a missing beat.
    low_ms, high_ms : float
        Shortest and longest interval [ms] that is kept; 300 ms is 200 bpm, 2000 ms is 30 bpm.

    Returns
    -------
    ndarray, shape (beats,)
        The intervals [ms], NaN where out of range.

    Raises
    ------
    InvalidInput
        An interval that is not above 0, or limits in the wrong order.

    References
    ----------
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (limits;
      worked example: its tests)

    Examples
    --------
    >>> range_filter([700, 600, 2300, 200, 1000, 230, 1200]).tolist()
    [700.0, 600.0, nan, nan, 1000.0, nan, 1200.0]
    """
    rr = beat_intervals(rr_ms)
    low = number("low_ms", low_ms, low=0)
    high = number("high_ms", high_ms, low=low, open_low=True)
    return _mark(rr, (rr < low) | (rr > high))


def malik_filter(rr_ms: Floats, *, max_change: float = 0.2) -> FloatArray:
    r"""Mark a beat that changes by more than a fifth from the one before it.

    $$|RR_i - RR_{i-1}| > c \, RR_{i-1}$$

    The beat after a marked one is kept, because its reference is abnormal.

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0; beats beside a missing one (NaN) are not judged.
    max_change : float
        Largest normal change c [1].

    Returns
    -------
    ndarray, shape (beats,)
        The intervals [ms], NaN where abnormal.

    Raises
    ------
    InvalidInput
        An interval or a limit that is not above 0.

    References
    ----------
    - Malik et al. 1989, Eur Heart J 10:1060.
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (worked
      example: its tests)

    Examples
    --------
    >>> malik_filter([100, 110, 100, 130, 100, 100, 70, 100, 120, 100]).tolist()
    [100.0, 110.0, 100.0, nan, 100.0, 100.0, nan, 100.0, 120.0, 100.0]
    """
    limit = number("max_change", max_change, low=0, open_low=True)
    rr = beat_intervals(rr_ms)
    return _mark(rr, _alternate_beats(np.abs(_change(rr)) > limit))


def kamath_filter(rr_ms: Floats, *, max_rise: float = 0.325, max_fall: float = 0.245) -> FloatArray:
    r"""Mark a beat that is far longer or far shorter than the one before it.

    $$RR_i - RR_{i-1} > 0.325 \, RR_{i-1} \quad \mathrm{or} \quad
    RR_{i-1} - RR_i > 0.245 \, RR_{i-1}$$

    The beat after a marked one is kept, because its reference is abnormal.

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0; beats beside a missing one (NaN) are not judged.
    max_rise, max_fall : float
        Largest normal lengthening and shortening, as fractions [1].

    Returns
    -------
    ndarray, shape (beats,)
        Intervals [ms] as `malik_filter`.

    Raises
    ------
    InvalidInput
        As `malik_filter`.

    References
    ----------
    - Kamath & Fallen 1995, in Heart Rate Variability, Futura, p. 75.
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (worked
      example: its tests)

    Examples
    --------
    >>> kamath_filter([101, 110, 100, 140, 100, 100, 70, 100, 130, 115, 100, 78]).tolist()
    [101.0, 110.0, 100.0, nan, 100.0, 100.0, nan, 100.0, 130.0, 115.0, 100.0, 78.0]
    """
    rise = number("max_rise", max_rise, low=0, open_low=True)
    fall = number("max_fall", max_fall, low=0, open_low=True)
    rr = beat_intervals(rr_ms)
    change = _change(rr)
    return _mark(rr, _alternate_beats((change > rise) | (change < -fall)))


def karlsson_filter(rr_ms: Floats, *, max_change: float = 0.2) -> FloatArray:
    r"""Mark a beat that differs by more than a fifth from the mean of its two neighbours.

    $$|RR_i - m_i| > c \, m_i, \qquad m_i = (RR_{i-1} + RR_{i+1}) / 2$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0; the first, the last, and those beside a missing beat (NaN) are
        not judged.
    max_change : float
        Largest normal difference c [1].

    Returns
    -------
    ndarray, shape (beats,)
        Intervals [ms] as `malik_filter`.

    Raises
    ------
    InvalidInput
        As `kamath_filter`.

    Notes
    -----
    Karlsson et al. remove outliers again and again until none is left, and compare limits of 10 to
    50 %, of which they choose one by age. One pass with 20 % is what hrv-analysis made of it.

    The neighbours are taken as recorded, marked or not, so a strong artifact takes the normal beats
    beside it along: in a steady record a beat more than 1.5 times as long, such as a missed
    detection, or less than two thirds as long, marks three. A beat is judged from both sides, so a
    step to another level marks nothing up to a step by half. A difference of exactly the limit is
    normal.

    References
    ----------
    - Karlsson et al. 2012, Biomed Eng Online 11:2. <https://doi.org/10.1186/1475-925X-11-2>
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (worked
      example: its tests)

    Examples
    --------
    >>> karlsson_filter([110, 100, 125, 100, 100, 70, 100, 130, 105, 100, 78, 100]).tolist()
    [110.0, 100.0, nan, 100.0, 100.0, nan, 100.0, nan, 105.0, 100.0, nan, 100.0]
    """
    limit = number("max_change", max_change, low=0, open_low=True)
    rr = beat_intervals(rr_ms)
    wrong = np.zeros(len(rr), dtype=bool)
    middle = (rr[:-2] + rr[2:]) / 2
    wrong[1:-1] = np.abs(rr[1:-1] - middle) / middle > limit
    return _mark(rr, wrong)


def acar_filter(rr_ms: Floats, *, max_change: float = 0.2) -> FloatArray:
    r"""Mark a beat that differs by more than a fifth from the mean of the last nine normal ones.

    $$|RR_i - m_i| > c \, m_i, \qquad m_i = \tfrac{1}{9} \sum_{k=1}^{9} NN_k$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0; NaN for a missing beat, which is left out of the nine.
    max_change : float
        Largest normal difference c from the mean [1].

    Returns
    -------
    ndarray, shape (beats,)
        The intervals [ms], NaN where abnormal.

    Raises
    ------
    InvalidInput
        As `malik_filter`.

    Notes
    -----
    This is the criterion as hrv-analysis has it.

    The nine are the last ones that were not marked, however long ago; a marked beat never enters
    the mean. So one artifact does not touch its neighbours, but after a step to another level, such
    as the start of a run, no beat is normal again: for recordings at rest. The first nine beats
    count as normal without a look; one of twice the length among them raises the mean by a ninth,
    and normal beats more than 11 % shorter than usual are then marked until it has left the nine. A
    difference of exactly the limit is normal.

    References
    ----------
    - Acar et al. 2000, Comput Methods Programs Biomed 63:123.
      <https://doi.org/10.1016/S0169-2607(00)00081-X>
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (worked
      example: its tests)

    Examples
    --------
    >>> acar_filter([100] * 8 + [110, 930, 110, 100, 10])[8:].tolist()
    [110.0, nan, 110.0, 100.0, nan]
    """
    limit = number("max_change", max_change, low=0, open_low=True)
    rr = beat_intervals(rr_ms)
    wrong = np.zeros(len(rr), dtype=bool)
    normal: deque[float] = deque(maxlen=_ACAR_BEATS)
    for i, beat in enumerate(rr.tolist()):
        mean = sum(normal) / _ACAR_BEATS
        wrong[i] = len(normal) == _ACAR_BEATS and abs(beat - mean) > limit * mean
        if not (wrong[i] or math.isnan(beat)):
            normal.append(beat)
    return _mark(rr, wrong)


def quotient_filter(rr_ms: Floats, *, max_ratio: float = 1.2) -> FloatArray:
    r"""Mark a beat whose successor differs by more than a fifth in either direction.

    $$\max\left(\frac{RR_i}{RR_{i+1}}, \frac{RR_{i+1}}{RR_i}\right) > q$$

    The beat before an abnormal one is marked too; the last beat is not judged.

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0; beats beside a missing one (NaN) are not judged.
    max_ratio : float
        Largest normal quotient q [1], above 1.

    Returns
    -------
    ndarray, shape (beats,)
        The intervals [ms], NaN where abnormal.

    Raises
    ------
    InvalidInput
        An interval that is not above 0, or a ratio that is not above 1.

    References
    ----------
    - Piskorski & Guzik 2005, Comput Methods Sci Technol 11:39.
    - Bartels & Peçanha 2020, J Open Source Softw 5:1867. <https://doi.org/10.21105/joss.01867>
      (worked example: its tests)

    Examples
    --------
    >>> quotient_filter([810, 580, 805, 790]).tolist()
    [nan, nan, 805.0, 790.0]
    """
    limit = number("max_ratio", max_ratio, low=1, open_low=True)
    rr = beat_intervals(rr_ms)
    ratio = rr[1:] / rr[:-1]
    wrong = np.zeros(len(rr), dtype=bool)
    wrong[:-1] = np.maximum(ratio, 1 / ratio) > limit
    return _mark(rr, wrong)


def _change(rr: FloatArray) -> FloatArray:
    """Change from the beat before, as a fraction of it; 0 for the first beat."""
    change = np.zeros_like(rr)
    change[1:] = np.diff(rr) / rr[:-1]
    return change


def _alternate_beats(wrong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep the first, third, fifth, ... beat of each run of wrong beats."""
    place = np.arange(len(wrong))
    before_run = np.maximum.accumulate(np.where(wrong, -1, place))
    odd: NDArray[np.bool_] = (place - before_run) % 2 == 1
    return odd


def _mark(rr: FloatArray, wrong: NDArray[np.bool_]) -> FloatArray:
    marked = rr.copy()
    marked[wrong] = np.nan
    return marked
