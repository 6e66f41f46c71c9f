"""When to hold back: before a race, while recovery falls, after days without rest."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trainkit.loads import REST_LOAD
from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import EASY, HARD, planned_days, violation

__all__ = ["DaysWithoutRest", "FallingScores", "RaceNear"]

_ENGINE = "Intelligent Training Optimizer 2025"


@dataclass(frozen=True, slots=True)
class RaceNear:
    """Only easy sessions on the days before a race; other race days are exempt."""

    days: int = 2
    name: ClassVar[str] = "race_near"
    reason: ClassVar[str] = f"the days before a race are for freshness ({_ENGINE})"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        races = np.flatnonzero(schedule.races)
        for at in planned_days(schedule):
            ahead = races[(races > at) & (races <= at + self.days)]
            if (schedule.effort[at] > EASY or schedule.hard[at]) and ahead.size:
                left = int(ahead[0]) - at
                text = f"a race in {left} day{'s' if left > 1 else ''}"
                listed.append(violation(self, schedule, at, text, value=left, limit=self.days + 1))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        races = np.flatnonzero(schedule.races)
        for at in planned_days(schedule):
            if np.any((races > at) & (races <= at + self.days)):
                model.at_most(self.name, model.of("hard", at), 0.0)


@dataclass(frozen=True, slots=True)
class FallingScores:
    """No hard session while the last 3 recovery scores are `fall` points below the 4 before them.

    Scores of the last 10 days count.
    """

    fall: float = 15.0
    name: ClassVar[str] = "falling_scores"
    reason: ClassVar[str] = f"recovery that keeps falling asks for less ({_ENGINE})"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at in planned_days(schedule):
            change = _change_of_scores(schedule, at)
            if schedule.effort[at] == HARD and change <= -self.fall:
                text = f"recovery fell by {-change:.0f} points within a week"
                listed.append(violation(self, schedule, at, text, value=change, limit=-self.fall))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`: today's scores also speak for the first days ahead."""
        for at in planned_days(model.schedule):
            if _change_of_scores(model.schedule, at) <= -self.fall:
                model.at_most(self.name, model.of("quality", at), 0.0)


def _change_of_scores(schedule: Schedule, at: int) -> float:
    """Mean of the last 3 scores of 10 days minus that of the 4 before; 0 if fewer are known."""
    latest = schedule.score[max(at - 9, 0) : at + 1]
    known = latest[~np.isnan(latest)][-7:]
    return float(known[4:].mean() - known[:4].mean()) if known.size == 7 else 0.0


@dataclass(frozen=True, slots=True)
class DaysWithoutRest:
    """The most days of training in a row; a load up to 10 counts as rest.

    `spared` are days of C races and fixed sessions, which stay whatever was trained before: rest
    is due on the other days.
    """

    at_most: int = 7
    spared: frozenset[dt.date] = frozenset()
    name: ClassVar[str] = "days_without_rest"
    reason: ClassVar[str] = "a day of rest is due, by risk style (Training Monkey 2026)"

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        trained = schedule.load > REST_LOAD  # an unknown day ends the row
        for at in planned_days(schedule):
            rests = np.flatnonzero(~trained[: at + 1])
            row = at - (int(rests[-1]) if rests.size else -1)
            if row > self.at_most and self._can_rest(schedule, at):
                text = f"{row} days of training in a row"
                listed.append(violation(self, schedule, at, text, value=row, limit=self.at_most))
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        schedule = model.schedule
        for at in range(schedule.first, schedule.load.size):
            days = range(max(at - self.at_most, 0), at + 1)
            if len(days) > self.at_most and self._can_rest(schedule, at):
                model.at_most(self.name, model.of("trained", *days), float(self.at_most))

    def _can_rest(self, schedule: Schedule, at: int) -> bool:
        """Whether one of the days up to a day can be a day of rest."""
        days = range(max(at - self.at_most, schedule.first), at + 1)
        return any(schedule.dates[day].item() not in self.spared for day in days)
