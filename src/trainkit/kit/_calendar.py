"""A Kit's calendar: what was planned and what was done, inside and outside a plan."""

import datetime as dt
from collections.abc import Iterable

import numpy as np

from trainkit import loads, planning
from trainkit.errors import InvalidInput
from trainkit.kit._data import AthleteData
from trainkit.kit._local_days import read_day
from trainkit.models import Activity, Calendar, CalendarDay, CalendarState, History, KeptGoal

__all__ = ["build_calendar"]

_LONGEST_DAYS = 3660


def build_calendar(
    data: AthleteData,
    goals: Iterable[KeptGoal],
    first: dt.date | str | None,
    last: dt.date | str | None,
) -> Calendar:
    """See `Kit.calendar`."""
    today = data.local_day()
    monday = today - dt.timedelta(days=today.weekday())
    begin = monday if first is None else read_day(first, "first")
    end = begin + dt.timedelta(days=27) if last is None else read_day(last, "last")
    _check_range(begin, end)
    history, plan = data.outline(), data.plan
    planned: dict[dt.date, CalendarDay] = {}
    if plan is not None:
        found = planning.calendar(plan, history, data.athlete, on=today)
        planned = {day.date: day for day in found}
    loads = _loads(data, history)
    done: dict[dt.date, list[Activity]] = {}
    for activity in history.between(begin, end).activities:
        done.setdefault(activity.day, []).append(activity)
    races: dict[dt.date, list[KeptGoal]] = {}
    for goal in goals:
        races.setdefault(goal.date, []).append(goal)
    days = []
    for number in range((end - begin).days + 1):
        date = begin + dt.timedelta(days=number)
        own = done.get(date, [])
        day = planned.get(date) or _unplanned(date, own, today, loads)
        minutes = sum(activity.duration_s for activity in own) / 60 if own else None
        sports = tuple(activity.sport for activity in own)
        update = {"actual_min": minutes, "races": tuple(races.get(date, ())), "sports": sports}
        days.append(day.model_copy(update=update))
    return Calendar(today=today, days=tuple(days))


def _check_range(first: dt.date, last: dt.date) -> None:
    if not 0 <= (last - first).days < _LONGEST_DAYS:
        raise InvalidInput("last", str(last), f"up to {_LONGEST_DAYS} days from {first} on")


def _loads(data: AthleteData, history: History) -> dict[dt.date, float]:
    """Return the loads of known days; NaN from the first day to the last without an athlete."""
    if not history.activities:
        return {}
    if not data.is_known:
        return dict.fromkeys(history.dates.tolist(), float("nan"))
    daily = loads.daily_loads(history, data.athlete)
    pairs = zip(daily.dates.tolist(), daily.internal.tolist(), strict=True)
    return {day: load for day, load in pairs if not np.isnan(load)}


def _unplanned(
    date: dt.date, activities: list[Activity], today: dt.date, loads: dict[dt.date, float]
) -> CalendarDay:
    load = loads.get(date, float("nan"))
    # A past day is a rest day only where its load is known: zero. Without records nobody knows.
    past: CalendarState = "rest" if date in loads else "unknown"
    state: CalendarState = "extra" if activities else "ahead" if date >= today else past
    return CalendarDay(
        date=date,
        activities=tuple(activity.id for activity in activities),
        actual_load=None if date > today or np.isnan(load) else load,
        state=state,
    )
