"""A planning problem written down as a program: the rules' rows, the shape of a week, the value."""

from collections.abc import Callable, Mapping, Sequence

from trainkit.models.workout import PlannedWorkout
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.choices import Choice, amounts
from trainkit.planning._solver.objective import objective
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.solution import KEPT
from trainkit.ports.rule import Expression, Rule
from trainkit.workouts import find_session

__all__ = ["Pricing", "add_objective", "build_program", "choice_to_keep"]

Pricing = Callable[[Program], None]
"""Adds to a program what it maximises."""


def add_objective(program: Program) -> None:
    """Maximise the value of a plan, with at most one long session and one hard kind a week."""
    weeks: dict[int, list[int]] = {}
    for at in program.free:
        weeks.setdefault(program.problem.week_of(at).number, []).append(at)
    for days in weeks.values():
        program.at_most("one_long_session", program.of("long", *days), 1.0)
        # The same hard session twice a week would satisfy the count and bore the athlete.
        offered = [choice for at in days for choice in program.choices[at].values()]
        groups = {choice.group for choice in offered if not choice.easy}
        for group in sorted(groups - {KEPT, "long"}):
            once = Expression.sum(program.group(at, group) for at in days)
            # One that stays counts too; a plan that had two of them may keep both.
            same = [at for at in days if _title_kept(program, at) == group]
            once += Expression.sum(program.has_kind(at, KEPT) for at in same)
            program.at_most("each_hard_kind_once", once, float(max(len(same), 1)))
    program.reward(objective(program.problem, program))


def _title_kept(program: Program, at: int) -> str | None:
    choice = program.choices[at].get(KEPT)
    return None if choice is None else choice.title


def build_program(
    problem: PlanningProblem,
    *,
    rules: Sequence[Rule] | None = None,
    kept: Mapping[int, Choice] | None = None,
    shorter: Mapping[int, float] | None = None,
    pricing: Pricing = add_objective,
) -> Program:
    """Write a problem down as a program.

    Parameters
    ----------
    problem : PlanningProblem
        The problem.
    rules : sequence of Rule, optional
        Instead of the problem's own.
    kept : mapping of int to Choice
        Days that may stay as they are.
    shorter : mapping of int to float
        The longest run of some days [m].
    pricing : callable
        Adds what the program maximises.

    Returns
    -------
    Program
        Ready to be solved.
    """
    program = Program(problem, kept=kept, shorter=shorter)
    for rule in problem.rules if rules is None else rules:
        rule.rows(program)
    pricing(program)
    return program


def choice_to_keep(workout: PlannedWorkout, problem: PlanningProblem) -> Choice:
    """Offer an existing workout unchanged."""
    day = workout.date or problem.start
    measured = amounts(workout, problem.athlete, day, hard=workout.hard)
    minutes, kind = workout.duration_min, workout.kind or ""
    return Choice(KEPT, KEPT, find_session("Rest"), minutes, kind, measured, workout.title)
