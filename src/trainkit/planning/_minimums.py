"""The least that a race takes: weeks, days, hours, a long session, and what is trained before.

The numbers are what published plans for each race begin with and contain, counted over 65 of them.
They are conventions of coaches, no trials. Caps of age: UK Athletics, rules for road races.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trainkit.models.goal import Goal
from trainkit.planning._prior_training import PriorTraining
from trainkit.workouts import race_type

__all__ = [
    "DISTANCES",
    "FINAL_WEEKS",
    "MINIMUM_WEEKS",
    "TIME_TRIAL_M",
    "Level",
    "Minimum",
    "climbs",
    "event_min",
    "level_of",
    "longest_race_m",
    "minimum_of",
    "race_of",
    "weeks_before",
]

Level = Literal["beginner", "intermediate", "advanced"]
_LEVELS: tuple[Level, ...] = ("beginner", "intermediate", "advanced")

_WEEKS: Mapping[tuple[str, str], tuple[int, int, int]] = {
    ("running", "middle"): (8, 6, 5),
    ("running", "5k"): (8, 6, 5),
    ("running", "10k"): (8, 8, 6),
    ("running", "half"): (12, 10, 8),
    ("running", "marathon"): (16, 14, 12),
    ("running", "ultra"): (16, 16, 14),
    ("cycling", "time_trial"): (6, 4, 4),
    ("cycling", "ride"): (6, 6, 4),
    ("cycling", "gran_fondo"): (8, 8, 6),
    ("swimming", "short_swim"): (6, 6, 4),
    ("swimming", "middle_swim"): (10, 8, 6),
    ("swimming", "long_swim"): (12, 12, 10),
}
MINIMUM_WEEKS: Mapping[tuple[str, str, Level], int] = {
    (*race, level): weeks
    for race, row in _WEEKS.items()
    for level, weeks in zip(_LEVELS, row, strict=True)
}
"""The fewest weeks of a preparation, by sport, race and level."""

FINAL_WEEKS: Mapping[str, int] = {
    "middle": 3, "5k": 3, "10k": 4, "half": 6, "marathon": 7, "ultra": 7, "time_trial": 3,
    "ride": 3, "gran_fondo": 5, "short_swim": 3, "middle_swim": 4, "long_swim": 5,
}  # fmt: skip
"""Specific weeks and taper, for somebody whose long sessions are as long as they will be."""

DISTANCES: Mapping[str, tuple[float, ...]] = {
    "running": (50_000.0, 42_195.0, 21_097.5, 10_000.0, 5000.0),
    "cycling": (160_000.0, 130_000.0, 100_000.0, 80_000.0, 60_000.0, 40_000.0, 20_000.0),
    "swimming": (3800.0, 1900.0, 1500.0, 750.0, 400.0),
}
"""Distances to offer instead of one that is out of reach, the longest first [m]."""

# Weekly kilometres (hours for cycling) from which a level begins.
_LEVEL_FROM: Mapping[str, tuple[float, float]] = {
    "running": (30.0, 65.0), "cycling": (4.0, 8.0), "swimming": (4.0, 10.0),
}  # fmt: skip

# Races on foot [km]: the week [km] and the longest run before, the longest run inside, and the
# biggest week [h]. Runs in km, but no longer than so many minutes.
_RUN_KM = (5.0, 10.0, 21.1, 42.2, 50.0, 100.0)
_RUN_WEEK_KM = (0.0, 12.0, 15.0, 24.0, 40.0, 60.0)
_RUN_BEFORE_KM = (0.0, 4.0, 5.0, 10.0, 22.0, 28.0)
_RUN_BEFORE_MIN = (0.0, 30.0, 35.0, 65.0, 150.0, 180.0)
_RUN_LONG_KM = (4.5, 9.0, 14.0, 26.0, 33.0, 45.0)
_RUN_LONG_MIN = (30.0, 60.0, 105.0, 150.0, 210.0, 300.0)
_RUN_HOURS = (1.25, 2.0, 3.5, 5.0, 6.0, 8.0)
# Swims [km]: the longest before and inside [m], the biggest week [km].
_SWIM_KM = (0.4, 0.75, 1.5, 3.8, 10.0)
_SWIM_BEFORE_M = (50.0, 200.0, 400.0, 1500.0, 4000.0)
_SWIM_LONG_M = (400.0, 750.0, 1500.0, 2900.0, 7500.0)
_SWIM_WEEK_KM = (1.0, 2.0, 4.0, 8.0, 18.0)

TIME_TRIAL_M = 50_000.0
"""The longest ride that is a time trial."""

_FONDO_M = 80_000.0
_SHORT_SWIM_M, _MIDDLE_SWIM_M = 2000.0, 3000.0
_LONG_RIDE, _MOST_RIDE_MIN = 0.60, 300.0  # of the event's time
_TRAIL_SLOWER = 1.2

_AGE_CAPS_M = ((11, 3000.0), (15, 5000.0), (16, 10_000.0), (17, 15_000.0), (18, 25_000.0))
"""Below an age [years], the longest race on foot [m]: 15 km at 16, 25 km at 17."""

# Weeks from nothing to the first step of a sport: half an hour of running, an hour on the bike,
# 400 m of swimming. For a novice, for somebody who did more than that before a break and joins the
# ladder of first runs half-way, and for somebody fit from another sport.
_FIRST_STEP: Mapping[str, tuple[float, float, float]] = {
    "running": (10.0, 8.0, 2.0), "cycling": (3.0, 2.0, 1.0), "swimming": (2.0, 1.0, 2.0),
}  # fmt: skip
_FIRST_WEEK_KM: Mapping[str, float] = {"running": 12.0, "cycling": 60.0, "swimming": 2.0}
"""A usual week from which somebody comes back to a sport and does not begin it [km]."""

_FIRST_KM, _FIRST_RUN_MIN, _FIRST_RIDE_MIN, _FIRST_SWIM_M = 12.0, 30.0, 60.0, 400.0
_GROWTH: Mapping[str, float] = {"running": 1.08, "cycling": 1.12, "swimming": 1.10}


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least that a race takes.

    Parameters
    ----------
    race : str
        The race's type, as in `MINIMUM_WEEKS`.
    weeks : int
        Weeks of the race's own preparation.
    days, least_days : int
        Sessions a week, and the fewest that can do.
    hours : float
        The biggest week [h].
    long_min : float
        The longest session [min].
    week_km, before_min, before_m : float
        Before the first week: a usual week [km], and the longest session [min] or [m].
    """

    race: str
    weeks: int
    days: int
    least_days: int
    hours: float
    long_min: float
    week_km: float = 0.0
    before_min: float = 0.0
    before_m: float = 0.0


