"""What a search of the program returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from trainkit._array import FloatArray
from trainkit.planning._solver.choices import Choice
from trainkit.planning._solver.easy_days import KINDS
from trainkit.planning._solver.milp import MilpResult

__all__ = ["KEPT", "Solution", "read_solution"]

KEPT = "kept"
"""The kind of a day that stays as it is."""

_CHOSEN = 0.5  # from which a binary counts as one


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


def read_solution(
    result: MilpResult,
    names: Mapping[tuple[str, int, str], int],
    choices: Mapping[int, Mapping[str, Choice]],
    size: int,
    slack: Callable[[FloatArray], dict[str, tuple[int, float]]],
) -> Solution:
    """Read each day's session from the solver's answer.

    Parameters
    ----------
    result : MilpResult
        The answer.
    names : mapping
        The place of each unknown in it, by what, day and kind.
    choices : mapping of int to mapping
        The sessions that a day may have beside those by minutes.
    size : int
        Days of the schedule.
    slack : callable
        The rows and the slack of each rule, from the values of the unknowns.

    Returns
    -------
    Solution
        With the result's status.
    """
    if result.status != "solved":
        return Solution(result.status, seconds=result.seconds)
    kinds: list[str | None] = [None] * size
    minutes = np.zeros(size)
    for (what, day, kind), name in names.items():
        # Binaries come back as floats.
        if what == "chosen" and result.x[name] > _CHOSEN:
            kinds[day] = kind
            if kind in KINDS:
                minutes[day] = result.x[names["minutes", day, kind]]
    chosen = {
        day: choices[day][kind]
        for day, kind in enumerate(kinds)
        if kind is not None and kind not in KINDS
    }
    return Solution(
        "solved",
        tuple(kinds),
        minutes,
        chosen,
        result.objective,
        result.bound,
        result.seconds,
        slack(result.x),
    )
