"""The weeks of the calendar: cells with what was planned and done, and the load of each week."""

import datetime as dt
from collections.abc import Sequence

from trainkit._html import Bars, Chart, Panel, Span, day_number, escape
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import day_name
from trainkit.models import CalendarDay

__all__ = ["WEEK_D", "draw_weeks", "intensity", "say_state", "show_weeks"]

WEEK_D = 7
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
_LEVELS = {"rest": 0, "recovery": 1, "easy": 2, "long": 3, "tempo": 4, "threshold": 4, "race": 5}
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PLANNED, _DONE = "#9db4d8", "#2459b8"


def show_weeks(
    days: Sequence[CalendarDay], today: dt.date, chosen: dt.date | None, *, whole: bool
) -> str:
    """Return the table of weeks; a phone leaves out the weeks before this one unless `whole`."""
    names = "".join(f'<th scope="col">{name}</th>' for name in _NAMES)
    weeks = [days[at : at + WEEK_D] for at in range(0, len(days), WEEK_D)]
    rows = "".join(
        _week(week, today, chosen, past=not whole and week[-1].date < today) for week in weeks
    )
    return (
        f'<table class="weeks" id="weeks"><thead><tr>{names}<th scope="col">Week</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_legend()}"
    )


def say_state(day: CalendarDay) -> str:
    """Say what became of a day."""
    if day.planned is None and day.state == "extra":
        return ""  # where no plan covers a day, nothing was to be done
    done_on = day.done_on
    elsewhere = "" if done_on is None or done_on == day.date else f" on {day_name(done_on)}"
    return f"{_STATES[day.state]}{elsewhere}"


def intensity(kind: str | None, *, hard: bool) -> str:
    """Draw how intense a session is, as bars."""
    level = _level(kind, hard=hard)
    bars = "".join(
        f'<rect class="{"on" if at < level else "off"}" x="{at * 4}" y="{8 - 2 * at}" width="3" '
        f'height="{2 + 2 * at}"/>'
        for at in range(5)
    )
    return (
        f'<svg class="bars" viewBox="0 0 20 10" role="img" aria-label="intensity {level} of 5">'
        f"{bars}</svg>"
    )


def draw_weeks(days: Sequence[CalendarDay], today: dt.date) -> str:
    """Draw the load of each week, planned and done, with the same numbers as a table."""
    weeks = [days[at : at + WEEK_D] for at in range(0, len(days), WEEK_D)]
    middles = [day_number(week[0].date) + WEEK_D / 2 for week in weeks]
    planned, done = zip(*(_loads(week, today) for week in weeks), strict=True)
    chart = Chart(
        "Load of each week",
        [
            Panel(
                "load of a week",
                [
                    Bars("planned", middles, planned, 5.6, _PLANNED),
                    Bars("done", middles, done, 2.8, _DONE),
                ],
                low=0.0,
            )
        ],
        description=f"Load planned and done in {len(weeks)} weeks.",
        spans=_phases(weeks),
    )
    rows = [
        (day_name(week[0].date), escape(_phase(week)), f"{of:.0f}", f"{got:.0f}")
        for week, of, got in zip(weeks, planned, done, strict=True)
    ]
    table = shell.table(("week from", "phase", "planned", "done"), rows)
    return shell.card(
        "Load of each week",
        "<p>A week that was not done is not caught up with: what follows grows from what was.</p>",
        shell.figure(chart.html()),
        shell.details("Table", table),
    )


def _phases(weeks: Sequence[Sequence[CalendarDay]]) -> list[Span]:
    found: list[Span] = []
    for week in weeks:
        start, phase = day_number(week[0].date), _phase(week)
        if found and found[-1].text == phase:
            found[-1] = Span(found[-1].start, start + WEEK_D, phase, _PLANNED)
        else:
            found.append(Span(start, start + WEEK_D, phase, _PLANNED))
    return [span for span in found if span.text]


def _legend() -> str:
    return (
        f'<p class="legend">{intensity("easy", hard=False)} intensity, 1 to 5; the edge of a day '
        "has its colour. Load: <b>done</b> of planned; an hour at threshold is 100.</p>"
    )


