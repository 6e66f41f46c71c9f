"""The port of a surrogate: learn scores at some rows and predict them at others."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["Belief", "Posterior", "Slopes", "Surrogate"]


class Belief(NamedTuple):
    """Expected scores and their standard deviations, shape (points,), in the scores' unit."""

    mean: FloatArray
    sd: FloatArray


class Slopes(NamedTuple):
    """A belief, its derivatives, shape (points, columns), and length-scales, shape (columns,)."""

    mean: FloatArray
    sd: FloatArray
    mean_slope: FloatArray
    sd_slope: FloatArray
    scale: FloatArray


class Posterior(Protocol):
    """A fitted surrogate; immutable, so threads may share it."""

    def predict(self, rows: FloatArray) -> Belief:
        """Predict the scores at rows, shape (points, columns)."""

    def slopes(self, rows: FloatArray) -> Slopes | None:
        """Predict the scores and their derivatives; None if the surrogate has no derivatives."""

    def condition_on_mean(self, rows: FloatArray) -> "Posterior":
        """Return the posterior after observing the expected score at each of `rows`."""


class Surrogate(Protocol):
    """Learns from scored rows.

    Rows have shape (points, columns) and contain numbers from 0 to 1 and indices of categories.
    Equal arguments give equal posteriors, regardless of earlier calls. After a
    `numpy.linalg.LinAlgError` the search proposes at random until the next trial.
    """

    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> Posterior:
        """Learn scores, shape (points,); `choices` counts a column's categories, 0 for a number."""
