"""From recorded to normal RR intervals: mark, replace and count artifacts."""

import math
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, choice, number
from trainkit.errors import InsufficientData
from trainkit.metrics.hrv._filters import (
    acar_filter,
    kamath_filter,
    karlsson_filter,
    malik_filter,
    quotient_filter,
    range_filter,
)

__all__ = ["CleanRR", "EctopicMethod", "clean_rr", "mark_artifacts"]

EctopicMethod = Literal["kamath", "malik", "karlsson", "acar", "quotient", "range"]

_ECTOPIC: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "kamath": kamath_filter,
    "malik": malik_filter,
    "karlsson": karlsson_filter,
    "acar": acar_filter,
    "quotient": quotient_filter,
    "range": np.copy,
}


class CleanRR(NamedTuple):
    """Corrected intervals, and the share that was corrected.

    Attributes
    ----------
    rr_ms : ndarray, shape (beats,)
        Normal-to-normal intervals [ms], none missing.
    artifact_fraction : float
        Share [1] of interpolated beats: missing, or marked as artifacts.
    """

    rr_ms: FloatArray
    artifact_fraction: float


def mark_artifacts(
    rr_ms: Floats,
    *,
    method: EctopicMethod = "kamath",
    low_ms: float = 300.0,
    high_ms: float = 2000.0,
) -> FloatArray:
    r"""Replace out-of-range and ectopic beats with NaN.

    $$NN_i = \begin{cases} RR_i & \mathrm{normal} \\ \mathrm{NaN} & \mathrm{else} \end{cases}$$

    Out-of-range beats are bridged before the ectopic criterion looks at their neighbours.

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        Recorded RR intervals [ms], above 0; NaN for a missing beat.
    method : {"kamath", "malik", "karlsson", "acar", "quotient", "range"}
        The ectopic criterion: ``<method>_filter`` with its defaults; "range" applies the range
        alone.
    low_ms, high_ms : float
        Shortest and longest interval [ms] that is kept, as in `range_filter`.

    Returns
    -------
    ndarray, shape (beats,)
        The intervals [ms]. Their RMSSD takes no difference across an artifact.

    Raises
    ------
    InvalidInput
        An interval that is not above 0, limits in the wrong order, or an unknown method.

    References
    ----------
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (order of the
      steps)

    Examples
    --------
    >>> mark_artifacts([700, 600, 2300, 1000, 1000, 230, 1200]).tolist()
    [700.0, 600.0, nan, 1000.0, 1000.0, nan, 1200.0]
    """
    choice("method", method, _ECTOPIC)
    marked = range_filter(rr_ms, low_ms=low_ms, high_ms=high_ms)
    if not np.isnan(marked).all():
        normal = _ECTOPIC[method](_interpolate_missing(marked))
        marked[np.isnan(normal)] = np.nan
    return marked


def clean_rr(
    rr_ms: Floats,
    *,
    method: EctopicMethod = "kamath",
    low_ms: float = 300.0,
    high_ms: float = 2000.0,
    max_artifact_fraction: float = 0.05,
) -> CleanRR:
    r"""Normal-to-normal intervals: artifacts are interpolated between their normal neighbours.

    $$NN_i = NN_a + (NN_b - NN_a) \frac{i - a}{b - a}, \qquad a < i < b$$

    At the ends the nearest normal interval is repeated. The number of beats stays the same.

    Parameters
    ----------
    rr_ms : array, shape (beats,)
        Recorded RR intervals [ms], above 0; NaN for a missing beat, which counts as an artifact.
    method : {"kamath", "malik", "karlsson", "acar", "quotient", "range"}
        The ectopic criterion, as in `mark_artifacts`.
    low_ms, high_ms : float
        Shortest and longest interval [ms] that is kept, as in `range_filter`.
    max_artifact_fraction : float
        Largest share [1] of artifacts that is corrected; more is refused. 5 % is a common limit
        for short records.

    Returns
    -------
    CleanRR, shape (beats,) and a scalar
        ``rr_ms`` [ms] and ``artifact_fraction`` [1].

    Raises
    ------
    InvalidInput
        As `mark_artifacts`, or a fraction outside 0 to 1.
    InsufficientData
        More artifacts than `max_artifact_fraction`: the normal beats are too few.

    Notes
    -----
    An interpolated beat adds almost nothing to RMSSD, so each percent of correction lowers RMSSD
    by about one percent; where that matters, compute RMSSD from `mark_artifacts`.

    References
    ----------
    - Champseix et al. 2021, J Open Res Softw 9:28. <https://doi.org/10.5334/jors.305> (order of the
      steps; worked example: its tests)
    - Alcantara et al. 2020, J Clin Med 9:325. <https://doi.org/10.3390/jcm9020325> (what correction
      does to RMSSD)

    Examples
    --------
    >>> recorded = [700, 600, 2300, 1000, 1000, 230, 1200]
    >>> normal = clean_rr(recorded, max_artifact_fraction=0.3)
    >>> normal.rr_ms.tolist()
    [700.0, 600.0, 800.0, 1000.0, 1000.0, 1100.0, 1200.0]
    >>> round(normal.artifact_fraction, 4)
    0.2857
    """
    limit = number("max_artifact_fraction", max_artifact_fraction, low=0, high=1)
    marked = mark_artifacts(rr_ms, method=method, low_ms=low_ms, high_ms=high_ms)
    normal = int(np.count_nonzero(~np.isnan(marked)))
    need = max(1, math.ceil((1 - limit) * len(marked) - 1e-9))
    if normal < need:
        raise InsufficientData("normal beats", normal, need)
    return CleanRR(_interpolate_missing(marked), (len(marked) - normal) / len(marked))


def _interpolate_missing(marked: FloatArray) -> FloatArray:
    place, known = np.arange(len(marked)), ~np.isnan(marked)
    filled = np.interp(place, place[known], marked[known])
    return filled.astype(marked.dtype, copy=False)