def race_of(sport: str, distance_m: float) -> str:
    """Name the type of a race of a sport.

    Parameters
    ----------
    sport : str
        ``"running"``, ``"cycling"`` or ``"swimming"``.
    distance_m : float
        [m]

    Returns
    -------
    str
        As in `MINIMUM_WEEKS`: 40 km on a bike are a time trial, on foot nearly a marathon.
    """
    if sport == "cycling":
        if distance_m <= TIME_TRIAL_M:
            return "time_trial"
        return "ride" if distance_m < _FONDO_M else "gran_fondo"
    if sport == "swimming":
        if distance_m <= _SHORT_SWIM_M:
            return "short_swim"
        return "middle_swim" if distance_m <= _MIDDLE_SWIM_M else "long_swim"
    return race_type(distance_m)


def level_of(sport: str, prior: PriorTraining) -> Level:
    """Judge the level by the usual week: a beginner runs less than 30 km, or is not known."""
    usual = prior.normal_week_m / 1000
    if sport == "cycling":
        usual = prior.normal_week_m / prior.m_min / 60
    return _LEVELS[int(np.searchsorted(_LEVEL_FROM[sport], usual, side="right"))]


def event_min(goal: Goal, prior: PriorTraining) -> float:
    """Estimate how long the race takes at the usual speed [min]."""
    minutes = goal.distance_m / prior.m_min * (_TRAIL_SLOWER if goal.trail else 1.0)
    return minutes if goal.time_s is None else goal.time_s / 60


def minimum_of(goal: Goal, prior: PriorTraining) -> Minimum:
    """Look up the least that a race takes of an athlete.

    Parameters
    ----------
    goal : Goal
        The race.
    prior : PriorTraining
        Sets the level, and the speed from which minutes are computed.

    Returns
    -------
    Minimum
        Interpolated between the usual distances.
    """
    race = race_of(goal.sport, goal.distance_m)
    weeks = MINIMUM_WEEKS[goal.sport, race, level_of(goal.sport, prior)]
    if goal.sport == "cycling":
        return _ride(goal, prior, race, weeks)
    km = goal.distance_m / 1000
    if goal.sport == "swimming":
        return Minimum(
            race,
            weeks,
            days=2 if race == "short_swim" else 3,
            least_days=1 if race == "short_swim" else 2,
            hours=1000 * _at(km, _SWIM_KM, _SWIM_WEEK_KM) / prior.m_min / 60,
            long_min=_at(km, _SWIM_KM, _SWIM_LONG_M) / prior.m_min,
            before_m=_at(km, _SWIM_KM, _SWIM_BEFORE_M),
        )
    return Minimum(
        race,
        weeks,
        days=4 if race == "ultra" else 3,
        least_days=3 if race in {"marathon", "ultra"} else 2,
        hours=_at(km, _RUN_KM, _RUN_HOURS),
        long_min=_run_min(goal, prior, _RUN_LONG_KM, _RUN_LONG_MIN),
        week_km=_at(km, _RUN_KM, _RUN_WEEK_KM),
        before_min=_run_min(goal, prior, _RUN_BEFORE_KM, _RUN_BEFORE_MIN),
    )


