"""What a session cost the body: heart rate over time, its mean, or the athlete's own rating."""

from functools import lru_cache
from typing import Literal

import numpy as np

from trainkit.loads._external import Measured
from trainkit.metrics import load
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds

__all__ = ["internal_load", "trimp_of_points"]

_KNOWN = 0.5  # share of a session with a heart rate; with less its mean or rating is better
_RPE_AT_THRESHOLD = 7.0  # CR-10; an hour at threshold is 420 by session-RPE
_THRESHOLD_RESERVE = 0.88  # of the heart-rate reserve, where no threshold is given


def internal_load(activity: Activity, athlete: Athlete) -> Measured | None:
    """Measure a session's cost from its best source; None where only its length is known."""
    now = athlete.at(activity.day, activity.sport)
    seconds = activity.moving_s or activity.elapsed_s
    found = _from_samples(activity, athlete, now, seconds)
    if found is None:
        found = _from_mean(activity, athlete, now, seconds)
    if found is None and activity.rpe is not None:
        rated = load.session_rpe(activity.rpe, seconds / 60)
        return Measured(rated / (60 * _RPE_AT_THRESHOLD) * 100, "session-RPE", 1.0)
    return found


def trimp_of_points(points: float, athlete: Athlete, now: Thresholds) -> float:
    """Turn a load back into TRIMP [au]: what an hour at threshold comes to, over 100."""
    return points / _points(1.0, athlete, now)


def _from_samples(
    activity: Activity, athlete: Athlete, now: Thresholds, seconds: float
) -> Measured | None:
    streams = activity.streams
    if streams is None or streams.heart_rate is None or len(streams) < 2:
        return None
    times, beats = streams.time_s.astype(np.float64), streams.heart_rate
    reserve = {"hr_rest": now.hr_rest, "hr_max": now.hr_max}
    known = load.heart_rate_coverage(times, beats, **reserve)
    if not known >= _KNOWN:
        return None
    trimp = load.banister_trimp_stream(times, beats, **reserve, sex=athlete.sex)
    recorded = float(np.minimum(np.diff(times), 60.0).sum())
    # The unknown part cost what the known part did.
    whole = trimp / known * (seconds / recorded if recorded > seconds else 1.0)
    return Measured(_points(whole, athlete, now), "heart rate", known)


def _from_mean(
    activity: Activity, athlete: Athlete, now: Thresholds, seconds: float
) -> Measured | None:
    mean = activity.hr_mean
    if mean is None or not 0.9 * now.hr_rest <= mean <= now.hr_max:
        return None
    trimp = load.banister_trimp(
        seconds / 60,
        max(mean, now.hr_rest),
        hr_rest=now.hr_rest,
        hr_max=now.hr_max,
        sex=athlete.sex,
    )
    return Measured(_points(trimp, athlete, now), "mean heart rate", 1.0)


def _points(trimp: float, athlete: Athlete, now: Thresholds) -> float:
    threshold = now.hr_threshold or now.hr_rest + _THRESHOLD_RESERVE * (now.hr_max - now.hr_rest)
    return trimp * _points_per_trimp(now.hr_rest, now.hr_max, threshold, athlete.sex)


@lru_cache(maxsize=256)
def _points_per_trimp(
    hr_rest: float, hr_max: float, hr_threshold: float, sex: Literal["female", "male"]
) -> float:
    return load.heart_rate_stress_score(
        1.0, hr_rest=hr_rest, hr_max=hr_max, hr_threshold=hr_threshold, sex=sex
    )
