"""Why there is no plan: the rules that contradict each other, and what would have to give way."""

from collections.abc import Sequence

from trainkit.errors import InfeasiblePlan
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.program import Program
from trainkit.ports.rule import Rule

__all__ = ["conflict"]

_SECONDS = 5.0
_ANY_GAP = 1.0  # any solution will do
_LARGE = 100.0  # amounts from here on are shown without decimals
_LEAST_AMOUNT = 1e-6


def conflict(problem: PlanningProblem, seconds: float) -> InfeasiblePlan:
    """Explain why there is no plan: conflicting rules, or too little time.

    Rules are removed one by one; a rule stays removed if the others still conflict. What remains is
    a conflict from which no rule can be left out. Where the remaining rules conflict too, their
    conflict is named as well.

    Parameters
    ----------
    problem : PlanningProblem
        The problem without a plan.
    seconds : float
        The time that the search had [s].

    Returns
    -------
    InfeasiblePlan
        The error to raise.
    """
    rules, conflicting = list(problem.rules), list[Rule]()
    while not _is_feasible(problem, rules):
        needed = _irreducible(problem, rules)
        conflicting += needed
        rules = [rule for rule in rules if rule not in needed]
        if not needed:  # infeasible even without rules
            break
    if not conflicting:
        return InfeasiblePlan(("seconds",), f"no plan was found in {seconds:.3g} s; allow more")
    names = tuple(rule.name for rule in conflicting)
    return InfeasiblePlan(names, _least_change(problem, conflicting))


def _irreducible(problem: PlanningProblem, rules: Sequence[Rule]) -> list[Rule]:
    """Remove rules until each of those left is needed for the conflict."""
    needed = list(rules)
    for rule in rules:
        fewer = [kept for kept in needed if kept is not rule]
        if not _is_feasible(problem, fewer):
            needed = fewer
    return needed


def _is_feasible(problem: PlanningProblem, rules: Sequence[Rule]) -> bool:
    program = _program(problem, rules)
    return program.solve(gap=_ANY_GAP, seconds=_SECONDS).status != "infeasible"


def _least_change(problem: PlanningProblem, rules: Sequence[Rule]) -> str:
    """Describe the smallest relaxation of the conflicting rules."""
    amounts = _program(problem, rules).least_relaxation()
    parts = [f"{name} by {_format(x)}" for name, x in amounts.items() if x > _LEAST_AMOUNT]
    if not parts:
        return "without one of these rules there is a plan"
    return "the least that would have to give way is " + ", ".join(parts)


def _program(problem: PlanningProblem, rules: Sequence[Rule]) -> Program:
    program = Program(problem)
    for rule in rules:
        rule.rows(program)
    return program


def _format(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= _LARGE else f"{amount:.3g}"
