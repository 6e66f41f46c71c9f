"""Print an assessment and the last weeks on a terminal."""

from collections.abc import Sequence

import numpy as np

from trainkit import recovery
from trainkit.cli._streams import make_console
from trainkit.loads import WeekTotals, weekly_totals
from trainkit.models import Assessment, Athlete, History, PlannedWorkout

__all__ = ["print_assessment", "print_weeks"]

_COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "": "dim"}
_LEVELS = {"info": "cyan", "warning": "yellow", "critical": "bold red"}
_BARS = " ▁▂▃▄▅▆▇█"
_WEEKS = 8
_INDENT = (0, 0, 0, 2)


def print_assessment(assessment: Assessment, *, plan_lines: Sequence[str] = ()) -> None:
    """Print recovery with its components, warnings and the recommendation beside the plan."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = make_console()
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
    for line in plan_lines:
        console.print(Padding(Text(line), _INDENT))
    for line in (recommendation.rationale, *recommendation.limits):
        console.print(Padding(Text(line, style="dim"), _INDENT))
    for option in recommendation.alternatives:
        workout = f"{_describe_workout(option.workout)}, load {option.load:.0f}"
        line = f"or {option.kind}: {workout}. {option.reason}"
        console.print(Padding(Text(line), _INDENT))


def print_weeks(history: History, athlete: Athlete) -> None:
    """Print the last eight weeks: each day's load, distance, longest session, recovery."""
    from rich.text import Text

    console = make_console()
    signals = recovery.daily_signals(history, athlete)
    scored = recovery.scores(history, athlete)
    shown = slice(-7 * _WEEKS, None)
    dates = history.dates[shown]
    loads, statuses = np.nan_to_num(signals.loads.internal)[shown], scored.status()[shown]
    score, hrv = scored.score[shown], np.exp(signals.hrv.mean)[shown]
    top = max(float(loads.max(initial=0.0)), 1.0)
    totals = weekly_totals(history, signals.loads, dates[-1].item(), weeks=-(-dates.size // 7))
    sport, weeks = next(iter(totals.items()), ("training", []))
    console.print(
        f"\nThe last eight weeks: each day's load in the colour of its morning; "
        f"{sport.replace('_', ' ')}",
        soft_wrap=True,
    )
    console.print(Text(f"  {'':26}load      km  longest  recovery     HRV", "dim"))
    for number, end in enumerate(range(dates.size % 7 or 7, dates.size + 1, 7)):
        week = slice(max(end - 7, 0), end)
        line = Text(f"  {dates[week][0]}  ")
        line.append("  " * (7 - dates[week].size))
        for load, status in zip(loads[week], statuses[week], strict=True):
            bar = _BARS[int(np.ceil(load / top * (len(_BARS) - 1)))]
            line.append(bar if load else "·", _COLOURS[str(status)]).append(" ")
        line.append(f"{loads[week].sum():4.0f}{_distance(weeks[number : number + 1])}")
        mean = score[week][~np.isnan(score[week])]
        line.append(f"{mean.mean():10.0f}" if mean.size else f"{'-':>10}")
        line.append(f"{hrv[week][-1]:5.0f} ms" if not np.isnan(hrv[week][-1]) else "")
        console.print(line)


def _distance(weeks: Sequence[WeekTotals]) -> str:
    """Format a week's distance and longest session; dashes without any."""
    km = sum(week.distance_m for week in weeks) / 1000
    minutes = max((week.longest_min for week in weeks), default=0.0)
    return f"{f'{km:.0f}' if km else '-':>8}{f'{minutes:.0f} min' if minutes else '-':>9}"


def _describe_workout(workout: PlannedWorkout) -> str:
    length = f", {workout.duration_min:.0f} min" if workout.duration_min else ""
    return f"{workout.name}{length}{': ' + workout.notes if workout.notes else ''}"
