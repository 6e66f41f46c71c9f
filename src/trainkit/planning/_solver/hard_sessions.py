"""The hard sessions that a day may have, each measured as it will be built."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np

from trainkit.models.workout import PlannedWorkout
from trainkit.planning._methods import sessions_of_week
from trainkit.planning._phases import Week
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._season import longest_before_race
from trainkit.planning._solver.choices import Choice, measure_choice
from trainkit.planning._solver.goal_pace import (
    RACE_PURPOSES,
    at_goal_pace,
    long_runs_at_race_pace,
)
from trainkit.planning._solver.ladder_sessions import hard_swims_on
from trainkit.planning._solver.weekdays import long_day
from trainkit.workouts import (
    PROGRESSIONS,
    Session,
    Work,
    dose_range,
    find_session,
    hard_session_names,
    race_type,
    works_for,
)

__all__ = ["hard_sessions_on", "step_back"]

_STEP = 5.0  # [min]
_LEAST_EASY_MIN, _MOST_EASY_MIN = 10.0, 20.0  # of easy running around a session that is short
_SIZES = (1 / 3, 2 / 3, 1.0)  # of the most work of a session without a progression
_TURNS = 3  # doses that take turns where a day has no room for more
_STEP_BACK = 0.2  # of a progression, in a lighter week
_FLAT = frozenset({"Threshold run", "Short intervals"})
_EVEN_MIN = (45.0, 60.0, 75.0)  # lengths of a session without pieces


def hard_sessions_on(problem: PlanningProblem, at: int) -> list[Choice]:
    """List the hard sessions of a day, of one or two kinds, each in up to three sizes.

    Parameters
    ----------
    problem : PlanningProblem
        What is planned.
    at : int
        The day's place in the schedule.

    Returns
    -------
    list of Choice
        Those that fit into the time available.
    """
    day: dt.date = problem.schedule.dates[at].item()
    athlete, of_day = problem.athlete, problem.measuring_day(day)
    room = min(problem.availability.on(day), longest_before_race(problem.goals, day))
    week = problem.week_of(at)
    paced = long_runs_at_race_pace(problem, week)
    choices = [
        measure_choice("long 0", session, minutes, athlete, of_day)
        for session, minutes in paced
        if minutes <= room and day.weekday() == long_day(problem)
    ]
    if problem.sport == "swimming":
        return [*choices, *hard_swims_on(problem, week, day, room)]
    groups, wanted = list[str](), problem.season.weeks[week.number].hard
    for name in _session_names(problem, week):
        session = at_goal_pace(problem, find_session(name), week)
        one_less = paced and wanted > 1
        if one_less and (session.purpose in RACE_PURPOSES or len(groups) >= wanted - 1):
            continue  # the long run is one of the hard sessions, and race pace once a week enough
        groups.append(name)
        sizes = _steps_of(problem, session, week, room=room)
        sizes += _with_easy_running(problem, sizes, week, room)
        for own in _own_sessions(session, problem.own_sessions):
            sizes += _sizes_of(own)
        for session, minutes in sizes:
            if minutes <= room:
                key = f"{name} {len(choices)}"
                choices.append(measure_choice(key, session, minutes, athlete, of_day))
    return choices


def _with_easy_running(
    problem: PlanningProblem, sizes: list[tuple[Session, float]], week: Week, room: float
) -> list[tuple[Session, float]]:
    """Lengthen the largest dose by easy running around it, where the week has longer days.

    Ten minutes of repetitions are no whole day of a big week, which would come out smaller than
    the season wants.
    """
    of_week = problem.season.weeks[week.number]
    if problem.sport != "running" or not sizes or of_week.lighter or week.phase == "taper":
        return []
    session, minutes = sizes[0]
    mean = (of_week.minutes - of_week.long_min) / max(problem.sessions - 1, 1)
    longer = _STEP * float(min(mean, room, minutes + _MOST_EASY_MIN) // _STEP)
    return [(session, longer)] if longer >= minutes + _LEAST_EASY_MIN else []


def _own_sessions(session: Session, own: tuple[Session, ...]) -> list[Session]:
    """List a host's own sessions of the same sport, purpose and intensity."""
    kind = (session.sport, session.purpose, session.intensity)
    return [other for other in own if (other.sport, other.purpose, other.intensity) == kind]


