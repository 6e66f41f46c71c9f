"""The certificate: a rounded plan beside the solver's bound and the classic template."""

from collections.abc import Sequence

from trainkit.errors import InternalError
from trainkit.models.plan import Certificate, RuleSlack
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._readiness import readiness_of, summarize_phases, variety_of
from trainkit.planning._solver.objective import values_by_phase
from trainkit.planning._solver.solution import Solution
from trainkit.ports.rule import Priced

__all__ = ["TOLERANCE", "certify"]

TOLERANCE = 0.05
"""By how much a plan's value may exceed the solver's bound [performance points].

HiGHS keeps each row to 1e-6 and its bound to a relative 1e-6; a plan's value is a sum over some
hundred days. Decision 0019 states the largest excess that was measured.
"""

_BINDING = 0.02  # of the limit: less than a minute of an hour is left


def certify(
    problem: PlanningProblem,
    workouts: Sequence[PlannedWorkout],
    solution: Solution,
    reference: float,
) -> Certificate:
    """Compare rounded workouts with the solver's bound and with the repaired template.

    The bound covers the plans of one season, made of the sessions that the program offers and kept
    to its rows, which like the check allow half a minute over a limit (decision 0019).

    Raises
    ------
    InternalError
        The workouts are worth more than the bound allows: the bound is wrong.
    """
    values = values_by_phase(problem, workouts)
    objective, bound = sum(values.values()), solution.bound
    if objective > bound + TOLERANCE:
        message = f"a plan of {objective:.3f} points exceeds the solver's bound of {bound:.3f}"
        raise InternalError("planning", message)
    room = max(bound - reference, 1e-9)
    # Rows of prices are no rules, and a wish with a price may be missed.
    kept = {rule.name for rule in problem.rules if not isinstance(rule, Priced)}
    return Certificate(
        objective=objective,
        bound=bound,
        reference=reference,
        gap=max(bound - objective, 0.0) / room,
        seconds=solution.seconds,
        rules=tuple(
            RuleSlack(rule=name, rows=rows, slack=slack, binds=slack <= _BINDING)
            for name, (rows, slack) in solution.slack.items()
            if name in kept
        ),
        phases=summarize_phases(workouts, values),
        variety=variety_of(workouts),
        readiness=readiness_of(problem, workouts),
    )
