"""What an athlete's last weeks were like: days, lengths, the long day, the lighter weeks."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainkit.models.activity import Activity
from trainkit.recovery._daily_signals import DailySignals

__all__ = ["Habits", "summarize_habits"]

_WEEKS = 6
_LONG_FACTOR, _LONG_MIN = 1.25, 50.0  # of the median session, from which one is long
_LIGHT_WEEK = 0.82  # of the biggest of the three weeks before
_RARE = 0.2  # of the weeks, below which a weekday is a usual day of rest
_NEVER = 99


@dataclass(frozen=True, slots=True)
class Habits:
    """Training habits in the six weeks before a day; everyday activity is left out.

    Parameters
    ----------
    sports : tuple of str
        Sports, most frequent first.
    minutes : mapping
        Median duration by sport and effort [min].
    longest : mapping
        Longest duration of the last 30 days by sport [min].
    days_a_week : float
        Days of training in a usual week [1]; 0 without any training.
    rest_weekdays : frozenset of int
        Weekdays on which the athlete hardly ever trains, 0 is Monday.
    long_weekday : int or None
        The weekday of the long session.
    days_since_long, days_since_trained : int
        Days since the last long session, and since the last day of training; 99 without one.
    days_in_a_row : int
        Days of training in a row up to yesterday.
    week_days, week_sessions : int
        Days and sessions of training since Monday.
    weeks_since_light : int
        Full weeks since the last light one, from 0.
    trained_14, not_easy_14 : int
        Days of training among the last 14, and those that were moderate or hard.
    hard_ever : bool
        Whether there was a hard session in these weeks.
    week_minutes : float
        Minutes of a usual week [min].
    """

    sports: tuple[str, ...] = ()
    minutes: Mapping[tuple[str, str], float] = ()  # type: ignore[assignment]
    longest: Mapping[str, float] = ()  # type: ignore[assignment]
    days_a_week: float = 0.0
    rest_weekdays: frozenset[int] = frozenset()
    long_weekday: int | None = None
    days_since_long: int = _NEVER
    days_since_trained: int = _NEVER
    days_in_a_row: int = 0
    week_days: int = 0
    week_sessions: int = 0
    weeks_since_light: int = 0
    trained_14: int = 0
    not_easy_14: int = 0
    hard_ever: bool = False
    week_minutes: float = 0.0

    def usual_minutes(self, sport: str, effort: str = "easy", default: float = 40.0) -> float:
        """Look up the median duration of a sport and effort [min]."""
        return self.minutes.get((sport, effort), self.minutes.get((sport, "easy"), default))


def summarize_habits(signals: DailySignals, date: dt.date) -> Habits:
    """Summarize the training of the six weeks before a date."""
    loads, activities = signals.loads, signals.history.activities
    first = date - dt.timedelta(weeks=_WEEKS)
    recent = [
        (activities[at], load.effort)
        for (at, load), training in zip(loads.sessions, loads.training, strict=True)
        if training and first <= activities[at].day < date
    ]
    if not recent:
        return Habits(minutes={}, longest={})
    efforts: dict[int, str] = {}
    durations: dict[tuple[str, str], list[float]] = {}
    longest: dict[str, float] = {}
    for activity, effort in recent:
        minutes = _minutes(activity)
        back = (date - activity.day).days
        durations.setdefault((activity.sport, effort), []).append(minutes)
        if back <= 30:
            longest[activity.sport] = max(longest.get(activity.sport, 0.0), minutes)
        order = ("easy", "moderate", "hard")
        efforts[back] = max(efforts.get(back, "easy"), effort, key=order.index)
    counts = Counter(activity.sport for activity, _ in recent)
    long = _long_sessions([activity for activity, _ in recent])
    weeks = _span_weeks(recent[0][0].day, date)
    trained = sorted(efforts)
    return Habits(
        sports=tuple(sport for sport, _ in counts.most_common()),
        minutes={key: float(np.median(values)) for key, values in durations.items()},
        longest=longest,
        days_a_week=_usual_days(trained, weeks),
        rest_weekdays=_rest_weekdays(trained, date, weeks),
        long_weekday=_weekday_of(long),
        days_since_long=min(((date - activity.day).days for activity in long), default=_NEVER),
        days_since_trained=trained[0],
        days_in_a_row=next(row for row in range(len(trained) + 1) if row + 1 not in efforts),
        week_days=sum(back <= date.weekday() for back in trained),
        week_sessions=sum((date - one.day).days <= date.weekday() for one, _ in recent),
        weeks_since_light=_weeks_since_light(signals, date),
        trained_14=sum(back <= 13 for back in trained),
        not_easy_14=sum(back <= 13 and effort != "easy" for back, effort in efforts.items()),
        hard_ever="hard" in efforts.values(),
        week_minutes=sum(_minutes(one) for one, _ in recent) / weeks,
    )


def _minutes(activity: Activity) -> float:
    return (activity.moving_s or activity.elapsed_s) / 60


def _span_weeks(first: dt.date, date: dt.date) -> float:
    return float(np.clip((date - first).days / 7, 1.0, _WEEKS))


def _usual_days(trained: Sequence[int], weeks: float) -> float:
    """Days a week over the weeks with training: a break or an illness does not lower it."""
    whole = [sum(7 * week < back <= 7 * week + 7 for back in trained) for week in range(_WEEKS)]
    known = [count for count in whole[: max(int(weeks), 1)] if count]
    return float(np.median(known)) if known else 0.0


def _rest_weekdays(trained: Sequence[int], date: dt.date, weeks: float) -> frozenset[int]:
    if weeks < 3:
        return frozenset()
    counts = Counter((date - dt.timedelta(days=back)).weekday() for back in trained)
    return frozenset(day for day in range(7) if counts[day] <= _RARE * weeks)


def _long_sessions(recent: Sequence[Activity]) -> list[Activity]:
    """Sessions well above the median of their sport."""
    usual: dict[str, list[float]] = {}
    for activity in recent:
        usual.setdefault(activity.sport, []).append(_minutes(activity))
    return [
        activity
        for activity in recent
        if _minutes(activity)
        >= max(_LONG_FACTOR * float(np.median(usual[activity.sport])), _LONG_MIN)
    ]


def _weekday_of(long: Sequence[Activity]) -> int | None:
    counts = Counter(activity.day.weekday() for activity in long)
    return counts.most_common(1)[0][0] if counts else None


def _weeks_since_light(signals: DailySignals, date: dt.date) -> int:
    """Count the full weeks, Monday to Sunday, since the last one that was light."""
    loads = signals.loads
    monday = np.datetime64(date - dt.timedelta(days=date.weekday()))
    ends = int((monday - loads.dates[0]).astype(int))
    load = np.nan_to_num(loads.training_load[: max(ends, 0)])
    weeks = [float(load[end - 7 : end].sum()) for end in range(ends, 6, -7)][:9]
    for place, week in enumerate(weeks[:6]):
        before = weeks[place + 1 : place + 4]
        if not before or week <= _LIGHT_WEEK * max(before):
            return place
    return len(weeks[:6])
