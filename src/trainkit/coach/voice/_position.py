"""Where an athlete is in a planned workout."""

from collections.abc import Iterator
from typing import NamedTuple

from trainkit.models.athlete import Thresholds
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = ["PlannedStep", "Position", "TargetRange", "read_target"]

_MOST_REPEATS = 200
_HARD = frozenset({"active", "interval"})
_KINDS = {"heart_rate": "heart_rate", "power": "power_w", "speed": "speed_m_s"}
_UNITS = frozenset({"bpm", "W", "m/s"})


class PlannedStep(NamedTuple):
    """A step of a workout, with its place among the repeats.

    Parameters
    ----------
    step : Step
        The step.
    repeat, repeats : int
        Which of how many hard steps of its group it is; 0 outside a group.
    """

    step: Step
    repeat: int = 0
    repeats: int = 0

    @property
    def is_interval(self) -> bool:
        """Whether it is the hard part of a repeat."""
        return self.repeats > 0 and self.step.kind in _HARD

    @property
    def is_last(self) -> bool:
        """Whether it is the last of several."""
        return self.is_interval and self.repeat == self.repeats > 1


class TargetRange(NamedTuple):
    """The target of a step in the units of the stream.

    Parameters
    ----------
    kind : str
        ``"heart_rate"`` [bpm], ``"power_w"`` [W] or ``"speed_m_s"`` [m/s].
    low, high : float
        Both included.
    zone : int
        Its zone; 0 where unknown.
    """

    kind: str
    low: float
    high: float
    zone: int = 0

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2

    def side(self, value: float, margin: float) -> str:
        """Return whether a value is ``"above"`` or ``"below"`` the range; empty where inside.

        Parameters
        ----------
        value : float
            In the units of the range.
        margin : float
            Beyond the range by this share of its middle is still inside.
        """
        slack = margin * self.middle
        return "above" if value > self.high + slack else "below" if value < self.low - slack else ""


class Position:
    """Follows a workout by time, distance and the lap button.

    Parameters
    ----------
    workout : PlannedWorkout or None
        The workout.
    """

    def __init__(self, workout: PlannedWorkout | None) -> None:
        self._steps = tuple(_unroll(workout.steps)) if workout is not None else ()
        self._at = 0
        self._began_s = self._began_m = 0.0

    @property
    def step(self) -> PlannedStep | None:
        """The step; None before, after and without a workout."""
        return self._steps[self._at] if self._at < len(self._steps) else None

    @property
    def is_done(self) -> bool:
        """Whether all steps are done."""
        return bool(self._steps) and self._at >= len(self._steps)

    @property
    def total_s(self) -> float | None:
        """Time of all steps [s]; None where one does not end by time."""
        durations = [planned.step.duration_s for planned in self._steps]
        known = [duration_s for duration_s in durations if duration_s is not None]
        return sum(known) if known and len(known) == len(durations) else None

    def begin(self, time_s: float, distance_m: float) -> None:
        """Begin the first step."""
        self._began_s, self._began_m = time_s, distance_m

    def elapsed_s(self, time_s: float) -> float:
        """Time in this step [s]."""
        return time_s - self._began_s

    def moved_m(self, distance_m: float) -> float:
        """Distance in this step [m]."""
        return distance_m - self._began_m

    def advance(self, time_s: float, distance_m: float, *, lap: bool) -> PlannedStep | None:
        """Move on where the step has ended; return the step that ended."""
        planned = self.step
        if planned is None:
            return None
        amount, until = planned.step.amount, planned.step.until
        end_s, end_m = time_s, distance_m
        if until == "time" and amount:
            end_s = self._began_s + amount
            ended = time_s >= end_s
        elif until == "distance" and amount:
            end_m = self._began_m + amount
            ended = distance_m >= end_m
        else:
            ended = lap
        if not ended:
            return None
        self._at += 1
        # The next step counts from where this one ended, or a sample a second would add up.
        self._began_s = end_s if until == "time" else time_s
        self._began_m = end_m if until == "distance" else distance_m
        return planned

    def remaining_s(
        self, time_s: float, distance_m: float, speed_m_s: float | None
    ) -> float | None:
        """Return the time until this step ends, as far as that can be known [s]."""
        planned = self.step
        if planned is None or not planned.step.amount:
            return None
        if planned.step.until == "time":
            return self._began_s + planned.step.amount - time_s
        if planned.step.until == "distance" and speed_m_s:
            return (self._began_m + planned.step.amount - distance_m) / speed_m_s
        return None


def _unroll(steps: tuple[Step | Repeat, ...]) -> Iterator[PlannedStep]:
    for step in steps:
        if isinstance(step, Step):
            yield PlannedStep(step)
            continue
        times = min(step.times or 1, _MOST_REPEATS)
        inner = tuple(_unroll(step.steps))
        hard = [planned.step.kind in _HARD for planned in inner]
        inside = max((planned.repeats for planned in inner), default=0)
        per_round = sum(hard)
        count = 0
        for _ in range(times):
            for planned, is_hard in zip(inner, hard, strict=True):
                count += is_hard
                place = count if is_hard and times > 1 else planned.repeat
                total = per_round * times if is_hard and times > 1 else inside * is_hard
                yield PlannedStep(planned.step, place, total)


def read_target(target: Target | None, thresholds: Thresholds | None) -> TargetRange | None:
    """Return a target in the units of the stream; None where it cannot be known.

    Parameters
    ----------
    target : Target or None
        The target of a step.
    thresholds : Thresholds or None
        What percentages are of, and where zones begin.

    Returns
    -------
    TargetRange or None
        The range.
    """
    kind = _KINDS.get(target.kind) if target is not None and target.high > 0 else None
    if target is None or kind is None:
        return None
    if target.unit in _UNITS:
        return TargetRange(kind, target.low, target.high)
    if thresholds is None:
        return None
    if target.unit == "zone":
        return _read_zone(kind, target, thresholds)
    whole = {"percent_hr_max": thresholds.hr_max, "percent_ftp": thresholds.ftp_w}.get(target.unit)
    if whole is None:
        return None
    return TargetRange(kind, target.low * whole / 100, target.high * whole / 100)


def _read_zone(kind: str, target: Target, thresholds: Thresholds) -> TargetRange | None:
    zones = {
        "heart_rate": thresholds.hr_zones,
        "power_w": thresholds.power_zones,
        "speed_m_s": thresholds.speed_zones,
    }[kind]
    low, high = round(target.low), round(target.high)
    if zones is None or not 1 <= low <= high <= len(zones):
        return None
    bounds = (*zones, max(thresholds.hr_max, 1.5 * zones[-1]))  # the last zone has no upper bound
    return TargetRange(kind, bounds[low - 1], bounds[high], zone=high)
