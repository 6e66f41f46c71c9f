"""Calendar: what was, what comes, and what can be moved."""

import datetime as dt
from typing import Annotated
from urllib.parse import quote_plus

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse

from trainkit._html import escape, format_clock
from trainkit.errors import InvalidInput, TrainkitError
from trainkit.host._access import OpenKit, Writing
from trainkit.host._api.plans import Move, current_plan, draft_move
from trainkit.host._pages import settings, shell
from trainkit.host._pages.amounts import count, day_name, full_day, long_day, show_distance, tell
from trainkit.host._pages.calendar_weeks import WEEK_D, draw_weeks, say_state, show_weeks
from trainkit.kit import Kit
from trainkit.models import CalendarDay, PlannedWorkout

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_WEEKS = 6
_HEIGHTS = {"interval": 28, "rest": 4, "recovery": 6, "warmup": 10, "cooldown": 10}
_MOST_WEEKS = 60  # that are drawn
_SIX_DAYS = dt.timedelta(days=6)
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
_HOW = (
    "<p>The load of a day is the sum of its activities, that of a week the sum of its days; the "
    "page of an activity says by which formula. Planned load is that of the session as planned: "
    "an hour at threshold is 100.</p>"
)


@router.get("/calendar")
def page(
    kit: OpenKit, start: dt.date | None = None, day: dt.date | None = None, said: str = ""
) -> str:
    """Show six weeks, and one day opened below."""
    today = kit.now().date()
    for name, given in (("start", start), ("day", day)):
        if given is not None and not _FIRST <= given <= _LAST:
            raise InvalidInput(name, str(given), "1900 to 2200")
    first = _monday(start or day or today) - dt.timedelta(days=0 if start else 14)
    last = first + dt.timedelta(days=WEEK_D * _WEEKS - 1)
    season = kit.calendar(*_span(kit, first, last)).days  # asked once: it matches all sessions
    days = tuple(item for item in season if first <= item.date <= last)
    if not any(item.activities or item.planned or item.races for item in days) and start is None:
        return settings.empty_page(kit, "/calendar", "Calendar")
    step = dt.timedelta(days=WEEK_D * _WEEKS)
    opened = next((item for item in days if item.date == (day or today)), None)
    return shell.frame(
        kit,
        "/calendar",
        "Calendar",
        shell.notice(said),
        f'<p class="row"><a class="btn plain" href="/calendar?start={first - step}">Earlier</a>'
        '<a class="btn plain" href="/calendar">Today</a>'
        f'<a class="btn plain" href="/calendar?start={first + step}">Later</a>{_links(kit)}</p>',
        _progress(kit, today),
        show_weeks(days, today, day, whole=start is not None),
        '<div class="halves">',
        "" if opened is None else _show_day(kit, opened, today),
        '<div class="col">',
        draw_weeks(season, today),
        f'<div id="how">{shell.card("How these numbers are made", _HOW)}</div>',
        "</div></div>",
        lead=f"{full_day(days[0].date)} to {full_day(days[-1].date)}",
    )


def _links(kit: Kit) -> str:
    """Link to what can be done with a plan, where there is one, or may be."""
    new = "" if shell.is_viewing() else '<a class="btn plain" href="/plan/new">New plan</a>'
    export = '<a class="btn plain" href="/api/v1/plans/current/export">iCalendar file</a>'
    return new + ("" if kit.planned is None else export)


def _progress(kit: Kit, today: dt.date) -> str:
    """Say how the plan goes, and what its race will be like."""
    plan, progress = kit.planned, kit.goals.plan_progress()
    if plan is None or progress is None:
        return ""
    rows = []
    if progress.planned:
        done = shell.number(f"{progress.done} of {progress.planned}", "plan: sessions done")
        rows.append(("sessions done", done))
    if progress.load is not None:
        share = shell.number(f"{progress.load:.0%}", "plan: share of the load done")
        rows.append(("load done, of what was planned", share))
    if progress.forecast is not None:
        found = progress.forecast
        low, high = format_clock(found.low_s), format_clock(found.high_s)
        shown = shell.number(format_clock(found.time_s), "plan: forecast of the race")
        rows.append((f"forecast, {found.level:.0%} of cases {low} to {high}", shown))
    rows += [
        (f"to {shell.race_name(race)}", _weeks_left((race.date - today).days))
        for race in plan.goals[-1:]
        if race.date >= today
    ]
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{shown}</dd></div>" for name, shown in rows)
    label = "The plan so far"
    return f'<section class="card" aria-label="{label}"><dl class="stats">{items}</dl></section>'


def _weeks_left(days: int) -> str:
    weeks, days = divmod(days, WEEK_D)
    said = [count(weeks, "1 week", "{} weeks")] if weeks else []
    said += [count(days, "1 day", "{} days")] if days or not weeks else []
    return ", ".join(said) if weeks or days else "today"


