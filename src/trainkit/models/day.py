"""Daily health: sleep, morning measurements, device scores and journal entries."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import (
    Count,
    Day,
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

# The first field of a pair must not exceed the second, so a merger of two sources takes both from
# the same source.
RISING_PAIRS = (("sleep_start", "sleep_end"), ("body_battery_low", "body_battery_high"))


class DailyHealth(Model):
    """Health data of one local day; unknown fields are None. A night belongs to the day it ends.

    Parameters
    ----------
    date : date
        The local day.
    hrv_rmssd : float, optional
        RMSSD of the night or of a morning measurement [ms].
    hrv_sdnn : float, optional
        SDNN of the same measurement, if the source has it [ms]; never used in place of RMSSD.
    hrv_weekly : float, optional
        7-day mean of RMSSD by the device [ms].
    resting_hr : float, optional
        [bpm]
    sleep_h : float, optional
        Time asleep [h].
    sleep_start, sleep_end : datetime, optional
        Start and end of sleep, aware.
    in_bed_h, deep_h, light_h, rem_h, awake_h, nap_h : float, optional
        Time in bed, in each stage, awake in bed, and in naps [h].
    sleep_score : float, optional
        Sleep score of the device [percent].
    stress : float, optional
        Mean stress score of the device [percent].
    body_battery_low, body_battery_high : float, optional
        Lowest and highest energy reserve by the device [percent].
    readiness : float, optional
        Training readiness by the device [percent].
    vo2max : float, optional
        Estimate of the device [ml/kg/min].
    weight_kg : float, optional
        [kg]
    body_fat : float, optional
        [percent]
    steps : float, optional
        [1]
    calories_kcal : float, optional
        Total energy expenditure, including rest [kcal].
    spo2 : float, optional
        Mean blood oxygen saturation [percent].
    respiration : float, optional
        Mean respiration rate [1/min].
    energy, soreness, pain, mood : float, optional
        The athlete's rating: 0 none or worst, 100 most or best [percent].
    sleep_quality, felt_stress : float, optional
        The athlete's rating of the night, and of stress in life [percent].
    pain_place : str, optional
        Where it hurts: ``"foot"``, ``"ankle"``, ``"calf"``, ``"shin"``, ``"knee"``, ``"thigh"``,
        ``"hip"``, ``"back"``, ``"neck"``, ``"shoulder"``, ``"arm"``, several of them as in
        ``"left knee and shoulder"``, or any other text.
    rpe : float, optional
        The day's rating of perceived exertion [0 to 10].
    illness : bool, optional
        True if the athlete feels ill.
    fever : bool, optional
        True if the athlete has a fever.
    alcohol_units : float, optional
        Alcoholic drinks on this day [1].
    untold_sessions : float, optional
        Sessions that a source knows of but may not tell about [1]; the day's load is unknown.
    notes : str, optional
        Notes by the athlete.
    provenance : Provenance
        The source; for a merged day, its best source.
    originals : tuple of DailyHealth
        The records that a merged day combines, best source first; otherwise empty.
    """

    date: Day
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
    untold_sessions: Count | None = None
    notes: Annotated[str, Field(min_length=1)] | None = None
    provenance: Provenance = Provenance(source="manual")
    originals: tuple[Self, ...] = ()

    @property
    def sources(self) -> tuple[Provenance, ...]:
        """All sources: one entry for each original, best source first."""
        return tuple(original.provenance for original in self.originals) or (self.provenance,)

    @model_validator(mode="after")
    def _check_pairs(self) -> Self:
        for lower, upper in RISING_PAIRS:
            low, high = getattr(self, lower), getattr(self, upper)
            if low is not None and high is not None and low > high:
                raise InvalidInput(lower, str(low), f"at most {upper}, {high}")
        return self
