"""Goals: will I make it."""

from typing import Annotated, Literal
from urllib.parse import quote_plus

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit._html import Area, Curve, day_of, escape, format_clock
from trainkit.host._access import OpenKit
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import day_name, full_day, show_pace, show_speed, tell
from trainkit.kit import Kit
from trainkit.models import Forecast, Goal, KeptGoal
from trainkit.models._record_text import format_distance
from trainkit.models.progress import Progress

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_ON_FOOT = frozenset({"running", "walking", "hiking"})
_PRIORITIES = {
    "A": "A: the plan leads to it",
    "B": "B: a few easier days before it",
    "C": "C: raced out of training",
}
_FORECAST = "plan: forecast of the race"
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
        '<div class="split"><div class="col">',
        *(goals or [shell.card("No goal yet", "<p>Say one in words.</p>")]),
        _history(kit),
        '</div><div class="col">',
        _new(),
        _races(kit),
        "</div></div>",
    )


@router.post("/goals/add")
def add(
    kit: OpenKit,
    goal: Annotated[str, Form(max_length=200)],
    priority: Annotated[Literal["A", "B", "C"], Form()] = "A",
    day: Annotated[str, Form(max_length=10)] = "",
) -> RedirectResponse:
    """Keep a goal; its day stands in its words, or beside them."""
    said = f"{goal} on {day.strip()}" if day.strip() else goal
    kit.goals.add(said, priority=priority)
    return RedirectResponse("/goals?said=Kept.", 303)


@router.post("/goals/remove")
def remove(kit: OpenKit, key: Annotated[str, Form()]) -> RedirectResponse:
    """Remove a goal."""
    kit.goals.remove(key)
    return RedirectResponse("/goals?said=Removed.", 303)


def _goal(kit: Kit, goal: KeptGoal) -> str:
    progress = kit.goals.progress(goal.key)
    plan = progress.plan
    path = '<p>The <a href="/plan">plan</a> does not lead to it.</p>'
    if not shell.is_viewing():
        words = quote_plus(_readable(goal))
        path += f'<p><a class="btn plain" href="/plan/new?goal={words}">Make a plan for it</a></p>'
    if progress.days_left < 0:
        path = "<p>Its day is past.</p>"
    return shell.card(
        _title(goal),
        _facts(goal, progress.days_left),
        path if plan is None else _progress(plan, goal),
        f'<form method="post" action="/goals/remove">{shell.hidden("key", goal.key)}',
        shell.button("Remove", plain=True, name=f"Remove {_title(goal)}"),
        "</form>",
    )


def _planned(kit: Kit, goal: Goal) -> str:
    """Show a race that the plan leads to, and that is not kept as a goal."""
    progress = kit.goals.plan_progress()
    return shell.card(
        _title(goal),
        _facts(goal, (goal.date - kit.now().date()).days),
        "" if progress is None else _progress(progress, goal),
        '<p>It is the race of the <a href="/plan">plan</a>.</p>',
    )


def _title(goal: Goal) -> str:
    race = f"{goal.priority}: {shell.race_name(goal)}"
    if goal.time_s is None:
        return f"{race}, {day_name(goal.date)}"
    return f"{race} in {format_clock(goal.time_s)}, {day_name(goal.date)}"


def _readable(goal: Goal) -> str:
    """Say a race as `Goal.read` reads it, whatever language and units the page has."""
    sport = "" if goal.sport == "running" else f" {goal.sport.replace('_', ' ')}"
    time = "" if goal.time_s is None else f" in {format_clock(goal.time_s)}"
    return f"{goal.distance_m / 1000:g} km{sport}{time} on {goal.date}"


def _facts(goal: Goal, days_left: int) -> str:
    pace = ""
    if goal.time_s is not None:
        show = show_pace if goal.sport in _ON_FOOT else show_speed
        pace = show(goal.distance_m / goal.time_s)
    return shell.facts_list(
        (
            ("day", full_day(goal.date)),
            ("time", "" if goal.time_s is None else format_clock(goal.time_s)),
            ("on average", pace),
            ("sport", goal.sport.replace("_", " ")),
            ("days left", f"{days_left}" if days_left >= 0 else ""),
        )
    )


