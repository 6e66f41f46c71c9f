"""The simulated person: the athlete, and physiological constants that no device measures."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from trainkit.models.athlete import Athlete

__all__ = ["Body", "Person", "draw_person"]

_DEFAULT = Athlete(
    sex="female",
    birth_date=dt.date(1992, 5, 14),
    hr_rest=48,
    hr_max=188,
    hr_threshold=169,
    ftp_w=225,
    threshold_speed_m_s=3.8,
    mass_kg=61,
    sleep_need_h=7.8,
    name="Simulated athlete",
)


@dataclass(frozen=True, slots=True)
class Body:
    """How one body responds to load, sleep and illness; drawn once.

    Parameters
    ----------
    fitness_days, fatigue_days, soreness_days : float
        Time constants of the response to load [d].
    fatigue_gain : float
        Fatigue relative to fitness for the same load [1].
    ln_rmssd, resting_hr : float
        Values on an ordinary morning [ln ms], [bpm].
    ln_rmssd_gain, resting_hr_gain : float
        Change per unit of readiness [ln ms], [bpm].
    rises_when_overreached : bool
        Whether HRV rises instead of falling under sustained overload.
    sleep_need_h : float
        Sleep need per night [h].
    bedtime_h : float
        Usual time of falling asleep [h from midnight], negative before it.
    volume : float
        Training volume relative to the weekly pattern [1].
    """

    fitness_days: float
    fatigue_days: float
    soreness_days: float
    fatigue_gain: float
    ln_rmssd: float
    resting_hr: float
    ln_rmssd_gain: float
    resting_hr_gain: float
    rises_when_overreached: bool
    sleep_need_h: float
    bedtime_h: float
    volume: float


@dataclass(frozen=True, slots=True)
class Person:
    """The visible athlete and the hidden body."""

    athlete: Athlete
    body: Body


def draw_person(athlete: Athlete | None, random: np.random.Generator) -> Person:
    """Draw a body for an athlete, by default a made-up runner."""
    profile = athlete or _DEFAULT
    need = float(random.normal(7.8, 0.4))  # drawn even if unused: the draws are frozen
    body = Body(
        fitness_days=float(random.uniform(34, 50)),
        fatigue_days=float(random.uniform(5, 11)),
        soreness_days=float(random.uniform(1.0, 2.0)),
        fatigue_gain=float(random.uniform(1.2, 1.6)),
        ln_rmssd=float(random.normal(4.0, 0.3)),
        resting_hr=profile.hr_rest + float(random.uniform(1, 4)),
        ln_rmssd_gain=float(random.uniform(0.05, 0.12)),
        resting_hr_gain=float(random.uniform(0.8, 1.8)),
        rises_when_overreached=bool(random.random() < 0.2),
        sleep_need_h=need if profile.sleep_need_h is None else profile.sleep_need_h,
        bedtime_h=float(random.normal(-1.0, 0.5)),
        volume=float(random.uniform(0.8, 1.15)),
    )
    return Person(profile, body)
