"""What the week asks of today: rest, an easy day, the long session, or a hard one."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from trainkit.models.goal import Goal
from trainkit.recovery._habits import Habits
from trainkit.rules import RiskStyle

__all__ = ["Demand", "week_demand"]

Purpose = Literal["rest", "easy", "long", "hard"]

# Not-easy days among the days of training of two weeks, and easier days after a hard one.
_SHARE: dict[RiskStyle, float] = {
    "conservative": 0.20,
    "balanced": 0.28,
    "adaptive": 0.32,
    "aggressive": 0.40,
}
_SPACING: dict[RiskStyle, int] = {
    "conservative": 2,
    "balanced": 1,
    "adaptive": 1,
    "aggressive": 1,
}
_MASTERS = ((66, 3), (56, 2), (46, 2))  # age, and easier days after a hard one
_MOST_IN_A_ROW = 6
_BASE_MIN, _BASE_DAYS, _BASE_LONGEST = 100.0, 2.5, 45.0  # of a week, before anything hard
_LIGHT_AFTER = 3  # full weeks
_A_WEEK: dict[RiskStyle, int] = {
    "conservative": 1,
    "balanced": 2,
    "adaptive": 2,
    "aggressive": 3,
}
_TAPER_DAYS, _RACE_WEEK = 14, 7
_TAPER_SHARE, _RACE_WEEK_SHARE = 0.8, 0.6  # of a usual easy day
_NEVER = 10_000


@dataclass(frozen=True, slots=True)
class Demand:
    """What today is for.

    Parameters
    ----------
    purpose : {"rest", "easy", "long", "hard"}
        What the week asks for.
    reason : str
        Why, in words.
    lighter : bool
        Whether the week is a lighter one.
    share : float
        Length of an easy day against a usual one [1]: less before a race.
    """

    purpose: Purpose
    reason: str
    lighter: bool = False
    share: float = 1.0


def week_demand(
    habits: Habits, date: dt.date, *, style: RiskStyle, age: int, goal: Goal | None = None
) -> Demand:
    """Decide what the week asks of a day, before recovery and rules have their say.

    Parameters
    ----------
    habits : Habits
        The last eight weeks.
    date : date
        The day.
    style : str
        The athlete's risk style: the share of days that are not easy.
    age : int
        [years]; from 46 on hard days lie farther apart.
    goal : Goal, optional
        The next race: the days before it are shorter.

    Returns
    -------
    Demand
        The purpose of the day, with the reason.

    References
    ----------
    Seiler 2010, Int J Sports Physiol Perform 5:276 (most days easy); Bosquet 2007, Med Sci Sports
    Exerc 39:1358 (the taper); Pfitzinger & Douglas, Advanced Marathoning (recovery by age); the
    shares are conventions of trainkit.
    """
    days_left = _NEVER if goal is None or goal.priority == "C" else (goal.date - date).days
    share = _taper_share(goal, days_left)
    lighter = habits.weeks_since_light >= _LIGHT_AFTER and days_left > _TAPER_DAYS
    rest = _rest_reason(habits, date)
    long = days_left > _RACE_WEEK and _long_is_due(habits, date)
    if rest is not None and (not long or habits.days_in_a_row >= _MOST_IN_A_ROW):
        return Demand("rest", rest, lighter, share)
    if long:
        return Demand("long", "It is the day of your long session.", lighter, share)
    why_easy = _easy_reason(habits, date, style=style, age=age, race_week=days_left <= _RACE_WEEK)
    if why_easy is not None:
        return Demand("easy", why_easy, lighter, share)
    return Demand("hard", "Your last days were easy enough for a hard session.", lighter, share)


def _taper_share(goal: Goal | None, days_left: int) -> float:
    if goal is None or goal.priority == "C" or days_left > _TAPER_DAYS:
        return 1.0
    if days_left <= _RACE_WEEK:
        return _RACE_WEEK_SHARE
    return _TAPER_SHARE if goal.priority == "A" else 1.0


def _rest_reason(habits: Habits, date: dt.date) -> str | None:
    if not habits.days_a_week:
        return None
    if habits.days_in_a_row >= _MOST_IN_A_ROW:
        return f"You have trained {habits.days_in_a_row} days in a row."
    days = round(habits.days_a_week)
    if habits.week_days >= days:
        return f"You have trained {habits.week_days} days this week, as usual."
    if date.weekday() in habits.rest_weekdays and habits.week_days + 6 - date.weekday() >= days:
        return f"{date:%A} is one of your usual rest days."
    return None


def _long_is_due(habits: Habits, date: dt.date) -> bool:
    if habits.long_weekday is None:
        return False
    due = date.weekday() == habits.long_weekday and habits.days_since_long >= 5
    weekend = date.weekday() >= 5 and not _long_is_tomorrow(habits, date)
    overdue = habits.days_since_long >= 13 and weekend
    return due or overdue


def _easy_reason(
    habits: Habits, date: dt.date, *, style: RiskStyle, age: int, race_week: bool
) -> str | None:
    """Say why the day is not for a hard session; None where it may be."""
    if not habits.days_a_week:
        return "No training of the last eight weeks is known, so today is a first step."
    if not _has_a_base(habits):
        return "Easy days build the base first."
    return _spacing_reason(habits, date, style, age) or _share_reason(habits, style, race_week)


def _has_a_base(habits: Habits) -> bool:
    enough = habits.week_minutes >= _BASE_MIN and habits.days_a_week >= _BASE_DAYS
    return enough and max(habits.longest.values(), default=0.0) >= _BASE_LONGEST


def _spacing_reason(habits: Habits, date: dt.date, style: RiskStyle, age: int) -> str | None:
    """Hard days lie apart from each other and from the long session."""
    spacing = max(_SPACING[style], next((days for old, days in _MASTERS if age >= old), 0))
    since = habits.days_since_not_easy
    if since <= spacing:
        return f"Your last harder day was {'1 day' if since == 1 else f'{since} days'} ago."
    if habits.days_since_long == 1:
        return "You did your long session yesterday."
    if _long_is_tomorrow(habits, date) and habits.days_since_long >= 4:
        return "Your long session is tomorrow."
    return None


def _share_reason(habits: Habits, style: RiskStyle, race_week: bool) -> str | None:  # noqa: FBT001
    """Most days are easy: by the week, and as a share of two weeks."""
    lighter = habits.weeks_since_light >= _LIGHT_AFTER
    a_week = 1 if race_week or lighter or habits.days_a_week < 4 else _A_WEEK[style]
    if habits.not_easy_7 >= a_week:
        days = "1 harder day" if habits.not_easy_7 == 1 else f"{habits.not_easy_7} harder days"
        return f"You have had {days} within a week; that is enough."
    share = _SHARE[style] * (0.7 if lighter else 1.0)
    if habits.not_easy_14 and (habits.not_easy_14 + 1) / (habits.trained_14 + 1) > share:
        return (
            f"{habits.not_easy_14} of your last {habits.trained_14} training days were not easy; "
            "most should be."
        )
    return None


def _long_is_tomorrow(habits: Habits, date: dt.date) -> bool:
    return (date.weekday() + 1) % 7 == habits.long_weekday
