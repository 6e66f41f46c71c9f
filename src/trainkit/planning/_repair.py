"""The nearest plan that keeps the hard rules: few days changed, and those by little."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability
from trainkit.models.history import History
from trainkit.models.plan import Change, Revision, TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._causes import changes_because
from trainkit.planning._check import check
from trainkit.planning._ladders import ladder_days
from trainkit.planning._problem import build_problem, span_of
from trainkit.planning._solver import conflict, round_solution, undo_idle_changes
from trainkit.planning._solver.formulation import build_program, choice_to_keep
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.solution import KEPT
from trainkit.planning._tracking import read_events
from trainkit.ports.rule import Expression, Rule
from trainkit.workouts import LIBRARY, Session

__all__ = ["Repaired", "repair"]

# Prices of a repair [points].
_KEEP = 10.0  # for each day that stays
_SAME_KIND = 4.0  # for each day that only changes its length
_APART = -0.1  # for each point of load between a changed day and the original

_SECONDS = 10.0
_GAP = 0.01
_MOST_APART = 1000.0  # load
_EASIER = frozenset({KEPT, "recovery", "easy"})


class Repaired(NamedTuple):
    """A plan that keeps the rules, and its changes.

    Attributes
    ----------
    plan : TrainingPlan
        The repaired plan.
    revision : Revision
        Its changes, which can be undone.
    """

    plan: TrainingPlan
    revision: Revision

    @property
    def changes(self) -> tuple[Change, ...]:
        """Each changed day, with the rule behind the change."""
        return self.revision.changes


def repair(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability | None = None,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
) -> Repaired:
    """Change a plan as little as possible so that it keeps every hard rule.

    Parameters
    ----------
    plan : TrainingPlan
        From a person, a model or a program.
    athlete : Athlete
        Whose risk style and thresholds count.
    history : History, optional
        What was trained before.
    availability : Availability, optional
        The time available, and sessions that are fixed; by default what the plan was made for.
    rules : sequence of Rule, optional
        By default the rules that `check` uses.
    more_rules : sequence of Rule
        Further rules, such as those of plugins.
    library : sequence of Session
        A host's own hard sessions are offered beside trainkit's, as in `plan`.

    Returns
    -------
    Repaired
        The plan, and for each changed day a change with its rule.

    Raises
    ------
    InfeasiblePlan
        No plan keeps the rules.
    """
    violations = check(
        plan,
        athlete,
        history,
        availability=availability,
        rules=rules,
        more_rules=more_rules,
        on=plan.start,
    )
    hard = [violation for violation in violations if violation.hard]
    if not hard:
        return Repaired(plan, Revision(on=plan.start))
    problem = build_problem(
        span_of(plan),
        athlete,
        history,
        availability or plan.availability or Availability(),
        events=(
            None if history is None else read_events(history, athlete, plan.start, goals=plan.goals)
        ),
        rules=rules,
        more_rules=more_rules,
        library=library,
        methodology=plan.methodology,
    )
    first = problem.schedule.first
    planned = {at: plan.workouts[at - first] for at in problem.open_days}
    trained = {at: workout for at, workout in planned.items() if not workout.resting}

    def pricing(program: Program) -> None:
        _reward_nearness(program, trained)

    # The rows of a ladder cannot see that an existing session is moderate: it is not offered.
    broken = ladder_days(hard, problem.rules)
    kept = {at: workout for at, workout in trained.items() if workout.date not in broken}
    offered = {at: choice_to_keep(workout, problem) for at, workout in kept.items()}
    program = build_program(problem, kept=offered, pricing=pricing)
    # Most violations need an easier day: try that before all other kinds.
    near = {at: _EASIER | {workout.kind or ""} for at, workout in trained.items()}
    solution = program.solve_within(near, gap=_GAP, seconds=_SECONDS / 2)
    if solution.status != "solved":
        solution = program.solve(gap=_GAP, seconds=_SECONDS / 2)
    if solution.status != "solved":
        raise conflict(problem, _SECONDS)
    workouts = round_solution(problem, solution, kept=kept, pricing=pricing)
    after = [
        old if new.kind == "race" or (new.resting and old.resting) else new
        for old, new in zip(plan.workouts, workouts, strict=True)
    ]
    # The solver may trade days of equal price.
    after = undo_idle_changes(problem, plan.workouts, after)
    revision = Revision(on=plan.start, changes=changes_because(plan.workouts, after, hard))
    return Repaired(revision.apply(plan), revision)


def _reward_nearness(program: Program, kept: Mapping[int, PlannedWorkout]) -> None:
    """Reward days that stay, and loads that stay near."""
    for at in program.free:
        if at in kept:
            program.reward(program.has_kind(at, KEPT) * _KEEP)
            apart = program.unknown("apart", at, _MOST_APART)
            load, before = program.of("load", at), Expression({}, float(kept[at].load or 0.0))
            program.at_most("near", load - before - apart, 0.0)
            program.at_most("near", before - load - apart, 0.0)
            program.reward(apart * _APART)
            program.reward(program.has_kind(at, kept[at].kind or "") * _SAME_KIND)
        else:
            program.reward(program.of("trained", at) * -_KEEP)
