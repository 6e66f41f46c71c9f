"""What a week will have been: load, distance and ACWR, computed from its workouts."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads import daily_loads
from trainkit.loads._external import plausible_distance
from trainkit.metrics import acwr
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.week import PredictedWeek
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts import estimate

__all__ = ["intensity_of", "predict_week"]

_CHRONIC_DAYS = 28
_RECENT_DAYS, _FEWEST_RUNS = 56, 2


def intensity_of(workout: PlannedWorkout, athlete: Athlete, day: dt.date) -> str:
    """Return how hard a workout is: "rest", "easy", "moderate" or "hard"."""
    return "rest" if workout.resting else estimate(workout, athlete, day).intensity


def predict_week(
    workouts: Sequence[PlannedWorkout],
    history: History,
    athlete: Athlete,
    start: dt.date,
    *,
    plan: TrainingPlan | None = None,
) -> PredictedWeek:
    """Compute what seven workouts come to, after everything that was done.

    Parameters
    ----------
    workouts : sequence of PlannedWorkout
        Seven, from `start` on.
    history : History
        What was done.
    athlete : Athlete
        Whose thresholds count.
    start : date
        The first day.
    plan : TrainingPlan, optional
        Fills the days between the history and the week.

    Returns
    -------
    PredictedWeek
        The sums, and ACWR with the last day.
    """
    days = [start + dt.timedelta(days=number) for number in range(len(workouts))]
    expected = [
        estimate(workout, athlete, day) for workout, day in zip(workouts, days, strict=True)
    ]
    loads = np.array([estimated.load for estimated in expected])
    usual = _usual_speed(history, athlete, start)
    metres = [
        60 * estimated.minutes * usual
        if usual is not None and workout.sport == "running" and not workout.resting
        else workout.planned_m or estimated.run_m
        for workout, estimated in zip(workouts, expected, strict=True)
    ]
    external, internal = _columns(history, athlete, start, plan)
    ratios = [_ratio(np.concatenate([column, loads])) for column in (external, internal)]
    divergence = None
    if ratios[0] is not None and ratios[1] is not None:
        divergence = float(acwr.divergence(ratios[0], ratios[1]))
    return PredictedWeek(
        acwr_external=ratios[0],
        acwr_internal=ratios[1],
        divergence=divergence,
        distance_m=float(sum(metres)),
        duration_min=float(sum(estimated.minutes for estimated in expected)),
        load=float(loads.sum()),
        sessions=sum(not workout.resting for workout in workouts),
        hard_days=sum(estimated.intensity == "hard" for estimated in expected),
    )


def _usual_speed(history: History, athlete: Athlete, start: dt.date) -> float | None:
    """The mean speed of recent runs of somebody whose threshold pace is unknown [m/s]."""
    if athlete.at(start, "running").threshold_speed_m_s is not None:
        return None
    since = start - dt.timedelta(days=_RECENT_DAYS)
    runs = [
        (plausible_distance(item), item.duration_s)
        for item in history.between(since, start).activities
        if item.sport == "running" and plausible_distance(item)
    ]
    if len(runs) < _FEWEST_RUNS:
        return None
    return sum(metres for metres, _ in runs) / sum(seconds for _, seconds in runs)


def _columns(
    history: History, athlete: Athlete, start: dt.date, plan: TrainingPlan | None
) -> tuple[FloatArray, FloatArray]:
    """Return external and internal loads of the days before the week; planned where not done."""
    if history.span is None or not history.activities:
        return np.empty(0), np.empty(0)
    known = daily_loads(history, athlete)
    before = known.dates < np.datetime64(start)
    last = history.span[1]
    gap = [last + dt.timedelta(days=number) for number in range(1, (start - last).days)]
    planned = [plan.on(day) if plan is not None else None for day in gap]
    filled = np.array(
        [
            np.nan if workout is None else estimate(workout, athlete, day).load
            for workout, day in zip(planned, gap, strict=True)
        ]
    )
    return (
        np.concatenate([known.external[before], filled]),
        np.concatenate([known.internal[before], filled]),
    )


def _ratio(load: FloatArray) -> float | None:
    if load.size < _CHRONIC_DAYS:
        return None
    value = float(acwr.acwr(load, method="ewma")[-1])
    return value if np.isfinite(value) else None
