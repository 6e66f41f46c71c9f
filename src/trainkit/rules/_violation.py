"""Violations, and the days that can have one."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import cast

from trainkit.models.assessment import INTENSITIES
from trainkit.models.plan import Violation
from trainkit.ports.rule import Rule, Schedule

__all__ = [
    "EASY",
    "HALF_MINUTE",
    "HARD",
    "REST",
    "monday_of",
    "more_weeks",
    "planned_days",
    "violation",
]

REST, EASY, HARD = (INTENSITIES.index(effort) for effort in ("rest", "easy", "hard"))
"""Efforts, as in `Schedule`."""

HALF_MINUTE = 0.5
"""By how much a length may exceed its limit [min]: people read whole minutes.

Checks and rows of a rule both allow it, so that no plan which passes the check is worth more than
the solver's bound on account of it.
"""


def planned_days(schedule: Schedule) -> Iterator[int]:
    """Yield the planned days without a race: the rules arrange what is around a race."""
    for at in range(schedule.first, schedule.effort.size):
        if not schedule.races[at]:
            yield at


def monday_of(schedule: Schedule, at: int) -> dt.date:
    """Return the Monday of a day's week."""
    day: dt.date = schedule.dates[at].item()
    return day - dt.timedelta(days=day.weekday())


def more_weeks(schedule: Schedule, at: int, returns: Mapping[dt.date, int]) -> int:
    """Return how many more weeks a rule of growth looks back from a day."""
    return returns.get(monday_of(schedule, at), 0) if returns else 0


def violation(
    rule: Rule,
    schedule: Schedule,
    at: int,
    message: str,
    *,
    value: float,
    limit: float,
    wish: bool = False,
) -> Violation:
    """Build the violation of a day; that of a rule with ``hard=False`` is a wish."""
    return Violation(
        rule=rule.name,
        date=cast("dt.date", schedule.dates[at].item()),
        message=message,
        value=value,
        limit=limit,
        hard=getattr(rule, "hard", True) and not wish,
        reason=rule.reason,
    )
