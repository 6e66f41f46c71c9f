"""Turn simulated days into the records that devices and a journal would keep."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, whole
from trainkit._simulate.days import SimulatedDays, simulate_days
from trainkit._simulate.person import Person, draw_person
from trainkit._simulate.planted import SimulatedEvent, plant
from trainkit._simulate.training import Session
from trainkit._simulate.variation import FROZEN, Variation
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.provenance import Provenance

__all__ = ["Simulation", "Truth", "simulate", "simulate_with_truth"]

SIMULATED = Provenance(source="simulated", licence="simulated")
_END = dt.date(2026, 6, 28)  # a Sunday; no function reads the clock
_SETTLING_DAYS = 70  # simulated before the first recorded day; whole weeks


@dataclass(frozen=True, slots=True)
class Truth:
    """The hidden state, one value for each day of the history.

    Parameters
    ----------
    dates : array of datetime64[D], shape (days,)
        The days.
    readiness : array, shape (days,)
        Ability to train on waking [1]; higher is better, on an arbitrary scale.
    fitness, fatigue : array, shape (days,)
        Accumulated effect of training [1].
    illness : array, shape (days,)
        Share of an illness's full effect [1].
    onsets : tuple of date
        The first day of each illness's effect.
    alcohol, travel : array, shape (days,)
        Strain on the night before [1].
    load : array, shape (days,)
        True load of the day; an hour at threshold is 100 [1].
    """

    dates: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]
    readiness: FloatArray
    fitness: FloatArray
    fatigue: FloatArray
    illness: FloatArray
    onsets: tuple[dt.date, ...]
    alcohol: FloatArray
    travel: FloatArray
    load: FloatArray


class Simulation(NamedTuple):
    """A simulated history and the hidden truth behind it."""

    history: History
    truth: Truth


def simulate(
    athlete: Athlete | None = None,
    *,
    days: int = 180,
    seed: int = 0,
    end: dt.date | None = None,
    events: Sequence[SimulatedEvent] = (),
) -> History:
    """Simulate a plausible athlete for demos and tests; every record is labelled as simulated.

    Training follows a weekly pattern with cut-back weeks, missed sessions and rest when ill. The
    response to load follows the impulse-response model with saturation. Morning values depend on
    it and on sleep, stress, illness, alcohol and travel, and include a device's noise.

    Parameters
    ----------
    athlete : Athlete, optional
        The athlete to simulate; by default a made-up runner.
    days : int
        Number of days [d], at least 1.
    seed : int
        The same seed gives the same history on any machine.
    end : date, optional
        The last day, by default 2026-06-28. It has a night and a morning, but no training yet.
    events : sequence of SimulatedEvent
        What else happens: an illness, a race, a break, pain, travel, a hike, a device error, a
        journal entry. They lie over the simulation and change nothing else.

    Returns
    -------
    History
        Activities and daily health records, with `athlete` set.

    Raises
    ------
    InvalidInput
        `days` is below 1 or above 20,000, or `seed` is negative.

    References
    ----------
    - Banister 1991, in Physiological Testing of the High-Performance Athlete, 2nd ed., Human
      Kinetics, p. 403.
    - Morton et al. 1990, J Appl Physiol 69:1171. <https://doi.org/10.1152/jappl.1990.69.3.1171>
      (impulse-response)
    - Convention: device noise of 0.15 ln ms and 2.5 bpm; an illness of 0.1 to 0.3 ln ms and 2 to 7
      bpm.

    Examples
    --------
    >>> history = simulate(days=28, seed=1)
    >>> history.days[0].provenance.source, len(history.dates)
    ('simulated', 28)
    """
    return simulate_with_truth(athlete, days=days, seed=seed, end=end, events=events).history


def simulate_with_truth(
    athlete: Athlete | None = None,
    *,
    days: int = 180,
    seed: int = 0,
    end: dt.date | None = None,
    events: Sequence[SimulatedEvent] = (),
    variation: Variation = FROZEN,
) -> Simulation:
    """Simulate an athlete as `simulate` does, and return the hidden truth too.

    Parameters
    ----------
    athlete, days, seed, end, events
        As in `simulate`.
    variation : Variation
        How much mornings and training vary; by default as in the frozen simulator.

    Returns
    -------
    Simulation
        ``history``, and the ``truth`` to test estimators against: that of the simulation, without
        `events`.

    Raises
    ------
    InvalidInput
        As `simulate`.
    """
    days = whole("days", days, low=1, high=20_000)
    seed = whole("seed", seed, low=0)
    seeds = np.random.SeedSequence(seed)
    person_seed, days_seed, records_seed = seeds.spawn(3)
    person = draw_person(athlete, np.random.default_rng(person_seed))
    last = _END if end is None else end
    dates = np.arange(np.datetime64(last) - days + 1, np.datetime64(last) + 1)
    simulated_dates = np.arange(dates[0] - _SETTLING_DAYS, dates[-1] + 1)
    weekday = (simulated_dates.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    simulated = simulate_days(person.body, weekday, days_seed, variation)
    random = np.random.default_rng(records_seed)
    columns = _daily_columns(simulated, person, dates, random)
    activities = _activities(simulated, person, dates, random)
    # After every draw, so that an event moves none of them.
    columns, activities = plant(events, columns, activities, person.athlete, SIMULATED)
    history = History.from_columns(
        columns, provenance=SIMULATED, activities=activities, athlete=person.athlete
    )
    return Simulation(history, _truth(simulated, dates))


def _daily_columns(
    simulated: SimulatedDays, person: Person, dates: np.ndarray, random: np.random.Generator
) -> dict[str, np.ndarray]:
    recorded = slice(_SETTLING_DAYS, None)
    sleep, bedtime = simulated.sleep_h[recorded], simulated.bedtime_h[recorded]
    owed = np.maximum(person.body.sleep_need_h - sleep, 0)
    device = np.round(random.normal(sleep, 0.15), 2)
    score = np.clip(np.round(84 - 9 * owed + random.normal(0, 4, dates.size)), 5, 100)
    stress = np.clip(
        np.round(30 + 6 * simulated.stress[recorded] + random.normal(0, 4, dates.size)), 3, 95
    )
    # A night belongs to the day on which it ends.
    asleep = dates.astype("datetime64[s]") + np.round(bedtime * 3600).astype("timedelta64[s]")
    awake = asleep + np.round((sleep + 0.4) * 3600).astype("timedelta64[s]")
    columns: dict[str, np.ndarray] = {
        "hrv_rmssd": np.round(np.exp(simulated.ln_rmssd[recorded]), 1),
        "resting_hr": np.round(simulated.resting_hr[recorded]),
        "sleep_h": device,
        "sleep_score": score,
        "stress": stress,
    }
    for column in columns.values():
        column[simulated.events.no_device[recorded]] = np.nan
    measured = ~simulated.events.no_device[recorded]
    zone = person.athlete.tzinfo
    columns["sleep_start"] = _datetimes(asleep, measured, zone)
    columns["sleep_end"] = _datetimes(awake, measured, zone)
    alcohol = simulated.events.alcohol[recorded]
    drinks = np.where(alcohol > 0, np.round(alcohol * 3), np.nan)
    drinks[random.random(dates.size) < 0.5] = np.nan  # only every other entry is logged
    # Drinks belong to the day before the night that shows them.
    columns["alcohol_units"] = np.r_[drinks[1:], np.nan]
    columns["date"] = dates
    return columns


def _datetimes(at: np.ndarray, known: np.ndarray, zone: dt.tzinfo) -> np.ndarray:
    column = np.full(at.size, None, dtype=object)
    for row in np.flatnonzero(known):
        column[row] = at[row].item().replace(tzinfo=zone)
    return column


def _activities(
    simulated: SimulatedDays, person: Person, dates: np.ndarray, random: np.random.Generator
) -> list[Activity]:
    fatigue = simulated.fatigue / np.maximum(simulated.fitness, 1)
    activities = []
    for row, day in enumerate(dates[:-1].tolist()):  # the last day's training is still to come
        at = row + _SETTLING_DAYS
        session = simulated.sessions[at]
        if session is not None:
            drift = 0.02 * (fatigue[at] - 1) + 0.03 * simulated.events.illness[at]
            activities.append(_activity(session, day, person.athlete, float(drift), random))
    return activities


def _activity(
    session: Session, day: dt.date, athlete: Athlete, drift: float, random: np.random.Generator
) -> Activity:
    """Record a session as a watch would, but as a summary without samples."""
    thresholds = athlete.at(day, session.sport)
    hour = 9 if day.weekday() >= 5 else 18
    start = dt.datetime.combine(day, dt.time(hour, int(random.integers(0, 50))), athlete.tzinfo)
    seconds = round(session.minutes * 60)
    reserve = 0.88 * session.intensity**0.9 * (1 + drift + float(random.normal(0, 0.015)))
    mean = thresholds.hr_rest + min(reserve, 0.97) * (thresholds.hr_max - thresholds.hr_rest)
    ascent = float(random.gamma(2.0, 30.0))
    power = distance = None
    if session.sport == "cycling":
        power = session.intensity * (thresholds.ftp_w or 210.0)
        distance = seconds * (7.5 + float(random.normal(0, 0.3)))
    else:
        threshold = thresholds.threshold_speed_m_s or 3.6
        level = session.intensity * threshold * seconds * (1 + float(random.normal(0, 0.01)))
        distance = max(level - 7 * ascent, level / 2)
    rpe = 1 + 7 * session.intensity**2.2 + (0.7 if session.minutes > 80 else 0) + 8 * drift
    rated = random.random() < 0.7
    return Activity(
        sport=session.sport,
        start=start,
        elapsed_s=seconds + float(random.integers(0, 240)),
        moving_s=seconds,
        distance_m=round(distance),
        ascent_m=round(ascent),
        hr_mean=round(mean),
        hr_max=round(min(mean * (1.06 + 0.08 * session.intensity), thresholds.hr_max)),
        power_mean=None if power is None else round(power * 0.97),
        normalized_power_w=None if power is None else round(power),
        rpe=float(np.clip(round(2 * (rpe + random.normal(0, 0.6))) / 2, 1, 10)) if rated else None,
        name=f"{session.name} (simulated)",
        provenance=SIMULATED,
    )


def _truth(simulated: SimulatedDays, dates: np.ndarray) -> Truth:
    recorded = slice(_SETTLING_DAYS, None)
    onsets = dates[simulated.events.onset[recorded]]
    return Truth(
        dates=dates,
        readiness=simulated.readiness[recorded],
        fitness=simulated.fitness[recorded],
        fatigue=simulated.fatigue[recorded],
        illness=simulated.events.illness[recorded],
        onsets=tuple(onsets.tolist()),
        alcohol=simulated.events.alcohol[recorded],
        travel=simulated.events.travel[recorded],
        load=simulated.load[recorded],
    )
