"""From a simulated life to the records that devices and a journal would have kept."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, whole
from trainkit._simulate._days import Life, lived
from trainkit._simulate._person import Person, person_of
from trainkit._simulate._training import Session
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.provenance import Provenance

__all__ = ["Simulation", "Truth", "simulate", "simulate_with_truth"]

SIMULATED = Provenance(source="simulated", licence="simulated")
_END = dt.date(2026, 6, 28)  # a Sunday; no function reads the clock
_SETTLING = 70  # days lived before the first one that is kept: whole weeks


@dataclass(frozen=True, slots=True)
class Truth:
    """What no device shows, one value for each day of the history.

    Parameters
    ----------
    dates : array of datetime64[D], shape (days,)
        The days.
    readiness : array, shape (days,)
        How able the body is on waking [1]; higher is better, its scale is its own.
    fitness, fatigue : array, shape (days,)
        What training has left behind [1].
    illness : array, shape (days,)
        Share of an illness's full effect that is there [1].
    onsets : tuple of date
        The first day of each illness's effect.
    alcohol, travel : array, shape (days,)
        What lay on the night before [1].
    load : array, shape (days,)
        The true load of the day; an hour at threshold is 100 [1].
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
    """A simulated history, and the truth behind it."""

    history: History
    truth: Truth


def simulate(
    athlete: Athlete | None = None, *, days: int = 180, seed: int = 0, end: dt.date | None = None
) -> History:
    """Make up a plausible athlete, for demos and tests; every record says that it is simulated.

    Training follows a weekly pattern with cut-back weeks, misses and rest when ill. What a load
    leaves behind follows the impulse-response model with saturation; mornings answer to it, to
    sleep, stress, illness, alcohol and travel, and are read with a device's noise.

    Parameters
    ----------
    athlete : Athlete, optional
        Whose thresholds to use; by default a made-up runner.
    days : int
        How many days [d], at least 1.
    seed : int
        The same seed gives the same history on any machine.
    end : date, optional
        The last day; by default 2026-06-28, for no function reads the clock. Its night and
        morning are there, its training is not.

    Returns
    -------
    History
        Activities and daily health, with `athlete` set.

    Raises
    ------
    InvalidInput
        Fewer than 1 day, more than 20,000, or a negative seed.

    References
    ----------
    Banister 1991; Morton, Fitz-Clarke & Banister 1990, J Appl Physiol 69:1171 (impulse-response);
    night-to-night noise of 0.15 ln ms and 2.5 bpm, and illness of 0.1 to 0.3 ln ms and 2 to 7 bpm,
    are conventions of this simulation.

    Examples
    --------
    >>> history = simulate(days=28, seed=1)
    >>> history.days[0].provenance.source, len(history.dates)
    ('simulated', 28)
    """
    return simulate_with_truth(athlete, days=days, seed=seed, end=end).history


