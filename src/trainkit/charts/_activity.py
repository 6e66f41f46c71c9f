"""The chart of a session: its samples with laps, and the planned steps."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit._html import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    SHORT_S,
    YELLOW,
    Area,
    Chart,
    Curve,
    Event,
    Level,
    Panel,
    Series,
    Span,
    format_clock,
)
from trainkit.loads import zone_bounds
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.limits import HIGHEST_BPM
from trainkit.models.streams import Streams
from trainkit.models.workout import PlannedWorkout, Step, Target

__all__ = ["activity"]

_POINTS = 360
_SLOWEST = 1.9  # times the median pace: who stands still would flatten the rest
_STILL_M_S = 0.3
_FEW = 3  # points, below which there is no line
_HEART_BPM = (20.0, HIGHEST_BPM)
_MOST_LAPS = 40
_PER_M = {"running": (1000.0, "km"), "walking": (1000.0, "km"), "hiking": (1000.0, "km"),
          "swimming": (100.0, "100 m")}  # fmt: skip
_COLOURS = {
    "warmup": GREY, "cooldown": GREY, "rest": GREEN, "recovery": GREEN,
    "interval": RED, "active": YELLOW,
}  # fmt: skip


class _Samples(NamedTuple):
    """Means over equal times: the middle of each [s], and a function of a column."""

    middles: FloatArray
    groups: FloatArray

    def mean(self, column: FloatArray) -> FloatArray:
        """Return the mean of a column in each part; NaN without a sample."""
        known = ~np.isnan(column)
        groups = self.groups[known].astype(np.intp)
        counts = np.bincount(groups, minlength=self.middles.size)
        sums = np.bincount(groups, weights=column[known], minlength=self.middles.size)
        means: FloatArray = np.full(counts.size, np.nan)
        return np.divide(sums, counts, out=means, where=counts > 0)


def activity(
    activity: Activity, athlete: Athlete | None = None, workout: PlannedWorkout | None = None
) -> Chart:
    """Draw the samples of a session over its time, with laps and the planned steps.

    Parameters
    ----------
    activity : Activity
        The session.
    athlete : Athlete, optional
        Supplies the zones of that day.
    workout : PlannedWorkout, optional
        What was planned: its steps are named, and their targets are bands.

    Returns
    -------
    Chart
        Pace or speed, power, heart rate and elevation, as far as they were recorded; each point is
        the mean of equal times.
    """
    title = f"{activity.name or activity.sport.replace('_', ' ')}, {activity.day}"
    streams = activity.streams
    if streams is None or len(streams) < 2:
        return Chart(title, (), missing="This session has no samples, only its totals.")
    samples = _divide(streams)
    thresholds = None if athlete is None else athlete.at(activity.day, activity.sport)
    steps = _place_steps(activity, workout)
    panels = [
        panel
        for panel in (
            _speed(activity, streams, samples, steps),
            _power(streams, samples, steps, thresholds),
            _heart_rate(streams, samples, steps, thresholds),
            _altitude(streams, samples),
        )
        if panel is not None
    ]
    if not panels:
        return Chart(title, (), missing="This session has samples of its way only.")
    seconds = float(samples.middles[1] - samples.middles[0]) if samples.middles.size > 1 else 1.0
    whole_s = float(samples.middles[-1] - samples.middles[0])
    laps = _laps(activity, float(samples.middles[-1]))
    note = f"Means of {seconds:.0f} s." + (" Dotted lines begin the laps." if laps else "")
    return Chart(
        title,
        panels,
        axis="time",
        along="time [min:s]" if whole_s < SHORT_S else "time [h:min]",
        description=" ".join(_describe(panel) for panel in panels),
        note=note,
        events=laps,
        spans=[Span(start, end, _name(step), _COLOURS.get(step.kind, YELLOW))
               for start, end, step in steps],
    )  # fmt: skip


def _describe(panel: Panel) -> str:
    """Say the range and the mean of a panel's samples."""
    name, unit = panel.unit.rstrip("]").split(" [")
    shown = panel.series[-1]
    values = shown.high if isinstance(shown, Area) else shown.y if isinstance(shown, Curve) else ()
    known = [value for value in values if not np.isnan(value)]
    say = format_clock if panel.clock else "{:.0f}".format
    low, high, mean = say(min(known)), say(max(known)), say(sum(known) / len(known))
    return f"{name.capitalize()} over time: {low} to {high} {unit}, mean {mean}."


