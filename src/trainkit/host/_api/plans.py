"""Plans: made, followed, changed, exported."""

import datetime as dt
from contextlib import suppress
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from trainkit.errors import Conflict, InsufficientData, InvalidInput, NotFound
from trainkit.host._access import OpenKit, Writing
from trainkit.host._api.plan_files import export_plan
from trainkit.host._api.said import Said, example
from trainkit.kit import Kit
from trainkit.models import (
    Availability,
    Calendar,
    Forecast,
    Goal,
    PlannedWorkout,
    Revision,
    TrainingPlan,
    Violation,
)
from trainkit.models.draft import Draft
from trainkit.models.feasibility import Feasibility

__all__ = [
    "Move",
    "Preview",
    "Wish",
    "current_plan",
    "draft_move",
    "make_plan",
    "need_begun",
    "preview",
    "router",
]

router = APIRouter()


class Wish(Said):
    """What a plan is for.

    Parameters
    ----------
    goal : Goal, str or None
        A race, in fields or in words; None for a base.
    goals : list of Goal
        More races.
    availability : Availability, optional
        The time for training.
    start : date, optional
        The first day; by default the Monday after the data.
    allow_short : bool
        Whether to plan also where there is too little time.
    methodology : str
        How the hard time is spread, as in `trainkit.plan`.
    seconds : float
        The time that the search may take [s].
    """

    model_config = example(goal="10K in 50 minutes in 12 weeks", seconds=2)

    goal: Goal | Annotated[str, Field(max_length=200)] | None = None
    goals: Annotated[list[Goal], Field(max_length=10)] = Field(default_factory=list)
    availability: Availability | None = None
    start: dt.date | None = None
    allow_short: bool = False
    methodology: Annotated[str, Field(max_length=40)] = "pyramidal"
    seconds: Annotated[float, Field(ge=0.5, le=30)] = 10.0

    def race(self, kit: Kit) -> Goal:
        """Return the race; `InvalidInput` where none is wished for."""
        if isinstance(self.goal, str):
            return Goal.read(self.goal, start=kit.calendar().today)
        race = next(iter([*([self.goal] if self.goal is not None else []), *self.goals]), None)
        if race is None:
            raise InvalidInput("goal", None, "a race")
        return race


class Preview(BaseModel):
    """What a plan would be, before it is kept.

    Parameters
    ----------
    feasibility : Feasibility
        Whether the race can be prepared for.
    plan : TrainingPlan
        The plan, not yet the current one.
    draft : str
        The name by which it becomes the current one, for a day.
    forecast : Forecast or None
        The finish time of its race; None where too little is known.
    hour_s, week_s : float or None
        What an hour more a week, and the race a week later, take off the forecast [s].
    """

    feasibility: Feasibility
    plan: TrainingPlan
    draft: str
    forecast: Forecast | None = None
    hour_s: float | None = None
    week_s: float | None = None


class Check(BaseModel):
    """What the rules say of a plan.

    Parameters
    ----------
    violations : list of Violation
        By date; hard ones make the plan unsafe, soft ones are wishes.
    notes : list of str
        Plugins whose rules failed, and so were not asked.
    """

    violations: list[Violation]
    notes: list[str]


class Done(Said):
    """How a session was done."""

    model_config = example(by="by hand")

    by: Annotated[str, Field(min_length=1, max_length=200)] = "by hand"


_BY_HAND = Done()


class Skipped(Said):
    """Why a session was left out."""

    model_config = example(reason="ill")

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Move(Said):
    """A session that goes to another day."""

    day: dt.date
    to_day: dt.date


class PlanDraft(BaseModel):
    """A change of the plan that waits to be applied."""

    id: str
    expires: dt.datetime
    revision: Revision | None = None
    applied: bool = False


def draft_move(kit: Kit, move: Move) -> PlanDraft:
    """Draft a move of a session; `Conflict` says which rule stands against it."""
    current_plan(kit)
    try:
        return _draft(kit.drafts.change({"action": "move", **move.model_dump()}))
    except InvalidInput as error:
        raise Conflict(error.argument, error.value, error.allowed) from None


