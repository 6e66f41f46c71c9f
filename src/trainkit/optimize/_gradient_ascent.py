"""The way up from several places at once, each by its own step."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray

__all__ = ["Height", "uphill"]


class Height(NamedTuple):
    """Values, shape (places,), and their slopes, shape (places, columns)."""

    value: FloatArray
    slope: FloatArray


def uphill(
    height: Callable[[FloatArray], Height],
    places: FloatArray,
    *,
    scale: FloatArray,
    low: FloatArray | float,
    high: FloatArray | float,
    first: float,
    steps: int,
) -> FloatArray:
    """Climb from each place within bounds.

    A step that does not lead up is taken again, shorter; one that does is followed by a step as
    long as the bend that was just seen suggests.

    Parameters
    ----------
    height : callable
        From places, shape (places, columns), to their `Height`.
    places : array
        Where to begin.
    scale : array
        How far one unit of step reaches in each column, shape (columns,); 0 holds a column.
    low, high : array or float
        Bounds of the columns that move.
    first : float
        Length of the first step in units of `scale`.
    steps : int
        How many steps are tried.

    Returns
    -------
    ndarray
        The highest place reached from each.

    References
    ----------
    Barzilai and Borwein 1988, IMA J Numer Anal 8:141, the first of their two steps.
    """
    free, reach = scale > 0, scale**2
    value, slope = height(places)
    step = first / (np.sqrt((slope**2 * reach).sum(axis=1)) + 1e-12)
    for _ in range(steps):
        moved = places + step[:, None] * reach * slope
        moved = np.where(free, np.minimum(np.maximum(moved, low), high), places)
        ahead = height(moved)
        along = moved - places
        bend = (along * (slope - ahead.slope)).sum(axis=1)
        length = (along**2 / np.where(free, reach, np.inf)).sum(axis=1)
        fitting = np.where(bend > 1e-12, length / np.maximum(bend, 1e-12), 3 * step)
        up = ahead.value > value
        step = np.where(
            up,
            np.minimum(np.maximum(fitting, step / 10), step * 10),
            np.minimum(0.3 * step, fitting),
        )
        value = np.where(up, ahead.value, value)
        places = np.where(up[:, None], moved, places)
        slope = np.where(up[:, None], ahead.slope, slope)
    return places
