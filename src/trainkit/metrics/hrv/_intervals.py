"""RR intervals as every calculator of heart-rate variability takes them."""

import numpy as np

from trainkit._array import FloatArray, Floats, numbers, series
from trainkit.errors import InsufficientData

__all__ = ["beat_intervals", "known_differences", "known_intervals"]


def beat_intervals(rr_ms: Floats) -> FloatArray:
    """Check RR intervals [ms]: one dimension, above 0, NaN for a missing beat."""
    rr = series("rr_ms", rr_ms, ndim=1)
    numbers("rr_ms", rr, low=0, open_low=True)
    return rr


def known_intervals(rr_ms: Floats, *, need: int) -> FloatArray:
    """The intervals [ms] that are known, in float64; fewer than `need` are too little data."""
    rr = _known(beat_intervals(rr_ms))
    if len(rr) < need:
        raise InsufficientData("known beats", len(rr), need)
    return rr


def known_differences(rr_ms: Floats, *, need: int) -> FloatArray:
    """Differences [ms] of successive intervals that are both known, in float64.

    None is taken across a missing beat, for its two neighbours do not follow each other.
    """
    differences = _known(np.diff(beat_intervals(rr_ms)))
    if len(differences) < need:
        raise InsufficientData("successive differences", len(differences), need)
    return differences


def _known(values: FloatArray) -> FloatArray:
    missing = np.isnan(values)
    return (values[~missing] if missing.any() else values).astype(np.float64, copy=False)
