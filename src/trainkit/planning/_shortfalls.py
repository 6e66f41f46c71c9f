"""What a race takes of an athlete, against what there is: one check for each minimum."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainkit.models.athlete import Athlete
from trainkit.models.feasibility import Verdict
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.planning._free_time import FreeTime, free_time, weeks_left
from trainkit.planning._goal_words import clock, day_name, distance_name, length, race_name
from trainkit.planning._minimums import (
    FINAL_WEEKS,
    Level,
    Minimum,
    climbs,
    level_of,
    longest_race_m,
    minimum_of,
    weeks_before,
)
from trainkit.planning._prior_training import PriorTraining, prior_training
from trainkit.planning._reachable import Pace, fitness_now, pace_of, swim_threshold

__all__ = ["Case", "Shortfall", "case_of", "shortfalls", "sufficiencies", "worst"]

_AMBITIOUS = 0.75  # of a minimum
_OUT_OF_REACH = 1.06  # the ability that a time takes, over what can be reached
_PREPARED = 0.9  # of the longest session
_LATE_WEEKS, _LONG_GROWTH = 3, 1.10  # the longest session is three weeks before the race
_STEP_MIN = 5.0
_EASY_SHARE = {"running": 0.75, "swimming": 0.85}  # of the threshold speed
_A_DAY_MIN = 1440.0
_ADULT, _YOUTH_DAYS = 18, 5  # below: as many hours a week as years of age, on five days
_SESSIONS = {"running": "run", "cycling": "ride", "swimming": "swim"}
_NONE = {"running": "no running", "cycling": "no riding", "swimming": "no swimming"}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One minimum and how far it is met.

    Parameters
    ----------
    kind : str
        ``"age"``, ``"weeks"``, ``"days"``, ``"hours"``, ``"long"``, ``"base"`` or ``"time"``.
    verdict : str
        What it alone makes of the goal.
    reason, change : str
        Sentences; a change is a part of one, such as "a race on or after 3 May 2026".
    weeks : int
        For ``"weeks"``, how many are needed.
    """

    kind: str
    verdict: Verdict
    reason: str
    change: str = ""
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """What a goal is judged by."""

    goal: Goal
    athlete: Athlete
    history: History | None
    availability: Availability
    start: dt.date
    prior: PriorTraining
    level: Level
    minimum: Minimum
    free: FreeTime
    weeks: int
    pace: Pace | None
    unknown: bool  # nothing is recorded, but a threshold or a result shows that there is a base


def case_of(
    goal: Goal, athlete: Athlete, history: History | None, free: Availability, start: dt.date
) -> Case:
    prior = prior_training(history, goal.sport, start)
    if not prior.known:
        prior = replace(prior, m_min=_easy_m_min(goal.sport, athlete, start) or prior.m_min)
    level = level_of(goal.sport, prior)
    weeks, time = weeks_left(goal, start, free), free_time(free, goal, start)
    age = athlete.age(start)
    if age < _ADULT:
        time = replace(time, hours=min(time.hours, age), sessions=min(time.sessions, _YOUTH_DAYS))
    pace = pace_of(goal, athlete, history, prior, level, start=start, weeks=weeks)
    return Case(
        goal,
        athlete,
        history,
        free,
        start,
        prior,
        level,
        minimum_of(goal, prior),
        time,
        weeks,
        pace,
        unknown=not prior.known and _has_threshold(goal.sport, athlete, history, start),
    )


def _easy_m_min(sport: str, athlete: Athlete, start: dt.date) -> float | None:
    """Return the metres a minute of easy training by the threshold; None where it is unknown."""
    if sport == "cycling":
        return None
    swims = sport == "swimming"
    known = swim_threshold(athlete, start) if swims else _run_threshold(athlete, start)
    return None if known is None else 60 * _EASY_SHARE[sport] * known


def _run_threshold(athlete: Athlete, start: dt.date) -> float | None:
    return athlete.at(start, "running").threshold_speed_m_s


def _has_threshold(sport: str, athlete: Athlete, history: History | None, start: dt.date) -> bool:
    if sport == "cycling":
        return athlete.at(start, "cycling").ftp_w is not None
    if sport == "swimming":
        return swim_threshold(athlete, start) is not None
    return fitness_now(athlete, history, start) is not None


