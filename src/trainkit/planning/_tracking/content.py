"""Whether an activity was what its workout asked for, from means: pace, power, heart rate, effort.

Few activities come with samples. A mean still tells an easy run from a race and intervals from a
jog: a workout's steps have a mean of their own, and so has the same session with its work jogged.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.workout import PlannedWorkout, Step, Target
from trainkit.workouts._targets import heart_rate_target, intensity_of

__all__ = ["WORK_SHARE", "content_of", "length_of", "work_share"]

WORK_SHARE = 0.85
"""Share of threshold speed or power from which a step counts as work [1]."""

_JOG = 0.70  # share of threshold at which work is jogged
_EASY = (0.55, 0.76)  # of threshold, for easy kinds without a target
_EASY_KINDS = frozenset({"easy", "long", "recovery"})
_OPEN_STEP_S = 300.0  # assumed for a step that ends by button

# Relative deviation from the planned range that is free, and further deviation that scores 0.
_ABOVE = {"speed": (0.03, 0.40), "power": (0.05, 0.40), "heart_rate": (0.03, 0.20)}
_BELOW = (0.10, 0.40)  # an easy session may be easier
_NEAR = 0.01  # of a mean: as good as planned
_LEAST_APART = 0.04  # between work and jogging, for a mean to tell them apart
# Limits by convention, on the scale of Foster 2001, J Strength Cond Res 15:109.
_EASY_RPE, _HARD_RPE = (4.0, 8.0), (3.0, 6.0)


@dataclass(frozen=True, slots=True)
class _Part:
    """A step: seconds, and its range as a share of threshold [1]."""

    seconds: float
    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def content_of(workout: PlannedWorkout, activity: Activity, athlete: Athlete) -> float | None:
    """Score how well the mean effort of an activity fits a workout.

    Parameters
    ----------
    workout : PlannedWorkout
        What was planned.
    activity : Activity
        What was done.
    athlete : Athlete
        Whose thresholds convert targets.

    Returns
    -------
    float or None
        From 0 to 1. For a session with work: the share of the work that the mean shows, by the
        clearest measure. For an easy one: how far it stayed easy, as the mean of the measures.
        None where nothing can be compared.
    """
    now = athlete.at(activity.day, activity.sport)
    parts = list(_parts(workout, now))
    total = sum(part.seconds for part in parts)
    if not total or sum(part.seconds for part in parts if part.high > 0) < 0.8 * total:
        return None
    parts = [part for part in parts if part.high > 0]
    work = any(part.low >= WORK_SHARE for part in parts)
    scores = [
        score
        for kind, actual in _means(activity, rough=workout.kind == "hills")
        if (score := _score(kind, actual, parts, now, work=work)) is not None
    ]
    if activity.rpe is not None and (work or not scores):
        scores.append(_by_rpe(activity.rpe, work=work))
    if not scores:
        return None
    return max(scores) if work else sum(scores) / len(scores)


def work_share(workout: PlannedWorkout, now: Thresholds) -> float:
    """Return the share of a workout's time that is work [1]; 0 for an easy session."""
    parts = list(_parts(workout, now))
    total = sum(part.seconds for part in parts)
    work = sum(part.seconds for part in parts if part.low >= WORK_SHARE)
    return work / total if total else 0.0


def length_of(workout: PlannedWorkout, activity: Activity, planned_min: float) -> float | None:
    """Return the length of an activity as a share of the planned one [1].

    By distance where every step ends by distance, and by time otherwise.
    """
    steps = workout.unrolled
    metres = sum(step.amount or 0.0 for step in steps if step.until == "distance")
    moving = [step for step in steps if step.kind != "rest"]
    by_distance = metres > 0 and all(step.until == "distance" for step in moving)
    if by_distance and activity.distance_m is not None:
        return activity.distance_m / metres
    if not planned_min:
        return None
    return (activity.moving_s or activity.elapsed_s) / 60 / planned_min