def current_plan(kit: Kit) -> TrainingPlan:
    """Return the latest plan; `NotFound` where there is none."""
    plan = kit.planned
    if plan is None:
        raise NotFound("plan", "current", "made before")
    return plan


def need_begun(plan: TrainingPlan, today: dt.date) -> None:
    """Raise `Conflict` where a plan has not begun, or is over."""
    if not plan.start <= today <= plan.end:
        said = "is over since" if today > plan.end else "begins on"
        day = plan.end if today > plan.end else plan.start
        raise Conflict("plan", f"{plan.start} to {plan.end}", f"one that runs: it {said} {day}")


def make_plan(kit: Kit, wish: Wish) -> TrainingPlan:
    """Make a plan from what a client wishes."""
    first = wish.goal
    if isinstance(first, str):
        first = Goal.read(first, start=kit.calendar().today)
    goals = [*([first] if first is not None else []), *wish.goals]
    return kit.plan(
        goals or None,
        availability=wish.availability,
        start=wish.start,
        allow_short=wish.allow_short,
        methodology=wish.methodology,
        seconds=wish.seconds,
    )


def preview(kit: Kit, wish: Wish) -> Preview:
    """Plan a race and keep nothing but a draft; tell what more time would do."""
    race = wish.race(kit)
    found = kit.what_if(
        race,
        availability=wish.availability,
        start=wish.start,
        methodology=wish.methodology,
        seconds=wish.seconds,
    )
    forecast = None
    with suppress(InsufficientData):
        forecast = kit.forecast(found.plan)
    return Preview(
        feasibility=kit.feasibility(race, availability=wish.availability, start=wish.start),
        plan=found.plan,
        draft=kit.drafts.offer(found.plan).id,
        forecast=forecast,
        hour_s=found.hour.seconds,
        week_s=found.week.seconds,
    )


@router.post("/plans", status_code=201)
def create(kit: OpenKit, lock: Writing, wish: Wish) -> TrainingPlan:
    """Make a plan up to a race and store it as the current one."""
    with lock:
        return make_plan(kit, wish)


@router.post("/plans/feasibility")
def judge(kit: OpenKit, wish: Wish) -> Feasibility:
    """Judge at once whether a race can be prepared for; nothing is planned."""
    return kit.feasibility(wish.race(kit), availability=wish.availability, start=wish.start)


@router.post("/plans/preview")
def show_preview(kit: OpenKit, lock: Writing, wish: Wish) -> Preview:
    """Plan a race, and say what more time would do; the plan becomes current with its draft."""
    with lock:
        return preview(kit, wish)


@router.get("/plans/current")
def read_current(kit: OpenKit) -> TrainingPlan:
    """Return the current plan with its certificate."""
    return current_plan(kit)


@router.get("/plans/current/week")
def read_week(kit: OpenKit, on: dt.date | None = None) -> list[PlannedWorkout]:
    """List the planned sessions of a week, from Monday; by default of this one."""
    day = on or kit.calendar().today
    if not dt.date(1900, 1, 1) <= day <= dt.date(2200, 1, 1):
        raise InvalidInput("on", str(day), "1900 to 2200")
    monday = day - dt.timedelta(days=day.weekday())
    plan = current_plan(kit)
    week = (plan.on(monday + dt.timedelta(days=number)) for number in range(7))
    return [workout for workout in week if workout is not None]


@router.get("/plans/current/check")
def check(kit: OpenKit) -> Check:
    """List the rules that the current plan breaks, and those that could not be asked."""
    found = kit.check(current_plan(kit))
    return Check(violations=found, notes=list(found.notes))


