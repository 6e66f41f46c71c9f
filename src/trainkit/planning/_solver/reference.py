"""The reference of a certificate: the classic template on the athlete's days, made safe."""

from collections.abc import Mapping

from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.formulation import build_program, choice_to_keep
from trainkit.planning._solver.objective import value_of
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.solution import KEPT
from trainkit.planning._solver.template import build_template, weekly_loads
from trainkit.planning._solver.workouts import workouts_of

__all__ = ["reference_value"]

_HARD = (KEPT, "easy")
_EASIER: Mapping[str, tuple[str, ...]] = {"long": ("long", "easy"), "easy": ("easy", "recovery")}
"""What a session of the template may become, by its kind."""

_GAP = 0.05


def reference_value(problem: PlanningProblem, *, seconds: float) -> float:
    """Value the classic template after its repair.

    Its sessions move to the weekdays with time for them. Days of rest stay; every other day keeps
    its session, or gets an easier one or another length, so that every hard rule holds and each
    week's load comes as close as possible to the template's from below.

    Parameters
    ----------
    problem : PlanningProblem
        Days, weeks, races and rules.
    seconds : float
        The most time [s].

    Returns
    -------
    float
        Performance points; 0, the value of rest, where no repair is found.
    """
    template = build_template(problem, move_days=True)
    first = problem.schedule.first
    sessions = {
        first + at: workout for at, workout in enumerate(template) if workout.kind != "rest"
    }

    def pricing(program: Program) -> None:
        for number, target in weekly_loads(template).items():
            days = [at for at in program.free if problem.week_of(at).number == number]
            # As much of the template's load as the rules allow, and no more than it has.
            load = program.of("load", *days)
            program.at_most("target", load, target)
            program.reward(load)

    offered = {
        at: choice_to_keep(workout, problem)
        for at, workout in sessions.items()
        if workout.kind not in _EASIER
    }
    program = build_program(problem, kept=offered, pricing=pricing)
    kinds = {at: sessions[at].kind or "" for at in program.free if at in sessions}
    allowed = {
        at: frozenset(_EASIER.get(kinds[at], _HARD)) if at in kinds else frozenset[str]()
        for at in program.free
    }
    solution = program.solve_within(allowed, gap=_GAP, seconds=seconds)
    if solution.status != "solved":
        return 0.0
    return value_of(problem, workouts_of(problem, solution, sessions))
