"""Following today's advice for some weeks, from ordinary mornings and a usual past."""

import datetime as dt
from typing import NamedTuple

import numpy as np

import trainkit as tk
from builders.situations import Profile, activity

START = dt.date(2026, 6, 29)  # a Monday
_BEFORE = 84
_SHARES = {"moderate": 0.89, "hard": 0.95}
_EASY = {"running": 0.74, "cycling": 0.66, "swimming": 0.76}


class Day(NamedTuple):
    """A day as it was advised and done."""

    date: dt.date
    intensity: str
    name: str
    minutes: float
    reason: str


def follow(
    profile: Profile,
    weeks: int = 8,
    *,
    seed: int = 0,
    goal: tk.Goal | None = None,
    easy_share: float | None = None,
    hard_share: float | None = None,
) -> list[Day]:
    """Do what is advised, day by day, after twelve of the person's usual weeks."""
    random = np.random.default_rng(seed)
    size = _BEFORE + 7 * weeks
    days = [START + dt.timedelta(days=at - _BEFORE) for at in range(size)]
    columns = {
        "date": days,
        "hrv_rmssd": np.round(60 * np.exp(0.08 * random.standard_normal(size)), 1).tolist(),
        "resting_hr": np.round(52 + 1.5 * random.standard_normal(size)).tolist(),
        "sleep_h": np.round(7.6 + 0.4 * random.standard_normal(size), 1).tolist(),
    }
    usual = ((day, profile.week[day.weekday()]) for day in days[:_BEFORE])
    done = [activity(profile, day, session) for day, session in usual if session is not None]
    followed = []
    for at in range(_BEFORE, size):
        known = {name: column[: at + 1] for name, column in columns.items()}
        history = tk.History.from_columns(known, activities=done, athlete=profile.athlete())
        chosen = tk.assess(history, profile.athlete(), days[at], goal=goal).recommendation
        minutes = chosen.workout.duration_min
        followed.append(
            Day(days[at], chosen.intensity, chosen.workout.name, minutes, chosen.rationale)
        )
        if chosen.intensity != "rest" and minutes > 0:
            sport, long = chosen.workout.sport, "Long" in chosen.workout.name
            easy = chosen.intensity == "easy" or long  # a long run may be hard by its length
            share = (easy_share or _EASY.get(sport, 0.7)) if easy else _SHARES[chosen.intensity]
            if hard_share is not None and not easy and chosen.intensity == "hard":
                share = hard_share
            done.append(activity(profile, days[at], (sport, minutes, share)))
    return followed


def follow_plan(
    days: int, metres: float, weeks: int, longest: float
) -> list[tuple[tk.PlannedWorkout, tk.Assessment]]:
    """Do what a plan says for its whole length, on calm mornings, and ask each day.

    A runner of so many days a week, with twelve such weeks behind, trains for a race of `metres`.
    """
    weekdays = {3: (1, 3, 6), 4: (1, 3, 5, 6), 5: (1, 2, 3, 5, 6), 6: (0, 1, 2, 3, 5, 6)}[days]
    week: list[tuple[str, float, float] | None] = [None] * 7
    for weekday in weekdays:
        week[weekday] = ("running", longest if weekday == 6 else 45.0, 0.74)
    profile = Profile("follower", tuple(week), 3.4)
    athlete, size = profile.athlete(), _BEFORE + 7 * weeks
    dates = [START + dt.timedelta(days=at - _BEFORE) for at in range(size)]
    usual = ((day, week[day.weekday()]) for day in dates[:_BEFORE])
    done = [activity(profile, day, session) for day, session in usual if session is not None]
    goal = tk.Goal(distance_m=metres, date=dates[-1])
    plan = tk.plan(
        goal,
        athlete,
        tk.History(activities=tuple(done), athlete=athlete),
        start=START,
        availability=tk.Availability(max_sessions_per_week=days),
    )
    random = np.random.default_rng(0)
    columns = {
        "date": dates,
        "hrv_rmssd": np.round(60 * np.exp(0.03 * random.standard_normal(size)), 1).tolist(),
        "resting_hr": np.round(52 + 0.7 * random.standard_normal(size)).tolist(),
        "sleep_h": np.round(7.8 + 0.2 * random.standard_normal(size), 1).tolist(),
    }
    asked = []
    for at, workout in enumerate(plan.workouts, _BEFORE):
        known = {name: column[: at + 1] for name, column in columns.items()}
        history = tk.History.from_columns(known, activities=done, athlete=athlete)
        asked.append((workout, tk.assess(history, athlete, dates[at], plan=plan)))
        what = tk.workouts.estimate(workout, athlete, dates[at])
        if not workout.resting and workout.kind != "race":
            share = _SHARES.get(what.quality, _EASY["running"])
            done.append(activity(profile, dates[at], ("running", what.minutes, share)))
    return asked
