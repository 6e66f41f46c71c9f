"""A surrogate that expects less near what was already found, so that a search spreads out."""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.ports import Belief, Posterior, Surrogate

__all__ = ["NoveltySurrogate"]

_NEAR = 0.1  # distance at which a finding still takes off a third of the points


class NoveltySurrogate:
    """Takes points off what another surrogate expects, the nearer to a finding the more.

    Parameters
    ----------
    inner : Surrogate
        What learns the severity.
    points : float
        What a fault just like a finding loses.
    finding_from : float
        Severity from which a trial is a finding.
    """

    def __init__(self, inner: Surrogate, *, points: float, finding_from: float) -> None:
        self._inner, self._points, self._from = inner, points, finding_from

    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> "_Spread":
        """Learn with the other surrogate, and keep the findings."""
        inner = self._inner.fit(rows, scores, choices=choices, seed=seed)
        return _Spread(inner, rows[scores >= self._from], choices, self._points)


class _Spread:
    """What the other surrogate learnt, less near findings."""

    def __init__(
        self, inner: Posterior, found: FloatArray, choices: NDArray[np.int_], points: float
    ) -> None:
        self._inner, self._found, self._choices, self._points = inner, found, choices, points

    def predict(self, rows: FloatArray) -> Belief:
        """The belief, with points taken off by the distance to the nearest finding."""
        belief = self._inner.predict(rows)
        if len(self._found) == 0:
            return belief
        apart = np.abs(rows[:, None] - self._found)  # (rows, found, dimensions)
        apart = np.where(self._choices > 0, apart > 0, apart).mean(axis=2).min(axis=1)
        return Belief(belief.mean - self._points * np.exp(-apart / _NEAR), belief.sd)

    def slopes(self, rows: FloatArray) -> None:
        """None: the nearest finding changes from place to place."""

    def condition_on_mean(self, rows: FloatArray) -> "_Spread":
        """The same of the other surrogate."""
        return _Spread(
            self._inner.condition_on_mean(rows), self._found, self._choices, self._points
        )
