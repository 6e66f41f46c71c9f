"""Estimate duration, load, effort and distance of any planned workout."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from trainkit.loads import REST_LOAD, effort, intensity_of_sport
from trainkit.models.assessment import Intensity
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout, Step
from trainkit.workouts._targets import intensity_of, thresholds_of_sport

__all__ = ["Estimate", "estimate"]

# Speed at threshold, if unknown [m/s]: 1:58 per 100 m of swimming.
_USUAL_SPEED = {"swimming": 0.85, "cycling": 9.0, "rowing": 3.7}
_USUAL_ON_FOOT = 3.3
_OPEN_STEP_MIN = 5.0  # assumed for a step that ends by button or heart rate
_HARD_SHARE, _HARD_MINUTES = 0.92, 8.0  # minutes from this share on that make a session hard
_WORK = ((1.095, "repetitions"), (1.02, "intervals"), (0.93, "threshold"))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a planned workout is expected to be.

    Parameters
    ----------
    minutes : float
        Duration [min].
    load : float
        Load; an hour at threshold is 100 [1].
    effort : {"rest", "easy", "moderate", "hard"}
        How hard.
    run_m : float
        Running distance [m]; 0 in other sports.
    work : mapping of str to float
        Minutes at ``"threshold"``, in ``"intervals"`` and in ``"repetitions"`` [min].
    """

    minutes: float
    load: float
    effort: Intensity
    run_m: float
    work: Mapping[str, float]


def estimate(workout: PlannedWorkout, athlete: Athlete, day: dt.date) -> Estimate:
    """Estimate a planned workout from its steps and their targets.

    A step without a usable target counts at the usual intensity of its sport, and a step of kind
    ``"rest"`` as standing still. A step that ends by distance takes its time at that intensity and
    the sport's own threshold speed, or a usual one if it is unknown; a step that ends by neither
    time nor distance counts as 5 minutes.

    Parameters
    ----------
    workout : PlannedWorkout
        A workout from the library, a device or a coach.
    athlete : Athlete
        Supplies the thresholds.
    day : date
        The day of the workout.

    Returns
    -------
    Estimate
        Duration, load, effort and distance.
    """
    thresholds = thresholds_of_sport(athlete, day, workout.sport)
    usual = intensity_of_sport(workout.sport, workout.sub_sport)
    speed = thresholds.threshold_speed_m_s or _USUAL_SPEED.get(workout.sport, _USUAL_ON_FOOT)
    minutes = load = hard_minutes = metres = 0.0
    work = {name: 0.0 for _, name in _WORK}
    for step in workout.unrolled:
        target_share = intensity_of(step.target, thresholds, workout.sport)
        share = usual if target_share is None else target_share
        share = 0.0 if step.kind == "rest" else share
        length = _minutes(step, share * speed)
        minutes += length
        load += 100 * length / 60 * share**2
        metres += 60 * length * share * speed
        hard_minutes += length if share >= _HARD_SHARE else 0.0
        kind = next((name for least, name in _WORK if share >= least), None)
        if kind is not None:
            work[kind] += length
    by_load = effort(load, None, max(minutes, 1.0) * 60, sport=workout.sport)
    hardest: Intensity = "hard" if hard_minutes >= _HARD_MINUTES else by_load
    return Estimate(
        minutes=minutes,
        load=load,
        effort=hardest if load > REST_LOAD else "rest",
        run_m=metres if workout.sport == "running" else 0.0,
        work=work,
    )


def _minutes(step: Step, speed: float) -> float:
    if step.until == "time":
        return (step.amount or 0.0) / 60
    if step.until == "distance":
        return (step.amount or 0.0) / max(speed, 0.5) / 60
    return _OPEN_STEP_MIN
