"""The verdict on a race in the middle of its plan: after a change, and after a long break."""

from collections.abc import Sequence

from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._feasibility import feasibility
from trainkit.planning._prior_training import prior_training
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._races_on_the_way import shortfall_after_break, shortfalls_on_the_way

__all__ = ["judge_again"]

_LONG_OFF_DAYS = 15  # after which a race is judged again


def judge_again(
    plan: TrainingPlan,
    problem: PlanningProblem,
    history: History,
    workouts: Sequence[PlannedWorkout],
    *,
    judged: bool,
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Judge the race of a plan again where much has changed.

    Parameters
    ----------
    plan : TrainingPlan
        Before.
    problem : PlanningProblem
        Of the days ahead.
    history : History
        What was done.
    workouts : sequence of PlannedWorkout
        The days ahead as they are now.
    judged : bool
        Whether races or the time have changed; otherwise only a long break counts.

    Returns
    -------
    tuple of tuple of str, or None
        The warnings before and after; None where they stay as they are.
    """
    found = _verdict(plan, problem, history) if judged else plan.warnings
    words, goal, on = "", problem.race, problem.start
    if goal is not None and prior_training(history, goal.sport, on).days_off >= _LONG_OFF_DAYS:
        own = [ahead for ahead in workouts if ahead.sport == goal.sport and ahead.kind != "race"]
        longest = max((ahead.duration_min for ahead in own), default=0.0)
        words = shortfall_after_break(
            goal, problem.athlete, history, on, problem.availability, longest_min=longest
        )
    if not judged and not words:
        return None
    return plan.warnings, tuple(dict.fromkeys((*found, *filter(None, [words]))))


def _verdict(plan: TrainingPlan, problem: PlanningProblem, history: History) -> tuple[str, ...]:
    """Say what falls short for the race from now on, as `feasibility` does."""
    goal, free, start = problem.race, problem.availability, problem.start
    if goal is None:
        return ()
    if goal in plan.goals:
        # The weeks behind prepared for it too: what it takes now is a session that carries it.
        found = shortfalls_on_the_way(goal, problem.athlete, history, start, free)
        return tuple(missed.reason for missed in found)
    judged = feasibility(goal, problem.athlete, history, free, start=start)
    return () if judged.verdict == "comfortable" else (*judged.reasons, *judged.changes)
