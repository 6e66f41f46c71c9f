"""Today: how recovered am I, what do I do, and why."""

import datetime as dt

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from trainkit import _html
from trainkit._html import escape
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.host._access import OpenKit
from trainkit.host._pages import settings, shell
from trainkit.host._pages.amounts import day_name, long_day, mark_english, near_day, short_day, tell
from trainkit.host._pages.calendar_weeks import say_state
from trainkit.host._pages.feelings import feelings_form
from trainkit.host._pages.mornings import age_notice, own_median, show_mornings
from trainkit.host._pages.shapes import status_mark
from trainkit.host._pages.traces import tell_traced
from trainkit.kit import Kit
from trainkit.models import Assessment, CalendarDay
from trainkit.models.assessment import ComponentScore, Recommendation, Recovery

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_ANSWERS = {"rest": "Rest", "easy": "Easy", "moderate": "Moderate", "hard": "Hard is allowed"}
_SUBJECTS = {
    "hrv": ("HRV", "HRV (RMSSD): 7-day mean"),
    "resting_hr": ("Resting heart rate", "resting heart rate: this morning"),
    "sleep": ("Sleep", "sleep: last night"),
    "load": ("Load", "ACWR: internal load, ewma 7/28"),
    "wellness": ("Wellness", "journal: entries of 7 days"),
}
_USUAL = {
    "hrv": "HRV (RMSSD): usual",
    "resting_hr": "resting heart rate: usual",
    "sleep": "sleep: need",
}
_WEEKS = 8
_WELCOME = (
    "Each morning this page says how recovered you are and what to do today, from your own data "
    "and with the reason for every number. It needs a few things about you first. Everything stays "
    "on this machine."
)
_NOTHING = (
    "Bring files of your watch or of another service in, or begin by hand: say how you feel. A "
    '<a href="/plan/new">plan</a> can be made without any data, too.'
)


@router.get("/")
def page(kit: OpenKit, said: str = "") -> str:
    """Show today's decision."""
    try:
        today = kit.today()
    except (InvalidInput, InsufficientData) as error:
        return _empty(kit, error, said)
    recovery, advice = today.recovery, today.recommendation
    warnings = "".join(
        f'<li><b>{escape(item.level)}</b>: <a class="n" href="#how" title="{escape(item.source)}">'
        f"{tell(item.message)}</a></li>"
        for item in today.warnings
    )
    return shell.frame(
        kit,
        "/",
        "Today",
        shell.notice(said),
        shell.notice("Simulated data." if today.simulated else ""),
        age_notice(today),
        f'<div class="hero">{_score(kit, today)}{_session(advice)}</div>',
        shell.card("Warnings", f"<ul>{warnings}</ul>") if warnings else "",
        '<div class="split"><div class="col">',
        _parts(recovery),
        _weeks(kit),
        '</div><div class="col">',
        _this_week(kit),
        _changes(today),
        feelings_form(kit, today.date),
        "</div></div>",
        _how(today),
        lead=long_day(today.date),
    )


def _empty(kit: Kit, error: Exception, said: str) -> str:
    """Say what is missing, and how to bring it in."""
    if shell.asks_who(error):
        first = shell.card("Welcome", f"<p>{_WELCOME}</p>")
        parts = [first, settings.athlete_form(kit), settings.upload_form()]
        return shell.frame(kit, "/", "Today", shell.notice(said), *parts)
    words = _NOTHING if kit.history().span is None else tell(f"{error}.")
    return shell.frame(
        kit,
        "/",
        "Today",
        shell.notice(said),
        shell.card("There is no answer yet", f"<p>{words}</p>"),
        settings.upload_form(),
        feelings_form(kit, kit.now().date()),
    )


