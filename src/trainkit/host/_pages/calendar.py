"""Calendar: what was, what comes, and what can be moved."""

import datetime as dt
from typing import Annotated
from urllib.parse import quote_plus

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit._html import escape
from trainkit.errors import TrainkitError
from trainkit.host._access import OpenKit, Writing
from trainkit.host._api.plans import Move, current_plan, draft_move
from trainkit.host._pages import shell
from trainkit.kit import Kit
from trainkit.models import CalendarDay

__all__ = ["router", "say_state"]

router = APIRouter(default_response_class=HTMLResponse)

_WEEKS = 6
_HOW = (
    "<p>The load of a day is the sum of its activities, that of a week the sum of its days; the "
    "page of an activity says by which formula. Planned load is that of the session as planned: "
    "an hour at threshold is 100.</p>"
)
_STATES = {
    "done": "done",
    "partial": "partly done",
    "missed": "not done",
    "skipped": "left out",
    "extra": "not planned",
    "ahead": "",
    "rest": "",
    "unknown": "no data",
}
_BARS = {"rest": 0, "recovery": 1, "easy": 2, "long": 3, "tempo": 4, "threshold": 4, "race": 5}


@router.get("/calendar")
def page(
    kit: OpenKit, start: dt.date | None = None, day: dt.date | None = None, said: str = ""
) -> str:
    """Show six weeks, and one day opened below."""
    today = kit.calendar().today
    first = _monday(start or day or today) - dt.timedelta(days=0 if start else 14)
    days = kit.calendar(first, first + dt.timedelta(days=7 * _WEEKS - 1)).days
    names = "".join(
        f'<th scope="col">{name}</th>' for name in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    )
    rows = "".join(_week(days[at : at + 7], today, day) for at in range(0, len(days), 7))
    step = dt.timedelta(days=7 * _WEEKS)
    opened = next((item for item in days if item.date == (day or today)), None)
    return shell.frame(
        kit,
        "/calendar",
        "Calendar",
        shell.notice(said),
        f'<p class="row"><a class="btn plain" href="/calendar?start={first - step}">Earlier</a>'
        '<a class="btn plain" href="/calendar">Today</a>'
        f'<a class="btn plain" href="/calendar?start={first + step}">Later</a>'
        '<a class="btn plain" href="/api/v1/plans/current/export">iCalendar file</a></p>',
        f'<table class="weeks"><thead><tr>{names}<th scope="col">Week</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>",
        "" if opened is None else _show_day(kit, opened, today),
        f'<div id="how">{shell.card("How these numbers are made", _HOW)}</div>',
        lead=f"{shell.day_name(days[0].date)} to {shell.day_name(days[-1].date)}",
    )


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
            said = f"Moved to {shell.day_name(to_day)}."
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


def say_state(day: CalendarDay) -> str:
    """Say what became of a day."""
    return _STATES[day.state]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _week(days: tuple[CalendarDay, ...], today: dt.date, chosen: dt.date | None) -> str:
    cells = "".join(_cell(day, today, chosen) for day in days)
    done = sum(day.actual_load or 0 for day in days)
    planned = sum(day.planned_load or 0 for day in days)
    phase = next((day.planned.phase for day in days if day.planned and day.planned.phase), "")
    return (
        f'<tr>{cells}<td class="sum"><b>{escape(phase or "")}</b> load '
        f'<a class="n" href="#how">{done:.0f}</a> of {planned:.0f}</td></tr>'
    )


def _cell(day: CalendarDay, today: dt.date, chosen: dt.date | None) -> str:
    classes = ["day", day.state]
    classes += ["now"] if day.date == today else []
    classes += ["chosen"] if day.date == chosen else []
    workout = day.planned
    lines = []
    if workout is not None and not workout.resting:
        lines.append(f"<b>{escape(workout.title)}</b>{_intensity(workout.kind, hard=workout.hard)}")
    elif workout is not None and not day.activities:
        lines.append("Rest")
    minutes = _minutes(day)
    lines += [minutes] if minutes else []
    if day.actual_load is not None or day.planned_load is not None:
        done = "-" if day.actual_load is None else f"{day.actual_load:.0f}"
        of = "" if day.planned_load is None else f" of {day.planned_load:.0f}"
        lines += [f"load {done}{of}"] if done not in {"-", "0"} or of not in {"", " of 0"} else []
    lines += [f"race: {escape(shell.race_name(goal))}" for goal in day.races]
    state = say_state(day)
    lines += [f'<em class="state">{state}</em>'] if state else []
    return (
        f'<td class="{" ".join(classes)}"><a href="/calendar?day={day.date}#day">'
        f"{shell.day_name(day.date)}</a>{''.join(f'<span>{line}</span>' for line in lines)}</td>"
    )


def _minutes(day: CalendarDay) -> str:
    planned = day.planned.duration_min if day.planned else 0
    if day.actual_min is not None:
        return (
            f"{day.actual_min:.0f} of {planned:.0f} min" if planned else f"{day.actual_min:.0f} min"
        )
    return f"{planned:.0f} min" if planned else ""


def _intensity(kind: str | None, *, hard: bool) -> str:
    level = 4 if hard else _BARS.get(kind or "", 2)
    bars = "".join(
        f'<rect class="{"on" if at < level else "off"}" x="{at * 4}" y="{8 - 2 * at}" width="3" '
        f'height="{2 + 2 * at}"/>'
        for at in range(5)
    )
    return (
        f'<svg class="bars" viewBox="0 0 20 10" role="img" aria-label="intensity {level} of 5">'
        f"{bars}</svg>"
    )


def _show_day(kit: Kit, day: CalendarDay, today: dt.date) -> str:
    """Show a day with its steps, its activities, and what can be done about it."""
    parts = []
    for key in day.activities:
        activity = kit.activities.get(key)
        name = activity.name or activity.sport
        parts.append(
            f'<p><a href="/activities/{activity.id}">{escape(name)}</a>, '
            f"{shell.duration(activity.elapsed_s)}</p>"
        )
    workout = day.planned
    if workout is not None and not workout.resting:
        parts.insert(0, f"<h3>{escape(workout.title)}, {workout.duration_min:.0f} min</h3>")
        parts.insert(1, f"<p>{escape(workout.notes or '')}</p>")
        if workout.skipped:
            parts.append(f"<p>Left out: {escape(workout.skipped)}</p>")
        parts += _actions(kit, day, today)
    if not parts:
        parts.append("<p>Nothing was planned or recorded.</p>")
    title = f"{day.date:%A} {day.date.day} {day.date:%B}"
    return f'<div id="day">{shell.card(title, *parts)}</div>'


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
    options = "".join(f'<option value="{to}">{shell.day_name(to)}</option>' for to in free)
    form = (
        f'<form method="post" action="/calendar/move" class="row">{shell.hidden("day", day)}'
        '<p class="field"><label for="i-to">Move to a day that keeps every rule</label>'
        f'<select id="i-to" name="to_day">{options}</select></p>{shell.button("Move")}</form>'
    )
    rows = [(shell.day_name(to), escape(broken)) for to, broken in targets if broken]
    why = shell.details(
        "Why not on the others", shell.table(("day", "what stands against it"), rows)
    )
    return (form if free else "<p>No day near keeps every rule.</p>") + (why if rows else "")
