"""Checks of RR intervals, shared by the calculators of heart-rate variability."""

import numpy as np

from trainkit._array import FloatArray, Floats, numbers, series
from trainkit.errors import InsufficientData

_LONGEST_MS = 100_000.0  # beyond the 65,535 ms that devices can store

__all__ = ["beat_intervals", "valid_differences", "valid_intervals"]


def beat_intervals(rr_ms: Floats) -> FloatArray:
    """Check RR intervals [ms]: one dimension, above 0 to 100 s, NaN for a missing beat."""
    rr = series("rr_ms", rr_ms, ndim=1)
    numbers("rr_ms", rr, low=0, high=_LONGEST_MS, open_low=True)
    return rr


def valid_intervals(rr_ms: Floats, *, need: int) -> FloatArray:
    """Return the known intervals [ms] in float64; raise if there are fewer than `need`."""
    rr = _drop_missing(beat_intervals(rr_ms))
    if len(rr) < need:
        raise InsufficientData("known beats", len(rr), need)
    return rr


def valid_differences(rr_ms: Floats, *, need: int) -> FloatArray:
    """Return the differences [ms] of successive known intervals in float64.

    No difference is taken across a missing beat: its neighbours are not successive.
    """
    differences = _drop_missing(np.diff(beat_intervals(rr_ms)))
    if len(differences) < need:
        raise InsufficientData("successive differences", len(differences), need)
    return differences


def _drop_missing(values: FloatArray) -> FloatArray:
    missing = np.isnan(values)
    return (values[~missing] if missing.any() else values).astype(np.float64, copy=False)
