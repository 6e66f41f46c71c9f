"""What more time is worth: the same plan with an hour more a week, and with a week more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainkit._html import format_clock, section
from trainkit.errors import InsufficientData
from trainkit.models.athlete import Athlete
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.planning._feasibility import first_day
from trainkit.planning._plan import plan
from trainkit.planning._tracking import forecast
from trainkit.planning._usual_time import usual_time
from trainkit.ports.rule import Rule
from trainkit.workouts import LIBRARY, Session

__all__ = ["Gain", "WhatIf", "what_if"]


@dataclass(frozen=True, slots=True)
class Gain:
    """The worth of a change.

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

    def __repr__(self) -> str:
        return f"<Gain: {self}>"

    def __str__(self) -> str:
        if self.seconds is None:
            return f"{self.points:+.0f} points"
        if abs(self.seconds) < 1:
            return f"{self.points:+.0f} points, and the same finish time"
        faster = "faster" if self.seconds > 0 else "slower"
        return f"{self.points:+.0f} points, and {format_clock(abs(self.seconds))} {faster}"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A plan, and the worth of more time.

    Parameters
    ----------
    plan : TrainingPlan
        With the time available.
    hour : Gain
        With an hour more a week, spread over the days with time.
    week : Gain
        With the race a week later.
    """

    plan: TrainingPlan
    hour: Gain
    week: Gain

    def __repr__(self) -> str:
        return f"<WhatIf: an hour more {self.hour}; a week more {self.week}>"

    def __str__(self) -> str:
        return f"An hour more a week: {self.hour}.\nThe race a week later: {self.week}."

    def _repr_html_(self) -> str:
        return section(*(f"<p>{line}</p>" for line in str(self).splitlines()))


def what_if(
    goal: Goal,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability | None = None,
    start: dt.date | None = None,
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    methodology: str | Mapping[str, float] = "pyramidal",
    seconds: float = 10.0,
) -> WhatIf:
    """Plan three times: with the time available, an hour more a week, and a week more.

    Parameters
    ----------
    goal : Goal
        The race.
    athlete, history, availability, start, more_rules, library, methodology, seconds
        As in `plan`; `seconds` is for each of the three.

    Returns
    -------
    WhatIf
        The plan and both gains.

    Raises
    ------
    InvalidInput, InfeasiblePlan
        As in `plan`.
    """

    def plan_for(race: Goal, free: Availability) -> TrainingPlan:
        return plan(
            race,
            athlete,
            history,
            availability=free,
            start=start,
            allow_short=True,
            more_rules=more_rules,
            library=library,
            methodology=methodology,
            seconds=seconds,
        )

    free = availability or usual_time(history, first_day(history, start))
    base = plan_for(goal, free)
    later = goal.model_copy(update={"date": goal.date + dt.timedelta(weeks=1)})
    more = plan_for(goal, _add_hour(free))
    if _points(more) < _points(base):  # what fits into less time fits into more
        more = base
    week = plan_for(later, free)
    context = (athlete, history)
    return WhatIf(base, _gain(base, more, *context), _gain(base, week, *context))


def _add_hour(free: Availability) -> Availability:
    """Add an hour a week, on the days that have time already."""
    days: Sequence[str] = [day for day in WEEKDAYS if free.minutes.get(day, 60.0) > 0]
    minutes = dict(free.minutes)
    for day in days:
        if day in minutes:
            minutes[day] = min(minutes[day] + 60 / len(days), 1440.0)
    hours = None if free.hours_per_week is None else free.hours_per_week + 1
    return free.model_copy(update={"minutes": minutes, "hours_per_week": hours})


def _points(plan: TrainingPlan) -> float:
    return plan.certificate.objective if plan.certificate else 0.0


def _gain(base: TrainingPlan, more: TrainingPlan, athlete: Athlete, past: History | None) -> Gain:
    points = _points(more) - _points(base)
    try:
        times = [forecast(plan, athlete, past).time_s for plan in (base, more)]
    except InsufficientData:
        return Gain(points, None, more)
    return Gain(points, times[0] - times[1], more)
