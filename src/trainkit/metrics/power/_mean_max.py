"""The mean-max curve: the best mean power of each duration."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from trainkit._array import FloatArray, Floats, series
from trainkit.errors import InvalidInput

__all__ = ["mean_max"]

_Sums = NDArray[np.int32] | NDArray[np.float64]

_TOGETHER = 64  # durations handled in one call: fewer calls, and buffers of a few megabytes
_STARTS = 16_384


def mean_max(power_w: Floats, durations_s: Sequence[int] | None = None) -> FloatArray:
    r"""Best mean power of each duration, exactly: every window of every duration counts.

    $$\mathrm{best}(d) = \max_t \frac{1}{d} \sum_{i=t}^{t+d-1} P_i$$

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0, one sample a second; NaN where missing: a window that holds one is
        no candidate.
    durations_s : sequence of int, optional
        Whole seconds [s], at least 1; by default 1, 2, ..., samples.

    Returns
    -------
    ndarray, shape (durations,)
        Best mean power [W]; NaN where no whole window of that length is known.

    Raises
    ------
    InvalidInput
        A negative or infinite power, or durations that are not whole seconds of at least 1.

    Notes
    -----
    Windows are differences of one running sum in float64, or in whole numbers where all samples
    are whole watts, which is exact; otherwise the error is below 1e-9 of the largest mean.

    References
    ----------
    Pinot & Grappe 2011, Int J Sports Med 32:839 (record power profile).

    Examples
    --------
    >>> mean_max([100.0, 300.0, 200.0, 100.0]).tolist()
    [300.0, 250.0, 200.0, 175.0]
    >>> mean_max([100.0, 300.0, 200.0], durations_s=[2, 5]).tolist()
    [250.0, nan]
    """
    power = series("power_w", power_w, low=0, ndim=1)
    durations = _durations(durations_s, len(power))
    best = np.full(len(durations), np.nan)
    known = ~np.isnan(power)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    for begin, end in edges.reshape(-1, 2).tolist():
        fits = durations <= end - begin
        sums = _best_sums(_running_sum(power[begin:end]), durations[fits])
        best[fits] = np.fmax(best[fits], sums / durations[fits])
    return best.astype(power.dtype, copy=False)


def _durations(durations_s: Sequence[int] | None, samples: int) -> NDArray[np.intp]:
    if durations_s is None:
        return np.arange(1, samples + 1)
    asked = series("durations_s", np.asarray(durations_s, dtype=np.float64), low=1, ndim=1)
    wrong = asked[~(asked == np.floor(asked))]
    if wrong.size:
        raise InvalidInput("durations_s", float(wrong[0]), "whole seconds")
    return asked.astype(np.intp)


def _running_sum(power: FloatArray) -> _Sums:
    total = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    whole = (power == np.rint(power)).all() and total[-1] < np.iinfo(np.int32).max
    return total.astype(np.int32) if whole else total


def _best_sums(total: _Sums, durations: NDArray[np.intp]) -> FloatArray:
    """Largest ``total[t + d] - total[t]`` over t for each duration d."""
    padded = np.concatenate([total, np.zeros(_TOGETHER, dtype=total.dtype)])
    buffer = np.empty((_TOGETHER, _STARTS), dtype=total.dtype)
    best = np.zeros(len(durations))
    order = np.argsort(durations, kind="stable")
    for first in range(0, len(order), _TOGETHER):
        chosen = order[first : first + _TOGETHER]
        lengths = durations[chosen]
        if lengths[-1] - lengths[0] == len(chosen) - 1:
            best[chosen] = _best_of_neighbours(padded, int(lengths[0]), len(chosen), buffer)
        else:
            best[chosen] = [float(np.max(total[d:] - total[:-d])) for d in lengths.tolist()]
    return best


def _best_of_neighbours(padded: _Sums, shortest: int, count: int, buffer: _Sums) -> FloatArray:
    """As `_best_sums`, for ``shortest``, ..., ``shortest + count - 1`` in one strided view.

    The padding of zeros gives windows beyond the end a sum below 0, which no power has.
    """
    starts = len(padded) - _TOGETHER - shortest
    ends = sliding_window_view(padded[shortest : shortest + count - 1 + starts], starts)
    best = np.zeros(count)
    for begin in range(0, starts, _STARTS):
        end = min(begin + _STARTS, starts)
        sums = buffer[:count, : end - begin]
        np.subtract(ends[:, begin:end], padded[begin:end], out=sums)
        np.maximum(best, sums.max(axis=1), out=best)
    return best
