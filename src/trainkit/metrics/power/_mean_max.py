"""Mean-max curve: the best mean power of each duration."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from trainkit._array import FloatArray, Floats, series
from trainkit.errors import InvalidInput

__all__ = ["mean_max"]

_Sums = NDArray[np.int32] | NDArray[np.float64]

_DURATIONS = 64  # durations and starts of one block of windows
_STARTS = 64
_DENSE_STARTS = 16_384  # a buffer of a few megabytes for the scan of all windows
_DENSE_SHARE = 0.1  # of the blocks left: picking them costs more than a full scan
_SHORT = 1_000  # samples: a shorter stretch is scanned faster than its bounds are computed


class _Bounds(NamedTuple):
    """Bounds of the windows of a block.

    The tilt is the running sum less its mean slope. It hardly changes over a block, so the highest
    end less the lowest start is a close bound of every window in the block.
    """

    slope: float
    lowest: _Sums  # tilt, over the starts of each block
    highest: _Sums  # tilt, over the ends of a block from each sample on


class _Ride(NamedTuple):
    """Running sum of a stretch of power, with the data of the search."""

    total: _Sums  # (samples + 1,) and zeros: windows beyond the end have no positive sum
    edges: int  # samples + 1
    bounds: _Bounds | None
    scratch: _Sums  # (durations, starts) of the full scan, reused by all calls


def mean_max(power_w: Floats, durations_s: Sequence[int] | None = None) -> FloatArray:
    r"""Best mean power of each duration, exact over every window.

    $$\mathrm{best}(d) = \max_t \frac{1}{d} \sum_{i=t}^{t+d-1} P_i$$

    Parameters
    ----------
    power_w : array, shape (samples,)
        Power [W], at least 0, one sample a second; NaN where missing: windows with a NaN do not
        count.
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
    Windows are differences of a running sum. It is exact if all samples are whole watts; otherwise
    each mean is accurate to about 2^-52 of the sum of all samples, 2e-9 W on ten hours at 250 W. A
    block of windows is skipped only if a bound excludes that one of them is the best.

    References
    ----------
    - Pinot & Grappe 2011, Int J Sports Med 32:839. <https://doi.org/10.1055/s-0031-1279773> (record
      power profile)

    Examples
    --------
    >>> mean_max([100.0, 300.0, 200.0, 100.0]).tolist()
    [300.0, 250.0, 200.0, 175.0]
    >>> mean_max([100.0, 300.0, 200.0], durations_s=[2, 5]).tolist()
    [250.0, nan]
    """
    power = series("power_w", power_w, low=0, ndim=1)
    durations = _durations(durations_s, len(power))
    durations, asked = np.unique(durations, return_inverse=True)
    best = np.full(len(durations), np.nan)
    known = ~np.isnan(power)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    for begin, end in edges.reshape(-1, 2).tolist():
        fits = int(np.searchsorted(durations, end - begin, side="right"))
        means = _best_sums(_ride(power[begin:end]), durations[:fits]) / durations[:fits]
        best[:fits] = np.fmax(best[:fits], means)
    return best[asked].astype(power.dtype, copy=False)


def _durations(durations_s: Sequence[int] | None, samples: int) -> NDArray[np.intp]:
    if durations_s is None:
        return np.arange(1, samples + 1)
    asked = series("durations_s", durations_s, low=1, ndim=1)
    wrong = asked[~(asked == np.floor(asked))]
    if wrong.size:
        raise InvalidInput("durations_s", float(wrong[0]), "whole seconds")
    return asked.astype(np.intp)


def _ride(power: FloatArray) -> _Ride:
    total = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    edges, slope = len(total), float(total[-1]) / len(power)
    ride: _Sums = total
    # Half the range of int32, so that the tilt fits as well.
    if total[-1] < np.iinfo(np.int32).max // 2 and (power == np.rint(power)).all():
        ride, slope = total.astype(np.int32), round(slope)
    return _Ride(
        np.concatenate([ride, np.zeros(_STARTS + _DURATIONS, dtype=ride.dtype)]),
        edges,
        _bounds(ride, slope) if edges > _SHORT else None,
        np.empty((_DURATIONS, min(edges, _DENSE_STARTS)), dtype=ride.dtype),
    )


def _bounds(total: _Sums, slope: float) -> _Bounds:
    tilt = total - (slope * np.arange(len(total))).astype(total.dtype)
    blocks = -(-len(tilt) // _STARTS)
    starts = np.pad(tilt, (0, blocks * _STARTS - len(tilt)), constant_values=tilt.max())
    ends = np.pad(tilt, (0, _STARTS + _DURATIONS), constant_values=tilt.min())
    return _Bounds(
        slope,
        starts.reshape(blocks, _STARTS).min(axis=1),
        sliding_window_view(ends, _STARTS + _DURATIONS - 1).max(axis=1),
    )


def _best_sums(ride: _Ride, durations: NDArray[np.intp]) -> FloatArray:
    """Largest sum of each of the rising durations; consecutive ones are searched together."""
    best = np.zeros(len(durations))
    total = ride.total[: ride.edges]
    for first in range(0, len(durations), _DURATIONS):
        chosen = durations[first : first + _DURATIONS]
        shortest, count = int(chosen[0]), len(chosen)
        best[first : first + count] = (
            _best_of_consecutive(ride, shortest, count)
            if int(chosen[-1]) - shortest == count - 1
            else [np.max(total[d:] - total[:-d]) for d in chosen.tolist()]
        )
    return best


def _best_of_consecutive(ride: _Ride, shortest: int, count: int) -> FloatArray:
    """Largest sums of ``shortest``, ..., ``shortest + count - 1`` samples."""
    if ride.bounds is None:
        return _largest_sums(ride, shortest, count)
    slope, lowest, highest = ride.bounds
    starts = ride.edges - shortest
    blocks = -(-starts // _STARTS)
    bound = highest[shortest + np.arange(blocks) * _STARTS] - lowest[:blocks]
    inside = max(1, (starts - count) // _STARTS)  # blocks without a window beyond the end
    best = _largest_sums_in(ride, np.argmax(bound[:inside], keepdims=True), shortest, count)
    reached = (best - slope * np.arange(shortest, shortest + count)).min()
    left = np.flatnonzero(bound > reached)
    if len(left) > _DENSE_SHARE * blocks:
        return _largest_sums(ride, shortest, count)
    return np.maximum(best, _largest_sums_in(ride, left, shortest, count)) if left.size else best


def _largest_sums_in(
    ride: _Ride, blocks: NDArray[np.intp], shortest: int, count: int
) -> FloatArray:
    """Largest sum of each duration over the windows that start in some blocks."""
    runs = sliding_window_view(ride.total, _STARTS)
    begins = blocks * _STARTS
    ends = runs[(begins + shortest)[:, None] + np.arange(count)]
    best: FloatArray = (ends - runs[begins][:, None]).max(axis=(0, 2)).astype(np.float64)
    return best


def _largest_sums(ride: _Ride, shortest: int, count: int) -> FloatArray:
    """Largest sum of each duration over all windows."""
    starts = ride.edges - shortest
    ends = sliding_window_view(ride.total[shortest : shortest + count - 1 + starts], starts)
    best = np.zeros(count)
    for begin in range(0, starts, _DENSE_STARTS):
        end = min(begin + _DENSE_STARTS, starts)
        sums = ride.scratch[:count, : end - begin]
        np.subtract(ends[:, begin:end], ride.total[begin:end], out=sums)
        np.maximum(best, sums.max(axis=1), out=best)
    return best
