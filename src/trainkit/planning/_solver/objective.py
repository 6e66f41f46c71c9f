"""The objective, written once: performance on race day, and what a coach values in a week.

`objective` is an expression over the quantities of days. The solver's program evaluates it to an
expression in its unknowns, which it maximises; the workouts of a plan evaluate it to a number. A
price changes here, and nowhere else.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from trainkit._array import FloatArray
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver.choices import amounts
from trainkit.planning._solver.weekdays import hard_days, long_day, spread_days
from trainkit.ports.rule import Expression, Priced, Quantity

__all__ = ["Quantities", "objective", "value_of", "values_by_phase", "weights"]

# All prices in performance points.
_LONG = 12.0  # for a week with its long session
_LONG_DAY = (
    24.0  # for having it on the usual day, where an earlier one would leave the race fresher
)
_QUALITY = 25.0  # for each hard session up to what the phase wants
_SURPLUS = -45.0  # for each hard session beyond that, on top of the reward
_FEW_SESSIONS = 4  # a week that has no more, or no more than usual, has them spread
_SHORT_MIN = 35.0  # of a session, by which a week's minutes tell how many it can have
_CROWDED = -9.0  # for each of them on another day than those as far apart as possible
_USUAL_DAY = 4.0  # for having one on its usual weekday
_SESSION = 3.0  # for each session of another week
_MINUTE_ABOVE, _MINUTE_BELOW = -1.5, -0.5  # for each minute beside what the season wants
_NEARLY = 0.95
_AFTER_BASE_DAYS = 14.0  # when a plan without a race is judged: fatigue has gone by then
_TAPER_SESSION = 8.0  # for each session of the taper: fewer minutes, not fewer sessions


class Quantities(Protocol):
    """What the objective is evaluated on: the solver's program, or the workouts of a plan."""

    def of(self, quantity: Quantity, *days: int) -> Expression:
        """Sum a quantity over days, as `LinearModel.of` does."""

    def excess(self, name: str, at: int, /, expression: Expression, limit: float) -> Expression:
        """Return by how much an expression exceeds a limit, and 0 below it.

        The solver may return an unknown that is at least as large, so its price must not be above
        zero.
        """


def weights(problem: PlanningProblem) -> FloatArray:
    """Return what a unit of load on each day is worth on race day [points], shape (days,).

    A base leads to no race: it is worth what it leaves behind some time after its last day, and its
    last week is a week as any other.
    """
    days = problem.schedule.load.size
    after = 0.0 if problem.goals else _AFTER_BASE_DAYS
    return problem.response.weights(np.arange(days, 0, -1, dtype=np.float64) - 1 + after)


def objective(problem: PlanningProblem, model: Quantities) -> Expression:
    """Value the open days of a problem [performance points]; fixed days add nothing."""
    return Expression.sum(term for _, term in _terms(problem, model))


def _terms(problem: PlanningProblem, model: Quantities) -> Iterator[tuple[int, Expression]]:
    """List the terms of the objective, each with a day of its week."""
    worth, best_day = weights(problem), long_day(problem)
    usual_days = hard_days(problem.availability, best_day)
    for at in problem.open_days:
        # Banister's impulse response is linear in the daily loads.
        yield at, model.of("load", at) * float(worth[at])
    yield from _spread(problem, model)
    for number, days in _days_by_week(problem).items():
        phase = problem.weeks[number].phase
        # A long session in the week of the race is no merit.
        if problem.race is None or number < len(problem.weeks) - 1:
            for at in days:
                on_day = problem.schedule.dates[at].item().weekday() == best_day
                yield at, model.of("long", at) * (_LONG + (_LONG_DAY if on_day else 0.0))
        first = days[0]
        yield first, model.of("trained", *days) * (_TAPER_SESSION if phase == "taper" else _SESSION)
        hard = model.of("hard", *days) - model.of("long", *days)
        # People keep their weekdays: hard sessions have theirs where nothing speaks against it.
        usual = [at for at in days if problem.schedule.dates[at].item().weekday() in usual_days]
        yield first, (model.of("hard", *usual) - model.of("long", *usual)) * _USUAL_DAY
        yield first, hard * _QUALITY
        wanted = problem.season_week(first).hard
        yield first, model.excess("hard_sessions", number, hard, float(wanted)) * _SURPLUS
        minutes, most = model.of("minutes", *days), _open_minutes(problem, days)
        yield first, model.excess("week_above", number, minutes, most) * _MINUTE_ABOVE
        short = Expression({}, most * _NEARLY) - minutes
        yield first, model.excess("week_below", number, short, 0.0) * _MINUTE_BELOW


