"""Schedules of plans: the past, races, fixed sessions and workouts, as the rules look at them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trainkit.loads import daily_loads
from trainkit.models.assessment import INTENSITIES
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan, Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.rule import Rule, Schedule
from trainkit.rules import blank_schedule
from trainkit.workouts import estimate, race_intensity

__all__ = [
    "build_schedule",
    "place",
    "race_load",
    "race_seconds",
    "schedule_of",
    "violations_of",
    "with_workouts",
]

_RACE_M_S: Mapping[str, float] = {"cycling": 9.0, "swimming": 1.1}  # without a target time
_USUAL_THRESHOLD_M_S = 3.3
_HARD_DAYS_ONLY = frozenset({"C"})  # priorities of races that count as hard sessions


def build_schedule(
    start: dt.date,
    end: dt.date,
    athlete: Athlete,
    history: History | None,
    *,
    goals: Sequence[Goal] = (),
    fixed: Sequence[PlannedWorkout] = (),
) -> Schedule:
    """Lay out the days of a plan after the days behind it.

    Parameters
    ----------
    start, end : date
        The first and the last day of the plan.
    athlete : Athlete
        Whose thresholds count.
    history : History or None
        What was trained before; without it those days are unknown.
    goals : sequence of Goal
        A and B races count as races, C races as hard sessions.
    fixed : sequence of PlannedWorkout
        Sessions on days of their own; those outside the plan or on a race day are ignored.

    Returns
    -------
    Schedule
        With the past, races and fixed sessions; all other planned days are rest.
    """
    known = history is not None and history.span is not None
    loads = daily_loads(history, athlete) if history is not None and known else None
    schedule = blank_schedule(start, end, loads)
    first = schedule.first
    for goal in goals:
        at = first + (goal.date - start).days
        schedule.races[at] = goal.priority not in _HARD_DAYS_ONLY
        schedule.hard[at] = True
        schedule.effort[at] = INTENSITIES.index("hard")
        schedule.load[at] = race_load(goal, athlete)
        schedule.run_m[at] = goal.distance_m if goal.sport == "running" else 0.0
    raced = {goal.date for goal in goals}
    for workout in fixed:
        day = workout.date
        # A race takes precedence over a fixed session.
        if day is not None and start <= day <= end and day not in raced:
            place(schedule, first + (day - start).days, workout, athlete, goals)
    return schedule


def race_load(goal: Goal, athlete: Athlete) -> float:
    """Estimate the load of a race from its distance and time [1]."""
    seconds = race_seconds(goal, athlete)
    return 100 * seconds / 3600 * race_intensity(seconds) ** 2


def race_seconds(goal: Goal, athlete: Athlete) -> float:
    """Estimate the time of a race, where none is aimed for, from its distance [s]."""
    speed = _RACE_M_S.get(goal.sport)
    if speed is None:
        threshold = athlete.at(goal.date, goal.sport).threshold_speed_m_s or _USUAL_THRESHOLD_M_S
        speed = 0.9 * threshold
    return goal.time_s or goal.distance_m / speed


def place(
    schedule: Schedule,
    at: int,
    workout: PlannedWorkout,
    athlete: Athlete,
    goals: Sequence[Goal] = (),
) -> None:
    """Write a workout's expected load, length and effort onto a day of a schedule.

    By its length alone a session is hard only in the sport of the last goal: a long easy ride on
    Saturday leaves a runner his long run on Sunday.
    """
    day: dt.date = schedule.dates[at].item()
    what = estimate(workout, athlete, day)
    schedule.load[at] = what.load
    schedule.minutes[at] = what.minutes
    schedule.run_m[at] = what.run_m
    # By intensity alone: a long session is hard by its length.
    schedule.effort[at] = INTENSITIES.index(what.quality)
    own = not goals or workout.sport == goals[-1].sport
    schedule.hard[at] = workout.hard or (what.intensity if own else what.quality) == "hard"
    for kind, column in schedule.work.items():
        column[at] = what.work.get(kind, 0.0)


def with_workouts(
    schedule: Schedule,
    workouts: Mapping[int, PlannedWorkout],
    goals: Sequence[Goal],
    athlete: Athlete,
) -> Schedule:
    """Copy a schedule with workouts on some of its days, races apart."""
    copied = replace(
        schedule,
        load=schedule.load.copy(),
        effort=schedule.effort.copy(),
        run_m=schedule.run_m.copy(),
        hard=schedule.hard.copy(),
        minutes=schedule.minutes.copy(),
        work={kind: column.copy() for kind, column in schedule.work.items()},
    )
    raced = {goal.date for goal in goals}
    for at, workout in workouts.items():
        if schedule.dates[at].item() not in raced:
            place(copied, at, workout, athlete, goals)
    return copied


def schedule_of(plan: TrainingPlan, athlete: Athlete, history: History | None) -> Schedule:
    """Lay out a plan's workouts after what was trained before."""
    schedule = build_schedule(plan.start, plan.end, athlete, history, goals=plan.goals)
    raced = {goal.date for goal in plan.goals}
    for at, workout in enumerate(plan.workouts, schedule.first):
        if workout.date not in raced:
            place(schedule, at, workout, athlete, plan.goals)
    return schedule


def violations_of(schedule: Schedule, rules: Sequence[Rule]) -> list[Violation]:
    """List the violations of every rule in order of time."""
    listed = [violation for rule in rules for violation in rule.violations(schedule)]
    return sorted(listed, key=lambda violation: (violation.date, violation.rule))
