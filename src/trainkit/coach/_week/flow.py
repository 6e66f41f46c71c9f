"""The dialogue about a week: a model proposes, the rules check, and repair what breaks them."""

import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trainkit import planning
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._week.answer import WeekAnswer, parse_answer, to_workouts
from trainkit.coach._week.basis import Basis
from trainkit.coach._week.excess import find_excess
from trainkit.coach._week.prompt import ask_for_week, ask_to_mend, ask_to_regenerate
from trainkit.errors import BackendError, BudgetSpent, InfeasiblePlan, InvalidInput
from trainkit.models import Prompt, Reply
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import Change, TrainingPlan, Violation
from trainkit.models.workout import PlannedWorkout

__all__ = ["Ask", "Proposed", "Situation", "propose_week"]

_DAYS = 7


class Ask(NamedTuple):
    """A question to the model; the loop sends back its reply."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the dialogue needs to know.

    Parameters
    ----------
    history, athlete
        As in `week`.
    start : date
        The Monday.
    basis : Basis
        The week of the rules.
    facts : Facts
        What the model is told.
    tone : float
        From 0, gentle, to 1, demanding.
    """

    history: History
    athlete: Athlete
    start: dt.date
    basis: Basis
    facts: Facts
    tone: float


class Proposed(NamedTuple):
    """Seven workouts that keep the hard rules, and the words of the model.

    Attributes
    ----------
    workouts : list of PlannedWorkout
        The week.
    answer : WeekAnswer or None
        The model's words; None where the rules have to find their own.
    backend : str
        Who proposed it.
    reason : str
        Why the rules took over, or empty.
    changes : tuple of Change
        What was repaired.
    """

    workouts: list[PlannedWorkout]
    answer: WeekAnswer | None
    backend: str
    reason: str
    changes: tuple[Change, ...] = ()


def propose_week(situation: Situation) -> Generator[Ask, Reply, Proposed]:
    """Ask a model for a week; whatever it answers, the week keeps the hard rules.

    Yields
    ------
    Ask
        A question; the reply is sent back, or its `BackendError` thrown in.

    Returns
    -------
    Proposed
        The week.
    """
    safe = situation.basis.days(situation.start)
    try:
        prompt = ask_for_week(situation.facts, safe, situation.tone)
        reply = yield Ask(prompt)
        answer, reply = yield from _read(prompt, reply)
        workouts = to_workouts(answer, safe, situation.athlete, situation.basis.free)
        broken = _find_faults(situation, workouts, safe)
        if broken:
            again = ask_to_regenerate(prompt, reply, broken)
            second, reply = yield from _read(again, (yield Ask(again)))
            other = to_workouts(second, safe, situation.athlete, situation.basis.free)
            still = _find_faults(situation, other, safe)
            if len(still) <= len(broken):
                answer, workouts, broken = second, other, still
    except BudgetSpent as error:
        return Proposed(safe, None, "rules", f"The budget is spent: {error.message}.")
    except BackendError as error:
        return Proposed(safe, None, "rules", f"{error.backend} did not answer: {error.message}.")
    except InvalidInput as error:
        return Proposed(safe, None, "rules", f"The model's answer could not be read: {error}.")
    if not broken:
        return Proposed(workouts, answer, reply.model, "")
    return _repair(situation, workouts, answer, reply.model, safe)


def _read(prompt: Prompt, reply: Reply) -> Generator[Ask, Reply, tuple[WeekAnswer, Reply]]:
    """Read an answer; one that is no JSON of the right form is asked for once more."""
    if reply.stop == "refusal":
        raise BackendError(reply.model, "the model refused to answer")
    if isinstance(reply.parsed, WeekAnswer):
        return reply.parsed, reply
    try:
        return parse_answer(reply.text), reply
    except InvalidInput as error:
        second = yield Ask(ask_to_mend(prompt, reply, str(error)))
        return parse_answer(second.text), second


def _find_faults(
    situation: Situation, workouts: Sequence[PlannedWorkout], safe: Sequence[PlannedWorkout]
) -> list[str]:
    """Say what is wrong with a proposal: rules that it breaks, and more than the rules planned."""
    told = [
        f"{broken.date}: {broken.rule}: {broken.message}"
        for broken in _new_violations(situation, workouts)
    ]
    return told + find_excess(workouts, safe, situation.athlete)


def _with_days(plan: TrainingPlan, workouts: Sequence[PlannedWorkout]) -> TrainingPlan:
    """Put workouts into a plan; those after its end have no place in it."""
    inside = [
        workout
        for workout in workouts
        if workout.date is not None and plan.on(workout.date) is not None
    ]
    changes = {
        workout.date: (plan.on(workout.date), workout)
        for workout in inside
        if workout.date is not None
    }
    return plan.replace_days(
        {day: (old, new) for day, (old, new) in changes.items() if old is not None}
    )


def _violations(situation: Situation, plan: TrainingPlan) -> list[Violation]:
    found = planning.check(
        plan,
        situation.athlete,
        situation.history,
        availability=situation.basis.free,
        on=max(situation.start, plan.start),
    )
    return [violation for violation in found if violation.hard]


def _new_violations(situation: Situation, workouts: Sequence[PlannedWorkout]) -> list[Violation]:
    """Return the hard rules that the workouts break, and the plan without them does not."""
    plan = situation.basis.plan
    if all(plan.on(workout.date) == workout for workout in workouts if workout.date is not None):
        return []
    known = {(violation.rule, violation.date) for violation in _violations(situation, plan)}
    changed = _with_days(plan, workouts)
    return [
        violation
        for violation in _violations(situation, changed)
        if (violation.rule, violation.date) not in known
    ]


def _repair(
    situation: Situation,
    workouts: Sequence[PlannedWorkout],
    answer: WeekAnswer,
    model: str,
    safe: list[PlannedWorkout],
) -> Proposed:
    """Change the proposal as little as needed; where that fails, the week of the rules stands."""
    plan = situation.basis.plan
    ahead = plan.workouts[max((situation.start - plan.start).days, 0) :]
    rest = plan.model_copy(
        update={
            "start": max(situation.start, plan.start),
            "workouts": ahead,
            "certificate": None,
            "goals": tuple(goal for goal in plan.goals if goal.date >= situation.start),
        }
    )
    try:
        repaired = planning.repair(
            _with_days(rest, workouts),
            situation.athlete,
            situation.history,
            availability=situation.basis.free,
        )
    except InfeasiblePlan as error:
        return Proposed(
            safe, None, "rules", f"The proposal of {model} cannot be repaired: {error}."
        )
    days = [repaired.plan.on(old.date) or old for old in safe if old.date is not None]
    faults = _find_faults(situation, days, safe)
    if faults:
        reason = f"{model}'s week does not fit, even repaired: {faults[0]}."
        return Proposed(safe, None, "rules", reason)
    inside = {workout.date for workout in safe}
    changes = tuple(change for change in repaired.changes if change.date in inside)
    spoken = answer.model_copy(update={"summary": ""}) if changes else answer  # of another week
    return Proposed(days, spoken, model, "", changes)
