"""A surrogate that predicts less severity near earlier findings, so that they differ."""

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.ports import Belief, Posterior, Surrogate

__all__ = ["NoveltySurrogate"]

_RANGE = 0.1  # distance at which the penalty has fallen to a third (1 / e)


class NoveltySurrogate:
    """Subtract points from another surrogate's predictions near findings.

    Parameters
    ----------
    inner : Surrogate
        Learns the severity.
    points : float
        Points that a fault identical to a finding loses; fewer with distance.
    finding_from : float
        Severity from which a trial is a finding.
    """

    def __init__(self, inner: Surrogate, *, points: float, finding_from: float) -> None:
        self._inner, self._points, self._finding_from = inner, points, finding_from

    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> "_NoveltyPosterior":
        """Fit the other surrogate and select the findings."""
        inner = self._inner.fit(rows, scores, choices=choices, seed=seed)
        findings = rows[scores >= self._finding_from]
        return _NoveltyPosterior(inner, findings, choices, self._points)


class _NoveltyPosterior:
    """The other surrogate's posterior, lowered near findings."""

    def __init__(
        self, inner: Posterior, findings: FloatArray, choices: NDArray[np.int_], points: float
    ) -> None:
        self._inner, self._findings = inner, findings
        self._choices, self._points = choices, points

    def predict(self, rows: FloatArray) -> Belief:
        """Predict, and subtract points by the distance to the nearest finding."""
        belief = self._inner.predict(rows)
        if len(self._findings) == 0:
            return belief
        distance = np.abs(rows[:, None] - self._findings)  # (rows, findings, dimensions)
        distance = np.where(self._choices > 0, distance > 0, distance)
        nearest = distance.mean(axis=2).min(axis=1)
        return Belief(belief.mean - self._points * np.exp(-nearest / _RANGE), belief.sd)

    def slopes(self, rows: FloatArray) -> None:
        """Return None: the distance to the nearest finding is not differentiable."""

    def condition_on_mean(self, rows: FloatArray) -> "_NoveltyPosterior":
        """Condition the other surrogate; the findings stay the same."""
        inner = self._inner.condition_on_mean(rows)
        return _NoveltyPosterior(inner, self._findings, self._choices, self._points)
