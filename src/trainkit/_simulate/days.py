"""Simulate day by day: load adds fitness and fatigue, sleep repays, devices measure with noise."""

from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray
from trainkit._simulate.events import Events, draw_events
from trainkit._simulate.person import Body
from trainkit._simulate.training import Session, choose_session
from trainkit._simulate.variation import FROZEN, Variation, draw_rest_when_ill, measurement_noise

__all__ = ["SimulatedDays", "simulate_days"]

_HALF_LOAD = 140.0  # the load with half of the greatest possible effect
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
class SimulatedDays:
    """One value per day; measured values include the device's noise.

    Parameters
    ----------
    sessions : list of Session or None
        The session of each day; None is rest.
    events : Events
        Illness, alcohol, travel and missing nights.
    readiness, fitness, fatigue : array
        The true state on waking [1].
    ln_rmssd, resting_hr : array
        As measured [ln ms], [bpm].
    sleep_h, bedtime_h : array
        The night before [h], [h from midnight].
    stress : array
        Stress outside training [1].
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
    """Compute the effect of a load, which saturates."""
    return 2 * _HALF_LOAD * load / (_HALF_LOAD + load)


def simulate_days(
    body: Body,
    weekday: np.ndarray,
    seeds: np.random.SeedSequence,
    variation: Variation = FROZEN,
) -> SimulatedDays:
    """Simulate consecutive days, including those in which fitness and fatigue settle."""
    generators = list(map(np.random.default_rng, seeds.spawn(5)))
    events_random, training_random, nights_random, devices_random, varied_random = generators
    days = weekday.size
    events = draw_events(weekday, events_random)
    rests = draw_rest_when_ill(events.onset, variation, varied_random)
    column: dict[str, FloatArray] = {name: np.zeros(days) for name in _FIELDS}
    state = np.zeros(days)
    sessions: list[Session | None] = []
    usual = 55.0 * body.volume
    fitness = fatigue = soreness = _effect(usual)
    debt = stress = 0.0
    for day in range(days):
        # The order of the draws is frozen: moving one changes every simulated history.
        stress = 0.8 * stress + 0.6 * float(nights_random.normal())
        weekend_delay = 0.8 if weekday[day] in {5, 6} else 0.0
        alcohol = float(events.alcohol[day])
        bedtime = (
            body.bedtime_h + weekend_delay + 0.6 * alcohol + float(nights_random.normal(0, 0.5))
        )
        sleep = body.sleep_need_h - 0.25 + 0.45 * weekend_delay - 0.3 * stress - 0.5 * alcohol
        sleep = float(np.clip(sleep + nights_random.normal(0, 0.6), 3.0, 10.5))
        debt = 0.7 * debt + 0.3 * (body.sleep_need_h - sleep)
        form = (fitness - body.fatigue_gain * fatigue + (body.fatigue_gain - 1) * usual) / 12
        training_effect = form - (soreness - usual) / 80
        rest_effect = -0.9 * debt - 0.4 * stress
        illness = float(events.illness[day])
        confounded = alcohol + 0.6 * float(events.travel[day])
        readiness = training_effect + rest_effect - 2.2 * illness - 0.6 * confounded
        state[day] = training_effect + rest_effect
        if body.rises_when_overreached and form < -1.2:
            state[day] += 2 * (-1.2 - form) + 0.5
        column["readiness"][day] = readiness
        column["fitness"][day], column["fatigue"][day] = fitness, fatigue
        column["sleep_h"][day], column["bedtime_h"][day] = sleep, bedtime
        column["stress"][day] = stress
        session = choose_session(
            day,
            int(weekday[day]),
            volume=body.volume,
            illness=illness,
            random=training_random,
            missed=variation.missed,
            rests_when_ill=float(rests[day]),
        )
        sessions.append(session)
        load = 0.0 if session is None else session.load
        column["load"][day] = load
        effect = _effect(load)
        fitness += (effect - fitness) / body.fitness_days
        fatigue += (effect - fatigue) / body.fatigue_days
        soreness += (effect - soreness) / body.soreness_days
    noise = measurement_noise(days, variation, devices_random, varied_random)
    column["ln_rmssd"], column["resting_hr"] = _measure(body, events, variation, state, noise)
    return SimulatedDays(sessions, events, **column)


def _measure(
    body: Body,
    events: Events,
    variation: Variation,
    state: FloatArray,
    noise: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, FloatArray]:
    """Compute what a device shows on each morning [ln ms], [bpm]."""
    confounded = variation.response * (events.alcohol + 0.6 * events.travel)
    state = variation.response * state
    ln_rmssd = (
        body.ln_rmssd
        + body.ln_rmssd_gain * state
        + events.illness_ln_rmssd
        - 0.12 * confounded
        + noise[0]
    )
    resting_hr = (
        body.resting_hr
        - body.resting_hr_gain * state
        + events.illness_hr
        + 3.0 * confounded
        + noise[1]
    )
    return ln_rmssd, resting_hr
