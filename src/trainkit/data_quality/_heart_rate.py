"""Implausible heart rates: spikes, dropouts, stuck values, steps counted as beats."""

from collections.abc import Iterator

import numpy as np

from trainkit._array import FloatArray
from trainkit.data_quality._finding import Finding, find_runs, sample_finding
from trainkit.models.activity import Activity

__all__ = ["check_heart_rate"]

_LOWEST, _HIGHEST = 25.0, 240.0  # beyond any rate measured in exercise
_SPIKE_BPM = 25.0  # above or below the median of the half minute around it
_HALF_WINDOW_S = 15.0
_GAP_S = 30.0  # without a heart rate, in a recording that has one
_STUCK_S = 300.0  # an unchanged value for this long
_LOCK_S = 300.0  # equal to the step rate for this long
_LOCK_BPM = 2.0
_CHANGE_BPM = 25.0  # a step in level across a gap, at the same effort
_LEVEL_S = 60.0
_SAME_EFFORT = 0.15


def check_heart_rate(activity: Activity) -> Iterator[Finding]:
    """Check the heart rate of an activity.

    Parameters
    ----------
    activity : Activity
        With or without streams.

    Yields
    ------
    Finding
        ``hr_spike``, ``hr_dropout``, ``hr_stuck``, ``cadence_lock``, ``strap_change``.
    """
    streams = activity.streams
    if streams is None or streams.heart_rate is None or len(streams) < 3:
        return
    times, heart = streams.time_s, streams.heart_rate
    yield from _dropouts(activity, times, heart)
    heart = np.where(heart > 0, heart, np.nan)
    yield from _spikes(activity, times, heart)
    yield from _stuck(activity, times, heart)
    if streams.cadence is not None and activity.sport == "running":
        yield from _cadence_locks(activity, times, heart, streams.cadence)
    effort = streams.power if streams.power is not None else streams.speed
    if effort is not None:
        yield from _strap_changes(activity, times, heart, effort)


def _dropouts(activity: Activity, times: FloatArray, heart: FloatArray) -> Iterator[Finding]:
    """Find zeros, and gaps in a recording that has a heart rate most of the time."""
    for place in find_runs(heart == 0):
        seconds = _seconds(times, place)
        message = f"a heart rate of zero for {seconds:.0f} s"
        yield sample_finding(
            "hr_dropout", activity, "heart_rate", place, size=seconds, unit="s", message=message
        )
    missing = np.isnan(heart)
    if np.count_nonzero(missing) > heart.size / 2:
        return
    for place in find_runs(missing):
        seconds = _seconds(times, place)
        if seconds >= _GAP_S:
            message = f"no heart rate for {seconds:.0f} s"
            yield sample_finding(
                "hr_dropout", activity, "heart_rate", place, size=seconds, unit="s", message=message
            )


def _spikes(activity: Activity, times: FloatArray, heart: FloatArray) -> Iterator[Finding]:
    known = np.flatnonzero(~np.isnan(heart))
    if known.size < 3:
        return
    middle = _median(times[known], heart[known])
    deviation = heart[known] - middle
    wrong = np.zeros(heart.size, dtype=bool)
    wrong[known] = (
        (np.abs(deviation) > _SPIKE_BPM) | (heart[known] < _LOWEST) | (heart[known] > _HIGHEST)
    )
    distance = np.zeros(heart.size)
    distance[known] = np.abs(deviation)
    for place in find_runs(wrong):
        samples = slice(place[0], place[1] + 1)
        worst = place[0] + int(np.argmax(distance[samples]))
        message = f"{heart[worst]:.0f} bpm, {distance[worst]:.0f} from the half minute around it"
        yield sample_finding(
            "hr_spike",
            activity,
            "heart_rate",
            place,
            size=distance[worst],
            unit="bpm",
            message=message,
        )


def _median(times: FloatArray, values: FloatArray) -> FloatArray:
    """Return the running median of about half a minute."""
    from scipy.ndimage import median_filter

    step = float(np.median(np.diff(times))) if times.size > 1 else 1.0
    half = int(np.clip(round(_HALF_WINDOW_S / max(step, 0.1)), 2, 150))
    smooth: FloatArray = median_filter(values, size=2 * half + 1, mode="nearest")
    return smooth


def _stuck(activity: Activity, times: FloatArray, heart: FloatArray) -> Iterator[Finding]:
    same = np.concatenate([[False], np.diff(heart) == 0])
    for first, last in find_runs(same):
        place = (first - 1, last)
        seconds = _seconds(times, place)
        if seconds >= _STUCK_S:
            message = f"{heart[first]:.0f} bpm without a change for {seconds:.0f} s"
            yield sample_finding(
                "hr_stuck", activity, "heart_rate", place, size=seconds, unit="s", message=message
            )


def _cadence_locks(
    activity: Activity, times: FloatArray, heart: FloatArray, cadence: FloatArray
) -> Iterator[Finding]:
    """Find minutes in which an optical sensor reports the step rate and follows its changes."""
    near = np.abs(heart - 2 * cadence) <= _LOCK_BPM
    for place in find_runs(near):
        seconds = _seconds(times, place)
        samples = slice(place[0], place[1] + 1)
        if seconds < _LOCK_S or np.ptp(heart[samples]) < _LOCK_BPM:
            continue
        correlation = (
            np.corrcoef(heart[samples], cadence[samples])[0, 1] if np.ptp(cadence[samples]) else 0.0
        )
        if correlation > 0.5:
            message = f"the heart rate equals the step rate for {seconds:.0f} s"
            yield sample_finding(
                "cadence_lock",
                activity,
                "heart_rate",
                place,
                size=seconds,
                unit="s",
                message=message,
            )


def _strap_changes(
    activity: Activity, times: FloatArray, heart: FloatArray, effort: FloatArray
) -> Iterator[Finding]:
    """Find gaps across which the heart rate changes but the effort does not: another sensor."""
    for first, last in find_runs(np.isnan(heart)):
        if not _GAP_S <= _seconds(times, (first, last)) <= 10 * _LEVEL_S:
            continue
        before = (times >= times[first] - _LEVEL_S) & (times < times[first])
        after = (times > times[last]) & (times <= times[last] + _LEVEL_S)
        levels = [_level(heart, samples) for samples in (before, after)]
        efforts = [_level(effort, samples) for samples in (before, after)]
        if None in levels or None in efforts:
            continue
        step = float(levels[1] or 0) - float(levels[0] or 0)
        low, high = sorted(float(value or 0) for value in efforts)
        if abs(step) >= _CHANGE_BPM and high > 0 and (high - low) / high <= _SAME_EFFORT:
            message = f"the level changes by {step:+.0f} bpm across a gap at the same effort"
            yield sample_finding(
                "strap_change",
                activity,
                "heart_rate",
                (first, last),
                size=abs(step),
                unit="bpm",
                message=message,
            )


def _level(values: FloatArray, samples: FloatArray) -> float | None:
    known = values[samples.astype(bool)]
    known = known[~np.isnan(known)]
    return float(np.median(known)) if known.size >= 5 else None


def _seconds(times: FloatArray, place: tuple[int, int]) -> float:
    """Return the duration of a run of samples, to the sample after it."""
    end = min(place[1] + 1, times.size - 1)
    return float(times[end] - times[place[0]])
