"""What the week asks of today: rest, an easy day, the long session, or a hard one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from trainkit.models.goal import Goal
from trainkit.recovery._beginner import BEGINNER_RUNS_A_WEEK
from trainkit.recovery._habits import Habits
from trainkit.rules import RiskStyle

__all__ = ["FIRST_STEP", "Demand", "has_base", "week_demand"]

Purpose = Literal["rest", "easy", "long", "hard"]

FIRST_STEP = "No training of the last eight weeks is known, so today is a first step."
"""Why a day is easy and short for somebody whose training is not known."""

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
_ALL_KNOWN_DAYS = 56
_FEW_DAYS = 4  # a week, below which there is one harder day
_BASE_MIN, _BASE_DAYS = 100.0, 2.5  # of a week, before anything hard
_BASE_SESSIONS = 6  # of eight weeks, in the sport itself
_BASE_LONGEST: Mapping[str, float] = {"swimming": 30.0, "rowing": 30.0}
_BASE_LONGEST_MIN = 45.0  # in other sports
_KNOWN_WEEKS, _FIRST_DAYS = 3, 3  # from which the usual days are known; days a week until then
_OFTEN = 1.5  # sessions a week, from which on one of them is the long one
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


class _Why(NamedTuple):
    """Why a day is easy, and whether that counts the last hard days."""

    text: str
    of_hard_days: bool = False


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
    of_hard_days : bool
        Whether the reason counts the last hard days.
    """

    purpose: Purpose
    reason: str
    lighter: bool = False
    share: float = 1.0
    of_hard_days: bool = False


