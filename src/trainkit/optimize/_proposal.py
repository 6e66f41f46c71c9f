"""The next row to try: random candidates, ascent from the best, and a discrete local search."""

from collections.abc import Callable, Container

import numpy as np

from trainkit._array import FloatArray
from trainkit.optimize._acquisition import log_ei_with_gradient, log_expected_improvement
from trainkit.optimize._encoding import Encoding
from trainkit.optimize._gradient_ascent import ValueAndGradient, ascend
from trainkit.optimize._point_table import Mask
from trainkit.ports.surrogate import Posterior

__all__ = ["draw_untried", "propose"]

_EXHAUSTIVE = 4096  # a space with at most this many points is searched completely
_GLOBAL, _LOCAL = 200, 100  # candidates over the whole space, and near the best trials
_LEADERS = 5  # best trials that local candidates surround
_STARTS = 6
_FIRST_STEP, _ASCENT_STEPS = 0.1, 7  # first step in length-scales, and number of steps
_DISCRETE_ROUNDS = 3  # changes of a category or an integer

Acquisition = Callable[[FloatArray], FloatArray]


def propose(
    encoding: Encoding,
    posterior: Posterior,
    *,
    leaders: FloatArray,
    best: float,
    xi: float,
    tried: Container[bytes],
    rng: np.random.Generator,
) -> FloatArray:
    """Find the untried row of the highest expected improvement.

    Parameters
    ----------
    encoding : Encoding
        The space's rows.
    posterior : Posterior
        The fitted surrogate.
    leaders : array
        Rows of trials, best first, shape (trials, dimensions).
    best : float
        Score to improve on.
    xi : float
        Exploration, in the scores' unit.
    tried : container of bytes
        Keys of rows to exclude.
    rng : Generator
        Source of the candidates.

    Returns
    -------
    ndarray
        Shape (dimensions,); a tried row only if no other was found.
    """

    def acquisition(rows: FloatArray) -> FloatArray:
        belief = posterior.predict(rows)
        return log_expected_improvement(belief.mean, belief.sd, best, xi=xi)

    if encoding.count <= _EXHAUSTIVE:
        rows = encoding.all_rows
        ranked = [rows[np.argsort(-acquisition(rows), kind="stable")]]
    else:
        everywhere = encoding.sample(_GLOBAL, rng)
        near = _sample_near(encoding, leaders[:_LEADERS], rng)
        rows = np.concatenate([everywhere, near])
        value = acquisition(rows)
        order = np.argsort(-value, kind="stable")
        # One start is the best local candidate, or global ones could crowd out the incumbent.
        local = len(everywhere) + int(np.argmax(value[len(everywhere) :]))
        starts = rows[[*order[: _STARTS - 1], local]]
        refined = _refine(encoding, posterior, starts, acquisition, best=best, xi=xi)
        ranked = [refined[np.argsort(-acquisition(refined), kind="stable")], rows[order]]
    for row in np.concatenate(ranked):
        if encoding.key(row) not in tried:
            return np.asarray(row)
    untried = draw_untried(encoding, tried, rng)
    return ranked[0][0] if untried is None else untried


def draw_untried(
    encoding: Encoding, tried: Container[bytes], rng: np.random.Generator
) -> FloatArray | None:
    """Draw an untried row; None if a finite space is exhausted."""
    for row in encoding.sample(64, rng):
        if encoding.key(row) not in tried:
            return np.asarray(row)
    for row in encoding.all_rows:  # a large space would have produced a new row above
        if encoding.key(row) not in tried:
            return np.asarray(row)
    return None


def _sample_near(encoding: Encoding, leaders: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Sample candidates near the best trials, at distances from 0.003 to 0.3."""
    start = leaders[rng.integers(len(leaders), size=_LOCAL)]
    rows = encoding.perturb(start, rng, reach=10.0 ** rng.uniform(-2.5, -0.5, (_LOCAL, 1)))
    accepted = rows[encoding.feasible(rows)] if encoding.constraints else rows
    return accepted if len(accepted) else start


def _refine(
    encoding: Encoding,
    posterior: Posterior,
    rows: FloatArray,
    acquisition: Acquisition,
    *,
    best: float,
    xi: float,
) -> FloatArray:
    """Climb in all numbers, improve discrete values one by one, then climb in the reals again."""
    climbed = _climb(posterior, rows, encoding.choices == 0, best=best, xi=xi)
    rows = _restore_feasibility(encoding, rows, climbed)
    if np.isfinite(encoding.sizes).any():
        rows = _improve_discrete(encoding, rows, acquisition)
        real = ~np.isfinite(encoding.sizes)
        if real.any():
            climbed = _climb(posterior, rows, real, best=best, xi=xi)
            rows = _restore_feasibility(encoding, rows, climbed)
    return rows


def _climb(
    posterior: Posterior, rows: FloatArray, free: Mask, *, best: float, xi: float
) -> FloatArray:
    """Climb in the free columns, with steps in units of the posterior's length-scales."""
    initial = posterior.slopes(rows)
    if initial is None:
        return rows

    def objective(points: FloatArray) -> ValueAndGradient:
        slopes = posterior.slopes(points)
        return log_ei_with_gradient(initial if slopes is None else slopes, best, xi)

    return ascend(
        objective,
        rows,
        scale=np.where(free, initial.scale, 0.0),
        low=0.0,
        high=1.0,
        first_step=_FIRST_STEP,
        steps=_ASCENT_STEPS,
    )


def _restore_feasibility(encoding: Encoding, rows: FloatArray, climbed: FloatArray) -> FloatArray:
    """Snap climbed rows to points; halve the way back from each infeasible one."""
    ends = encoding.snap(climbed)
    if not encoding.constraints:
        return ends
    for share in (0.5, 0.25, 0.125, 0.0):
        outside = ~encoding.feasible(ends)
        if not outside.any():
            break
        nearer = encoding.snap(rows + share * (climbed - rows))
        ends = np.where(outside[:, None], nearer, ends)
    return ends


def _improve_discrete(encoding: Encoding, rows: FloatArray, acquisition: Acquisition) -> FloatArray:
    """Make the best single change of a category or an integer, as long as one helps."""
    for _ in range(_DISCRETE_ROUNDS):
        variants = encoding.neighbours(rows)  # (rows, variants, dimensions)
        flat = variants.reshape(-1, rows.shape[1])
        value = acquisition(flat)
        if encoding.constraints:
            value = np.where(encoding.feasible(flat), value, -np.inf)
        value = value.reshape(variants.shape[:2])
        best = np.argmax(value, axis=1)
        rows = variants[np.arange(len(rows)), best]
        if not best.any():  # variant 0 is the row itself
            break
    return rows
