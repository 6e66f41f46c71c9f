"""Internal load: the cost of a session from heart-rate samples, mean heart rate, or the rating."""

from functools import lru_cache
from typing import Literal

import numpy as np

from trainkit.loads._external import Measurement
from trainkit.loads._heart_share import heart_rate_at, threshold_heart_rate
from trainkit.metrics import load
from trainkit.metrics.recording import longest_step
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds

__all__ = ["intensity_at", "internal_load", "to_trimp"]

_MIN_COVERAGE = 0.5  # below this share of samples, the mean or the rating is more reliable
_ROUNDED_BPM = 1.0  # targets and means are whole beats
_RPE_AT_THRESHOLD = 7.0  # CR-10; an hour at threshold is 420 by session-RPE


def internal_load(
    activity: Activity, athlete: Athlete, thresholds: Thresholds
) -> Measurement | None:
    """Compute the internal load from the best source; None if only the duration is known."""
    seconds = activity.duration_s
    measurement = _from_samples(activity, athlete, thresholds, seconds)
    if measurement is None:
        measurement = _from_mean(activity, athlete, thresholds, seconds)
    if measurement is None and activity.rpe is not None:
        rated = load.session_rpe(activity.rpe, seconds / 60)
        return Measurement(rated / (60 * _RPE_AT_THRESHOLD) * 100, "session-RPE", 1.0)
    return measurement


def to_trimp(points: float, athlete: Athlete, thresholds: Thresholds) -> float:
    """Convert a load to TRIMP [au]; 100 points are the TRIMP of an hour at threshold."""
    return points / _points(1.0, athlete, thresholds)


@lru_cache(maxsize=256)
def intensity_at(share: float, sex: Literal["female", "male"], thresholds: Thresholds) -> float:
    """Compute the intensity by heart rate of an even session at a share of the threshold [1]."""
    beats = min(heart_rate_at(share, thresholds) + _ROUNDED_BPM, thresholds.hr_max)
    points = load.heart_rate_stress_score(
        load.banister_trimp(
            60.0,
            max(beats, thresholds.hr_rest),
            hr_rest=thresholds.hr_rest,
            hr_max=thresholds.hr_max,
            sex=sex,
        ),
        hr_rest=thresholds.hr_rest,
        hr_max=thresholds.hr_max,
        hr_threshold=threshold_heart_rate(thresholds),
        sex=sex,
    )
    return float((points / 100) ** 0.5)


def _from_samples(
    activity: Activity, athlete: Athlete, thresholds: Thresholds, seconds: float
) -> Measurement | None:
    streams = activity.streams
    if streams is None or streams.heart_rate is None or len(streams) < 2:
        return None
    times, beats = streams.time_s.astype(np.float64), streams.heart_rate
    reserve = {"hr_rest": thresholds.hr_rest, "hr_max": thresholds.hr_max}
    known = load.heart_rate_coverage(times, beats, **reserve)
    if not known >= _MIN_COVERAGE:
        return None
    trimp = load.banister_trimp_stream(times, beats, **reserve, sex=athlete.sex)
    steps = np.diff(times)
    recorded = float(steps[steps <= longest_step(times)].sum())
    # Extrapolate: the unrecorded part is assumed to cost as much as the recorded part.
    whole = trimp / known * (seconds / recorded if recorded > seconds else 1.0)
    return Measurement(_points(whole, athlete, thresholds), "heart rate", known)


def _from_mean(
    activity: Activity, athlete: Athlete, thresholds: Thresholds, seconds: float
) -> Measurement | None:
    mean = activity.hr_mean
    if mean is None or not 0.9 * thresholds.hr_rest <= mean <= thresholds.hr_max:
        return None
    trimp = load.banister_trimp(
        seconds / 60,
        max(mean, thresholds.hr_rest),
        hr_rest=thresholds.hr_rest,
        hr_max=thresholds.hr_max,
        sex=athlete.sex,
    )
    return Measurement(_points(trimp, athlete, thresholds), "mean heart rate", 1.0)


def _points(trimp: float, athlete: Athlete, thresholds: Thresholds) -> float:
    threshold = threshold_heart_rate(thresholds)
    return trimp * _points_per_trimp(thresholds.hr_rest, thresholds.hr_max, threshold, athlete.sex)


@lru_cache(maxsize=256)
def _points_per_trimp(
    hr_rest: float, hr_max: float, hr_threshold: float, sex: Literal["female", "male"]
) -> float:
    return load.heart_rate_stress_score(
        1.0, hr_rest=hr_rest, hr_max=hr_max, hr_threshold=hr_threshold, sex=sex
    )
