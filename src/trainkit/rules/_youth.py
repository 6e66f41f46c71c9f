"""What a week of somebody under 18 may hold."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import violation

__all__ = ["YouthWeek"]


@dataclass(frozen=True, slots=True)
class YouthWeek:
    """At most as many hours a week as years of age, on five days; races left out.

    Parameters
    ----------
    age : int
        Of the athlete [years].
    days : int
        The most days of training from Monday to Sunday.
    spared : frozenset of date
        Days of fixed sessions, such as those of a club: what they take on their own is allowed.
    """

    age: int
    days: int = 5
    spared: frozenset[dt.date] = frozenset()
    name: ClassVar[str] = "youth_week"
    reason: ClassVar[str] = (
        "under 18 no more hours a week than years of age (Jayanthi 2015, Am J Sports Med 43:794), "
        "and five days of one sport (American Academy of Pediatrics)"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for days in _weeks(schedule):
            hours, most_h = schedule.minutes[days].sum() / 60, self._most_h(schedule, days)
            if hours > most_h + 0.01:
                text = f"{hours:.1f} h in a week of somebody of {self.age} years"
                listed.append(
                    violation(self, schedule, days[-1], text, value=float(hours), limit=most_h)
                )
            trained, most = (
                int(np.count_nonzero(schedule.load[days] > 0)),
                self._most(days, schedule),
            )
            if trained > most:
                text = f"{trained} days of training in a week of somebody of {self.age} years"
                listed.append(violation(self, schedule, days[-1], text, value=trained, limit=most))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for days in _weeks(schedule):
            model.at_most(self.name, model.of("minutes", *days), 60 * self._most_h(schedule, days))
            model.at_most(self.name, model.of("trained", *days), float(self._most(days, schedule)))

    def _most_h(self, schedule: Schedule, days: list[int]) -> float:
        fixed = self._fixed(schedule, days)
        return max(float(self.age), float(schedule.minutes[fixed].sum()) / 60)

    def _most(self, days: list[int], schedule: Schedule) -> int:
        return max(self.days, len(self._fixed(schedule, days)))

    def _fixed(self, schedule: Schedule, days: list[int]) -> list[int]:
        return [at for at in days if schedule.dates[at].item() in self.spared]


def _weeks(schedule: Schedule) -> Iterator[list[int]]:
    """Yield the planned days of each week, races left out."""
    week = schedule.week
    for number in range(int(week[schedule.first]), int(week[-1]) + 1):
        days = np.flatnonzero(week == number).tolist()
        yield [at for at in days if at >= schedule.first and not schedule.races[at]]
