"""Compliance of an activity with its workout, step by step."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads import activity_load
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.progress import Compliance, Segment
from trainkit.models.streams import Streams
from trainkit.models.workout import PlannedWorkout, Step, Target
from trainkit.planning._tracking.content import (
    WORK_SHARE,
    content_of,
    length_of,
    work_share,
)
from trainkit.workouts import estimate
from trainkit.workouts._targets import intensity_of

__all__ = ["compliance"]

_TOLERANCE = 0.03  # of the limits of a range: watches show no finer
_WORK_COUNTS = 0.5  # at least, of a hard session's score: warming up and jogging is no interval
_NEARLY, _FAR_OFF = 0.05, 0.20  # below a step's range: still done, and not at all
_PERCENT = {"percent_hr_max": "heart_rate", "percent_ftp": "power"}


def compliance(workout: PlannedWorkout, activity: Activity, athlete: Athlete) -> Compliance:
    """Judge how an activity followed a planned workout.

    The recording is cut at the planned times, or at the planned distance for a step that ends by
    distance. A step that ends by a button press ends the comparison: later steps cannot be told
    apart. Each step is weighted by its planned time, and scores the share of it that was recorded
    times the share of the recording within 3 % of its range.

    Without samples that show pace, power or heart rate, the means decide: `content` compares them
    with those that the steps would give, and with those of the same session with its work jogged.

    Parameters
    ----------
    workout : PlannedWorkout
        What was planned.
    activity : Activity
        What was done, with its recording if it has one.
    athlete : Athlete
        Whose thresholds convert percentages to values.

    Returns
    -------
    Compliance
        Shares of length and load [1], the segments, a score from 0 to 1, and the share that counts
        as done: an easy run that was raced is done, and intervals that were jogged are not.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Step
    >>> me = Athlete(sex="female", birth_date="1990-01-01", hr_rest=50, hr_max=190)
    >>> hour = Step(until="time", amount=3600)
    >>> planned = PlannedWorkout(sport="running", steps=(hour,), date=dt.date(2026, 6, 1))
    >>> start = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
    >>> done = Activity(sport="running", start=start, elapsed_s=3000)
    >>> round(compliance(planned, done, me).score, 3)
    0.833
    """
    planned = estimate(workout, athlete, workout.date or activity.day)
    now = athlete.at(activity.day, activity.sport)
    length = length_of(workout, activity, planned.minutes)
    internal = activity_load(activity, athlete).internal
    segments: tuple[Segment, ...] = ()
    if activity.streams is not None and length is not None:
        segments = tuple(_segments(workout, activity.streams, now))
    work = work_share(workout, now)
    content = content_of(workout, activity, athlete)
    if any(segment.inside is not None for segment in segments):
        score = _mean([_score(segment) for segment in segments], segments)
        done = _mean([_done(segment) for segment in segments], segments)
        effort = _effort_of_work(segments, now)
    else:
        lengths = [_done(segment) for segment in segments]
        # Too long is as bad as too short.
        alike = _mean(lengths, segments) if segments else _alike(length)
        effort = content
        score = alike * _blend(content, work)
        done = min(length or 0.0, 1.0)
    share = done * _blend(effort, work) if work else done
    return Compliance(
        duration=length,
        load=internal / planned.load if planned.load else None,
        segments=segments,
        content=content,
        score=min(score, 1.0),
        share=min(share, 1.0),
    )


def _alike(length: float | None) -> float:
    return min(length, 1 / length) if length else 0.0


def _blend(content: float | None, work: float) -> float:
    """Weight content: all of an easy session, and at least half of a hard one by its work."""
    if content is None:
        return 1.0
    weight = max(work, _WORK_COUNTS) if work else 1.0
    return 1 - weight + weight * content


def _mean(values: Sequence[float], segments: Sequence[Segment]) -> float:
    """Average by planned time."""
    total = sum(segment.planned_s for segment in segments)
    pairs = zip(values, segments, strict=True)
    return sum(value * segment.planned_s for value, segment in pairs) / total if total else 0.0


def _done(segment: Segment) -> float:
    return min(segment.done_s / segment.planned_s, 1.0) if segment.planned_s else 1.0


def _effort_of_work(segments: Sequence[Segment], now: Thresholds) -> float | None:
    """Score the hard steps by their mean: harder than planned is done too."""
    hard = [segment for segment in segments if _is_work(segment, now)]
    fits = []
    for segment in hard:
        below = 1 - (segment.mean or 0.0) / (segment.low or 1.0)
        fits.append(min(max(1 - (below - _NEARLY) / (_FAR_OFF - _NEARLY), 0.0), 1.0))
    return _mean(fits, hard) if hard else None


def _is_work(segment: Segment, now: Thresholds) -> bool:
    if segment.mean is None or segment.low is None or segment.kind is None:
        return False
    unit = {"speed": "m/s", "power": "W", "heart_rate": "bpm"}.get(segment.kind, "1")
    target = Target(kind=segment.kind, low=segment.low, high=segment.low, unit=unit)
    return (intensity_of(target, now) or 0.0) >= WORK_SHARE


def _score(segment: Segment) -> float:
    """Return the share of a segment's planned time that was done inside its range [1]."""
    return _done(segment) * (1.0 if segment.inside is None else segment.inside)


