"""Charts of a plan: phases with key sessions, and the forecast of its race."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit._html import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    Area,
    Bars,
    Chart,
    Curve,
    Event,
    Level,
    Mark,
    Panel,
    Span,
    day_number,
    format_clock,
)
from trainkit.charts._parts import (
    UNIT_OF_LOAD,
    name_of_distance,
    numbers_of,
    race_events,
    ratio_panel,
)
from trainkit.errors import InsufficientData
from trainkit.loads import daily_loads
from trainkit.metrics.acwr import acwr
from trainkit.metrics.fitness import performance_chart
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.progress import Forecast
from trainkit.models.workout import PlannedWorkout
from trainkit.planning import forecast as predict

__all__ = ["forecast", "plan"]

_PHASES = {"base": "#7db0dd", "build": "#4688c6", "peak": "#2a69a8", "taper": "#6fb08a"}
_LETTERS = {
    "long": "L", "threshold": "T", "vo2max": "V", "repetitions": "R", "hills": "H",
    "fartlek": "F", "marathon": "M", "race_pace": "P", "race": "★", "test": "?",
}  # fmt: skip
_BEFORE_D = 84
_STEP_D = 7


def plan(plan: TrainingPlan, athlete: Athlete, history: History | None = None) -> Chart:
    """Draw a plan: load of each day by phase with key sessions, fitness, form and ACWR.

    Parameters
    ----------
    plan : TrainingPlan
        The plan to draw.
    athlete : Athlete
        Supplies the thresholds.
    history : History, optional
        Training before the plan, as the starting point of fitness and ACWR.

    Returns
    -------
    Chart
        Bars of load with a letter for each hard session, lines of fitness (42 days) and form, and
        the rolling ACWR of 7 and 28 days; phases above, and races as events.
    """
    days = np.array([workout.date for workout in plan.workouts], dtype="datetime64[D]")
    planned = np.array([workout.load or 0.0 for workout in plan.workouts])
    before = _loads_before(plan, athlete, history)
    daily = np.concatenate([before, planned])
    usual = float(before.mean())
    fitness, _, balance = performance_chart(daily, seed_ctl=usual, seed_atl=usual)
    ratio = acwr(daily, method="rolling")
    inside, x = slice(before.size, None), numbers_of(days)
    marks = [
        Mark(at, workout.load or 0.0, _LETTERS.get(workout.kind or "", "•"), workout.title)
        for at, workout in zip(x, plan.workouts, strict=True)
        if workout.hard or workout.kind in {"long", "race"}
    ]
    races = race_events(plan.goals, x[0], x[-1])
    goal = plan.goals[-1] if plan.goals else None
    title = f"Plan from {plan.start} to {plan.end}"
    if goal is not None:
        title = f"Plan for {goal.name or name_of_distance(goal.distance_m)} on {goal.date}"
    return Chart(
        title,
        [
            Panel(f"load of a day [{UNIT_OF_LOAD}]", _bars(plan.workouts, x, planned), marks=marks),
            Panel(
                "fitness and form [load a day]",
                [
                    Curve("fitness", x, fitness[inside].tolist(), BLUE),
                    Curve("form", x, balance[inside].tolist(), PURPLE, "dashed"),
                ],
                levels=[Level(0.0)],
            ),
            ratio_panel(
                [Curve("ACWR", x, ratio[inside].tolist(), ORANGE)],
                "load ratio [rolling, 7 and 28 days]",
                0.6,
            ),
        ],
        description=_describe(plan, planned, balance[inside]),
        note=_explain(plan.workouts),
        events=races,
        spans=_phases(plan.workouts, x),
    )


def _bars(workouts: Sequence[PlannedWorkout], x: list[float], loads: FloatArray) -> list[Bars]:
    bars = []
    phases = [workout.phase or "" for workout in workouts]
    for phase in dict.fromkeys(phases):
        places = [at for at, name in enumerate(phases) if name == phase]
        heights = loads[places].tolist()
        colour = _PHASES.get(phase, GREY)
        bars.append(Bars(phase or "load", [x[at] for at in places], heights, 1.0, colour))
    return bars


def _phases(workouts: Sequence[PlannedWorkout], x: list[float]) -> list[Span]:
    spans: list[Span] = []
    for at, workout in zip(x, workouts, strict=True):
        phase = workout.phase or ""
        if spans and spans[-1].text == phase:
            last = spans.pop()
            spans.append(Span(last.start, at + 0.5, phase, last.colour))
        else:
            spans.append(Span(at - 0.5, at + 0.5, phase, _PHASES.get(phase, GREY)))
    return [span for span in spans if span.text]


def _describe(plan: TrainingPlan, loads: FloatArray, balance: FloatArray) -> str:
    phases = Counter(workout.phase for workout in plan.workouts if workout.phase)
    parts = [f"{phase} {days} days" for phase, days in phases.items()]
    weeks = np.add.reduceat(loads, np.arange(0, loads.size, 7))
    return (
        f"{len(plan.workouts)} days: {', '.join(parts)}; the heaviest week has a load of "
        f"{weeks.max():.0f}; form on the last day {balance[-1]:.0f}."
    )


def _explain(workouts: Sequence[PlannedWorkout]) -> str:
    """Say what the letters stand for."""
    kinds = {w.kind for w in workouts if w.kind and (w.hard or w.kind in {"long", "race"})}
    names = [
        f"{letter} {kind.replace('_', ' ').replace('vo2max', 'VO2max')}"
        for kind, letter in _LETTERS.items()
        if kind in kinds
    ]
    names += ["• other hard session"] if kinds - _LETTERS.keys() else []
    return "Key sessions: " + ", ".join(names) + "." if names else ""


def _loads_before(plan: TrainingPlan, athlete: Athlete, history: History | None) -> FloatArray:
    """Compute the loads of the 84 days before a plan, with the mean for unknown days [1]."""
    before = np.full(_BEFORE_D, np.nan)
    if history is not None and history.span is not None:
        loads = daily_loads(history, athlete)
        at = (loads.dates - np.datetime64(plan.start)).astype(int) + before.size
        inside = (at >= 0) & (at < before.size)
        before[at[inside]] = loads.internal[inside]
    usual = float(np.nanmean(before)) if np.isfinite(before).any() else 0.0
    return np.asarray(np.nan_to_num(before, nan=usual), dtype=np.float64)


def forecast(plan: TrainingPlan, athlete: Athlete, history: History) -> Chart:
    """Draw how the forecast of a plan's race and its interval have changed, week by week.

    Parameters
    ----------
    plan : TrainingPlan
        With a race from 1,500 m to 100 km.
    athlete : Athlete
        Whose thresholds count.
    history : History
        What was done, with races; each week knows only the days before it.

    Returns
    -------
    Chart
        The finish time with its 80 % interval, fast at the top, and the goal. From the last day of
        the history to the race, the days are taken as planned.
    """
    goal = plan.goals[-1] if plan.goals else None
    title = "Forecast"
    if goal is not None:
        title = f"Forecast for {goal.name or name_of_distance(goal.distance_m)} on {goal.date}"
    found: list[tuple[float, Forecast]] = []
    reason = "The plan has no race."
    for day in _weeks(plan, history):
        try:
            found.append((day_number(day), predict(plan, athlete, history, on=day)))
        except InsufficientData as error:
            reason = str(error)
    if not found or goal is None:
        return Chart(title, (), missing=f"No forecast yet: {reason}")
    race = day_number(goal.date)
    last = found[-1][1]
    known = [at for at, _ in found]
    x = [*known, race] if known[-1] < race else known
    items = [item for _, item in found] + [last] * (len(x) - len(known))
    area = Area(
        f"{last.level:.0%} interval", x, [i.low_s for i in items], [i.high_s for i in items], GREEN
    )
    times = [item.time_s for item in items]
    curves = [Curve("forecast", known, times[: len(known)], BLUE)]
    if len(x) > len(known):
        ahead = Curve("as planned", x[-2:], times[-2:], BLUE, "dashed")
        curves.append(ahead)
    dots = Curve("", known, times[: len(known)], BLUE, dots=True)
    goals = [] if goal.time_s is None else [Level(goal.time_s, f"goal {format_clock(goal.time_s)}")]
    return Chart(
        title,
        [
            Panel(
                "finish time [h:min:s]", [area, *curves, dots], levels=goals,
                clock=True, falling=True, share=1.6,
            )
        ],
        description=f"Forecast {format_clock(last.time_s)}, {format_clock(last.low_s)} to "
        f"{format_clock(last.high_s)} in {last.level:.0%} of cases, from {last.races} races.",
        note=" ".join(last.notes[:1]),
        events=[*race_events(history.races, x[0], x[-1]), Event(race, "race")],
    )  # fmt: skip


def _weeks(plan: TrainingPlan, history: History) -> list[dt.date]:
    """Return the days on which to look ahead: each week of the plan up to now."""
    last = plan.start if history.span is None else max(plan.start, history.span[1])
    last = min(last, plan.end)
    first = plan.start
    if history.span is not None:
        first = max(history.span[0], plan.start - dt.timedelta(days=_BEFORE_D))
    first = min(first, last)
    days = [first + dt.timedelta(days=number) for number in range(0, (last - first).days, _STEP_D)]
    return [*days, last]
