"""Judge any plan: each rule by its own definition, on the workouts as they are expected to be."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan, Violation
from trainkit.planning._phases import Week, taper_weeks, weeks_of
from trainkit.planning._problem import frame, lay
from trainkit.planning._rules import rules_for
from trainkit.ports.rule import Rule, Schedule

__all__ = [
    "check",
    "full_weeks_before",
    "schedule_of",
    "sessions_of",
    "violations_of",
    "weeks_of_plan",
]


def check(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None = None,
    *,
    availability: Availability | None = None,
    rules: Sequence[Rule] | None = None,
    more_rules: Sequence[Rule] = (),
    on: dt.date | None = None,
) -> list[Violation]:
    """List what is wrong with a plan, whoever wrote it.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    athlete : Athlete
        Whose risk style and thresholds count.
    history : History, optional
        What was trained before; without it the first weeks may hold what anybody may.
    availability : Availability, optional
        The time there is; by default what the plan was made for.
    rules : sequence of Rule, optional
        By default those that `plan` keeps.
    more_rules : sequence of Rule
        What must hold besides, such as rules of plugins.
    on : date, optional
        A day of the plan: the days before it count as they were done, not as they were planned.

    Returns
    -------
    list of Violation
        By date; hard ones must not be, soft ones are wishes.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Athlete, PlannedWorkout, TrainingPlan
    >>> me = Athlete(sex="male", birth_date="1990-01-01", hr_rest=50, hr_max=190)
    >>> monday = dt.date(2026, 6, 1)
    >>> rest = [PlannedWorkout(date=monday + dt.timedelta(days=k), kind="rest") for k in range(7)]
    >>> check(TrainingPlan(start=monday, workouts=rest), me)
    []
    """
    sessions, weeks = sessions_of(plan), weeks_of_plan(plan)
    behind = 0
    if on is not None and on > plan.start:
        behind = full_weeks_before(plan, on)
        ahead = plan.workouts[(on - plan.start).days :]
        goals = tuple(one for one in plan.goals if one.date >= on)
        plan = plan.model_copy(update={"start": on, "workouts": ahead, "goals": goals})
    if rules is None:
        rules = rules_for(
            athlete,
            plan.start,
            plan.end,
            plan.goals,
            availability or plan.availability or Availability(),
            sessions=sessions,
            weeks=weeks,
            fatigue_days=plan.fatigue_days,
            weeks_behind=behind,
        )
    return violations_of(schedule_of(plan, athlete, history), (*rules, *more_rules))


def weeks_of_plan(plan: TrainingPlan) -> tuple[Week, ...]:
    """Divide a plan's weeks into phases, whatever its author called them."""
    distance = plan.goals[-1].distance_m if plan.goals else None
    taper = taper_weeks(distance, plan.fatigue_days) if distance else 0
    return weeks_of(plan.start, plan.end, distance, taper)


def full_weeks_before(plan: TrainingPlan, on: dt.date) -> int:
    """Count the full weeks of a plan before the first one that begins on a day or after it."""
    first, next_one = (day + dt.timedelta(days=-day.weekday() % 7) for day in (plan.start, on))
    return max((next_one - first).days // 7, 0)


def schedule_of(plan: TrainingPlan, athlete: Athlete, history: History | None) -> Schedule:
    """Lay a plan's workouts out as the rules want to see them."""
    schedule = frame(plan.start, plan.end, athlete, history, goals=plan.goals)
    races = {one.date for one in plan.goals}
    for place, workout in enumerate(plan.workouts):
        if workout.date not in races:
            lay(schedule, schedule.first + place, workout, athlete)
    return schedule


def violations_of(schedule: Schedule, rules: Sequence[Rule]) -> list[Violation]:
    """Ask every rule, and put the answers in order of time."""
    listed = [one for rule in rules for one in rule.violations(schedule)]
    return sorted(listed, key=lambda one: (one.date, one.rule))


def sessions_of(plan: TrainingPlan) -> int:
    """Count the sessions of a plan's fullest week."""
    weeks: dict[dt.date, int] = {}
    for one in plan.workouts:
        if one.date is not None and not one.resting:
            monday = one.date - dt.timedelta(days=one.date.weekday())
            weeks[monday] = weeks.get(monday, 0) + 1
    return int(np.max(list(weeks.values()), initial=1))
