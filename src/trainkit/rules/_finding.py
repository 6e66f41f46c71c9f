"""How a rule writes down what it found."""

import datetime as dt
from typing import cast

from trainkit.models.plan import Violation
from trainkit.ports.rule import Rule, Schedule

__all__ = ["EASY", "HARD", "MODERATE", "REST", "found"]

REST, EASY, MODERATE, HARD = range(4)
"""Efforts, as in `Schedule`."""


def found(
    rule: Rule, schedule: Schedule, at: int, message: str, *, value: float, limit: float
) -> Violation:
    """Make the violation of a day."""
    return Violation(
        rule=rule.name,
        date=cast("dt.date", schedule.dates[at].item()),
        message=message,
        value=value,
        limit=limit,
        reason=rule.reason,
    )
