"""What the week asks of today: rest, an easy day, the long session, or a hard one."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

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
_BASE_MIN, _BASE_DAYS = 90.0, 2.5  # a week of it, before anything hard
_LIGHT_AFTER = 3  # full weeks


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
    """

    purpose: Purpose
    reason: str
    lighter: bool


def week_demand(
    habits: Habits, date: dt.date, *, style: RiskStyle, age: int, days_since_hard: int | None
) -> Demand:
    """Decide what the week asks of a day, before recovery and rules have their say.

    Parameters
    ----------
    habits : Habits
        The last six weeks.
    date : date
        The day.
    style : str
        The athlete's risk style: the share of days that are not easy.
    age : int
        [years]; from 46 on hard days lie farther apart.
    days_since_hard : int or None
        Days since the last hard day.

    Returns
    -------
    Demand
        The purpose of the day, with the reason.

    References
    ----------
    Seiler 2010, Int J Sports Physiol Perform 5:276 (most days easy); Pfitzinger & Douglas,
    Advanced Marathoning (recovery by age); the shares are conventions of trainkit.
    """
    lighter = habits.weeks_since_light >= _LIGHT_AFTER
    rest = _rest_reason(habits, date)
    if rest is not None:
        return Demand("rest", rest, lighter)
    if _long_is_due(habits, date):
        return Demand("long", "It is the day of your long session.", lighter)
    why_easy = _easy_reason(habits, date, style=style, age=age, days_since_hard=days_since_hard)
    if why_easy is not None:
        return Demand("easy", why_easy, lighter)
    return Demand("hard", "Your last days were easy enough for a hard session.", lighter)


def _rest_reason(habits: Habits, date: dt.date) -> str | None:
    if not habits.days_a_week:
        return None
    if habits.days_in_a_row >= _MOST_IN_A_ROW:
        return f"You have trained {habits.days_in_a_row} days in a row."
    if habits.days_since_trained > 2:
        return None
    days = round(habits.days_a_week)
    if habits.week_days >= days:
        return f"You have trained {habits.week_days} days this week, as usual."
    usual_rest = date.weekday() in habits.rest_weekdays
    left = 7 - date.weekday()
    if usual_rest and habits.week_days + left > days:
        return f"{date:%A} is one of your usual rest days."
    return None


def _long_is_due(habits: Habits, date: dt.date) -> bool:
    if habits.long_weekday is None:
        return False
    due = date.weekday() == habits.long_weekday and habits.days_since_long >= 5
    overdue = habits.days_since_long >= 10 and date.weekday() >= 5
    return due or overdue


def _easy_reason(
    habits: Habits, date: dt.date, *, style: RiskStyle, age: int, days_since_hard: int | None
) -> str | None:
    tomorrow = (date.weekday() + 1) % 7
    spacing = max(_SPACING[style], next((days for old, days in _MASTERS if age >= old), 0))
    share = _SHARE[style] * (0.7 if habits.weeks_since_light >= _LIGHT_AFTER else 1.0)
    not_easy = (habits.not_easy_14 + 1) / (habits.trained_14 + 1)
    base = habits.week_minutes >= _BASE_MIN and habits.days_a_week >= _BASE_DAYS
    if not base:
        return "Easy days build the base first."
    if days_since_hard is not None and days_since_hard <= spacing:
        return (
            f"Your last hard day was {days_since_hard} day{'s' if days_since_hard > 1 else ''} ago."
        )
    if habits.days_since_long == 1:
        return "You did your long session yesterday."
    if tomorrow == habits.long_weekday and habits.days_since_long >= 4:
        return "Your long session is tomorrow."
    if habits.not_easy_14 and not_easy > share:
        return (
            f"{habits.not_easy_14} of your last {habits.trained_14} training days were not easy; "
            "most should be."
        )
    return None
