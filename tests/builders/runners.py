"""Made-up athletes, goals and lives, by seed: what the sweep plans for."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

import trainkit as tk
from trainkit.models import WEEKDAYS

START = dt.date(2026, 6, 29)  # a Monday
SPEEDS = {"novice": 2.6, "regular": 3.4, "elite": 4.8}
DISTANCES = (5000.0, 10_000.0, 21_097.5, 42_195.0, 50_000.0)
STYLES = ("conservative", "balanced", "adaptive", "aggressive")


@dataclass(frozen=True)
class Case:
    """What to plan, and for whom."""

    athlete: tk.Athlete
    history: tk.History | None
    goals: tuple[tk.Goal, ...]
    availability: tk.Availability


def case(seed: int) -> Case:
    """Distance 5 to 50 km, 6 to 30 weeks, 3 to 14 hours, any style, age and level."""
    random = np.random.default_rng(seed)
    weeks = int(random.integers(6, 31))
    level = str(random.choice(list(SPEEDS)))
    athlete = tk.Athlete(
        sex="male",
        birth_date=dt.date(2026 - int(random.integers(18, 76)), 1, 1),
        hr_rest=50,
        hr_max=190,
        hr_threshold=170,
        threshold_speed_m_s=SPEEDS[level],
        risk_style=str(random.choice(STYLES)),  # type: ignore[arg-type]
    )
    known = level != "novice" or random.random() < 0.5
    history = tk.simulate(athlete, days=100, seed=seed) if known else None
    race = START + dt.timedelta(days=7 * weeks - 1)
    goals = [tk.Goal(distance_m=float(random.choice(DISTANCES)), date=race)]
    availability = _time(random, weeks, race)
    if weeks > 12 and random.random() < 0.4:
        on_the_way = START + dt.timedelta(days=7 * int(random.integers(5, weeks - 4)) + 6)
        if on_the_way not in availability.blackout:
            goals.append(tk.Goal(distance_m=10_000, date=on_the_way, priority="B"))
    return Case(athlete, history, tuple(goals), availability)


def _time(random: np.random.Generator, weeks: int, race: dt.date) -> tk.Availability:
    hours = float(random.uniform(3, 14))
    count = int(random.integers(3, 7))
    minutes = dict.fromkeys(WEEKDAYS, 0.0)
    shares = random.dirichlet(np.ones(count)) * hours * 78
    for place, share in zip(random.permutation(7)[:count], shares, strict=True):
        minutes[WEEKDAYS[place]] = float(np.clip(share, 30, 300))
    offsets = random.integers(5, 7 * weeks - 2, int(random.integers(0, 6)))
    days = {START + dt.timedelta(days=int(one)) for one in offsets} - {race}
    return tk.Availability(minutes=minutes, blackout=tuple(sorted(days)), hours_per_week=hours)


RUNNER = tk.Athlete(
    sex="male",
    birth_date=dt.date(1988, 1, 1),
    hr_rest=50,
    hr_max=188,
    hr_threshold=170,
    threshold_speed_m_s=3.55,
)
FIVE_DAYS = tk.Availability(
    minutes={"mon": 0, "tue": 75, "wed": 60, "thu": 75, "fri": 0, "sat": 75, "sun": 210}
)


def marathon(weeks: int = 16) -> tk.Goal:
    """A marathon on the Sunday of a week."""
    date = START + dt.timedelta(days=7 * weeks - 1)
    return tk.Goal(distance_m=42_195, date=date, time_s=3.5 * 3600, name="Marathon")


def followed(
    plan: tk.TrainingPlan, until: dt.date, *, skip: frozenset[dt.date] = frozenset()
) -> tk.History:
    """Do every session of a plan before a day, but some."""
    done = [
        tk.Activity(
            sport="running",
            start=dt.datetime.combine(one.date, dt.time(18), dt.UTC),
            elapsed_s=one.duration_min * 60,
            distance_m=one.distance_m,
            hr_mean=145,
        )
        for one in plan.workouts
        if one.date is not None
        and one.date < until
        and one.kind not in {"rest", "race"}
        and one.date not in skip
    ]
    return tk.History(activities=tuple(done))


SPORTS: dict[str, tuple[float, ...]] = {
    "running": (5000.0, 10_000.0, 21_097.5),
    "cycling": (40_000.0, 100_000.0),
    "swimming": (1500.0, 3800.0),
}


def small_case(seed: int) -> Case:
    """Two to six weeks of any sport, style and age: solved within a second."""
    random = np.random.default_rng(seed)
    sport = str(random.choice(["running", "running", "cycling", "swimming"]))
    weeks = int(random.integers(2, 7))
    athlete = tk.Athlete(
        sex="male",
        birth_date=dt.date(2026 - int(random.integers(20, 66)), 1, 1),
        hr_rest=50,
        hr_max=190,
        hr_threshold=170,
        threshold_speed_m_s=float(random.uniform(2.8, 4.6)),
        ftp_w=250.0,
        risk_style=str(random.choice(STYLES)),  # type: ignore[arg-type]
    )
    history = tk.simulate(athlete, days=100, seed=seed) if random.random() < 0.6 else None
    race = START + dt.timedelta(days=7 * weeks - 1 - int(random.integers(0, 3)))
    goal = tk.Goal(distance_m=float(random.choice(SPORTS[sport])), date=race, sport=sport)
    minutes = dict.fromkeys(WEEKDAYS, 0.0)
    for place in random.permutation(7)[: int(random.integers(3, 7))]:
        minutes[WEEKDAYS[place]] = float(random.choice([30, 45, 60, 75, 90, 120, 180]))
    offsets = random.integers(0, 7 * weeks - 4, int(random.integers(0, 3)))
    blackout = tuple(sorted({START + dt.timedelta(days=int(day)) for day in offsets}))
    return Case(athlete, history, (goal,), tk.Availability(minutes=minutes, blackout=blackout))
