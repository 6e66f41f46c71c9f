"""Which races to plan for, and whether they are possible."""

import datetime as dt
from collections.abc import Sequence

from trainkit.errors import InvalidInput
from trainkit.metrics import running
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.planning._feasibility import feasibility, read_races
from trainkit.planning._free_time import FreeTime
from trainkit.planning._goal_words import clock, day_name, distance_name, join, length, race_name
from trainkit.planning._minimums import longest_race_m
from trainkit.planning._races_on_the_way import shortfalls_on_the_way
from trainkit.planning._reachable import fitness_now
from trainkit.planning._shortfalls import Case, Shortfall, case_of, shortfalls, worst
from trainkit.planning._solver.easy_days import SESSIONS
from trainkit.workouts import vdot_holds, vdot_time

__all__ = ["validate_goals"]

_FURTHEST_DAYS = 731  # nobody knows a season further ahead
_BEST_VDOT = 86.0  # of world records from 1,500 m to the marathon
_FIRST_YEAR, _LAST_YEAR = 1900, 9900  # a plan looks years back and ahead
_WALKING_M_S = 1.0
_IMPOSSIBLE = 1.25  # goal's VDOT over today's


def validate_goals(
    goal: Goal | Sequence[Goal] | None,
    athlete: Athlete,
    history: History | None,
    start: dt.date,
    availability: Availability,
    *,
    allow_short: bool,
) -> tuple[tuple[Goal, ...], list[str]]:
    """Sort the races, and refuse impossible ones with the numbers behind it."""
    races = read_races(goal)
    _validate_time(availability)
    warnings: list[str] = []
    for race in races:
        _validate_goal(race, athlete, history, start, availability)
    if not races:
        return (), warnings
    # The last A race; without one the last race of any priority.
    main = max((race for race in races if race.priority == "A"), default=None, key=_date)
    main = main or max(races, key=_date)
    planned = tuple(sorted((race for race in races if race.date <= main.date), key=_date))
    if len({race.date for race in planned}) < len(planned):
        raise InvalidInput("goal", str(main.date), "races on different days")
    warnings += _judge(main, athlete, history, start, availability, allow_short=allow_short)
    for race in planned:
        if race != main:
            warnings += _judge_on_the_way(
                race, athlete, history, start, availability, allow_short=allow_short
            )
    late = [race for race in races if race.date > main.date]
    warnings += [
        f"The race of {race.date} is after the A race and is not planned." for race in late
    ]
    return planned, warnings


def _judge(
    goal: Goal,
    athlete: Athlete,
    history: History | None,
    start: dt.date,
    availability: Availability,
    *,
    allow_short: bool,
) -> list[str]:
    """Return what falls short as warnings, and refuse a goal that is out of reach."""
    case = case_of(goal, athlete, history, availability, start)
    found = shortfalls(case)
    if worst(found) == "not in this time" and not allow_short:
        verdict = feasibility(goal, athlete, history, availability, start=start)
        aim = "" if goal.time_s is None else f" in {clock(goal.time_s)}"
        raise InvalidInput(
            "goal",
            f"{race_name(goal)}{aim} on {day_name(goal.date)}",
            _refusal(case, found, verdict.nearest),
        )
    warnings = [missed.reason for missed in found]
    if found:
        warnings.append(f"It would be comfortable with {_changes(found)}.")
    return warnings


def _judge_on_the_way(
    goal: Goal,
    athlete: Athlete,
    history: History | None,
    start: dt.date,
    availability: Availability,
    *,
    allow_short: bool,
) -> list[str]:
    """Return what a race on the way lacks as warnings, and refuse one that nothing will carry."""
    found = shortfalls_on_the_way(goal, athlete, history, start, availability)
    for missed in found:
        if missed.kind == "long" and missed.verdict == "not in this time" and not allow_short:
            raise InvalidInput(
                "goal",
                f"{race_name(goal)} on {day_name(goal.date)}",
                f"within reach. {missed.reason} With {missed.change}, I can plan it. Or "
                "allow_short=True plans what the time allows",
            )
    return [missed.reason for missed in found]