def week_demand(
    habits: Habits,
    date: dt.date,
    *,
    style: RiskStyle,
    age: int,
    goal: Goal | None = None,
    sport: str | None = None,
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
    sport : str, optional
        The sport of the day, whose past decides what it may hold; by default the most frequent one.

    Returns
    -------
    Demand
        The purpose of the day, with the reason.

    References
    ----------
    - Seiler 2010, Int J Sports Physiol Perform 5:276. <https://doi.org/10.1123/ijspp.5.3.276> (most
      days are easy)
    - Bosquet et al. 2007, Med Sci Sports Exerc 39:1358.
      <https://doi.org/10.1249/mss.0b013e31806010e0> (the taper)
    - Pfitzinger & Douglas 2020, Advanced Marathoning, 3rd ed., Human Kinetics. (recovery by age)
    - Convention: the shares.
    """
    sport = sport or next(iter(habits.sports), "running")
    days_left = _NEVER if goal is None or goal.priority == "C" else (goal.date - date).days
    share = _taper_share(goal, days_left)
    lighter = habits.weeks_since_light >= _LIGHT_AFTER and days_left > _TAPER_DAYS
    rest = _beginner_rest_reason(habits, sport) or _rest_reason(habits, date)
    long = days_left > _RACE_WEEK and _long_is_due(habits, date, sport)
    if rest is not None and (not long or habits.days_in_a_row >= _MOST_IN_A_ROW):
        return Demand("rest", rest, lighter, share)
    if long:
        return Demand("long", "It is the day of your long session.", lighter, share)
    why_easy = _easy_reason(
        habits, date, style=style, age=age, race_week=days_left <= _RACE_WEEK, sport=sport
    )
    if why_easy is not None:
        return Demand("easy", why_easy.text, lighter, share, why_easy.of_hard_days)
    return Demand("hard", "Your last days were easy enough for a hard session.", lighter, share)


def _taper_share(goal: Goal | None, days_left: int) -> float:
    if goal is None or goal.priority == "C" or days_left > _TAPER_DAYS:
        return 1.0
    if days_left <= _RACE_WEEK:
        return _RACE_WEEK_SHARE
    return _TAPER_SHARE if goal.priority == "A" else 1.0


def _beginner_rest_reason(habits: Habits, sport: str) -> str | None:
    """Somebody who is new to running, or to all training, rests after each such day."""
    if sport == "running" and habits.new_runs is not None:
        if habits.of(sport).since == 1:
            return "You ran yesterday, and legs that are new to running rest for a day."
        if habits.of(sport).week_sessions >= BEGINNER_RUNS_A_WEEK:
            return f"{BEGINNER_RUNS_A_WEEK} runs a week are enough while you learn to run."
    elif habits.weeks and _few_days_known(habits) and habits.days_since_trained == 1:
        return "You trained yesterday; at the start a day of rest follows each session."
    return None


def _few_days_known(habits: Habits) -> bool:
    """Whether the past is too short to show how many days a week are usual."""
    return habits.weeks < _KNOWN_WEEKS and habits.days_a_week <= _FIRST_DAYS


def _rest_reason(habits: Habits, date: dt.date) -> str | None:
    if not habits.days_a_week:
        return None
    if habits.days_in_a_row >= _ALL_KNOWN_DAYS:
        return "You have trained every day for eight weeks."
    if habits.days_in_a_row >= _MOST_IN_A_ROW:
        return f"You have trained {habits.days_in_a_row} days in a row."
    days = _FIRST_DAYS if _few_days_known(habits) else int(habits.days_a_week + 0.5)
    if habits.week_days >= days:
        return f"You have trained {_count(habits.week_days, 'day')} this week, as usual."
    if date.weekday() in habits.rest_weekdays and habits.week_days + 6 - date.weekday() >= days:
        return f"{date:%A} is one of your usual rest days."
    return None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _long_is_due(habits: Habits, date: dt.date, sport: str) -> bool:
    """Whether a sport has its long session today; one done once a week beside another has none."""
    own = habits.of(sport)
    beside = sport != next(iter(habits.sports), sport)
    if own.long_weekday is None or (beside and own.sessions < _OFTEN * habits.weeks):
        return False
    due = date.weekday() == own.long_weekday and own.since_long >= 5
    weekend = date.weekday() >= 5 and not _long_is_tomorrow(habits, date)
    overdue = own.since_long >= 13 and weekend
    return due or overdue


def _easy_reason(
    habits: Habits, date: dt.date, *, style: RiskStyle, age: int, race_week: bool, sport: str
) -> _Why | None:
    """Say why the day is not for a hard session; None where it may be."""
    if not habits.days_a_week:
        return _Why(FIRST_STEP)
    if not has_base(habits, sport):
        new = len(habits.sports) > 1 or sport not in habits.sports
        place = f" in {sport.replace('_', ' ')}" if new else ""
        return _Why(f"Easy days build the base{place} first.")
    return _spacing_reason(habits, date, style, age) or _share_reason(habits, style, race_week)


def has_base(habits: Habits, sport: str) -> bool:
    """Whether there is enough training, and enough of the sport itself, for more than easy days.

    Parameters
    ----------
    habits : Habits
        The last eight weeks.
    sport : str
        As in `Activity`.

    Returns
    -------
    bool
        True for 100 minutes on 2.5 days a week, with 6 sessions of the sport and one of 45 minutes.
    """
    own = habits.of(sport)
    enough = habits.week_minutes >= _BASE_MIN and habits.days_a_week >= _BASE_DAYS
    return (
        enough
        and own.sessions >= _BASE_SESSIONS
        and own.longest >= _BASE_LONGEST.get(sport, _BASE_LONGEST_MIN)
    )


def _spacing_reason(habits: Habits, date: dt.date, style: RiskStyle, age: int) -> _Why | None:
    """Hard days lie apart from each other and from the long session."""
    spacing = max(_SPACING[style], next((days for old, days in _MASTERS if age >= old), 0))
    since = habits.days_since_not_easy
    since_long = min((own.since_long for own in habits.by_sport.values()), default=_NEVER)
    if since <= spacing:
        return _Why(f"Your last harder day was {_count(since, 'day')} ago.", of_hard_days=True)
    if since_long == 1:
        return _Why("You did your long session yesterday.")
    if _long_is_tomorrow(habits, date):
        return _Why("Your long session is tomorrow.")
    return None


def _share_reason(habits: Habits, style: RiskStyle, race_week: bool) -> _Why | None:  # noqa: FBT001
    """Most days are easy: by the week, and as a share of two weeks."""
    lighter = habits.weeks_since_light >= _LIGHT_AFTER
    few_days = habits.days_a_week < _FEW_DAYS
    a_week = 1 if race_week or lighter or few_days else _A_WEEK[style]
    if habits.not_easy_7 >= a_week:
        days = _count(habits.not_easy_7, "harder day")
        return _Why(f"You have had {days} within a week; that is enough.", of_hard_days=True)
    count = habits.not_easy_14
    one_a_week = few_days if not lighter else count <= _A_WEEK[style]
    if one_a_week and style != "conservative":
        return None  # one a week, whatever its share of so few days
    if count and (count + 1) / (habits.trained_14 + 1) > _SHARE[style]:
        were = "was" if count == 1 else "were"
        days = _count(habits.trained_14, "training day")
        enough = f"enough for the {style} style"
        return _Why(f"{count} of your last {days} {were} not easy, which is {enough}.")
    return None


def _long_is_tomorrow(habits: Habits, date: dt.date) -> bool:
    """Whether the next day is that of a long session, and the last one is some days ago."""
    tomorrow = (date.weekday() + 1) % 7
    return any(
        own.long_weekday == tomorrow and own.since_long >= 4 for own in habits.by_sport.values()
    )
