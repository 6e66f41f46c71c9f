"""From minutes with decimals to a plan that a person can read, with every hard rule kept."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from trainkit.errors import InfeasiblePlan
from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver.choices import Choice
from trainkit.planning._solver.formulation import (
    Pricing,
    add_objective,
    build_program,
    choice_to_keep,
)
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.solution import Solution
from trainkit.planning._solver.workouts import workouts_of
from trainkit.ports.rule import CountsRuns, Rule, Schedule
from trainkit.rules import LongRunStep

__all__ = ["round_solution", "undo_idle_changes"]

_ROUNDS = ((1.0, 10.0), (1.0, 60.0), (0.5, 60.0))
"""Step [min], and how far from the solver's lengths it may go [min]; the nicest first."""

_SECONDS = 2.0
_MOST_SPIKES = 12  # times that runs are shortened, as each changes what later ones may be


def round_solution(
    problem: PlanningProblem,
    solution: Solution,
    *,
    kept: Mapping[int, PlannedWorkout] = MappingProxyType({}),
    pricing: Pricing = add_objective,
) -> list[PlannedWorkout]:
    """Round a solution to workouts.

    Parameters
    ----------
    problem : PlanningProblem
        What was planned.
    solution : Solution
        What the solver chose.
    kept : mapping of int to PlannedWorkout
        Days that may stay as they are, by place in the schedule.
    pricing : callable
        Adds to a program what it maximises.

    Returns
    -------
    list of PlannedWorkout
        One a day; every hard rule holds.

    Raises
    ------
    InfeasiblePlan
        No rounding keeps the rules.
    """
    broken: list[Violation] = []
    choices = {at: choice_to_keep(workout, problem) for at, workout in kept.items()}
    longest_m: dict[int, float] = {}
    hopeless: set[int] = set()
    for _ in range(_MOST_SPIKES):
        spikes: dict[int, float] = {}
        for candidate in _roundings(
            problem, solution, choices, pricing, longest_m=longest_m, hopeless=hopeless
        ):
            if candidate.status == "solved":
                workouts = workouts_of(problem, candidate, kept)
                # Rows imply rules; the check finds spikes, and rules of plugins without rows.
                broken = _hard_violations(problem, workouts)
                if not broken:
                    return workouts
                spikes = _spikes(problem, broken)
                if spikes:
                    break  # finer steps leave them
        if not spikes:
            break
        for at, limit in spikes.items():
            longest_m[at] = min(limit, longest_m.get(at, limit))
    names = dict.fromkeys(violation.rule for violation in broken)
    raise InfeasiblePlan(tuple(names) or ("rounding",), "no rounding keeps them")


def _roundings(
    problem: PlanningProblem,
    solution: Solution,
    choices: Mapping[int, Choice],
    pricing: Pricing,
    *,
    longest_m: Mapping[int, float],
    hopeless: set[int],
) -> Iterator[Solution]:
    """Try finer and finer steps, then other kinds, with some runs no longer than a limit.

    Rounds without a solution are `hopeless`: shorter runs open no way.
    """

    def build(rules: Sequence[Rule] | None = None) -> Program:
        program = build_program(
            problem, rules=rules, kept=choices, shorter=longest_m, pricing=pricing
        )
        for at, limit in longest_m.items():
            program.at_most(LongRunStep.name, program.of("run_m", at), limit)
        return program

    # The kinds are known now, and with them how many runs each week has.
    rules = _with_counts(problem, solution)
    for number, (step, reach) in enumerate(_ROUNDS):
        if number not in hopeless:
            rounded = build(rules).solve_rounded(solution, step=step, reach=reach, seconds=_SECONDS)
            if rounded.status == "infeasible":
                hopeless.add(number)
            yield rounded
    # The last resort: no lengths fit these kinds, so easier ones are allowed.
    yield build().solve_relaxed(solution, step=1.0, seconds=2 * _SECONDS)


def undo_idle_changes(
    problem: PlanningProblem, before: Sequence[PlannedWorkout], after: Sequence[PlannedWorkout]
) -> list[PlannedWorkout]:
    """Put changed days back one by one wherever every hard rule still holds.

    Parameters
    ----------
    problem : PlanningProblem
        What was planned.
    before, after : sequence of PlannedWorkout
        The same days before and after a change.

    Returns
    -------
    list of PlannedWorkout
        Days that differ only where a rule requires it.
    """
    workouts = list(after)
    schedule = _schedule_with(problem, workouts)
    open_days = set(problem.open_days)
    for place, old in enumerate(before):
        at = schedule.first + place
        if at in open_days and workouts[place] != old:
            # A change that no rule needs is noise to the athlete.
            restored = with_workouts(schedule, {at: old}, problem.goals, problem.athlete)
            if not any(violation.hard for violation in violations_of(restored, problem.rules)):
                workouts[place], schedule = old, restored
    return workouts


def _with_counts(problem: PlanningProblem, solution: Solution) -> list[Rule]:
    """Tell rules that depend on it how many runs each week has in a solution."""
    schedule = problem.schedule
    trained = np.array([kind is not None for kind in solution.kind]) | (schedule.load > 0)
    counts = {
        int(week): int(np.count_nonzero(trained[schedule.week == week]))
        for week in np.unique(schedule.week[schedule.first :])
    }
    return [
        rule.with_counts(counts) if isinstance(rule, CountsRuns) else rule for rule in problem.rules
    ]


def _hard_violations(
    problem: PlanningProblem, workouts: Sequence[PlannedWorkout]
) -> list[Violation]:
    violations = violations_of(_schedule_with(problem, workouts), problem.rules)
    return [violation for violation in violations if violation.hard]


def _spikes(problem: PlanningProblem, violations: Sequence[Violation]) -> dict[int, float]:
    """Return how far runs that are spikes of distance may go [m], by their places."""
    first = problem.schedule.dates[0]
    return {
        int((np.datetime64(violation.date) - first).astype(int)): violation.limit
        for violation in violations
        if violation.rule == LongRunStep.name
    }


def _schedule_with(problem: PlanningProblem, workouts: Sequence[PlannedWorkout]) -> Schedule:
    by_day = dict(zip(problem.planned_days, workouts, strict=True))
    return with_workouts(problem.schedule, by_day, problem.goals, problem.athlete)
