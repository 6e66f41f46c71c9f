"""The time that an athlete has available."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trainkit.models.goal import Availability
from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import HALF_MINUTE, violation

__all__ = ["TimeAvailable"]


@dataclass(frozen=True, slots=True)
class TimeAvailable:
    """At most the available minutes of each day, sessions and hours of each week, without races."""

    availability: Availability
    name: ClassVar[str] = "availability"
    reason: ClassVar[str] = "the athlete's own time"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        fixed = {workout.date for workout in self.availability.fixed}
        for at in range(schedule.first, schedule.load.size):
            day: dt.date = schedule.dates[at].item()
            limit = self.availability.on(day)
            minutes = float(schedule.minutes[at])
            if minutes > limit + HALF_MINUTE and day not in fixed and not schedule.races[at]:
                text = f"{minutes:.0f} min planned on a day with {limit:.0f}"
                listed.append(violation(self, schedule, at, text, value=minutes, limit=limit))
        for days in self._weeks(schedule):
            trained = int(np.count_nonzero(schedule.load[days] > 0))
            most = self.availability.max_sessions_per_week
            if most is not None and trained > most:
                text = f"{trained} sessions in a week of at most {most}"
                listed.append(violation(self, schedule, days[-1], text, value=trained, limit=most))
            hours = float(schedule.minutes[days].sum()) / 60
            limit_h = self.availability.hours_per_week
            if limit_h is not None and hours > limit_h + HALF_MINUTE / 60:
                text = f"{hours:.1f} h in a week of at most {limit_h:.1f} h"
                listed.append(violation(self, schedule, days[-1], text, value=hours, limit=limit_h))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        fixed = {workout.date for workout in self.availability.fixed}
        for at in range(schedule.first, schedule.load.size):
            day: dt.date = schedule.dates[at].item()
            limit = self.availability.on(day)
            if limit < 1440 and day not in fixed and not schedule.races[at]:
                model.at_most(self.name, model.of("minutes", at), limit + HALF_MINUTE)
        for days in self._weeks(schedule):
            most, hours = self.availability.max_sessions_per_week, self.availability.hours_per_week
            if most is not None:
                model.at_most(self.name, model.of("trained", *days), float(most))
            if hours is not None:
                most_min = 60.0 * hours + HALF_MINUTE
                model.at_most(self.name, model.of("minutes", *days), most_min)

    def _weeks(self, schedule: Schedule) -> list[list[int]]:
        week = schedule.week
        planned = range(int(week[schedule.first]), int(week[-1]) + 1)
        return [
            [at for at in np.flatnonzero(week == number).tolist() if at >= schedule.first]
            for number in planned
        ]