def _span(kit: Kit, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Return the weeks whose load is drawn: those of the plan, and those shown."""
    plan = kit.planned
    if plan is not None:
        begin, end = min(first, _monday(plan.start)), max(last, _monday(plan.end) + _SIX_DAYS)
        if (end - begin).days < WEEK_D * _MOST_WEEKS:
            return begin, end
    return first - dt.timedelta(days=WEEK_D * _WEEKS), last


@router.get("/calendar/moves")
def list_moves(kit: OpenKit, day: dt.date) -> JSONResponse:
    """Say for each day near a session what stands against it there; empty where nothing does."""
    current_plan(kit)
    return JSONResponse({str(to): broken for to, broken in kit.drafts.moves(day)})


@router.post("/calendar/move")
def move(
    kit: OpenKit,
    lock: Writing,
    day: Annotated[dt.date, Form()],
    to_day: Annotated[dt.date, Form()],
) -> RedirectResponse:
    """Move a session where the rules allow it, or say which rule stands against it."""
    with lock:
        try:
            kit.drafts.apply(draft_move(kit, Move(day=day, to_day=to_day)).id)
            said = f"Moved to {day_name(to_day)}."
        except TrainkitError as error:
            said, to_day = f"Not moved: {error}.", day
    return RedirectResponse(f"/calendar?day={to_day}&said={quote_plus(said)}#day", 303)


@router.post("/calendar/complete")
def complete(kit: OpenKit, lock: Writing, day: Annotated[dt.date, Form()]) -> RedirectResponse:
    """Mark a session as done."""
    with lock:
        kit.adopt(current_plan(kit).complete(day, "by hand"))
    return RedirectResponse(f"/calendar?day={day}&said=Marked+as+done.#day", 303)


@router.post("/calendar/skip")
def skip(
    kit: OpenKit,
    lock: Writing,
    day: Annotated[dt.date, Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> RedirectResponse:
    """Leave a session out."""
    with lock:
        kit.adopt(current_plan(kit).skip(day, reason.strip() or "not possible"))
    return RedirectResponse(f"/calendar?day={day}&said=Left+out.#day", 303)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _show_day(kit: Kit, day: CalendarDay, today: dt.date) -> str:
    """Show a day with its steps, its activities, and what can be done about it."""
    parts = []
    workout = day.planned
    if workout is not None and not workout.resting:
        parts = [
            f"<h3>{escape(workout.title)}, {workout.duration_min:.0f} min</h3>",
            _session_facts(workout),
            _steps(workout),
            f"<p>{tell(workout.notes or '')}</p>" if workout.notes else "",
        ]
    for key in day.activities:
        activity = kit.activities.get(key)
        name = activity.name or activity.sport.replace("_", " ")
        parts.append(
            f'<p><a href="/activities/{activity.id}">{escape(name)}</a>, '
            f"{shell.duration(activity.elapsed_s)}</p>"
        )
    state = say_state(day)
    if state and workout is not None:
        parts.append(f"<p>This session: {state}.</p>")
    if workout is not None and not workout.resting:
        if workout.skipped:
            parts.append(f"<p>Left out: {escape(workout.skipped)}</p>")
        parts += _actions(kit, day, today)
    if not parts:
        rest = workout is not None and workout.resting
        parts.append(f"<p>{'Rest.' if rest else 'Nothing was planned or recorded.'}</p>")
    return f'<div id="day">{shell.card(long_day(day.date), *parts)}</div>'


def _session_facts(workout: PlannedWorkout) -> str:
    """Say how far and how much a session is."""
    said = [show_distance(workout.planned_m) if workout.planned_m else ""]
    said += [f'load <a class="n" href="#how">{workout.load:.0f}</a>' if workout.load else ""]
    said += [f"week {workout.week}" if workout.week else "", escape(workout.phase or "")]
    return f"<p>{', '.join(part for part in said if part)}</p>"


def _steps(workout: PlannedWorkout) -> str:
    """Draw the steps of a session: as wide as they are long, as high as they are hard."""
    steps = [(step, step.duration_s) for step in workout.unrolled]
    lengths = [length for _, length in steps if length]
    if len(lengths) < 2 or len(lengths) < len(steps):
        return ""
    whole, at, blocks = sum(lengths), 0.0, []
    for step, length in steps:
        wide = 100 * (length or 0) / whole
        high = _HEIGHTS.get(step.kind, 14)
        blocks.append(
            f'<rect class="{"hard" if high > 20 else "soft"}" x="{at:.2f}" y="{30 - high}" '
            f'width="{max(wide - 0.3, 0.2):.2f}" height="{high}"/>'
        )
        at += wide
    return (
        '<svg class="steps" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(blocks)}</svg>"
    )


def _actions(kit: Kit, day: CalendarDay, today: dt.date) -> list[str]:
    sent = shell.hidden("day", day.date)
    done = f'<form method="post" action="/calendar/complete">{sent}{shell.button("Done")}</form>'
    skipped = (
        f'<form method="post" action="/calendar/skip" class="row">{sent}'
        f"{shell.field('reason', 'Why not')}{shell.button('Not possible', plain=True)}</form>"
    )
    export = (
        f'<p><a href="/api/v1/plans/current/export?format=fit&amp;date={day.date}">FIT file for a '
        "watch</a></p>"
    )
    if day.date <= today:
        return [done, skipped, export]
    if day.planned is not None and day.planned.kind == "race":
        return [skipped]  # others say when it is
    return [_moves(kit, day.date), skipped, export]


def _moves(kit: Kit, day: dt.date) -> str:
    """Offer the days that keep every rule, and say what stands against the others."""
    targets = kit.drafts.moves(day)
    free = [target.day for target in targets if not target.broken]
    options = "".join(f'<option value="{to}">{day_name(to)}</option>' for to in free)
    form = (
        f'<form method="post" action="/calendar/move" class="row">{shell.hidden("day", day)}'
        '<p class="field"><label for="i-to">Move to a day that keeps every rule</label>'
        f'<select id="i-to" name="to_day">{options}</select></p>{shell.button("Move")}</form>'
    )
    rows = [(day_name(to), tell(broken)) for to, broken in targets if broken]
    why = shell.details(
        "Why not on the others", shell.table(("day", "what stands against it"), rows)
    )
    return (form if free else "<p>No day near keeps every rule.</p>") + (why if rows else "")
