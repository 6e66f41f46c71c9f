"""A recorded workout: sport, time, distance, intensity and samples."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, computed_field, model_validator

from trainkit.models._record_text import format_distance, format_minutes
from trainkit.models._short_id import drop_id, short_id
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.streams import Streams
from trainkit.models.units import (
    Cadence,
    Celsius,
    Distance,
    HeartRate,
    Height,
    Kilocalories,
    Moment,
    Percent,
    Power,
    Rpe,
    Seconds,
    Speed,
)

__all__ = ["Activity", "Lap", "Length"]

Name = Annotated[str, Field(min_length=1)]


class Totals(Model):
    """Times, totals, means and maxima that laps and activities share, documented there."""

    elapsed_s: Seconds
    moving_s: Seconds | None = None
    distance_m: Distance | None = None
    ascent_m: Height | None = None
    descent_m: Height | None = None
    hr_mean: HeartRate | None = None
    hr_max: HeartRate | None = None
    power_mean: Power | None = None
    power_max: Power | None = None
    normalized_power_w: Power | None = None
    cadence_mean: Cadence | None = None
    speed_mean: Speed | None = None
    speed_max: Speed | None = None
    calories_kcal: Kilocalories | None = None

    @property
    def duration_s(self) -> float:
        """The device's timer time, or the elapsed time where that is unknown or 0 [s]."""
        return self.moving_s or self.elapsed_s


class Lap(Totals):
    """A part of an activity, from one lap mark to the next.

    Parameters
    ----------
    start : datetime
        Aware.
    elapsed_s, moving_s : float
        Elapsed (wall clock) time, and the device's timer time [s].
    distance_m, ascent_m, descent_m : float, optional
        [m]
    hr_mean, hr_max : float, optional
        [bpm]
    power_mean, power_max, normalized_power_w : float, optional
        [W]
    cadence_mean : float, optional
        [1/min]
    speed_mean, speed_max : float, optional
        [m/s]
    calories_kcal : float, optional
        [kcal]
    kind : str, optional
        Its purpose: ``"active"``, ``"rest"``, ``"warmup"``, ``"cooldown"``, ``"recovery"``.
    trigger : str, optional
        What triggered its end: ``"manual"``, ``"distance"``, ``"time"``, ``"session_end"``.
    """

    start: Moment
    kind: Name | None = None
    trigger: Name | None = None


class Length(Model):
    """One length of a pool.

    Parameters
    ----------
    start : datetime
        Aware.
    elapsed_s : float
        [s]
    moving_s : float, optional
        [s]
    kind : str, optional
        ``"active"`` for a length swum, ``"idle"`` for a rest at the wall.
    stroke : str, optional
        ``"freestyle"``, ``"backstroke"``, ``"breaststroke"``, ``"butterfly"``, ``"drill"`` ...
    strokes : int, optional
        Number of strokes [1].
    """

    start: Moment
    elapsed_s: Seconds
    moving_s: Seconds | None = None
    kind: Name | None = None
    stroke: Name | None = None
    strokes: Annotated[int, Field(ge=0)] | None = None


