"""The Poincaré plot: each interval against the next, as an ellipse.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| SD1 | spread across the line of identity: beat to beat | ms | scalar |
| SD2 | spread along it: slow | ms | scalar |
"""

import math
from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, choice
from trainkit.errors import InsufficientData
from trainkit.metrics.hrv._intervals import beat_intervals
from trainkit.metrics.hrv._time_domain import sdnn, sdsd

__all__ = ["Poincare", "PoincareMethod", "poincare", "sd1", "sd2"]

PoincareMethod = Literal["variances", "pairs"]


class Poincare(NamedTuple):
    """Axes of the Poincaré ellipse.

    Attributes
    ----------
    sd1, sd2 : float
        Spread across and along the line of identity [ms].
    ratio : float
        `sd2` over `sd1` [1]; NaN if `sd1` is 0.
    """

    sd1: float
    sd2: float
    ratio: float


def sd1(rr_ms: Floats) -> float:
    r"""Spread of the Poincaré plot across the line of identity.

    $$\mathrm{SD1} = \mathrm{SDSD} / \sqrt 2$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], above 0, artifacts corrected (`clean_rr`); NaN for a missing beat.

    Returns
    -------
    float, a scalar
        SD1 [ms].

    Raises
    ------
    InvalidInput, InsufficientData
        As `sdsd`.

    References
    ----------
    - Brennan et al. 2001, IEEE Trans Biomed Eng 48:1342. <https://doi.org/10.1109/10.959330>

    Examples
    --------
    >>> round(sd1([800, 810, 840, 820, 860]), 4)
    18.7083
    """
    return sdsd(rr_ms) / math.sqrt(2)


def sd2(rr_ms: Floats, *, method: PoincareMethod = "variances") -> float:
    r"""Spread of the Poincaré plot along the line of identity.

    $$\mathrm{SD2} = \sqrt{2\,\mathrm{SDNN}^2 - \tfrac{1}{2}\mathrm{SDSD}^2}
    \qquad \mathrm{or} \qquad \mathrm{SD}\left(\frac{RR_i + RR_{i+1}}{\sqrt 2}\right)$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `sd1`.
    method : {"variances", "pairs"}
        From SDNN and SDSD, as published (the first formula), or measured on the points of the plot
        (the second). They converge in long records.

    Returns
    -------
    float, a scalar
        SD2 [ms]; NaN where the first formula has no root, in a short series that only alternates.

    Raises
    ------
    InvalidInput
        An interval that is not above 0, or an unknown method.
    InsufficientData
        Fewer than two known pairs of successive beats.

    References
    ----------
    - Brennan et al. 2001, IEEE Trans Biomed Eng 48:1342. <https://doi.org/10.1109/10.959330>

    Examples
    --------
    >>> round(sd2([800, 810, 840, 820, 860]), 4)
    28.4605
    >>> round(sd2([800, 810, 840, 820, 860], method="pairs"), 4)
    20.8167
    """
    choice("method", method, ("variances", "pairs"))
    if method == "pairs":
        return _spread_of_sums(beat_intervals(rr_ms)) / math.sqrt(2)
    # Brennan et al. 2001, https://doi.org/10.1109/10.959330
    squared = 2 * sdnn(rr_ms) ** 2 - sdsd(rr_ms) ** 2 / 2
    return math.sqrt(squared) if squared >= 0 else math.nan


def poincare(rr_ms: Floats, *, method: PoincareMethod = "variances") -> Poincare:
    r"""Both axes of the Poincaré plot and their ratio.

    $$\mathrm{ratio} = \mathrm{SD2} / \mathrm{SD1}$$

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        RR intervals [ms], as in `sd1`.
    method : {"variances", "pairs"}
        As in `sd2`.

    Returns
    -------
    Poincare, three scalars
        SD1 [ms], SD2 [ms] and their ratio [1].

    Raises
    ------
    InvalidInput, InsufficientData
        As `sd2`.

    References
    ----------
    - Brennan et al. 2001, IEEE Trans Biomed Eng 48:1342. <https://doi.org/10.1109/10.959330>

    Examples
    --------
    >>> axes = poincare([800, 810, 840, 820, 860])
    >>> round(axes.ratio, 4)
    1.5213
    """
    across, along = sd1(rr_ms), sd2(rr_ms, method=method)
    return Poincare(across, along, along / across if across > 0 else math.nan)


def _spread_of_sums(rr: FloatArray) -> float:
    sums = rr[1:].astype(np.float64) + rr[:-1]
    sums = sums[~np.isnan(sums)]
    if len(sums) < 2:
        raise InsufficientData("pairs of successive beats", len(sums), 2)
    return float(sums.std(ddof=1))
