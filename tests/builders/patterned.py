"""Made-up athletes whose days follow known patterns, or none: what insights should find.

Training comes from the simulator: its week, its cut-backs, its missed sessions. Mornings and heart
rates are made anew from autocorrelated noise, so that nothing goes along with anything but what is
planted here. The draws are frozen: change nothing, add another builder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._simulate import simulate_with_truth
from trainkit.models import Activity, Athlete, History, PlannedWorkout, Provenance

EFFECTS = (
    "sleep",
    "alcohol",
    "stress",
    "late_training",
    "recovery_spacing",
    "workout_type",
    "load_spike",
    "monotony",
    "fatigue",
    "trend_hrv",
    "trend_resting_hr",
    "trend_efficiency",
    "adherence",
    "heat",
    "time_of_day",
)
"""What may be planted; an athlete with effects has about a third of them."""

TUNING_SEEDS = range(100)
HELD_OUT_SEEDS = range(1000, 1100)

_END = dt.date(2026, 6, 28)
_SOURCE = Provenance(source="simulated", licence="simulated")
_SHARE = 1 / 3
_TYPES = ("easy", "tempo", "intervals", "long")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Patterned:
    """A history and what was planted in it: the size of each effect, in the units of `_draw`."""

    history: History
    athlete: Athlete
    planted: Mapping[str, float]


def patterned(seed: int, *, effects: bool | Sequence[str] = True) -> Patterned:
    """Make an athlete; `effects` are drawn, or named, or none."""
    random = np.random.default_rng([22, seed])
    days = int(random.integers(200, 541))
    drawn = _draw(random)
    names = (
        [name for name in EFFECTS if random.random() < _SHARE]
        if effects is True
        else list(effects or ())
    )
    planted = {name: drawn[name] for name in names}
    base = simulate_with_truth(days=days, seed=seed, end=_END).history
    athlete = base.athlete
    assert athlete is not None
    dates = base.dates
    rows = {day: row for row, day in enumerate(dates.tolist())}
    temperature = _temperatures(dates, random)
    sessions, workouts = _train(base, rows, temperature, planted, random)
    columns = _mornings(dates, _count(sessions, rows), planted, random)
    activities = _hearts(sessions, rows, planted, random)
    history = History.from_columns(
        columns, provenance=_SOURCE, activities=activities, athlete=athlete
    )
    history = history.model_copy(update={"workouts": tuple(workouts)})
    return Patterned(history, athlete, planted)


def _draw(random: np.random.Generator) -> dict[str, float]:
    """Draw the size of every effect, planted or not, so that the other draws stay the same."""
    uniform = random.uniform
    drawn = {
        "sleep": uniform(0.06, 0.11),  # ln ms for each hour
        "alcohol": -uniform(0.12, 0.24),  # ln ms after a day with drinks
        "stress": -uniform(0.06, 0.12),  # ln ms for each SD of the day before
        "late_training": -uniform(0.12, 0.22),  # ln ms after a session that ends late
        "recovery_spacing": -uniform(0.12, 0.22),  # ln ms on the morning after, half of it later
        "workout_type": -uniform(2.0, 4.0),  # bpm at the same pace for each SD of six weeks
        "load_spike": -uniform(0.08, 0.14),  # ln ms for each SD of the week over the month
        "monotony": -uniform(0.08, 0.14),  # ln ms for each SD of seven days
        "fatigue": -uniform(0.08, 0.14),  # ln ms for each SD of four weeks
        "trend_hrv": uniform(0.13, 0.22) * random.choice([-1, 1]),  # ln ms from a day on
        "trend_resting_hr": uniform(3.0, 6.0) * random.choice([-1, 1]),  # bpm from a day on
        "trend_efficiency": uniform(4.0, 7.0) * random.choice([-1, 1]),  # bpm from a day on
        "adherence": uniform(0.35, 0.6),  # share of one weekday's sessions missed, more than others
        "heat": uniform(0.5, 1.0),  # bpm for each degree above 15
        "time_of_day": uniform(3.0, 6.0) * random.choice([-1, 1]),  # bpm in the morning
    }
    return {name: float(size) for name, size in drawn.items()}


def _noise(days: int, again: float, random: np.random.Generator) -> Floats:
    """Make noise with an SD of 1 of which a share is still there a day later."""
    noise = random.standard_normal(days)
    for day in range(1, days):
        noise[day] = again * noise[day - 1] + np.sqrt(1 - again**2) * noise[day]
    return noise


def _temperatures(dates: NDArray[np.datetime64], random: np.random.Generator) -> Floats:
    of_year = (dates - dates.astype("datetime64[Y]")).astype(int)
    season = 14 - 9 * np.cos(2 * np.pi * (of_year - 20) / 365)
    return np.asarray(season + 3.5 * _noise(dates.size, 0.6, random))


@dataclass
class _Session:
    """One session before it has a heart rate."""

    activity: Activity
    kind: str
    hour: float
    temperature: float


def _train(
    base: History,
    rows: Mapping[dt.date, int],
    temperature: Floats,
    planted: Mapping[str, float],
    random: np.random.Generator,
) -> tuple[list[_Session], list[PlannedWorkout]]:
    """Vary the simulator's training: blocks of types, times of day, and what was missed."""
    weak = int(random.integers(1, 7))
    blocks = _blocks(len(rows), random)
    sessions, workouts = [], []
    for activity in base.activities:
        row, weekday = rows[activity.day], activity.day.weekday()
        kind = _kind(activity.name or "")
        scale = blocks[kind][row]
        early, late, missed, minute, extra = random.random(5)
        hour = 6.5 + extra if early < 0.4 else 17.0 + 1.5 * extra
        if early > 0.82:
            hour = 20.0 + 0.8 * late
        seconds = round(activity.duration_s * scale)
        workouts.append(
            PlannedWorkout(
                name=kind,
                sport=activity.sport,
                date=activity.day,
                kind="easy" if kind != "long" else "long",
                planned_s=seconds,
                planned_m=round((activity.distance_m or 0) * scale),
                load=50,
                provenance=_SOURCE,
            )
        )
        miss = 0.08 + (planted.get("adherence", 0.0) if weekday == weak else 0.0)
        if missed < miss:
            continue
        start = dt.datetime.combine(activity.day, dt.time(), activity.start.tzinfo)
        start += dt.timedelta(hours=hour, minutes=float(round(10 * minute)))
        ascent = (activity.ascent_m or 0) * scale
        changed = activity.model_copy(
            update={
                "start": start,
                "elapsed_s": float(seconds),
                "moving_s": float(seconds),
                "distance_m": round((activity.distance_m or 0) * scale),
                "ascent_m": round(ascent),
                "temperature_mean": round(float(temperature[row]) + (2 if hour > 12 else -3), 1),
                "rpe": None,
            }
        )
        sessions.append(_Session(changed, kind, hour, changed.temperature_mean or 0.0))
    return sessions, workouts


