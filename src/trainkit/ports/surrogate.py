"""A surrogate: learns scores at points and predicts them elsewhere."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = ["Belief", "Posterior", "Slopes", "Surrogate"]


class Belief(NamedTuple):
    """Predicted scores and their standard deviations, shape (points,), in the scores' unit."""

    mean: FloatArray
    sd: FloatArray


class Slopes(NamedTuple):
    """A belief with its derivatives, shape (points, columns), and length-scales, (columns,)."""

    mean: FloatArray
    sd: FloatArray
    mean_slope: FloatArray
    sd_slope: FloatArray
    scale: FloatArray


class Posterior(Protocol):
    """What a surrogate has learned; immutable, so threads may share it."""

    def predict(self, rows: FloatArray) -> Belief:
        """Predict the scores at rows, shape (points, columns)."""

    def slopes(self, rows: FloatArray) -> Slopes | None:
        """Return the belief and its derivatives; None from a surrogate without derivatives."""

    def condition_on_mean(self, rows: FloatArray) -> "Posterior":
        """Return the posterior after outcomes at `rows` equal to their predicted means."""


class Surrogate(Protocol):
    """Learns from scored rows.

    Rows have shape (points, columns): numbers from 0 to 1, and indices of categories. The same
    arguments give the same posterior, whatever was fitted before. Where it raises
    `numpy.linalg.LinAlgError`, a search proposes at random until the next trial.
    """

    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> Posterior:
        """Learn scores, shape (points,); `choices` counts a column's categories, 0 for a number."""
