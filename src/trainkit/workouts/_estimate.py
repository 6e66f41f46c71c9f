"""Estimate duration, load, effort and distance of any planned workout."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from trainkit.loads import REST_LOAD, effort, intensity_of_sport
from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.workout import PlannedWorkout, Step
from trainkit.workouts._targets import intensity_of, thresholds_of_sport

__all__ = ["Estimate", "estimate", "expected", "race_intensity"]

_USUAL_SPEED = 3.3  # at threshold, if unknown [m/s]
_SPEEDS: Mapping[str, float] = {  # of sports with an own usual speed, at threshold [m/s]
    "cycling": 10.0,
    "swimming": 1.0,  # 1:40 per 100 m
    "rowing": 4.4,
    "cross_country_skiing": 5.0,
    "walking": 3.3,
    "hiking": 2.2,
    "triathlon": 6.2,
}
_RACE_SHARE = 0.9  # of the threshold speed, without an aimed time
_AROUND = frozenset({"warmup", "cooldown", "recovery", "rest"})
_OPEN_STEP_MIN = 5.0  # assumed for a step that ends by button or heart rate
_UNKNOWN_MIN = 45.0  # assumed for a workout of which nothing is stated
_HARD_SHARE, _HARD_MINUTES = 0.92, 8.0  # minutes from this share on that make a session hard
_WORK = ((1.095, "repetitions"), (1.02, "intervals"), (0.93, "threshold"))

# Words in the kind of a session, and how hard such a session is.
_HARD_KINDS = (
    "threshold", "vo2", "interval", "repetition", "hill", "fartlek", "race", "tempo", "speed",
    "sprint", "time_trial", "hard",
)  # fmt: skip
_MODERATE_KINDS = ("marathon", "steady", "progression", "sweet", "moderate")
_HOUR = 60.0  # a load without a length is judged as if done within an hour [min]


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
        How hard, by the steps; a long session is hard by its load.
    run_m : float
        Running distance [m]; 0 in other sports.
    work : mapping of str to float
        Minutes at ``"threshold"``, in ``"intervals"`` and in ``"repetitions"`` [min].
    quality : {"rest", "easy", "moderate", "hard"}
        How hard by intensity alone, whatever its length: the hardest of the steps, the kind and
        the mark `hard`. A long easy run is easy.
    """

    minutes: float
    load: float
    effort: Intensity
    run_m: float
    work: Mapping[str, float]
    quality: Intensity = "easy"

    @property
    def intensity(self) -> Intensity:
        """The harder of `effort` and `quality`: what the day has to support."""
        return max(self.effort, self.quality, key=INTENSITIES.index)


def race_intensity(duration_s: float) -> float:
    """Share of the threshold that can be held for a time, a convention of trainkit.

    Parameters
    ----------
    duration_s : float
        [s]

    Returns
    -------
    float
        1 up to half an hour, 5.5 points less for each hour, 0.65 at least [1].

    Examples
    --------
    >>> race_intensity(1800), race_intensity(36_000)
    (1.0, 0.65)
    """
    return min(max(1.03 - 0.055 * duration_s / 3600, 0.65), 1.0)


@dataclass(slots=True)
class _Sums:
    """What the steps come to."""

    minutes: float = 0.0
    load: float = 0.0
    metres: float = 0.0
    hard_minutes: float = 0.0
    targeted: bool = False  # whether some step says how hard it is


