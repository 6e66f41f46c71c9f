"""Why there is no plan: rules that cannot hold together, and what would have to give way."""

from collections.abc import Sequence

from trainkit.errors import InfeasiblePlan
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.program import Program
from trainkit.ports.rule import Rule

__all__ = ["conflict"]

_SECONDS = 5.0
_MANY = 100.0


def conflict(problem: PlanningProblem, seconds: float) -> InfeasiblePlan:
    """Say why there is no plan: the rules that conflict, without which there is one, or the time.

    Rules are taken away one by one; whatever is not needed for the conflict stays away, so that of
    each conflict none can be left out. Where the other rules conflict as well, those that do are
    named too.

    Parameters
    ----------
    problem : PlanningProblem
        For which no plan was found.
    seconds : float
        The time that the search had [s].

    Returns
    -------
    InfeasiblePlan
        The error to raise.
    """
    rules, named = list(problem.rules), list[Rule]()
    while not _possible(problem, rules):
        needed = _irreducible(problem, rules)
        named += needed
        rules = [one for one in rules if one not in needed]
        if not needed:  # not even without rules
            break
    if not named:
        return InfeasiblePlan(("seconds",), f"nothing was found in {seconds:.3g} s; allow more")
    return InfeasiblePlan(tuple(one.name for one in named), _least_change(problem, named))


def _irreducible(problem: PlanningProblem, rules: Sequence[Rule]) -> list[Rule]:
    needed = list(rules)
    for rule in rules:
        fewer = [one for one in needed if one is not rule]
        if not _possible(problem, fewer):
            needed = fewer
    return needed


def _possible(problem: PlanningProblem, rules: Sequence[Rule]) -> bool:
    program = Program(problem)
    for rule in rules:
        rule.rows(program)
    return program.solve(gap=1.0, seconds=_SECONDS).status != "infeasible"


def _least_change(problem: PlanningProblem, rules: Sequence[Rule]) -> str:
    """Let every row of the conflict give way a little, and see which gives least."""
    program = Program(problem)
    for rule in rules:
        rule.rows(program)
    given = program.least_relaxation()
    found = [f"{name} by {_said(amount)}" for name, amount in given.items() if amount > 1e-6]
    if not found:
        return "without any one of them the others hold"
    return "the least that would have to give way is " + ", ".join(found)


def _said(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= _MANY else f"{amount:.3g}"
