"""Which races to plan for, and whether they are possible."""

import datetime as dt
from collections.abc import Sequence

from trainkit.errors import InvalidInput
from trainkit.metrics import running
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.planning._phases import LEAST_WEEKS
from trainkit.planning._solver.easy_days import SESSIONS
from trainkit.workouts import race_type, threshold_vdot, vdot_holds, vdots

__all__ = ["fitness_now", "validate_goals"]

_BEST_VDOT = 86.0  # of world records from 1,500 m to the marathon
_WALKING_M_S = 1.0
_AMBITIOUS, _IMPOSSIBLE = 1.08, 1.25  # goal's VDOT over today's
_HALF_A_YEAR = 183  # [d]


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
    races = [goal] if isinstance(goal, Goal) else list(goal or ())
    _validate_time(availability)
    warnings: list[str] = []
    for race in races:
        warnings += _validate_goal(race, athlete, history, start, availability)
    if not races:
        return (), warnings
    # The last A race; without one the last race of any priority.
    main = max((race for race in races if race.priority == "A"), default=None, key=_date)
    main = main or max(races, key=_date)
    planned = tuple(sorted((race for race in races if race.date <= main.date), key=_date))
    if len({race.date for race in planned}) < len(planned):
        raise InvalidInput("goal", str(main.date), "races on different days")
    weeks = ((main.date - start).days + 1) / 7
    least = LEAST_WEEKS[race_type(main.distance_m)]
    if weeks < least:
        if not allow_short:
            allowed = f"at least {least} weeks after {start}, or allow_short=True"
            raise InvalidInput("date", f"{main.date}, {weeks:.0f} weeks", allowed)
        warnings.append(f"{weeks:.0f} weeks are fewer than the {least} that this race takes.")
    late = [race for race in races if race.date > main.date]
    warnings += [
        f"The race of {race.date} is after the A race and is not planned." for race in late
    ]
    return planned, warnings


def fitness_now(athlete: Athlete, history: History | None, on: dt.date) -> float | None:
    """Return today's VDOT: of the best race of the last half year, or of the threshold speed."""
    results = [vdot for _, vdot in vdots(history, on, days=_HALF_A_YEAR)]
    return max(results) if results else threshold_vdot(athlete, on)


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
) -> list[str]:
    if goal.date < start:
        raise InvalidInput("date", str(goal.date), f"on or after the plan's first day, {start}")
    if goal.sport not in SESSIONS:
        raise InvalidInput("sport", goal.sport, "one of " + ", ".join(sorted(SESSIONS)))
    if goal.date in availability.blackout:
        raise InvalidInput("date", str(goal.date), "a day that is not among the blackout days")
    if goal.time_s is None or goal.sport != "running":
        return []
    return _validate_pace(goal, goal.time_s, fitness_now(athlete, history, start))


def _validate_pace(goal: Goal, time_s: float, today: float | None) -> list[str]:
    speed = goal.distance_m / time_s
    if speed < _WALKING_M_S:
        allowed = f"faster than walking: under {goal.distance_m / _WALKING_M_S:.0f} s"
        raise InvalidInput("time_s", time_s, allowed)
    # On trails and outside the range of VDOT, a time says nothing about fitness.
    if not vdot_holds(goal.distance_m) or goal.trail:
        return []
    wanted = float(running.vdot(goal.distance_m, time_s))
    if wanted > _BEST_VDOT:
        best = running.race_time(_BEST_VDOT, goal.distance_m)
        raise InvalidInput("time_s", time_s, f"within human records: over {best:.0f} s")
    if today is None:
        return []
    could = running.race_time(today, goal.distance_m)
    if wanted > _IMPOSSIBLE * today:
        allowed = f"closer to {could:.0f} s, which today's VDOT of {today:.0f} predicts"
        raise InvalidInput("time_s", time_s, allowed)
    if wanted > _AMBITIOUS * today:
        return [
            f"{time_s:.0f} s takes a VDOT of {wanted:.1f}; today's is {today:.1f}, which "
            f"predicts {could:.0f} s."
        ]
    return []
