"""Forecast of a plan's race: what real runners ran after such races, and the fitness until then."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, number
from trainkit.errors import InsufficientData
from trainkit.loads import daily_loads
from trainkit.metrics import running
from trainkit.metrics.fitness import performance_chart
from trainkit.metrics.races import SPEEDS_M_S, KnownRaces, distribution, quantile
from trainkit.models._record_text import format_distance
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.progress import Forecast
from trainkit.planning._tracking.preparation import Preparation, effect_of, preparation_of
from trainkit.workouts import vdot_holds

__all__ = [
    "GAIN",
    "Course",
    "efforts_before",
    "fitness_of",
    "forecast",
    "foresee",
    "load_to_race",
    "race_to_forecast",
]

# What a doubling of fitness takes from the logarithm of a time, and its spread between runners:
# set on simulated runners (benchmarks/planning_truth.py), for no data of people tell it.
GAIN, _GAIN_SD = 0.11, 0.055
_HOUR_S = 3600.0
_FITNESS_DAYS = 42
_LEAST_FITNESS = 5.0  # load a day; below it fitness makes no difference
_RACES_BACK = 365
_RACES_M = (1_500.0, 100_000.0)


class Effort(NamedTuple):
    """A result that a forecast rests on: a race, or an hour at threshold pace."""

    day: dt.date
    distance_m: float
    time_s: float
    raced: bool = True


class Course(NamedTuple):
    """Fitness day by day, from before a plan to its race."""

    dates: np.ndarray[tuple[int], np.dtype[np.datetime64]]
    fitness: FloatArray

    def doublings(self, days: Sequence[dt.date], race: dt.date) -> FloatArray:
        """Return how often fitness doubles from each day to the race."""
        places = (np.array([*days, race], "datetime64[D]") - self.dates[0]).astype(int)
        fitness = self.fitness[np.clip(places, 0, self.dates.size - 1)]
        return np.asarray(np.log2(fitness[-1] / fitness[:-1]))


def forecast(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    on: dt.date | None = None,
    level: float = 0.8,
) -> Forecast:
    """Predict the finish time of a plan's race, if the days ahead are done as planned.

    The races of the last year tell the time as `metrics.running.predict_race` has it from real
    runners, with the weekly distance and the longest run that history and plan hold. A threshold
    pace counts as a race of one hour if there is no race, or if it is newer than all; without a
    date it holds for the last day of training. Where
    training is recorded, the time falls with the logarithm of fitness (the exponentially weighted
    load of 42 days) from each race to the one ahead. What the legs are not prepared for is walked.
    The notes say what widens the interval.

    Parameters
    ----------
    plan : TrainingPlan
        With a race from 1,500 m to 100 km.
    athlete : Athlete
        Whose thresholds count.
    history : History, optional
        What was done, with races.
    on : date, optional
        Days before it count as done, later ones as planned; by default the plan's first day.
    level : float
        Probability of the interval [1], 0.5 to 0.99.

    Returns
    -------
    Forecast
        The time [s] with its interval, and notes on what the preparation changes.

    Raises
    ------
    InsufficientData
        No run in that range on flat ground, or neither a race result nor a threshold pace.
    """
    level = number("level", level, low=0.5, high=0.99)
    goal = race_to_forecast(plan)
    if goal is None:
        raise InsufficientData(f"races with a forecast in the plan: {_no_forecast(plan)}", 0, 1)
    on = plan.start if on is None else on
    efforts = efforts_before(history, athlete, on)
    if not efforts:
        raise InsufficientData("race results or threshold paces", 0, 1)
    course = None
    if history is not None and any(done.day < on for done in history.activities):
        dates, load = load_to_race(plan, athlete, history, on)
        course = Course(dates, fitness_of(load))
    return foresee(goal, efforts, course, preparation_of(plan, athlete, history, on, goal), level)


def race_to_forecast(plan: TrainingPlan) -> Goal | None:
    """Return the race of a plan if its time can be predicted."""
    goal = plan.goals[-1] if plan.goals else None
    flat = goal is not None and goal.sport == "running" and not goal.trail
    return goal if goal and flat and _RACES_M[0] <= goal.distance_m <= _RACES_M[1] else None


def _no_forecast(plan: TrainingPlan) -> str:
    """Say why the time of a plan's race is not predicted."""
    goal = plan.goals[-1] if plan.goals else None
    if goal is None:
        why = "this plan has no race"
    elif goal.sport != "running":
        why = f"this plan is for {goal.sport}"
    elif goal.trail:
        why = "this race is on trails"
    else:
        why = f"this race has {format_distance(goal.distance_m)}"
    return f"finish times are foreseen for runs of 1.5 to 100 km on flat ground, and {why}"