def simulate_with_truth(
    athlete: Athlete | None = None, *, days: int = 180, seed: int = 0, end: dt.date | None = None
) -> Simulation:
    """Make up an athlete as `simulate` does, and tell the truth too.

    Parameters
    ----------
    athlete, days, seed, end
        As in `simulate`.

    Returns
    -------
    Simulation
        ``history`` and ``truth``: estimators are tested against the latter.

    Raises
    ------
    InvalidInput
        As `simulate`.
    """
    days = whole("days", days, low=1, high=20_000)
    seed = whole("seed", seed, low=0)
    seeds = np.random.SeedSequence(seed)
    for_person, for_life, for_records = seeds.spawn(3)
    person = person_of(athlete, np.random.default_rng(for_person))
    last = _END if end is None else end
    dates = np.arange(np.datetime64(last) - days + 1, np.datetime64(last) + 1)
    lived_dates = np.arange(dates[0] - _SETTLING, dates[-1] + 1)
    weekday = (lived_dates.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    life = lived(person.body, weekday, for_life)
    random = np.random.default_rng(for_records)
    history = History.from_columns(
        _mornings(life, person, dates, random),
        provenance=SIMULATED,
        activities=_activities(life, person, dates, random),
        athlete=person.athlete,
    )
    return Simulation(history, _truth(life, dates))


def _mornings(
    life: Life, person: Person, dates: np.ndarray, random: np.random.Generator
) -> dict[str, np.ndarray]:
    kept = slice(_SETTLING, None)
    sleep, bedtime = life.sleep_h[kept], life.bedtime_h[kept]
    owed = np.maximum(person.body.sleep_need_h - sleep, 0)
    device = np.round(random.normal(sleep, 0.15), 2)
    score = np.clip(np.round(84 - 9 * owed + random.normal(0, 4, dates.size)), 5, 100)
    stress = np.clip(np.round(30 + 6 * life.stress[kept] + random.normal(0, 4, dates.size)), 3, 95)
    # A night begins on the evening before its day.
    asleep = dates.astype("datetime64[s]") + np.round(bedtime * 3600).astype("timedelta64[s]")
    awake = asleep + np.round((sleep + 0.4) * 3600).astype("timedelta64[s]")
    columns: dict[str, np.ndarray] = {
        "hrv_rmssd": np.round(np.exp(life.ln_rmssd[kept]), 1),
        "resting_hr": np.round(life.resting_hr[kept]),
        "sleep_h": device,
        "sleep_score": score,
        "stress": stress,
    }
    for column in columns.values():
        column[life.events.no_device[kept]] = np.nan
    worn = ~life.events.no_device[kept]
    zone = person.athlete.tzinfo
    columns["sleep_start"] = _moments(asleep, worn, zone)
    columns["sleep_end"] = _moments(awake, worn, zone)
    told = np.where(life.events.alcohol[kept] > 0, np.round(life.events.alcohol[kept] * 3), np.nan)
    told[random.random(dates.size) < 0.5] = np.nan  # the journal is kept every other time
    columns["alcohol_units"] = np.r_[told[1:], np.nan]  # drunk on the day before the night shows it
    columns["date"] = dates
    return columns


def _moments(at: np.ndarray, known: np.ndarray, zone: dt.tzinfo) -> np.ndarray:
    column = np.full(at.size, None, dtype=object)
    for row in np.flatnonzero(known):
        column[row] = at[row].item().replace(tzinfo=zone)
    return column


def _activities(
    life: Life, person: Person, dates: np.ndarray, random: np.random.Generator
) -> list[Activity]:
    fatigue = life.fatigue / np.maximum(life.fitness, 1)
    made = []
    for row, day in enumerate(dates[:-1].tolist()):  # today's training is still to come
        at = row + _SETTLING
        session = life.sessions[at]
        if session is not None:
            drift = 0.02 * (fatigue[at] - 1) + 0.03 * life.events.illness[at]
            made.append(_activity(session, day, person.athlete, float(drift), random))
    return made


def _activity(
    session: Session, day: dt.date, athlete: Athlete, drift: float, random: np.random.Generator
) -> Activity:
    """Record a session as a watch would: summaries, without samples."""
    now = athlete.at(day, session.sport)
    hour = 9 if day.weekday() >= 5 else 18
    start = dt.datetime.combine(day, dt.time(hour, int(random.integers(0, 50))), athlete.tzinfo)
    seconds = round(session.minutes * 60)
    reserve = 0.88 * session.intensity**0.9 * (1 + drift + float(random.normal(0, 0.015)))
    mean = now.hr_rest + min(reserve, 0.97) * (now.hr_max - now.hr_rest)
    ascent = float(random.gamma(2.0, 30.0))
    power = distance = None
    if session.sport == "cycling":
        power = session.intensity * (now.ftp_w or 210.0)
        distance = seconds * (7.5 + float(random.normal(0, 0.3)))
    else:
        threshold = now.threshold_speed_m_s or 3.6
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
        hr_max=round(min(mean * (1.06 + 0.08 * session.intensity), now.hr_max)),
        power_mean=None if power is None else round(power * 0.97),
        normalized_power_w=None if power is None else round(power),
        rpe=float(np.clip(round(2 * (rpe + random.normal(0, 0.6))) / 2, 1, 10)) if rated else None,
        name=f"{session.name} (simulated)",
        provenance=SIMULATED,
    )


def _truth(life: Life, dates: np.ndarray) -> Truth:
    kept = slice(_SETTLING, None)
    onsets = dates[life.events.onset[kept]]
    return Truth(
        dates=dates,
        readiness=life.readiness[kept],
        fitness=life.fitness[kept],
        fatigue=life.fatigue[kept],
        illness=life.events.illness[kept],
        onsets=tuple(onsets.tolist()),
        alcohol=life.events.alcohol[kept],
        travel=life.events.travel[kept],
        load=life.load[kept],
    )
