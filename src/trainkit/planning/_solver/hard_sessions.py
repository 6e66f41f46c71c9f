"""The hard sessions that a day may have, each measured as it will be built."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from trainkit.loads import LIGHT_LOAD, REST_LOAD
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._methods import sessions_of_week
from trainkit.planning._phases import Week
from trainkit.planning._problem import PlanningProblem
from trainkit.ports.rule import Quantity
from trainkit.workouts import (
    Phase,
    Session,
    Work,
    estimate,
    find_session,
    hard_session_names,
    race_type,
)

__all__ = ["WANTED", "Choice", "amounts", "hard_sessions_on"]

WANTED: Mapping[Phase, int] = {"base": 1, "build": 2, "peak": 2, "taper": 1}
"""Hard sessions that a week of each phase wants."""

_STEP = 5.0  # [min]
_AROUND = 20.0  # warm-up and cool-down [min]
_SIZES = (1 / 3, 2 / 3, 1.0)  # of the most work of a session
_EVEN_MIN = (45.0, 60.0, 75.0)  # lengths of a session without pieces


@dataclass(frozen=True, slots=True)
class Choice:
    """One session that a day may have.

    Parameters
    ----------
    name : str
        Its name in the program.
    group : str
        Its kind of session; a week has each kind once.
    session : Session
        The library's session.
    minutes : float
        [min]
    amounts : mapping
        Its part of each quantity.
    """

    name: str
    group: str
    session: Session
    minutes: float
    amounts: Mapping[Quantity, float]

    def build(self, athlete: Athlete, day: dt.date) -> PlannedWorkout:
        """Build the workout of a day."""
        return self.session.build(self.minutes, athlete, day)


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
    room, athlete = problem.availability.on(day), problem.athlete
    choices: list[Choice] = []
    for name in _session_names(problem, problem.week_of(at)):
        sizes = [
            size
            for similar in _alternatives(find_session(name), problem.own_sessions)
            for size in _sizes_of(similar)
        ]
        for session, minutes in sizes:
            if minutes <= room:
                measured = _amounts_of(session, minutes, athlete, day)
                key = f"{name} {len(choices)}"
                choices.append(Choice(key, name, session, minutes, measured))
    return choices


def amounts(
    workout: PlannedWorkout, athlete: Athlete, day: dt.date, *, hard: bool
) -> dict[Quantity, float]:
    """Measure a workout's part of each quantity of a plan."""
    what = estimate(workout, athlete, day)
    # A long session is hard by its length and no hard session by intensity.
    quality = what.effort == "hard" and workout.kind != "long"
    return {
        "load": what.load,
        "minutes": what.minutes,
        "run_m": what.run_m,
        "long_m": what.run_m if workout.kind == "long" else 0.0,
        "threshold": what.work["threshold"],
        "intervals": what.work["intervals"],
        "repetitions": what.work["repetitions"],
        "trained": float(what.load > REST_LOAD),
        "busy": float(what.load > LIGHT_LOAD),
        "hard": float(hard or what.effort == "hard"),
        "quality": float(quality),
        "long": float(workout.kind == "long"),
    }


@lru_cache(maxsize=4096)
def _amounts_of(
    session: Session, minutes: float, athlete: Athlete, day: dt.date
) -> Mapping[Quantity, float]:
    return amounts(session.build(minutes, athlete, day), athlete, day, hard=True)


def _alternatives(session: Session, own: tuple[Session, ...]) -> list[Session]:
    """List a session, and a host's own of the same sport, purpose and intensity."""
    kind = (session.sport, session.purpose, session.intensity)
    same = [other for other in own if (other.sport, other.purpose, other.intensity) == kind]
    return [session, *same]


def _sizes_of(session: Session) -> list[tuple[Session, float]]:
    """Return a session in up to three sizes, with their minutes."""
    work = session.work
    if work is None or not work.minutes:
        return [(session, minutes) for minutes in _EVEN_MIN if minutes >= session.minutes[0]]
    counts = sorted({max(1, round(share * work.most)) for share in _SIZES})
    sized = []
    for count in counts:
        pieces = Work(work.minutes, work.rest, count)
        around = _AROUND + count * (work.minutes + work.rest) - work.rest
        minutes = max(
            _STEP * float(np.ceil(around / _STEP)), _STEP * np.ceil(session.minutes[0] / _STEP)
        )
        sized.append((replace(session, work=pieces), float(minutes)))
    return sized


def _session_names(problem: PlanningProblem, week: Week) -> list[str]:
    """Name the hard sessions that a week wants."""
    wanted = WANTED[week.phase]
    race = race_type(problem.race.distance_m) if problem.race else "10k"
    if problem.sport == "running":
        return sessions_of_week(week, race, wanted, problem.above_threshold)
    _, names = hard_session_names(week.phase, race, problem.sport)
    return [names[(week.place + at) % len(names)] for at in range(min(wanted, len(names)))]