def _refusal(case: Case, found: Sequence[Shortfall], nearest: Goal | None) -> str:
    """Say why a goal is out of reach, and what is not."""
    gravest = [missed for missed in found if missed.verdict == "not in this time"]
    kinds = {missed.kind for missed in gravest}
    words = ["within reach."]
    if case.free.minutes and {"long", "hours"} & kinds:
        distance = f"{case.goal.distance_m / 1000:.0f} km"
        time = _time_words(case.free, only_long="hours" not in kinds)
        words.append(f"{time} can keep you fit, not carry you {distance}.")
    words += [missed.reason for missed in gravest]
    other = None if nearest is None else _nearest_words(nearest, case.goal)
    # A slower time is the same as the nearest goal in words, and so is a later date.
    changes = _changes([missed for missed in found if other is None or missed.kind != "time"])
    ways = [f"with {way}" for way in (changes, other) if way]
    either = ", or ".join(ways)
    words.append(f"{either[:1].upper()}{either[1:]}, I can plan it.")
    return " ".join(words) + " Or allow_short=True plans what the time allows"


def _changes(found: Sequence[Shortfall]) -> str:
    return join([missed.change for missed in found if missed.change])


def _time_words(free: FreeTime, *, only_long: bool) -> str:
    minutes = sorted(free.minutes.values(), reverse=True)[: free.sessions]
    if only_long:
        return f"{length(free.long_min)} at a time"
    if 60 * free.hours < sum(minutes) - 1:
        return f"{length(60 * free.hours)} a week"
    low, high = (f"{value:.0f}" for value in (minutes[-1], minutes[0]))
    if low == high:
        return f"{len(minutes)} x {low} minutes"
    return f"{len(minutes)} days of {low} to {high} minutes"


def _nearest_words(nearest: Goal, goal: Goal) -> str:
    name = race_name(nearest)
    if nearest.time_s is not None and nearest.time_s != goal.time_s:
        name = f"{name} in {clock(nearest.time_s)}"
    elif nearest.distance_m == goal.distance_m:
        return ""  # only later, which the changes say
    same = nearest.date == goal.date
    return f"{name} on {'that date' if same else day_name(nearest.date)}"


def _date(goal: Goal) -> dt.date:
    return goal.date


def _validate_time(availability: Availability) -> None:
    named = availability.minutes
    hours, most = availability.hours_per_week, availability.max_sessions_per_week
    # Days that are not named have time, so only seven names can leave none.
    nothing = len(named) == 7 and max(named.values()) < 20
    if nothing or hours == 0 or most == 0:
        raise InvalidInput("availability", "no time", "at least 20 min on one day of the week")


def _validate_goal(
    goal: Goal,
    athlete: Athlete,
    history: History | None,
    start: dt.date,
    availability: Availability,
) -> None:
    _validate_days(goal, start)
    if goal.sport not in SESSIONS:
        raise InvalidInput("sport", goal.sport, "one of " + ", ".join(sorted(SESSIONS)))
    if goal.date in availability.blackout:
        raise InvalidInput("date", str(goal.date), "a day that is not among the blackout days")
    if goal.sport != "running":
        return
    age = athlete.age(goal.date)
    if goal.distance_m > 1.02 * longest_race_m(age):
        most = f"at most {longest_race_m(age) / 1000:.0f} km on foot at {age} (UK Athletics)"
        raise InvalidInput("distance_m", distance_name(goal), most)
    if goal.time_s is not None:
        _validate_pace(goal, goal.time_s, fitness_now(athlete, history, start))


def _validate_days(goal: Goal, start: dt.date) -> None:
    if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
        allowed = f"a day of the years {_FIRST_YEAR} to {_LAST_YEAR}"
        raise InvalidInput("start", str(start), allowed)
    if goal.date < start:
        raise InvalidInput("date", str(goal.date), f"on or after the plan's first day, {start}")
    if (goal.date - start).days > _FURTHEST_DAYS:
        last = start + dt.timedelta(days=_FURTHEST_DAYS)
        raise InvalidInput("date", str(goal.date), f"within two years, until {last}")


def _validate_pace(goal: Goal, time_s: float, today: float | None) -> None:
    speed = goal.distance_m / time_s
    if speed < _WALKING_M_S:
        allowed = f"faster than walking: under {clock(goal.distance_m / _WALKING_M_S)}"
        raise InvalidInput("time_s", time_s, allowed)
    # On trails and outside the range of VDOT, a time says nothing about fitness.
    if not vdot_holds(goal.distance_m) or goal.trail:
        return
    wanted = float(running.vdot(goal.distance_m, time_s))
    if wanted > _BEST_VDOT:
        best = running.race_time(_BEST_VDOT, goal.distance_m)
        raise InvalidInput("time_s", time_s, f"within human records: over {clock(best)}")
    if today is not None and wanted > _IMPOSSIBLE * today:
        could = vdot_time(today, goal.distance_m)
        allowed = (
            f"nearer to {clock(could)}, which is what today's VDOT of {today:.0f} predicts: "
            "with a slower time, or without one, I can plan it"
        )
        raise InvalidInput("time_s", clock(time_s), allowed)