def _run_min(
    goal: Goal, prior: PriorTraining, kilometres: Sequence[float], minutes: Sequence[float]
) -> float:
    """Return how long the run of a table takes, no longer than the table's minutes."""
    km = goal.distance_m / 1000
    slower = _TRAIL_SLOWER if goal.trail else 1.0
    own = 1000 * _at(km, _RUN_KM, kilometres) / prior.m_min * slower
    return min(own, _at(km, _RUN_KM, minutes))


def _ride(goal: Goal, prior: PriorTraining, race: str, weeks: int) -> Minimum:
    if race == "time_trial":
        longest, hours = (
            _at(goal.distance_m / 1000, (20.0, 40.0), values)
            for values in ((60.0, 90.0), (2.5, 3.0))
        )
        return Minimum(
            race, weeks, days=3, least_days=2, hours=hours, long_min=longest, before_min=60.0
        )
    event = event_min(goal, prior)
    return Minimum(
        race,
        weeks,
        days=3,
        least_days=2,
        hours=3.0 if race == "ride" else 4.0,
        long_min=min(max(_LONG_RIDE * event, 90.0), _MOST_RIDE_MIN),
        before_min=max(60.0, 0.25 * event),
    )


def weeks_before(minimum: Minimum, prior: PriorTraining, sport: str) -> float:
    """Count the weeks from what is trained now to what the race's preparation begins with.

    Parameters
    ----------
    minimum : Minimum
        What it begins with.
    prior : PriorTraining
        What is trained now.
    sport : str
        Sets growth, and the first step of somebody who begins.

    Returns
    -------
    float
        0 where enough is trained already, or where nothing is known. After a break, no more than
        the break was long, if enough was trained before it.
    """
    return max(climbs(minimum, prior, sport).values())


def climbs(minimum: Minimum, prior: PriorTraining, sport: str) -> dict[str, float]:
    """Count the weeks of `weeks_before` by what is to grow."""
    week, longest_min, longest_m = (
        (prior.kept_week_m / 1000, prior.normal_week_m / 1000, minimum.week_km, _FIRST_KM),
        (prior.kept_longest_min, prior.normal_longest_min, minimum.before_min, _first_min(sport)),
        (
            prior.kept_longest_m,
            prior.normal_longest_min * prior.m_min,
            minimum.before_m,
            _FIRST_SWIM_M,
        ),
    )
    parts = {"week_km": week, "longest_min": longest_min, "longest_m": longest_m}
    return {name: _climb(part, prior, sport) for name, part in parts.items()}


def _first_min(sport: str) -> float:
    return _FIRST_RIDE_MIN if sport == "cycling" else _FIRST_RUN_MIN


def _climb(part: tuple[float, float, float, float], prior: PriorTraining, sport: str) -> float:
    have, usual, need, first_step = part
    if have >= need:
        return 0.0
    step = min(first_step, need)
    returns = prior.break_days > 0 and prior.full_week_m >= 1000 * _FIRST_WEEK_KM[sport]
    novice_weeks, return_weeks, convert_weeks = _FIRST_STEP[sport]
    weeks = convert_weeks if prior.converts else return_weeks if returns else novice_weeks
    first = weeks * max(1 - have / step, 0.0) * step / first_step
    later = np.log(max(need / max(have, step), 1.0)) / np.log(_GROWTH[sport])
    weeks = float(first + later)
    return min(weeks, prior.break_days / 7) if prior.break_days and usual >= need else weeks


def longest_race_m(age: int) -> float:
    """Return the longest race on foot at an age [m]; infinite for adults."""
    return next((most for below, most in _AGE_CAPS_M if age < below), float("inf"))


def _at(km: float, places: Sequence[float], values: Sequence[float]) -> float:
    """Interpolate by distance; beyond the last place values grow with the distance's root."""
    value = float(np.interp(km, places, values))
    return value * float(np.sqrt(max(km / places[-1], 1.0)))
