"""The next row to try: candidates, a climb from the best of them, and steps between categories."""

from collections.abc import Callable, Container

import numpy as np

from trainkit._array import FloatArray
from trainkit.optimize._acquisition import log_ei_with_gradient, log_expected_improvement
from trainkit.optimize._box import Box
from trainkit.optimize._gradient_ascent import Height, uphill
from trainkit.optimize._table import Mask
from trainkit.ports.surrogate import Posterior

__all__ = ["proposed", "untried"]

_FEW = 4096  # a space with no more points is searched whole
_EVERYWHERE, _NEAR = 200, 100  # candidates
_LEADERS = 5  # best trials that candidates stand near
_STARTS = 6
_FIRST, _CLIMB = 0.1, 7  # length-scales of the first step, and steps
_STEPS = 3  # rounds between categories and integers

Worthy = Callable[[FloatArray], FloatArray]


def proposed(
    box: Box,
    posterior: Posterior,
    *,
    leaders: FloatArray,
    best: float,
    xi: float,
    tried: Container[bytes],
    rng: np.random.Generator,
) -> FloatArray:
    """Find the row of the highest expected improvement among those not tried.

    Parameters
    ----------
    box : Box
        The space's rows.
    posterior : Posterior
        What the surrogate learnt.
    leaders : array
        Rows of trials, best first, shape (trials, dimensions).
    best : float
        The score to improve on.
    xi : float
        Exploration, in the scores' unit.
    tried : container of bytes
        Keys of rows that are not to be proposed.
    rng : Generator
        Where candidates come from.

    Returns
    -------
    ndarray
        Shape (dimensions,); a row that was tried only if no other was found.
    """

    def worth(rows: FloatArray) -> FloatArray:
        belief = posterior.predict(rows)
        return log_expected_improvement(belief.mean, belief.sd, best, xi=xi)

    if box.count <= _FEW:
        rows = box.all_rows
        found = [rows[np.argsort(-worth(rows), kind="stable")]]
    else:
        everywhere = box.sampled(_EVERYWHERE, rng)
        near = _near(box, leaders[:_LEADERS], rng)
        rows = np.concatenate([everywhere, near])
        value = worth(rows)
        order = np.argsort(-value, kind="stable")
        starts = [*order[: _STARTS - 1], len(everywhere) + int(np.argmax(value[len(everywhere) :]))]
        climbed = _refined(box, posterior, rows[starts], worth, best=best, xi=xi)
        found = [climbed[np.argsort(-worth(climbed), kind="stable")], rows[order]]
    for row in np.concatenate(found):
        if box.key(row) not in tried:
            return np.asarray(row)
    other = untried(box, tried, rng)
    return found[0][0] if other is None else other


def untried(box: Box, tried: Container[bytes], rng: np.random.Generator) -> FloatArray | None:
    """Draw a row that was not tried; None where a space without real numbers is used up."""
    for row in box.sampled(64, rng):
        if box.key(row) not in tried:
            return np.asarray(row)
    for row in box.all_rows:  # few, or one of those drawn would have been new
        if box.key(row) not in tried:
            return np.asarray(row)
    return None


def _near(box: Box, leaders: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Candidates near the best trials, at distances from 0.003 to 0.3."""
    start = leaders[rng.integers(len(leaders), size=_NEAR)]
    rows = box.nudged(start, rng, reach=10.0 ** rng.uniform(-2.5, -0.5, (_NEAR, 1)))
    kept = rows[box.kept(rows)] if box.constraints else rows
    return kept if len(kept) else start


def _refined(
    box: Box, posterior: Posterior, rows: FloatArray, worth: Worthy, *, best: float, xi: float
) -> FloatArray:
    """Climb in the numbers; then step between whole values, and climb in the reals once more."""
    rows = _inside(box, rows, _climbed(posterior, rows, box.choices == 0, best=best, xi=xi))
    if np.isfinite(box.steps).any():
        rows = _stepped(box, rows, worth)
        real = ~np.isfinite(box.steps)
        if real.any():
            rows = _inside(box, rows, _climbed(posterior, rows, real, best=best, xi=xi))
    return rows


def _climbed(
    posterior: Posterior, rows: FloatArray, free: Mask, *, best: float, xi: float
) -> FloatArray:
    """Rows moved uphill in the columns that are free, by steps in the posterior's length-scales."""
    begun = posterior.slopes(rows)
    if begun is None:
        return rows

    def height(at: FloatArray) -> Height:
        slopes = posterior.slopes(at)
        return log_ei_with_gradient(begun if slopes is None else slopes, best, xi)

    scale = np.where(free, begun.scale, 0.0)
    return uphill(height, rows, scale=scale, low=0.0, high=1.0, first=_FIRST, steps=_CLIMB)


def _inside(box: Box, rows: FloatArray, climbed: FloatArray) -> FloatArray:
    """Climbed rows as points; where a constraint is broken, the way there is halved."""
    ends = box.snapped(climbed)
    if not box.constraints:
        return ends
    for share in (0.5, 0.25, 0.125, 0.0):
        outside = ~box.kept(ends)
        if not outside.any():
            break
        way = box.snapped(rows + share * (climbed - rows))
        ends = np.where(outside[:, None], way, ends)
    return ends


def _stepped(box: Box, rows: FloatArray, worth: Worthy) -> FloatArray:
    """Rows after the best single change of a category or a whole number, as long as one helps."""
    for _ in range(_STEPS):
        around = box.neighbours(rows)  # (rows, changes, dimensions)
        flat = around.reshape(-1, rows.shape[1])
        value = worth(flat)
        if box.constraints:
            value = np.where(box.kept(flat), value, -np.inf)
        value = value.reshape(around.shape[:2])
        most = np.argmax(value, axis=1)
        rows = around[np.arange(len(rows)), most]
        if not most.any():  # the first change is none
            break
    return rows