def _kind(name: str) -> str:
    for word, kind in (("Interval", "intervals"), ("Tempo", "tempo"), ("Long", "long")):
        if name.startswith(word):
            return kind
    return "easy"


def _blocks(days: int, random: np.random.Generator) -> dict[str, Floats]:
    """Draw blocks of three to six weeks, in which each kind of session is shorter or longer."""
    scales = {kind: np.ones(days) for kind in _TYPES}
    for kind in _TYPES:
        day = 0
        while day < days:
            length = 7 * int(random.integers(3, 7))
            scales[kind][day : day + length] = random.uniform(0.55, 1.45)
            day += length
    return scales


class _Trained(NamedTuple):
    """One value a day: the load, and whether a session was hard, or late in the evening."""

    load: Floats
    hard: Floats
    late: Floats


def _count(sessions: Sequence[_Session], rows: Mapping[dt.date, int]) -> _Trained:
    load, hard, late = np.zeros((3, len(rows)))
    for session in sessions:
        row, hours = rows[session.activity.day], session.activity.duration_s / 3600
        share = {"easy": 0.7, "long": 0.73, "tempo": 0.84, "intervals": 0.88}[session.kind]
        load[row] += 100 * hours * share**2
        hard[row] = max(hard[row], float(session.kind in {"intervals", "tempo"}))
        late[row] = max(late[row], float(session.hour >= 20))
    return _Trained(load, hard, late)


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / (values.std() or 1.0))


def _mean_before(values: Floats, days: int) -> Floats:
    """Take the mean of the `days` days before each day."""
    sums = np.cumsum(np.r_[np.full(days, values.mean()), values])
    return np.asarray((sums[days - 1 : -1] - np.r_[0.0, sums[: values.size - 1]]) / days)


