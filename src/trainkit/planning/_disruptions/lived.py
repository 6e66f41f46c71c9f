"""A plan as it is done up to the end of a disruption: sessions, and what the journal says."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._disruptions.disruption import Disruption
from trainkit.planning._schedule import race_load, race_seconds
from trainkit.workouts import estimate
from trainkit.workouts._targets import RPE_AT_THRESHOLD

__all__ = ["live"]

_HEAT_LOAD, _HEAT_WAY = 0.25, 0.10  # more load, and less distance, in the greatest heat
_WORK_MIN, _WORK_SLEEP_H = 30.0, (7.0, 5.5)
_SLEEP_H = 7.5
_NIGHTS_H, _NIGHTS_LOAD = (6.5, 4.0), 0.15
_EAGER_LENGTH, _EAGER_LOAD = 0.5, 0.2  # longer, and more load a minute of an easy session
_RACE_SHARE = (0.25, 0.5)  # of the goal's distance: the shortest race, and what is added to it
_RACE_RPE = 9.0
_LEAST_MIN = 5.0


class _Done(NamedTuple):
    """A session as it was done."""

    minutes: float
    load: float
    metres: float
    race: bool = False


def live(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None,
    until: dt.date,
    disruption: Disruption | None = None,
) -> History:
    """Do a plan up to a day: as planned, but for what a disruption changes.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    athlete : Athlete
        Whose thresholds count.
    history : History or None
        What was done before the plan.
    until : date
        The first day that is not done.
    disruption : Disruption, optional
        What happens on the way.

    Returns
    -------
    History
        With the sessions done, and a journal of the disruption.
    """
    past = history or History()
    activities, journal = list[Activity](), list[DailyHealth]()
    for workout in plan.workouts:
        day = workout.date
        if day is None or day >= until or day < plan.start:
            continue
        hit = disruption is not None and disruption.first <= day <= disruption.last
        done = _as_planned(plan, workout, athlete)
        if hit and disruption is not None:
            done = _disrupted(done, disruption, workout, plan, athlete)
            journal += _journal(disruption, day)
        if done is not None and done.minutes >= _LEAST_MIN:
            sport = plan.sport if done.race else workout.sport
            activities.append(_activity(sport, done, day))
    before = [activity for activity in past.activities if activity.day < plan.start]
    days = [day for day in past.days if day.date < plan.start]
    return past.model_copy(update={"activities": (), "days": ()}).merge(
        History(activities=(*before, *activities), days=(*days, *journal))
    )


def _as_planned(plan: TrainingPlan, workout: PlannedWorkout, athlete: Athlete) -> _Done | None:
    if workout.resting or workout.date is None:
        return None
    goal = next((goal for goal in plan.goals if goal.date == workout.date), None)
    if goal is not None and workout.kind == "race":
        return _Done(race_seconds(goal, athlete) / 60, race_load(goal, athlete), goal.distance_m)
    what = estimate(workout, athlete, workout.date)
    return _Done(what.minutes, what.load, what.run_m or workout.planned_m or 0.0)


def _disrupted(
    done: _Done | None,
    disruption: Disruption,
    workout: PlannedWorkout,
    plan: TrainingPlan,
    athlete: Athlete,
) -> _Done | None:
    size, kind = disruption.size, disruption.kind
    if kind == "race":
        return _race(plan.goals[-1], _RACE_SHARE[0] + _RACE_SHARE[1] * size, athlete)
    # Heavy work leaves nothing hard.
    if done is None or kind in {"missed", "illness"} or (kind == "work" and workout.hard):
        return None
    length = load = way = 1.0
    match kind:
        case "heat":
            load, way = 1 + _HEAT_LOAD * size, 1 - _HEAT_WAY * size
        case "nights":
            load = 1 + _NIGHTS_LOAD * size
        case "eager":
            length = load = way = 1 + _EAGER_LENGTH * size
            load *= 1.0 if workout.hard else 1 + _EAGER_LOAD * size
        case _:
            length = load = way = min(1.0, _WORK_MIN / done.minutes)
    return _Done(done.minutes * length, done.load * load, done.metres * way)


def _race(goal: Goal, share: float, athlete: Athlete) -> _Done:
    """Race a part of the goal's distance, as fast as the goal."""
    minutes = share * race_seconds(goal, athlete) / 60
    load = minutes / 60 * 100 * _RACE_RPE / RPE_AT_THRESHOLD
    return _Done(minutes, load, share * goal.distance_m, race=True)


def _journal(disruption: Disruption, day: dt.date) -> Iterator[DailyHealth]:
    size = disruption.size
    match disruption.kind:
        case "illness":
            yield DailyHealth(date=day, illness=True, fever=disruption.has_fever)
        case "missed":  # known to be days without training, as the rest of the life goes on
            yield DailyHealth(date=day, sleep_h=_SLEEP_H)
        case "nights":
            yield DailyHealth(date=day, sleep_h=_NIGHTS_H[0] + (_NIGHTS_H[1] - _NIGHTS_H[0]) * size)
        case "work":
            low, high = _WORK_SLEEP_H
            yield DailyHealth(date=day, sleep_h=low + (high - low) * size)
        case _:
            return


def _activity(sport: str, done: _Done, day: dt.date) -> Activity:
    hours = done.minutes / 60
    return Activity(
        sport=sport,
        start=dt.datetime.combine(day, dt.time(7), dt.UTC),
        elapsed_s=60 * done.minutes,
        distance_m=done.metres or None,
        # Session-RPE is linear in load: so much effort makes the load that was planned.
        rpe=min(done.load / hours / 100 * RPE_AT_THRESHOLD, 10.0),
        race=done.race,
    )
