"""The mixed-integer program: unknowns by day and kind, rows by rule, and its solution."""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np

from trainkit.models.athlete import Thresholds
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._season import SeasonWeek, longest_before_race
from trainkit.planning._solver.choices import Choice, fixed_amount
from trainkit.planning._solver.easy_days import KINDS, Kind, easy_kinds
from trainkit.planning._solver.growth import longest_runs, reference_week, week_handicaps
from trainkit.planning._solver.hard_sessions import hard_sessions_on
from trainkit.planning._solver.ladder_sessions import easy_choices_on, uses_ladders
from trainkit.planning._solver.milp import BIG_M, Milp, MilpResult
from trainkit.planning._solver.solution import KEPT, Solution, read_solution
from trainkit.planning._solver.weekdays import is_beside_long
from trainkit.ports.rule import Expression, LimitsMinutes, Quantity, Schedule
from trainkit.rules import HALF_MINUTE

__all__ = ["STRUCTURE", "Program"]

STRUCTURE = "kinds"
"""The name of the rows that tie a day's unknowns together; no rule of training."""

_OF_DAYS = {"chosen", "minutes"}  # unknowns of a day; all others belong to rules and prices
_EASIER = ("recovery", "easy")
_EVEN_MIN, _BESIDE = 5.0, -0.1  # lengths should be multiples of [min]; price of each minute off
_ROUNDED_GAP, _RELAXED_GAP = 1e-3, 5e-3
_LEAST_CHANGE_S = 5.0
_SHORTEST_LONG, _SHORTEST_LONG_MIN = 0.5, 40.0  # of the season's, where a ladder shortens it


