"""A training plan and its revisions."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from trainkit._html import badge, escape, section, table
from trainkit.errors import InvalidInput
from trainkit.models._certificate import (
    Certificate,
    PhaseSummary,
    Readiness,
    Robustness,
    RuleSlack,
    Violation,
    Violations,
    Words,
)
from trainkit.models._plan_frame import PlanFrame
from trainkit.models._result_text import PlanText, RevisionText
from trainkit.models.goal import WEEKDAYS, Availability, Goal, KeptGoal
from trainkit.models.model import Model
from trainkit.models.units import Within
from trainkit.models.workout import PlannedWorkout

__all__ = [
    "Certificate",
    "Change",
    "PhaseSummary",
    "Readiness",
    "Revision",
    "Robustness",
    "RuleSlack",
    "TrainingPlan",
    "Violation",
    "Violations",
]


class Change(Model):
    """A day that a revision changes.

    Parameters
    ----------
    date : date
        The day.
    before, after : PlannedWorkout
        The workouts before and after the change.
    reason : str
        The event that caused the change, by its key in the facts of the revision; of a repair, the
        rule.
    message : str
        The change and its reason in one sentence.
    """

    date: dt.date
    before: PlannedWorkout
    after: PlannedWorkout
    reason: Words
    message: Words


class Revision(RevisionText, Model):
    """A set of changes to a plan that can be applied and undone.

    Parameters
    ----------
    on : date
        The first day that may change.
    changes : tuple of Change
        The changes, by date.
    facts : mapping of str to str
        The events that caused the revision.
    goals : tuple of tuple of Goal, optional
        The goals before and after, if they changed.
    availability : tuple of Availability, optional
        The availability before and after, if it changed.
    added, removed : tuple of PlannedWorkout
        Days after the plan's last one, where a race is later; days that fall away at the end, where
        it is earlier.
    phases : mapping of date to tuple of str
        The phases of days before and after, where a race divides the weeks anew.
    warnings : tuple of tuple of str, optional
        The plan's warnings before and after, if its races or the time changed, or if a break has
        left too little of the preparation: the verdict on the race is then another.
    notes : tuple of str
        What kept the answer from being whole, such as a plugin that failed.
    """

    on: dt.date
    changes: tuple[Change, ...] = ()
    facts: Mapping[str, str] = Field(default_factory=dict)
    goals: tuple[tuple[Goal, ...], tuple[Goal, ...]] | None = None
    availability: tuple[Availability | None, Availability] | None = None
    added: tuple[PlannedWorkout, ...] = ()
    removed: tuple[PlannedWorkout, ...] = ()
    phases: Mapping[dt.date, tuple[str | None, str | None]] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def apply(self, plan: "TrainingPlan") -> "TrainingPlan":
        """Apply the changes to a plan.

        Parameters
        ----------
        plan : TrainingPlan
            The plan that this revision was computed for.

        Returns
        -------
        TrainingPlan
            The changed plan.

        Raises
        ------
        InvalidInput
            A day of the plan differs from what the revision expects.
        """
        changed = plan.replace_days(
            {change.date: (change.before, change.after) for change in self.changes}
        )
        other = self._with_phases(changed.replace_end(self.removed, self.added), 1)
        return other.model_copy(update=self._circumstances(1))

    def undo(self, plan: "TrainingPlan") -> "TrainingPlan":
        """Revert the changes of this revision.

        Parameters
        ----------
        plan : TrainingPlan
            The plan that this revision was applied to.

        Returns
        -------
        TrainingPlan
            The original plan.

        Raises
        ------
        InvalidInput
            A day of the plan differs from what the revision produced.
        """
        shorter = self._with_phases(plan, 0).replace_end(self.added, self.removed)
        changed = shorter.replace_days(
            {change.date: (change.after, change.before) for change in self.changes}
        )
        return changed.model_copy(update=self._circumstances(0))

    def _with_phases(self, plan: "TrainingPlan", which: Literal[0, 1]) -> "TrainingPlan":
        """Write the phases before (0) or after (1); changed days have their own."""
        workouts = list(plan.workouts)
        for day in self.phases.keys() - {change.date for change in self.changes}:
            index = (day - plan.start).days
            if 0 <= index < len(workouts):
                update = {"phase": self.phases[day][which]}
                workouts[index] = workouts[index].model_copy(update=update)
        return plan.model_copy(update={"workouts": tuple(workouts)}) if self.phases else plan

    def _circumstances(self, which: Literal[0, 1]) -> dict[str, object]:
        """Goals, availability and warnings before (0) or after (1), where they change."""
        pairs = {
            "goals": self.goals,
            "availability": self.availability,
            "warnings": self.warnings,
        }
        return {name: pair[which] for name, pair in pairs.items() if pair is not None}


def _plain_goals(goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    return tuple(goal.goal if isinstance(goal, KeptGoal) else goal for goal in goals)


class TrainingPlan(PlanFrame, PlanText, Model):
    """A workout for every day from a start to a race.

    Parameters
    ----------
    goals : tuple of Goal
        Races by date; empty for a base-building plan.
    start : date
        The first day.
    workouts : tuple of PlannedWorkout
        One per day without gaps, including rest days.
    status : {"draft", "active", "completed", "cancelled"}
        The state of the plan.
    certificate : Certificate, optional
        The proof; None for a plan written by a person or a language model.
    warnings : tuple of str
        Warnings for the athlete.
    availability : Availability, optional
        The availability that the plan was built for.
    fatigue_days : float
        Time constant of the athlete's fatigue, which sets the length of the taper [d].
    methodology : mapping of str to float
        Relative weights of the training methodologies that the plan follows.
    """

    goals: Annotated[tuple[Goal, ...], AfterValidator(_plain_goals)] = ()
    start: dt.date
    workouts: Annotated[tuple[PlannedWorkout, ...], Field(min_length=1)]
    status: Literal["draft", "active", "completed", "cancelled"] = "draft"
    certificate: Certificate | None = None
    warnings: tuple[str, ...] = ()
    availability: Availability | None = None
    fatigue_days: Annotated[float, Within(1, 30, "d")] = 7.0
    methodology: Mapping[str, float] = Field(default_factory=lambda: {"pyramidal": 1.0})

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self.start + dt.timedelta(days=len(self.workouts) - 1)

    @property
    def sport(self) -> str:
        """The sport of the last race, or the one that most sessions are of."""
        if self.goals:
            return self.goals[-1].sport
        sports = Counter(workout.sport for workout in self.workouts if not workout.resting)
        return sports.most_common(1)[0][0] if sports else "running"

    @property
    def weeks(self) -> tuple[tuple[PlannedWorkout, ...], ...]:
        """The workouts grouped by week of the plan."""
        numbers = sorted({workout.week or 1 for workout in self.workouts})
        return tuple(
            tuple(workout for workout in self.workouts if (workout.week or 1) == number)
            for number in numbers
        )

    def on(self, day: dt.date) -> PlannedWorkout | None:
        """Return the workout of a day.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        PlannedWorkout or None
            The planned workout; None outside the plan.
        """
        index = (day - self.start).days
        return self.workouts[index] if 0 <= index < len(self.workouts) else None

    def complete(self, day: dt.date, by: str) -> "TrainingPlan":
        """Mark the workout of a day as completed.

        Parameters
        ----------
        day : date
            A day of the plan.
        by : str
            Key of the activity, or any text.

        Returns
        -------
        TrainingPlan
            The updated plan.

        Raises
        ------
        InvalidInput
            The day is outside the plan.
        """
        return self._mark(day, {"completed_by": by, "skipped": None})

    def skip(self, day: dt.date, reason: str) -> "TrainingPlan":
        """Mark the workout of a day as skipped.

        Parameters
        ----------
        day : date
            A day of the plan.
        reason : str
            Why it was skipped.

        Returns
        -------
        TrainingPlan
            The updated plan.

        Raises
        ------
        InvalidInput
            The day is outside the plan.
        """
        return self._mark(day, {"completed_by": None, "skipped": reason})

    completed = complete  # type: ignore[pydantic-field]  # former name
    skipped = skip  # type: ignore[pydantic-field]  # former name

    def _mark(self, day: dt.date, marks: Mapping[str, str | None]) -> "TrainingPlan":
        if self.on(day) is None:
            raise InvalidInput("day", str(day), f"a day of the plan, {self.start} to {self.end}")
        index = (day - self.start).days
        workouts = list(self.workouts)
        workouts[index] = workouts[index].model_copy(update=marks)
        return self.model_copy(update={"workouts": tuple(workouts)})

    def replace_days(
        self, changes: Mapping[dt.date, tuple[PlannedWorkout, PlannedWorkout]]
    ) -> "TrainingPlan":
        """Replace days, after checking that each is what the caller expects.

        Parameters
        ----------
        changes : mapping of date to (PlannedWorkout, PlannedWorkout)
            The expected workout and its replacement.

        Returns
        -------
        TrainingPlan
            The changed plan, without a certificate.

        Raises
        ------
        InvalidInput
            A day differs from what the caller expects.
        """
        workouts = list(self.workouts)
        for day, (before, after) in changes.items():
            if self.on(day) != before:
                raise InvalidInput("plan", str(day), "the plan that the change was computed for")
            workouts[(day - self.start).days] = after
        return self.model_copy(update={"workouts": tuple(workouts), "certificate": None})

    def replace_end(
        self, removed: Sequence[PlannedWorkout], added: Sequence[PlannedWorkout]
    ) -> "TrainingPlan":
        """Replace the last days by others, after checking that they are what the caller expects.

        Parameters
        ----------
        removed : sequence of PlannedWorkout
            The last days of the plan, as expected.
        added : sequence of PlannedWorkout
            The days that follow instead.

        Returns
        -------
        TrainingPlan
            The plan, without a certificate if it changes.

        Raises
        ------
        InvalidInput
            The last days differ from what the caller expects.
        """
        if not removed and not added:
            return self
        kept = len(self.workouts) - len(removed)
        if kept < 1 or self.workouts[kept:] != tuple(removed):
            raise InvalidInput("plan", str(self.end), "the plan that the change was computed for")
        workouts = (*self.workouts[:kept], *added)
        return self.model_copy(update={"workouts": workouts, "certificate": None})

    def _repr_html_(self) -> str:
        rows = []
        for week in self.weeks:
            load = sum(workout.load or 0.0 for workout in week)
            hours = sum(workout.duration_min for workout in week) / 60
            days = {item.date.weekday(): _cell(item) for item in week if item.date}
            summary = (
                f"{week[0].week or 1} {week[0].phase or ''}",
                f"{hours:.1f} h",
                f"{load:.0f}",
            )
            rows.append((*summary, *(days.get(day, "") for day in range(len(WEEKDAYS)))))
        proof = ""
        if self.certificate is not None:
            claim = f"every hard rule holds, within {self.certificate.gap:.1%} of the bound"
            ready = self.certificate.readiness
            words = "" if ready is None else escape(str(ready))
            proof = f"<p>{badge(claim, 'green')} {words}</p>"
        races = ", ".join(f"{goal.distance_m / 1000:g} km on {goal.date}" for goal in self.goals)
        title = f"<p>{self.start} to {self.end}, {escape(races or 'a base')}, {self.status}</p>"
        head = ("week", "time", "load", *(day.capitalize() for day in WEEKDAYS))
        return section(title, proof, table(head, rows), wide=True)

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        for index, workout in enumerate(self.workouts):
            expected = self.start + dt.timedelta(days=index)
            if workout.date != expected:
                allowed = f"one per day without gaps: {expected}"
                raise InvalidInput("workouts", str(workout.date), allowed)
        return self


def _cell(workout: PlannedWorkout) -> str:
    if workout.kind == "rest":
        return ""
    minutes = f" {workout.duration_min:.0f}" if workout.duration_min else ""
    text = f"{escape(workout.title.removesuffix(' run'))}{minutes}"
    return f"<b>{text}</b>" if workout.hard else text
