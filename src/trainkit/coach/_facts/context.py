"""Everything that the facts of a day are computed from, each column once."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from trainkit.coach._facts.races import list_races
from trainkit.loads import ActivityLoad, DailyLoads, daily_loads
from trainkit.models.activity import Activity
from trainkit.models.assessment import Assessment
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.provenance import Provenance
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout
from trainkit.privacy import Gate
from trainkit.recovery import LAST_KNOWN_DAYS, DailySignals, daily_signals

__all__ = ["Context", "Decide"]

Decide = Callable[[History, dt.date], Assessment]
"""Decides a day from a history."""

_RECENT_DAYS = 7


@dataclass(frozen=True, eq=False)
class Context:
    """The permitted data of an athlete, and the day.

    Parameters
    ----------
    history : History
        What may be used.
    athlete : Athlete
        The athlete.
    day : date
        The day of the facts.
    plan : TrainingPlan, optional
        The plan.
    workouts : tuple of PlannedWorkout
        Planned sessions, of the plan or else of the history.
    goals : tuple of Goal
        By date.
    availability : Availability, optional
        The time for training.
    gate : Gate
        Knows the licences.
    decide : callable
        Decides a day from permitted records.
    """

    history: History
    athlete: Athlete
    day: dt.date
    plan: TrainingPlan | None
    workouts: tuple[PlannedWorkout, ...]
    goals: tuple[Goal, ...]
    availability: Availability | None
    gate: Gate
    decide: Decide

    @cached_property
    def last(self) -> dt.date | None:
        """The last day with any record."""
        return None if self.history.span is None else self.history.span[1]

    @property
    def latest(self) -> dt.date:
        """The last day that can be decided from these records."""
        last = self.last or self.day
        return last + dt.timedelta(days=min(LAST_KNOWN_DAYS, (dt.date.max - last).days))

    @cached_property
    def signals(self) -> DailySignals | None:
        """Daily columns, up to the day itself if the records end the day before."""
        if self.last is None or self.day < self.history.dates[0].item():
            return None
        return daily_signals(self._reaching, self.athlete)

    @cached_property
    def _reaching(self) -> History:
        # The load of yesterday is known this morning, whether or not the morning has a record.
        if self.last is None or (self.day - self.last).days != 1:
            return self.history
        day = History(days=(DailyHealth(date=self.day, provenance=_NOBODY),))
        return self.history.memoize(("reaching", self.day), lambda: self.history.merge(day))

    @property
    def place(self) -> int:
        """The index of the day in the columns; only where `signals` are known and current."""
        first = self._reaching.dates[0].item()
        return int((self.day - first).days)

    @property
    def current(self) -> bool:
        """Whether the columns reach the day."""
        return self.signals is not None and self.place < self.signals.days

    @cached_property
    def loads(self) -> DailyLoads:
        """The loads of the history."""
        return daily_loads(self.history, self.athlete)

    def load_of(self, activity: Activity) -> ActivityLoad:
        """The loads of an activity of this history."""
        return self._loads_by_record[id(activity)]

    @cached_property
    def _loads_by_record(self) -> dict[int, ActivityLoad]:
        return {id(self.history.activities[at]): session for at, session in self.loads.sessions}

    @cached_property
    def recent_days(self) -> tuple[DailyHealth, ...]:
        """The daily records of the last seven days, the day included."""
        since = self.days_before(_RECENT_DAYS - 1)
        return tuple(self.history.between(since, self.day).days)

    def sources_of(self, day: dt.date) -> tuple[Provenance, ...]:
        """The sources of a day's record."""
        recent = [record for record in self.recent_days if record.date == day]
        records = recent or self.history.between(day, day).days
        return tuple(part for record in records for part in record.sources)

    @cached_property
    def races(self) -> tuple[RaceResult, ...]:
        """The races up to the day, by date."""
        return list_races(self.history, self.day)

    def activities(self, days: int) -> tuple[Activity, ...]:
        """The activities of the last days, the day included."""
        return self.history.between(self.days_before(days - 1), self.day).activities

    def days_before(self, days: int) -> dt.date:
        """The day so many days before the day; no day is before the first one there is."""
        return self.day - dt.timedelta(days=self.reach(days))

    def reach(self, days: int) -> int:
        """So many days, or as many as there are before the day."""
        return min(days, (self.day - dt.date.min).days)

    def days_after(self, days: int) -> dt.date:
        """The day so many days after the day; no day is after the last one there is."""
        return self.day + dt.timedelta(days=min(days, (dt.date.max - self.day).days))

    @cached_property
    def activity_licence(self) -> str:
        """The strictest licence of the activities."""
        licences = self.history.memoize(
            ("licences of activities",),
            lambda: frozenset(item.provenance.licence for item in self.history.originals),
        )
        return self.gate.strictest(licences)

    @cached_property
    def health_licence(self) -> str:
        """The strictest licence of the recent daily records."""
        return self.licence_of(part for day in self.recent_days for part in day.sources)

    def licence_of(self, sources: Iterable[Provenance]) -> str:
        """The strictest licence of some sources."""
        return self.gate.strictest({source.licence for source in sources})

    def names_of(self, sources: Sequence[Provenance]) -> str:
        """The names of some sources, each once."""
        return ", ".join(dict.fromkeys(source.source for source in sources))


_NOBODY = Provenance(source="none")
