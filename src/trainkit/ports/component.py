"""A component of the recovery score."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["Component", "ComponentColumns", "Weighted"]


@dataclass(frozen=True, slots=True, eq=False)
class ComponentColumns:
    """One component on every day of a history; each array has shape (days,).

    Parameters
    ----------
    points : array
        Score from 0 to 100; NaN where the component cannot be scored.
    value, baseline, low, high : array
        Measured value, usual value and normal range, in the component's unit.
    deviation : array
        Difference from usual, in the component's deviation unit.
    have : array of int
        Days of data behind the score.
    need : int
        Days of data that a score takes; 0 if the component is optional: then it is not reported as
        missing to athletes who never had it.
    """

    points: FloatArray
    value: FloatArray
    baseline: FloatArray
    low: FloatArray
    high: FloatArray
    deviation: FloatArray
    have: NDArray[np.intp]
    need: int


class Component(Protocol):
    """Scores one part of recovery from what is known at the start of each day.

    A day's score may use that day's night and morning, and training, stress and journal up to the
    day before, but nothing later: the score of a past day never changes.
    """

    @property
    def name(self) -> str:
        """Name of the component, such as ``"hrv"``."""

    @property
    def method(self) -> str:
        """Formula and its source."""

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """Score every day of a history."""

    def units(self, history: History, at: int) -> tuple[str, str]:
        """Return the units of a day's value and of its deviation."""

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """Explain a day's points in plain words, with the numbers.

        `columns` is what this component computed for the history. Called only for a day that has
        points.
        """

    def value_for(
        self,
        history: History,
        athlete: Athlete,
        at: int,
        points: float,
        columns: ComponentColumns,
    ) -> float | None:
        """Return the value that would earn a day these points; None if no value does."""


@runtime_checkable
class Weighted(Protocol):
    """A component that says how much it counts; one that does not weighs 0.1."""

    @property
    def weight(self) -> float:
        """Weight beside the others, above 0 and at most 1 [1]; that of HRV is 0.4."""