def estimate(workout: PlannedWorkout, athlete: Athlete, day: dt.date) -> Estimate:
    """Estimate a planned workout from its steps and their targets.

    A step without a usable target counts at the usual intensity of its sport, or of a race of its
    length, and a step of kind ``"rest"`` as standing still. A step that ends by distance takes its
    time at that intensity and the threshold speed of the sport, or a usual one; a step that ends by
    neither time nor distance counts as 5 minutes. Where no step has a target, the workout's own
    `load` counts, and without steps also `planned_m`; a workout that states nothing takes 45
    minutes.

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
    work = {name: 0.0 for _, name in _WORK}
    if workout.resting:
        return Estimate(0.0, 0.0, "rest", 0.0, work, "rest")
    thresholds = thresholds_of_sport(athlete, day, workout.sport)
    usual = _SPEEDS.get(workout.sport, _USUAL_SPEED)
    speed = thresholds.threshold_speed_m_s or usual
    sums = _sum_steps(workout, thresholds, speed, work)
    stated = None if sums.targeted else workout.load
    length_known = bool(workout.steps or workout.planned_m)
    if stated is not None:
        # Without a length, a load of 90 may be a hard hour as well as a long easy one.
        shorter = 1.0 if length_known else min(_HOUR / max(sums.minutes, 1.0), 1.0)
        sums.load, sums.minutes, sums.metres = (
            stated,
            sums.minutes * shorter,
            sums.metres * shorter,
        )
    by_load = _effort(workout, sums.load, sums.minutes)
    # The same intensity for a shorter time: what is left is not hard by its length alone.
    part = min(100.0 / max(sums.load, 1.0), 1.0)
    quality = _effort(workout, sums.load * part, sums.minutes * part)
    if sums.hard_minutes >= _HARD_MINUTES:
        by_load = quality = "hard"
    trained = sums.load > REST_LOAD
    return Estimate(
        minutes=sums.minutes,
        load=sums.load,
        effort=by_load if trained else "rest",
        run_m=sums.metres if workout.sport == "running" else 0.0,
        work=work,
        quality=max(
            quality if trained else "rest",
            _stated(workout, targeted=sums.targeted),
            key=INTENSITIES.index,
        ),
    )


expected = estimate  # the earlier name


def _sum_steps(
    workout: PlannedWorkout, thresholds: Thresholds, speed: float, work: dict[str, float]
) -> _Sums:
    sums = _Sums()
    for step in workout.unrolled or (_whole(workout),):
        share = intensity_of(step.target, thresholds, workout.sport)
        sums.targeted |= share is not None
        racing = share is None and workout.kind == "race" and step.kind not in _AROUND
        if racing:
            length = _minutes(step, _RACE_SHARE * speed)
            share, metres = race_intensity(60 * length), 60 * length * _RACE_SHARE * speed
        else:
            share = intensity_of_sport(workout.sport, workout.sub_sport) if share is None else share
            share = 0.0 if step.kind == "rest" else share
            length = _minutes(step, share * speed)
            metres = 60 * length * share * speed
        sums.minutes += length
        sums.load += 100 * length / 60 * share**2
        sums.metres += metres
        sums.hard_minutes += length if share >= _HARD_SHARE else 0.0
        kind = next((name for least, name in _WORK if share >= least), None)
        if kind is not None:
            work[kind] += length
    return sums


def _whole(workout: PlannedWorkout) -> Step:
    """One step in place of none: the planned distance, or as long as the load takes."""
    if workout.planned_m:
        return Step(until="distance", amount=workout.planned_m)
    minutes = _UNKNOWN_MIN
    if workout.load:
        share = intensity_of_sport(workout.sport, workout.sub_sport)
        minutes = 60 * workout.load / (100 * share**2)
    return Step(until="time", amount=60 * minutes)


def _effort(workout: PlannedWorkout, load: float, minutes: float) -> Intensity:
    return effort(load, None, max(minutes, 1.0) * 60, sport=workout.sport)


def _stated(workout: PlannedWorkout, *, targeted: bool) -> Intensity:
    """How hard the kind and the mark say it is; rest where they say nothing.

    A long session is marked for its length alone. A session of a moderate kind may be marked for
    its place in a plan; how hard it is, its targets say where it has some.
    """
    kind = re.sub(r"[^a-z0-9]+", "_", (workout.kind or "").lower())
    if any(word in kind for word in _HARD_KINDS):
        return "hard"
    moderate = any(word in kind for word in _MODERATE_KINDS)
    if workout.hard and "long" not in kind and not (moderate and targeted):
        return "hard"
    return "moderate" if moderate else "rest"


def _minutes(step: Step, speed: float) -> float:
    if step.until == "time":
        return (step.amount or 0.0) / 60
    if step.until == "distance":
        return (step.amount or 0.0) / max(speed, 0.5) / 60
    return _OPEN_STEP_MIN