def _progress(plan: Progress, goal: Goal) -> str:
    """Say what was done, and the forecast as an interval with the goal beside it."""
    done = shell.number(f"{plan.done} of {plan.planned}", "plan: sessions done")
    lines = [f"Sessions done: {done}." if plan.planned else "The plan has not begun yet."]
    if plan.load is not None:
        share = shell.number(f"{plan.load:.0%}", "plan: share of the load done")
        lines.append(f"Load done: {share} of what was planned.")
    parts = ["".join(f"<p>{line}</p>" for line in lines)]
    forecast = plan.forecast
    if forecast is None:
        return f"{parts[0]}<p>There is no forecast: it takes a race or a threshold pace.</p>"
    low, high = format_clock(forecast.low_s), format_clock(forecast.high_s)
    shown = shell.number(f"{low} to {high}", _FORECAST)
    parts.append(
        f"<p>Forecast if the rest of the plan is done: {shown} in {forecast.level:.0%} of "
        f"cases. {escape(_AGAINST[plan.status])}</p>{_interval(forecast, goal)}"
    )
    return "".join(parts) + "".join(f"<p>{tell(note)}</p>" for note in forecast.notes)


def _interval(found: Forecast, goal: Goal) -> str:
    """Draw the interval of a forecast with the goal, slow at the right."""
    times = [found.low_s, found.high_s, *([] if goal.time_s is None else [goal.time_s])]
    room = 0.12 * (max(times) - min(times)) or 1.0
    first, last = min(times) - room, max(times) + room

    def place(seconds: float) -> float:
        return round(100 * (seconds - first) / (last - first), 2)

    low, high, middle = place(found.low_s), place(found.high_s), place(found.time_s)
    marks = f'<rect class="now" x="{middle - 0.3:.2f}" y="2" width=".6" height="12"/>'
    wanted = ""
    if goal.time_s is not None:
        at = place(goal.time_s)
        marks += f'<path class="goal" d="M{at} 0v16"/>'
        wanted = f", <i>goal {format_clock(goal.time_s)} (dashed)</i>"
    return (
        '<svg class="interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="line" d="M0 15.5h100"/><rect class="band" x="{low}" y="4" '
        f'width="{high - low:.2f}" height="8"/>{marks}</svg>'
        f'<p class="ticks"><span>fast {format_clock(found.low_s)}</span>'
        f"<span>expected {shell.number(format_clock(found.time_s), _FORECAST)}{wanted}</span>"
        f"<span>slow {format_clock(found.high_s)}</span></p>"
    )


def _history(kit: Kit) -> str:
    """Draw how the forecast of the plan's race has changed, with its numbers as a table."""
    from trainkit import charts  # noqa: PLC0415  it needs the engines

    plan = kit.planned
    if plan is None or not plan.goals:
        return ""
    chart = charts.forecast(plan, kit.athlete, kit.history())
    if not chart.panels:
        return ""
    series = chart.panels[0].series
    area = next(item for item in series if isinstance(item, Area))
    curve = next(item for item in series if isinstance(item, Curve))
    rows = [
        (day_name(day_of(at)), *(format_clock(value) for value in (time, low, high)))
        for at, time, low, high in zip(curve.x, curve.y, area.low, area.high, strict=False)
    ]
    table = shell.table(("on", "forecast", "fast end", "slow end"), rows)
    return shell.card(
        "Forecast by week",
        "<p>What was known on each day; from today on, the days are taken as planned.</p>",
        shell.figure(chart.html()),
        shell.details("Table", table),
    )


def _new() -> str:
    options = "".join(
        f'<option value="{value}">{words}</option>' for value, words in _PRIORITIES.items()
    )
    return shell.card(
        "A new goal",
        '<form method="post" action="/goals/add">',
        shell.field("goal", "Goal", needed=True, hint='such as "10K in 50 minutes on 2027-06-06"'),
        shell.field("day", "Its day, if the words have none", kind="date"),
        '<p class="field"><label for="i-priority">Priority</label>'
        f'<select id="i-priority" name="priority">{options}</select></p>',
        shell.button("Keep it"),
        "</form>",
    )


def _races(kit: Kit) -> str:
    rows = [
        (
            full_day(race.date),
            escape(race.name or race.sport),
            escape(format_distance(race.distance_m)),
            f'<a class="n" href="{shell.NUMBERS}#races-of-5-years">{format_clock(race.time_s)}</a>',
        )
        for race in kit.races.list()
    ]
    table = shell.table(("day", "race", "distance", "time"), rows)
    return shell.card("Races", table) if rows else ""