@router.get(
    "/plans/current/export",
    response_class=Response,
    responses={
        200: {
            "content": {
                "text/calendar": {"schema": {"type": "string"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
                "application/xml": {"schema": {"type": "string"}},
            }
        }
    },
)
def export(
    kit: OpenKit,
    format_: Annotated[Literal["ics", "fit", "zwo"], Query(alias="format")] = "ics",
    date: dt.date | None = None,
) -> Response:
    """Export the plan as a calendar, or the session of a day as FIT or ZWO."""
    content, kind, name = export_plan(kit, current_plan(kit), format_, date)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=kind)


@router.post("/plans/current/days/{date}/complete")
def complete(kit: OpenKit, lock: Writing, date: dt.date, said: Done = _BY_HAND) -> TrainingPlan:
    """Mark the session of a day as done."""
    with lock:
        plan = _with_day(kit, date).complete(date, said.by)
        kit.adopt(plan)
    return plan


@router.post("/plans/current/days/{date}/skip")
def skip(kit: OpenKit, lock: Writing, date: dt.date, said: Skipped) -> TrainingPlan:
    """Mark the session of a day as left out."""
    with lock:
        plan = _with_day(kit, date).skip(date, said.reason)
        kit.adopt(plan)
    return plan


@router.post("/plans/current/move", status_code=201)
def move(kit: OpenKit, wish: Move) -> PlanDraft:
    """Draft a move of a session; the rules answer at once, and nothing changes yet."""
    return draft_move(kit, wish)


@router.post("/plans/drafts/{key}/apply")
def apply(kit: OpenKit, lock: Writing, key: str) -> PlanDraft:
    """Make the change that a draft proposes."""
    with lock:
        _need_draft(kit, key)
        return _draft(kit.drafts.apply(key))


@router.get("/plans/drafts/{key}")
def read_draft(kit: OpenKit, key: str) -> PlanDraft:
    """Return a draft: the changes that it proposes, with their reasons."""
    return _draft(_need_draft(kit, key))


@router.delete("/plans/drafts/{key}", status_code=204)
def decline(kit: OpenKit, lock: Writing, key: str) -> None:
    """Decline what a draft proposes; the plan stays."""
    with lock:
        _need_draft(kit, key)
        kit.drafts.drop(key)


@router.post("/plans/current/adapt")
def adapt(kit: OpenKit, lock: Writing) -> Revision:
    """Adapt the days ahead to what happened; the answer tells the changes and can be undone."""
    need_begun(current_plan(kit), kit.now().date())
    with lock:
        return kit.adapt()


@router.post("/plans/current/accept")
def accept(kit: OpenKit, lock: Writing, revision: Revision) -> TrainingPlan:
    """Apply a revision that a week or a conversation proposed."""
    current_plan(kit)
    with lock:
        try:
            return kit.accept(revision)
        except InvalidInput as error:
            raise Conflict(error.argument, error.value, error.allowed) from None


@router.delete("/plans/current", status_code=204)
def delete(kit: OpenKit, lock: Writing) -> None:
    """Drop the current plan; what was done stays."""
    with lock:
        current_plan(kit)
        kit.drop_plan()


@router.get("/calendar")
def calendar(kit: OpenKit, first: dt.date | None = None, last: dt.date | None = None) -> Calendar:
    """Return planned and actual training day by day; by default four weeks from this Monday."""
    if first is not None and first.year > 9_000:
        raise InvalidInput("first", str(first), "before the year 9000")
    return kit.calendar(first, last)


def _with_day(kit: Kit, date: dt.date) -> TrainingPlan:
    plan = current_plan(kit)
    if plan.on(date) is None:
        raise NotFound("date", str(date), f"a day of the plan, {plan.start} to {plan.end}")
    return plan


def _need_draft(kit: Kit, key: str) -> Draft:
    try:
        return kit.drafts.get(key)
    except InvalidInput as error:
        raise NotFound(error.argument, error.value, error.allowed) from None


def _draft(draft: Draft) -> PlanDraft:
    return PlanDraft(
        id=draft.id, expires=draft.expires, revision=draft.revision, applied=draft.applied
    )
