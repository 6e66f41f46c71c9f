"""Sessions that no number of minutes describes: swims of sets, and first runs with walks."""

import datetime as dt
import math
from collections.abc import Mapping
from functools import lru_cache

from trainkit.models.athlete import Athlete
from trainkit.planning._phases import Week
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._season import longest_before_race
from trainkit.planning._solver.choices import Choice, measure_choice
from trainkit.planning._solver.easy_days import longest_beside
from trainkit.planning._solver.weekdays import is_beside_long, walk_run_days
from trainkit.ports.rule import LimitsMinutes
from trainkit.workouts import (
    EASY_SWIMS,
    Phase,
    Session,
    SwimPurpose,
    estimate,
    first_swim_rung,
    swim_ladder,
    walk_run_session,
)

__all__ = ["easy_choices_on", "hard_swims_on", "uses_ladders"]

_EASY_MIN = (20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 60.0, 75.0)
_LONG_OVER = 1.05  # of the season's long session: sets come in whole repeats
_ANY_MIN, _LEAST_PART = 1000.0, 0.7
_HARD_SWIMS: Mapping[Phase, tuple[SwimPurpose, ...]] = {
    "base": ("endurance", "speed"),
    "build": ("threshold", "endurance", "speed"),
    "peak": ("open_water", "threshold"),
    "taper": ("open_water", "threshold"),
}
_ABOVE_MEAN = 1.25  # of a mean session: the longest easy swim of a week


def uses_ladders(problem: PlanningProblem, at: int) -> bool:
    """Whether the easy sessions of a day are choices instead of minutes."""
    return problem.sport == "swimming" or problem.season_week(at).walk_run > 0


def easy_choices_on(problem: PlanningProblem, at: int) -> list[Choice]:
    """List the easy and long sessions of a day: swims, or walking and running by turns.

    Parameters
    ----------
    problem : PlanningProblem
        What is planned.
    at : int
        The day's place in the schedule.

    Returns
    -------
    list of Choice
        Those that fit into the time available; none where minutes describe easy sessions.
    """
    day: dt.date = problem.schedule.dates[at].item()
    room = min(problem.availability.on(day), longest_before_race(problem.goals, day))
    limits = [rule.longest_min(day) for rule in problem.rules if isinstance(rule, LimitsMinutes)]
    if problem.sport == "swimming":
        # Sets come in whole repeats: the longest that a step back allows is one of them.
        return _swims(problem, problem.week_of(at), day, min(room, *limits, math.inf))
    rung = problem.season_week(at).walk_run
    days = walk_run_days(problem.availability) if rung else ()
    if day.weekday() not in days:
        return []
    session = walk_run_session(rung, days.index(day.weekday()))
    # A week of the ladder is three sessions; one that does not fit is shortened, also by the steps
    # back from a break or an illness: they must not leave weeks without any.
    minutes = min(session.whole_min, room, *limits)
    if minutes < session.whole_min / 2:
        return []
    of_day = problem.measuring_day(day)
    return [measure_choice("walk_run 0", session, minutes, problem.athlete, of_day)]


def _swims(problem: PlanningProblem, week: Week, day: dt.date, room: float) -> list[Choice]:
    season, of_day = problem.season.weeks[week.number], problem.measuring_day(day)
    choices: list[Choice] = []
    purpose: SwimPurpose = "beginner" if problem.season.level == "beginner" else "long"
    # The longest rung within the season's length: a lighter week has a shorter one.
    longest = math.inf
    for session in reversed(swim_ladder(purpose)):
        minutes = _whole_minutes(session, problem.athlete, of_day)
        if minutes <= min(room, _LONG_OVER * season.long_min):
            choices.append(measure_choice("long 0", session, minutes, problem.athlete, of_day))
            longest = minutes
            break
    easy = EASY_SWIMS[week.number % len(EASY_SWIMS)]
    most = max(_ABOVE_MEAN * season.minutes / problem.sessions, _EASY_MIN[0])
    # An easy swim is no longer than the long one.
    shorter = min(room, most, max(longest, _EASY_MIN[0]), _longest_beside(problem, week, day))
    for minutes in _EASY_MIN:
        if minutes <= shorter:
            name = f"easy {minutes:.0f}"
            choices.append(measure_choice(name, easy, minutes, problem.athlete, of_day))
    return choices


def _longest_beside(problem: PlanningProblem, week: Week, day: dt.date) -> float:
    """Return the longest swim of a day next to the long one's [min]; infinite on other days."""
    if not is_beside_long(problem, day):
        return math.inf
    return longest_beside(problem, problem.season.weeks[week.number].long_min)


def hard_swims_on(problem: PlanningProblem, week: Week, day: dt.date, room: float) -> list[Choice]:
    """List the hard swims of a week that fit into the time of a day."""
    season = problem.season.weeks[week.number]
    if not season.hard:
        return []
    kinds = _HARD_SWIMS[week.phase]
    wanted = [kinds[(week.place + at) % len(kinds)] for at in range(min(season.hard, len(kinds)))]
    choices: list[Choice] = []
    for purpose in wanted:
        session = _swim_at_its_rung(problem, purpose, week)
        of_day = problem.measuring_day(day)
        needed = _whole_minutes(session, problem.athlete, of_day)
        # Most of a main set is still that set: less than that is another session.
        room = min(room, season.long_min or room, _longest_beside(problem, week, day))
        if needed <= room / _LEAST_PART:
            minutes = min(needed, room)
            name = f"{purpose} {len(choices)}"
            choices.append(measure_choice(name, session, minutes, problem.athlete, of_day))
    return choices


@lru_cache(maxsize=1024)
def _whole_minutes(session: Session, athlete: Athlete, day: dt.date) -> float:
    """Return how long a session takes with all of its main part [min]."""
    return estimate(session.build(_ANY_MIN, athlete, day), athlete, day).minutes


def _swim_at_its_rung(problem: PlanningProblem, purpose: SwimPurpose, week: Week) -> Session:
    """Choose the swim of a purpose for a week: it climbs its ladder over the plan."""
    ladder, season = swim_ladder(purpose), problem.season
    first = first_swim_rung(purpose, season.base.longest_m)
    climbed = (week.number - 1) / max(len(problem.weeks) - 2, 1)
    of_week = season.weeks[week.number]
    rung = first + (len(ladder) - first) * min(climbed, 1.0)
    if of_week.lighter:
        rung -= 1
    return ladder[min(max(int(rung * of_week.dose), 1), len(ladder)) - 1]
