"""A decision and the last weeks on a terminal."""

import numpy as np

from trainkit import recovery
from trainkit.models import Assessment, Athlete, History, PlannedWorkout

__all__ = ["show", "weeks"]

_COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "": "dim"}
_LEVELS = {"info": "cyan", "warning": "yellow", "critical": "bold red"}
_BARS = " ▁▂▃▄▅▆▇█"
_WEEKS = 8
_INDENT = (0, 0, 0, 2)


def show(made: Assessment) -> None:
    """Print recovery with its components, warnings, and what to do."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console()
    state = made.recovery
    title = Text(f"\nRecovery {state.score:.0f} of 100, ")
    title.append(state.status, style=f"bold {_COLOURS[state.status]}")
    title.append(f", on {state.date} ({state.model} model)")
    console.print(title)
    table = Table("component", "value", "usual", "points", "weight", "adds", box=None)
    for one in state.components:
        table.add_row(
            one.name.replace("_", " "),
            one.amount(one.value),
            "" if one.baseline is None else one.amount(one.baseline),
            f"{one.points:.0f}",
            f"{one.weight:.0%}",
            f"{one.contribution:.1f}",
        )
    console.print(table)
    lines = [one.explanation for one in state.components] + list(state.what_would_change)
    for line in (*lines, *made.notes):
        console.print(Padding(Text(line, style="dim"), _INDENT))
    for warning in made.warnings:
        console.print(
            Text(f"{warning.level}: ", _LEVELS[warning.level]).append(warning.message, "")
        )
    todo = made.recommendation
    head = Text(f"\nToday: {todo.intensity}. ", style="bold")
    console.print(head.append(f"{_workout(todo.workout)}, load {todo.load:.0f}", "not bold"))
    for line in (todo.rationale, *todo.limits):
        console.print(Padding(Text(line, style="dim"), _INDENT))
    for other in todo.alternatives:
        line = f"or {other.kind}: {_workout(other.workout)}, load {other.load:.0f}. {other.reason}"
        console.print(Padding(Text(line), _INDENT))


def weeks(history: History, athlete: Athlete) -> None:
    """Draw the last eight weeks: a bar of load a day, and each morning's colour."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    days = recovery.daily_signals(history, athlete)
    scores = recovery.scores(history, athlete)
    loads = np.nan_to_num(days.loads.internal)[-7 * _WEEKS :]
    statuses = scores.status()[-7 * _WEEKS :]
    score = scores.score[-7 * _WEEKS :]
    dates = history.dates[-7 * _WEEKS :]
    top = max(float(loads.max(initial=0.0)), 1.0)
    hrv = np.exp(days.hrv.mean)[-7 * _WEEKS :]
    console.print("\nThe last eight weeks: load of each day, in the colour of its morning")
    for start in range(0, dates.size, 7):
        week = slice(start, start + 7)
        line = Text(f"  {dates[start]}  ")
        for load, status in zip(loads[week], statuses[week], strict=True):
            bar = _BARS[int(np.ceil(load / top * (len(_BARS) - 1)))]
            line.append(bar if load else "·", _COLOURS[str(status)]).append(" ")
        mean = score[week][~np.isnan(score[week])]
        line.append(f"  load {loads[week].sum():4.0f}")
        line.append(f"   recovery {mean.mean():3.0f}" if mean.size else "   recovery   -")
        line.append(f"   HRV {hrv[week][-1]:3.0f} ms" if not np.isnan(hrv[week][-1]) else "")
        console.print(line)


def _workout(workout: PlannedWorkout) -> str:
    length = f", {workout.duration_s / 60:.0f} min" if workout.duration_s else ""
    return f"{workout.name}{length}{': ' + workout.notes if workout.notes else ''}"
