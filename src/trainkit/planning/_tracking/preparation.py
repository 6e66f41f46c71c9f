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
_USUAL_M_S = 2.2  # of a recorded run without a distance

# Finish times of 441 marathon runners by their training [min], with standard errors from the 95 %
# intervals (Fokkema 2020, Scand J Med Sci Sports 30:1692, doi:10.1111/sms.13725), here as a share
# of the four hours that such runners take.
_STUDY_MIN = 240.0
_MARATHON_M = (40_000.0, 45_000.0)
_SHORT_RUN, _LOW_VOLUME, _HIGH_VOLUME = (13.44, 4.13), (6.33, 3.14), (-14.09, 4.27)
_SHORT_RUN_KM, _LOW_KM, _HIGH_KM = (25.0, 24.5), (40.0, 39.0), (65.0, 66.0)
_IN_DATA_KM = (16.0, 20.0)  # longest run and week, below which groups of the study say little
_OUTSIDE_SD = 0.06
_PERSONAL = 0.5  # of the effect, one standard deviation between runners (assumed)

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
    """

    longest_m: float
    week_m: float


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
    if history is not None and history.span is not None:
        known = min(known, history.span[0])
        runs += [
            (run.day, run.distance_m or _USUAL_M_S * (run.moving_s or run.elapsed_s))
            for run in history.activities
            if run.sport == "running" and first <= run.day < min(on, race.date)
        ]
    taper = race.date - dt.timedelta(weeks=_TAPER_WEEKS)
    weeks = max((taper - max(known, first)).days / 7, 1.0)
    return Preparation(
        longest_m=max((metres for _, metres in runs), default=0.0),
        week_m=sum(metres for day, metres in runs if day < taper) / weeks,
    )


def effect_of(preparation: Preparation, distance_m: float, time_s: float) -> Effect:
    """Correct a time that fitness alone predicts by what is trained.

    Parameters
    ----------
    preparation : Preparation
        The runs before the race.
    distance_m, time_s : float
        The race, and the time by fitness [m, s].

    Returns
    -------
    Effect
        Never faster: much training is worth what fitness predicts already.
    """
    longest, week = preparation.longest_m / 1000, preparation.week_m / 1000
    notes: list[str] = []
    spread = 0.0
    if _MARATHON_M[0] <= distance_m <= _MARATHON_M[1]:
        parts = (
            (_weight(longest, _SHORT_RUN_KM), _SHORT_RUN),
            (_weight(week, _LOW_KM), _LOW_VOLUME),
            (_weight(week, _HIGH_KM), _HIGH_VOLUME),
        )
        minutes = max(sum(weight * effect for weight, (effect, _) in parts), 0.0)
        if minutes:
            errors = [weight * error for weight, (_, error) in parts]
            # The effect is a mean of many: how much of it is one runner's is not known.
            spread = float(np.hypot.reduce([*errors, _PERSONAL * minutes])) / _STUDY_MIN
            time_s *= 1 + minutes / _STUDY_MIN
            notes.append(
                f"The longest run is {longest:.0f} km and the mean week {week:.0f}; with less than "
                f"25 and 40, four-hour runners took {minutes:.0f} min longer (Fokkema 2020)."
            )
        if longest < _IN_DATA_KM[0] or week < _IN_DATA_KM[1]:
            spread = float(np.hypot(spread, _OUTSIDE_SD))
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


def _weight(value: float, ends: tuple[float, float]) -> float:
    """Blend in over a few kilometres, so that one metre does not change a forecast by minutes."""
    none, full = ends
    return min(max((value - none) / (full - none), 0.0), 1.0)


def _share_to_walk(longest_km: float, week_km: float, race_km: float) -> float:
    """Return the share of a race that is further than longest run and mean day carry."""
    lasts = float(np.sqrt(longest_km * _DAYS_HELD * week_km / 7))
    return max(1 - lasts / (_PREPARED_SHARE * race_km), 0.0)
