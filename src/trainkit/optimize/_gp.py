"""A Gaussian process over numbers and categories, on numpy and scipy.

Notation
--------
x : (n, features)      columns as features: a number is one, a category is one-hot / sqrt(2)
w : (columns,)         inverse squared length-scales 1 / l^2, one per column
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
from trainkit.optimize._hyperparameters import improve_hyperparameters
from trainkit.optimize._matern import JITTER, matern, one_hot
from trainkit.ports.surrogate import Belief, Slopes

__all__ = ["GaussianPosterior", "GaussianProcess"]

_FIRST_STAGE = 3  # trials at which length-scales are first learnt
_GROWTH = 1.02  # learnt at each of the first fifty trials, then each time their number grows by 2 %


class GaussianProcess:
    """The default surrogate: Matern 5/2 with a length-scale per column.

    Categories are compared by Hamming distance. Each stage of learning starts from the
    length-scales of the stage before, never from later trials, so the result is the same whether
    trials arrive one by one or all at once. Stages are cached.

    References
    ----------
    - Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, MIT Press.
      <https://doi.org/10.7551/mitpress/3206.001.0001>
    """

    def __init__(self) -> None:
        self._stages: dict[bytes, FloatArray] = {}  # theta by digest of the trials up to a stage

    def fit(
        self,
        rows: FloatArray,
        scores: FloatArray,
        *,
        choices: NDArray[np.int_],
        seed: int,  # noqa: ARG002 - fitting draws no random numbers
    ) -> "GaussianPosterior":
        """Learn length-scales of high posterior density, then condition on all scores.

        References
        ----------
        - Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, MIT Press.
          <https://doi.org/10.7551/mitpress/3206.001.0001> (eq. 2.25, 2.26 and 5.9)
        """
        features, column = one_hot(rows, choices)
        theta: FloatArray = np.zeros(len(choices) + 2)
        theta[-1] = math.log(1e-4)
        stages: dict[bytes, FloatArray] = {}
        digest, done = blake2b(), 0
        for n in _stage_sizes(len(rows)):
            digest.update(rows[done:n].tobytes() + scores[done:n].tobytes())
            key, done = digest.digest(), n
            cached = self._stages.get(key)
            if cached is None:
                theta = improve_hyperparameters(theta, features[:n], scores[:n], column)
            else:
                theta = cached
            stages[key] = theta
        self._stages = stages
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
    """A Gaussian process conditioned on scores.

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
        Number of categories of each column, 0 for a number.
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
        # The inverse is kept because thousands of candidate rows are multiplied with it.
        below, _ = dpotri(factor, lower=1, overwrite_c=1)
        self._inverse = np.tril(below) + np.tril(below, -1).T  # (n, n)
        self._alpha = self._inverse @ y  # (n,)

    def predict(self, rows: FloatArray) -> Belief:
        """Compute mean and standard deviation of the noise-free score, shape (points,)."""
        k, _ = self._covariance(self._scale(rows))
        return self._belief(k, k @ self._inverse)

    def slopes(self, rows: FloatArray) -> Slopes:
        """Compute the belief and its derivatives; those by categories are 0."""
        x = self._scale(rows)
        k, dk = self._covariance(x)
        solved = k @ self._inverse
        belief = self._belief(k, solved)
        spread = self._unit[1]
        by_mean = spread * self._chain(x, dk * self._alpha)  # derivative of eq. 2.25
        by_sd = -(spread**2) * self._chain(x, dk * solved) / belief.sd[:, None]  # of eq. 2.26
        scale = np.exp(-0.5 * self._theta[:-2])
        return Slopes(belief.mean, belief.sd, by_mean, by_sd, scale)

    def condition_on_mean(self, rows: FloatArray) -> "GaussianPosterior":
        """Condition on outcomes at `rows` equal to their mean: only the uncertainty shrinks.

        This is the "kriging believer". The inverse is bordered by the new rows, whose weights in
        the mean are 0.

        References
        ----------
        - Ginsbourger et al. 2010, in Computational Intelligence in Expensive Optimization Problems,
          Springer, p. 131. <https://doi.org/10.1007/978-3-642-10701-6_6>
        """
        x = self._scale(rows)
        across, _ = self._covariance(x)  # (rows, n)
        solved = across @ self._inverse
        within, _ = matern(_squared_distances(x, x), self._s)
        within.flat[:: len(x) + 1] += self._v + JITTER * self._s
        # Inverse of a partitioned matrix, Rasmussen and Williams 2006, appendix A.3.
        corner = np.linalg.inv(within - solved @ across.T)
        side = -corner @ solved
        posterior = copy(self)
        posterior._inverse = np.block([[self._inverse - solved.T @ side, side.T], [side, corner]])
        posterior._alpha = np.concatenate([self._alpha, np.zeros(len(x))])
        posterior._x = np.concatenate([self._x, x])
        return posterior

    def _scale(self, rows: FloatArray) -> FloatArray:
        """Turn rows into features divided by their length-scales."""
        scaled: FloatArray = one_hot(rows, self._choices)[0] * self._root
        return scaled

    def _covariance(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Compute the covariance of scaled features with the trials, and its derivative by r2."""
        return matern(_squared_distances(x, self._x), self._s)

    def _belief(self, k: FloatArray, solved: FloatArray) -> Belief:
        centre, spread = self._unit
        variance = self._s - np.einsum("ij,ij->i", solved, k)  # eq. 2.26
        sd = np.sqrt(np.maximum(variance, JITTER * self._s))
        return Belief(centre + spread * (k @ self._alpha), spread * sd)  # mean: eq. 2.25

    def _chain(self, x: FloatArray, weights: FloatArray) -> FloatArray:
        """Sum weights times d r2 / d x, which is 2 w (x - x_i), and map features to columns."""
        by_feature: FloatArray = (
            2 * self._root * (x * weights.sum(axis=1, keepdims=True) - weights @ self._x)
        )
        number = self._choices[self._column] == 0
        gradient: FloatArray = np.zeros((len(x), len(self._choices)))
        gradient[:, self._column[number]] = by_feature[:, number]
        return gradient


def _squared_distances(a: FloatArray, b: FloatArray) -> FloatArray:
    """Compute squared distances between two sets of scaled features."""
    r2 = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * (a @ b.T)
    return np.asarray(np.maximum(r2, 0.0))  # rounding can leave a tiny negative number


def _stage_sizes(n: int) -> list[int]:
    """List the numbers of trials, up to `n`, at which length-scales are learnt."""
    sizes, size = [], _FIRST_STAGE
    while size <= n:
        sizes.append(size)
        size = max(size + 1, math.ceil(size * _GROWTH))
    return sizes or [n]