def _spread(problem: PlanningProblem, model: Quantities) -> Iterator[tuple[int, Expression]]:
    """Spread the usual number of sessions over the days of a week."""
    for number, days in _days_by_week(problem).items():
        few = _few_sessions(problem, days[0])
        if few is not None:
            # A session of the taper is worth keeping on any day.
            tapers = problem.weeks[number].phase == "taper"
            price = _CROWDED / 2 if tapers else _CROWDED
            apart = spread_days(problem, few)
            others = [at for at in days if problem.schedule.dates[at].item().weekday() not in apart]
            yield days[0], model.of("trained", *others) * price


def _few_sessions(problem: PlanningProblem, at: int) -> int | None:
    """Return the sessions that a day's week should have; None for somebody unknown with time."""
    season = problem.season
    of_week = math.ceil(season.weeks[problem.week_of(at).number].minutes / _SHORT_MIN)
    sessions = max(min(problem.sessions, of_week), 1)
    usual = round(season.base.week_sessions)
    if usual or season.level == "beginner":
        # Who trains four days a week goes on with four, until they have no room for more.
        return min(sessions, max(_FEW_SESSIONS, usual))
    return sessions if sessions <= _FEW_SESSIONS else None


def value_of(problem: PlanningProblem, workouts: Sequence[PlannedWorkout]) -> float:
    """Value a plan's workouts, one a day, less the price of soft violations [points]."""
    return sum(values_by_phase(problem, workouts).values())


def values_by_phase(
    problem: PlanningProblem, workouts: Sequence[PlannedWorkout]
) -> dict[str, float]:
    """Divide the value of a plan's workouts by phase [points]; the sum is the plan's value."""
    first = problem.schedule.first
    by_day = {first + at: workout for at, workout in enumerate(workouts)}
    values: dict[str, float] = {}
    for at, term in _terms(problem, _Workouts(problem, by_day)):
        phase: str = problem.week_of(at).phase
        values[phase] = values.get(phase, 0.0) + term.constant
    # The program has these prices from `LinearModel.soft_at_most`.
    prices = {rule.name: rule.price for rule in problem.rules if isinstance(rule, Priced)}
    if not prices:
        return values
    schedule = with_workouts(problem.schedule, by_day, problem.goals, problem.athlete)
    for violation in violations_of(schedule, problem.rules):
        if not violation.hard:
            day = int((np.datetime64(violation.date) - schedule.dates[0]).astype(int))
            phase = problem.week_of(day).phase
            price = prices.get(violation.rule, 0.0) * abs(violation.value - violation.limit)
            values[phase] = values.get(phase, 0.0) - price
    return values


class _Workouts:
    """The quantities of a plan's workouts: numbers instead of unknowns."""

    def __init__(self, problem: PlanningProblem, workouts: Mapping[int, PlannedWorkout]) -> None:
        dates = problem.schedule.dates
        self._amounts = {
            at: amounts(workouts[at], problem.athlete, dates[at].item(), hard=workouts[at].hard)
            for at in problem.open_days
        }

    def of(self, quantity: Quantity, *days: int) -> Expression:
        """See `Quantities`."""
        return Expression({}, sum(self._amounts[at][quantity] for at in days))

    def excess(self, _name: str, _at: int, /, expression: Expression, limit: float) -> Expression:
        """See `Quantities`."""
        return Expression({}, max(expression.constant - limit, 0.0))


def _open_minutes(problem: PlanningProblem, days: Sequence[int]) -> float:
    """Return what the season leaves for the open days of a week [min]."""
    schedule = problem.schedule
    week = np.flatnonzero(schedule.week == schedule.week[days[0]])
    planned = week[week >= schedule.first]
    # A plan that begins in mid-week has its share of that week.
    share = (7 - week.size + planned.size) / 7 if week[0] < schedule.first else 1.0
    # The season is one of its sport: fixed sessions of others take nothing from it.
    fixed = problem.fixed_minutes
    taken = sum(fixed.get(schedule.dates[at].item(), 0.0) for at in planned)
    return max(problem.season_week(days[0]).minutes * share - taken, 0.0)


def _days_by_week(problem: PlanningProblem) -> dict[int, list[int]]:
    """Group the open days by their week in the plan, from 0."""
    groups: dict[int, list[int]] = {}
    for at in problem.open_days:
        groups.setdefault(problem.week_of(at).number - 1, []).append(at)
    return groups
