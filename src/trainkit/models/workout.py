"""A planned workout: steps and repeats, each with what ends it and what to hold."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Self, Union

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import Distance, Within

__all__ = ["PlannedWorkout", "Repeat", "Step", "Target"]

Name = Annotated[str, Field(min_length=1)]
Amount = Annotated[float, Within(0, 10_000_000)]
_MOST_REPEATS = 200


class Target(Model):
    """What to hold during a step.

    Parameters
    ----------
    kind : str
        ``"heart_rate"``, ``"power"``, ``"speed"``, ``"cadence"``, or a device's own name.
    low, high : float
        The range, both ends allowed.
    unit : str
        ``"bpm"``, ``"percent_hr_max"``, ``"W"``, ``"percent_ftp"``, ``"m/s"``, ``"1/min"``,
        ``"zone"``, or ``"1"`` where the device does not say.
    """

    kind: Name
    low: Amount
    high: Amount
    unit: Name = "1"

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.low > self.high:
            raise InvalidInput("low", self.low, f"at most high, {self.high}")
        return self


class Step(Model):
    """One part of a workout.

    Parameters
    ----------
    kind : str
        ``"warmup"``, ``"active"``, ``"interval"``, ``"recovery"``, ``"rest"``, ``"cooldown"``.
    until : str
        What ends it: ``"time"`` [s], ``"distance"`` [m], ``"calories"`` [kcal],
        ``"heart_rate_below"``, ``"heart_rate_above"``, ``"power_below"``, ``"power_above"``,
        ``"lap_button"``, or a device's own name.
    amount : float, optional
        How much of it, in the unit of `until` or in `unit`.
    unit : str, optional
        For heart rate and power: ``"bpm"``, ``"percent_hr_max"``, ``"W"``, ``"percent_ftp"``.
    target, second_target : Target, optional
        What to hold.
    name, notes : str, optional
        The coach's words.
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
        """How long it takes, where time ends it [s]."""
        return self.amount if self.until == "time" else None


class Repeat(Model):
    """Steps that come again.

    Parameters
    ----------
    steps : tuple of Step or Repeat
        In order.
    times : int, optional
        How often; None where `until` says when it is enough.
    until, amount, unit : optional
        As in `Step`, where they end the repeat.
    """

    steps: Annotated[tuple[Union[Step, "Repeat"], ...], Field(min_length=1)]
    times: Annotated[int, Field(ge=1, le=10_000)] | None = None
    until: Name | None = None
    amount: Amount | None = None
    unit: Name | None = None

    @property
    def duration_s(self) -> float | None:
        """How long all of it takes, where that is determined [s]."""
        if self.times is None:
            return self.amount if self.until == "time" else None
        return _times(self.times, _total(self.steps))


class PlannedWorkout(Model):
    """A workout to do.

    Parameters
    ----------
    name : str
        What it is called.
    sport, sub_sport : str
        As in `Activity`.
    date : date, optional
        The local day it is planned for.
    steps : tuple of Step or Repeat
        In order.
    pool_length_m : float, optional
        [m]
    notes : str, optional
        The coach's words.
    provenance : Provenance
        Where it came from.
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
    hard : bool
        Whether it is a hard session, or a long one, which counts as hard.
    athlete_notes : str, optional
        The athlete's words.
    completed_by : str, optional
        Key of the activity that did it.
    skipped : str, optional
        Why it was not done.
    """

    name: Name = "workout"
    sport: Name = "generic"
    sub_sport: Name | None = None
    date: dt.date | None = None
    steps: tuple[Step | Repeat, ...] = ()
    pool_length_m: Distance | None = None
    notes: str | None = None
    provenance: Provenance = Provenance(source="manual")
    week: Annotated[int, Field(ge=1)] | None = None
    phase: Name | None = None
    kind: Name | None = None
    load: Annotated[float, Within(0, 10_000)] | None = None
    planned_m: Distance | None = None
    hard: bool = False
    athlete_notes: str | None = None
    completed_by: Name | None = None
    skipped: Name | None = None

    @property
    def duration_s(self) -> float | None:
        """How long it takes; None where a step is not ended by time [s]."""
        return _total(self.steps)

    @property
    def resting(self) -> bool:
        """Whether there is nothing to do: a day of rest, or no steps."""
        return self.kind == "rest" or not self.steps

    @property
    def unrolled(self) -> tuple[Step, ...]:
        """Its steps in order, repeats written out (each at most 200 times)."""
        return tuple(_unrolled(self.steps))

    @property
    def title(self) -> str:
        """What it is called."""
        return self.name

    @property
    def segments(self) -> tuple[Step | Repeat, ...]:
        """Its steps."""
        return self.steps

    @property
    def duration_min(self) -> float:
        """How long it takes, as far as time ends its steps [min]."""
        return (self.duration_s or 0.0) / 60

    @property
    def distance_m(self) -> float:
        """How far it goes, as expected [m]; 0 where that is not known."""
        return self.planned_m or 0.0


def _unrolled(steps: tuple[Step | Repeat, ...]) -> Iterator[Step]:
    for one in steps:
        if isinstance(one, Repeat):
            for _ in range(min(one.times or 1, _MOST_REPEATS)):
                yield from _unrolled(one.steps)
        else:
            yield one


def _total(steps: tuple[Step | Repeat, ...]) -> float | None:
    durations = [one.duration_s for one in steps]
    known = [one for one in durations if one is not None]
    return sum(known) if len(known) == len(durations) else None


def _times(count: int, seconds: float | None) -> float | None:
    return None if seconds is None else count * seconds
