"""What a plan trains for its race, and what that is worth in finish time."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts import estimate

__all__ = ["Effect", "Preparation", "effect_of", "preparation_of"]

_WEEKS, _TAPER_WEEKS = 16, 2
_LEAST_WEEKS = 3  # of runs, done and planned, that tell a usual week
_USUAL_M_S = 2.2  # of a recorded run without a distance

_MARATHON_M = (40_000.0, 45_000.0)
# Longest run and week below which the studies of marathon runners say little (Fokkema 2020, Scand
# J Med Sci Sports 30:1692, doi:10.1111/sms.13725), and what that adds to the spread (assumed).
_IN_DATA_KM = (16.0, 20.0)
_OUTSIDE_SD = 0.06

# Below it the legs do not last (convention): runners hold about three times their mean day, and
# what is further than both that and the longest run allow is walked.
_DAYS_HELD, _PREPARED_SHARE, _WALKING_M_S = 3.0, 0.4, 1.5
_WALKED_SD = 0.15


@dataclass(frozen=True, slots=True)
class Preparation:
    """The running before a race, done and planned.

    Parameters
    ----------
    longest_m : float
        The longest run of 16 weeks [m].
    week_m : float
        The mean week, the last two left out [m].
    known : bool
        False where plan and history hold no run, or less than three weeks before the taper: what
        is trained is not little, but unknown.
    """

    longest_m: float
    week_m: float
    known: bool = True


class Effect(NamedTuple):
    """What a preparation does to a predicted time.

    Attributes
    ----------
    time_s : float
        The finish time [s].
    spread : float
        Standard deviation that it adds to the logarithm of the time [1].
    notes : tuple of str
        Sentences with the numbers behind it.
    """

    time_s: float
    spread: float
    notes: tuple[str, ...]


def preparation_of(
    plan: TrainingPlan, athlete: Athlete, history: History | None, on: dt.date, race: Goal
) -> Preparation:
    """Sum the runs before a race: those done before a day, and those planned from it on.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    athlete : Athlete
        Whose speed gives the distance of workouts that have none.
    history : History or None
        What was done.
    on : date
        The first day that is still planned.
    race : Goal
        The race.

    Returns
    -------
    Preparation
        Over 16 weeks, or as many as are known.
    """
    first = race.date - dt.timedelta(weeks=_WEEKS)
    runs = [
        (workout.date, _planned_m(workout, athlete, workout.date))
        for workout in plan.workouts
        if workout.date is not None
        and max(on, first) <= workout.date < race.date
        and workout.sport == "running"
        and workout.skipped is None
    ]
    known = plan.start
    if history is not None and history.activities:
        # Not the history's span: a race result of last year says nothing of last year's runs.
        known = min(known, *(done.day for done in history.activities))
        runs += [
            (run.day, run.distance_m or _USUAL_M_S * (run.moving_s or run.elapsed_s))
            for run in history.activities
            if run.sport == "running" and first <= run.day < min(on, race.date)
        ]
    taper = race.date - dt.timedelta(weeks=_TAPER_WEEKS)
    weeks = (taper - max(known, first)).days / 7
    return Preparation(
        longest_m=max((metres for _, metres in runs), default=0.0),
        week_m=sum(metres for day, metres in runs if day < taper) / max(weeks, 1.0),
        known=bool(runs) and weeks >= _LEAST_WEEKS,
    )


def effect_of(preparation: Preparation, distance_m: float, time_s: float) -> Effect:
    """Correct a time that is worth what others ran by what is not trained.

    Parameters
    ----------
    preparation : Preparation
        The runs before the race.
    distance_m, time_s : float
        The race, and the time by other races [m, s].

    Returns
    -------
    Effect
        Never faster.
    """
    longest, week = preparation.longest_m / 1000, preparation.week_m / 1000
    notes: list[str] = []
    spread = 0.0
    if not preparation.known:
        return Effect(time_s, 0.0, ())
    marathon = _MARATHON_M[0] <= distance_m <= _MARATHON_M[1]
    if marathon and (longest < _IN_DATA_KM[0] or week < _IN_DATA_KM[1]):
        spread = _OUTSIDE_SD
        notes.append(
            f"Of a longest run under {_IN_DATA_KM[0]:.0f} km or weeks under "
            f"{_IN_DATA_KM[1]:.0f} little is known: the interval is wide."
        )
    walked = _share_to_walk(longest, week, distance_m / 1000)
    if walked:
        time_s = (1 - walked) * time_s + walked * max(distance_m / _WALKING_M_S, time_s)
        spread = float(np.hypot(spread, _WALKED_SD * walked + _OUTSIDE_SD))
        notes.append(
            f"A longest run of {longest:.0f} km and weeks of {week:.0f} do not last for "
            f"{distance_m / 1000:.0f}: about {100 * walked:.0f} % is taken as walked, a guess with "
            "a wide interval."
        )
    return Effect(time_s, spread, tuple(notes))


def _planned_m(workout: PlannedWorkout, athlete: Athlete, day: dt.date) -> float:
    if workout.resting or workout.kind == "race":
        return workout.planned_m or 0.0
    return workout.planned_m or estimate(workout, athlete, day).run_m


def _share_to_walk(longest_km: float, week_km: float, race_km: float) -> float:
    """Return the share of a race that is further than longest run and mean day carry."""
    lasts = float(np.sqrt(longest_km * _DAYS_HELD * week_km / 7))
    return max(1 - lasts / (_PREPARED_SHARE * race_km), 0.0)