def _phase(week: Sequence[CalendarDay]) -> str:
    return next((day.planned.phase for day in week if day.planned and day.planned.phase), "") or ""


def _loads(week: Sequence[CalendarDay], today: dt.date) -> tuple[float, float]:
    """Return the load of a week, planned and done."""
    planned = sum(day.planned_load or 0 for day in week)
    return planned, sum(day.actual_load or 0 for day in week if day.date <= today)


def _week(
    days: Sequence[CalendarDay], today: dt.date, chosen: dt.date | None, *, past: bool
) -> str:
    cells = "".join(_cell(day, today, chosen) for day in days)
    return (
        f'<tr{" class=past" if past else ""}>{cells}<td class="sum">{_sum(days, today)}</td></tr>'
    )


def _sum(days: Sequence[CalendarDay], today: dt.date) -> str:
    """Say what a week adds up to."""
    planned, done = _loads(days, today)
    hours = sum(day.planned.duration_min for day in days if day.planned) / 60
    number = next((day.planned.week for day in days if day.planned and day.planned.week), None)
    names = [f"week {number}" if number else "", _phase(days)]
    lines = [f"<b>{escape(', '.join(name for name in names if name))}</b>"] if any(names) else []
    lines += [f"{hours:.1f} h planned"] if hours else []
    got = f'<a class="n" href="#how">{done:.0f}</a>'
    if days[0].date > today:
        lines += [f'load <a class="n" href="#how">{planned:.0f}</a>'] if planned else []
    elif planned:
        lines += [f"load {got} of {planned:.0f}"]
    elif any(day.actual_load is not None for day in days):
        lines += [f"load {got}"]
    return "".join(f"<span>{line}</span>" for line in lines)


def _cell(day: CalendarDay, today: dt.date, chosen: dt.date | None) -> str:
    workout = day.planned
    trains = workout is not None and not workout.resting
    classes = ["day", day.state]
    classes += ["now"] if day.date == today else []
    classes += ["chosen"] if day.date == chosen else []
    lines = []
    if workout is not None and trains:
        classes.append(f"i{_level(workout.kind, hard=workout.hard)}")
        lines.append(f"<b>{escape(workout.title)}</b>{intensity(workout.kind, hard=workout.hard)}")
    elif workout is not None and not day.activities:
        lines.append("Rest")
    lines += [line for line in (_minutes(day), _load(day, today)) if line]
    lines += [f"race: {escape(shell.race_name(goal))}" for goal in day.races]
    state = say_state(day)
    lines += [f'<em class="state">{state}</em>'] if state else []
    moves = trains and day.date > today and workout is not None and workout.kind != "race"
    draggable = ' draggable="true"' if moves and not shell.is_viewing() else ""
    return (
        f'<td class="{" ".join(classes)}" data-day="{day.date}"{draggable}>'
        f'<a href="/calendar?day={day.date}#day">{day_name(day.date)}</a>'
        f"{''.join(f'<span>{line}</span>' for line in lines)}</td>"
    )


def _minutes(day: CalendarDay) -> str:
    planned = day.planned.duration_min if day.planned else 0
    if day.actual_min is not None:
        return (
            f"{day.actual_min:.0f} of {planned:.0f} min" if planned else f"{day.actual_min:.0f} min"
        )
    return f"{planned:.0f} min" if planned else ""


def _load(day: CalendarDay, today: dt.date) -> str:
    """Say the load of a day: what is ahead has a plan only, what was not planned has no plan."""
    done, planned = day.actual_load or 0, day.planned_load or 0
    if not done and (day.date >= today or not planned):
        return f"load {planned:.0f}" if planned else ""
    return f"load <b>{done:.0f}</b> of {planned:.0f}" if planned else f"load <b>{done:.0f}</b>"


def _level(kind: str | None, *, hard: bool) -> int:
    return 4 if hard and kind != "race" else _LEVELS.get(kind or "", 2)
