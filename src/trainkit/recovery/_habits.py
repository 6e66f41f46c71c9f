"""What an athlete's last weeks were like: days, lengths, the long day, the lighter weeks."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from trainkit.loads import EASY_RANGE, MODERATE, ActivityLoad, Effort
from trainkit.models.activity import Activity
from trainkit.recovery._daily_signals import DailySignals

__all__ = ["Habits", "summarize_habits"]

_WEEKS = 8
_LONG_FACTOR, _LONG_MIN = 1.25, 50.0  # of the median session, from which one is long
_LIGHT_WEEK = 0.90  # of the biggest of the three weeks before; plans cut back to 0.87 (median)
_RARE = 0.25  # of the weeks, up to which a weekday is a usual day of rest
_WHOLE, _FEW_WEEKS = 0.65, 3  # of the most days a week, and how many such weeks show a habit
_HARD_RPE = 6.0
_EASY_PERCENTILE, _ABOVE_EASY, _LEAST_MODERATE, _FEW_SESSIONS = 35, 1.07, 0.74, 6
_STANDING_OUT_DAYS = 21
_SLOWER_PART = 0.7  # of the easy range: steady runs begin above it
_SPIKE_DAYS = 30
_NEVER = 99


@dataclass(frozen=True, slots=True)
class Habits:
    """Training habits in the eight weeks before a day; everyday activity is left out.

    Parameters
    ----------
    sports : tuple of str
        Sports, most frequent first.
    minutes : mapping
        Median duration by sport and effort [min].
    longest : mapping
        Longest duration by sport, races left out [min].
    days_a_week : float
        Days of training in a usual week [1]; 0 without any training.
    rest_weekdays : frozenset of int
        Weekdays on which the athlete hardly ever trains, 0 is Monday.
    long_weekday : int or None
        The weekday of the long session.
    days_since_long, days_since_trained, days_since_not_easy : int
        Days since the last long session, since the last day of training, and since the last one
        that was moderate or hard; 99 without one.
    days_in_a_row : int
        Days of training in a row up to yesterday.
    week_days, week_sessions : int
        Days and sessions of training since Monday.
    weeks_since_light : int
        Full weeks since the last light one, from 0.
    trained_14, not_easy_14, not_easy_7, week_not_easy : int
        Days of training among the last 14; those that were moderate or hard among the last 14, the
        last 7, and since Monday. A long session at an easy effort is easy.
    week_minutes : float
        Minutes of a usual week [min].
    """

    sports: tuple[str, ...] = ()
    minutes: Mapping[tuple[str, str], float] = ()  # type: ignore[assignment]
    longest: Mapping[str, float] = ()  # type: ignore[assignment]
    longest_30: Mapping[str, float] = ()  # type: ignore[assignment]
    days_a_week: float = 0.0
    rest_weekdays: frozenset[int] = frozenset()
    long_weekday: int | None = None
    days_since_long: int = _NEVER
    days_since_trained: int = _NEVER
    days_since_not_easy: int = _NEVER
    days_in_a_row: int = 0
    week_days: int = 0
    week_sessions: int = 0
    weeks_since_light: int = 0
    trained_14: int = 0
    not_easy_14: int = 0
    not_easy_7: int = 0
    week_not_easy: int = 0
    week_minutes: float = 0.0

    def usual_minutes(self, sport: str, effort: str = "easy", default: float = 40.0) -> float:
        """Look up the median duration of a sport and effort [min]."""
        return self.minutes.get((sport, effort), self.minutes.get((sport, "easy"), default))


def summarize_habits(signals: DailySignals, date: dt.date) -> Habits:
    """Summarize the training of the eight weeks before a date."""
    loads, activities = signals.loads, signals.history.activities
    first = date - dt.timedelta(weeks=_WEEKS)
    sessions = [
        (activities[at], load)
        for (at, load), training in zip(loads.sessions, loads.training, strict=True)
        if training and first <= activities[at].day < date
    ]
    recent = _efforts(sessions)
    if not recent:
        return Habits(minutes={}, longest={}, longest_30={})
    efforts: dict[int, str] = {}
    durations: dict[tuple[str, str], list[float]] = {}
    longest: dict[str, float] = {}
    longest_30: dict[str, float] = {}
    for activity, effort in recent:
        minutes = _minutes(activity)
        back = (date - activity.day).days
        durations.setdefault((activity.sport, effort), []).append(minutes)
        if not activity.race:
            longest[activity.sport] = max(longest.get(activity.sport, 0.0), minutes)
        if not activity.race and back <= _SPIKE_DAYS:
            longest_30[activity.sport] = max(longest_30.get(activity.sport, 0.0), minutes)
        order = ("easy", "moderate", "hard")
        efforts[back] = max(efforts.get(back, "easy"), effort, key=order.index)
    counts = Counter(activity.sport for activity, _ in recent)
    long = _long_sessions([activity for activity, _ in recent])
    trained, not_easy = sorted(efforts), [back for back in efforts if efforts[back] != "easy"]
    weeks = _whole_weeks(trained, date)
    return Habits(
        sports=tuple(sport for sport, _ in counts.most_common()),
        minutes={key: float(median(values)) for key, values in durations.items()},
        longest=longest,
        longest_30=longest_30,
        days_a_week=float(median(len(week) for week in weeks)),
        rest_weekdays=_rest_weekdays(weeks),
        long_weekday=_weekday_of(long),
        days_since_long=min(((date - activity.day).days for activity in long), default=_NEVER),
        days_since_trained=trained[0],
        days_since_not_easy=min(not_easy, default=_NEVER),
        days_in_a_row=next(row for row in range(len(trained) + 1) if row + 1 not in efforts),
        week_days=sum(back <= date.weekday() for back in trained),
        week_sessions=sum((date - done.day).days <= date.weekday() for done, _ in recent),
        weeks_since_light=_weeks_since_light(signals, date),
        trained_14=sum(back <= 13 for back in trained),
        not_easy_14=sum(back <= 13 for back in not_easy),
        not_easy_7=sum(back <= 6 for back in not_easy),
        week_not_easy=sum(back <= date.weekday() for back in not_easy),
        week_minutes=sum(_minutes(done) for done, _ in recent) / max(len(weeks), 1),
    )


def _minutes(activity: Activity) -> float:
    return (activity.moving_s or activity.elapsed_s) / 60


def _efforts(sessions: Sequence[tuple[Activity, ActivityLoad]]) -> list[tuple[Activity, Effort]]:
    """The effort of each session by its intensity, and against the athlete's own easy days.

    A long session that is hard by its length alone is easy; a session clearly above the athlete's
    usual intensity in a sport is at least moderate: the mean of an interval session looks easy.
    """
    usual: dict[str, list[float]] = {}
    for activity, load in sessions:
        usual.setdefault(activity.sport, []).append(_intensity(activity, load))
    easy = {
        sport: float(np.percentile(values, _EASY_PERCENTILE)) for sport, values in usual.items()
    }
    efforts: list[tuple[Activity, Effort]] = []
    in_range = [_in_easy_range(activity, load) for activity, load in sessions]
    last = max((activity.day for activity, _ in sessions), default=dt.date.min)
    # Means hide intervals: the easy range is believed where harder sessions stand out from it.
    standing_out = any(
        load.effort != "easy" and not easy and (last - activity.day).days <= _STANDING_OUT_DAYS
        for (activity, load), easy in zip(sessions, in_range, strict=True)
    )
    for (activity, load), easy_range in zip(sessions, in_range, strict=True):
        intensity, effort = _intensity(activity, load), load.effort
        slow = intensity < MODERATE or easy_range
        if effort == "hard" and slow and (activity.rpe or 0) < _HARD_RPE:
            effort = "easy"
        above = intensity >= max(_ABOVE_EASY * easy[activity.sport], _LEAST_MODERATE)
        above = above and not (easy_range and standing_out)
        if effort == "easy" and above and len(usual[activity.sport]) >= _FEW_SESSIONS:
            effort = "moderate"
        efforts.append((activity, effort))
    return efforts


def _in_easy_range(activity: Activity, load: ActivityLoad) -> bool:
    """Whether a session stayed in the slower part of the range that today advises for easy ones."""
    hours = max(_minutes(activity) / 60, 1 / 60)
    slow, fast = EASY_RANGE.get(activity.sport, (0.0, 0.0))
    lower = (min(load.external, load.internal) / 100 / hours) ** 0.5
    return bool(lower <= slow + _SLOWER_PART * (fast - slow))


def _intensity(activity: Activity, load: ActivityLoad) -> float:
    hours = max(_minutes(activity) / 60, 1 / 60)
    return float((max(load.external, load.internal) / 100 / hours) ** 0.5)


def _whole_weeks(trained: Sequence[int], date: dt.date) -> list[frozenset[int]]:
    """The weekdays trained in each of the last weeks, but for weeks of a break or an illness."""
    weeks: dict[int, set[int]] = {}
    for back in trained:
        weeks.setdefault((back - 1) // 7, set()).add((date - dt.timedelta(days=back)).weekday())
    most = max(len(days) for days in weeks.values())
    return [frozenset(days) for days in weeks.values() if len(days) >= _WHOLE * most]


def _rest_weekdays(weeks: Sequence[frozenset[int]]) -> frozenset[int]:
    if len(weeks) < _FEW_WEEKS:
        return frozenset()
    counts = Counter(day for days in weeks for day in days)
    return frozenset(day for day in range(7) if counts[day] <= _RARE * len(weeks))


def _long_sessions(recent: Sequence[Activity]) -> list[Activity]:
    """Sessions well above the median of their sport."""
    usual: dict[str, list[float]] = {}
    for activity in recent:
        usual.setdefault(activity.sport, []).append(_minutes(activity))
    least = {
        sport: max(_LONG_FACTOR * median(minutes), _LONG_MIN) for sport, minutes in usual.items()
    }
    return [activity for activity in recent if _minutes(activity) >= least[activity.sport]]


def _weekday_of(long: Sequence[Activity]) -> int | None:
    counts = Counter(activity.day.weekday() for activity in long)
    return counts.most_common(1)[0][0] if counts else None


def _weeks_since_light(signals: DailySignals, date: dt.date) -> int:
    """Count the full weeks, Monday to Sunday, since the last one that was light by its minutes."""
    loads = signals.loads
    monday = np.datetime64(date - dt.timedelta(days=date.weekday()))
    ends = int((monday - loads.dates[0]).astype(int))
    minutes = np.where(loads.trained, np.nan_to_num(loads.minutes), 0.0)[: max(ends, 0)]
    weeks = [float(minutes[end - 7 : end].sum()) for end in range(ends, 6, -7)][:9]
    for place, week in enumerate(weeks[:6]):
        before = weeks[place + 1 : place + 4]
        if not before or week <= _LIGHT_WEEK * max(before):
            return place
    return len(weeks[:6])
