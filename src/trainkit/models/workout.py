"""A planned workout: steps and repeats, with durations and targets."""

from collections.abc import Iterator
from typing import Annotated, Self, Union

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import Day, Distance, Within

__all__ = ["PlannedWorkout", "Repeat", "Step", "Target"]

Name = Annotated[str, Field(min_length=1)]
Amount = Annotated[float, Within(0, 10_000_000)]
_MAX_REPEATS = 200


class Target(Model):
    """The target of a step.

    Parameters
    ----------
    kind : str
        ``"heart_rate"``, ``"power"``, ``"speed"``, ``"cadence"``, ``"effort"`` (how hard it feels),
        or a device's own name.
    low, high : float
        The range, including both ends.
    unit : str
        ``"bpm"``, ``"percent_hr_max"``, ``"W"``, ``"percent_ftp"``, ``"m/s"``, ``"1/min"``,
        ``"rpe"`` (perceived exertion, 0 to 10), ``"zone"``, or ``"1"`` if the device does not say.
    """

    kind: Name
    low: Amount
    high: Amount
    unit: Name = "1"

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if self.low > self.high:
            raise InvalidInput("low", self.low, f"at most high, {self.high}")
        return self


class Step(Model):
    """A step of a workout.

    Parameters
    ----------
    kind : str
        ``"warmup"``, ``"active"``, ``"interval"``, ``"recovery"``, ``"rest"``, ``"cooldown"``.
    until : str
        The end condition: ``"time"`` [s], ``"distance"`` [m], ``"calories"`` [kcal],
        ``"heart_rate_below"``, ``"heart_rate_above"``, ``"power_below"``, ``"power_above"``,
        ``"lap_button"``, or a device's own name.
    amount : float, optional
        The value of the end condition, in `unit` or else in the unit of `until`.
    unit : str, optional
        For heart rate and power: ``"bpm"``, ``"percent_hr_max"``, ``"W"``, ``"percent_ftp"``.
    target, second_target : Target, optional
        The targets.
    name, notes : str, optional
        Name and notes by the coach.
    """

    kind: Name = "active"
    until: Name = "lap_button"
    amount: Amount | None = None
    unit: Name | None = None
    target: Target | None = None
    second_target: Target | None = None
    name: str | None = None
    notes: str | None = None

    @property
    def duration_s(self) -> float | None:
        """Duration [s]; None unless the step ends by time."""
        return self.amount if self.until == "time" else None


class Repeat(Model):
    """A group of repeated steps.

    Parameters
    ----------
    steps : tuple of Step or Repeat
        In order.
    times : int, optional
        Number of repetitions; None if `until` ends the repeat.
    until, amount, unit : optional
        The end condition, as in `Step`.
    """

    steps: Annotated[tuple[Union[Step, "Repeat"], ...], Field(min_length=1)]
    times: Annotated[int, Field(ge=1, le=10_000)] | None = None
    until: Name | None = None
    amount: Amount | None = None
    unit: Name | None = None

    @property
    def duration_s(self) -> float | None:
        """Total duration [s]; None if it is not determined."""
        if self.times is None:
            return self.amount if self.until == "time" else None
        total_s = _total(self.steps)
        return None if total_s is None else self.times * total_s


class PlannedWorkout(Model):
    """A planned workout.

    Parameters
    ----------
    name : str
        The workout's name.
    sport, sub_sport : str
        As in `Activity`.
    date : date, optional
        The planned local day.
    steps : tuple of Step or Repeat
        In order.
    pool_length_m : float, optional
        [m]
    notes : str, optional
        Name and notes by the coach.
    provenance : Provenance
        The source.
    week : int, optional
        Week of the plan, from 1.
    phase : str, optional
        Phase of the plan: ``"base"``, ``"build"``, ``"peak"``, ``"taper"``.
    kind : str, optional
        ``"rest"``, ``"recovery"``, ``"easy"``, ``"long"``, ``"threshold"``, ``"vo2max"``,
        ``"repetitions"``, ``"hills"``, ``"fartlek"``, ``"marathon"``, ``"steady"``,
        ``"race_pace"``, ``"race"`` (the day itself), ``"strength"`` ...
    load : float, optional
        Expected load; an hour at threshold is 100 [1].
    planned_m : float, optional
        Expected distance [m].
    planned_s : float, optional
        Expected duration, where steps end by distance [s].
    hard : bool
        True for hard sessions, and for long ones, which count as hard.
    athlete_notes : str, optional
        Notes by the athlete.
    completed_by : str, optional
        Key of the activity that completed it.
    skipped : str, optional
        Why it was skipped.
    """

    name: Name = "workout"
    sport: Name = "generic"
    sub_sport: Name | None = None
    date: Day | None = None
    steps: tuple[Step | Repeat, ...] = ()
    pool_length_m: Distance | None = None
    notes: str | None = None
    provenance: Provenance = Provenance(source="manual")
    week: Annotated[int, Field(ge=1)] | None = None
    phase: Name | None = None
    kind: Name | None = None
    load: Annotated[float, Within(0, 10_000)] | None = None
    planned_m: Distance | None = None
    planned_s: Annotated[float, Within(0, 1_000_000)] | None = None
    hard: bool = False
    athlete_notes: str | None = None
    completed_by: Name | None = None
    skipped: Name | None = None

    @property
    def duration_s(self) -> float | None:
        """Total duration [s]; None if a step does not end by time."""
        return _total(self.steps)

    def __str__(self) -> str:
        length = f", {self.duration_min:.0f} min" if self.duration_min else ""
        load = f", load {self.load:.0f}" if self.load else ""
        day = "" if self.date is None else f"{self.date:%a} {self.date}  "
        return f"{day}{self.name}{length}{load}" + (f": {self.notes}" if self.notes else "")

    @property
    def resting(self) -> bool:
        """True for a rest day: its kind, or no steps and nothing else that says what to do."""
        if self.kind is not None or self.steps:
            return self.kind == "rest"
        named = self.sport != "generic" and self.load != 0
        return not (self.hard or self.load or self.planned_m or named)

    @property
    def unrolled(self) -> tuple[Step, ...]:
        """The steps in order, with repeats expanded (each at most 200 times)."""
        return tuple(_unroll(self.steps))

    @property
    def title(self) -> str:
        """Same as `name`."""
        return self.name

    @property
    def segments(self) -> tuple[Step | Repeat, ...]:
        """Same as `steps`."""
        return self.steps

    @property
    def duration_min(self) -> float:
        """Duration [min], or the expected one; 0 if a step does not end by time without one."""
        return (self.duration_s or self.planned_s or 0.0) / 60

    @property
    def distance_m(self) -> float:
        """Expected distance [m]; 0 if unknown."""
        return self.planned_m or 0.0


def _unroll(steps: tuple[Step | Repeat, ...]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, Repeat):
            for _ in range(min(step.times or 1, _MAX_REPEATS)):
                yield from _unroll(step.steps)
        else:
            yield step


def _total(steps: tuple[Step | Repeat, ...]) -> float | None:
    durations = [step.duration_s for step in steps]
    known = [duration for duration in durations if duration is not None]
    return sum(known) if len(known) == len(durations) else None
