"""The weeks of a plan as a table."""

import datetime as dt
from collections.abc import Sequence

from trainkit._html import escape
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import short_day
from trainkit.models import PlannedWorkout, TrainingPlan
from trainkit.models.goal import WEEKDAYS

__all__ = ["show_weeks"]


def show_weeks(plan: TrainingPlan) -> str:
    """Show a plan week by week."""
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
            minutes = ""
            if workout.duration_min:
                minutes = f" <small>{workout.duration_min:.0f} min</small>"
            text = f"{escape(workout.title)}{minutes}"
            shown = f"<b>{text}</b>" if workout.hard else text
            cells.append(f'<a href="/calendar?day={workout.date}#day">{shown}</a>')
        rows.append(
            (
                f"{week[0].week or 1} {escape(week[0].phase or '')}{_begin(week)}",
                _link(week, f"{hours:.1f} h"),
                _link(week, f"{load:.0f}"),
                *cells,
            )
        )
    header = ("week", "time", "load", *(day.capitalize() for day in WEEKDAYS))
    return f'<div class="plan">{shell.table(header, rows)}</div>'


def _begin(week: Sequence[PlannedWorkout]) -> str:
    """Say the Monday of a week."""
    day = next((workout.date for workout in week if workout.date), None)
    if day is None:
        return ""
    return f" <small>{short_day(day - dt.timedelta(days=day.weekday()))}</small>"


def _link(week: Sequence[PlannedWorkout], shown: str) -> str:
    """Link a number of a week to its days."""
    day = next((workout.date for workout in week if workout.date), None)
    return shown if day is None else f'<a class="n" href="/calendar?start={day}">{shown}</a>'
