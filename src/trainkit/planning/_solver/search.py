"""The search for the best plan."""

import time
from dataclasses import replace

from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.formulation import build_program
from trainkit.planning._solver.solution import KEPT, Solution
from trainkit.planning._solver.weekdays import LEAST_HARD_MIN, long_day, minutes_of

__all__ = ["fixed_pattern", "search"]

# To the bound, as a share of the value: half of what whole minutes cost. To prove half of it again
# takes some programs three times as long, and finds the same plan.
_GAP = 1e-3
_QUICK_TIME, _QUICK_S = 0.25, 5.0  # of the time, for the search with less choice; at least [s]
_LEAST_TIME = 2.0  # of the time to build the program: the solver needs it to look around at all
_LATER_TIME = 4.0  # of the same: rounding and reference build a program each, and solve it
_FAR = 0.1  # from the bound, as a share of it: hardly a plan


def search(problem: PlanningProblem, seconds: float) -> Solution:
    """Search for the best plan.

    Parameters
    ----------
    problem : PlanningProblem
        What to plan.
    seconds : float
        The most time, with that of the rounding and the reference that follow [s].

    Returns
    -------
    Solution
        The best solution found, with the solver's bound over all plans.
    """
    started = time.perf_counter()
    program = build_program(problem)
    built_s = time.perf_counter() - started
    seconds = max(seconds - (1 + _LATER_TIME) * built_s, 0.0)
    least_s = _LEAST_TIME * built_s
    best = program.solve(gap=_GAP, seconds=max((1 - _QUICK_TIME) * seconds, least_s))
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
    bound = best.bound
    if best.status != "solved":
        bound = program.bound(seconds=max(_QUICK_TIME * seconds, least_s / 2))
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
