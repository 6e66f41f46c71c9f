"""A linear model small enough to search at random: the unknowns are the quantities of each day."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit.plugins.conformance._schedules import (
    QUANTITIES,
    REST,
    Session,
    draw_session,
    open_days,
)
from trainkit.ports import Expression, Quantity, Schedule

__all__ = ["RandomModel"]

_TOLERANCE = 1e-9
_REPAIRS = 500  # changes of a day on the way to a plan that satisfies the rows
_FILLS = 100  # changes that then bring the plan up to its limits
_REST_LOAD, _LIGHT_LOAD = 10.0, 25.0
_HARD = 3  # the place of "hard" among the efforts

_Row = tuple[Expression, float]


class RandomModel:
    """Collects the rows of a rule, and draws plans that satisfy them.

    Parameters
    ----------
    schedule : Schedule
        Past and planned days, with races and fixed sessions.
    random : Generator
        Draws the sessions, and the week that `reference` returns.
    """

    def __init__(self, schedule: Schedule, random: np.random.Generator) -> None:
        self._schedule, self._random = schedule, random
        self.open_days = open_days(schedule)
        self._unknowns = {at: place * len(QUANTITIES) for place, at in enumerate(self.open_days)}
        self._references: dict[tuple[int, int], range] = {}
        self._rows: list[_Row] = []
        self._alternatives: dict[str, list[tuple[int, _Row, _Row]]] = {}

    @property
    def schedule(self) -> Schedule:
        """See `LinearModel`."""
        return self._schedule

    def of(self, quantity: Quantity, *days: int) -> Expression:
        """See `LinearModel`."""
        terms: dict[int, float] = {}
        constant = 0.0
        column = QUANTITIES.index(quantity)
        for at in days:
            if at in self._unknowns:
                unknown = self._unknowns[at] + column
                terms[unknown] = terms.get(unknown, 0.0) + 1.0
            elif at >= 0:
                constant += _scheduled_amount(self._schedule, quantity, at)
        return Expression(terms, constant)

    def reference(self, week: int, *, back: int = 4) -> range:
        """See `LinearModel`; any of the planned weeks, since a rule must hold whichever it is."""
        if (week, back) not in self._references:
            weeks = self._schedule.week
            begun = int(weeks[self._schedule.first])
            earlier = range(max(week - back, begun), week)
            days = range(0)
            if earlier:
                chosen = np.flatnonzero(weeks == int(self._random.choice(earlier)))
                days = range(max(int(chosen[0]), self._schedule.first), int(chosen[-1]) + 1)
            self._references[week, back] = days
        return self._references[week, back]

    def at_most(self, rule: str, expression: Expression, limit: float) -> None:  # noqa: ARG002
        """See `LinearModel`."""
        self._rows.append((expression, limit))

    def soft_at_most(
        self, rule: str, expression: Expression, limit: float, *, price: float
    ) -> None:
        """See `LinearModel`; a soft row forbids nothing."""

    def one_of(
        self,
        rule: str,
        first: Expression,
        then: Expression,
        *,
        switch: int,
        most: float = math.inf,  # noqa: ARG002  makes a search faster, and forbids nothing
    ) -> None:
        """See `LinearModel`."""
        self._alternatives.setdefault(rule, []).append((switch, (first, 0.0), (then, 0.0)))

    def draw_plans(self) -> list[dict[int, Session]]:
        """Draw a plan that satisfies the rows, and one that comes up to its limits; or none.

        A plan has at most one long session a week, as trainkit's plans do.
        """
        excess = _Excess(self._rows, self._alternatives, len(self._unknowns) * len(QUANTITIES))
        plan = dict.fromkeys(self.open_days, REST)
        for at in plan:
            plan[at] = self._draw(plan, at)
        values = self._values(plan)
        current = excess(values)
        for _ in range(_REPAIRS):
            if current <= _TOLERANCE:
                break
            at, session, changed = self._change(plan, values)
            after = excess(changed)
            if after <= current:
                plan[at], values, current = session, changed, after
        if current > _TOLERANCE:
            return []
        plans = [dict(plan)]
        for _ in range(_FILLS if plan else 0):
            at, session, changed = self._change(plan, values)
            heavier = session.amount("load") > plan[at].amount("load")
            if heavier and excess(changed) <= _TOLERANCE:
                plan[at], values = session, changed
        return [*plans, plan]

    def _change(
        self, plan: Mapping[int, Session], values: FloatArray
    ) -> tuple[int, Session, FloatArray]:
        at = int(self._random.choice(self.open_days))
        session = self._draw(plan, at)
        changed = values.copy()
        changed[self._unknowns[at] : self._unknowns[at] + len(QUANTITIES)] = session.amounts
        return at, session, changed

    def _draw(self, plan: Mapping[int, Session], at: int) -> Session:
        week = self._schedule.week
        others = (plan[day] for day in plan if day != at and week[day] == week[at])
        return draw_session(
            self._random, long=not any(session.amount("long") for session in others)
        )

    def _values(self, plan: Mapping[int, Session]) -> FloatArray:
        if not plan:
            return np.zeros(0)
        return np.concatenate([plan[at].amounts for at in self.open_days])


class _Excess:
    """By how much a plan exceeds its rows in all; 0 where it satisfies them."""

    def __init__(
        self,
        rows: Sequence[_Row],
        alternatives: Mapping[str, Sequence[tuple[int, _Row, _Row]]],
        unknowns: int,
    ) -> None:
        self._rows = _matrix(rows, unknowns)
        self._alternatives = []
        for listed in alternatives.values():
            switches = list(dict.fromkeys(switch for switch, _, _ in listed))
            places = np.array([switches.index(switch) for switch, _, _ in listed])
            first = _matrix([row for _, row, _ in listed], unknowns)
            then = _matrix([row for _, _, row in listed], unknowns)
            self._alternatives.append((places, first, then))

    def __call__(self, values: FloatArray) -> float:
        total = float(_excess(self._rows, values).sum())
        for places, first, then in self._alternatives:
            before = np.bincount(places, _excess(first, values))
            after = np.bincount(places, _excess(then, values))
            # The switches up to some place keep `first`, the later ones `then`.
            firsts = np.concatenate([[0.0], np.cumsum(before)])
            thens = np.concatenate([[0.0], np.cumsum(after)])
            total += float((firsts + thens[-1] - thens).min())
        return total


def _matrix(rows: Sequence[_Row], unknowns: int) -> tuple[FloatArray, FloatArray]:
    matrix, limits = np.zeros((len(rows), unknowns)), np.zeros(len(rows))
    for place, (expression, limit) in enumerate(rows):
        for unknown, factor in expression.terms.items():
            matrix[place, unknown] = factor
        limits[place] = limit - expression.constant
    return matrix, limits


def _excess(rows: tuple[FloatArray, FloatArray], values: FloatArray) -> FloatArray:
    matrix, limits = rows
    return np.maximum(matrix @ values - limits, 0.0)


def _scheduled_amount(schedule: Schedule, quantity: Quantity, at: int) -> float:
    """Return what a past day, a race or a fixed session has of a quantity."""
    load = float(np.nan_to_num(schedule.load[at]))
    table: Mapping[str, float] = {
        "load": load,
        "minutes": float(schedule.minutes[at]),
        "run_m": float(np.nan_to_num(schedule.run_m[at])),
        "trained": float(load > _REST_LOAD),
        "busy": float(load > _LIGHT_LOAD),
        "hard": float(schedule.hard[at]),
        "quality": float(schedule.effort[at] == _HARD),
        **{name: float(column[at]) for name, column in schedule.work.items()},
    }
    return table.get(quantity, 0.0)  # long sessions count where the plan chooses them
