"""Progress of a plan: adherence, the calendar, and the resulting ACWR."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import numpy as np

from trainkit.errors import InsufficientData
from trainkit.loads import daily_loads
from trainkit.metrics.acwr import acwr
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.progress import (
    DONE_SHARE,
    PARTIAL_SHARE,
    CalendarDay,
    CalendarState,
    Forecast,
    Progress,
    WeekAcwr,
)
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._schedule import schedule_of
from trainkit.planning._tracking.matching import match
from trainkit.planning._tracking.race_forecast import forecast
from trainkit.planning._tracking.session_compliance import compliance

__all__ = ["acwr_by_week", "calendar", "progress"]


def progress(
    plan: TrainingPlan,
    history: History,
    athlete: Athlete,
    *,
    on: dt.date,
    level: float = 0.8,
    days: Sequence[CalendarDay] | None = None,
) -> Progress:
    """Summarise how a plan is going.

    Parameters
    ----------
    plan : TrainingPlan
        The plan; activities are matched to it first.
    history : History
        What was done.
    athlete : Athlete
        Whose thresholds count.
    on : date
        Today; only days before it count.
    level : float
        Probability of the forecast's interval [1].
    days : sequence of CalendarDay, optional
        The plan's `calendar` of `on`, where it is known already.

    Returns
    -------
    Progress
        Adherence, a forecast of the race, and where the goal's time lies in it.
    """
    if days is None:
        days = calendar(plan, history, athlete, on=on)
    days = [day for day in days if day.date < on]
    behind = [day for day in days if day.state in {"done", "partial", "missed", "skipped"}]
    done = sum(day.state == "done" for day in behind)
    partial = sum(day.state == "partial" for day in behind)
    planned_load = sum(day.planned_load or 0.0 for day in behind)
    actual = sum(day.actual_load or 0.0 for day in days)
    try:
        race: Forecast | None = forecast(plan, athlete, history, on=on, level=level)
    # Adherence is worth showing without a forecast.
    except InsufficientData:
        race = None
    return Progress(
        on=on,
        planned=len(behind),
        done=done,
        partial=partial,
        adherence=(done + partial / 2) / len(behind) if behind else None,
        load=actual / planned_load if planned_load else None,
        forecast=race,
        status=_status(plan, race),
    )


def calendar(
    plan: TrainingPlan, history: History, athlete: Athlete, *, on: dt.date
) -> tuple[CalendarDay, ...]:
    """Compare what was done with what was planned, day by day.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History
        What was done.
    athlete : Athlete
        Whose thresholds count.
    on : date
        Today; later days are ahead, and so is today until something was done.

    Returns
    -------
    tuple of CalendarDay
        Every day of the plan. A session that was done on another day, up to three days away,
        is ``"done"`` with that day as `done_on`, and no extra session there.
    """
    by_key = {activity.key: activity for activity in history.activities}
    done: dict[dt.date, list[Activity]] = {}
    for activity in history.activities:
        done.setdefault(activity.day, []).append(activity)
    loads: dict[dt.date, float] = {}
    if history.activities:
        known = daily_loads(history, athlete)
        loads = dict(zip(known.dates.tolist(), known.internal.tolist(), strict=True))
    workouts = match(plan, history, athlete).workouts
    used = {workout.completed_by for workout in workouts if workout.completed_by}
    days = []
    for workout in workouts:
        day = workout.date or plan.start
        own = done.get(day, [])
        trained = any(activity.key not in used for activity in own)
        known_load = loads.get(day, float("nan"))
        actual = None if day > on or np.isnan(known_load) else float(known_load)
        found = by_key.get(workout.completed_by or "")
        share = None if found is None else compliance(workout, found, athlete).share
        days.append(
            CalendarDay(
                date=day,
                planned=workout,
                activities=tuple(activity.id for activity in own),
                planned_load=workout.load,
                actual_load=actual,
                state=_state(workout, day, on, share, trained=trained),
                done_on=None if found is None else found.day,
                share=share,
            )
        )
    return tuple(days)


def acwr_by_week(
    plan: TrainingPlan, history: History | None, athlete: Athlete, *, on: dt.date
) -> tuple[WeekAcwr, ...]:
    """Compare the planned and the actual ACWR at the end of each week.

    The acute load is the mean of 7 days, the chronic load that of 28, both with the last day
    ("rolling", Gabbett 2016).

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History or None
        What was done before the plan and since.
    athlete : Athlete
        Whose thresholds count.
    on : date
        Today; weeks that end later have no actual value.

    Returns
    -------
    tuple of WeekAcwr
        By week.
    """
    schedule = schedule_of(plan, athlete, history)
    planned = np.asarray(schedule.load, dtype=np.float64)
    actual = planned.copy()
    # Only planned days can differ; the days before are the same in both.
    actual[schedule.first :] = np.nan
    if history is not None and history.span is not None:
        known = daily_loads(history, athlete)
        at = (known.dates - schedule.dates[0]).astype(int)
        inside = (at >= schedule.first) & (at < actual.size) & (known.dates <= np.datetime64(on))
        actual[at[inside]] = known.internal[inside]
    # Both in the same definition: rolling and coupled, as the rules use it.
    predicted, resulting = acwr(planned, method="rolling"), acwr(actual, method="rolling")
    weeks = []
    for days in plan.weeks:
        last = days[-1].date or plan.end
        at = schedule.first + (last - plan.start).days
        weeks.append(
            WeekAcwr(
                week=days[-1].week or 1,
                date=last,
                predicted=_none_if_nan(predicted[at]),
                actual=_none_if_nan(resulting[at]) if last <= on else None,
            )
        )
    return tuple(weeks)


def _none_if_nan(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _status(
    plan: TrainingPlan, race: Forecast | None
) -> Literal["ahead", "on track", "behind", "unknown"]:
    wanted = plan.goals[-1].time_s if plan.goals else None
    if wanted is None or race is None:
        return "unknown"
    # Inside the interval the difference from the goal is noise.
    if wanted < race.low_s:
        return "behind"
    return "ahead" if wanted > race.high_s else "on track"


def _state(
    workout: PlannedWorkout, day: dt.date, on: dt.date, share: float | None, *, trained: bool
) -> CalendarState:
    if workout.skipped:
        return "skipped"
    if workout.resting:
        return "extra" if trained else "rest"
    if workout.completed_by:
        # A mark by hand says nothing of the content.
        if share is None or share >= DONE_SHARE or workout.kind == "race":
            return "done"
        return "partial" if share >= PARTIAL_SHARE else "missed"
    return "missed" if day < on else "ahead"
