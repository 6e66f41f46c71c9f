"""What an athlete trained lately in one sport, and what a break leaves of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from trainkit.models.activity import Activity
from trainkit.models.history import History

__all__ = ["PriorTraining", "fitness_kept", "main_sport", "prior_training"]

_DAYS, _LONGEST_DAYS = 28, 30
_WEEKS, _COUNTED = 4, 3  # of the last four weeks the three fullest count: one may be lighter
_BREAK_DAYS = 6
_PAUSE_DAYS = 3  # from which the four weeks are those before it
_WEEK_OFF_DAYS = 7  # from which a full week is one before it
_LONGEST_BREAK_DAYS = 84  # after twelve weeks without a sport it begins anew
_WALKING_M_S = 1.6  # below it, a run was a walk
_FIT_MIN = 120.0  # a week of other sports from which somebody is fit
_ENDURANCE = frozenset({"running", "cycling", "swimming", "rowing", "cross_country_skiing"})
_USUAL_M_MIN: Mapping[str, float] = {"running": 133.0, "cycling": 367.0, "swimming": 40.0}
"""Metres a minute of a beginner: 7:30 a kilometre, 22 km/h, 25 min a kilometre."""

# Share of the last normal load that a return begins with, and of the VDOT that is left, by days
# without training (Daniels 2014, Running Formula, table 9.2; nothing is said beyond 12 weeks).
_LOAD_KEPT = ((5, 1.0), (14, 0.75), (28, 0.5), (56, 0.33), (_LONGEST_BREAK_DAYS, 0.25))
_VDOT_KEPT = ((5, 1.0), (14, 0.973), (28, 0.931), (56, 0.847), (_LONGEST_BREAK_DAYS, 0.80))


@dataclass(frozen=True, slots=True)
class PriorTraining:
    """What was trained in a sport before a day.

    Parameters
    ----------
    sport : str
        The sport.
    m_min : float
        Usual metres a minute.
    full_week_min, full_week_m : float
        A usual full week before the last break: the mean of the three fullest of four [min, m].
    week_sessions : float
        Sessions of such a week.
    longest_min, longest_m : float
        The longest session of 30 days before the last break [min, m].
    normal_week_m, normal_longest_min : float
        The mean week of four [m] and the longest session [min], before any break of the last
        months.
    kept_week_m, kept_longest_min : float
        What is left of these after the break [m, min].
    days_off : int
        Days without this sport before the plan.
    known : bool
        Whether training was recorded at all; if not, nothing is known of it.
    converts : bool
        Whether the athlete is fit from other sports and new to this one.
    """

    sport: str
    m_min: float
    full_week_min: float = 0.0
    full_week_m: float = 0.0
    week_sessions: float = 0.0
    longest_min: float = 0.0
    longest_m: float = 0.0
    normal_week_m: float = 0.0
    normal_longest_min: float = 0.0
    kept_week_m: float = 0.0
    kept_longest_min: float = 0.0
    days_off: int = 0
    known: bool = False
    converts: bool = False

    @property
    def kept_longest_m(self) -> float:
        """What is left of the longest session, at the usual speed [m]."""
        return self.kept_longest_min * self.m_min

    @property
    def break_days(self) -> int:
        """Days off, 0 where they are no break [d]."""
        return self.days_off if self.days_off >= _BREAK_DAYS else 0


def main_sport(history: History | None, on: dt.date) -> str:
    """Find the sport of a plan without a race: the one that was trained most often.

    Parameters
    ----------
    history : History or None
        What was trained.
    on : date
        Activities from this day on do not count, nor those of more than 12 weeks before it.

    Returns
    -------
    str
        ``"running"``, ``"cycling"`` or ``"swimming"``; of two as often, the longer one.
    """
    first = on - dt.timedelta(days=_LONGEST_BREAK_DAYS)
    activities = () if history is None else history.activities
    lately = [activity for activity in activities if first <= activity.day < on]

    def amount(sport: str) -> tuple[int, float]:
        own = [_minutes(activity) for activity in lately if activity.sport == sport]
        return len(own), sum(own)

    return max(_USUAL_M_MIN, key=amount)


def prior_training(history: History | None, sport: str, on: dt.date) -> PriorTraining:
    """Measure what was trained in a sport before a day.

    Parameters
    ----------
    history : History or None
        None, or one without records, says nothing about the athlete.
    sport : str
        As in `Activity`.
    on : date
        Activities from this day on do not count.

    Returns
    -------
    PriorTraining
        The last four weeks, those before a break of 6 days to 12 weeks, and what is left of them.
    """
    usual_m_min = _USUAL_M_MIN.get(sport, _USUAL_M_MIN["running"])
    if history is None or history.span is None:
        return PriorTraining(sport, usual_m_min)
    before = [activity for activity in history.activities if activity.day < on]
    own = sorted((a for a in before if a.sport == sport), key=lambda a: a.day)
    others = sum(_minutes(a) for a in before if _is_recent_other(a, sport, on)) / _WEEKS
    lately = replace(_full_weeks(own, sport, on), known=True, m_min=usual_m_min)
    converts = others >= _FIT_MIN and lately.full_week_min < _FIT_MIN / 2
    lately = replace(lately, converts=converts)
    recent = [a for a in own if (on - a.day).days <= _DAYS + _LONGEST_BREAK_DAYS and _ran(a)]
    if not recent or _days_between(recent[-1].day, on) > _LONGEST_BREAK_DAYS:
        return lately
    first = min(activity.day for activity in before)
    days_off = _days_between(recent[-1].day, on)
    end = recent[-1].day + dt.timedelta(days=1) if days_off >= _PAUSE_DAYS else on
    normal = _month_before(recent, end, first)
    kept = _interpolate(_LOAD_KEPT, days_off)
    weeks, longests = [(normal.week_m, kept)], [(normal.longest_min, kept)]
    # Somebody who is back for some days only: what was before the break counts too.
    for earlier, later in pairwise(a.day for a in recent):
        gap = _days_between(earlier, later)
        if gap >= _BREAK_DAYS:
            month = _month_before(recent, earlier + dt.timedelta(days=1), first)
            share = kept * _interpolate(_LOAD_KEPT, gap)
            weeks.append((month.week_m, share))
            longests.append((month.longest_min, share))
    return replace(
        lately,
        m_min=normal.m_min,
        normal_week_m=max(week for week, _ in weeks),
        normal_longest_min=max(longest for longest, _ in longests),
        kept_week_m=max(week * share for week, share in weeks),
        kept_longest_min=max(longest * share for longest, share in longests),
    )


def fitness_kept(days_off: int) -> float:
    """Return the share of VDOT that is left after so many days without training."""
    return _interpolate(_VDOT_KEPT, days_off)


class _Month(NamedTuple):
    """Four weeks of training: metres a minute, the mean week and the longest session."""

    m_min: float
    week_m: float
    longest_min: float


def _month_before(own: Sequence[Activity], end: dt.date, first: dt.date) -> _Month:
    """Measure the four weeks before a day, fewer where less was recorded."""
    month = [a for a in own if 1 <= (end - a.day).days <= _DAYS]
    longest = [a for a in own if 1 <= (end - a.day).days <= _LONGEST_DAYS]
    weeks = min(max((end - first).days, 7), _DAYS) / 7
    minutes = sum(map(_minutes, month))
    known_m = sum(a.distance_m or 0.0 for a in month)
    known_min = sum(_minutes(a) for a in month if a.distance_m)
    m_min = known_m / known_min if known_min else _USUAL_M_MIN.get(own[0].sport, 133.0)
    # A session without a distance counts at the usual speed.
    week_m = (known_m + (minutes - known_min) * m_min) / weeks
    return _Month(m_min, week_m, max(map(_minutes, longest), default=0.0))


def _full_weeks(own: Sequence[Activity], sport: str, on: dt.date) -> PriorTraining:
    """Measure a full week and the longest session before the last break, however long ago."""
    if not own:
        return PriorTraining(sport, 0.0)
    last = own[-1].day
    days_off = _days_between(last, on)
    # A day or two of rest end a normal week; more of them are a break, and what was before counts.
    end = on - dt.timedelta(days=1) if days_off < _WEEK_OFF_DAYS else last
    weeks = [_week(own, end - dt.timedelta(weeks=back)) for back in range(_WEEKS)]
    fullest = sorted((week for week in weeks if week), key=_total, reverse=True)[:_COUNTED]
    month = [a for a in own if 0 <= (end - a.day).days < _LONGEST_DAYS]
    metres = sum(a.distance_m or 0.0 for week in fullest for a in week)
    return PriorTraining(
        sport,
        0.0,
        full_week_min=sum(map(_total, fullest)) / max(len(fullest), 1),
        full_week_m=metres / max(len(fullest), 1),
        week_sessions=sum(map(len, fullest)) / max(len(fullest), 1),
        longest_min=max(map(_minutes, month), default=0.0),
        longest_m=max((a.distance_m or 0.0 for a in month), default=0.0),
        days_off=days_off,
    )


def _week(activities: Sequence[Activity], end: dt.date) -> list[Activity]:
    return [activity for activity in activities if 0 <= (end - activity.day).days < 7]


def _total(activities: Sequence[Activity]) -> float:
    return sum(map(_minutes, activities))


def _is_recent_other(activity: Activity, sport: str, on: dt.date) -> bool:
    other = activity.sport != sport and activity.sport in _ENDURANCE
    return other and (on - activity.day).days <= _DAYS


def _ran(activity: Activity) -> bool:
    """Return False for a walk that was recorded as a run."""
    minutes = _minutes(activity)
    if minutes <= 0:
        return False
    slow = (activity.distance_m or np.inf) / (60 * minutes) < _WALKING_M_S
    return not (slow and activity.sport == "running")


def _days_between(earlier: dt.date, later: dt.date) -> int:
    return (later - earlier).days - 1


def _interpolate(table: Sequence[tuple[int, float]], days: int) -> float:
    ends, shares = zip(*table, strict=True)
    return float(np.interp(days, ends, shares))


def _minutes(activity: Activity) -> float:
    return (activity.moving_s or activity.elapsed_s or 0.0) / 60