def _segments(workout: PlannedWorkout, streams: Streams, now: Thresholds) -> Iterator[Segment]:
    """Cut the recording at the ends of the steps."""
    time = streams.time_s - streams.time_s[0]
    begin = 0.0
    for step in workout.unrolled:
        if step.until == "time":
            planned = step.amount or 0.0
        elif step.until == "distance":
            planned = _seconds_for(step.amount or 0.0, begin, time, streams)
        else:
            return  # the end of this step is unknown, and so are the later ones
        inside = (time >= begin) & (time < begin + planned)
        done = float(min(max(time[-1] - begin, 0.0), planned))
        bare = Segment(name=step.kind, planned_s=planned, done_s=done)
        yield _compare(bare, step, streams, inside, now)
        begin += planned


def _compare(
    bare: Segment, step: Step, streams: Streams, inside: NDArray[np.bool_], now: Thresholds
) -> Segment:
    """Add the mean and the share inside the range of the first target that was recorded."""
    # One target judges a step: the main one, unless only the other was recorded.
    for target in (step.target, step.second_target):
        wanted = None if target is None else _range(target, now)
        column = None if wanted is None else getattr(streams, wanted[0], None)
        if wanted is None or column is None:
            continue
        values = column[inside]
        # A heart rate of 0 is a gap, a power of 0 is coasting.
        values = values[values > 0 if wanted[0] == "heart_rate" else ~np.isnan(values)]
        if values.size:
            kind, low, high = wanted
            inside_range = (values >= low * (1 - _TOLERANCE)) & (values <= high * (1 + _TOLERANCE))
            return bare.model_copy(
                update={
                    "kind": kind,
                    "low": low,
                    "high": high,
                    "mean": float(values.mean()),
                    "inside": float(inside_range.mean()),
                }
            )
    return bare


def _range(target: Target, now: Thresholds) -> tuple[str, float, float] | None:
    """Return a target's column of the streams, and its range there."""
    if target.unit in _PERCENT:
        full = now.hr_max if target.unit == "percent_hr_max" else now.ftp_w
        if full is None:
            return None
        return _PERCENT[target.unit], target.low / 100 * full, target.high / 100 * full
    kinds = {"m/s": "speed", "W": "power", "bpm": "heart_rate", "1/min": "cadence"}
    kind = kinds.get(target.unit)
    return None if kind is None else (kind, target.low, target.high)


def _seconds_for(metres: float, begin: float, time: FloatArray, streams: Streams) -> float:
    """Return how long a distance took from a moment on; to the end where it was not completed."""
    if streams.distance is None:
        return max(float(time[-1]) - begin, 0.0)
    start = float(np.interp(begin, time, streams.distance))
    reached = np.flatnonzero(streams.distance - start >= metres)
    return float(time[reached[0]] if reached.size else time[-1]) - begin