def _score(kit: Kit, today: Assessment) -> str:
    recovery = today.recovery
    low, high = recovery.bands[1], recovery.bands[0]
    at = min(max(recovery.score, 0), 100)
    usual = own_median(kit, today.date)
    scale = (
        '<svg class="scale" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="red" width="{low}" y="2" height="4"/>'
        f'<rect class="yellow" x="{low}" width="{high - low}" y="2" height="4"/>'
        f'<rect class="green" x="{high}" width="{100 - high}" y="2" height="4"/>'
        f'{_usual(usual)}<rect class="now" x="{at - 0.5:.1f}" width="1" height="8"/></svg>'
    )
    old = ""
    if recovery.age_days:
        old = f"The score is of {near_day(recovery.date, today.date)}."
    middle = "" if usual is None else f'<p class="usual">your median {_trend(usual)}</p>'
    score = shell.number(f"{recovery.score:.0f}", "recovery: score")
    return shell.card(
        "Last known recovery" if recovery.age_days else "Recovery this morning",
        f'<p class="big">{score} <small>of 100</small> {status_mark(recovery.status)}</p>'
        f'{middle}{scale}<p class="ticks"><span>0</span><span>red below {low:.0f}</span>'
        f"<span>green from {high:.0f}</span><span>100</span></p>",
        shell.notice(old),
        show_mornings(kit, today.date),
        f"<p>{tell_traced(recovery.explanation)}</p>",
    )


def _trend(score: float) -> str:
    return f'<a class="n" href="/trends">{score:.0f}</a>'


def _usual(median: float | None) -> str:
    """Mark the athlete's own median on the scale."""
    return "" if median is None else f'<path class="median" d="M{median:.1f} 0v8"/>'


def _session(advice: Recommendation) -> str:
    workout = advice.workout
    minutes = ""
    if workout.duration_min:
        minutes = shell.number(f"{workout.duration_min:.0f} min", "today: duration")
    title = ", ".join(part for part in (escape(workout.title), minutes) if part)
    limits = "".join(f"<li>{tell_traced(limit)}</li>" for limit in advice.limits)
    rows = [
        (
            escape(option.kind),
            escape(option.workout.title),
            shell.number(
                f"{option.workout.duration_min:.0f} min", f"today: alternative, {option.kind}"
            ),
            shell.number(f"{option.load:.0f}", f"today: alternative, {option.kind}"),
            tell(option.reason),
        )
        for option in advice.alternatives
    ]
    load = shell.number(f"{advice.load:.0f}", "today: load")
    return shell.card(
        "Today's session",
        f'<p class="answer">{_answer(_ANSWERS[advice.intensity], title)}</p>'
        f"<p>Load {load}; an hour at threshold is 100.</p>"
        f"<p>{tell_traced(workout.notes or '')}</p>",
        f"<p>{tell_traced(advice.rationale)}</p>",
        f'<ul class="limits">{limits}</ul>' if limits else "",
        shell.details(
            "Something else instead",
            shell.table(("instead", "session", "time", "load", "when"), rows),
        ),
    )


def _parts(recovery: Recovery) -> str:
    rows = [_part_row(part, recovery) for part in recovery.components]
    missing = "".join(
        f"<li>{escape(item.name.replace('_', ' '))}: {tell(item.reason)}</li>"
        for item in recovery.missing
    )
    return shell.card(
        f"What the {recovery.score:.0f} is made of",
        shell.table(("measure", "today", "usual", "points", "weight", "adds"), rows),
        f"<ul>{missing}</ul>" if missing else "",
    )


def _part_row(part: ComponentScore, recovery: Recovery) -> tuple[str, ...]:
    name, subject = _SUBJECTS.get(part.name, (part.name.replace("_", " "), ""))
    usual = "" if part.baseline is None else part.amount(part.baseline)
    if part.low is not None and part.high is not None:
        usual = f"{part.amount(part.low)} to {part.amount(part.high)}"
    said = name if name == "HRV" else name.lower()
    what = f"recovery: points of {said}"
    bar = _html.meter(part.points / 100, _html_colour(part.points, recovery))
    return (
        escape(name),
        shell.number(part.amount(part.value), subject),
        shell.number(usual, _USUAL.get(part.name, subject)) if usual else "",
        f"{bar} {shell.number(f'{part.points:.0f}', what)}",
        shell.number(f"{part.weight:.0%}", what),
        shell.number(f"{part.contribution:.1f}", f"recovery: points that {said} adds"),
    )


