"""Plan: can I reach it, what it takes, and the plan with its certificate."""

from typing import Annotated
from urllib.parse import quote_plus

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit._html import escape
from trainkit.errors import InfeasiblePlan, InsufficientData, InvalidInput
from trainkit.host._access import OpenKit, Writing
from trainkit.host._api.plans import Wish, current_plan, make_plan
from trainkit.host._pages import shell
from trainkit.models import Availability, TrainingPlan
from trainkit.models.goal import WEEKDAYS

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plan")
def page(kit: OpenKit, said: str = "") -> str:
    """Show the current plan, and the form for a new one."""
    plan = kit.planned
    lead = "" if plan is None else f"{plan.start} to {plan.end}"
    parts = [_new()] if plan is None else [*_show_plan(plan), _changes(), _new()]
    return shell.frame(kit, "/plan", "Plan", shell.notice(said), *parts, lead=lead)


@router.post("/plan/check")
def check(  # noqa: PLR0917  fields of a form
    kit: OpenKit,
    lock: Writing,
    goal: Annotated[str, Form(max_length=200)],
    mon: Annotated[str, Form()] = "",
    tue: Annotated[str, Form()] = "",
    wed: Annotated[str, Form()] = "",
    thu: Annotated[str, Form()] = "",
    fri: Annotated[str, Form()] = "",
    sat: Annotated[str, Form()] = "",
    sun: Annotated[str, Form()] = "",
    *,
    short: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Make a plan, or say which rules stand against it and what would help."""
    minutes = dict(zip(WEEKDAYS, (mon, tue, wed, thu, fri, sat, sun), strict=True))
    try:
        wish = Wish(goal=goal, availability=_availability(minutes), allow_short=short)
        with lock:
            plan = make_plan(kit, wish)
    except (InfeasiblePlan, InvalidInput, InsufficientData) as error:
        text = shell.frame(kit, "/plan", "Plan", _show_refusal(error), _new(goal))
        return HTMLResponse(text, error.status)
    return HTMLResponse(
        shell.frame(kit, "/plan", "Plan", shell.notice("This is your plan now."), *_show_plan(plan))
    )


@router.post("/plan/adapt")
def adapt(kit: OpenKit, lock: Writing) -> str:
    """Adapt the days ahead, and tell each change with its reason."""
    current_plan(kit)
    with lock:
        revision = kit.adapt()
    rows = [(shell.day_name(item.date), escape(item.message)) for item in revision.changes]
    table = shell.table(("day", "what changes, and why"), rows)
    said = f"{len(rows)} days changed." if rows else "Nothing needs to change."
    return shell.frame(
        kit,
        "/plan",
        "Adapted",
        shell.notice(said),
        shell.card("Changes", table) if rows else "",
        '<p><a class="btn" href="/plan">Back to the plan</a></p>',
    )


@router.post("/plan/drop")
def drop(kit: OpenKit, lock: Writing) -> RedirectResponse:
    """Give up the plan."""
    with lock:
        kit.drop_plan()
    return RedirectResponse(f"/plan?said={quote_plus('There is no plan now.')}", 303)


def _availability(minutes: dict[str, str]) -> Availability | None:
    """Read the boxes of minutes a day; None where all are empty."""
    given = {day: text.strip() for day, text in minutes.items() if text.strip()}
    if not given:
        return None
    return Availability(minutes={day: _minutes(day, given.get(day, "0")) for day in WEEKDAYS})


def _minutes(day: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InvalidInput(day, text, "a number of minutes") from None


def _show_refusal(error: InfeasiblePlan | InvalidInput | InsufficientData) -> str:
    parts = [f"<p>{escape(error)}</p>"]
    if isinstance(error, InfeasiblePlan):
        rules = "".join(f"<li>{escape(rule.replace('_', ' '))}</li>" for rule in error.rules)
        parts += [f"<p>These rules cannot hold together:</p><ul>{rules}</ul>"]
        parts += [f"<p><b>The smallest change that helps:</b> {escape(error.least_change)}</p>"]
    return shell.card("No plan was made", *parts)


def _show_plan(plan: TrainingPlan) -> list[str]:
    races = ", ".join(
        f"{goal.name or f'{goal.distance_m / 1000:g} km'} on {shell.day_name(goal.date)}"
        for goal in plan.goals
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in plan.warnings)
    return [
        shell.card(
            "What it leads to",
            f"<p>{escape(races or 'A base')}, {escape(plan.status)}.</p>",
            f"<ul>{notes}</ul>" if notes else "",
            _certificate(plan),
        ),
        shell.card("Week by week", _weeks(plan)),
    ]


def _certificate(plan: TrainingPlan) -> str:
    proof = plan.certificate
    if proof is None:
        return "<p>The plan has been changed since it was made: it has no certificate.</p>"
    words = "".join(f"<p>{escape(line)}</p>" for line in str(proof).splitlines())
    gap = shell.number(f"{proof.gap:.1%}", "plan: weeks in the plan")
    return f"{words}<p>Gap to the bound: {gap}.</p>"


def _weeks(plan: TrainingPlan) -> str:
    rows = []
    for week in plan.weeks:
        hours = sum(workout.duration_min for workout in week) / 60
        load = sum(workout.load or 0 for workout in week)
        days = {workout.date.weekday(): workout for workout in week if workout.date}
        cells = []
        for number in range(7):
            workout = days.get(number)
            if workout is None or workout.resting:
                cells.append("")
                continue
            minutes = f" {workout.duration_min:.0f}" if workout.duration_min else ""
            text = f"{escape(workout.title)}{minutes}"
            shown = f"<b>{text}</b>" if workout.hard else text
            cells.append(f'<a href="/calendar?day={workout.date}#day">{shown}</a>')
        rows.append(
            (
                f"{week[0].week or 1} {escape(week[0].phase or '')}",
                f"{hours:.1f} h",
                f"{load:.0f}",
                *cells,
            )
        )
    return shell.table(("week", "time", "load", *(day.capitalize() for day in WEEKDAYS)), rows)


def _changes() -> str:
    return shell.card(
        "Change it",
        '<div class="row"><form method="post" action="/plan/adapt">',
        shell.button("Adapt it to what happened"),
        '</form><form method="post" action="/plan/drop">',
        shell.button("Give it up", plain=True),
        "</form></div>",
    )


def _new(goal: str = "") -> str:
    boxes = "".join(
        shell.field(day, day.capitalize(), kind="number", hint="min") for day in WEEKDAYS
    )
    return shell.card(
        "A new plan",
        '<form method="post" action="/plan/check">',
        shell.field(
            "goal",
            "Goal",
            value=goal,
            needed=True,
            hint='such as "10K in 50 minutes on 2027-06-06"',
        ),
        "<fieldset><legend>Minutes a day, where it matters</legend>",
        f'<div class="week7">{boxes}</div></fieldset>',
        '<p><label><input type="checkbox" name="short" value="true"> Also where the time is too '
        "short for the whole build-up</label></p>",
        shell.button("Make this my plan"),
        "</form>",
    )
