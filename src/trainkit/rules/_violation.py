"""Violations, and the days that can have one."""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from trainkit.models.assessment import INTENSITIES
from trainkit.models.plan import Violation
from trainkit.ports.rule import Rule, Schedule

__all__ = ["EASY", "HARD", "REST", "planned_days", "violation"]

REST, EASY, HARD = (INTENSITIES.index(effort) for effort in ("rest", "easy", "hard"))
"""Efforts, as in `Schedule`."""


def planned_days(schedule: Schedule) -> Iterator[int]:
    """Yield the planned days without a race: the rules arrange what is around a race."""
    for at in range(schedule.first, schedule.effort.size):
        if not schedule.races[at]:
            yield at


def violation(
    rule: Rule, schedule: Schedule, at: int, message: str, *, value: float, limit: float
) -> Violation:
    """Build the violation of a day."""
    return Violation(
        rule=rule.name,
        date=cast("dt.date", schedule.dates[at].item()),
        message=message,
        value=value,
        limit=limit,
        reason=rule.reason,
    )
