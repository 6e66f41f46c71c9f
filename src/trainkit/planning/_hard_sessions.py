"""The hard sessions that a day may have, each exactly as it will be."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._methods import sessions_of_week
from trainkit.planning._phases import Phase, Week, race_type
from trainkit.planning._problem import PlanningProblem
from trainkit.ports.rule import Quantity
from trainkit.workouts import LIBRARY, Session, Work, estimate, find_session

__all__ = ["WANTED", "Choice", "amounts", "menu"]

WANTED: Mapping[Phase, int] = {"base": 1, "build": 2, "peak": 2, "taper": 1}
"""Hard sessions that a week of a phase wants."""

_STEP = 5.0  # [min]
_AROUND = 20.0  # warm-up and cool-down [min]
_SIZES = (1 / 3, 2 / 3, 1.0)  # of the most work of a session
_EVEN_MIN = (45.0, 60.0, 75.0)  # lengths of a session without pieces
_OTHERS: Mapping[str, Mapping[Phase, tuple[str, ...]]] = {
    "cycling": {
        "base": ("Tempo ride",),
        "build": ("Threshold ride", "Hard intervals"),
        "peak": ("Race-pace ride", "Hard intervals"),
        "taper": ("Hard intervals",),
    },
    "swimming": {
        "base": ("Steady swim",),
        "build": ("Threshold swim", "Steady swim"),
        "peak": ("Threshold swim", "Steady swim"),
        "taper": ("Threshold swim",),
    },
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One session that a day may have.

    Parameters
    ----------
    name : str
        Its name in the program.
    group : str
        Its kind of session, of which a week has one.
    session : Session
        What it is made from.
    minutes : float
        [min]
    amounts : mapping
        What it adds to each quantity.
    """

    name: str
    group: str
    session: Session
    minutes: float
    amounts: Mapping[Quantity, float]

    def build(self, athlete: Athlete, day: dt.date) -> PlannedWorkout:
        """Make the workout of a day."""
        return self.session.build(self.minutes, athlete, day)


def menu(setting: PlanningProblem, at: int) -> list[Choice]:
    """List the hard sessions of a day, of one or two kinds, each in up to three sizes.

    Parameters
    ----------
    setting : PlanningProblem
        What is planned.
    at : int
        The day's place in the frame.

    Returns
    -------
    list of Choice
        Those that fit into the time.
    """
    day: dt.date = setting.frame.dates[at].item()
    room, athlete = setting.availability.on(day), setting.athlete
    made: list[Choice] = []
    for name in _names(setting, setting.week_of(at)):
        sizes = [
            size for one in _alike(find_session(name), setting.library) for size in _sized(one)
        ]
        for session, minutes in sizes:
            if minutes <= room:
                found = _measured(session, minutes, athlete, day)
                made.append(Choice(f"{name} {len(made)}", name, session, minutes, found))
    return made


def amounts(
    workout: PlannedWorkout, athlete: Athlete, day: dt.date, *, hard: bool
) -> dict[Quantity, float]:
    """Measure what a workout adds to each quantity of a plan."""
    what = estimate(workout, athlete, day)
    quality = what.effort == "hard" and workout.kind != "long"
    return {
        "load": what.load,
        "minutes": what.minutes,
        "run_m": what.run_m,
        "long_m": what.run_m if workout.kind == "long" else 0.0,
        "threshold": what.work["threshold"],
        "intervals": what.work["intervals"],
        "repetitions": what.work["repetitions"],
        "trained": float(what.load > 10),
        "busy": float(what.load > 25),
        "hard": float(hard or what.effort == "hard"),
        "quality": float(quality),
        "long": float(workout.kind == "long"),
    }


@lru_cache(maxsize=4096)
def _measured(
    session: Session, minutes: float, athlete: Athlete, day: dt.date
) -> Mapping[Quantity, float]:
    return amounts(session.build(minutes, athlete, day), athlete, day, hard=True)


def _alike(session: Session, library: tuple[Session, ...]) -> list[Session]:
    """List a session, and those of a host that can stand in its place."""
    own = [one for one in library if one not in LIBRARY]
    kind = (session.sport, session.purpose, session.intensity)
    return [session, *(one for one in own if (one.sport, one.purpose, one.intensity) == kind)]


def _sized(session: Session) -> list[tuple[Session, float]]:
    """Give a session in up to three sizes, with their minutes."""
    work = session.work
    if work is None or not work.minutes:
        return [(session, minutes) for minutes in _EVEN_MIN if minutes >= session.minutes[0]]
    counts = sorted({max(1, round(share * work.most)) for share in _SIZES})
    made = []
    for count in counts:
        pieces = Work(work.minutes, work.rest, count)
        around = _AROUND + count * (work.minutes + work.rest) - work.rest
        minutes = max(
            _STEP * float(np.ceil(around / _STEP)), _STEP * np.ceil(session.minutes[0] / _STEP)
        )
        made.append((replace(session, work=pieces), float(minutes)))
    return made


def _names(setting: PlanningProblem, week: Week) -> list[str]:
    wanted = WANTED[week.phase]
    if setting.sport in _OTHERS:
        names = _OTHERS[setting.sport][week.phase]
        return [names[(week.place + at) % len(names)] for at in range(min(wanted, len(names)))]
    race = race_type(setting.race.distance_m) if setting.race else "10k"
    return sessions_of_week(week, race, wanted, setting.above_threshold)
