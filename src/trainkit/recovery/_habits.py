"""What an athlete's last weeks were like: days, lengths, the long day, the lighter weeks."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from trainkit.loads import EASY_RANGE, MODERATE, ActivityLoad, Effort
from trainkit.models.activity import Activity
from trainkit.recovery._beginner import count_new_runs
from trainkit.recovery._daily_signals import DailySignals

__all__ = ["Habits", "SportHabits", "summarize_habits"]

_WEEKS = 8
_LONG_FACTOR, _LONG_MIN = 1.25, 50.0  # of the median session, from which one is long
_ABOUT = 0.85  # of a week's longest session, from which another one is long too
_LIGHT_WEEK = 0.90  # of the biggest of the three weeks before; plans cut back to 0.87 (median)
_RARE = 0.25  # of the weeks, up to which a weekday is a usual day of rest
_WHOLE, _FEW_WEEKS = 0.65, 3  # of the most days a week, and how many such weeks show a habit
_HARD_RPE = 6.0
_STANDING_OUT_DAYS = 6
_RECENT_SESSIONS = 10  # of a sport, which show what is easy now
_SLOWER_PART = 0.7  # of the easy range: steady runs begin above it
_EASY_QUANTILE, _ABOVE_EASY, _FEW_SESSIONS = 0.35, 1.07, 6
_LEAST_MODERATE = 0.74  # from which a session above the athlete's own easy ones is moderate
_SPIKE_DAYS = 30
_NEVER = 99


@dataclass(frozen=True, slots=True)
class SportHabits:
    """Training habits in one sport.

    Parameters
    ----------
    sessions : int
        Sessions in the eight weeks.
    usual : float
        Median time of a day in the sport, without long sessions and races [min].
    longest, longest_30 : float
        The longest session of the eight weeks and of 30 days, without races [min].
    long_weekday : int or None
        The weekday of the long session, 0 is Monday.
    since_long, since : int
        Days since the last long session and since the last session; 99 without one.
    week_sessions : int
        Sessions since Monday.
    """

    sessions: int = 0
    usual: float = 0.0
    longest: float = 0.0
    longest_30: float = 0.0
    long_weekday: int | None = None
    since_long: int = _NEVER
    since: int = _NEVER
    week_sessions: int = 0


_NONE = SportHabits()


@dataclass(frozen=True, slots=True)
class Habits:
    """Training habits in the eight weeks before a day; everyday activity is left out.

    Parameters
    ----------
    by_sport : mapping of str to SportHabits
        Sports, most frequent first.
    weekday_sports : mapping of int to str
        The sport of each weekday, the one with the most time.
    days_a_week : float
        Days of training in a usual week [1]; 0 without any training.
    weeks : int
        Weeks that show the habit.
    rest_weekdays : frozenset of int
        Weekdays on which the athlete hardly ever trains, 0 is Monday.
    days_since_trained, days_since_not_easy : int
        Days since the last day of training, and since the last one that was moderate or hard; 99
        without one.
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
    efforts : mapping of int to str
        The hardest effort by days back: 1 is yesterday.
    new_runs : int or None
        Runs so far of somebody who is learning to run; None for anybody else.
    """

    by_sport: Mapping[str, SportHabits] = field(default_factory=dict)
    weekday_sports: Mapping[int, str] = field(default_factory=dict)
    days_a_week: float = 0.0
    weeks: int = 0
    rest_weekdays: frozenset[int] = frozenset()
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
    efforts: Mapping[int, Effort] = field(default_factory=dict)
    new_runs: int | None = None

    @property
    def sports(self) -> tuple[str, ...]:
        """Sports, most frequent first."""
        return tuple(self.by_sport)

    def of(self, sport: str) -> SportHabits:
        """Look up a sport; one without sessions has no usual time, and a hiker can walk."""
        known = self.by_sport.get(sport)
        return known or self.by_sport.get("hiking" if sport == "walking" else sport, _NONE)


def summarize_habits(
    signals: DailySignals, date: dt.date, *, activities: Sequence[Activity] | None = None
) -> Habits:
    """Summarize the training of the eight weeks before a date.

    Parameters
    ----------
    signals : DailySignals
        Of these eight weeks, or of more.
    date : date
        The day.
    activities : sequence of Activity, optional
        All that is known, where the signals are of a part of it.
    """
    ever = signals.history.activities if activities is None else activities
    loads, activities = signals.loads, signals.history.activities
    ago = int((np.datetime64(date) - loads.dates[0]).astype(int)) - loads.rows  # [d]
    places = np.flatnonzero(loads.training & (ago > 0) & (ago <= 7 * _WEEKS)).tolist()
    sessions = [(activities[at], loads.sessions[at][1]) for at in places]
    recent = _efforts(sessions)
    new_runs = count_new_runs(ever, date)
    if not recent:
        return Habits(new_runs=new_runs)
    efforts: dict[int, Effort] = {}
    for activity, effort in recent:
        back = (date - activity.day).days
        order = ("easy", "moderate", "hard")
        efforts[back] = max(efforts.get(back, "easy"), effort, key=order.index)
    done = [activity for activity, _ in recent]
    trained, not_easy = sorted(efforts), [back for back in efforts if efforts[back] != "easy"]
    weeks = _whole_weeks(trained, date)
    days = list(weeks.values())
    return Habits(
        by_sport={
            sport: _summarize_sport(
                [activity for activity in done if activity.sport == sport], date
            )
            for sport, _ in Counter(activity.sport for activity in done).most_common()
        },
        weekday_sports=_weekday_sports(done),
        days_a_week=float(median(len(week) for week in days)),
        weeks=len(weeks),
        rest_weekdays=_rest_weekdays(days),
        days_since_trained=trained[0],
        days_since_not_easy=min(not_easy, default=_NEVER),
        days_in_a_row=next(row for row in range(len(trained) + 1) if row + 1 not in efforts),
        week_days=sum(back <= date.weekday() for back in trained),
        week_sessions=sum((date - activity.day).days <= date.weekday() for activity in done),
        weeks_since_light=_weeks_since_light(signals, date),
        trained_14=sum(back <= 13 for back in trained),
        not_easy_14=sum(back <= 13 for back in not_easy),
        not_easy_7=sum(back <= 6 for back in not_easy),
        week_not_easy=sum(back <= date.weekday() for back in not_easy),
        week_minutes=sum(
            _minutes(activity)
            for activity in done
            if ((date - activity.day).days - 1) // 7 in weeks
        )
        / max(len(weeks), 1),
        efforts=efforts,
        new_runs=new_runs,
    )


def _summarize_sport(done: Sequence[Activity], date: dt.date) -> SportHabits:
    """Habits in one sport, of which there is at least one session."""
    long = _long_sessions(done, date)
    days: dict[dt.date, float] = {}
    others = {id(activity) for activity in long}
    for activity in done:
        if not activity.race and id(activity) not in others:
            days[activity.day] = days.get(activity.day, 0.0) + _minutes(activity)
    trained = [activity for activity in done if not activity.race]
    recent = [activity for activity in trained if (date - activity.day).days <= _SPIKE_DAYS]
    weekdays = Counter(activity.day.weekday() for activity in long)
    return SportHabits(
        sessions=len(done),
        usual=float(median(days.values())) if days else 0.0,
        longest=max(map(_minutes, trained), default=0.0),
        longest_30=max(map(_minutes, recent), default=0.0),
        long_weekday=weekdays.most_common(1)[0][0] if weekdays else None,
        since_long=min(((date - activity.day).days for activity in long), default=_NEVER),
        since=min((date - activity.day).days for activity in done),
        week_sessions=sum((date - activity.day).days <= date.weekday() for activity in done),
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
        sport: _quantile(values[-_RECENT_SESSIONS:], _EASY_QUANTILE)
        for sport, values in usual.items()
    }
    efforts: list[tuple[Activity, Effort]] = []
    in_range = [_in_easy_range(activity, load) for activity, load in sessions]
    standing_out = [
        activity.day
        for (activity, load), easy_range in zip(sessions, in_range, strict=True)
        if load.effort != "easy" and not easy_range
    ]
    for (activity, load), easy_range in zip(sessions, in_range, strict=True):
        intensity, effort = _intensity(activity, load), load.effort
        slow = intensity < MODERATE or easy_range
        if effort == "hard" and slow and (activity.rpe or 0) < _HARD_RPE:
            effort = "easy"
        above = intensity >= max(_ABOVE_EASY * easy[activity.sport], _LEAST_MODERATE)
        # Means hide intervals: the easy range is believed near a session that stands out from it.
        near = any(abs((activity.day - day).days) <= _STANDING_OUT_DAYS for day in standing_out)
        above = above and not (easy_range and near)
        if effort == "easy" and above and len(usual[activity.sport]) >= _FEW_SESSIONS:
            effort = "moderate"
        efforts.append((activity, effort))
    return efforts


def _quantile(values: Sequence[float], share: float) -> float:
    """Interpolate as `numpy.percentile` does, whose first call takes longer than all of this."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    at = int(place)
    low, high = ordered[at], ordered[min(at + 1, len(ordered) - 1)]
    rest = place - at
    return high - (high - low) * (1 - rest) if rest >= 0.5 else low + (high - low) * rest