class Program:
    """A problem as a linear model, to which rules and prices add rows.

    Parameters
    ----------
    problem : PlanningProblem
        What to plan.
    kept : mapping of int to Choice
        Existing sessions: each of these days may stay as it is.
    shorter : mapping of int to float
        Days whose run is to be no longer than this, however long the season's is [m].
    """

    def __init__(
        self,
        problem: PlanningProblem,
        *,
        kept: Mapping[int, Choice] | None = None,
        shorter: Mapping[int, float] | None = None,
    ) -> None:
        self.problem = problem
        self._kept = kept or {}
        self._shorter = shorter or {}
        self.choices: dict[int, dict[str, Choice]] = {}
        schedule = problem.schedule
        self._kinds: dict[tuple[Thresholds, SeasonWeek, bool], dict[str, Kind]] = {}
        self.free = problem.open_days
        self._free = frozenset(self.free)
        self._names: dict[tuple[str, int, str], int] = {}
        self._owners: dict[int, tuple[str, int, str]] = {}
        self._week: list[int] = schedule.week.tolist()
        self._limits: dict[int, list[tuple[Mapping[int, float], float]]] = {}
        self._handicaps = week_handicaps(problem)
        self._longest = longest_runs(problem, self._handicaps)
        self._shortening = [rule for rule in problem.rules if isinstance(rule, LimitsMinutes)]
        self._milp = Milp()
        self._switches: dict[str, dict[int, int]] = {}
        self._cache: dict[tuple[Quantity, int], Expression] = {}
        for day in self.free:
            self._day(day)

    @property
    def schedule(self) -> Schedule:
        """See `LinearModel`."""
        return self.problem.schedule

    def kinds(self, day: int) -> dict[str, Kind]:
        """Describe the kinds of a day with the thresholds in force."""
        problem = self.problem
        date: dt.date = self.schedule.dates[day].item()
        week = problem.season_week(day)
        beside = is_beside_long(problem, date)
        key = (problem.athlete.at(date, problem.sport), week, beside)
        if key not in self._kinds:
            self._kinds[key] = easy_kinds(problem, week, date, beside_long=beside)
        return self._kinds[key]

    def of(self, quantity: Quantity, *days: int) -> Expression:
        """See `LinearModel`."""
        return Expression.sum(self._of_day(quantity, day) for day in days)

    def reference(self, week: int, *, back: int = 4) -> range:
        """See `LinearModel`."""
        return reference_week(self.problem, self._handicaps, week, back)

    def at_most(self, rule: str, expression: Expression, limit: float) -> None:
        """See `LinearModel`."""
        self._milp.row(rule, expression, limit)
        owners = [self._owners[name] for name in expression.terms]
        weeks = {self._week[day] for what, day, _ in owners if what in _OF_DAYS}
        of_days = all(what in _OF_DAYS for what, _, _ in owners)
        if of_days and len(weeks) == 1 and min(expression.terms.values()) > 0:
            # A limit on days of one week bounds later expressions of that week: tighter big Ms.
            known = (expression.terms, max(limit - expression.constant, 0.0))
            self._limits.setdefault(weeks.pop(), []).append(known)

    def soft_at_most(
        self, rule: str, expression: Expression, limit: float, *, price: float
    ) -> None:
        """See `LinearModel`."""
        # A bounded unknown keeps the relaxation tight.
        most = max(self._reach(expression) - limit, 0.0)
        over = self.unknown("over " + rule, len(self._names), most)
        self._milp.row(rule, expression - over, limit)
        self.reward(over * -price)

    def one_of(
        self,
        rule: str,
        first: Expression,
        then: Expression,
        *,
        switch: int,
        most: float = math.inf,
    ) -> None:
        """See `LinearModel`."""
        switches = self._switches.setdefault(rule, {})
        if switch not in switches:
            name = self._unknown(("switch " + rule, switch, ""), 1.0, integer=True)
            # Monotone switches: one binary a week, and far fewer branches than free ones.
            for before in list(switches.values())[-1:]:
                self._milp.row(rule, Expression({before: 1.0, name: -1.0}), 0.0)
            switches[switch] = name
        late = switches[switch]
        # Big M: where one of them holds, the other cannot exceed it by more than their difference.
        far = min(self._reach(first), self._reach(first - then), most)
        near = min(self._reach(then), self._reach(then - first))
        self._milp.row(rule, first - Expression({late: far}), 0.0)
        self._milp.row(rule, then + Expression({late: near}), near)

    def excess(self, name: str, at: int, /, expression: Expression, limit: float) -> Expression:
        """See `Quantities`: an unknown that is at least the excess."""
        over = self.unknown("over " + name, at, max(self._reach(expression) - limit, 0.0))
        self.at_most(name, expression - over, limit)
        return over

    def reward(self, expression: Expression) -> None:
        """Add to what is maximised."""
        self._milp.reward(expression)

    def has_kind(self, day: int, kind: str) -> Expression:
        """Return 1 where a day is of a kind; nothing for a day that is not open."""
        name = self._names.get(("chosen", day, kind))
        return Expression() if name is None else Expression({name: 1.0})

    def group(self, day: int, group: str) -> Expression:
        """Return 1 where a day has a hard session of a group."""
        return Expression(
            {
                self._names["chosen", day, name]: 1.0
                for name, choice in self.choices.get(day, {}).items()
                if choice.group == group
            }
        )

    def unknown(self, name: str, day: int, upper: float) -> Expression:
        """Add an unknown from 0 to `upper`."""
        return Expression({self._unknown((name, day, ""), upper): 1.0})

    def solve(self, *, gap: float, seconds: float) -> Solution:
        """Search until the gap is small enough or the time is over."""
        return self._solution(self._milp.maximize(gap=gap, seconds=seconds))

    def least_relaxation(self) -> dict[str, float]:
        """Return by how much each rule must give way at the least, in its own unit."""
        return self._milp.least_relaxation(STRUCTURE, seconds=_LEAST_CHANGE_S)

    def solve_within(
        self, allowed: Mapping[int, frozenset[str]], *, gap: float, seconds: float
    ) -> Solution:
        """Search among plans whose days have only some kinds, ``"hard"`` for any hard session."""
        none = {}
        for (what, day, kind), name in self._names.items():
            limited = what == "chosen" and day in allowed
            if limited and self._group_of(day, kind) not in allowed[day]:
                # Bounds instead of rows: the matrix stays the same for every search.
                none[name] = (0.0, 0.0)
        return self._solution(self._milp.maximize(gap=gap, seconds=seconds, within=none))

    def solve_rounded(
        self, solution: Solution, *, step: float, reach: float, seconds: float
    ) -> Solution:
        """Keep a solution's kinds, and search near its lengths for multiples of a step."""
        within = {
            # The kinds are fixed, so only lengths are left to search.
            name: (float(solution.kind[day] == kind),) * 2
            for (what, day, kind), name in self._names.items()
            if what == "chosen"
        }
        steps = {}
        for day in self._free:
            kind = solution.kind[day]
            if kind in KINDS:
                name = self._names["minutes", day, kind]
                wanted, (least, _) = solution.minutes[day], self.kinds(day)[kind].minutes
                most = self._milp.upper(name)
                # A ladder may have shortened a long session below its usual least.
                least = min(least, wanted, np.floor(self._longest_min(day, kind)))
                within[name] = (max(least, wanted - reach), min(most, wanted + reach))
                steps[name] = step
        odd = self._prefer_even(steps)
        result = self._milp.maximize(gap=_ROUNDED_GAP, seconds=seconds, within=within, steps=steps)
        rounded = self._solution(result)
        if rounded.status != "solved":
            return rounded
        # The price of odd lengths guides the rounding and is no part of the plan's value.
        price = sum(_BESIDE * float(result.x[name]) for name in odd)
        return replace(rounded, objective=rounded.objective - price)

    def _longest_min(self, day: int, kind: str) -> float:
        metres = self.kinds(day)[kind].metres
        return self._shorter.get(day, math.inf) / metres if metres else math.inf

    def solve_relaxed(self, solution: Solution, *, step: float, seconds: float) -> Solution:
        """Search for whole lengths of easier days, or of other sizes of the hard sessions."""
        within, steps = {}, {}
        for (what, day, kind), name in self._names.items():
            own = solution.kind[day] if what in _OF_DAYS else None
            hard = own is not None and own not in KINDS and kind not in KINDS
            easier = {own, *_EASIER, *(("long",) if own == KEPT else ())}
            if what == "chosen" and (own is None or not (hard or kind in easier)):
                within[name] = (0.0, 0.0)
            elif what == "minutes":
                steps[name] = step
        result = self._milp.maximize(gap=_RELAXED_GAP, seconds=seconds, within=within, steps=steps)
        return self._solution(result)

    def bound(self, *, seconds: float) -> float:
        """Bound the value of every plan from above, as tightly as the time allows."""
        return self._milp.bound(seconds=seconds)

    def _group_of(self, day: int, kind: str) -> str:
        """Return the kind of an unknown, ``"hard"`` for any hard session."""
        if kind in {*KINDS, KEPT}:
            return kind
        choice = self.choices[day][kind]
        if choice.kind in KINDS:
            return choice.kind
        return "easy" if choice.easy else "hard"

    def _prefer_even(self, names: Iterable[int]) -> list[int]:
        """Put a small price on the minutes beside a multiple of five, and name those unknowns."""
        priced = []
        for name in names:
            fives = self._unknown(("fives", name, ""), 100.0, integer=True)
            beside = self._unknown(("beside", name, ""), BIG_M)
            off = Expression({name: 1.0, fives: -_EVEN_MIN})
            self._milp.row("even", off - Expression({beside: 1.0}), 0.0)
            self._milp.row("even", off * -1.0 - Expression({beside: 1.0}), 0.0)
            self.reward(Expression({beside: _BESIDE}))
            priced.append(beside)
        return priced

    def _reach(self, expression: Expression) -> float:
        """Bound an expression from above: a day has one kind, a week its limits."""
        weeks: dict[int, dict[int, float]] = {}
        rest: dict[int, float] = {}
        for name, factor in expression.terms.items():
            what, day, _ = self._owners[name]
            if what in _OF_DAYS:
                weeks.setdefault(self._week[day], {})[name] = factor
            else:
                rest[name] = factor
        most = sum(self._reach_of_week(week, terms) for week, terms in weeks.items())
        return self._milp.reach(Expression(rest, expression.constant + most))

    def _reach_of_week(self, week: int, terms: Mapping[int, float]) -> float:
        days: dict[int, dict[str, float]] = {}
        for name, factor in terms.items():
            _, day, kind = self._owners[name]
            kinds = days.setdefault(day, {})
            kinds[kind] = kinds.get(kind, 0.0) + factor * self._milp.upper(name)
        most = sum(max(0.0, *kinds.values()) for kinds in days.values())
        for limited, limit in self._limits.get(week, ()):
            if terms.keys() <= limited.keys():
                # The limit holds for a weighted sum: scale it by the least favourable weight.
                rate = max(factor / limited[name] for name, factor in terms.items())
                most = min(most, max(rate, 0.0) * limit)
        return most

    def _solution(self, result: MilpResult) -> Solution:
        size = self.schedule.load.size
        return read_solution(result, self._names, self.choices, size, self._milp.slack)

    def _day(self, day: int) -> None:
        """Add the unknowns of a day, and the rows that tie them together."""
        # Hard sessions are discrete choices: their structure does not scale with minutes.
        listed = [*easy_choices_on(self.problem, day), *hard_sessions_on(self.problem, day)]
        # A long run at race pace takes the place of the even one.
        without = {choice.group for choice in listed} & {"long"}
        if day in self._kept:
            listed = [*listed, self._kept[day]]
        self.choices[day] = {choice.name: choice for choice in listed}
        one_of = self._add_kinds(day, without)
        for choice in listed:
            one_of[self._unknown(("chosen", day, choice.name), 1.0, integer=True)] = 1.0
        self._milp.row(STRUCTURE, Expression(one_of), 1.0)

    def _add_kinds(self, day: int, without: Collection[str]) -> dict[int, float]:
        """Add the unknowns of a day's sessions by minutes, and return those that choose one."""
        chosen_of: dict[int, float] = {}
        if uses_ladders(self.problem, day):
            return chosen_of
        date: dt.date = self.schedule.dates[day].item()
        room = min(
            self.problem.availability.on(date), longest_before_race(self.problem.goals, date)
        )
        ladders = min((rule.longest_min(date) for rule in self._shortening), default=math.inf)
        longest_m = self._longest[self._week[day] - self._week[self.schedule.first]]
        for name, kind in self.kinds(day).items():
            least, most = kind.minutes
            limit = ladders
            if kind.metres:
                most = min(most, longest_m / kind.metres)
                limit = min(limit, self._longest_min(day, name))
            # Whole minutes, so that rounding does not lose the last one; the rows allow as much.
            most = np.floor(min(most, room + HALF_MINUTE))
            if name == "long" and limit < least:
                # On the way back, and after shorter ones, a long session is a shorter one.
                shortest = max(_SHORTEST_LONG * kind.minutes[1], _SHORTEST_LONG_MIN)
                least = max(shortest, min(least, np.floor(limit)))
            elif name != "long":
                # Days with little time, and steps back, have rides that are shorter than usual.
                least = min(least, max(kind.shortest, np.floor(min(limit, most))))
            if most < least or name in without:
                continue
            chosen = self._unknown(("chosen", day, name), 1.0, integer=True)
            minutes = self._unknown(("minutes", day, name), most)
            self._milp.row(STRUCTURE, Expression({minutes: 1.0, chosen: -most}), 0.0)
            self._milp.row(STRUCTURE, Expression({minutes: -1.0, chosen: least}), 0.0)
            chosen_of[chosen] = 1.0
        return chosen_of

    def _of_day(self, quantity: Quantity, day: int) -> Expression:
        key = (quantity, day)
        if key not in self._cache:
            self._cache[key] = self._measure(quantity, day)
        return self._cache[key]

    def _measure(self, quantity: Quantity, day: int) -> Expression:
        if day < 0:
            return Expression()
        if day not in self._free:
            return Expression({}, fixed_amount(self.schedule, quantity, day))
        terms = {
            self._names["chosen", day, name]: choice.amounts[quantity]
            for name, choice in self.choices[day].items()
            if choice.amounts[quantity]
        }
        counted = {
            "trained": KINDS,
            "busy": ("easy", "long"),
            "hard": ("long",),
            "long": ("long",),
            "quality": (),
        }
        # Days are counted by their binaries, amounts are measured by their minutes.
        what = "chosen" if quantity in counted else "minutes"
        for name, kind in self.kinds(day).items():
            rates = {
                "minutes": 1.0,
                "long_m": kind.metres if name == "long" else 0.0,
                "run_m": kind.metres,
                "load": kind.load,
            }
            rate = rates.get(quantity, 0.0)
            rate = float(name in counted[quantity]) if quantity in counted else rate
            if rate and (what, day, name) in self._names:
                terms[self._names[what, day, name]] = rate
        return Expression(terms)

    def _unknown(self, name: tuple[str, int, str], upper: float, *, integer: bool = False) -> int:
        self._names[name] = self._milp.unknown(upper, integer=integer)
        self._owners[self._names[name]] = name
        return self._names[name]
