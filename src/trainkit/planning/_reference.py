"""What a plan is measured against: the classic template on the athlete's days, made safe."""

from collections.abc import Mapping

from trainkit.planning._objective import value_of
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._program import KEPT, Program
from trainkit.planning._rounding import as_it_is, build_program
from trainkit.planning._sessions import workouts_of
from trainkit.planning._template import template_loads, template_of

__all__ = ["reference_value"]

_HARD = (KEPT, "easy")
_EASIER: Mapping[str, tuple[str, ...]] = {"long": ("long", "easy"), "easy": ("easy", "recovery")}
"""What a session of the template may become, by its kind."""

_GAP = 0.05


def reference_value(setting: PlanningProblem, *, seconds: float) -> float:
    """Value the template after its repair.

    Its sessions lie on the weekdays with time for them. Days of rest stay; each other day keeps
    its session, or has an easier one or another length, so that every hard rule holds and each
    week's load comes as near to the template's as can be, from below.

    Parameters
    ----------
    setting : PlanningProblem
        Days, weeks, races and rules.
    seconds : float
        The most time [s].

    Returns
    -------
    float
        Performance points; 0, the value of rest, where no repair is found.
    """
    template = template_of(setting, fitted=True)
    first = setting.frame.first
    sessions = {first + at: one for at, one in enumerate(template) if one.kind != "rest"}

    def near(program: Program) -> None:
        for number, target in template_loads(template).items():
            days = [at for at in program.free if setting.week_of(at).number == number]
            load = program.of("load", *days)
            program.at_most("target", load, target)
            program.reward(load)

    offered = {
        at: as_it_is(one, setting) for at, one in sessions.items() if one.kind not in _EASIER
    }
    program = build_program(setting, kept=offered, prices=near)
    kinds = {at: sessions[at].kind or "" for at in program.free if at in sessions}
    allowed = {
        at: frozenset(_EASIER.get(kinds[at], _HARD)) if at in kinds else frozenset[str]()
        for at in program.free
    }
    found = program.among(allowed, gap=_GAP, seconds=seconds)
    if found.status != "solved":
        return 0.0
    return value_of(setting, workouts_of(setting, found, sessions))