def _in_easy_range(activity: Activity, load: ActivityLoad) -> bool:
    """Whether a session stayed in the slower part of the range that today advises for easy ones."""
    hours = max(_minutes(activity) / 60, 1 / 60)
    slow, fast = EASY_RANGE.get(activity.sport, (0.0, 0.0))
    lower = (min(load.external, load.internal) / 100 / hours) ** 0.5
    return bool(lower <= slow + _SLOWER_PART * (fast - slow))


def _intensity(activity: Activity, load: ActivityLoad) -> float:
    hours = max(_minutes(activity) / 60, 1 / 60)
    return float((load.hardness / 100 / hours) ** 0.5)


def _whole_weeks(trained: Sequence[int], date: dt.date) -> dict[int, frozenset[int]]:
    """The weekdays trained, by weeks back, but for weeks of a break or an illness."""
    weeks: dict[int, set[int]] = {}
    for back in trained:
        weeks.setdefault((back - 1) // 7, set()).add((date - dt.timedelta(days=back)).weekday())
    most = max(len(days) for days in weeks.values())
    return {back: frozenset(days) for back, days in weeks.items() if len(days) >= _WHOLE * most}


def _rest_weekdays(weeks: Sequence[frozenset[int]]) -> frozenset[int]:
    if len(weeks) < _FEW_WEEKS:
        return frozenset()
    counts = Counter(day for days in weeks for day in days)
    return frozenset(day for day in range(7) if counts[day] <= _RARE * len(weeks))


def _weekday_sports(done: Sequence[Activity]) -> dict[int, str]:
    """The sport that fills each weekday."""
    minutes: dict[int, Counter[str]] = {}
    for activity in done:
        sports = minutes.setdefault(activity.day.weekday(), Counter())
        sports[activity.sport] += round(_minutes(activity))
    return {weekday: sports.most_common(1)[0][0] for weekday, sports in minutes.items()}


def _long_sessions(done: Sequence[Activity], date: dt.date) -> list[Activity]:
    """Sessions of a sport that are well above its median, and about the longest of their week."""
    least = max(_LONG_FACTOR * median(map(_minutes, done)), _LONG_MIN)
    longest: dict[int, float] = {}
    for activity in done:
        week = ((date - activity.day).days - 1) // 7
        longest[week] = max(longest.get(week, least), _minutes(activity))
    return [
        activity
        for activity in done
        if _minutes(activity) >= least
        and _minutes(activity) >= _ABOUT * longest[((date - activity.day).days - 1) // 7]
    ]


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
