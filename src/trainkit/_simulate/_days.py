"""Day by day: load leaves fitness and fatigue behind, nights repay, mornings show it with noise."""

from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray
from trainkit._simulate._events import Events, events_of
from trainkit._simulate._person import Body
from trainkit._simulate._training import Session, session_on

__all__ = ["Life", "lived"]

_LN_RMSSD_NOISE = 0.15  # of one night [ln ms]
_RESTING_HR_NOISE = 2.5  # of one morning [bpm]
_HALF_LOAD = 140.0  # the load that leaves half of the greatest possible effect
_FIELDS = (
    "readiness",
    "fitness",
    "fatigue",
    "ln_rmssd",
    "resting_hr",
    "sleep_h",
    "bedtime_h",
    "stress",
    "load",
)


@dataclass(frozen=True, slots=True)
class Life:
    """One value a day; what a device would read carries its noise.

    Parameters
    ----------
    sessions : list of Session or None
        What was done; None is rest.
    events : Events
        What happened.
    readiness, fitness, fatigue : array
        The truth on waking [1].
    ln_rmssd, resting_hr : array
        As measured [ln ms], [bpm].
    sleep_h, bedtime_h : array
        The night before [h], [h from midnight].
    stress : array
        Of life, not of training [1].
    load : array
        The true load of the day [1].
    """

    sessions: list[Session | None]
    events: Events
    readiness: FloatArray
    fitness: FloatArray
    fatigue: FloatArray
    ln_rmssd: FloatArray
    resting_hr: FloatArray
    sleep_h: FloatArray
    bedtime_h: FloatArray
    stress: FloatArray
    load: FloatArray


def _effect(load: float) -> float:
    """What a load leaves behind: less and less for each further point."""
    return 2 * _HALF_LOAD * load / (_HALF_LOAD + load)


def lived(body: Body, weekday: np.ndarray, seeds: np.random.SeedSequence) -> Life:
    """Live a number of days, the first of them far enough back to have settled."""
    for_events, for_training, for_nights, for_devices = map(np.random.default_rng, seeds.spawn(4))
    days = weekday.size
    events = events_of(weekday, for_events)
    column = {name: np.zeros(days) for name in _FIELDS}
    sessions: list[Session | None] = []
    usual = 55.0 * body.volume
    fitness = fatigue = soreness = _effect(usual)
    debt = stress = 0.0
    for day in range(days):
        stress = 0.8 * stress + 0.6 * float(for_nights.normal())
        late = 0.8 if weekday[day] in {5, 6} else 0.0
        drunk = float(events.alcohol[day])
        bedtime = body.bedtime_h + late + 0.6 * drunk + float(for_nights.normal(0, 0.5))
        sleep = body.sleep_need_h - 0.25 + 0.45 * late - 0.3 * stress - 0.5 * drunk
        sleep = float(np.clip(sleep + for_nights.normal(0, 0.6), 3.0, 10.5))
        debt = 0.7 * debt + 0.3 * (body.sleep_need_h - sleep)
        form = (fitness - body.fatigue_gain * fatigue + (body.fatigue_gain - 1) * usual) / 12
        trained = form - (soreness - usual) / 80
        rested = -0.9 * debt - 0.4 * stress
        ill = float(events.illness[day])
        confounded = drunk + 0.6 * float(events.travel[day])
        readiness = trained + rested - 2.2 * ill - 0.6 * confounded
        shown = trained + rested
        if body.rises_when_overreached and form < -1.2:
            shown += 2 * (-1.2 - form) + 0.5
        column["readiness"][day] = readiness
        column["fitness"][day], column["fatigue"][day] = fitness, fatigue
        column["ln_rmssd"][day] = (
            body.ln_rmssd
            + body.ln_rmssd_gain * shown
            + events.illness_ln_rmssd[day]
            - 0.12 * confounded
            + for_devices.normal(0, _LN_RMSSD_NOISE)
        )
        column["resting_hr"][day] = (
            body.resting_hr
            - body.resting_hr_gain * shown
            + events.illness_hr[day]
            + 3.0 * confounded
            + for_devices.normal(0, _RESTING_HR_NOISE)
        )
        column["sleep_h"][day], column["bedtime_h"][day] = sleep, bedtime
        column["stress"][day] = stress
        session = session_on(
            day, int(weekday[day]), volume=body.volume, illness=ill, random=for_training
        )
        sessions.append(session)
        load = 0.0 if session is None else session.load
        column["load"][day] = load
        left = _effect(load)
        fitness += (left - fitness) / body.fitness_days
        fatigue += (left - fatigue) / body.fatigue_days
        soreness += (left - soreness) / body.soreness_days
    return Life(sessions, events, **column)
