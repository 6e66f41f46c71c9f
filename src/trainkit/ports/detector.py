"""A detector of something that is unusual for an athlete."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit.models.assessment import TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["Detector"]


class Detector(Protocol):
    """Finds the days on which something is unusual, from what is known at the start of each."""

    def levels(self, history: History, athlete: Athlete) -> NDArray[np.int8]:
        """Judge every day, shape (days,): 0 nothing, 1 info, 2 warning, 3 critical."""

    def warning(self, history: History, athlete: Athlete, at: int) -> TrainingWarning:
        """Say in careful words what was found on a day whose level is above 0."""
