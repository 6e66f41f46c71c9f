"""The kinds of session whose length the solver chooses; hard sessions have fixed lengths."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from trainkit.loads import LIGHT_LOAD, REST_LOAD
from trainkit.models.athlete import Athlete
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._season import SeasonWeek
from trainkit.rules import easier_days
from trainkit.workouts import TRAIL_LONG_RUN, Session, estimate, find_session

__all__ = ["KINDS", "SESSIONS", "Kind", "easy_kinds", "easy_session", "longest_beside"]

KINDS = ("recovery", "easy", "long")

SESSIONS: Mapping[str, Mapping[str, str]] = {
    "running": {"recovery": "Recovery run", "easy": "Easy run", "long": "Long run"},
    "cycling": {"recovery": "Recovery ride", "easy": "Endurance ride", "long": "Long ride"},
    "swimming": {"recovery": "Easy swim", "easy": "Easy swim", "long": "Long swim"},
}
"""The library's session of each kind, by sport."""

_LONGEST_EASY: Mapping[str, float] = {"running": 100, "cycling": 150, "swimming": 60}  # [min]
_LEAST_LONG = 0.95  # of the season's, where time is short
_SHORTEST_LONG_MIN = 25.0
_SHORTEST_EASY_MIN, _SHORTEST_BACK_MIN = 25.0, 20.0
_RIDE_MIN, _LIGHT_RIDE_MIN = 40.0, 30.0  # worth the clothes and the bike
_OF_MEAN, _RIDES = 0.7, 4  # of a mean ride of so many a week, for those whose rides are short
_EASY_SHARE, _NEAR_LONG, _ABOVE_MEAN = 0.7, 0.9, 1.1
"""An easy session: at most this share of the long one, or of a mean session of a full week."""
_ALWAYS_EASY_MIN = 45.0
_BESIDE_LONG, _BESIDE_LONG_MIN = 0.72, 55.0  # no two long days running: share of the longest
_OLD_BESIDE = 0.5
_ABOVE_REST, _BELOW_LIGHT = REST_LOAD + 0.5, LIGHT_LOAD - 1.0  # clear of both limits
_STEP = 5.0  # [min]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of session.

    Parameters
    ----------
    session : Session
        The library's session.
    minutes : tuple of float
        The shortest and the longest [min].
    shortest : float
        The shortest where a day or a step back has less time than that [min].
    load : float
        Load of a minute [1/min].
    metres : float
        Distance run in a minute [m/min]; 0 in other sports.
    """

    session: Session
    minutes: tuple[float, float]
    shortest: float
    load: float
    metres: float


def easy_session(sport: str, kind: str, *, trail: bool = False) -> Session:
    """Return the session of a kind; before a trail race the long run is on trails."""
    if trail and kind == "long":
        return TRAIL_LONG_RUN
    return find_session(SESSIONS[sport][kind])


def easy_kinds(
    problem: PlanningProblem, week: SeasonWeek, day: dt.date, *, beside_long: bool = False
) -> dict[str, Kind]:
    """Describe the kinds of session of a plan's sport, in a week, with the thresholds of a day.

    Next to the usual day of the long session an easy one is shorter still.

    A minute is measured on the workout as it will be built, with its rounded targets, so that the
    solver's sums equal the checker's.
    """
    sport, athlete = problem.sport, problem.athlete

    def kind(name: str, least: float, most: float, shortest: float) -> Kind:
        session = easy_session(sport, name, trail=problem.on_trails)
        hour = estimate(session.build(60.0, athlete, day), athlete, day)
        # A session of great load counts as hard whatever its intensity: this kind stays below.
        while name == "easy" and most > least and _is_hard(session, most, athlete, day):
            most -= _STEP
        return Kind(session, (least, most), shortest, hour.load / 60, hour.run_m / 60)

    light = kind("recovery", 20, 40, 20)
    least_light = max(20.0, float(int(_ABOVE_REST / light.load) + 1))
    longest_light = max(float(int(min(40.0, _BELOW_LIGHT / light.load))), least_light)
    usual_week = max(week.minutes, problem.season.base.full_week_min)
    worth_it = _worthwhile_min(sport, usual_week / min(problem.sessions, _RIDES))
    light_ride = min(worth_it, _LIGHT_RIDE_MIN, longest_light)
    minutes = (max(least_light, light_ride), longest_light)
    # An easy session is clearly shorter than the long one of its week.
    usual = _ABOVE_MEAN * week.minutes / problem.sessions
    longest_easy = max(_EASY_SHARE * week.long_min, min(usual, _NEAR_LONG * week.long_min))
    # Where there is hardly a long session, it is still the longest.
    always = max(min(_ALWAYS_EASY_MIN, _NEAR_LONG * week.long_min), _SHORTEST_EASY_MIN)
    longest_easy = max(longest_easy, always if week.long_min else _ALWAYS_EASY_MIN)
    if beside_long:
        longest_easy = min(longest_easy, longest_beside(problem, week.long_min))
    # The first steps back from a break allow 20 minutes, which a light ride exceeds.
    short = week.lighter and least_light > _SHORTEST_BACK_MIN
    shortest = _SHORTEST_BACK_MIN if short else _SHORTEST_EASY_MIN
    least_easy = max(shortest, worth_it)
    longest_easy = min(max(longest_easy, least_easy), _LONGEST_EASY[sport])
    kinds = {
        "recovery": replace(light, minutes=minutes, shortest=least_light),
        "easy": kind("easy", least_easy, longest_easy, shortest),
    }
    if week.long_min >= _SHORTEST_LONG_MIN:
        least_long = float(int(_LEAST_LONG * week.long_min))
        kinds["long"] = kind("long", least_long, week.long_min, least_long)
    return kinds


def longest_beside(problem: PlanningProblem, long_min: float) -> float:
    """Return the longest easy session on a day next to a long one of so many minutes [min]."""
    # Whoever needs two easier days after a hard one at any risk style: from 65 years on.
    old = easier_days("balanced", problem.athlete.age(problem.start)) > easier_days("balanced")
    share, least = (_OLD_BESIDE, _ALWAYS_EASY_MIN) if old else (_BESIDE_LONG, _BESIDE_LONG_MIN)
    return max(share * long_min, least)


def _worthwhile_min(sport: str, mean_min: float) -> float:
    """Return from how many minutes on a ride is worth it, by the mean one; 0 in other sports."""
    if sport != "cycling":
        return 0.0
    return min(_RIDE_MIN, _STEP * (_OF_MEAN * mean_min // _STEP))


def _is_hard(session: Session, minutes: float, athlete: Athlete, day: dt.date) -> bool:
    return estimate(session.build(minutes, athlete, day), athlete, day).effort == "hard"