def _parts(workout: PlannedWorkout, now: Thresholds) -> Iterator[_Part]:
    """Yield each step's length and range; a range of 0 where it has none."""
    usual = _EASY if workout.kind in _EASY_KINDS else (0.0, 0.0)
    for step in workout.unrolled:
        low, high = next(
            (
                limits
                for target in (step.target, step.second_target)
                if (limits := _shares(target, now)) is not None
            ),
            usual,
        )
        yield _Part(_seconds(step, (low + high) / 2, now), low, high)


def _shares(target: Target | None, now: Thresholds) -> tuple[float, float] | None:
    if target is None:
        return None
    ends = [
        target.model_copy(update={"low": end, "high": end}) for end in (target.low, target.high)
    ]
    low, high = (intensity_of(end, now) for end in ends)
    return None if low is None or high is None else (low, high)


def _seconds(step: Step, share: float, now: Thresholds) -> float:
    if step.until == "time":
        return step.amount or 0.0
    if step.until == "distance":
        return (step.amount or 0.0) / max((share or 0.7) * (now.threshold_speed_m_s or 3.3), 0.5)
    return _OPEN_STEP_S


def _means(activity: Activity, *, rough: bool) -> Iterator[tuple[str, float]]:
    """Yield what is known of the effort; pace says nothing of an easy run on hills."""
    seconds = activity.moving_s or activity.elapsed_s
    if activity.hr_mean is not None:
        yield "heart_rate", activity.hr_mean
    power = activity.normalized_power_w or activity.power_mean
    if power is not None and activity.sport == "cycling":
        yield "power", power
    steep = (activity.ascent_m or 0.0) > 0.02 * (activity.distance_m or 0.0)
    if activity.sport != "cycling" and activity.distance_m and (rough or not steep):
        yield "speed", activity.distance_m / seconds


def _score(
    kind: str, actual: float, parts: list[_Part], now: Thresholds, *, work: bool
) -> float | None:
    low, high = _mean(kind, parts, now, "low"), _mean(kind, parts, now, "high")
    if low is None or high is None:
        return None
    free, over = _ABOVE[kind]
    above = _fade(actual / high - 1 - free, over)
    if not work:
        return min(above, _fade(1 - actual / low - _BELOW[0], _BELOW[1]))
    jogged = _mean(kind, [_jog(part) for part in parts], now, "middle")
    planned = _mean(kind, parts, now, "middle")
    if jogged is None or planned is None or planned - jogged < _LEAST_APART * jogged:
        return None
    return min(above, max((actual * (1 + _NEAR) - jogged) / (planned - jogged), 0.0), 1.0)


def _jog(part: _Part) -> _Part:
    return _Part(part.seconds, _JOG, _JOG) if part.low >= WORK_SHARE else part


def _mean(kind: str, parts: list[_Part], now: Thresholds, end: str) -> float | None:
    """Return the mean of a session at the low, middle or high of its ranges, in its unit."""
    shares = np.array([getattr(part, end) for part in parts])
    seconds = np.array([part.seconds for part in parts])
    if kind == "heart_rate":
        targets = [heart_rate_target((share, share), now) for share in shares.tolist()]
        values = np.array([target.low for target in targets])
    else:
        threshold = now.ftp_w if kind == "power" else now.threshold_speed_m_s
        if threshold is None:
            return None
        values = shares * threshold
    return float(values @ seconds / seconds.sum())


def _by_rpe(rpe: float, *, work: bool) -> float:
    easy, hard = _EASY_RPE, _HARD_RPE
    if work:
        return min(max((rpe - hard[0]) / (hard[1] - hard[0]), 0.0), 1.0)
    return _fade(rpe - easy[0], easy[1] - easy[0])


def _fade(over: float, width: float) -> float:
    """Return 1 up to a limit, falling to 0 at a width beyond it."""
    return min(max(1 - over / width, 0.0), 1.0)
