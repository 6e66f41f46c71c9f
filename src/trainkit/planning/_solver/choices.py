"""A session that a day may have, measured as it will be built."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from trainkit.loads import LIGHT_LOAD, REST_LOAD
from trainkit.models.assessment import INTENSITIES
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.rule import Quantity, Schedule
from trainkit.workouts import Session, estimate

__all__ = ["Choice", "amounts", "fixed_amount", "measure_choice"]

_KINDS = {"race": "race_pace", "tempo": "steady"}  # "race" is the day itself
_EASY = frozenset({"recovery", "easy", "walk_run"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One session that a day may have.

    Parameters
    ----------
    name : str
        Its name in the program.
    group : str
        Its kind of session; a week has each hard kind once.
    session : Session
        The library's session.
    minutes : float
        [min]
    kind : str
        The kind of the workout: ``"easy"``, ``"long"``, ``"threshold"`` ...
    amounts : mapping
        Its part of each quantity.
    title : str
        Of a workout that may stay as it is.
    """

    name: str
    group: str
    session: Session
    minutes: float
    kind: str
    amounts: Mapping[Quantity, float]
    title: str = ""

    @property
    def easy(self) -> bool:
        """Whether it is neither hard nor long: a week may have several."""
        return self.kind in _EASY

    def build(self, athlete: Athlete, day: dt.date) -> PlannedWorkout:
        """Build the workout of a day."""
        return self.session.build(self.minutes, athlete, day)


def measure_choice(
    name: str, session: Session, minutes: float, athlete: Athlete, day: dt.date
) -> Choice:
    """Measure a session of a day; its name is a group and a number: ``"Threshold run 1"``.

    Its kind is its group if that is easy or long, else its purpose. An easy session of little load
    is a recovery session.
    """
    group = name.rsplit(" ", 1)[0]
    kind = group if group == "long" or group in _EASY else session.purpose
    kind = _KINDS.get(kind, kind)
    measured = _measure(session, minutes, athlete, day, kind)
    choice = Choice(name, group, session, minutes, kind, measured)
    light = kind == "easy" and measured["load"] < LIGHT_LOAD
    return replace(choice, kind="recovery") if light else choice


@lru_cache(maxsize=4096)
def _measure(
    session: Session, minutes: float, athlete: Athlete, day: dt.date, kind: str
) -> Mapping[Quantity, float]:
    workout = session.build(minutes, athlete, day).model_copy(update={"kind": kind})
    return amounts(workout, athlete, day, hard=kind not in _EASY)


def amounts(
    workout: PlannedWorkout, athlete: Athlete, day: dt.date, *, hard: bool
) -> dict[Quantity, float]:
    """Measure a workout's part of each quantity of a plan."""
    what = estimate(workout, athlete, day)
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
        "quality": float(what.quality == "hard"),
        "long": float(workout.kind == "long"),
    }


def fixed_amount(schedule: Schedule, quantity: Quantity, day: int) -> float:
    """Return a quantity of a day that is not open."""
    load = float(np.nan_to_num(schedule.load[day]))
    table = {
        "load": load,
        "minutes": float(schedule.minutes[day]),
        "run_m": float(np.nan_to_num(schedule.run_m[day])),
        "long_m": 0.0,
        "threshold": float(schedule.work["threshold"][day]),
        "intervals": float(schedule.work["intervals"][day]),
        "repetitions": float(schedule.work["repetitions"][day]),
        "trained": float(load > REST_LOAD),
        "busy": float(load > LIGHT_LOAD),
        "hard": float(schedule.hard[day]),
        "quality": float(schedule.effort[day] == INTENSITIES.index("hard")),
        "long": 0.0,
    }
    return table[quantity]
