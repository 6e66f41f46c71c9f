"""The search for the best plan."""

from dataclasses import replace

from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.solution import KEPT, Solution
from trainkit.planning._solver.weekdays import LEAST_HARD_MIN, long_day, minutes_of

__all__ = ["fixed_pattern", "search"]

_GAP = 5e-4  # to the bound, as a share of the value
_QUICK_TIME, _QUICK_S = 0.25, 5.0  # of the time, for the search with less choice; at least [s]
_FAR = 0.1  # from the bound, as a share of it: hardly a plan


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
    near = best.bound - best.objective <= _FAR * abs(best.bound)
    if best.status == "infeasible" or (best.status == "solved" and any(best.kind) and near):
        return best
    # Out of time with next to nothing in hand: with fixed weekdays a plan is found at once.
    few_s = max(_QUICK_TIME * seconds, _QUICK_S)
    quick = program.solve_within(fixed_pattern(problem), gap=_GAP, seconds=few_s)
    if quick.status != "solved":
        return best
    if best.status == "solved" and best.objective >= quick.objective:
        return best
    bound = program.bound(seconds=_QUICK_TIME * seconds) if best.status != "solved" else best.bound
    return replace(quick, bound=bound)


def fixed_pattern(problem: PlanningProblem) -> dict[int, frozenset[str]]:
    """List kinds with less choice for each day: hard sessions on any day but the long one.

    Days with little time are easy; the long day and those that may be hard are never recovery.
    """
    free, best, schedule = problem.availability, long_day(problem), problem.schedule
    kinds = {
        day: frozenset(
            {KEPT, "easy", "hard" if minutes_of(free, day) >= LEAST_HARD_MIN else "recovery"}
        )
        for day in range(7)
    }
    kinds[best] = frozenset({KEPT, "easy", "long"})
    days = problem.planned_days
    return {at: kinds[schedule.dates[at].item().weekday()] for at in days}
