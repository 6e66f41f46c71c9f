"""How training is divided: easy against hard minutes, and enough load to keep fitness."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from trainkit.metrics.acwr import USUAL_ACWR
from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import violation
from trainkit.rules._weeks import full_weeks

__all__ = ["AcwrFloor", "EasyShare"]

_WORK = ("threshold", "intervals", "repetitions")


@dataclass(frozen=True, slots=True)
class EasyShare:
    """At least a share of a week's minutes is below threshold, by the week's Monday."""

    shares: Mapping[dt.date, float] = field(hash=False)
    hard: bool = True
    name: ClassVar[str] = "easy_share"
    reason: ClassVar[str] = (
        "most training is easy (Seiler 2010, Int J Sports Physiol Perform 5:276): 90 % of the "
        "minutes in base, 80 % in build and peak, 85 % in the taper, 5 points more from 50 years "
        "on, which are limits of Training Monkey (2026)"
    )
    least_min: ClassVar[float] = 10.0  # of hard work that is always allowed

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for days, share in self._weeks(schedule):
            total = float(schedule.minutes[days].sum())
            work = sum(float(schedule.work[kind][days].sum()) for kind in _WORK)
            limit = max((1 - share) * total, self.least_min)
            if work > limit + 1e-6:
                text = f"{work:.0f} min of hard work in a week, above {limit:.0f}"
                listed.append(violation(self, schedule, days[-1], text, value=work, limit=limit))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        for days, share in self._weeks(model.schedule):
            work = model.of("threshold", *days) + model.of("intervals", *days)
            work = work + model.of("repetitions", *days)
            if work.terms or work.constant > self.least_min:
                allowed = model.of("minutes", *days) * (1 - share)
                model.at_most(self.name, work - allowed, 0.0)

    def _weeks(self, schedule: Schedule) -> list[tuple[list[int], float]]:
        weeks = [(days, schedule.dates[days[0]].item()) for _, days in full_weeks(schedule)]
        return [(days, self.shares[day]) for days, day in weeks if day in self.shares]


@dataclass(frozen=True, slots=True)
class AcwrFloor:
    """On a Sunday the mean load of 7 days should reach a share of the mean of 28.

    This is a wish with a price, no hard rule. It does not apply in the weeks of `off`, by their
    Monday (lighter weeks, the taper, weeks with a race), nor until 28 days are known.
    """

    ratio: float = USUAL_ACWR[0]
    off: frozenset[dt.date] = frozenset()
    price: float = 0.5
    acute_days: ClassVar[int] = 7
    chronic_days: ClassVar[int] = 28
    name: ClassVar[str] = "acwr_floor"
    reason: ClassVar[str] = (
        "far less than usual loses what was built: a convention, at the lower edge of the usual "
        "range (Gabbett 2016, Br J Sports Med 50:273)"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in self._days(schedule):
            acute = float(schedule.load[at - self.acute_days + 1 : at + 1].mean())
            chronic = float(schedule.load[at - self.chronic_days + 1 : at + 1].mean())
            limit = self.ratio * chronic
            if acute < limit - 1e-6:
                text = f"a 7-day mean load of {acute:.0f}, below {limit:.0f}"
                broken = violation(self, schedule, at, text, value=acute, limit=limit)
                listed.append(broken.model_copy(update={"hard": False}))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: each point below the limit costs `price`."""
        for at in self._days(model.schedule):
            week = range(at - self.acute_days + 1, at + 1)
            month = range(at - self.chronic_days + 1, at + 1)
            acute = model.of("load", *week) * (1 / self.acute_days)
            chronic = model.of("load", *month) * (self.ratio / self.chronic_days)
            model.soft_at_most(self.name, chronic - acute, 0.0, price=self.price)

    def _days(self, schedule: Schedule) -> list[int]:
        known = ~np.isnan(schedule.load)
        return [
            days[-1]
            for _, days in full_weeks(schedule)
            if days[-1] + 1 >= self.chronic_days
            and known[days[-1] - self.chronic_days + 1 : days[-1] + 1].all()
            and schedule.dates[days[0]].item() not in self.off
        ]