def shortfalls(case: Case) -> list[Shortfall]:
    """List the minimums that are missed, the gravest first."""
    checks = (_age, _long, _hours, _days, _weeks, _base, _time)
    found = [missed for check in checks if (missed := check(case)) is not None]
    return sorted(found, key=lambda missed: missed.verdict != "not in this time")


def _verdict(share: float) -> Verdict:
    return "ambitious" if share >= _AMBITIOUS - 1e-9 else "not in this time"


def worst(found: Sequence[Shortfall]) -> Verdict:
    return found[0].verdict if found else "comfortable"


def _age(case: Case) -> Shortfall | None:
    age = case.athlete.age(case.goal.date)
    longest = longest_race_m(age)
    if case.goal.sport != "running" or case.goal.distance_m <= 1.02 * longest:
        return None
    return Shortfall(
        "age",
        "not in this time",
        f"At {age} races of up to {longest / 1000:.0f} km are right (UK Athletics); this one is "
        f"{distance_name(case.goal)}.",
        f"a race of up to {longest / 1000:.0f} km",
    )


def _long(case: Case) -> Shortfall | None:
    need, have = case.minimum.long_min, case.free.long_min
    if have >= need:
        return None
    day, way = day_name(case.free.long_day), _SESSIONS[case.goal.sport]
    need_words = length(_STEP_MIN * np.ceil(need / _STEP_MIN))
    climb = np.log(need / max(have, 30.0)) / np.log(_LONG_GROWTH)
    week = max(case.weeks - _LATE_WEEKS - int(climb), 1)
    when = f" from week {week}" if week > 1 else ""
    most = max(case.free.minutes.values(), default=0.0)
    there = f"The most time on a day is {length(have)}" if have else "There is no day free"
    if have < most:  # the athlete has chosen another day than the fullest
        there = f"{day} has {length(have)}"
    return Shortfall(
        "long",
        _verdict(have / need),
        f"{there}; for {race_name(case.goal)} the longest {way} takes {need_words}.",
        f"{day} free for {need_words}{when}",
    )


def _hours(case: Case) -> Shortfall | None:
    need, have = 60 * case.minimum.hours, 60 * case.free.hours
    if have >= need:
        return None
    return Shortfall(
        "hours",
        _verdict(have / need),
        f"Your week has time for {length(have)} of training; for {race_name(case.goal)} the "
        f"biggest weeks take {length(need)}.",
        f"{length(need)} a week in the biggest weeks",
    )


def _days(case: Case) -> Shortfall | None:
    need, have = case.minimum.days, case.free.sessions
    if have >= need:
        return None
    days = f"{have} day{'' if have == 1 else 's'} a week"
    return Shortfall(
        "days",
        # Days are few and whole: one less than three misses a third, and can do for a short race.
        "ambitious" if have >= case.minimum.least_days else "not in this time",
        f"You have time on {days}; {race_name(case.goal)} takes {need}.",
        f"{need} days a week",
    )


def _weeks(case: Case) -> Shortfall | None:
    minimum, prior = case.minimum, case.prior
    prepared = (
        prior.kept_longest_min >= _PREPARED * minimum.long_min
        and prior.kept_week_m >= 1000 * minimum.week_km
    )
    own = FINAL_WEEKS[minimum.race] if prepared else minimum.weeks
    before = 0.0 if case.unknown else weeks_before(minimum, prior, case.goal.sport)
    need = int(np.ceil(own + before - 1e-9))
    if case.weeks >= need:
        return None
    left = f"{case.weeks} week{' is' if case.weeks == 1 else 's are'} left"
    name = race_name(case.goal)
    if need > own:
        climb = f"about {need - own} {_base_words(case)}, then {own} for {name} itself"
        reason = f"{left}; {need} are needed: {climb}."
    else:
        reason = f"{left}; {name} takes {need} from where you are."
    verdict = _verdict(case.weeks / need)
    later = case.goal.date + dt.timedelta(weeks=need - case.weeks)
    return Shortfall(
        "weeks",
        # Somebody whose long sessions are long enough can race: it is only less than the best.
        "ambitious" if prepared else verdict,
        reason,
        f"a race on or after {day_name(later)}",
        weeks=need,
    )