class Activity(Totals):
    """A recorded workout from one source, or merged from several sources.

    Unknown values are None. Sports have their FIT names (``"running"``, ``"cycling"``,
    ``"swimming"``, ``"walking"``, ``"hiking"``, ``"training"``); a sport unknown to FIT keeps its
    own name.

    Parameters
    ----------
    sport, sub_sport : str
        The sport, and the sub-sport if known (``"trail"``, ``"indoor_cycling"``).
    start : datetime
        Aware, with the local offset if the source knows it: the activity belongs to the local day
        of `start`. Stored with a fixed offset.
    elapsed_s : float
        Elapsed (wall clock) time from start to end [s].
    moving_s : float, optional
        The device's timer time, without pauses [s].
    distance_m, ascent_m, descent_m : float, optional
        [m]
    hr_mean, hr_max : float, optional
        [bpm]
    power_mean, power_max : float, optional
        [W]
    normalized_power_w : float, optional
        As computed by the device [W].
    cadence_mean, cadence_max : float, optional
        As in `Streams` [1/min].
    speed_mean, speed_max : float, optional
        [m/s]
    calories_kcal : float, optional
        [kcal]
    temperature_mean : float, optional
        [degrees Celsius]
    pool_length_m : float, optional
        [m]
    device : str, optional
        The recording device.
    laps, lengths : tuple
        In time order.
    rpe : float, optional
        Rating of perceived exertion [0 to 10].
    feel : float, optional
        How the athlete felt [percent: 0 very weak, 100 very strong].
    name, notes : str, optional
        Title and notes by the athlete.
    race : bool
        True for a race.
    streams : Streams, optional
        The samples.
    provenance : Provenance
        The source; for a merged activity, the source of its streams and times.
    originals : tuple of Activity
        The records that a merged activity combines, best source first; otherwise empty.
    """

    sport: Name
    sub_sport: Name | None = None
    start: Moment
    cadence_max: Cadence | None = None
    temperature_mean: Celsius | None = None
    pool_length_m: Distance | None = None
    device: Name | None = None
    laps: tuple[Lap, ...] = ()
    lengths: tuple[Length, ...] = ()
    rpe: Rpe | None = None
    feel: Percent | None = None
    name: str | None = None
    notes: str | None = None
    race: bool = False
    streams: Streams | None = None
    provenance: Provenance = Provenance(source="manual")
    originals: tuple[Self, ...] = ()

    def __str__(self) -> str:
        parts = [self.name or self.sport.replace("_", " "), format_minutes(self.duration_s)]
        parts += [] if self.distance_m is None else [format_distance(self.distance_m)]
        parts += [] if self.hr_mean is None else [f"{self.hr_mean:.0f} bpm"]
        parts += [] if self.power_mean is None else [f"{self.power_mean:.0f} W"]
        parts += [] if self.rpe is None else [f"RPE {self.rpe:g} of 10"]
        return f"{self.start:%Y-%m-%d %H:%M}  {', '.join(parts)}  ({self.id})"

    @property
    def end(self) -> dt.datetime:
        """Start plus elapsed time."""
        return self.start + dt.timedelta(seconds=self.elapsed_s)

    @property
    def day(self) -> dt.date:
        """The local day of the start."""
        return self.start.date()

    @property
    def sources(self) -> tuple[Provenance, ...]:
        """All sources: one entry for each original, best source first."""
        return tuple(original.provenance for original in self.originals) or (self.provenance,)

    @property
    def key(self) -> str:
        """An identifier that is stable across machines: source, sport and start in UTC."""
        at = self.start.astimezone(dt.UTC)  # faster than strftime: each JSON has it
        start = f"{at.year}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}Z"
        return f"{self.provenance.source}/{self.sport}/{start}"

    @computed_field(repr=False)  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """A short name that a URL can carry; it stays when a person edits the activity.

        It is that of the record that was fetched first, so that it also stays when other sources
        deliver the same workout later. JSON has it; what reads JSON computes it anew.
        """
        first = min(self.originals or (self,), key=_fetch_order)
        return short_id(first.start.astimezone(dt.UTC).date(), first.key)

    @model_validator(mode="before")
    @classmethod
    def _without_id(cls, data: object) -> object:
        return drop_id(data)

    @property
    def keys(self) -> frozenset[str]:
        """Every name of the activity: `id` and `key` of it and of its originals."""
        records: tuple[Activity, ...] = (self, *self.originals)
        return frozenset(name for record in records for name in (record.key, record.id))


def _fetch_order(activity: Activity) -> tuple[bool, float, str]:
    fetched = activity.provenance.fetched_at
    return fetched is None, 0.0 if fetched is None else fetched.timestamp(), activity.key
