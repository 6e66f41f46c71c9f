"""Races that were moved, cancelled or added: what that means for the days of a plan."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.planning._goals import validate_goals
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder, Step

__all__ = ["RaceChanges", "race_changes"]

_LOCAL_DAYS = 6  # a race that moves by less leaves the weeks of the plan as they are
_BEFORE, _AFTER = 4, 14  # days around a race that are planned again with it
_EASY_WEEKS = 2  # at most, after a race is cancelled
_SOON_WEEKS = 6  # before a cancelled race, in which training was hard enough for two easy weeks
_USUAL_MIN = 45.0
_REPEATED_WEEKS = 8  # by which a race moves at most for the weeks before it to be repeated


@dataclass(frozen=True, slots=True)
class RaceChanges:
    """What changed, and the days that it touches.

    Parameters
    ----------
    goals : tuple of Goal
        Races by date.
    end : date
        The new last day of the plan.
    words : str
        What changed, for the athlete; empty if nothing did.
    season : bool
        Whether the weeks of the plan have to be divided anew.
    open : frozenset of date
        Days around changed races, which are planned again.
    changed : frozenset of date
        The days of new and moved races.
    rules : tuple of Rule
        Easy days after a race that is cancelled.
    most_week_min, most_long_min : float
        The biggest week and the longest session that the plan may have now [min].
    """

    goals: tuple[Goal, ...]
    end: dt.date
    words: str = ""
    season: bool = False
    open: frozenset[dt.date] = frozenset()
    changed: frozenset[dt.date] = frozenset()
    rules: tuple[Rule, ...] = field(default=(), hash=False)
    most_week_min: float = math.inf
    most_long_min: float = math.inf


def race_changes(
    plan: TrainingPlan,
    goals: Sequence[Goal] | None,
    athlete: Athlete,
    history: History,
    *,
    availability: Availability,
    on: dt.date,
) -> RaceChanges:
    """Compare the races of a plan with those that the athlete has now.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    goals : sequence of Goal or None
        The races now; None if they are those of the plan.
    athlete, history, availability
        As in `plan`.
    on : date
        The first day that may change.

    Returns
    -------
    RaceChanges
        The plan ends at the last A race, earlier or later than before, or without races on its
        old last day.

    Raises
    ------
    InvalidInput
        A new race before `on`, on a day without time, or impossible.
    """
    if goals is None or tuple(sorted(goals, key=_date)) == plan.goals:
        return RaceChanges(plan.goals, plan.end)
    behind = [goal for goal in plan.goals if goal.date < on]
    unknown = [goal.date for goal in goals if goal.date < on and goal not in behind]
    if unknown:
        raise InvalidInput("goals", str(unknown[0]), f"races from {on} on")
    ahead, _ = validate_goals(
        [goal for goal in goals if goal.date >= on],
        athlete,
        history,
        plan.start,
        availability,
        allow_short=True,
    )
    pairs = list(_pairs([goal for goal in plan.goals if goal.date >= on], ahead))
    words = [_words(old, new) for old, new in pairs if old != new]
    main = plan.goals[-1] if plan.goals and plan.goals[-1].date >= on else None
    after = next((new for old, new in pairs if old is main and main is not None), None)
    end = ahead[-1].date if ahead else plan.end
    # A new last race, or the same one in another week.
    apart = 0 if after is None or main is None else abs((after.date - main.date).days)
    same = after is not None and after == (ahead[-1] if ahead else None)
    season = (main is None and bool(ahead)) or (
        main is not None and (not same or apart > _LOCAL_DAYS or _other_race(main, after))
    )
    days = {day for old, new in pairs if old != new for day in _around(old, new)}
    later = same and 0 < (end - plan.end).days <= 7 * _REPEATED_WEEKS
    most_week_min, most_long_min = _biggest(plan) if later else (math.inf, math.inf)
    return RaceChanges(
        goals=(*behind, *ahead),
        end=end,
        words="; ".join([*words, *_new_end(main, pairs, ahead)]),
        season=season,
        open=frozenset(days),
        changed=frozenset(new.date for old, new in pairs if old != new and new is not None),
        rules=() if ahead or main is None else (_easy_weeks(plan, main, on),),
        most_week_min=most_week_min,
        most_long_min=most_long_min,
    )


def _biggest(plan: TrainingPlan) -> tuple[float, float]:
    """Return a plan's biggest week and longest session: more weeks are no reason for more [min]."""
    weeks = [
        [item.duration_min for item in week if item.kind != "race" and item.sport == plan.sport]
        for week in plan.weeks
    ]
    return max(map(sum, weeks)), max((length for week in weeks for length in week), default=0.0)


