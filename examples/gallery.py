"""Draw the gallery of charts from simulated data; ``--write`` updates docs/gallery.md."""

import datetime as dt
from pathlib import Path

import numpy as np

import trainkit as tk

PAGE = Path(__file__).resolve().parents[1] / "docs" / "gallery.md"
FOLDER = PAGE.parent / "gallery"
END = dt.date(2026, 6, 28)
RACE = dt.date(2026, 9, 20)
THRESHOLD_M_S = 4.1
FTP_W = 245.0


def _athlete() -> tk.Athlete:
    return tk.Athlete(
        name="Sam",
        sex="female",
        birth_date=dt.date(1991, 4, 2),
        hr_rest=49,
        hr_max=188,
        hr_threshold=169,
        ftp_w=FTP_W,
        threshold_speed_m_s=THRESHOLD_M_S,
        mass_kg=61,
    )


def _history(days: int = 480) -> tk.History:
    """Simulate a season and a half with an illness, an evening and three races, with samples."""
    event = tk.SimulatedEvent
    events = [
        event(kind="race", day=dt.date(2025, 10, 12), distance_m=21_097.5),
        event(kind="race", day=dt.date(2026, 3, 29), distance_m=10_000),
        event(kind="race", day=dt.date(2026, 5, 31), distance_m=5_000),
        event(kind="illness", day=dt.date(2026, 5, 4), days=6, fever=True),
        event(kind="journal", day=dt.date(2026, 6, 13), values={"alcohol_units": 4}),
    ]
    athlete = _athlete()
    history = tk.simulate(athlete, days=days, seed=7, end=END, events=events)
    recorded = [
        activity.model_copy(update={"streams": _record(activity, number)})
        for number, activity in enumerate(history.activities)
    ]
    races = [
        tk.RaceResult(date=dt.date(2025, 10, 12), distance_m=21_097.5, time_s=5820),
        tk.RaceResult(date=dt.date(2026, 3, 29), distance_m=10_000, time_s=2560),
        tk.RaceResult(date=dt.date(2026, 5, 31), distance_m=5_000, time_s=1222),
    ]
    return history.model_copy(update={"activities": tuple(recorded), "races": tuple(races)})


def _record(activity: tk.Activity, seed: int) -> tk.Streams:
    """Make one sample a second: effort by the name of the session, and a heart that follows."""
    random = np.random.default_rng(seed)
    size = max(int(activity.duration_s), 60)
    time_s = np.arange(float(size))
    name = (activity.name or "").removesuffix(" (simulated)")
    effort = _effort(name, time_s) * random.normal(1.0, 0.015)
    if name == "Race":
        effort = np.full(size, (activity.distance_m or 0.0) / size / THRESHOLD_M_S)
    effort = effort * (1 + 0.03 * _smooth(random.normal(size=size), 20))
    heart = np.empty(size)
    level = 0.55
    for at, target in enumerate((effort**0.75 * (1 + 0.00002 * time_s)).tolist()):
        level += (target - level) / 35
        heart[at] = level
    beats = np.round(np.minimum(169 * heart, 184) + random.normal(0, 0.8, size))
    if activity.sport == "cycling":
        effort = effort * _surges(time_s, seed)
        watts = np.round(FTP_W * effort * np.clip(random.normal(1, 0.08, size), 0, 2))
        return tk.Streams(time_s=time_s, heart_rate=beats, power=watts, speed=8.4 * effort**0.4)
    height = 40 + 25 * np.sin(time_s / 500) + 12 * np.sin(time_s / 170)
    speed = THRESHOLD_M_S * effort
    return tk.Streams(
        time_s=time_s,
        heart_rate=beats,
        speed=speed,
        distance=np.cumsum(speed),
        altitude=height,
    )


def _effort(name: str, time_s: np.ndarray) -> np.ndarray:
    """Return the share of the threshold at each second."""
    whole = float(time_s[-1]) + 1
    middle = (time_s > 720) & (time_s < whole - 480)
    if name == "Intervals":
        hard = middle & ((time_s - 720) % 360 < 240)
        return np.where(hard, 1.09, np.where(middle, 0.60, 0.70))
    if name == "Tempo run":
        return np.where(middle, 0.97, 0.70)
    return np.full(time_s.size, 0.66 if name == "Endurance ride" else 0.72)


def _surges(time_s: np.ndarray, number: int) -> np.ndarray:
    """Return how much harder parts of a ride are: sprints, or hard minutes, fresher with time."""
    seconds, times = ((12, 4.2), (60, 2.7), (240, 1.88), (1200, 1.43))[number % 4]
    hard = (time_s > 900) & ((time_s - 900) % (4 * seconds + 240) < seconds)
    fading = np.exp(-((time_s - 900) % (4 * seconds + 240)) / (8 * seconds))
    return np.where(hard & (time_s < time_s[-1] - 600), times * (0.94 + 0.06 * fading), 1.0)


def _smooth(values: np.ndarray, size: int) -> np.ndarray:
    return np.convolve(values, np.ones(size) / np.sqrt(size), mode="same")
