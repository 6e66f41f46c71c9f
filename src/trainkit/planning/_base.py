"""What an athlete trained lately in one sport: where a plan begins."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trainkit.models.activity import Activity
from trainkit.models.history import History

__all__ = ["TrainingBase", "training_base"]

_WEEKS, _COUNTED = 4, 3  # of the last four weeks the three fullest count: one may be lighter
_LONGEST_DAYS = 30
_OTHER_SPORT_MIN = 120.0  # a week of another sport from which somebody is fit, and new to this one


@dataclass(frozen=True, slots=True)
class TrainingBase:
    """What was trained before a day.

    Parameters
    ----------
    sport : str
        The sport of the plan.
    week_min, week_m : float
        A usual week of that sport [min, m]; before a break, a week before it.
    longest_min : float
        The longest session of 30 days [min].
    days_off : int
        Days without this sport before the plan.
    known : bool
        Whether training was recorded at all; if not, nothing is known of it.
    converts : bool
        Whether the athlete is fit from another sport and new to this one.
    """

    sport: str
    week_min: float = 0.0
    week_m: float = 0.0
    longest_min: float = 0.0
    days_off: int = 0
    known: bool = False
    converts: bool = False


def training_base(history: History | None, sport: str, on: dt.date) -> TrainingBase:
    """Measure what was trained in a sport before a day.

    Parameters
    ----------
    history : History or None
        What was trained; None or an empty one is unknown.
    sport : str
        As in `Activity`.
    on : date
        Later activities do not count.

    Returns
    -------
    TrainingBase
        A usual week and the longest session, before the last break.
    """
    if history is None or history.span is None:
        return TrainingBase(sport)
    before = [activity for activity in history.activities if activity.day < on]
    own = [activity for activity in before if activity.sport == sport]
    others = [activity for activity in before if activity.sport != sport]
    recent = [a for a in others if (on - a.day).days <= 7 * _WEEKS]
    fit = sum(map(_minutes, recent)) / _WEEKS >= _OTHER_SPORT_MIN
    if not own:
        return TrainingBase(sport, known=True, converts=fit)
    last = max(activity.day for activity in own)
    days_off = (on - last).days - 1
    # A day or two of rest end a normal week; more of them are a break, and what was before counts.
    end = on - dt.timedelta(days=1) if days_off < 7 else last
    weeks = [_week(own, end - dt.timedelta(weeks=back)) for back in range(_WEEKS)]
    fullest = sorted((week for week in weeks if week), key=_total, reverse=True)[:_COUNTED]
    longest = max(
        (_minutes(a) for a in own if 0 <= (end - a.day).days < _LONGEST_DAYS), default=0.0
    )
    usual_min = sum(map(_total, fullest)) / max(len(fullest), 1)
    return TrainingBase(
        sport,
        week_min=usual_min,
        week_m=sum(a.distance_m or 0.0 for week in fullest for a in week) / max(len(fullest), 1),
        longest_min=longest,
        days_off=days_off,
        known=True,
        converts=fit and usual_min < _OTHER_SPORT_MIN / 2,
    )


def _week(activities: Sequence[Activity], end: dt.date) -> list[Activity]:
    return [activity for activity in activities if 0 <= (end - activity.day).days < 7]


def _total(activities: Sequence[Activity]) -> float:
    return sum(map(_minutes, activities))


def _minutes(activity: Activity) -> float:
    return (activity.moving_s or activity.elapsed_s or 0.0) / 60
