"""Plans with the contributions of plugins, kept beside the athlete's records."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from trainkit import planning, workouts
from trainkit.kit._contributions import Result, notes_on_plugins, with_contributions
from trainkit.kit._data import AthleteData
from trainkit.kit._goals import Goals
from trainkit.models import Availability, Goal, History, Revision, TrainingPlan, Violations
from trainkit.models.feasibility import Feasibility
from trainkit.models.progress import Forecast
from trainkit.plugins import Registry
from trainkit.ports.rule import Rule

__all__ = ["Plans"]


class Plans:
    """Make, judge, adapt and check the plans of an athlete.

    Parameters
    ----------
    data : AthleteData
        The athlete's data, plans included.
    registry : Registry
        Provides contributions.
    """

    def __init__(self, data: AthleteData, registry: Registry) -> None:
        self._data, self._registry = data, registry

    def create(
        self,
        goal: Goal | Sequence[Goal] | str | None,
        *,
        start: dt.date | None,
        availability: Availability | None,
        methodology: str | Mapping[str, float],
        allow_short: bool,
        seconds: float,
    ) -> TrainingPlan:
        """See `Kit.plan`."""
        history, athlete = self._data.history(), self._data.athlete
        availability = availability or self._data.records.availability()
        if goal == ():
            goal = Goals(self._data).ahead()
        if isinstance(goal, str):
            goal = self._read(goal)
        start = self._first_day(start, history)
        plan = self._with_plugins(
            lambda rules, library: planning.plan(
                goal,
                athlete,
                history,
                availability=availability,
                start=start,
                allow_short=allow_short,
                more_rules=rules,
                library=library,
                methodology=methodology,
                seconds=seconds,
            )
        )
        if notes := notes_on_plugins(self._registry, "rule", "workout"):
            plan = plan.model_copy(update={"warnings": (*plan.warnings, *notes)})
        self._data.records.put_plan(plan)
        return plan

    def _with_plugins(
        self, work: Callable[[Sequence[Rule], Sequence[workouts.Session]], Result]
    ) -> Result:
        """Run some work with the rules and the whole library, those of plugins included."""
        return with_contributions(
            self._registry,
            self._data.athlete,
            lambda given: work(given.rules, (*workouts.LIBRARY, *given.workouts)),
        )

    def judge(
        self, goal: Goal | str, *, availability: Availability | None, start: dt.date | None
    ) -> Feasibility:
        """See `Kit.feasibility`."""
        history = self._data.history()
        return planning.feasibility(
            self._read(goal),
            self._data.athlete,
            history,
            availability or self._data.records.availability(),
            start=self._first_day(start, history),
        )

    def compare(
        self,
        goal: Goal | str,
        *,
        availability: Availability | None,
        start: dt.date | None,
        methodology: str | Mapping[str, float],
        seconds: float,
    ) -> "planning.WhatIf":
        """See `Kit.what_if`."""
        race, athlete, history = self._read(goal), self._data.athlete, self._data.history()
        return self._with_plugins(
            lambda rules, library: planning.what_if(
                race,
                athlete,
                history,
                availability=availability or self._data.records.availability(),
                start=self._first_day(start, history),
                more_rules=rules,
                library=library,
                methodology=methodology,
                seconds=seconds,
            )
        )

    def forecast(self, plan: TrainingPlan | None) -> Forecast:
        """See `Kit.forecast`."""
        chosen, data = plan or self._data.current_plan(), self._data
        day = max(data.today(), chosen.start)
        found: Forecast = planning.forecast(chosen, data.athlete, data.history(), on=day)
        return found

    def _read(self, goal: Goal | str) -> Goal:
        return Goal.read(goal, start=self._data.local_day()) if isinstance(goal, str) else goal

    def _first_day(self, start: dt.date | None, history: History) -> dt.date | None:
        """Return the first day that a host names; without a history the Monday after today."""
        if start is not None or history.span is not None:
            return start
        today = self._data.today()
        return today + dt.timedelta(days=7 - today.weekday())

    def adapt(
        self,
        on: dt.date | None,
        availability: Availability | None,
        goals: Sequence[Goal] | None,
    ) -> Revision:
        """See `Kit.adapt`."""
        plan = self._data.current_plan()
        history, athlete = self._data.history(), self._data.athlete
        revision = self._with_plugins(
            lambda rules, library: planning.adapt(
                plan,
                history,
                athlete,
                on=on or self._data.today(),
                availability=availability,
                goals=goals,
                more_rules=rules,
                library=library,
            )
        )
        if revision.apply(plan) != plan:
            self._data.records.put_plan(revision.apply(plan))
        notes = notes_on_plugins(self._registry, "rule", "workout")
        return revision.model_copy(update={"notes": notes}) if notes else revision

    def check(self, plan: TrainingPlan | None) -> Violations:
        """See `Kit.check`."""
        chosen = plan or self._data.current_plan()
        history, athlete = self._data.history(), self._data.athlete
        found = self._with_plugins(
            lambda rules, _: planning.check(chosen, athlete, history, more_rules=rules)
        )
        return Violations(found, notes=notes_on_plugins(self._registry, "rule"))
