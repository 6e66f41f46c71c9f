"""What a Kit plans: feasibility, plans, what more time is worth, changes, rules and forecasts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from trainkit.kit._data import AthleteData
from trainkit.plugins import Registry

if TYPE_CHECKING:  # the engine is imported with the first plan
    from trainkit.kit._plans import Plans
    from trainkit.models import Availability, Goal, Revision, TrainingPlan, Violations
    from trainkit.models.feasibility import Feasibility
    from trainkit.models.progress import Forecast
    from trainkit.planning import WhatIf

__all__ = ["PlanningKit"]


class PlanningKit:
    """The methods of a Kit around plans; a base class of `Kit`."""

    _data: AthleteData
    _registry: Registry

    @cached_property
    def _plans(self) -> "Plans":
        from trainkit.kit._plans import Plans  # most questions are about today

        return Plans(self._data, self._registry)

    def feasibility(
        self,
        goal: "Goal | str",
        *,
        availability: "Availability | None" = None,
        start: dt.date | None = None,
    ) -> "Feasibility":
        """Judge whether a race can be prepared for, as `trainkit.planning.feasibility` does.

        Parameters
        ----------
        goal : Goal or str
            The race, or words.
        availability, start
            As in `plan`.

        Returns
        -------
        Feasibility
            The verdict with its reasons, and what would change it.

        Raises
        ------
        InvalidInput
            As `trainkit.planning.feasibility` does, or the words are no race.
        """
        return self._plans.judge(goal, availability=availability, start=start)

    def plan(
        self,
        goal: "Goal | Sequence[Goal] | str | None" = (),
        *,
        availability: "Availability | None" = None,
        start: dt.date | None = None,
        allow_short: bool = False,
        methodology: str | Mapping[str, float] = "pyramidal",
        seconds: float = 10.0,
    ) -> "TrainingPlan":
        """Plan every day up to a race as `trainkit.plan` does, and store the plan.

        Parameters
        ----------
        goal : Goal, sequence of Goal, str or None
            As in `trainkit.plan`, or words; by default the `goals` ahead, or a base without any.
        availability : Availability, optional
            The time for training; by default that of `profile`.
        start, allow_short, methodology, seconds
            As in `trainkit.plan`; without a history a plan starts on the Monday after today.

        Returns
        -------
        TrainingPlan
            The plan; from now on also `planned`.

        Raises
        ------
        InvalidInput, InfeasiblePlan
            As `trainkit.plan` does.
        """
        return self._plans.create(
            goal,
            start=start,
            availability=availability,
            methodology=methodology,
            allow_short=allow_short,
            seconds=seconds,
        )

    def adapt(
        self,
        on: dt.date | None = None,
        *,
        availability: "Availability | None" = None,
        goals: "Sequence[Goal] | None" = None,
    ) -> "Revision":
        """Adapt the days ahead to what happened, and store the changed plan.

        Parameters
        ----------
        on : date, optional
            The first day that may change; by default today.
        availability, goals
            The time available from now on, and the races, where they have changed.

        Returns
        -------
        Revision
            The changes and their reasons; empty where the plan stays.

        Raises
        ------
        InvalidInput, InfeasiblePlan
            As `trainkit.adapt` does; also where there is no plan.
        """
        return self._plans.adapt(on, availability, goals)

    def check(self, plan: "TrainingPlan | None" = None) -> "Violations":
        """List the rule violations of a plan by date, as `trainkit.check` does.

        Parameters
        ----------
        plan : TrainingPlan, optional
            Any plan; by default the latest.

        Returns
        -------
        Violations
            A list, whose `notes` name plugins that failed.
        """
        return self._plans.check(plan)

    def what_if(
        self,
        goal: "Goal | str",
        *,
        availability: "Availability | None" = None,
        start: dt.date | None = None,
        methodology: str | Mapping[str, float] = "pyramidal",
        seconds: float = 5.0,
    ) -> "WhatIf":
        """Plan a race three times and store nothing: as it is, with an hour and with a week more.

        Parameters
        ----------
        goal : Goal or str
            The race, or words.
        availability, start, methodology
            As in `plan`; a plan is made also where the time is short.
        seconds : float
            The time that each of the three searches may take [s].

        Returns
        -------
        WhatIf
            The plan, and what the hour and the week are worth.

        Raises
        ------
        InvalidInput, InfeasiblePlan
            As `plan` does.
        """
        return self._plans.compare(
            goal,
            availability=availability,
            start=start,
            methodology=methodology,
            seconds=seconds,
        )

    def forecast(self, plan: "TrainingPlan | None" = None) -> "Forecast":
        """Predict the finish time of a plan's race, if the days ahead are done as planned.

        Parameters
        ----------
        plan : TrainingPlan, optional
            Any plan; by default the latest.

        Returns
        -------
        Forecast
            The time with its interval [s].

        Raises
        ------
        InvalidInput, InsufficientData
            There is no plan; or as `trainkit.planning.forecast` does.
        """
        return self._plans.forecast(plan)
