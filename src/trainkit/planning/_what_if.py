"""What more time would be worth: the same plan with an hour more a week, and with a week more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainkit.errors import InsufficientData
from trainkit.models.athlete import Athlete
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.planning._forecast import forecast
from trainkit.planning._plan import plan

__all__ = ["Gain", "WhatIf", "what_if"]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change is worth.

    Parameters
    ----------
    points : float
        Gain of the objective [performance points].
    seconds : float or None
        Gain of the forecast finish time [s]; None without a forecast.
    plan : TrainingPlan
        The plan with the change.
    """

    points: float
    seconds: float | None
    plan: TrainingPlan


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A plan, and what more time would add to it.

    Parameters
    ----------
    plan : TrainingPlan
        With the time there is.
    hour : Gain
        With an hour more a week, spread over the days that have time.
    week : Gain
        With the race a week later.
    """

    plan: TrainingPlan
    hour: Gain
    week: Gain


def what_if(
    goal: Goal,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability,
    start: dt.date | None = None,
    methodology: str | Mapping[str, float] = "pyramidal",
    seconds: float = 10.0,
) -> WhatIf:
    """Plan three times: as it is, with an hour more a week, and with a week more.

    Parameters
    ----------
    goal : Goal
        The race.
    athlete, history, availability, start, methodology, seconds
        As in `plan`; `seconds` holds for each of the three.

    Returns
    -------
    WhatIf
        The plan and both gains.

    Raises
    ------
    InvalidInput, InfeasiblePlan
        As in `plan`.
    """

    def made(race: Goal, free: Availability) -> TrainingPlan:
        return plan(
            race,
            athlete,
            history,
            availability=free,
            start=start,
            allow_short=True,
            methodology=methodology,
            seconds=seconds,
        )

    base = made(goal, availability)
    later = goal.model_copy(update={"date": goal.date + dt.timedelta(weeks=1)})
    more = made(goal, _longer(availability))
    week = made(later, availability)
    context = (athlete, history)
    return WhatIf(base, _gain(base, more, *context), _gain(base, week, *context))


def _longer(free: Availability) -> Availability:
    """An hour more a week, on the days that have time already."""
    days: Sequence[str] = [day for day in WEEKDAYS if free.minutes.get(day, 60.0) > 0]
    minutes = dict(free.minutes)
    for day in days:
        if day in minutes:
            minutes[day] = min(minutes[day] + 60 / len(days), 1440.0)
    hours = None if free.hours_per_week is None else free.hours_per_week + 1
    return free.model_copy(update={"minutes": minutes, "hours_per_week": hours})


def _gain(base: TrainingPlan, other: TrainingPlan, athlete: Athlete, past: History | None) -> Gain:
    points = [one.certificate.objective if one.certificate else 0.0 for one in (base, other)]
    try:
        times = [forecast(one, athlete, past).time_s for one in (base, other)]
    except InsufficientData:
        return Gain(points[1] - points[0], None, other)
    return Gain(points[1] - points[0], times[0] - times[1], other)
