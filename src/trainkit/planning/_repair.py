"""The nearest plan that keeps the hard rules: few days changed, and those by little."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability
from trainkit.models.history import History
from trainkit.models.plan import Change, Revision, TrainingPlan, Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._check import check, sessions_of, weeks_of_plan
from trainkit.planning._conflict import conflict
from trainkit.planning._methods import blend
from trainkit.planning._problem import PlanningProblem, frame, longest_for
from trainkit.planning._program import KEPT, Program
from trainkit.planning._response import response_of
from trainkit.planning._rounding import as_it_is, build_program, rounded, undo_idle_changes
from trainkit.planning._rules import rules_for
from trainkit.ports.rule import Expression, Rule

__all__ = ["Repaired", "changes_between", "repair"]

_KEEP = 10.0  # for each day that stays
_SAME = 4.0  # for each that changes in length only
_APART = 0.1  # for each point of load that a changed day is apart
_SECONDS = 10.0
_EASIER = frozenset({KEPT, "recovery", "easy"})
_NEAR_DAYS = 9  # within which a change answers to a violation


class Repaired(NamedTuple):
    """A plan that keeps the rules, and what was changed for it.

    Attributes
    ----------
    plan : TrainingPlan
        The nearest plan.
    revision : Revision
        Its changes, which can be undone.
    """

    plan: TrainingPlan
    revision: Revision

    @property
    def changes(self) -> tuple[Change, ...]:
        """Each day that is another one, with the rule behind it."""
        return self.revision.changes


def repair(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability | None = None,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
) -> Repaired:
    """Change a plan as little as must be, so that it keeps every hard rule.

    Parameters
    ----------
    plan : TrainingPlan
        From a person, a model or a program.
    athlete : Athlete
        Whose risk style and thresholds count.
    history : History, optional
        What was trained before.
    availability : Availability, optional
        The time there is; by default what the plan was made for.
    rules : sequence of Rule, optional
        By default those that `check` asks.
    more_rules : sequence of Rule
        What must hold besides, such as rules of plugins.

    Returns
    -------
    Repaired
        The plan, and a change with its rule for each day that is another one.

    Raises
    ------
    InfeasiblePlan
        No plan keeps the rules.
    """
    broken = check(
        plan, athlete, history, availability=availability, rules=rules, more_rules=more_rules
    )
    hard = [one for one in broken if one.hard]
    if not hard:
        return Repaired(plan, Revision(on=plan.start))
    free = availability or plan.availability or Availability()
    setting = _setting(plan, athlete, history, free, rules, more_rules=more_rules)
    first = setting.frame.first
    planned = {at: plan.workouts[at - first] for at in setting.open_days}
    trained = {at: one for at, one in planned.items() if not one.resting}

    def prices(program: Program) -> None:
        _near(program, trained)

    offered = {at: as_it_is(one, setting) for at, one in trained.items()}
    program = build_program(setting, kept=offered, prices=prices)
    near = {at: _EASIER | {trained[at].kind or ""} for at in trained}
    found = program.among(near, gap=0.01, seconds=_SECONDS / 2)
    if found.status != "solved":
        found = program.solve(gap=0.01, seconds=_SECONDS / 2)
    if found.status != "solved":
        raise conflict(setting, _SECONDS)
    made = rounded(setting, found, history, kept=trained, prices=prices)
    after = [
        old if new.kind == "race" or (new.resting and old.resting) else new
        for old, new in zip(plan.workouts, made, strict=True)
    ]
    after = undo_idle_changes(setting, plan.workouts, after, history)
    revision = Revision(on=plan.start, changes=changes_between(plan.workouts, after, hard))
    return Repaired(revision.apply(plan), revision)


def changes_between(
    before: Sequence[PlannedWorkout], after: Sequence[PlannedWorkout], broken: Sequence[Violation]
) -> tuple[Change, ...]:
    """List the days that differ, each with the rule that is nearest to it in time."""
    changes = []
    for old, new in zip(before, after, strict=True):
        if old != new and old.date is not None:
            day = old.date
            near = [one for one in broken if abs((one.date - day).days) <= _NEAR_DAYS]
            rule = min(near, key=lambda one: abs((one.date - day).days), default=None)
            reason = "balance" if rule is None else rule.rule
            why = "for the plan as a whole" if rule is None else rule.message
            changes.append(
                Change(
                    date=day,
                    before=old,
                    after=new,
                    reason=reason,
                    message=f"{day}: {_said(old)} becomes {_said(new)}: {why}.",
                )
            )
    return tuple(changes)


def _said(workout: PlannedWorkout) -> str:
    minutes = f" of {workout.duration_min:.0f} min" if workout.duration_min else ""
    return f"{workout.title}{minutes}"


def _near(program: Program, kept: Mapping[int, PlannedWorkout]) -> None:
    """Reward days that stay, and loads that stay near."""
    for at in program.free:
        if at in kept:
            program.reward(program.chosen(at, KEPT) * _KEEP)
            apart = program.unknown("apart", at, 1000.0)
            load, before = program.of("load", at), Expression({}, float(kept[at].load or 0.0))
            program.at_most("near", load - before - apart, 0.0)
            program.at_most("near", before - load - apart, 0.0)
            program.reward(apart * -_APART)
            program.reward(program.chosen(at, kept[at].kind or "") * _SAME)
        else:
            program.reward(program.of("trained", at) * -_KEEP)


def _setting(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None,
    availability: Availability,
    rules: Sequence[Rule] | None,
    *,
    more_rules: Sequence[Rule],
) -> PlanningProblem:
    race = plan.goals[-1] if plan.goals else None
    sessions = sessions_of(plan)
    weeks = weeks_of_plan(plan)
    kept = rules_for(
        athlete,
        plan.start,
        plan.end,
        plan.goals,
        availability,
        sessions=sessions,
        weeks=weeks,
        fatigue_days=plan.fatigue_days,
    )
    longest = max(one.duration_min for one in plan.workouts)
    return PlanningProblem(
        athlete=athlete,
        goals=plan.goals,
        availability=availability,
        weeks=weeks,
        frame=frame(plan.start, plan.end, athlete, history, goals=plan.goals),
        rules=(*(kept if rules is None else rules), *more_rules),
        response=response_of(history, athlete, plan.start),
        sessions=int(np.clip(sessions, 1, 6)),
        longest_min=max(longest, longest_for(race, availability)),
        above_threshold=blend(plan.methodology),
    )