def step_back(
    problem: PlanningProblem, workout: PlannedWorkout, weeks: int
) -> tuple[Session, float] | None:
    """Return a planned hard session as it is some weeks earlier in its progression.

    Parameters
    ----------
    problem : PlanningProblem
        What is planned.
    workout : PlannedWorkout
        A hard session of a day ahead.
    weeks : int
        How far to go back.

    Returns
    -------
    tuple of Session and float, or None
        The smaller session and its minutes; None where none is smaller or nothing progresses.
    """
    day = workout.date or problem.start
    week = problem.week_of(problem.schedule.first + (day - problem.start).days)
    for name in _session_names(problem, week):
        if name == workout.title and _progression(problem, name) is not None:
            session = at_goal_pace(problem, find_session(name), week)
            steps = _steps_of(problem, session, week, back=weeks)
            return next((step for step in steps if step[1] < workout.duration_min), None)
    return None


def _progression(problem: PlanningProblem, name: str) -> str | None:
    """Name the progression of a session: by race where it has one; None without any.

    Race pace of 25 to 40 km is trained as that of a half marathon.
    """
    keys = (f"{name} {problem.season.shape.name}", name, f"{name} half")
    return next((key for key in keys if key in PROGRESSIONS), None)


def _steps_of(
    problem: PlanningProblem,
    session: Session,
    week: Week,
    *,
    back: int = 0,
    room: float = math.inf,
) -> list[tuple[Session, float]]:
    """Return a session at the dose of its week, or some weeks back, and at two smaller ones.

    Where the dose needs more than the `room` of a day [min], the largest that fits comes first.
    """
    name = _progression(problem, session.name)
    if name is None:
        return _sizes_of(session)
    wanted = _dose(problem, name, week, back)
    works = works_for(name, wanted, week.number)
    # A progression that stands still for weeks goes to and fro between two doses.
    stands = works[0] == works_for(name, _dose(problem, name, week, back + 1), week.number - 1)[0]
    turns = int(stands and week.number % 2 == 0)
    if _size_work(session, works[0])[1] > room:
        turns = week.number % _TURNS
    while len(works) > 1 and (_size_work(session, works[0])[1] > room or turns):
        # Where the time of a day is short, the largest doses that fit take turns.
        turns -= int(_size_work(session, works[0])[1] <= room)
        works = works_for(name, works[1].most * works[1].minutes, week.number)
    return [_size_work(session, work) for work in works]


def _dose(problem: PlanningProblem, name: str, week: Week, back: int) -> float:
    """Return the dose of a progression in a week, or so many weeks before it [min of work]."""
    first, last = dose_range(name, problem.season.level)
    climbed = (week.number - back) / max(len(problem.weeks) - 1, 1)
    if problem.season.weeks[week.number].lighter:
        climbed -= _STEP_BACK
    wanted = first + (last - first) * min(max(climbed, 0.0), 1.0)
    return wanted * problem.season.weeks[week.number].dose


def _size_work(session: Session, work: Work) -> tuple[Session, float]:
    """Return a session with pieces of work, and its minutes."""
    whole = sum(session.around_min) + work.most * (work.minutes + work.rest) - work.rest
    minutes = _STEP * float(np.ceil(whole / _STEP))
    return replace(session, work=work), minutes


def _sizes_of(session: Session) -> list[tuple[Session, float]]:
    """Return a session in up to three sizes, with their minutes."""
    work = session.work
    if work is None or not work.minutes:
        return [(session, minutes) for minutes in _EVEN_MIN if minutes >= session.minutes[0]]
    counts = sorted({max(1, round(share * work.most)) for share in _SIZES})
    sized = []
    for count in counts:
        pieces, minutes = _size_work(session, Work(work.minutes, work.rest, count))
        sized.append((pieces, max(minutes, _STEP * float(np.ceil(session.minutes[0] / _STEP)))))
    return sized


def _with_hills(names: list[str], week: Week) -> list[str]:
    """Climb every other week before a trail race, up to the taper."""
    flat = [at for at, name in enumerate(names) if name in _FLAT]
    if week.phase == "taper" or week.number % 2 or "Hills" in names or not flat:
        return names
    return [*names[: flat[0]], "Hills", *names[flat[0] + 1 :]]


def _session_names(problem: PlanningProblem, week: Week) -> list[str]:
    """Name the hard sessions that a week wants."""
    wanted = problem.season.weeks[week.number].hard
    race = race_type(problem.race.distance_m) if problem.race else "10k"
    if problem.on_trails:
        race = "ultra"  # hills and threshold: no pace of a race holds on trails
    if problem.sport == "running":
        beginner = problem.season.level == "beginner"
        runs = sessions_of_week(week, race, wanted, problem.above_threshold, beginner=beginner)
        return _with_hills(runs, week) if problem.on_trails else runs
    _, names = hard_session_names(week.phase, race, problem.sport)
    return [names[(week.place + at) % len(names)] for at in range(min(wanted, len(names)))]
