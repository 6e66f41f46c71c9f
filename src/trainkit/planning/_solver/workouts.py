"""From the solver's days to workouts that a person can do."""

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType

from trainkit.models.goal import STRENGTH_MIN, WEEKDAYS, Goal
from trainkit.models.workout import PlannedWorkout, Step
from trainkit.planning._phases import Week
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import race_load, race_seconds
from trainkit.planning._solver.choices import Choice
from trainkit.planning._solver.easy_days import KINDS, easy_session
from trainkit.planning._solver.goal_pace import race_speed
from trainkit.planning._solver.solution import KEPT, Solution
from trainkit.planning._solver.weekdays import long_day
from trainkit.workouts import (
    PLANNED,
    SWIM_LADDERS,
    Session,
    SwimSession,
    divide_work,
    estimate,
    race_notes,
    trail_words,
)

__all__ = ["build_session", "race_workout", "rest_workout", "workouts_of"]

_IN_A_ROW = 2  # times that a hard session is the same
_FRESH_DAYS = 2  # after the long session
_WALK_BREAKS_MIN = 90.0
_WALK_BREAKS = "; walk for a minute every ten minutes, before you need to"
_STRIDES = "; end with 6 strides of 20 s, fast and relaxed"


def workouts_of(
    problem: PlanningProblem,
    solution: Solution,
    kept: Mapping[int, PlannedWorkout] = MappingProxyType({}),
) -> list[PlannedWorkout]:
    """Build the workout of every planned day.

    Parameters
    ----------
    problem : PlanningProblem
        What was planned.
    solution : Solution
        What the solver chose; its lengths are used unchanged.
    kept : mapping of int to PlannedWorkout
        Existing workouts of days that may stay as they are, by place in the schedule.

    Returns
    -------
    list of PlannedWorkout
        One a day, rest included.
    """
    schedule = problem.schedule
    fixed = {workout.date: workout for workout in problem.availability.fixed}
    races = {goal.date: goal for goal in problem.goals}
    workouts: list[PlannedWorkout] = []
    for at in problem.planned_days:
        day: dt.date = schedule.dates[at].item()
        week, kind = problem.week_of(at), solution.kind[at]
        if day in races:
            workouts.append(race_workout(races[day], problem, week))
        elif day in fixed:
            is_hard = bool(schedule.hard[at])
            workouts.append(
                _in_plan(fixed[day], problem, week, fixed[day].kind or "fixed", hard=is_hard)
            )
        elif kind == KEPT:
            workouts.append(kept[at])
        elif at in solution.choices:
            choice = solution.choices[at]
            workouts.append(_choice_in_plan(problem, day, choice, workouts))
        elif kind is None:
            workouts.append(rest_workout(day, week))
        else:
            minutes = round(float(solution.minutes[at]), 1)
            workouts.append(
                build_session(
                    problem,
                    day,
                    easy_session(problem.sport, kind, trail=problem.on_trails),
                    minutes,
                    kind,
                )
            )
    own = {at for at in range(len(workouts)) if solution.kind[schedule.first + at] in KINDS}
    return _with_strides(problem, workouts, own)


def _choice_in_plan(
    problem: PlanningProblem, day: dt.date, choice: Choice, before: Sequence[PlannedWorkout]
) -> PlannedWorkout:
    """Build a chosen session; one that would come a third time in a row is divided otherwise."""

    def build(session: Session) -> PlannedWorkout:
        return build_session(
            problem, day, session, choice.minutes, choice.kind, hard=not choice.easy
        )

    workout, other = build(choice.session), _other_form(choice)
    if other is None or not _is_third(workout, before):
        return workout
    instead = build(other)
    # More load than was solved for would be worth more than the bound.
    return instead if (instead.load or 0.0) <= (workout.load or 0.0) else workout


def _other_form(choice: Choice) -> Session | None:
    """Return the same session in other pieces: divided, or one rung lower on a ladder of swims."""
    session = choice.session
    if isinstance(session, SwimSession):
        purposes = (rungs for purpose, rungs in SWIM_LADDERS.items() if purpose == choice.group)
        ladder = next(purposes, ())
        return ladder[session.rung - 2] if 1 < session.rung <= len(ladder) else None
    work = session.work
    return None if work is None or not work.minutes else replace(session, work=divide_work(work))


def _is_third(workout: PlannedWorkout, before: Sequence[PlannedWorkout]) -> bool:
    """Whether a hard session is the same as the last two of the sport, long ones left out."""
    if not workout.hard or workout.kind == "long":
        return False
    hard = [
        earlier
        for earlier in before
        if earlier.hard and earlier.sport == workout.sport and earlier.kind not in {"long", "race"}
    ][-_IN_A_ROW:]
    what = (workout.name, workout.steps)
    return [(earlier.name, earlier.steps) for earlier in hard] == [what] * _IN_A_ROW


