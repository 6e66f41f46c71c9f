"""How much longer a ride or a swim may be than those before it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import more_weeks, planned_days, violation

__all__ = ["LongSessionStep"]


@dataclass(frozen=True, slots=True)
class LongSessionStep:
    """A ride or swim may be longer than the longest of 30 days by a share, or by `step_min`.

    Up to `free_min` is always allowed. Nothing for a solver: whoever sets the lengths of sessions
    keeps the rule. `returns` and `spared` are as in `LongRunStep`.
    """

    factor: float = 1.30
    step_min: float = 40.0  # published plans go to 39 min
    free_min: float = 75.0
    returns: Mapping[dt.date, int] = field(default_factory=dict, hash=False)
    spared: frozenset[dt.date] = frozenset()
    days: ClassVar[int] = 30
    name: ClassVar[str] = "long_session_step"
    reason: ClassVar[str] = (
        "long rides and swims grow by 15 to 30 min or by a tenth; how much longer a plan lets "
        "them be is a convention, that of published plans"
    )

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: none."""

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in planned_days(schedule):
            days = self.days + 7 * more_weeks(schedule, at, self.returns)
            longest = float(schedule.minutes[max(at - days, 0) : at].max(initial=0.0))
            limit = max(self.factor * longest, longest + self.step_min, self.free_min)
            minutes = float(schedule.minutes[at])
            if minutes > limit + 1 and schedule.dates[at].item() not in self.spared:
                text = f"{minutes:.0f} min after at most {longest:.0f} min"
                listed.append(violation(self, schedule, at, text, value=minutes, limit=limit))
        return listed
