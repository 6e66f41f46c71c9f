"""The best times over a distance and the best power, each with its day and source."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.races import DISTANCES_M, SAME
from trainkit.loads import best_power, best_times
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.limits import fastest_mean
from trainkit.models.provenance import Provenance

__all__ = ["Best", "best_facts", "best_of_distance", "power_of"]

_POWER_S = {"5 s": 5, "1 min": 60, "5 min": 300, "20 min": 1200, "60 min": 3600}
_POWER_DAYS = 90
_SEASON_DAYS = 365
# Faster than so many times the threshold, from so many seconds on, a ride was recorded as a run.
_MOST = ((3600.0, 1.15), (600.0, 1.3), (0.0, 1.8))


class Best(NamedTuple):
    """A time over a distance [s] or a power [W]: its day, its source, and how it was found."""

    amount: float
    day: dt.date
    sources: tuple[Provenance, ...]
    method: str


def best_facts(context: Context) -> Iterator[Draft]:
    """The best times of all time and of the last year, and the best power of 90 days."""
    yield from _times(context)
    yield from _powers(context)


def _times(context: Context) -> Iterator[Draft]:
    season = context.days_before(_SEASON_DAYS)
    found = 0
    for name, metres in DISTANCES_M.items():
        known = best_of_distance(context, metres)
        if not known:
            continue
        found += 1
        best = min(known)
        yield _time(context, best, f"best {name}: all time", 2)
        recent = [effort for effort in known if effort.day > season]
        if best.day <= season and recent:
            yield _time(context, min(recent), f"best {name}: last 365 days", 4)
    if not found and any(item.sport == "running" for item in context.history.activities):
        none = Draft("bests", "best times", unit="s", priority=6)
        yield none.without_value("missing", "no race and no recording with distances")


def _time(context: Context, best: Best, subject: str, priority: int) -> Draft:
    draft = Draft(
        "bests",
        subject,
        unit="s",
        date=best.day,
        method=best.method,
        source=context.names_of(best.sources),
        licence=context.licence_of(best.sources),
        priority=priority,
    )
    return measure(draft, best.amount)


def best_of_distance(context: Context, metres: float) -> list[Best]:
    """List the times of races and of parts of runs over a distance, up to the day."""
    low, high = (share * metres for share in SAME)
    known = [
        Best(race.time_s, race.date, (race.provenance,), "race result")
        for race in context.races
        if low <= race.distance_m <= high and race.sport == "running"
    ]
    return known + [
        Best(seconds, activity.day, activity.sources, "loads.best_times inside a recording")
        for activity, seconds in _efforts(context.history, context.athlete, metres)
        if activity.day <= context.day
    ]


def _efforts(history: History, athlete: Athlete, metres: float) -> list[tuple[Activity, float]]:
    runs = history.memoize(("runs with samples",), lambda: _runs(history))
    if not runs:
        return []
    if metres in DISTANCES_M.values():
        table = history.memoize(("best_times",), lambda: _table(runs))
        times = table[:, list(DISTANCES_M.values()).index(metres)]
    else:
        times = np.array([best_times(run, [metres])[0] for run in runs])
    return [
        (run, float(seconds))
        for run, seconds in zip(runs, times, strict=True)
        if not np.isnan(seconds) and _is_plausible(run, athlete, metres / seconds, seconds)
    ]


def _runs(history: History) -> tuple[Activity, ...]:
    return tuple(
        item for item in history.activities if item.sport == "running" and item.streams is not None
    )


def _table(runs: Sequence[Activity]) -> FloatArray:
    wanted = list(DISTANCES_M.values())
    return np.array([best_times(run, wanted) for run in runs]).reshape(-1, len(wanted))


def _is_plausible(run: Activity, athlete: Athlete, speed: float, seconds: float) -> bool:
    threshold = athlete.at(run.day, "running").threshold_speed_m_s
    most = next(times for least, times in _MOST if seconds >= least)
    return speed <= fastest_mean("running") and (threshold is None or speed <= most * threshold)


def power_of(context: Context, seconds: int) -> list[Best]:
    """List the best mean power over a time of each ride up to the day."""
    rides = context.history.until(context.day).activities
    return [
        Best(float(watts[0]), ride.day, ride.sources, "loads.best_power of a recording")
        for ride in rides
        if _has_power(ride) and not np.isnan(watts := _curve(context.history, ride, (seconds,)))[0]
    ]


def _powers(context: Context) -> Iterator[Draft]:
    rides = [ride for ride in context.activities(_POWER_DAYS) if _has_power(ride)]
    if not rides:
        return
    watts = np.array([_curve(context.history, ride, tuple(_POWER_S.values())) for ride in rides])
    draft = partial(Draft, "bests", unit="W", method="loads.best_power", priority=4)
    for place, name in enumerate(_POWER_S):
        column = watts[:, place]
        if not np.isnan(column).all():
            ride = rides[int(np.nanargmax(column))]
            power = draft(
                f"best power of 90 days: {name}",
                date=ride.day,
                source=context.names_of(ride.sources),
                licence=context.licence_of(ride.sources),
            )
            yield measure(power, float(np.nanmax(column)))


def _has_power(ride: Activity) -> bool:
    return ride.streams is not None and ride.streams.power is not None


def _curve(history: History, ride: Activity, wanted: tuple[int, ...]) -> FloatArray:
    return history.memoize(("best_power", ride.key, wanted), lambda: best_power([ride], wanted))
