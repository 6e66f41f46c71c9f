"""Who is simulated: the athlete, and the constants of a body that no device shows."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from trainkit.models.athlete import Athlete

__all__ = ["Body", "Person", "person_of"]

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
    """How one body answers to load, sleep and illness; drawn once.

    Parameters
    ----------
    fitness_days, fatigue_days, soreness_days : float
        Time constants of what a load leaves behind [d].
    fatigue_gain : float
        Fatigue against fitness for the same load [1].
    ln_rmssd, resting_hr : float
        An ordinary morning [ln ms], [bpm].
    ln_rmssd_gain, resting_hr_gain : float
        Change for one unit of readiness [ln ms], [bpm].
    rises_when_overreached : bool
        Whether HRV goes up instead of down under sustained overload.
    sleep_need_h : float
        [h]
    bedtime_h : float
        Usual time of falling asleep [h from midnight].
    volume : float
        Training volume against the template [1].
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
    """The athlete that everybody sees, and the body that nobody does."""

    athlete: Athlete
    body: Body


def person_of(athlete: Athlete | None, random: np.random.Generator) -> Person:
    """Draw a body for an athlete, or for the default one."""
    shown = athlete or _DEFAULT
    need = float(random.normal(7.8, 0.4))
    body = Body(
        fitness_days=float(random.uniform(34, 50)),
        fatigue_days=float(random.uniform(5, 11)),
        soreness_days=float(random.uniform(1.0, 2.0)),
        fatigue_gain=float(random.uniform(1.2, 1.6)),
        ln_rmssd=float(random.normal(4.0, 0.3)),
        resting_hr=shown.hr_rest + float(random.uniform(1, 4)),
        ln_rmssd_gain=float(random.uniform(0.05, 0.12)),
        resting_hr_gain=float(random.uniform(0.8, 1.8)),
        rises_when_overreached=bool(random.random() < 0.2),
        sleep_need_h=need if shown.sleep_need_h is None else shown.sleep_need_h,
        bedtime_h=float(random.normal(-1.0, 0.5)),
        volume=float(random.uniform(0.8, 1.15)),
    )
    return Person(shown, body)
