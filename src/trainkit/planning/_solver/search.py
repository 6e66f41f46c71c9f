"""The search: first among plans with usual weekdays, then, where that is not enough, among all."""

from dataclasses import replace

from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.patterns import fixed_pattern, usual_pattern
from trainkit.planning._solver.solution import Solution

__all__ = ["search"]

_GAP = 0.01  # to the bound, as a share of the gain over the reference
_SEARCH_SHARE = 0.6  # of the gap, to be reached by the search; the rest is for rounding
_LEAST_GAP = 1e-3  # of the value: the smallest that the solver is asked for

# Shares of the time: two wide searches, one among fixed weekdays, and the bound over all plans.
_WIDE_TIME, _QUICK_TIME, _BOUND_TIME = 0.28, 0.22, 0.04


def search(problem: PlanningProblem, seconds: float, *, reference: float = 0.0) -> Solution:
    """Search for the best plan.

    Parameters
    ----------
    problem : PlanningProblem
        What to plan.
    seconds : float
        The most time [s].
    reference : float
        The value that the gap is measured from.

    Returns
    -------
    Solution
        The best solution found, with the solver's bound over all plans.
    """
    program = build_program(problem)
    # Usual weekdays come within half a percent of the bound in a fifth of the time.
    usual = usual_pattern(problem)
    best = program.solve_within(usual, gap=_GAP / 4, seconds=_WIDE_TIME * seconds)
    bound = program.bound(seconds=_BOUND_TIME * seconds)
    near = _SEARCH_SHARE * _GAP * max(bound - reference, 0.0)
    if best.status != "solved" or bound - best.objective > near:
        # Still fewer choices: often better where the first search ran out of time.
        fixed = fixed_pattern(problem)
        quick = program.solve_within(fixed, gap=_GAP / 4, seconds=_QUICK_TIME * seconds)
        best = _better(best, quick)
    if best.status != "solved" or bound - best.objective > near:
        # The solver's gap is relative to the value, ours to the gain over the reference.
        gap = min(max(near / max(abs(bound), 1e-9) / 2, _LEAST_GAP), _GAP)
        free = program.solve(gap=gap, seconds=_WIDE_TIME * seconds)
        bound = min(bound, free.bound) if free.status == "solved" else bound
        best = free if free.status == "infeasible" else _better(best, free)
    if _is_empty(best) and bound - best.objective > near:
        # A plan of nothing is where the solver starts: it ran out of time, and gets as much again.
        last = program.solve_within(fixed_pattern(problem), gap=_GAP, seconds=seconds)
        best = _better(best, last)
    return replace(best, bound=bound)


def _is_empty(solution: Solution) -> bool:
    return solution.status == "solved" and not any(solution.kind)


def _better(first: Solution, second: Solution) -> Solution:
    """Return the solution of greater value, or the only one that is solved."""
    if second.status != "solved":
        return first if first.status == "solved" else Solution("unknown")
    return second if first.status != "solved" or second.objective > first.objective else first
