"""Heart-rate variability in the time domain: spread, beat-to-beat change, mean rate.

A missing beat (NaN) is left out with both differences that it is part of.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| RR_i | interval from one beat to the next | ms | (beats,) |
| D_i | successive difference, RR_(i+1) - RR_i | ms | (beats - 1,) |
| N, M | known intervals, known differences | 1 | scalar |
"""

import math
from typing import Literal

import numpy as np

from trainkit._array import Floats, choice, whole
from trainkit.metrics.hrv._intervals import valid_differences, valid_intervals

__all__ = [
    "Denominator",
    "RateMean",
    "ln_rmssd",
    "mean_hr",
    "pnn20",
    "pnn50",
    "rmssd",
    "sdnn",
    "sdsd",
]

Denominator = Literal["differences", "intervals"]
RateMean = Literal["mean_of_rates", "rate_of_mean"]


def rmssd(rr_ms: Floats) -> float:
    r"""Root mean square of successive differences: beat-to-beat, mostly vagal variability.

    $$\mathrm{RMSSD} = \sqrt{\frac{1}{M} \sum_{i=1}^{M} D_i^2}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0, artifacts corrected (`clean_rr`); NaN for a missing beat.

    Returns
    -------
    float, a scalar
        RMSSD [ms].

    Raises
    ------
    InvalidInput
        An interval that is not above 0, or not one dimension.
    InsufficientData
        No two known beats in a row.

    References
    ----------
    - Task Force 1996, Circulation 93:1043. <https://doi.org/10.1161/01.CIR.93.5.1043>
    - Berntson et al. 2005, Psychophysiology 42:246.
      <https://doi.org/10.1111/j.1469-8986.2005.00277.x> (what RMSSD filters)
    - Bartels & Peçanha 2020, J Open Source Softw 5:1867. <https://doi.org/10.21105/joss.01867>
      (worked example: its tests)

    Examples
    --------
    >>> round(rmssd([800, 810, 815, 750]), 3)
    38.079
    """
    differences = valid_differences(rr_ms, need=1)
    return math.sqrt(float(differences @ differences) / len(differences))


def ln_rmssd(rr_ms: Floats) -> float:
    r"""Natural logarithm of RMSSD: the daily value for `baseline`.

    $$\ln \mathrm{RMSSD}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `rmssd`.

    Returns
    -------
    float, a scalar
        lnRMSSD [ln ms]; NaN if all intervals are equal, as 0 has no logarithm.

    Raises
    ------
    InvalidInput, InsufficientData
        As `rmssd`.

    References
    ----------
    - Plews et al. 2012, Eur J Appl Physiol 112:3729. <https://doi.org/10.1007/s00421-012-2354-4>

    Examples
    --------
    >>> round(ln_rmssd([800, 810, 815, 750]), 4)
    3.6397
    """
    spread = rmssd(rr_ms)
    return math.log(spread) if spread > 0 else math.nan


def sdnn(rr_ms: Floats, *, ddof: int = 1) -> float:
    r"""Standard deviation of the intervals: all variability, slow and fast.

    $$\mathrm{SDNN} = \sqrt{\frac{1}{N - \mathrm{ddof}}
    \sum_{i=1}^{N} (RR_i - \overline{RR})^2}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `rmssd`.
    ddof : int
        Taken from the count [1]: 1 for the sample standard deviation (usual), 0 for the
        population's.

    Returns
    -------
    float, a scalar
        SDNN [ms]. It grows with the length of the record and does not replace RMSSD.

    Raises
    ------
    InvalidInput
        An interval that is not above 0, or a ddof other than 0 or 1.
    InsufficientData
        Fewer known beats than 1 + `ddof`.

    References
    ----------
    - Task Force 1996, Circulation 93:1043. <https://doi.org/10.1161/01.CIR.93.5.1043>
    - Shaffer & Ginsberg 2017, Front Public Health 5:258. <https://doi.org/10.3389/fpubh.2017.00258>
      (norms)
    - Bartels & Peçanha 2020, J Open Source Softw 5:1867. <https://doi.org/10.21105/joss.01867>
      (worked example: its tests)

    Examples
    --------
    >>> round(sdnn([800, 810, 815, 750]), 3)
    29.826
    """
    ddof = whole("ddof", ddof, low=0, high=1)
    return float(valid_intervals(rr_ms, need=1 + ddof).std(ddof=ddof))