def _mornings(
    dates: NDArray[np.datetime64],
    trained: _Trained,
    planted: Mapping[str, float],
    random: np.random.Generator,
) -> dict[str, NDArray[Any]]:
    days = dates.size
    sleep = 7.4 + random.uniform(0.6, 0.9) * _noise(days, random.uniform(0.0, 0.3), random)
    stress = _noise(days, random.uniform(0.2, 0.5), random)
    weekend = np.isin((dates.astype(int) + 3) % 7, (4, 5))
    drinks = np.where(random.random(days) < np.where(weekend, 0.3, 0.07), 1.0, 0.0)
    amount = drinks * random.integers(1, 5, days)
    deviation = _after_training(trained, planted)
    deviation += planted.get("sleep", 0.0) * (sleep - 7.4)
    deviation += planted.get("alcohol", 0.0) * _yesterday(drinks)
    deviation += planted.get("stress", 0.0) * _yesterday(stress)
    change = int(days - random.integers(35, 91))
    since = np.arange(days) >= change
    usual = 4.0 + random.normal(0, 0.3)
    ln: Floats = usual + random.uniform(0.13, 0.2) * _noise(days, random.uniform(0.0, 0.5), random)
    ln = ln + deviation + planted.get("trend_hrv", 0.0) * since
    pulse: Floats = 50 + random.uniform(1.8, 3.0) * _noise(days, random.uniform(0.3, 0.85), random)
    pulse = pulse - 12 * deviation + planted.get("trend_resting_hr", 0.0) * since
    measured: dict[str, NDArray[Any]] = {
        "hrv_rmssd": np.round(np.exp(np.clip(ln, 2.0, 5.4)), 1),
        "resting_hr": np.round(pulse),
        "sleep_h": np.round(np.clip(sleep, 3, 11), 2),
        "stress": np.round(np.clip(32 + 9 * stress, 2, 98)),
    }
    unknown = random.random(days) < random.uniform(0.03, 0.15)
    gap = int(random.integers(20, days - 20))
    unknown[gap : gap + int(random.integers(3, 15))] = True
    for column in measured.values():
        column[unknown] = np.nan
    logged = np.where(random.random(days) < 0.8, amount, np.nan)
    return {"date": dates, **measured, "alcohol_units": logged}


def _yesterday(values: Floats) -> Floats:
    return np.asarray(np.r_[0.0, values[:-1]])


def _after_training(trained: _Trained, planted: Mapping[str, float]) -> Floats:
    """Add up what training does to lnRMSSD of each morning; the pulse moves the other way."""
    loads = trained.load
    week, month = _mean_before(loads, 7), _mean_before(loads, 28)
    spread = np.array(
        [loads[max(day - 7, 0) : day].std() if day > 1 else np.nan for day in range(loads.size)]
    )
    spread = np.maximum(np.where(np.isnan(spread), np.nanmean(spread), spread), 5)
    monotony = np.minimum(week / spread, 4)
    after = _yesterday(trained.hard) + 0.5 * _yesterday(_yesterday(trained.hard))
    total = planted.get("late_training", 0.0) * _yesterday(trained.late)
    total += planted.get("recovery_spacing", 0.0) * after
    total += planted.get("load_spike", 0.0) * _standard(week / np.maximum(month, 5))
    total += planted.get("monotony", 0.0) * _standard(monotony)
    total += planted.get("fatigue", 0.0) * _standard(month)
    return total


def _hearts(
    sessions: Sequence[_Session],
    rows: Mapping[dt.date, int],
    planted: Mapping[str, float],
    random: np.random.Generator,
) -> list[Activity]:
    """Give each session its heart rate: from its pace, noise, and what is planted."""
    days = len(rows)
    kind = _TYPES[int(random.integers(0, 4))]
    dose = np.zeros(days)
    for session in sessions:
        if session.kind == kind:
            dose[rows[session.activity.day]] += session.activity.duration_s / 60
    smooth = np.full(days, dose.mean())
    for day in range(1, days):
        smooth[day] = smooth[day - 1] + (dose[day - 1] - smooth[day - 1]) / 21
    smooth = _standard(smooth)
    change = int(days - random.integers(35, 91))
    noise = random.uniform(2.5, 4.0) * _noise(len(sessions), random.uniform(0.0, 0.3), random)
    activities = []
    for at, session in enumerate(sessions):
        activity, row = session.activity, rows[session.activity.day]
        flat = ((activity.distance_m or 0) + 7 * (activity.ascent_m or 0)) / activity.duration_s
        base = 30 * flat + 46 if activity.sport == "running" else 0.42 * _power(activity) + 66
        pulse = base + noise[at]
        pulse += planted.get("workout_type", 0.0) * smooth[row]
        pulse += planted.get("trend_efficiency", 0.0) * (row >= change)
        pulse += planted.get("heat", 0.0) * max(session.temperature - 15, 0)
        pulse += planted.get("time_of_day", 0.0) * (session.hour < 12)
        pulse = float(np.clip(round(pulse), 85, 184))
        update = {"hr_mean": pulse, "hr_max": min(pulse + 12, 188)}
        activities.append(activity.model_copy(update=update))
    return activities


def _power(activity: Activity) -> float:
    return activity.normalized_power_w or 150.0