def _base_words(case: Case) -> str:
    """Say from where to where the weeks before the race's own preparation lead."""
    minimum, prior, sport = case.minimum, case.prior, case.goal.sport
    weeks = climbs(minimum, prior, sport)
    way = _SESSIONS[sport]
    if max(weeks, key=lambda name: weeks[name]) == "week_km":
        there, to = f"{prior.kept_week_m / 1000:.0f} km a week", f"{minimum.week_km:.0f} km a week"
    elif sport == "swimming":
        there, to = f"a swim of {prior.kept_longest_m:.0f} m", f"one of {minimum.before_m:.0f} m"
    else:
        there = f"a {way} of {length(prior.kept_longest_min)}"
        to = f"one of {length(minimum.before_min)}"
    if prior.kept_week_m <= 0:
        there = _NONE[sport]
        to = to.replace("one of", f"a {way} of")
    off = f" after {prior.break_days} days off" if prior.break_days else ""
    return f"to get from {there}{off} to {to}"


def _base(case: Case) -> Shortfall | None:
    """Warn where a plan must trust that something is trained, because nothing is recorded."""
    minimum, sport = case.minimum, case.goal.sport
    if not case.unknown:
        return None
    if sport == "running" and minimum.week_km > 12:
        begins = f"{minimum.week_km:.0f} km a week and a run of {length(minimum.before_min)}"
    elif sport == "cycling" and minimum.before_min > 60:
        begins = f"a ride of {length(minimum.before_min)}"
    elif sport == "swimming" and minimum.before_m > 400:
        begins = f"a swim of {minimum.before_m:.0f} m"
    else:
        return None
    return Shortfall(
        "base",
        "ambitious",
        f"0 weeks of training are recorded; {case.minimum.weeks} weeks are enough only for "
        f"somebody who already does {begins}.",
        "your training so far, given as history",
    )


def _time(case: Case) -> Shortfall | None:
    goal, pace = case.goal, case.pace
    if goal.time_s is None or pace is None:
        return None
    wanted = pace.needed_for(goal, goal.time_s)
    share = wanted / pace.reachable
    if share <= 1.005:
        return None
    now, then = f"{pace.now:.1f}", f"{pace.reachable:.1f}"
    takes = f"a VDOT of {wanted:.1f}"
    if pace.measure == "speed":
        takes, now, then = (_speed_words(goal, value) for value in (wanted, *pace[:2]))
    numbers = f"{takes}; yours is about {now} now and {then} by then, good for {clock(pace.fast_s)}"
    return Shortfall(
        "time",
        "ambitious" if share <= _OUT_OF_REACH else "not in this time",
        f"{clock(goal.time_s)} takes {numbers}.{_undated(pace)}",
        f"a time no faster than {clock(pace.fast_s)} for now",
    )


def _undated(pace: Pace) -> str:
    """Say what a threshold without a date leaves open."""
    if not pace.undated:
        return ""
    return (
        " That rests on a threshold without a date, which tells nothing of the training since it "
        "was measured: race or test again, and enter the day."
    )


def _speed_words(goal: Goal, speed_m_s: float) -> str:
    if goal.sport == "swimming":
        return f"{clock(100 / speed_m_s)} per 100 m"
    return f"{3.6 * speed_m_s:.1f} km/h"


def sufficiencies(case: Case) -> tuple[str, ...]:
    """Say with the numbers why a goal is comfortable."""
    minimum, prior, goal = case.minimum, case.prior, case.goal
    reasons = [f"{case.weeks} weeks are left; {race_name(goal)} takes {minimum.weeks} or more."]
    if prior.kept_week_m >= 1000 * minimum.week_km > 0:
        reasons.append(
            f"You run {prior.kept_week_m / 1000:.0f} km a week; {minimum.week_km:.0f} are enough "
            "to begin."
        )
    elif case.free.long_min < _A_DAY_MIN:
        reasons.append(
            f"{day_name(case.free.long_day)} has {length(case.free.long_min)}; the longest "
            f"{_SESSIONS[goal.sport]} takes {length(minimum.long_min)} or more."
        )
    if goal.time_s is not None and case.pace is not None:
        reasons.append(
            f"Up to {clock(case.pace.fast_s)} is within reach; you want {clock(goal.time_s)}."
            f"{_undated(case.pace)}"
        )
    return tuple(reasons)
