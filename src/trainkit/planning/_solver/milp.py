"""A mixed-integer program: unknowns from zero up, rows with a rule each, and what to maximise."""

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from trainkit._array import FloatArray
from trainkit.ports.rule import Expression

__all__ = ["BIG_M", "Milp", "MilpResult"]

BIG_M = 20_000.0
"""Larger than any sum over a plan."""

_HEARD_S = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class MilpResult:
    """The result of a search.

    Parameters
    ----------
    status : {"solved", "infeasible", "unknown"}
        Whether there is a solution.
    x : array
        The unknowns.
    objective, bound : float
        The value of the solution, and a bound that no solution exceeds.
    seconds : float
        Time of the search [s].
    """

    status: Literal["solved", "infeasible", "unknown"]
    x: FloatArray = field(default_factory=lambda: np.zeros(0))
    objective: float = 0.0
    bound: float = 0.0
    seconds: float = 0.0


class Milp:
    """Unknowns, rows and a value to maximise, solved by HiGHS."""

    def __init__(self) -> None:
        self._integer: list[bool] = []
        self._upper: list[float] = []
        self._rows: list[tuple[str, Expression, float]] = []
        self._value: dict[int, float] = {}
        self._constant = 0.0

    def unknown(self, upper: float, *, integer: bool = False) -> int:
        """Add an unknown from 0 to `upper`, and return its number."""
        self._integer.append(integer)
        self._upper.append(upper)
        return len(self._upper) - 1

    def row(self, rule: str, expression: Expression, limit: float) -> None:
        """Keep an expression at or below a limit."""
        self._rows.append((rule, expression, limit))

    def reward(self, expression: Expression) -> None:
        """Add to what is maximised."""
        self._constant += expression.constant
        for name, factor in expression.terms.items():
            self._value[name] = self._value.get(name, 0.0) + factor

    def upper(self, name: int) -> float:
        """Return the upper bound of an unknown."""
        return self._upper[name]

    def reach(self, expression: Expression) -> float:
        """Return an upper bound of an expression, from those of its unknowns."""
        most = expression.constant + sum(
            max(factor * self._upper[name], 0.0) for name, factor in expression.terms.items()
        )
        return min(max(most, 0.0), BIG_M)

    def maximize(
        self,
        *,
        gap: float,
        seconds: float,
        within: Mapping[int, tuple[float, float]] = MappingProxyType({}),
        steps: Mapping[int, float] = MappingProxyType({}),
    ) -> MilpResult:
        """Search for the greatest value until the gap is small enough or the time is over.

        `within` bounds unknowns by two values; `steps` makes them multiples of a step.
        """
        if not self._upper:
            # HiGHS refuses a program without columns.
            return self._without_unknowns()
        cost = np.zeros(len(self._upper))
        for name, factor in self._value.items():
            cost[name] -= factor
        return self._solve(cost, gap, seconds, within, steps)

    def bound(self, *, seconds: float) -> float:
        """Bound the value from above by the relaxation, tightened as long as there is time."""
        from scipy.optimize import Bounds, LinearConstraint

        if not self._upper:
            return self._constant
        cost = np.zeros(len(self._upper))
        for name, factor in self._value.items():
            cost[name] -= factor
        matrix, limits = self._matrix()
        rows = LinearConstraint(matrix, -np.inf, limits)
        whole = np.array(self._integer, dtype=int)
        # Branch and bound may end without a bound; the linear relaxation always has one.
        for integrality in (whole, np.zeros_like(whole)):
            answer = _solve_beside(
                cost,
                constraints=rows,
                integrality=integrality,
                bounds=Bounds(np.zeros(len(self._upper)), np.array(self._upper)),
                options={"mip_rel_gap": 1e-3, "time_limit": seconds},
            )
            # The value of a linear program that ran out of time is no bound.
            solved = answer.fun if answer.status == 0 else None
            least = answer.mip_dual_bound if integrality.any() else solved
            if least is not None and np.isfinite(least):
                return self._constant - float(least)
        return self._constant + sum(
            max(factor * self._upper[name], 0.0) for name, factor in self._value.items()
        )

    def minimize_sum(self, names: Sequence[int], *, seconds: float) -> MilpResult:
        """Minimise the sum of some unknowns, whatever the value."""
        cost = np.zeros(len(self._upper))
        cost[list(names)] = 1.0
        return self._solve(cost, 0.05, seconds, {}, {})

    def least_relaxation(self, never: str, *, seconds: float) -> dict[str, float]:
        """Relax every rule but one as little as possible, and return by how much."""
        amounts: dict[str, int] = {}
        rows, self._rows = self._rows, []
        for rule, expression, limit in rows:
            if rule == never:
                self.row(rule, expression, limit)
            else:
                # One unknown for a rule, added to the right side of all its rows.
                if rule not in amounts:
                    amounts[rule] = self.unknown(BIG_M)
                self.row(rule, expression - Expression({amounts[rule]: 1.0}), limit)
        result = self.minimize_sum(list(amounts.values()), seconds=seconds)
        self._rows = rows
        if result.status != "solved":
            return {}
        return {rule: float(result.x[name]) for rule, name in amounts.items()}

    def slack(self, x: FloatArray) -> dict[str, tuple[int, float]]:
        """Return each rule's number of rows and least slack, as a share of the limit [1]."""
        matrix, limits = self._matrix()
        slack: dict[str, tuple[int, float]] = {}
        for (rule, _, _), left, limit in zip(self._rows, limits - matrix @ x, limits, strict=True):
            count, least = slack.get(rule, (0, np.inf))
            slack[rule] = (count + 1, min(least, float(left) / max(abs(float(limit)), 1.0)))
        return slack

    def _without_unknowns(self) -> MilpResult:
        """Check the rows of a program in which nothing is open."""
        broken = any(expression.constant > limit + 1e-9 for _, expression, limit in self._rows)
        status: Literal["solved", "infeasible"] = "infeasible" if broken else "solved"
        return MilpResult(status, objective=self._constant, bound=self._constant)

    def _solve(
        self,
        cost: FloatArray,
        gap: float,
        seconds: float,
        within: Mapping[int, tuple[float, float]],
        steps: Mapping[int, float],
    ) -> MilpResult:
        from scipy.optimize import Bounds, LinearConstraint

        started = time.perf_counter()
        matrix, limits = self._matrix()
        lower, upper = np.zeros(len(self._upper)), np.array(self._upper)
        for name, (least, most) in within.items():
            lower[name], upper[name] = least, most
        step = np.ones(len(self._upper))
        whole = np.array(self._integer, dtype=int)
        for name, size in steps.items():  # the solver counts in steps
            step[name], whole[name] = size, 1
        matrix.data = matrix.data * step[matrix.indices]
        answer = _solve_beside(
            cost * step,
            constraints=LinearConstraint(matrix, -np.inf, limits),
            integrality=whole,
            bounds=Bounds(np.ceil(lower / step) if steps else lower, upper / step),
            options={"mip_rel_gap": gap, "time_limit": seconds},
        )
        spent = time.perf_counter() - started
        # HiGHS minimises: the value is the constant less its cost.
        if answer.x is None:
            return MilpResult("infeasible" if answer.status == 2 else "unknown", seconds=spent)
        # Integers are within 1e-6 of a whole number.
        x = np.where(whole == 1, np.round(answer.x), answer.x) * step
        value = self._constant + sum(f * x[name] for name, f in self._value.items())
        # A program in which nothing is chosen is linear: its value is its bound.
        best = answer.mip_dual_bound if whole.any() else answer.fun
        bound = self._constant - float(best)
        return MilpResult("solved", x, value, bound, spent)

    def _matrix(self) -> tuple[Any, FloatArray]:
        from scipy.sparse import csr_array

        rows, columns, values, limits = [], [], [], []
        for at, (_, expression, limit) in enumerate(self._rows):
            rows += [at] * len(expression.terms)
            columns += list(expression.terms)
            values += list(expression.terms.values())
            limits.append(limit - expression.constant)
        shape = (len(self._rows), len(self._upper))
        # HiGHS counts in 32 bits, and an old scipy does not convert by itself.
        places = (np.array(rows, dtype=np.int32), np.array(columns, dtype=np.int32))
        return csr_array((np.array(values), places), shape=shape), np.array(limits)


def _solve_beside(cost: FloatArray, **arguments: Any) -> Any:
    """Solve a program in a thread, so that an interrupt is heard while the solver works.

    A solver whose caller was interrupted ends with its own time limit, which the interpreter awaits
    before it exits: the solver cannot be stopped from outside.
    """
    from scipy.optimize import milp

    answer: Future[Any] = Future()

    def work() -> None:
        try:
            answer.set_result(milp(cost, **arguments))
        except BaseException as error:  # noqa: BLE001  raised again where it was asked for
            answer.set_exception(error)

    solver = threading.Thread(target=work, name="trainkit-solver")
    solver.start()
    while solver.is_alive():
        solver.join(_HEARD_S)  # a wait without an end hears nothing on some systems
    return answer.result()
