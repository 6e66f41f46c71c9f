"""The classic template: volume factors by phase, one fixed week a phase (StrideIQ 2026)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from trainkit.models.goal import WEEKDAYS
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._phases import Week
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._solver.weekdays import hard_days, long_day
from trainkit.planning._solver.workouts import build_session, race_workout, rest_workout
from trainkit.workouts import find_session

__all__ = ["build_template", "volume_factor", "weekly_loads"]

_FACTORS: Mapping[str, tuple[float, float]] = {
    "base": (0.6, 0.8),
    "build": (0.8, 1.0),
    "peak": (0.95, 0.85),
    "taper": (0.7, 0.4),
}
_MINUTES = 45
_LEAST_MIN = 20.0  # of a day that has time for a session
_LONG, _HARD, _EASY = 6, (1, 3), (2, 5)  # weekdays of each role in most phases
# From Monday: session and duration factor, with the long run on Sunday.
_WEEKS: Mapping[str, tuple[tuple[str, float] | None, ...]] = {
    "base": (None, ("Easy run", 1.0), ("Easy run", 1.2), ("Easy run", 1.0), None,
             ("Easy run", 1.0), ("Long run", 2.0)),
    "build": (None, ("Threshold run", 1.2), ("Easy run", 1.0), ("Short intervals", 1.2), None,
              ("Easy run", 1.0), ("Long run", 2.2)),
    "peak": (None, ("Short intervals", 1.2), ("Easy run", 1.0), ("Threshold run", 1.3), None,
             ("Easy run", 1.0), ("Long run", 2.4)),
    "taper": (None, ("Short intervals", 1.0), ("Easy run", 0.8), ("Easy run", 0.8), None,
              ("Easy run", 0.6), ("Long run", 1.2)),
}  # fmt: skip


def volume_factor(week: Week) -> float:
    """Return a week's share of full volume [1]."""
    first, last = _FACTORS[week.phase]
    return first + (last - first) * week.place / max(week.length - 1, 1)


def build_template(problem: PlanningProblem, *, move_days: bool = False) -> list[PlannedWorkout]:
    """Build the template for a problem, without regard to its rules.

    Parameters
    ----------
    problem : PlanningProblem
        Days, weeks and races.
    move_days : bool
        Whether its sessions move to weekdays on which the athlete has time for them.

    Returns
    -------
    list of PlannedWorkout
        One a day.
    """
    races = {goal.date: goal for goal in problem.goals}
    places = _weekdays(problem) if move_days else {day: day for day in range(7)}
    workouts = []
    for at in range(problem.schedule.first, problem.schedule.load.size):
        day: dt.date = problem.schedule.dates[at].item()
        week = problem.week_of(at)
        place = places.get(day.weekday())
        chosen = None if place is None else _WEEKS[week.phase][place]
        if day in races:
            workouts.append(race_workout(races[day], problem, week))
        elif chosen is None:
            workouts.append(rest_workout(day, week))
        else:
            name, factor = chosen
            minutes = float(int(_MINUTES * factor * volume_factor(week)))
            kind = "long" if name == "Long run" else "easy" if name == "Easy run" else "quality"
            workouts.append(
                build_session(problem, day, find_session(name), max(minutes, 15.0), kind)
            )
    return workouts


def _roles(problem: PlanningProblem) -> dict[int, str]:
    """Give each weekday with time a role: the long day, two hard ones, the others easy."""
    free, best = problem.availability, long_day(problem)
    hard = sorted(hard_days(free, best))[: len(_HARD)]
    rest = [day for day in range(7) if day not in {best, *hard}]
    easy = [day for day in rest if free.minutes.get(WEEKDAYS[day], 60) > _LEAST_MIN]
    return {best: "long", **dict.fromkeys(hard, "hard"), **dict.fromkeys(easy, "easy")}


def _weekdays(problem: PlanningProblem) -> dict[int, int]:
    """Map each weekday with time to the weekday of the template that it takes over."""
    minutes = problem.availability.minutes
    places = {"long": [_LONG], "hard": list(_HARD), "easy": list(_EASY)}
    taken = {}
    wanted = sorted(_roles(problem).items(), key=lambda role: -minutes.get(WEEKDAYS[role[0]], 60.0))
    for day, role in wanted:
        if places[role]:
            taken[day] = places[role].pop(0)
    return taken


def weekly_loads(template: Sequence[PlannedWorkout]) -> dict[int, float]:
    """Sum a template's load by week, without races [1]."""
    totals: dict[int, float] = {}
    for workout in template:
        if workout.kind != "race":
            number = workout.week or 1
            totals[number] = totals.get(number, 0.0) + (workout.load or 0.0)
    return totals
