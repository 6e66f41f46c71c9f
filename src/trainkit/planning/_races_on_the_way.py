"""Whether the races on the way to the main one can be carried by what is trained until then."""

import datetime as dt

from trainkit.models.athlete import Athlete
from trainkit.models.feasibility import Verdict
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.planning._goal_words import day_name, length, race_name
from trainkit.planning._shortfalls import Case, Shortfall, case_of, shortfalls

__all__ = ["shortfall_after_break", "shortfalls_on_the_way"]

_PREPARED = 0.9  # of the longest session that the race takes
_AMBITIOUS = 0.75  # of the longest session that the race takes
_GROWTH, _STEP_MIN = 1.10, 10.0  # of the longest session, in a week
_FIRST_MIN = {"running": 20.0, "cycling": 60.0, "swimming": 20.0}  # of somebody who begins
_WAY = {"running": "run", "cycling": "ride", "swimming": "swim"}


def shortfalls_on_the_way(
    goal: Goal,
    athlete: Athlete,
    history: History | None,
    start: dt.date,
    availability: Availability,
) -> list[Shortfall]:
    """List what a race on the way takes and will not be there.

    Such a race needs no preparation of its own weeks, days and hours. It needs a longest session
    that carries it, and a time that is within reach.

    Parameters
    ----------
    goal : Goal
        The race.
    athlete, history, availability
        As in `feasibility`.
    start : date
        The first day of the plan.

    Returns
    -------
    list of Shortfall
        A time that is out of reach is no reason against the race.
    """
    case = case_of(goal, athlete, history, availability, start)
    found = [missed for missed in (_longest(case),) if missed is not None]
    # The race is run anyway, only slower.
    return found + [missed for missed in shortfalls(case) if missed.kind == "time"]


def shortfall_after_break(
    goal: Goal,
    athlete: Athlete,
    history: History,
    start: dt.date,
    availability: Availability,
    *,
    longest_min: float,
) -> str:
    """Say what a break has left of a preparation, if that is too little for the race.

    Parameters
    ----------
    goal : Goal
        The race.
    athlete, history, availability
        As in `feasibility`.
    start : date
        The first day after the break.
    longest_min : float
        The longest session that is planned now [min].

    Returns
    -------
    str
        Empty where the plan still prepares for the race.
    """
    case = case_of(goal, athlete, history, availability, start)
    need = case.minimum.long_min
    if longest_min >= _PREPARED * need:
        return ""
    way = _WAY[goal.sport]
    return (
        f"After {case.prior.days_off} days off the longest {way} before {day_name(goal.date)} is "
        f"{length(longest_min)}; {race_name(goal)} takes one of {length(need)}. Race for the "
        "experience and slower than planned, or choose a shorter or a later race."
    )


def _longest(case: Case) -> Shortfall | None:
    """Compare the longest session that training can reach by then with what the race takes."""
    need = case.minimum.long_min
    have = min(_reach(case), case.free.long_min)
    if case.unknown or have >= need:
        return None
    verdict: Verdict = "ambitious" if have >= _AMBITIOUS * need else "not in this time"
    way = _WAY[case.goal.sport]
    return Shortfall(
        "long",
        verdict,
        f"By {day_name(case.goal.date)} your longest {way} is about {length(have)}; "
        f"{race_name(case.goal)} takes one of {length(need)}.",
        f"a shorter race on {day_name(case.goal.date)}",
    )


def _reach(case: Case) -> float:
    """Return the longest session to reach in the weeks before the race [min]."""
    longest = max(case.prior.longest_min, _FIRST_MIN[case.goal.sport])
    for _ in range(max(case.weeks - 1, 0)):
        longest = max(_GROWTH * longest, longest + _STEP_MIN)
    return longest
