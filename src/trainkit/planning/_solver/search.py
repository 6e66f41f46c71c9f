"""The search for the best plan."""

from dataclasses import replace

from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.patterns import fixed_pattern
from trainkit.planning._solver.solution import Solution

__all__ = ["search"]

_GAP = 1e-4  # to the bound, as a share of the value
_QUICK_TIME = 0.25  # of the time, for the search with less choice


def search(problem: PlanningProblem, seconds: float) -> Solution:
    """Search for the best plan.

    Parameters
    ----------
    problem : PlanningProblem
        What to plan.
    seconds : float
        The most time [s].

    Returns
    -------
    Solution
        The best solution found, with the solver's bound over all plans.
    """
    program = build_program(problem)
    best = program.solve(gap=_GAP, seconds=(1 - _QUICK_TIME) * seconds)
    if best.status == "infeasible" or (best.status == "solved" and any(best.kind)):
        return best
    # Out of time with nothing in hand: with fixed weekdays a plan is found at once.
    quick = program.solve_within(fixed_pattern(problem), gap=_GAP, seconds=_QUICK_TIME * seconds)
    if quick.status != "solved":
        return best
    bound = program.bound(seconds=_QUICK_TIME * seconds) if best.status != "solved" else best.bound
    return replace(quick, bound=bound)
