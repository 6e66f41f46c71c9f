"""The Matern 5/2 covariance, and the one-hot features between which distances are Euclidean."""

import math

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["JITTER", "matern", "one_hot"]

JITTER = 1e-9
"""Addition to the diagonal of a covariance, as a share of its amplitude."""

_ROOT5 = math.sqrt(5.0)


def matern(r2: FloatArray, s: float) -> tuple[FloatArray, FloatArray]:
    """Compute the covariance of amplitude `s` and its derivative by the squared distance.

    References
    ----------
    - Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, MIT Press.
      <https://doi.org/10.7551/mitpress/3206.001.0001> (eq. 4.17)
    """
    r = _ROOT5 * np.sqrt(r2)
    decay = s * np.exp(-r)
    slope = decay * (1 + r)
    return slope + decay * (5 / 3) * r2, (-5 / 6) * slope  # eq. 4.17 and its derivative by r2


def one_hot(rows: FloatArray, choices: NDArray[np.int_]) -> tuple[FloatArray, NDArray[np.int_]]:
    """Turn columns into features; different categories are at a squared distance of 1.

    Parameters
    ----------
    rows : array
        Shape (points, columns).
    choices : array of int
        Number of categories of each column, 0 for a number.

    Returns
    -------
    (ndarray, ndarray)
        Features, shape (points, features), and the column of each, shape (features,).
    """
    if not choices.any():
        return rows, np.arange(len(choices))
    width = np.maximum(choices, 1)
    column = np.repeat(np.arange(len(choices)), width)
    # sqrt(1/2) in each of two features makes the squared distance of unlike categories 1.
    category = np.arange(len(column)) - np.repeat(np.cumsum(width) - width, width)
    hot = np.where(rows[:, column] == category, math.sqrt(0.5), 0.0)
    return np.where(choices[column] > 0, hot, rows[:, column]), column