def _divide(streams: Streams) -> _Samples:
    """Divide the time into equal parts with two samples or more in each."""
    time = streams.time_s.astype(np.float64)
    usual = float(np.median(np.diff(time))) if time.size > 1 else 1.0
    whole = max(float(time[-1]), 1.0)
    parts = max(1, int(whole / max(whole / _POINTS, 2 * usual, 1.0)))
    width = whole / parts
    groups = np.minimum(time // width, parts - 1)
    return _Samples((np.arange(parts) + 0.5) * width, groups)


def _speed(
    activity: Activity, streams: Streams, samples: _Samples, steps: list[tuple[float, float, Step]]
) -> Panel | None:
    speed = streams.speed
    if speed is None and streams.distance is not None:
        seconds = np.diff(streams.time_s.astype(np.float64), prepend=np.nan)
        metres = np.diff(streams.distance.astype(np.float64), prepend=np.nan)
        speed = np.divide(metres, seconds, out=np.full(metres.size, np.nan), where=seconds > 0)
    if speed is None or np.isnan(speed).all():
        return None
    means = samples.mean(speed.astype(np.float64))
    if np.count_nonzero(means > _STILL_M_S) < _FEW:
        return None
    x = samples.middles.tolist()
    per = _PER_M.get(activity.sport)
    if per is None:
        bands = _targets(steps, "speed", lambda target: (3.6 * target.low, 3.6 * target.high))
        return Panel("speed [km/h]", [*bands, Curve("", x, (3.6 * means).tolist(), BLUE)], low=0)
    per_m, unit = per
    pace = per_m / np.where(means > _STILL_M_S, means, np.nan)
    slowest = _SLOWEST * float(np.nanmedian(pace))

    def range_of(target: Target) -> tuple[float, float]:
        return per_m / max(target.high, _STILL_M_S), per_m / max(target.low, _STILL_M_S)

    curve = Curve("", x, np.minimum(pace, slowest).tolist(), BLUE)
    bands = _targets(steps, "speed", range_of)
    return Panel(f"pace [min/{unit}]", [*bands, curve], clock=True, falling=True)


def _power(
    streams: Streams,
    samples: _Samples,
    steps: list[tuple[float, float, Step]],
    thresholds: Thresholds | None,
) -> Panel | None:
    if streams.power is None or np.isnan(streams.power).all():
        return None
    ftp = None if thresholds is None else thresholds.ftp_w

    def watts(target: Target) -> tuple[float, float] | None:
        share = None if ftp is None else ftp / 100
        factor = {"W": 1.0, "percent_ftp": share}.get(target.unit)
        return None if factor is None else (factor * target.low, factor * target.high)

    curve = Curve("", samples.middles.tolist(), samples.mean(streams.power).tolist(), PURPLE)
    levels = [] if ftp is None else [Level(ftp, f"FTP {ftp:.0f}")]
    return Panel("power [W]", [*_targets(steps, "power", watts), curve], levels=levels, low=0)


def _heart_rate(
    streams: Streams,
    samples: _Samples,
    steps: list[tuple[float, float, Step]],
    thresholds: Thresholds | None,
) -> Panel | None:
    if streams.heart_rate is None:
        return None
    highest = None if thresholds is None else thresholds.hr_max / 100

    def beats(target: Target) -> tuple[float, float] | None:
        factor = {"bpm": 1.0, "percent_hr_max": highest}.get(target.unit)
        return None if factor is None else (factor * target.low, factor * target.high)

    beats_min = streams.heart_rate.astype(np.float64)
    possible = (beats_min >= _HEART_BPM[0]) & (beats_min <= _HEART_BPM[1])
    means = samples.mean(np.where(possible, beats_min, np.nan))
    if np.count_nonzero(~np.isnan(means)) < _FEW:
        return None
    levels = []
    bounds = () if thresholds is None else zone_bounds(thresholds, "heart_rate") or ()
    for zone, bound in enumerate(bounds, start=1):
        if np.nanmin(means) <= bound <= np.nanmax(means):
            levels.append(Level(bound, f"zone {zone}"))
    curve = Curve("", samples.middles.tolist(), means.tolist(), ORANGE)
    bands = _targets(steps, "heart_rate", beats)
    return Panel("heart rate [bpm]", [*bands, curve], levels=levels)


def _altitude(streams: Streams, samples: _Samples) -> Panel | None:
    if streams.altitude is None or np.isnan(streams.altitude).all():
        return None
    means = samples.mean(streams.altitude)
    if np.count_nonzero(~np.isnan(means)) < _FEW:
        return None
    low = [float(np.nanmin(means))] * means.size
    area = Area("", samples.middles.tolist(), low, means.tolist(), GREY)
    return Panel("elevation [m]", [area], share=0.6)


def _laps(activity: Activity, last_s: float) -> list[Event]:
    """Return where laps begin after the first, with their numbers where there is room."""
    if not 1 < len(activity.laps) <= _MOST_LAPS:
        return []
    starts = [(lap.start - activity.start).total_seconds() for lap in activity.laps]
    return [
        Event(start, f"{number}") for number, start in enumerate(starts, 1) if 0 < start < last_s
    ]


def _place_steps(
    activity: Activity, workout: PlannedWorkout | None
) -> list[tuple[float, float, Step]]:
    """Place planned steps in the session: at its laps where each is one, else by their lengths."""
    steps = () if workout is None else workout.unrolled
    starts = [(lap.start - activity.start).total_seconds() for lap in activity.laps]
    if steps and len(starts) == len(steps):
        edges = [*starts, float(activity.elapsed_s)]
        return [(a, b, step) for (a, b), step in zip(pairwise(edges), steps, strict=True) if b > a]
    return _place_by_length(activity, steps)


def _place_by_length(activity: Activity, steps: Sequence[Step]) -> list[tuple[float, float, Step]]:
    streams, placed, at_s = activity.streams, [], 0.0
    way = None if streams is None else streams.distance
    for step in steps:
        if step.until == "distance" and step.amount and streams is not None and way is not None:
            known = ~np.isnan(way)
            time, metres = streams.time_s[known].astype(float), np.maximum.accumulate(way[known])
            reached = float(np.interp(at_s, time, metres)) + step.amount
            end_s = float(np.interp(reached, metres, time))
        elif step.duration_s:
            end_s = at_s + step.duration_s
        else:
            break  # the watch waited for a button: what follows has no place
        placed.append((at_s, min(end_s, activity.elapsed_s), step))
        at_s = end_s
        if at_s >= activity.elapsed_s:
            break
    return placed


def _name(step: Step) -> str:
    names = {"warmup": "warm-up", "cooldown": "cool-down", "interval": "hard", "active": "run"}
    return step.name or names.get(step.kind, step.kind.replace("_", " "))


def _targets(
    steps: list[tuple[float, float, Step]],
    kind: str,
    convert: Callable[[Target], tuple[float, float] | None],
) -> list[Series]:
    """Return the targets of steps as one band, with gaps between."""
    x: list[float] = []
    low: list[float] = []
    high: list[float] = []
    for start, end, step in steps:
        for target in (step.target, step.second_target):
            ends = convert(target) if target is not None and target.kind == kind else None
            if ends is not None:
                x += [start, end, end]
                low += [ends[0], ends[0], np.nan]
                high += [ends[1], ends[1], np.nan]
    return [Area("planned", x, low, high, GREEN)] if x else []