def sdsd(rr_ms: Floats, *, ddof: int = 1) -> float:
    r"""Standard deviation of successive differences: RMSSD without the drift of the mean.

    $$\mathrm{SDSD} = \sqrt{\frac{1}{M - \mathrm{ddof}} \sum_{i=1}^{M} (D_i - \bar D)^2}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `rmssd`.
    ddof : int
        Taken from the count [1], as in `sdnn`.

    Returns
    -------
    float, a scalar
        SDSD [ms].

    Raises
    ------
    InvalidInput
        As `sdnn`.
    InsufficientData
        Fewer known differences than 1 + `ddof`.

    References
    ----------
    - Task Force 1996, Circulation 93:1043. <https://doi.org/10.1161/01.CIR.93.5.1043>

    Examples
    --------
    >>> round(sdsd([800, 810, 815, 750]), 2)
    41.93
    """
    ddof = whole("ddof", ddof, low=0, high=1)
    return float(valid_differences(rr_ms, need=1 + ddof).std(ddof=ddof))


def pnn50(rr_ms: Floats, *, denominator: Denominator = "differences") -> float:
    r"""Share of successive differences that are larger than 50 ms.

    $$\mathrm{pNN50} = 100 \, \frac{\#\{i : |D_i| > 50\}}{M}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `rmssd`.
    denominator : {"differences", "intervals"}
        Divide by the number of differences M (usual), or of intervals N, as some software does.

    Returns
    -------
    float, a scalar
        pNN50 [%].

    Raises
    ------
    InvalidInput
        As `rmssd`, or an unknown denominator.
    InsufficientData
        As `rmssd`.

    References
    ----------
    - Task Force 1996, Circulation 93:1043. <https://doi.org/10.1161/01.CIR.93.5.1043>
    - Bartels & Peçanha 2020, J Open Source Softw 5:1867. <https://doi.org/10.21105/joss.01867>
      (worked example: its tests)

    Examples
    --------
    >>> round(pnn50([800, 810, 815, 750]), 2)
    33.33
    >>> pnn50([800, 810, 815, 750], denominator="intervals")
    25.0
    """
    return _share_above(50, rr_ms, denominator)


def pnn20(rr_ms: Floats, *, denominator: Denominator = "differences") -> float:
    r"""Share of successive differences that are larger than 20 ms.

    $$\mathrm{pNN20} = 100 \, \frac{\#\{i : |D_i| > 20\}}{M}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `rmssd`.
    denominator : {"differences", "intervals"}
        As in `pnn50`.

    Returns
    -------
    float, a scalar
        pNN20 [%].

    Raises
    ------
    InvalidInput, InsufficientData
        As `pnn50`.

    References
    ----------
    - Mietus et al. 2002, Heart 88:378. <https://doi.org/10.1136/heart.88.4.378>

    Examples
    --------
    >>> pnn20([800, 810, 840, 820, 750])
    50.0
    """
    return _share_above(20, rr_ms, denominator)


def mean_hr(rr_ms: Floats, *, method: RateMean = "mean_of_rates") -> float:
    r"""Mean heart rate of the known beats.

    $$\overline{HR} = \frac{1}{N} \sum_{i=1}^{N} \frac{60000}{RR_i}
    \qquad \mathrm{or} \qquad \frac{60000}{\overline{RR}}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `rmssd`.
    method : {"mean_of_rates", "rate_of_mean"}
        Mean of the rates of all beats, as most software prints, or beats over the time they took,
        like a pulse count; the second is never higher.

    Returns
    -------
    float, a scalar
        Heart rate [bpm].

    Raises
    ------
    InvalidInput
        An interval that is not above 0, or an unknown method.
    InsufficientData
        No known beat.

    References
    ----------
    - Task Force 1996, Circulation 93:1043. <https://doi.org/10.1161/01.CIR.93.5.1043>
    - Bartels & Peçanha 2020, J Open Source Softw 5:1867. <https://doi.org/10.21105/joss.01867>
      (worked example: its tests)

    Examples
    --------
    >>> round(mean_hr([800, 810, 815, 750]), 2)
    75.67
    >>> round(mean_hr([800, 810, 815, 750], method="rate_of_mean"), 2)
    75.59
    """
    choice("method", method, ("mean_of_rates", "rate_of_mean"))
    rr = valid_intervals(rr_ms, need=1)
    return float((60000 / rr).mean() if method == "mean_of_rates" else 60000 / rr.mean())


def _share_above(threshold_ms: float, rr_ms: Floats, denominator: Denominator) -> float:
    choice("denominator", denominator, ("differences", "intervals"))
    differences = valid_differences(rr_ms, need=1)
    above = int(np.count_nonzero(np.abs(differences) > threshold_ms))
    by_differences = denominator == "differences"
    total = len(differences) if by_differences else len(valid_intervals(rr_ms, need=1))
    return 100 * above / total
