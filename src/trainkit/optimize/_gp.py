"""A Gaussian process over numbers and categories, on numpy and scipy.

Notation
--------
x : (n, features)      columns as features: a number is one, a category is one-hot / sqrt(2)
w : (columns,)         inverse squared length-scales 1 / l^2, one a column
r2 : (n, n)            sum over columns of w d, d the squared distance; 1 for unlike categories
k : (n, n)             s (1 + sqrt(5) r + 5/3 r2) exp(-sqrt(5) r): Matern 5/2
theta : (columns + 2,) logarithms of w, of the amplitude s and of the noise variance v
"""

import math
from copy import copy
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.optimize._hyperparameters import climbed
from trainkit.optimize._matern import JITTER, matern, one_hot
from trainkit.ports.surrogate import Belief, Slopes

__all__ = ["GaussianPosterior", "GaussianProcess"]

_FIRST = 3  # trials from which length-scales are learnt
_GROWTH = 1.02  # they are learnt at each of the first fifty, then at each fiftieth more


class GaussianProcess:
    """The default surrogate: Matern 5/2, a length-scale a column, Hamming distance for categories.

    Length-scales climb from those that were learnt from the first trials only, so they are the same
    whether trials came one by one or all at once; what was climbed already is remembered.
    """

    def __init__(self) -> None:
        self._climbed: dict[bytes, FloatArray] = {}

    def fit(
        self,
        rows: FloatArray,
        scores: FloatArray,
        *,
        choices: NDArray[np.int_],
        seed: int,  # noqa: ARG002 - nothing is drawn at random
    ) -> "GaussianPosterior":
        """Learn length-scales of high posterior density, then condition on all scores.

        References
        ----------
        Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 2.25, 2.26, 5.9.
        """
        features, column = one_hot(rows, choices)
        theta: FloatArray = np.zeros(len(choices) + 2)
        theta[-1] = math.log(1e-4)
        known: dict[bytes, FloatArray] = {}
        seen, done = blake2b(), 0
        for n in _stages(len(rows)):
            seen.update(rows[done:n].tobytes() + scores[done:n].tobytes())
            key, done = seen.digest(), n
            before = self._climbed.get(key)
            theta = climbed(theta, features[:n], scores[:n], column) if before is None else before
            known[key] = theta
        self._climbed = known
        mean, spread = float(scores.mean()), float(scores.std()) or 1.0
        return GaussianPosterior(
            features,
            (scores - mean) / spread,
            column=column,
            theta=theta,
            choices=choices,
            unit=(mean, spread),
        )


class GaussianPosterior:
    """A Gaussian process that has seen scores.

    Parameters
    ----------
    features : array
        Shape (n, features).
    y : array
        Standardised scores, shape (n,).
    column : array of int
        The column of each feature.
    theta : array
        Logarithms of w, s and v.
    choices : array of int
        How many categories each column has, 0 for a number.
    unit : (float, float)
        Mean and standard deviation of the scores.
    """

    def __init__(
        self,
        features: FloatArray,
        y: FloatArray,
        *,
        column: NDArray[np.int_],
        theta: FloatArray,
        choices: NDArray[np.int_],
        unit: tuple[float, float],
    ) -> None:
        from scipy.linalg.lapack import dpotrf, dpotri

        self._theta, self._choices, self._column = theta, choices, column
        self._unit = unit
        self._root = np.exp(0.5 * theta[:-2])[column]  # (features,), sqrt(w)
        self._s, self._v = math.exp(theta[-2]), math.exp(theta[-1])
        self._x = features * self._root
        k, _ = self._covariance(self._x)
        k.flat[:: len(k) + 1] += self._v + JITTER * self._s
        factor, failed = dpotrf(k.T, lower=1, overwrite_a=1)
        if failed:
            raise np.linalg.LinAlgError("the covariance of the trials is singular")
        below, _ = dpotri(factor, lower=1, overwrite_c=1)
        self._inverse = np.tril(below) + np.tril(below, -1).T  # (n, n)
        self._alpha = self._inverse @ y  # (n,)

    def predict(self, rows: FloatArray) -> Belief:
        """Mean and standard deviation of the score without noise, shape (points,)."""
        k, _ = self._covariance(self._scaled(rows))
        return self._belief(k, k @ self._inverse)

    def slopes(self, rows: FloatArray) -> Slopes:
        """The belief and its derivatives; those by categories are 0."""
        x = self._scaled(rows)
        k, dk = self._covariance(x)
        solved = k @ self._inverse
        belief = self._belief(k, solved)
        spread = self._unit[1]
        by_mean = spread * self._along(x, dk * self._alpha)
        by_sd = -(spread**2) * self._along(x, dk * solved) / belief.sd[:, None]
        scale = np.exp(-0.5 * self._theta[:-2])
        return Slopes(belief.mean, belief.sd, by_mean, by_sd, scale)

    def condition_on_mean(self, rows: FloatArray) -> "GaussianPosterior":
        """The posterior after outcomes at `rows` equal to their mean: only doubt shrinks.

        The inverse is bordered by the new rows; their weights in the mean are 0.
        """
        x = self._scaled(rows)
        across, _ = self._covariance(x)  # (rows, n)
        solved = across @ self._inverse
        within, _ = matern(_apart(x, x), self._s)
        within.flat[:: len(x) + 1] += self._v + JITTER * self._s
        corner = np.linalg.inv(within - solved @ across.T)
        side = -corner @ solved
        one = copy(self)
        one._inverse = np.block([[self._inverse - solved.T @ side, side.T], [side, corner]])
        one._alpha = np.concatenate([self._alpha, np.zeros(len(x))])
        one._x = np.concatenate([self._x, x])
        return one

    def _scaled(self, rows: FloatArray) -> FloatArray:
        scaled: FloatArray = one_hot(rows, self._choices)[0] * self._root
        return scaled

    def _covariance(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Covariance of scaled features with those of the trials, and its derivative by r2."""
        return matern(_apart(x, self._x), self._s)

    def _belief(self, k: FloatArray, solved: FloatArray) -> Belief:
        centre, spread = self._unit
        variance = self._s - np.einsum("ij,ij->i", solved, k)
        sd = np.sqrt(np.maximum(variance, JITTER * self._s))
        return Belief(centre + spread * (k @ self._alpha), spread * sd)

    def _along(self, x: FloatArray, weights: FloatArray) -> FloatArray:
        """Sum of weights times d r2 / d x, which is 2 w (x - x_i), as columns."""
        along: FloatArray = (
            2 * self._root * (x * weights.sum(axis=1, keepdims=True) - weights @ self._x)
        )
        number = self._choices[self._column] == 0
        full: FloatArray = np.zeros((len(x), len(self._choices)))
        full[:, self._column[number]] = along[:, number]
        return full


def _apart(a: FloatArray, b: FloatArray) -> FloatArray:
    """Squared distances between two sets of scaled features."""
    r2 = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * (a @ b.T)
    return np.asarray(np.maximum(r2, 0.0))


def _stages(n: int) -> list[int]:
    """Numbers of trials at which length-scales are learnt, up to n."""
    stages, at = [], _FIRST
    while at <= n:
        stages.append(at)
        at = max(at + 1, math.ceil(at * _GROWTH))
    return stages or [n]