def build_session(
    problem: PlanningProblem,
    day: dt.date,
    session: Session,
    minutes: float,
    kind: str,
    *,
    hard: bool = False,
) -> PlannedWorkout:
    """Build a session of a day, with its notes."""
    week = problem.week_of(problem.schedule.first + (day - problem.start).days)
    workout = session.build(minutes, problem.athlete, day)
    placed = _in_plan(workout, problem, week, kind, hard=hard or kind == "long")
    more = _more_notes(problem, placed, minutes) if problem.sport == "running" else ""
    if WEEKDAYS[day.weekday()] in problem.availability.strength:
        more += f"; then {STRENGTH_MIN:.0f} min of strength"
    return placed.model_copy(update={"notes": f"{placed.notes}{more}"}) if more else placed


def _more_notes(problem: PlanningProblem, workout: PlannedWorkout, minutes: float) -> str:
    """Return what a long run has beside its pace: hills before a trail race, walks of beginners."""
    if workout.kind != "long":
        return ""
    if problem.on_trails:
        return trail_words(problem.goals[-1], workout.distance_m, minutes)
    breaks = problem.season.level == "beginner" and minutes >= _WALK_BREAKS_MIN
    return _WALK_BREAKS if breaks else ""


def _with_strides(
    problem: PlanningProblem, workouts: list[PlannedWorkout], own: Set[int]
) -> list[PlannedWorkout]:
    """End one easy run of each week with strides, on legs that are fresh; `own` are places.

    Runners of 800 to 2000 m do them twice a week.
    """
    season, best = problem.season, long_day(problem)
    learns = season.level == "beginner" and season.shape.name in {"middle", "5k", "10k"}
    if problem.sport != "running" or learns:
        return workouts
    most = 2 if season.shape.name == "middle" else 1
    fresh: dict[int, list[tuple[bool, int]]] = {}
    for at in sorted(own):
        workout = workouts[at]
        week = problem.week_of(problem.schedule.first + at).number
        # Weeks on the way back from a break have neither hard sessions nor strides.
        returns = season.weeks[week].lighter and not season.weeks[week].hard
        if workout.kind == "easy" and workout.date is not None and not returns:
            tired = (workout.date.weekday() - best) % 7 < _FRESH_DAYS
            fresh.setdefault(week, []).append((tired, at))
    for at in (at for places in fresh.values() for _, at in sorted(places)[:most]):
        notes = f"{workouts[at].notes}{_STRIDES}"
        workouts[at] = workouts[at].model_copy(update={"notes": notes})
    return workouts


def rest_workout(day: dt.date, week: Week) -> PlannedWorkout:
    """Build a day of rest."""
    return PlannedWorkout(
        name="Rest",
        sport="generic",
        date=day,
        week=week.number,
        phase=week.phase,
        kind="rest",
        load=0.0,
        provenance=PLANNED,
    )


def race_workout(goal: Goal, problem: PlanningProblem, week: Week) -> PlannedWorkout:
    """Build the race of a day."""
    step = Step(kind="active", until="distance", amount=goal.distance_m)
    return PlannedWorkout(
        name=goal.name or "Race",
        sport=goal.sport,
        date=goal.date,
        steps=(step,),
        notes=_race_words(goal, problem),
        week=week.number,
        phase=week.phase,
        kind="race",
        load=round(race_load(goal, problem.athlete), 1),
        planned_m=goal.distance_m,
        hard=True,
        provenance=PLANNED,
    )


def _race_words(goal: Goal, problem: PlanningProblem) -> str:
    beginner = problem.season.level == "beginner"
    speed_m_s = None if beginner and goal.time_s is None else race_speed(problem, goal)
    usual_s = race_seconds(goal, problem.athlete)
    seconds = usual_s if speed_m_s is None else goal.distance_m / speed_m_s
    return race_notes(goal, duration_min=seconds / 60, speed_m_s=speed_m_s, beginner=beginner)


def _in_plan(
    workout: PlannedWorkout, problem: PlanningProblem, week: Week, kind: str, *, hard: bool
) -> PlannedWorkout:
    """Add a workout's week, phase, load and distance."""
    day = workout.date or problem.start
    what = estimate(workout, problem.athlete, day)
    long = what.effort == "hard" and workout.sport == problem.sport
    return workout.model_copy(
        update={
            "week": week.number,
            "phase": week.phase,
            "kind": kind,
            "load": round(what.load, 1),
            "planned_m": round(what.run_m) or workout.planned_m,
            "hard": hard or long,
        }
    )
