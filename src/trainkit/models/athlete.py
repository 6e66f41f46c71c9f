"""The athlete: who they are, and the thresholds in force on a day, which are dated and by sport."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.units import HeartRate, Hours, Mass, Power, Within, zone_named

__all__ = ["Athlete", "ThresholdChange", "Thresholds"]


def _rising(bounds: tuple[float, ...]) -> tuple[float, ...]:
    if any(upper <= lower for lower, upper in pairwise(bounds)):
        raise InvalidInput("", bounds, "lower bounds of zones, each above the one before")
    return bounds


def _known_zone(name: str) -> str:
    zone_named(name)
    return name


ThresholdSpeed = Annotated[float, Within(0.3, 12, "m/s")]
Zones = Annotated[tuple[float, ...], Field(min_length=1), AfterValidator(_rising)]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts for one sport on one day.

    Parameters
    ----------
    hr_rest, hr_max : float
        [bpm]
    hr_threshold : float, optional
        Heart rate at the lactate threshold [bpm].
    ftp_w : float, optional
        Functional threshold power [W].
    threshold_speed_m_s : float, optional
        Speed that can be raced for an hour [m/s].
    mass_kg : float, optional
        [kg]
    hr_zones, power_zones, speed_zones : tuple of float, optional
        Rising lower bounds of the zones [bpm], [W], [m/s].
    """

    hr_rest: float
    hr_max: float
    hr_threshold: float | None = None
    ftp_w: float | None = None
    threshold_speed_m_s: float | None = None
    mass_kg: float | None = None
    hr_zones: tuple[float, ...] | None = None
    power_zones: tuple[float, ...] | None = None
    speed_zones: tuple[float, ...] | None = None


class ThresholdChange(Model):
    """New thresholds from a day on; what is None stays as it was.

    Parameters
    ----------
    date : date
        The first local day on which the new values count.
    sport : str, optional
        The sport they are for; None for every sport that has no value of its own.
    hr_rest, hr_max, hr_threshold : float, optional
        [bpm]
    ftp_w : float, optional
        [W]
    threshold_speed_m_s : float, optional
        [m/s]
    mass_kg : float, optional
        [kg]
    hr_zones, power_zones, speed_zones : tuple of float, optional
        Rising lower bounds of the zones [bpm], [W], [m/s].
    """

    date: dt.date
    sport: Annotated[str, Field(min_length=1)] | None = None
    hr_rest: HeartRate | None = None
    hr_max: HeartRate | None = None
    hr_threshold: HeartRate | None = None
    ftp_w: Power | None = None
    threshold_speed_m_s: ThresholdSpeed | None = None
    mass_kg: Mass | None = None
    hr_zones: Zones | None = None
    power_zones: Zones | None = None
    speed_zones: Zones | None = None


def _by_date(changes: Iterable[ThresholdChange]) -> tuple[ThresholdChange, ...]:
    return tuple(sorted(changes, key=lambda change: change.date))


_FIELDS = tuple(Thresholds.__dataclass_fields__)


class Athlete(Model):
    """Who trains, with dated thresholds.

    Parameters
    ----------
    sex : {"female", "male"}
        The sex that the formulas ask for.
    birth_date : date
        Date of birth.
    hr_rest, hr_max : float
        Resting and maximum heart rate before any change [bpm].
    hr_threshold : float, optional
        Heart rate at the lactate threshold [bpm].
    ftp_w : float, optional
        Functional threshold power [W].
    threshold_speed_m_s : float, optional
        Speed that can be raced for an hour [m/s].
    mass_kg : float, optional
        [kg]
    hr_zones, power_zones, speed_zones : tuple of float, optional
        Rising lower bounds of the zones [bpm], [W], [m/s].
    changes : tuple of ThresholdChange
        Later values, each from its day on; kept in date order.
    timezone : str
        IANA name of the zone whose midnights separate the athlete's days.
    risk_style : {"conservative", "balanced", "adaptive", "aggressive"}
        How near to the limits the rules may go.
    sleep_need_h : float, optional
        The sleep that this person needs [h].
    name : str, optional
        What to call the athlete.
    """

    sex: Literal["female", "male"]
    birth_date: dt.date
    hr_rest: HeartRate
    hr_max: HeartRate
    hr_threshold: HeartRate | None = None
    ftp_w: Power | None = None
    threshold_speed_m_s: ThresholdSpeed | None = None
    mass_kg: Mass | None = None
    hr_zones: Zones | None = None
    power_zones: Zones | None = None
    speed_zones: Zones | None = None
    changes: Annotated[tuple[ThresholdChange, ...], AfterValidator(_by_date)] = ()
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    risk_style: Literal["conservative", "balanced", "adaptive", "aggressive"] = "balanced"
    sleep_need_h: Hours | None = None
    name: str | None = None

    @property
    def tzinfo(self) -> dt.tzinfo:
        """The time zone."""
        return zone_named(self.timezone)

    def age(self, day: dt.date) -> int:
        """Completed years of life.

        Parameters
        ----------
        day : date
            The day that is asked about.

        Returns
        -------
        int
            [years]
        """
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def at(self, day: dt.date, sport: str | None = None) -> Thresholds:
        """Look up the thresholds in force on a day.

        Each value is the latest one on or before `day` that was given for `sport`; without one,
        the latest that was given for every sport; without one, the athlete's base value. A later
        change never alters the answer for an earlier day.

        Parameters
        ----------
        day : date
            The local day.
        sport : str, optional
            The sport; without it, the values for every sport.

        Returns
        -------
        Thresholds
            The values, with units.
        """
        timeline = self._timelines.get(sport) or self._timelines[None]
        for first_day, values in timeline:
            if first_day <= day:
                return values
        return timeline[-1][1]

    @cached_property
    def _timelines(self) -> dict[str | None, list[tuple[dt.date, Thresholds]]]:
        """By sport: the thresholds and the first day of each, newest first."""
        sports = {change.sport for change in self.changes} | {None}
        return {sport: self._timeline(sport) for sport in sports}

    def _timeline(self, sport: str | None) -> list[tuple[dt.date, Thresholds]]:
        general = {name: getattr(self, name) for name in _FIELDS}
        special: dict[str, object] = {}
        timeline = {dt.date.min: Thresholds(**general)}
        for change in self.changes:
            if change.sport in {None, sport}:
                known = {name: getattr(change, name) for name in _FIELDS}
                target = general if change.sport is None else special
                target.update({name: value for name, value in known.items() if value is not None})
                timeline[change.date] = Thresholds(**(general | special))
        return list(reversed(timeline.items()))

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        for sport, timeline in self._timelines.items():
            for day, values in timeline:
                _ordered(values, "" if day == dt.date.min else f" on {day} for {sport or 'all'}")
        return self


def _ordered(values: Thresholds, when: str) -> None:
    if values.hr_rest >= values.hr_max:
        raise InvalidInput("hr_rest", values.hr_rest, f"below hr_max, {values.hr_max}{when}")
    threshold = values.hr_threshold
    if threshold is not None and not values.hr_rest < threshold <= values.hr_max:
        allowed = f"above hr_rest, {values.hr_rest}, and at most hr_max, {values.hr_max}{when}"
        raise InvalidInput("hr_threshold", threshold, allowed)