def foresee(
    goal: Goal,
    efforts: Sequence[Effort],
    course: Course | None,
    ready: Preparation,
    level: float = 0.8,
) -> Forecast:
    """Predict a time from results, the fitness between them and the race, and the preparation.

    Parameters
    ----------
    goal : Goal
        The race.
    efforts : sequence of Effort
        One or more.
    course : Course or None
        None where no training is recorded: fitness then changes nothing.
    ready : Preparation
        What is trained for the race.
    level : float
        Probability of the interval [1].

    Returns
    -------
    Forecast
        As `forecast` returns it.
    """
    days = [effort.day for effort in efforts]
    gained = np.zeros(len(days)) if course is None else course.doublings(days, goal.date)
    known = KnownRaces(
        distance_m=np.array([effort.distance_m for effort in efforts]),
        # As if raced with the fitness of race day.
        time_s=np.array([effort.time_s for effort in efforts]) * np.exp(-GAIN * gained),
        days_since=np.array([float((goal.date - effort.day).days) for effort in efforts]),
    )
    # The gain is the same for all races, so its error is shared.
    extra = np.zeros((len(efforts) + 1, len(efforts) + 1))
    extra[:-1, :-1] = _GAIN_SD**2 * np.outer(gained, gained)
    week_m, longest_m = (ready.week_m, ready.longest_m) if ready.known else (None, None)
    found, notes = distribution(
        known, goal.distance_m, week_m=week_m, longest_run_m=longest_m, extra=extra
    )
    before_s = float(np.exp(found.median[0]))
    effect = effect_of(ready, goal.distance_m, time_s=before_s)
    found = found._replace(
        median=found.median + np.log(effect.time_s / before_s),
        scale=np.hypot(found.scale, effect.spread),
    )
    low, middle, high = (
        float(np.exp(quantile(found, at)[0])) for at in (0.5 - level / 2, 0.5, 0.5 + level / 2)
    )
    return Forecast(
        distance_m=goal.distance_m,
        time_s=middle,
        low_s=low,
        high_s=high,
        notes=(*notes, *effect.notes),
        level=level,
        vdot=_vdot(goal, middle),
        races=sum(effort.raced for effort in efforts),
    )


def efforts_before(history: History | None, athlete: Athlete, on: dt.date) -> list[Effort]:
    """List what tells an athlete's speed before a day: races, and an hour at threshold pace."""
    races = _races(history, on)
    return [*races, *_threshold(athlete, races, on, _last_training(history, on))]


def _races(history: History | None, on: dt.date) -> list[Effort]:
    """List the running races of the last year that tell something of others."""
    since = on - dt.timedelta(days=_RACES_BACK)
    return [
        Effort(race.date, race.distance_m, race.time_s)
        for race in (history.races if history is not None else ())
        if race.sport == "running"
        and since <= race.date < on
        and _RACES_M[0] <= race.distance_m <= _RACES_M[1]
        and SPEEDS_M_S[0] <= race.distance_m / race.time_s <= SPEEDS_M_S[1]
    ]


def _last_training(history: History | None, on: dt.date) -> dt.date:
    """Return the last day with training before a day; that day where none is recorded."""
    done = history.activities if history is not None else ()
    return max((activity.day for activity in done if activity.day < on), default=on)


def _threshold(
    athlete: Athlete, races: list[Effort], on: dt.date, trained: dt.date
) -> list[Effort]:
    """Return the hour at threshold pace, unless it may come from one of the races.

    A pace without a date holds for the last day of training: held for today, it would make each
    day of rest a day on which the race ahead promises more.
    """
    speed = athlete.at(on, "running").threshold_speed_m_s
    if speed is None or not SPEEDS_M_S[0] <= speed <= SPEEDS_M_S[1]:
        return []
    set_on = [
        change.date
        for change in athlete.changes
        if change.threshold_speed_m_s is not None
        and change.sport in {None, "running"}
        and change.date <= on
    ]
    last = max((race.day for race in races), default=None)
    if last is not None and (not set_on or max(set_on) <= last):
        return []
    return [Effort(max(set_on, default=trained), _HOUR_S * speed, _HOUR_S, raced=False)]


def _vdot(goal: Goal, time_s: float) -> float | None:
    """Return the VDOT of a time, where it is defined."""
    slow = goal.distance_m < time_s  # under 1 m/s
    if slow or not vdot_holds(goal.distance_m):
        return None
    return float(running.vdot(goal.distance_m, time_s))


def load_to_race(
    plan: TrainingPlan, athlete: Athlete, history: History | None, on: dt.date
) -> tuple[np.ndarray[tuple[int], np.dtype[np.datetime64]], FloatArray]:
    """Return each day's load from the history's first to the plan's last: done, then planned."""
    first = plan.start
    if history is not None and history.span is not None:
        first = min(first, history.span[0])
    dates = np.arange(np.datetime64(first), np.datetime64(plan.end) + 1)
    load = np.full(dates.size, np.nan)
    if history is not None and history.span is not None:
        done = daily_loads(history, athlete)
        before = done.dates < np.datetime64(on)
        load[(done.dates[before] - dates[0]).astype(int)] = done.internal[before]
    for workout in plan.workouts:
        if workout.date is not None and workout.date >= on:
            load[int((np.datetime64(workout.date) - dates[0]).astype(int))] = workout.load or 0.0
    return dates, load


def fitness_of(load: FloatArray, *, usual: float | None = None) -> FloatArray:
    """Compute fitness on each day of a load, unknown days among them [load a day].

    Parameters
    ----------
    load : array, shape (days,)
        NaN where unknown.
    usual : float, optional
        Fitness before the first known day; by default the mean of the load.

    Returns
    -------
    ndarray, shape (days,)
        At least a little, below which fitness makes no difference.
    """
    if usual is None:
        usual = float(np.nanmean(load)) if np.isfinite(load).any() else 0.0
    ctl = performance_chart(load, fitness_days=_FITNESS_DAYS, seed_ctl=usual).ctl
    known = np.maximum.accumulate(np.where(np.isnan(ctl), 0, np.arange(ctl.size)))
    # An unknown day leaves fitness unchanged; it begins at the usual load.
    return np.maximum(np.nan_to_num(ctl[known], nan=usual), _LEAST_FITNESS)
