"""What a planned workout will come to, whoever planned it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from trainkit.loads import REST_LOAD, effort, intensity_of_sport
from trainkit.models.assessment import Intensity
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout, Step
from trainkit.workouts._targets import share_of

__all__ = ["Expected", "expected"]

_USUAL_SPEED = 3.3  # at threshold, where it is not known [m/s]
_UNKNOWN_MIN = 5.0  # of a step that a button or a heart rate ends
_HARD_SHARE, _HARD_MINUTES = 0.92, 8.0  # so much near threshold makes a session hard
_WORK = ((1.095, "repetitions"), (1.02, "intervals"), (0.93, "threshold"))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a workout will be.

    Parameters
    ----------
    minutes : float
        [min]
    load : float
        An hour at threshold is 100 [1].
    effort : {"rest", "easy", "moderate", "hard"}
        How hard.
    run_m : float
        How far it runs [m]; 0 in other sports.
    work : mapping of str to float
        Minutes at ``"threshold"``, in ``"intervals"`` and in ``"repetitions"`` [min].
    """

    minutes: float
    load: float
    effort: Intensity
    run_m: float
    work: Mapping[str, float]


def expected(workout: PlannedWorkout, athlete: Athlete, day: dt.date) -> Expected:
    """Expect what any planned workout comes to, from its steps and their targets.

    A step without a target that can be read counts with its sport's usual intensity, one that no
    time ends with 5 minutes, or at an easy pace where a distance ends it.

    Parameters
    ----------
    workout : PlannedWorkout
        What is planned, from the library, a device or a coach.
    athlete : Athlete
        Whose thresholds count.
    day : date
        The day it is for.

    Returns
    -------
    Expected
        Its time, load, effort and distance.
    """
    now = athlete.at(day, workout.sport)
    usual = intensity_of_sport(workout.sport, workout.sub_sport)
    speed = now.threshold_speed_m_s or _USUAL_SPEED
    minutes = load = hard_minutes = metres = 0.0
    work = {name: 0.0 for _, name in _WORK}
    for step in workout.unrolled:
        share = share_of(step.target, now)
        share = usual if share is None else share
        length = _minutes(step, share * speed)
        minutes += length
        load += 100 * length / 60 * share**2
        metres += 60 * length * share * speed
        hard_minutes += length if share >= _HARD_SHARE else 0.0
        kind = next((name for least, name in _WORK if share >= least), None)
        if kind is not None:
            work[kind] += length
    judged = effort(load, load, max(minutes, 1.0) * 60)
    hardest: Intensity = "hard" if hard_minutes >= _HARD_MINUTES else judged
    return Expected(
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
    return _UNKNOWN_MIN
