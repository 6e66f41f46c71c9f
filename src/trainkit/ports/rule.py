"""A training rule: defined once, judged in any plan."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.plan import Violation

__all__ = ["Rule", "Schedule"]


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Days that were trained and days that are planned, one value a day, shape (days,).

    Parameters
    ----------
    dates : array of datetime64[D]
        Days without a gap.
    first : int
        Where the plan begins; the days before it happened and break no rule any more.
    load : array
        An hour at threshold is 100 [1]; NaN where unknown, which only the past may be.
    effort : array of int
        The hardest session's place in `INTENSITIES`: 0 rest, 1 easy, 2 moderate, 3 hard.
    run_m : array
        The longest run [m]; NaN where it is not known.
    score : array
        Recovery scores [percent]; NaN where there is none.
    races : array of bool
        Days of races, today's and those to come: shape (days,) or longer.
    """

    dates: NDArray[np.datetime64]
    first: int
    load: FloatArray
    effort: NDArray[np.int8]
    run_m: FloatArray
    score: FloatArray
    races: NDArray[np.bool_]


class Rule(Protocol):
    """One rule with a name and a reason; neither a day of rest nor a race ever breaks it."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def reason(self) -> str:
        """Why it exists, with its source."""

    def violations(self, schedule: Schedule) -> list[Violation]:
        """List the planned days that break it."""
