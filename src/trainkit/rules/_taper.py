"""The taper before a race."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import violation

__all__ = ["Taper"]


@dataclass(frozen=True, slots=True)
class Taper:
    """The days from `begins` to the race have 40 to 60 % of the minutes of the fullest week before.

    Four weeks before the taper count. Each week of the taper has 25 to 80 % of that week.
    """

    begins: dt.date
    race: dt.date
    least: float = 0.40
    most: float = 0.60
    hard: bool = True
    in_a_week: ClassVar[tuple[float, float]] = (0.25, 0.80)
    name: ClassVar[str] = "taper"
    reason: ClassVar[str] = (
        "volume down by 40 to 60 % while frequency and intensity stay (Bosquet 2007, "
        "Med Sci Sports Exerc 39:1358)"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        days, weeks = self._places(schedule)
        if not days or not weeks or days[0] < schedule.first:
            return []
        before = max(float(schedule.minutes[week].sum()) for week in weeks)
        parts = [(days, self.least, self.most)]
        parts += [(week, *self.in_a_week) for week in _weeks_of(schedule, days)]
        listed = []
        for part, least, most in parts:
            rate = float(schedule.minutes[part].sum()) * 7 / len(part)
            if not least * before - 1 <= rate <= most * before + 1:
                text = f"{rate:.0f} min a week in the taper after {before:.0f}"
                limit = most * before if rate > before * least else least * before
                listed.append(violation(self, schedule, part[-1], text, value=rate, limit=limit))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: at most a share of the last full week, at least one of each week before."""
        days, weeks = self._places(model.schedule)
        if not self.hard or not days or not weeks or days[0] < model.schedule.first:
            return
        schedule = model.schedule
        week = list(model.reference(int(schedule.week[days[0]])))
        reference = model.of("minutes", *(week if week in weeks else weeks[0]))
        parts = [(days, self.least, self.most)]
        parts += [(week, *self.in_a_week) for week in _weeks_of(schedule, days)]
        for part, least, most in parts:
            rate = model.of("minutes", *part) * (7 / len(part))
            model.at_most(self.name, rate - reference * most, 0.0)
            for week in weeks:
                model.at_most(self.name, model.of("minutes", *week) * least - rate, 0.0)

    def _places(self, schedule: Schedule) -> tuple[list[int], list[list[int]]]:
        """Return the days of the taper before the race, and the weeks that it is compared with."""
        begins, race = (np.datetime64(day) for day in (self.begins, self.race))
        days = np.flatnonzero((schedule.dates >= begins) & (schedule.dates < race)).tolist()
        if not days:
            return [], []
        weeks = list(_weeks_before(schedule, days[0]))
        return days, weeks


def _weeks_of(schedule: Schedule, days: list[int]) -> list[list[int]]:
    """Divide days into their weeks from Monday to Sunday."""
    numbers = schedule.week[days]
    return [[days[k] for k in np.flatnonzero(numbers == number)] for number in np.unique(numbers)]


def _weeks_before(schedule: Schedule, at: int) -> Iterator[list[int]]:
    """Yield up to four planned weeks of seven days that end right before a day."""
    for back in range(1, 5):
        days = list(range(at - 7 * back, at - 7 * back + 7))
        if days[0] >= schedule.first:
            yield days