def _html_colour(points: float, recovery: Recovery) -> str:
    low, high = recovery.bands[1], recovery.bands[0]
    return "green" if points >= high else "yellow" if points >= low else "red"


def _weeks(kit: Kit) -> str:
    """Draw the load of each day of eight weeks."""
    now = kit.calendar().today
    last = now + dt.timedelta(days=6 - now.weekday())
    days = kit.calendar(last - dt.timedelta(days=7 * _WEEKS - 1), last).days
    most = max((day.actual_load or 0 for day in days), default=0) or 1
    rows = []
    for start in range(0, len(days), 7):
        week = days[start : start + 7]
        cells = []
        for day in week:
            load = day.actual_load
            shown = "unknown" if load is None else f"{load:.0f}"
            high = round(24 * (load or 0) / most, 1)
            cells.append(
                f'<svg class="day" viewBox="0 0 14 26" role="img" aria-label="'
                f'{day_name(day.date)}: load {shown}"><title>{day_name(day.date)}: '
                f'load {shown}</title><rect y="{25 - high}" width="14" height="{high + 1}"/></svg>'
            )
        total = sum(day.actual_load or 0 for day in week)
        first = short_day(week[0].date)
        link = f'<a class="n" href="/calendar?start={week[0].date}">{total:.0f}</a>'
        rows.append((first, *cells, link))
    return shell.card(
        "Eight weeks",
        "<p>Load of each day and of the week.</p>",
        shell.table(("", "M", "T", "W", "T", "F", "S", "S", "load"), rows),
    )


def _this_week(kit: Kit) -> str:
    days = kit.calendar().days[:7]
    rows = [
        (
            f'<a href="/calendar?day={day.date}#day">{day.date:%a}</a>',
            escape(day.planned.title if day.planned else _say_done(day)),
            "-" if not day.actual_load else _day_load(day, day.actual_load),
            "-" if not day.planned_load else _day_load(day, day.planned_load),
        )
        for day in days
    ]
    return shell.card("This week", shell.table(("day", "session", "done", "plan"), rows))


def _say_done(day: CalendarDay) -> str:
    """Say what was done on a day without a plan."""
    sports = ", ".join(sport.replace("_", " ") for sport in dict.fromkeys(day.sports))
    minutes = "" if day.actual_min is None else f" {day.actual_min:.0f} min"
    return f"{sports}{minutes}" if sports else say_state(day) or "-"


def _day_load(day: CalendarDay, load: float) -> str:
    return f'<a class="n" href="/calendar?day={day.date}#day">{load:.0f}</a>'


def _changes(today: Assessment) -> str:
    changes = "".join(f"<li>{tell_traced(item)}</li>" for item in today.recovery.what_would_change)
    return shell.card("What would change it", f"<ul>{changes}</ul>") if changes else ""


def _how(today: Assessment) -> str:
    """List each formula with its source and data."""
    rows = [
        (
            escape(_SUBJECTS.get(part.name, (part.name.replace("_", " "), ""))[0]),
            tell_traced(part.explanation),
            mark_english(escape(part.method)),
            mark_english(escape(", ".join(part.sources))),
        )
        for part in today.recovery.components
    ]
    rows += [
        (
            escape(item.kind.replace("_", " ")),
            tell(item.message),
            mark_english(escape(item.source)),
            "",
        )
        for item in today.warnings
    ]
    notes = "".join(f"<p>{tell(note)}</p>" for note in today.notes)
    table = shell.table(("number", "what it says", "formula and source", "data"), rows)
    link = f'<p><a href="{shell.NUMBERS}">All numbers of today</a></p>'
    return f'<div id="how">{shell.card("How these numbers are made", notes, table, link)}</div>'


def _answer(intensity: str, title: str) -> str:
    """Return the day's answer; a day of rest says so once."""
    return title if title.lower().startswith(intensity.lower()) else f"{intensity}: {title}"
