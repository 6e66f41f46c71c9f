"""One day's health: the night, the morning's measurements, the device's scores, the journal."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import (
    Count,
    HeartRate,
    Hours,
    Kilocalories,
    Mass,
    Milliseconds,
    Moment,
    Percent,
    Rpe,
    Within,
)

__all__ = ["DailyHealth"]

# Each pair belongs together: the first may not be above the second, and a merger of two sources
# takes both from the same one.
RISING_PAIRS = (("sleep_start", "sleep_end"), ("body_battery_low", "body_battery_high"))


class DailyHealth(Model):
    """What is known of one local day; unknown is None. The night belongs to the day it ends.

    Parameters
    ----------
    date : date
        The local day.
    hrv_rmssd : float, optional
        RMSSD of the night or of the morning's measurement [ms].
    hrv_sdnn : float, optional
        SDNN of the same, where the source gives it [ms]. It never stands in for RMSSD.
    hrv_weekly : float, optional
        The device's own 7-day mean of RMSSD [ms].
    resting_hr : float, optional
        [bpm]
    sleep_h : float, optional
        Time asleep [h].
    sleep_start, sleep_end : datetime, optional
        Aware.
    in_bed_h, deep_h, light_h, rem_h, awake_h, nap_h : float, optional
        Time in bed, in each stage, awake in bed, and in naps [h].
    sleep_score : float, optional
        The device's score [percent].
    stress : float, optional
        The device's mean stress [percent].
    body_battery_low, body_battery_high : float, optional
        The device's lowest and highest energy reserve [percent].
    readiness : float, optional
        The device's training readiness [percent].
    vo2max : float, optional
        The device's estimate [ml/kg/min].
    weight_kg : float, optional
        [kg]
    body_fat : float, optional
        [percent]
    steps : float, optional
        [1]
    calories_kcal : float, optional
        Energy spent, rest included [kcal].
    spo2 : float, optional
        Mean blood oxygen saturation [percent].
    respiration : float, optional
        Mean breaths a minute [1/min].
    energy, soreness, pain, mood : float, optional
        The athlete's own rating: 0 none or worst, 100 most or best [percent].
    sleep_quality, felt_stress : float, optional
        The athlete's own rating of the night, and of stress in life [percent].
    pain_place : str, optional
        Where it hurts: ``"foot"``, ``"ankle"``, ``"calf"``, ``"shin"``, ``"knee"``, ``"thigh"``,
        ``"hip"``, ``"back"``, ``"neck"``, ``"shoulder"``, ``"arm"``, or the athlete's own word.
    rpe : float, optional
        The day's rating of perceived exertion [0 to 10].
    illness : bool, optional
        Whether the athlete feels ill.
    fever : bool, optional
        Whether the athlete has a fever.
    alcohol_units : float, optional
        Drinks on this day [1].
    notes : str, optional
        The athlete's own words.
    provenance : Provenance
        Where it came from; for a merged day, its best source.
    originals : tuple of DailyHealth
        What a merged day was made of, best source first; empty for any other.
    """

    date: dt.date
    hrv_rmssd: Milliseconds | None = None
    hrv_sdnn: Milliseconds | None = None
    hrv_weekly: Milliseconds | None = None
    resting_hr: HeartRate | None = None
    sleep_h: Hours | None = None
    sleep_start: Moment | None = None
    sleep_end: Moment | None = None
    in_bed_h: Hours | None = None
    deep_h: Hours | None = None
    light_h: Hours | None = None
    rem_h: Hours | None = None
    awake_h: Hours | None = None
    nap_h: Hours | None = None
    sleep_score: Percent | None = None
    stress: Percent | None = None
    body_battery_low: Percent | None = None
    body_battery_high: Percent | None = None
    readiness: Percent | None = None
    vo2max: Annotated[float, Within(10, 100, "ml/kg/min")] | None = None
    weight_kg: Mass | None = None
    body_fat: Percent | None = None
    steps: Count | None = None
    calories_kcal: Kilocalories | None = None
    spo2: Percent | None = None
    respiration: Annotated[float, Within(1, 80, "a minute")] | None = None
    energy: Percent | None = None
    soreness: Percent | None = None
    pain: Percent | None = None
    mood: Percent | None = None
    sleep_quality: Percent | None = None
    felt_stress: Percent | None = None
    pain_place: Annotated[str, Field(min_length=1)] | None = None
    rpe: Rpe | None = None
    illness: bool | None = None
    fever: bool | None = None
    alcohol_units: Annotated[float, Within(0, 100)] | None = None
    notes: Annotated[str, Field(min_length=1)] | None = None
    provenance: Provenance = Provenance(source="manual")
    originals: tuple[Self, ...] = ()

    @property
    def sources(self) -> tuple[Provenance, ...]:
        """Where it came from, all of it: one entry for each original, best source first."""
        return tuple(one.provenance for one in self.originals) or (self.provenance,)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for lower, upper in RISING_PAIRS:
            low, high = getattr(self, lower), getattr(self, upper)
            if low is not None and high is not None and low > high:
                raise InvalidInput(lower, str(low), f"at most {upper}, {high}")
        return self
