"""A component of the recovery score."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["Component", "ComponentColumns"]


@dataclass(frozen=True, slots=True, eq=False)
class ComponentColumns:
    """One component over all days of a history, each array of shape (days,).

    Parameters
    ----------
    points : array
        The component's score from 0 to 100; NaN where it cannot be scored.
    value, baseline, low, high : array
        What was measured, what is usual and the normal range, in the component's unit.
    deviation : array
        How far from usual, in the component's deviation unit.
    have : array of int
        Days of data there are behind it.
    need : int
        Days of data that it takes; 0 if it is optional, so that nobody who never had it is told
        that it is missing.
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

    The answer for a day may use that day's night and morning, and training, stress and journal
    up to the day before; never anything later, so that a settled day keeps its score.
    """

    @property
    def name(self) -> str:
        """What it is called, such as ``"hrv"``."""

    @property
    def method(self) -> str:
        """The formula, and where it was published."""

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """Score every day of a history."""

    def units(self, history: History, at: int) -> tuple[str, str]:
        """Name the units of a day's value and of its deviation."""

    def explain(self, history: History, athlete: Athlete, at: int) -> str:
        """Say in plain words, with the numbers, what a day's points come from."""

    def value_for(self, history: History, athlete: Athlete, at: int, points: float) -> float | None:
        """Find the value that would have given a day these points; None if none would."""
