"""The port of a training rule: defined once, used by the solver and by the checker of any plan.

A rule needs `name`, `reason`, `violations` and `rows`. The small protocols below it are optional:
a rule that implements one is used in one more place.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models.plan import Violation

__all__ = [
    "CountsRuns",
    "Expression",
    "LightensWeeks",
    "LimitsLoad",
    "LimitsMinutes",
    "LimitsRuns",
    "LinearModel",
    "Priced",
    "Quantity",
    "Rule",
    "Schedule",
]

Quantity = Literal[
    "load",
    "minutes",
    "run_m",
    "long_m",
    "threshold",
    "intervals",
    "repetitions",
    "trained",
    "busy",
    "hard",
    "quality",
    "long",
]
"""A quantity of a day that a plan decides: see `LinearModel.of`."""


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Past and planned days, one value a day, shape (days,).

    Parameters
    ----------
    dates : array of datetime64[D]
        Days without a gap.
    first : int
        Place of the first planned day; the days before it are over and break no rule any more.
    load : array
        An hour at threshold is 100 [1]; NaN where unknown, which only the past may be.
    effort : array of int
        The hardest session's place in `INTENSITIES`: 0 rest, 1 easy, 2 moderate, 3 hard.
    run_m : array
        The longest run [m]; NaN where it is not known.
    score : array
        Recovery scores [percent]; NaN where there is none.
    races : array of bool
        Days of races, today's and later ones: shape (days,) or longer.
    hard : array of bool
        Days that count as hard for spacing: hard sessions and, in a plan, long ones.
    minutes : array
        Time trained, without races [min].
    work : mapping of str to array
        Minutes at ``"threshold"``, ``"intervals"`` and ``"repetitions"`` [min].
    """

    dates: NDArray[np.datetime64]
    first: int
    load: FloatArray
    effort: NDArray[np.int8]
    run_m: FloatArray
    score: FloatArray
    races: NDArray[np.bool_]
    hard: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    minutes: FloatArray = field(default_factory=lambda: np.zeros(0))
    work: Mapping[str, FloatArray] = field(default_factory=dict)

    @property
    def week(self) -> NDArray[np.intp]:
        """Return the number of each day's week from Monday to Sunday, from 0."""
        days = self.dates.astype("datetime64[D]").astype(int) + 3  # 1970-01-01 was a Thursday
        return np.asarray(days // 7 - days[0] // 7, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Expression:
    """A linear expression: unknowns times numbers, plus a constant."""

    terms: Mapping[int, float] = field(default_factory=dict)
    constant: float = 0.0

    def __add__(self, other: "Expression") -> "Expression":
        return Expression.sum((self, other))

    def __sub__(self, other: "Expression") -> "Expression":
        return self + other * -1.0

    @classmethod
    def sum(cls, parts: Iterable["Expression"]) -> "Expression":
        """Add up many expressions."""
        terms: dict[int, float] = {}
        constant = 0.0
        for part in parts:
            constant += part.constant
            for name, factor in part.terms.items():
                terms[name] = terms.get(name, 0.0) + factor
        return cls(terms, constant)

    def __mul__(self, factor: float) -> "Expression":
        return Expression({k: v * factor for k, v in self.terms.items()}, self.constant * factor)


class LinearModel(Protocol):
    """The solver's model as a rule sees it: days as in a schedule, with the past as constants."""

    @property
    def schedule(self) -> Schedule:
        """The days; planned days hold only races and fixed sessions yet."""

    def of(self, quantity: Quantity, *days: int) -> Expression:
        """Sum a quantity over days.

        Load; minutes; running distance and that of long runs [m]; minutes at threshold, in
        intervals and in repetitions; and the number of days that are trained, busy (more than a
        light session), hard, of quality (hard by intensity), or long.
        """

    def reference(self, week: int, *, back: int = 4) -> range:
        """Return the days of the planned week, of `back` before `week`, that can hold most."""

    def at_most(self, rule: str, expression: Expression, limit: float) -> None:
        """Keep an expression at or below a limit."""

    def soft_at_most(
        self, rule: str, expression: Expression, limit: float, *, price: float
    ) -> None:
        """Let an expression exceed a limit at a `price` for each unit."""

    def one_of(
        self, rule: str, first: Expression, then: Expression, *, switch: int, most: float = math.inf
    ) -> None:
        """Keep one of two expressions at or below zero, the same one for all rows of a switch.

        Switches of a rule are numbered in order of time: once `then` is used, it is used to the
        end. `most` bounds `first` from above; the tighter, the faster the search.
        """


class Rule(Protocol):
    """A training rule; neither a day of rest nor a race ever breaks it."""

    @property
    def name(self) -> str:
        """Its identifier, unique among the rules of a plan."""

    @property
    def reason(self) -> str:
        """Why it exists, with its source."""

    def violations(self, schedule: Schedule) -> list[Violation]:
        """List the planned days that break it."""

    def rows(self, model: LinearModel) -> None:
        """Add rows to the solver's model so that no plan it finds breaks the rule."""


@runtime_checkable
class Priced(Protocol):
    """A rule with soft violations: what a plan pays for them.

    A plan pays `price` for each unit by which a soft violation's value misses its limit. The same
    unit and price go to `LinearModel.soft_at_most`, so that solver and checker agree.
    """

    @property
    def price(self) -> float:
        """Performance points for each unit."""


@runtime_checkable
class LimitsLoad(Protocol):
    """A rule that limits the load of a single day: recovery asks how much room is left."""

    def room(self, schedule: Schedule, at: int) -> float:
        """Return the largest load that a day may have, with all other days as they are [1]."""


@runtime_checkable
class LimitsMinutes(Protocol):
    """A rule that limits the length of a day's session: a shorter one may be allowed."""

    def longest_min(self, day: dt.date) -> float:
        """Return the longest session that a day may have [min]; infinite without a limit."""


@runtime_checkable
class LimitsRuns(Protocol):
    """A rule that limits how far one run may go: the solver bounds its unknowns by it."""

    @property
    def weeks(self) -> int:
        """How many weeks back an earlier run counts."""

    def longest_m(self, schedule: Schedule, earlier_m: float) -> float:
        """Return the longest allowed run [m], after the schedule's past and an earlier long run."""


@runtime_checkable
class LightensWeeks(Protocol):
    """A rule that makes some weeks lighter: later weeks are not compared with those."""

    def lighter(self, place: int) -> bool:
        """Whether the full week at this place, from 0, is to be a lighter one."""


@runtime_checkable
class CountsRuns(Protocol):
    """A rule whose limit depends on how many runs a week has."""

    def with_counts(self, counts: Mapping[int, int]) -> Self:
        """Return the rule for weeks whose number of runs is known, by `Schedule.week`."""
