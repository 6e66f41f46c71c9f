"""The athlete, with thresholds by date and sport."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.units import Day, HeartRate, Hours, Mass, Power, Within, time_zone

__all__ = ["Athlete", "ThresholdChange", "Thresholds"]


def _check_rising(bounds: tuple[float, ...]) -> tuple[float, ...]:
    if any(upper <= lower for lower, upper in pairwise(bounds)):
        raise InvalidInput("", bounds, "lower bounds of zones in rising order")
    return bounds


def _check_time_zone(name: str) -> str:
    time_zone(name)
    return name


ThresholdSpeed = Annotated[float, Within(0.3, 12, "m/s")]
Zones = Annotated[tuple[float, ...], Field(min_length=1), AfterValidator(_check_rising)]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of one sport on one day.

    Parameters
    ----------
    hr_rest, hr_max : float
        [bpm]
    hr_threshold : float, optional
        Heart rate at the lactate threshold [bpm].
    ftp_w : float, optional
        Functional threshold power [W].
    threshold_speed_m_s : float, optional
        Race speed over one hour [m/s].
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
    """New thresholds from a date on; fields that are None do not change.

    Parameters
    ----------
    date : date
        The first local day on which the new values apply.
    sport : str, optional
        The sport; None for every sport without a value of its own.
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

    date: Day
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
    """An athlete, with thresholds by date.

    Parameters
    ----------
    sex : {"female", "male"}
        The sex for formulas that depend on it.
    birth_date : date
        Date of birth.
    hr_rest, hr_max : float
        Initial resting and maximum heart rate [bpm].
    hr_threshold, ftp_w, threshold_speed_m_s, mass_kg : float, optional
        As in `Thresholds`.
    hr_zones, power_zones, speed_zones : tuple of float, optional
        As in `Thresholds`.
    changes : tuple of ThresholdChange
        Later values, each valid from its date on; sorted by date.
    timezone : str
        IANA name of the time zone that defines the athlete's local days.
    risk_style : {"conservative", "balanced", "adaptive", "aggressive"}
        How close to the limits of the rules the plan may go.
    sleep_need_h : float, optional
        The athlete's sleep need [h].
    name : str, optional
        The athlete's name.
    """

    sex: Literal["female", "male"]
    birth_date: Day
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
    timezone: Annotated[str, AfterValidator(_check_time_zone)] = "UTC"
    risk_style: Literal["conservative", "balanced", "adaptive", "aggressive"] = "balanced"
    sleep_need_h: Hours | None = None
    name: str | None = None

    @property
    def tzinfo(self) -> dt.tzinfo:
        """The time zone."""
        return time_zone(self.timezone)

    def age(self, day: dt.date) -> int:
        """Compute the age in completed years.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        int
            [years]
        """
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def at(self, day: dt.date, sport: str | None = None) -> Thresholds:
        """Return the thresholds that apply on a day.

        Each value is the latest one for `sport` on or before `day`. Without one, it is the latest
        value for every sport, then the athlete's initial value. A later change never alters the
        thresholds of an earlier day.

        Parameters
        ----------
        day : date
            The local day.
        sport : str, optional
            The sport; by default, the values for every sport.

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

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """The hash of all fields, once: an athlete is part of the name of every cached column."""
        return hash(tuple(getattr(self, name) for name in type(self).model_fields))

    @cached_property
    def _timelines(self) -> dict[str | None, list[tuple[dt.date, Thresholds]]]:
        """Thresholds by sport, each with its first day, newest first."""
        sports = {change.sport for change in self.changes} | {None}
        return {sport: self._timeline(sport) for sport in sports}

    def _timeline(self, sport: str | None) -> list[tuple[dt.date, Thresholds]]:
        general = {name: getattr(self, name) for name in _FIELDS}
        special: dict[str, object] = {}
        timeline = {dt.date.min: Thresholds(**general)}
        for change in self.changes:
            if change.sport in {None, sport}:
                changed = {name: getattr(change, name) for name in _FIELDS}
                target = general if change.sport is None else special
                target.update({name: value for name, value in changed.items() if value is not None})
                timeline[change.date] = Thresholds(**(general | special))
        return list(reversed(timeline.items()))

    @model_validator(mode="after")
    def _check_timelines(self) -> Self:
        for sport, timeline in self._timelines.items():
            for day, values in timeline:
                _check_order(
                    values, "" if day == dt.date.min else f" on {day} for {sport or 'all'}"
                )
        return self


def _check_order(values: Thresholds, when: str) -> None:
    if values.hr_rest >= values.hr_max:
        raise InvalidInput("hr_rest", values.hr_rest, f"below hr_max, {values.hr_max}{when}")
    threshold = values.hr_threshold
    if threshold is not None and not values.hr_rest < threshold <= values.hr_max:
        allowed = f"above hr_rest, {values.hr_rest}, and at most hr_max, {values.hr_max}{when}"
        raise InvalidInput("hr_threshold", threshold, allowed)
