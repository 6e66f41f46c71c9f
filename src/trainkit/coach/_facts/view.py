"""What may be seen of an athlete on a day, and what the rest would change."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from trainkit.coach._facts.context import Context, Decide
from trainkit.coach._facts.draft import Draft
from trainkit.coach._facts.gate import add_up, permit, permit_plan, restrict
from trainkit.errors import InvalidInput
from trainkit.models.assessment import Assessment
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.privacy import Gate, Use
from trainkit.recovery import LAST_KNOWN_DAYS, assess
from trainkit.recovery._assess import next_goal

__all__ = ["Told", "View", "make_view"]


@dataclass(frozen=True, slots=True)
class View:
    """The permitted data of a day.

    Parameters
    ----------
    permitted, whole : Context
        The data that may be used, and all of it; one and the same where all may.
    refused : mapping of str to int
        Numbers of records kept out, by licence.
    """

    permitted: Context
    whole: Context
    refused: Mapping[str, int]

    @property
    def day(self) -> dt.date:
        """The day of the facts."""
        return self.permitted.day

    def ask(self, answer: Callable[[Context], Iterable[Draft]]) -> list[Draft]:
        """Answer from the permitted data; what the rest would change is restricted."""
        drafts = list(answer(self.permitted))
        return restrict(drafts, answer(self.whole), self.refused) if self.refused else drafts


class Told(NamedTuple):
    """What is stated and not recorded: plan, races ahead, time for training."""

    plan: TrainingPlan | Iterable[PlannedWorkout] | None
    goals: Iterable[Goal] | None
    availability: Availability | None


def make_view(
    history: History,
    athlete: Athlete,
    on: dt.date | None,
    told: Told,
    *,
    use: Use | None,
    gate: Gate | None,
    decide: Decide | None,
) -> View:
    """Apply the gate to the data of a day; see `trainkit.coach.facts` for the arguments."""
    gate = gate or Gate()
    day = _choose_day(history, on)
    plan, availability = told.plan, told.availability
    scheme = plan if plan is None or isinstance(plan, TrainingPlan) else tuple(plan)
    permitted, refused = permit(history, use, gate)
    permitted_plan, refused_days = permit_plan(scheme, use, gate)
    goals = None if told.goals is None else tuple(told.goals)
    own = scheme if isinstance(scheme, TrainingPlan) else None
    races = goals if goals is not None else own.goals if own else ()
    whole = Context(
        history=history,
        athlete=athlete,
        day=day,
        plan=own,
        workouts=_workouts(scheme, history),
        goals=tuple(sorted(races, key=lambda goal: (goal.date, goal.priority))),
        availability=availability or (own.availability if own else None),
        gate=gate,
        decide=decide or _make_decide(athlete, permitted_plan, goals, availability),
    )
    if not refused and not refused_days:
        return View(whole, whole, {})
    seen = replace(
        whole,
        history=permitted,
        plan=permitted_plan if isinstance(permitted_plan, TrainingPlan) else None,
        workouts=_workouts(permitted_plan, permitted),
    )
    return View(seen, whole, add_up(refused, refused_days))


def _make_decide(
    athlete: Athlete,
    plan: TrainingPlan | tuple[PlannedWorkout, ...] | None,
    goals: tuple[Goal, ...] | None,
    availability: Availability | None,
) -> Decide:
    """Decide as `recovery.assess` does with the same plan, and what is told beside it."""

    def decide(history: History, day: dt.date) -> Assessment:
        return assess(
            history,
            athlete,
            day,
            plan=plan,
            goal=None if goals is None else next_goal(goals, day),
            availability=availability,
        )

    return decide


def _workouts(
    plan: TrainingPlan | Iterable[PlannedWorkout] | None, history: History
) -> tuple[PlannedWorkout, ...]:
    """Choose the planned sessions: of the plan, else of the history, by date."""
    workouts: Iterable[PlannedWorkout] = history.workouts
    if plan is not None:
        workouts = plan.workouts if isinstance(plan, TrainingPlan) else plan
    return tuple(sorted(workouts, key=lambda item: item.date or dt.date.max))


def _choose_day(history: History, on: dt.date | None) -> dt.date:
    """Choose the last day of the history, or check the day that is asked for."""
    if on is not None and (isinstance(on, dt.datetime) or not isinstance(on, dt.date)):
        raise InvalidInput("on", on, "a date without a time")
    if history.span is None:
        if on is None:
            advice = "a history with at least one day, or the day as `on`"
            raise InvalidInput("history", "no days", advice)
        return on
    first, last = history.span
    if on is None:
        return last
    if on < first:
        raise InvalidInput("on", str(on), f"{first} or later, when the history begins")
    if (on - last).days > LAST_KNOWN_DAYS:
        until = last + dt.timedelta(days=LAST_KNOWN_DAYS)
        advice = f"at most {until}, since the last data is from {last}; import newer data first"
        raise InvalidInput("on", str(on), advice)
    return on
