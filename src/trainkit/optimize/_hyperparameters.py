"""Length-scales, amplitude and noise of a Gaussian process: posterior density and its ascent.

Notation as in `_gp`. Pairs are the trials below the diagonal, and d : (columns, pairs) are their
squared distances in each column.
"""

import math

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.optimize._gradient_ascent import ValueAndGradient, ascend
from trainkit.optimize._matern import JITTER, matern

__all__ = ["improve_hyperparameters", "log_density"]

_MAX_TRIALS = 256  # the cost grows with their cube; more trials barely move the length-scales
_FIRST_STEP, _STEPS = 0.3, 6  # few steps are enough, because each ascent starts from the last theta
_LOW = (-9.0, -5.0, math.log(1e-8))  # bounds of log w, log s and log v
_HIGH = (9.0, 7.0, 0.0)

# The priors keep length-scales softly between a tenth and ten times the box, and noise small:
# w has the density exp(-a / w - b w); s and v are gamma distributed.
_W_LOW, _W_HIGH = 0.3, 0.1
_S_SHAPE, _S_RATE = 2.0, 1.0
_V_SHAPE, _V_RATE = 1.1, 30.0

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]


def improve_hyperparameters(
    theta: FloatArray, features: FloatArray, scores: FloatArray, column: NDArray[np.int_]
) -> FloatArray:
    """Climb from a theta to one of higher posterior density.

    Parameters
    ----------
    theta : array
        Start of the ascent, shape (columns + 2,).
    features : array
        Shape (n, features).
    scores : array
        Shape (n,), in any unit.
    column : array of int
        The column of each feature.

    Returns
    -------
    ndarray
        Shape (columns + 2,).
    """
    if len(scores) > _MAX_TRIALS:
        chosen = _choose_trials(scores)
        features, scores = features[chosen], scores[chosen]
    # Standardised scores let the same priors serve every unit.
    y = (scores - scores.mean()) / (scores.std() or 1.0)
    pairs: Pairs = np.tril_indices(len(y), -1)
    squared = (features[pairs[0]] - features[pairs[1]]) ** 2
    d = np.stack([squared[:, column == k].sum(axis=1) for k in range(len(theta) - 2)])
    low, high = (np.array([w] * (len(theta) - 2) + [s, v]) for w, s, v in (_LOW, _HIGH))

    def objective(thetas: FloatArray) -> ValueAndGradient:
        value, gradient = log_density(thetas[0], d, pairs, y)
        return ValueAndGradient(np.array([value]), gradient[None, :])

    (best,) = ascend(
        objective,
        theta[None, :],
        scale=np.ones(len(theta)),
        low=low,
        high=high,
        first_step=_FIRST_STEP,
        steps=_STEPS,
    )
    return np.asarray(best)


def log_density(
    theta: FloatArray, d: FloatArray, pairs: Pairs, y: FloatArray
) -> tuple[float, FloatArray]:
    """Compute the log posterior density of theta, up to a constant, and its gradient.

    References
    ----------
    - Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, MIT Press.
      <https://doi.org/10.7551/mitpress/3206.001.0001> (eq. 5.8 and 5.9)
    """
    from scipy.linalg.lapack import dpotrf, dpotri

    n = len(y)
    w, s, v = np.exp(theta[:-2]), math.exp(theta[-2]), math.exp(theta[-1])
    k, dk = matern(w @ d, s)
    matrix = np.zeros((n, n), order="F")
    matrix[pairs] = k
    matrix.flat[:: n + 1] = s * (1 + JITTER) + v
    factor, failed = dpotrf(matrix, lower=1, overwrite_a=1)
    # Not positive definite in floating point: so low a value makes the ascent step back.
    if failed:
        return -1e10, np.zeros(len(theta))
    root = factor.diagonal().copy()
    inverse, _ = dpotri(factor, lower=1, overwrite_c=1)
    below, diagonal = inverse[pairs], inverse.diagonal()
    alpha = diagonal * y  # K^-1 y, from the half below the diagonal
    alpha = alpha + np.bincount(pairs[0], below * y[pairs[1]], n)
    alpha = alpha + np.bincount(pairs[1], below * y[pairs[0]], n)
    value = -0.5 * float(y @ alpha) - float(np.log(root).sum())  # eq. 5.8
    # Eq. 5.9: half the trace of (alpha alpha' - K^-1) dK; each pair counts twice, so no half.
    g = alpha[pairs[0]] * alpha[pairs[1]] - below
    trace = float(alpha @ alpha - diagonal.sum())
    by_w = w * (d @ (g * dk))
    by_s = float(g @ k) + 0.5 * s * (1 + JITTER) * trace
    by_v = 0.5 * v * trace
    # Densities of w, s and v, up to constants: climbing in theta adds no Jacobian.
    prior_w = -_W_LOW / w - _W_HIGH * w
    prior_s = (_S_SHAPE - 1) * theta[-2] - _S_RATE * s
    prior_v = (_V_SHAPE - 1) * theta[-1] - _V_RATE * v
    gradient = np.empty(len(theta))
    # By the chain rule d / d log w is w d / dw, which turns a / w**2 into a / w.
    gradient[:-2] = by_w + _W_LOW / w - _W_HIGH * w
    gradient[-2] = by_s + _S_SHAPE - 1 - _S_RATE * s
    gradient[-1] = by_v + _V_SHAPE - 1 - _V_RATE * v
    return value + float(prior_w.sum() + prior_s + prior_v), gradient


def _choose_trials(scores: FloatArray) -> NDArray[np.intp]:
    """Choose the best trials and others spread evenly over time, half each."""
    best = np.argsort(-scores, kind="stable")[: _MAX_TRIALS // 2]
    spread = np.linspace(0, len(scores) - 1, _MAX_TRIALS // 2).astype(np.intp)
    return np.union1d(best, spread)
