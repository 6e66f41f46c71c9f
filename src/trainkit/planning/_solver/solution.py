"""What a search of the program returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from trainkit._array import FloatArray
from trainkit.planning._solver.choices import Choice

__all__ = ["KEPT", "Solution"]

KEPT = "kept"
"""The kind of a day that stays as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The result of a search.

    Parameters
    ----------
    status : {"solved", "infeasible", "unknown"}
        Whether there is a plan.
    kind : tuple of str or None
        By day of the schedule: one of `KINDS`, a choice's name, or None for rest and fixed days.
    minutes : array
        By day, for the kinds of variable length [min].
    choices : mapping of int to Choice
        The chosen hard sessions, by day of the schedule.
    objective, bound : float
        The value of the solution, and a bound that no solution exceeds.
    seconds : float
        Time of the search [s].
    slack : mapping of str to (rows, slack)
        By rule: the number of rows, and the least room as a share of the limit.
    """

    status: Literal["solved", "infeasible", "unknown"]
    kind: tuple[str | None, ...] = ()
    minutes: FloatArray = field(default_factory=lambda: np.zeros(0))
    choices: Mapping[int, Choice] = field(default_factory=dict)
    objective: float = 0.0
    bound: float = 0.0
    seconds: float = 0.0
    slack: Mapping[str, tuple[int, float]] = field(default_factory=dict)
