"""Goals: will I make it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit._html import escape
from trainkit.host._access import OpenKit
from trainkit.host._pages import shell
from trainkit.kit import Kit
from trainkit.models import Goal, KeptGoal
from trainkit.models.progress import Progress

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_AGAINST = {
    "ahead": "The goal is slower than that.",
    "on track": "The goal lies within it.",
    "behind": "The goal is faster than that.",
    "unknown": "",
}


@router.get("/goals")
def page(kit: OpenKit, said: str = "") -> str:
    """Show the goals and the races that were run."""
    goals = [_goal(kit, goal) for goal in kit.goals.list()]
    goals += [_planned(kit, goal) for goal in kit.goals.only_planned()]
    return shell.frame(
        kit,
        "/goals",
        "Goals",
        shell.notice(said),
        *(goals or [shell.card("No goal yet", "<p>Say one in words below.</p>")]),
        _new(),
        _races(kit),
    )


@router.post("/goals/add")
def add(
    kit: OpenKit,
    goal: Annotated[str, Form(max_length=200)],
    priority: Annotated[Literal["A", "B", "C"], Form()] = "A",
) -> RedirectResponse:
    """Keep a goal."""
    kit.goals.add(goal, priority=priority)
    return RedirectResponse("/goals?said=Kept.", 303)


@router.post("/goals/remove")
def remove(kit: OpenKit, key: Annotated[str, Form()]) -> RedirectResponse:
    """Remove a goal."""
    kit.goals.remove(key)
    return RedirectResponse("/goals?said=Removed.", 303)


def _goal(kit: Kit, goal: KeptGoal) -> str:
    progress = kit.goals.progress(goal.key)
    plan = progress.plan
    said = "" if plan is None else _progress(plan)
    return shell.card(
        _title(goal),
        _facts(goal, progress.days_left),
        said or '<p>The <a href="/plan">plan</a> does not lead to it.</p>',
        f'<form method="post" action="/goals/remove">{shell.hidden("key", goal.key)}',
        shell.button("Remove", plain=True),
        "</form>",
    )


def _planned(kit: Kit, goal: Goal) -> str:
    """Show a race that the plan leads to, and that is not kept as a goal."""
    progress = kit.goals.plan_progress()
    return shell.card(
        _title(goal),
        _facts(goal, (goal.date - kit.calendar().today).days),
        "" if progress is None else _progress(progress),
        '<p>It is the race of the <a href="/plan">plan</a>.</p>',
    )


def _title(goal: Goal) -> str:
    return f"{goal.priority}: {shell.race_name(goal)}, {shell.day_name(goal.date)}"


def _facts(goal: Goal, days_left: int) -> str:
    return shell.facts_list(
        (
            ("day", f"{goal.date:%a} {goal.date.day} {goal.date:%b %Y}"),
            ("time", "" if goal.time_s is None else _clock(goal.time_s)),
            ("sport", goal.sport),
            ("days left", f"{days_left}"),
        )
    )


def _progress(plan: Progress) -> str:
    """Say what was done, and the forecast as an interval."""
    done = shell.number(f"{plan.done} of {plan.planned}", "plan: sessions done")
    lines = [f"<p>Sessions done: {done}.</p>"]
    forecast = plan.forecast
    if forecast is not None:
        low, high = _clock(forecast.low_s), _clock(forecast.high_s)
        shown = shell.number(f"{low} to {high}", "plan: forecast of the race")
        lines.append(
            f"<p>Forecast if the rest of the plan is done: {shown} in {forecast.level:.0%} of "
            f"cases. {escape(_AGAINST[plan.status])}</p>"
        )
        lines += [f"<p>{escape(note)}</p>" for note in forecast.notes]
    return "".join(lines)


def _new() -> str:
    options = "".join(f'<option value="{value}">{value}</option>' for value in "ABC")
    return shell.card(
        "A new goal",
        '<form method="post" action="/goals/add">',
        shell.field("goal", "Goal", needed=True, hint='such as "10K in 50 minutes on 2027-06-06"'),
        '<p class="field"><label for="i-priority">Priority</label>'
        f'<select id="i-priority" name="priority">{options}</select></p>',
        shell.button("Keep it"),
        "</form>",
    )


def _races(kit: Kit) -> str:
    rows = [
        (
            str(race.date),
            escape(race.name or race.sport),
            f"{race.distance_m / 1000:g} km",
            f'<a class="n" href="{shell.NUMBERS}#races-of-5-years">{_clock(race.time_s)}</a>',
        )
        for race in kit.races.list()
    ]
    table = shell.table(("day", "race", "distance", "time"), rows)
    return shell.card("Races", table) if rows else ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
