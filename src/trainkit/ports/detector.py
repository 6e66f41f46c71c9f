"""A detector of something unusual for an athlete."""

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit.models.assessment import TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["Detector", "Evidence"]

Evidence = Literal["morning", "reported"]
"""What a detector needs to know of a day.

``"morning"``: what the night and the morning measured. It is asked about the latest day with a
recovery score. ``"reported"``: training up to the day before, and what the person said, which
counts on any day. It is asked about the latest day.
"""


class Detector(Protocol):
    """Finds the days on which something is unusual, from what is known at the start of each."""

    @property
    def evidence(self) -> Evidence:
        """What the detector judges by, which decides on which day it is asked."""

    def levels(self, history: History, athlete: Athlete) -> NDArray[np.int8]:
        """Judge every day, shape (days,): 0 nothing, 1 info, 2 warning, 3 critical."""

    def warning(self, history: History, athlete: Athlete, at: int) -> TrainingWarning:
        """Describe, in careful words, what is unusual on a day with a level above 0."""
