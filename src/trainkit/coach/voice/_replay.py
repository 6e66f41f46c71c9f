"""A recorded activity, heard again: what would have been said, and when."""

import math
import time
from collections.abc import Callable, Iterator

import numpy as np

from trainkit._array import FloatArray
from trainkit._totals import haversine_m
from trainkit.coach.voice._engine import Engine
from trainkit.coach.voice._live import LiveSession, VoiceEvent
from trainkit.coach.voice._signals import Sample
from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.streams import Streams
from trainkit.models.voice import Persona
from trainkit.models.workout import PlannedWorkout

__all__ = ["replay", "samples_of"]


def replay(
    activity: Activity,
    workout: PlannedWorkout | None = None,
    persona: str | Persona = "alice",
    *,
    athlete: Athlete | None = None,
    engine: Engine | None = None,
    quiet: bool = False,
    speed: float = math.inf,
    sleep: Callable[[float], None] = time.sleep,
) -> list[VoiceEvent]:
    """Run a recorded activity through a live session, and list what would have been said.

    Parameters
    ----------
    activity : Activity
        A recording with samples.
    workout : PlannedWorkout, optional
        What was planned: intervals, targets and half way are known from it.
    persona : str or Persona
        Who speaks.
    athlete : Athlete, optional
        Whose thresholds turn percentages and zones of targets into numbers.
    engine : Engine, optional
        Speaks instead of a new engine with the persona; then there are clips.
    quiet : bool
        Only what matters most.
    speed : float
        How many times faster than it was recorded; by default as fast as possible [1].
    sleep : callable
        Waits for some seconds.

    Returns
    -------
    list of VoiceEvent
        In order of time, each with `at_s` [s] and `text`.

    Raises
    ------
    InvalidInput
        The activity has no samples, or `speed` is not above 0.
    """
    if not speed > 0:
        raise InvalidInput("speed", speed, "above 0")
    thresholds = None
    if athlete is not None:
        thresholds = athlete.at(activity.start.date(), activity.sport)
    session = LiveSession(
        Engine(persona) if engine is None else engine,
        sport=activity.sport,
        workout=workout,
        thresholds=thresholds,
        quiet=quiet,
        audio=engine is not None,
    )
    events: list[VoiceEvent | None] = []
    before_s: float | None = None
    for sample in samples_of(activity):
        if before_s is not None and math.isfinite(speed):
            sleep(max(sample.time_s - before_s, 0.0) / speed)
        before_s = sample.time_s
        events.append(session.feed(sample))
    events.append(session.finish())
    return [event for event in events if event is not None]


def samples_of(activity: Activity) -> Iterator[Sample]:
    """Yield the samples of an activity, with its lap marks.

    Parameters
    ----------
    activity : Activity
        A recording with samples.

    Yields
    ------
    Sample
        In order of time.

    Raises
    ------
    InvalidInput
        The activity has no samples.
    """
    streams = activity.streams
    if streams is None or not len(streams):
        raise InvalidInput("activity", "without samples", "a recording with samples")
    columns = [
        _values(column, len(streams))
        for column in (streams.heart_rate, streams.power, streams.speed, _distance(streams))
    ]
    laps_s = sorted((lap.start - activity.start).total_seconds() for lap in activity.laps[1:])
    at = 0
    for time_s, pulse, power_w, speed_m_s, distance_m in zip(
        streams.time_s.tolist(), *columns, strict=True
    ):
        lap = at < len(laps_s) and time_s >= laps_s[at]
        while at < len(laps_s) and time_s >= laps_s[at]:
            at += 1
        yield Sample(time_s, pulse, power_w, speed_m_s, distance_m, lap=lap)


def _distance(streams: Streams) -> FloatArray | None:
    """Return the distance [m], from positions where the file has nothing better."""
    latitude, longitude = streams.latitude, streams.longitude
    if streams.distance is not None or latitude is None or longitude is None:
        return streams.distance
    known = np.isfinite(latitude) & np.isfinite(longitude)
    distance = np.full(len(streams), np.nan)
    if known.any():
        steps = haversine_m(latitude[known].astype(float), longitude[known].astype(float))
        distance[known] = np.concatenate([[0.0], np.cumsum(steps)])
    return distance


def _values(column: FloatArray | None, count: int) -> list[float | None]:
    if column is None:
        return [None] * count
    known = np.isfinite(column).tolist()
    return [
        value if is_known else None for value, is_known in zip(column.tolist(), known, strict=True)
    ]
