"""Forecast of a plan's race: a regression of race results on fitness, with a prior."""

import datetime as dt
from statistics import NormalDist

import numpy as np

from trainkit._array import FloatArray, number
from trainkit.errors import InsufficientData
from trainkit.loads import daily_loads
from trainkit.metrics import running
from trainkit.metrics.fitness import performance_chart
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.progress import Forecast
from trainkit.workouts import threshold_vdot, vdot_holds, vdots

__all__ = ["forecast"]

# Prior of runners before the first race [log VDOT]: the gain for each doubling of fitness, and the
# spread of a result around a runner's ability. Set on simulated athletes and tested on others
# (benchmarks/planning_truth.py).
_GAIN, _GAIN_SD = 0.12, 0.06
_RACE_SD = 0.02
_THRESHOLD_SD = 0.04  # of VDOT from a threshold pace
_DRIFT_SD = 0.003  # for each square root of a week ahead
_FITNESS_DAYS = 42
_LEAST_FITNESS = 5.0  # load a day; below it fitness makes no difference
_RACES_BACK = 365


def forecast(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    on: dt.date | None = None,
    level: float = 0.8,
) -> Forecast:
    """Predict the finish time of a plan's race, if the days ahead are done as planned.

    The logarithm of VDOT rises with the logarithm of fitness (the exponentially weighted load of
    42 days). Level and gain have a prior, which the races of the last year update by Bayesian
    linear regression; the interval covers the uncertainty that remains.

    Parameters
    ----------
    plan : TrainingPlan
        With a race from 1,500 m to 50 km.
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
        The time [s] with its interval.

    Raises
    ------
    InsufficientData
        No race in that range, and neither a race result nor a threshold pace.
    """
    level = number("level", level, low=0.5, high=0.99)
    goal = plan.goals[-1] if plan.goals else None
    flat = goal is not None and goal.sport == "running" and not goal.trail
    if goal is None or not flat or not vdot_holds(goal.distance_m):
        raise InsufficientData("races from 1.5 to 50 km on flat ground in the plan", 0, 1)
    on = plan.start if on is None else on
    dates, fitness = _fitness(plan, athlete, history, on)
    results = vdots(history, on, days=_RACES_BACK)
    level_prior = _level_prior(athlete, results, on)

    def place(day: dt.date) -> int:
        at = int((np.datetime64(day) - dates[0]).astype(int))
        return min(max(at, 0), dates.size - 1)

    now = float(fitness[place(on)])
    # Relative to today, so that the level is today's log VDOT.
    x = np.array([np.log(fitness[place(day)] / now) for day, _ in results])
    y = np.array([np.log(vdot) for _, vdot in results])
    mean, covariance = _posterior(x, y, level_prior)
    ahead = float(np.log(fitness[place(goal.date)] / now))
    row = np.array([1.0, ahead])
    weeks = max((goal.date - on).days / 7, 0.0)
    # Uncertainty of the line, of the day, and of what changes until then.
    variance = float(row @ covariance @ row) + _RACE_SD**2 + _DRIFT_SD**2 * weeks
    half = NormalDist().inv_cdf(0.5 + level / 2) * float(np.sqrt(variance))
    expected = float(row @ mean)
    slow, middle, fast = (_time(goal, np.exp(expected + d)) for d in (-half, 0.0, half))
    return Forecast(
        distance_m=goal.distance_m,
        time_s=middle,
        low_s=fast,
        high_s=slow,
        level=level,
        vdot=float(np.exp(expected)),
        races=len(results),
    )


def _posterior(
    x: FloatArray, y: FloatArray, level: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Update level and gain by races: mean, shape (2,), and covariance, shape (2, 2)."""
    prior = np.array([level[0], _GAIN / np.log(2)])
    precision = np.diag([1 / level[1] ** 2, (np.log(2) / _GAIN_SD) ** 2])
    design = np.stack([np.ones_like(x), x], axis=1)
    # Conjugate update of a normal prior with known variance (Bishop 2006, eq. 3.50 and 3.51).
    updated = precision + design.T @ design / _RACE_SD**2
    covariance = np.linalg.inv(updated)
    return covariance @ (precision @ prior + design.T @ y / _RACE_SD**2), covariance


def _level_prior(
    athlete: Athlete, results: list[tuple[dt.date, float]], on: dt.date
) -> tuple[float, float]:
    """Return the prior of today's log VDOT, mean and spread: wide where races inform it."""
    known = threshold_vdot(athlete, on)
    if known is not None:
        return float(np.log(known)), _THRESHOLD_SD
    if results:
        return float(np.log(np.median([vdot for _, vdot in results]))), 0.3
    raise InsufficientData("race results or threshold paces", 0, 1)


def _fitness(
    plan: TrainingPlan, athlete: Athlete, history: History | None, on: dt.date
) -> tuple[np.ndarray[tuple[int], np.dtype[np.datetime64]], FloatArray]:
    """Compute fitness on each day from the history's first to the plan's last [load a day]."""
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
    usual = float(np.nanmean(load)) if np.isfinite(load).any() else 0.0
    ctl = performance_chart(load, fitness_days=_FITNESS_DAYS, seed_ctl=usual).ctl
    known = np.maximum.accumulate(np.where(np.isnan(ctl), 0, np.arange(ctl.size)))
    # An unknown day leaves fitness unchanged; it begins at the usual load.
    return dates, np.maximum(np.nan_to_num(ctl[known], nan=usual), _LEAST_FITNESS)


def _time(goal: Goal, vdot: float) -> float:
    return float(running.race_time(float(vdot), goal.distance_m))