def _date(goal: Goal) -> dt.date:
    return goal.date


def _pairs(before: Sequence[Goal], after: Sequence[Goal]) -> list[tuple[Goal | None, Goal | None]]:
    """Pair races that stayed, then those that moved; None for cancelled and added ones."""
    old, new = list(before), list(after)
    pairs: list[tuple[Goal | None, Goal | None]] = []
    for same in (_equal, _same_day, _same_race, _same_distance):
        for goal in list(old):
            match = next((other for other in new if same(goal, other)), None)
            if match is not None:
                pairs.append((goal, match))
                old.remove(goal)
                new.remove(match)
    return [*pairs, *((goal, None) for goal in old), *((None, goal) for goal in new)]


def _equal(old: Goal, new: Goal) -> bool:
    return old == new


def _same_day(old: Goal, new: Goal) -> bool:
    return old.date == new.date


def _same_race(old: Goal, new: Goal) -> bool:
    return old.name == new.name and _same_distance(old, new)


def _same_distance(old: Goal, new: Goal) -> bool:
    return (old.distance_m, old.sport) == (new.distance_m, new.sport)


def _other_race(old: Goal, new: Goal | None) -> bool:
    return new is None or not _same_distance(old, new)


def _around(old: Goal | None, new: Goal | None) -> list[dt.date]:
    if old is not None and new is not None and old.date == new.date and _same_distance(old, new):
        return []  # another time or name
    races = [goal.date for goal in (old, new) if goal is not None]
    spread = range(-_BEFORE, _AFTER + 1)
    return [race + dt.timedelta(days=days) for race in races for days in spread]


def _words(old: Goal | None, new: Goal | None) -> str:
    if old is None and new is not None:
        return f"You added {_name(new, 'a')} on {_day(new.date)}"
    if old is not None and new is None:
        return f"{_capital(_name(old))} of {_day(old.date)} is cancelled"
    if old is None or new is None:
        return ""
    if not _same_distance(old, new):
        return f"{_capital(_name(new))} on {_day(new.date)} replaces {_name(old)}"
    if old.date != new.date:
        days = (new.date - old.date).days
        return (
            f"{_capital(_name(new))} moved from {_day(old.date)} to {_day(new.date)}, "
            f"{_amount(abs(days))} {'later' if days > 0 else 'earlier'}"
        )
    return f"The goal of {_name(new)} on {_day(new.date)} changed"


def _new_end(
    main: Goal | None, pairs: Sequence[tuple[Goal | None, Goal | None]], ahead: Sequence[Goal]
) -> list[str]:
    """Say which of the other races the plan ends at, where its own is cancelled."""
    cancelled = main is not None and (main, None) in pairs
    if not cancelled or not ahead or (None, ahead[-1]) in pairs:
        return []
    return [f"the plan ends with {_name(ahead[-1])} on {_day(ahead[-1].date)} now"]


def _amount(days: int) -> str:
    count, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _name(goal: Goal, article: str = "the") -> str:
    if goal.name:
        return f"the {goal.name}"
    return f"{article} race of {goal.distance_m / 1000:.3g} km"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"


def _easy_weeks(plan: TrainingPlan, race: Goal, on: dt.date) -> Ladder:
    """Leave out hard and long sessions for a week or two: the season is over."""
    soon = (race.date - on).days <= 7 * _SOON_WEEKS
    weeks = _EASY_WEEKS if soon else 1
    # To the Sunday of the last easy week; a rest of a week that is nearly over does not count.
    last = on + dt.timedelta(days=7 * weeks - 1)
    easy = [item.duration_min for item in plan.workouts if item.kind == "easy"]
    minutes = max(median(easy), _USUAL_MIN) if easy else _USUAL_MIN
    words = f"easy, up to {minutes:.0f} min"
    because = f"{_capital(_name(race))} of {_day(race.date)} is cancelled"
    step = Step(on, last, "easy", minutes, words)
    return Ladder("race", because, (step,), "coaches rest a week or two after a season")
