"""How hard days may follow each other."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trainkit.models.plan import Violation
from trainkit.ports.rule import Expression, LinearModel, Schedule
from trainkit.rules._violation import EASY, HARD, REST, planned_days, violation

__all__ = ["HardInARow", "HardInAWeek", "HardShare", "HardSpacing"]

_ENGINE = "Intelligent Training Optimizer 2025"


@dataclass(frozen=True, slots=True)
class HardSpacing:
    """At least so many easier days after each hard one; 1 keeps 48 hours between two.

    With `before_long` it is a wish that a long easy session does not follow a moderate one, such as
    a run at marathon pace, or a day of `spared`: a C race or a fixed session, which is the
    athlete's choice. Published plans have both on a weekend. The solver never plans it. Races and
    spared days near each other are a wish too: nobody but the athlete can move them.
    """

    easier_days: int = 1
    before_long: bool = False
    spared: frozenset[dt.date] = frozenset()
    name: ClassVar[str] = "hard_spacing"
    reason: ClassVar[str] = "48 hours between hard sessions (Training Monkey 2026)"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in _hard_days(schedule):
            since = schedule.hard[max(at - self.easier_days, 0) : at]
            if since.any():
                within = "1 day" if self.easier_days == 1 else f"{self.easier_days} days"
                text = f"hard again within {within} after a hard day"
                places = at - since.size + np.flatnonzero(since)
                gap = float(at - places[-1])
                wish = all(
                    self._may_precede(schedule, int(day), at)
                    or (self._is_chosen(schedule, int(day)) and self._is_chosen(schedule, at))
                    for day in places
                )
                limit = self.easier_days
                listed.append(
                    violation(self, schedule, at, text, value=gap - 1, limit=limit, wish=wish)
                )
        return listed

    def _may_precede(self, schedule: Schedule, day: int, at: int) -> bool:
        """Whether a hard day may come before a long one, where the athlete plans it so."""
        easy_long = schedule.effort[at] <= EASY
        moderate = EASY < schedule.effort[day] < HARD
        chosen = schedule.dates[day].item() in self.spared
        return self.before_long and bool(easy_long and (moderate or chosen))

    def _is_chosen(self, schedule: Schedule, day: int) -> bool:
        """Whether the athlete chose the day: a race, or a day of `spared`."""
        return bool(schedule.races[day]) or schedule.dates[day].item() in self.spared

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for at in range(schedule.first, schedule.load.size):
            days = range(max(at - self.easier_days, 0), at + 1)
            _together(self.name, model, days, 1)


@dataclass(frozen=True, slots=True)
class HardInARow:
    """At most so many hard days in a row."""

    at_most: int = 3
    name: ClassVar[str] = "hard_in_a_row"
    reason: ClassVar[str] = f"three hard days in a row are enough ({_ENGINE})"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in _hard_days(schedule):
            easier = np.flatnonzero(~schedule.hard[:at])
            row = at - int(easier[-1]) if easier.size else at + 1
            if row > self.at_most:
                text = f"{row} hard days in a row"
                listed.append(violation(self, schedule, at, text, value=row, limit=self.at_most))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for at in range(max(schedule.first, self.at_most), schedule.load.size):
            _together(self.name, model, range(at - self.at_most, at + 1), self.at_most)


@dataclass(frozen=True, slots=True)
class HardInAWeek:
    """At most so many hard days in 7."""

    at_most: int = 5
    name: ClassVar[str] = "hard_in_a_week"
    reason: ClassVar[str] = f"five hard days in seven are enough ({_ENGINE})"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in _hard_days(schedule):
            count = int(np.count_nonzero(schedule.hard[max(at - 6, 0) : at + 1]))
            if count > self.at_most:
                text = f"{count} hard days in 7"
                listed.append(violation(self, schedule, at, text, value=count, limit=self.at_most))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for at in range(schedule.first, schedule.load.size):
            _together(self.name, model, range(max(at - 6, 0), at + 1), self.at_most)


@dataclass(frozen=True, slots=True)
class HardShare:
    """At most a share of the days trained in 14 is hard, once 6 were trained."""

    at_most: float = 0.35
    hard: bool = True
    days: ClassVar[int] = 14
    least_trained: ClassVar[int] = 6
    name: ClassVar[str] = "hard_share"
    reason: ClassVar[str] = (
        "most training is easy (Seiler 2010, Int J Sports Physiol Perform 5:276); "
        "the share by risk style is a convention of trainkit"
    )

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in planned_days(schedule):
            if schedule.effort[at] != HARD:
                continue
            span = schedule.effort[max(at - self.days + 1, 0) : at + 1]
            trained = int(np.count_nonzero(span != REST))
            share = np.count_nonzero(span == HARD) / trained
            if trained >= self.least_trained and share > self.at_most:
                text = f"{share:.0%} of the days trained in {self.days} would be hard"
                listed.append(violation(self, schedule, at, text, value=share, limit=self.at_most))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for at in planned_days(schedule):
            span = range(max(at - self.days + 1, 0), at + 1)
            over = model.of("quality", *span) - model.of("trained", *span) * self.at_most
            given = (schedule.effort[list(span)] == HARD).any()
            if given and not self.hard:
                continue  # a wish gives way to days that are fixed
            if given or span[0] < schedule.first:  # applies only to a day that is hard itself
                over = over + (model.of("quality", at) - Expression({}, 1.0)) * self.days
            model.at_most(self.name, over, 0.0)


def _hard_days(schedule: Schedule) -> list[int]:
    return [at for at in planned_days(schedule) if schedule.hard[at]]


def _together(rule: str, model: LinearModel, days: Sequence[int], limit: int) -> None:
    """Limit the hard days among some; fixed hard days beyond the limit are accepted."""
    hard = model.of("hard", *days)
    if hard.terms:
        model.at_most(rule, hard, max(float(limit), hard.constant))
