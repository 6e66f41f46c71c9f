"""What an athlete trained lately in one sport, and what is left of it after a break."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trainkit.models.activity import Activity
from trainkit.models.history import History

__all__ = ["PriorTraining", "fitness_kept", "prior_training"]

_DAYS, _LONGEST_DAYS = 28, 30
_BREAK_DAYS = 6
_PAUSE_DAYS = 3  # from which the four weeks are those before it
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
    week_min, week_m : float
        The mean week of the last four [min, m], what is left of it after a break.
    longest_min, longest_m : float
        The longest session of the last 30 days [min, m], what is left of it after a break.
    usual_week_m, usual_longest_min : float
        The same before the break.
    sessions : float
        Sessions a week.
    m_min : float
        Usual metres a minute.
    days_off : int
        Days without this sport up to the plan, 0 below six.
    known : bool
        Whether training was recorded at all; if not, nothing is known of it.
    converts : bool
        Whether the athlete is fit from other sports and new to this one.
    """

    m_min: float
    week_min: float = 0.0
    week_m: float = 0.0
    longest_min: float = 0.0
    longest_m: float = 0.0
    usual_week_m: float = 0.0
    usual_longest_min: float = 0.0
    sessions: float = 0.0
    days_off: int = 0
    known: bool = False
    converts: bool = False


def prior_training(history: History | None, sport: str, on: dt.date) -> PriorTraining:
    """Measure what was trained in a sport before a day.

    Parameters
    ----------
    history : History or None
        None, or one without activities, says nothing about the athlete.
    sport : str
        As in `Activity`.
    on : date
        Activities from this day on do not count.

    Returns
    -------
    PriorTraining
        The last four weeks, or, after a break of 6 days to 12 weeks, what is left of those before.
    """
    before = [] if history is None else [a for a in history.activities if a.day < on]
    usual = _USUAL_M_MIN.get(sport, _USUAL_M_MIN["running"])
    if not before:
        return PriorTraining(usual)
    fit = sum(_minutes(a) for a in before if _is_recent_other(a, sport, on)) / 4 >= _FIT_MIN
    own = sorted((a for a in before if a.sport == sport and _trained(a)), key=lambda a: a.day)
    recent = [a for a in own if (on - a.day).days <= _DAYS + _LONGEST_BREAK_DAYS]
    first = min(activity.day for activity in before)
    if not recent or (on - recent[-1].day).days - 1 > _LONGEST_BREAK_DAYS:
        return PriorTraining(usual, known=True, converts=fit)
    days_off = _days_between(recent[-1].day, on)
    end = recent[-1].day + dt.timedelta(days=1) if days_off >= _PAUSE_DAYS else on
    best = _before(recent, end, first)
    kept = _interpolate(_LOAD_KEPT, days_off)
    week, longest = kept * best.week_m, kept * best.longest_min
    usual_week, usual_longest = best.week_m, best.longest_min
    # Somebody who is back for some days only: what was before the break counts too.
    for earlier, later in pairwise(a.day for a in recent):
        gap = _days_between(earlier, later)
        if gap >= _BREAK_DAYS:
            normal = _before(recent, earlier + dt.timedelta(days=1), first)
            share = _interpolate(_LOAD_KEPT, gap)
            week = max(week, share * kept * normal.week_m)
            longest = max(longest, share * kept * normal.longest_min)
            usual_week = max(usual_week, normal.week_m)
            usual_longest = max(usual_longest, normal.longest_min)
    return PriorTraining(
        m_min=best.m_min,
        week_min=week / best.m_min,
        week_m=week,
        longest_min=longest,
        longest_m=longest * best.m_min,
        usual_week_m=usual_week,
        usual_longest_min=usual_longest,
        sessions=best.sessions,
        days_off=days_off if days_off >= _BREAK_DAYS else 0,
        known=True,
        converts=fit and usual_week / best.m_min < _FIT_MIN / 2,
    )


def fitness_kept(days_off: int) -> float:
    """Return the share of VDOT that is left after so many days without training."""
    return _interpolate(_VDOT_KEPT, days_off)


def _before(own: Sequence[Activity], end: dt.date, first: dt.date) -> PriorTraining:
    """Measure the four weeks before a day, fewer where less was recorded."""
    month = [a for a in own if 1 <= (end - a.day).days <= _DAYS]
    longest = [a for a in own if 1 <= (end - a.day).days <= _LONGEST_DAYS]
    weeks = min(max((end - first).days, 7), _DAYS) / 7
    minutes = sum(map(_minutes, month))
    sport = own[0].sport
    known_m = sum(a.distance_m or 0.0 for a in month)
    known_min = sum(_minutes(a) for a in month if a.distance_m)
    m_min = known_m / known_min if known_min else _USUAL_M_MIN.get(sport, 133.0)
    # A session without a distance counts at the usual speed.
    return PriorTraining(
        m_min=m_min,
        week_m=(known_m + (minutes - known_min) * m_min) / weeks,
        longest_min=max(map(_minutes, longest), default=0.0),
        sessions=len(month) / weeks,
    )


def _is_recent_other(activity: Activity, sport: str, on: dt.date) -> bool:
    other = activity.sport != sport and activity.sport in _ENDURANCE
    return other and (on - activity.day).days <= _DAYS


def _trained(activity: Activity) -> bool:
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
