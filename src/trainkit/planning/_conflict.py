"""Why there is no plan: rules that cannot hold together, and what would have to give way."""

from collections.abc import Sequence

from trainkit.errors import InfeasiblePlan
from trainkit.planning._program import Program
from trainkit.planning._setting import Setting
from trainkit.ports.rule import Rule

__all__ = ["conflict"]

_SECONDS = 5.0


def conflict(setting: Setting) -> InfeasiblePlan:
    """Find a set of rules that conflict, of which none can be left out.

    Rules are taken away one by one; whatever is not needed for the conflict stays away.

    Parameters
    ----------
    setting : Setting
        For which no plan exists.

    Returns
    -------
    InfeasiblePlan
        The error to raise.
    """
    needed = list(setting.rules)
    for rule in setting.rules:
        fewer = [one for one in needed if one is not rule]
        if not _possible(setting, fewer):
            needed = fewer
    names = tuple(one.name for one in needed)
    return InfeasiblePlan(names, _least_change(setting, needed))


def _possible(setting: Setting, rules: Sequence[Rule]) -> bool:
    program = Program(setting)
    for rule in rules:
        rule.rows(program)
    return program.solve(gap=1.0, seconds=_SECONDS).status != "infeasible"


def _least_change(setting: Setting, rules: Sequence[Rule]) -> str:
    """Let every row of the conflict give way a little, and see which gives least."""
    program = Program(setting)
    for rule in rules:
        rule.rows(program)
    given = program.loosened()
    found = [f"{name} by {amount:.3g}" for name, amount in given.items() if amount > 1e-6]
    if not found:
        return "without any one of them the others hold"
    return "the least that would have to give way is " + ", ".join(found)
