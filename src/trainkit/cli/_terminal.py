"""Print an assessment and the last weeks on a terminal."""

import numpy as np

from trainkit import recovery
from trainkit.models import Assessment, Athlete, History, PlannedWorkout

__all__ = ["print_assessment", "print_weeks"]

_COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "": "dim"}
_LEVELS = {"info": "cyan", "warning": "yellow", "critical": "bold red"}
_BARS = " ▁▂▃▄▅▆▇█"
_WEEKS = 8
_INDENT = (0, 0, 0, 2)


def print_assessment(assessment: Assessment) -> None:
    """Print recovery with its components, warnings and the recommendation."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console()
    state = assessment.recovery
    title = Text(f"\nRecovery {state.score:.0f} of 100, ")
    title.append(state.status, style=f"bold {_COLOURS[state.status]}")
    title.append(f", on {state.date} ({state.model} model)")
    console.print(title)
    table = Table("component", "value", "usual", "points", "weight", "adds", box=None)
    for component in state.components:
        baseline = component.baseline
        table.add_row(
            component.name.replace("_", " "),
            component.amount(component.value),
            "" if baseline is None else component.amount(baseline),
            f"{component.points:.0f}",
            f"{component.weight:.0%}",
            f"{component.contribution:.1f}",
        )
    console.print(table)
    explanations = [component.explanation for component in state.components]
    for line in (*explanations, *state.what_would_change, *assessment.notes):
        console.print(Padding(Text(line, style="dim"), _INDENT))
    for warning in assessment.warnings:
        console.print(
            Text(f"{warning.level}: ", _LEVELS[warning.level]).append(warning.message, "")
        )
    recommendation = assessment.recommendation
    head = Text(f"\nToday: {recommendation.intensity}. ", style="bold")
    workout = f"{_describe_workout(recommendation.workout)}, load {recommendation.load:.0f}"
    console.print(head.append(workout, "not bold"))
    for line in (recommendation.rationale, *recommendation.limits):
        console.print(Padding(Text(line, style="dim"), _INDENT))
    for option in recommendation.alternatives:
        workout = f"{_describe_workout(option.workout)}, load {option.load:.0f}"
        line = f"or {option.kind}: {workout}. {option.reason}"
        console.print(Padding(Text(line), _INDENT))


def print_weeks(history: History, athlete: Athlete) -> None:
    """Print the last eight weeks: a bar for each day's load in that morning's colour."""
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


def _describe_workout(workout: PlannedWorkout) -> str:
    length = f", {workout.duration_s / 60:.0f} min" if workout.duration_s else ""
    return f"{workout.name}{length}{': ' + workout.notes if workout.notes else ''}"
