"""A training plan, the certificate that it is safe and near the best, and its revisions."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from trainkit._html import badge, escape, section, table
from trainkit.errors import InvalidInput
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.models.model import Model
from trainkit.models.units import Within
from trainkit.models.workout import PlannedWorkout

__all__ = [
    "Certificate",
    "Change",
    "Revision",
    "RuleSlack",
    "TrainingPlan",
    "Violation",
]

Words = Annotated[str, Field(min_length=1)]


class Violation(Model):
    """A day on which a plan breaks a rule.

    Parameters
    ----------
    rule : str
        The rule's name.
    date : date
        The day.
    message : str
        What is wrong, with the numbers.
    value, limit : float
        What the plan has, and what the rule allows, in the rule's own unit.
    hard : bool
        Whether no plan may break it; a soft rule is a wish.
    reason : str
        Why the rule exists, with its source.
    """

    rule: Words
    date: dt.date
    message: Words
    value: float
    limit: float
    hard: bool = True
    reason: Words


class RuleSlack(Model):
    """How much room a rule left.

    Parameters
    ----------
    rule : str
        Its name.
    rows : int
        In how many places it was asked.
    slack : float
        The least room in any of them, as a share of the limit [1].
    binds : bool
        Whether it leaves no room somewhere.
    """

    rule: Words
    rows: Annotated[int, Field(ge=0)]
    slack: float
    binds: bool


class Certificate(Model):
    """The proof that comes with a plan.

    Parameters
    ----------
    objective : float
        The plan's value after rounding [performance points].
    bound : float
        The solver's own bound, in the same unit: no plan exceeds it that is made of the same
        sessions and keeps the rules as the solver's rows state them, which for weeks of little
        training is slightly stricter than the rules. By the tolerance of the solver, `objective`
        may exceed it by up to 0.05 points; a larger excess raises `InternalError`.
    reference : float
        The value of the classic template made safe: what the gap is measured against.
    gap : float
        (bound - objective) / (bound - reference) [1], and 0 within the tolerance.
    seconds : float
        Time of the search [s].
    rules : tuple of RuleSlack
        Every rule that was kept, with its room.
    """

    objective: float
    bound: float
    reference: float
    gap: Annotated[float, Field(ge=0)]
    seconds: Annotated[float, Field(ge=0)]
    rules: tuple[RuleSlack, ...] = ()


class Change(Model):
    """One day that a revision changes.

    Parameters
    ----------
    date : date
        The day.
    before, after : PlannedWorkout
        What was planned, and what is.
    reason : str
        The rule or the fact behind it.
    message : str
        The same in words.
    """

    date: dt.date
    before: PlannedWorkout
    after: PlannedWorkout
    reason: Words
    message: Words


class Revision(Model):
    """Changes of a plan that can be applied and undone.

    Parameters
    ----------
    on : date
        The first day that may change.
    changes : tuple of Change
        By date.
    facts : mapping of str to str
        What had happened.
    goals : tuple of tuple of Goal, optional
        The races before and after, where they are other ones now.
    availability : tuple of Availability, optional
        The time before and after, where there is another one now.
    """

    on: dt.date
    changes: tuple[Change, ...] = ()
    facts: Mapping[str, str] = Field(default_factory=dict)
    goals: tuple[tuple[Goal, ...], tuple[Goal, ...]] | None = None
    availability: tuple[Availability | None, Availability] | None = None

    def apply(self, plan: "TrainingPlan") -> "TrainingPlan":
        """Put the new days in place.

        Parameters
        ----------
        plan : TrainingPlan
            The plan that the revision was made for.

        Returns
        -------
        TrainingPlan
            The changed plan.

        Raises
        ------
        InvalidInput
            A day of the plan is not what the revision changes.
        """
        changed = plan.replaced({one.date: (one.before, one.after) for one in self.changes})
        return changed.model_copy(update=self._circumstances(1))

    def undo(self, plan: "TrainingPlan") -> "TrainingPlan":
        """Put the old days back.

        Parameters
        ----------
        plan : TrainingPlan
            The plan to which the revision was applied.

        Returns
        -------
        TrainingPlan
            The plan as it was.

        Raises
        ------
        InvalidInput
            A day of the plan is not what the revision made of it.
        """
        changed = plan.replaced({one.date: (one.after, one.before) for one in self.changes})
        return changed.model_copy(update=self._circumstances(0))

    def _circumstances(self, which: Literal[0, 1]) -> dict[str, object]:
        """Races and time, before (0) or after (1), where the revision changes them."""
        pairs = {"goals": self.goals, "availability": self.availability}
        return {name: pair[which] for name, pair in pairs.items() if pair is not None}


class TrainingPlan(Model):
    """What to do on every day from a start to a race.

    Parameters
    ----------
    goals : tuple of Goal
        Races by date; empty for a plan that builds a base.
    start : date
        Its first day.
    workouts : tuple of PlannedWorkout
        One a day without gaps, days of rest included.
    status : {"draft", "active", "completed", "cancelled"}
        Where it stands.
    certificate : Certificate, optional
        The proof; None for a plan that a person or a model wrote.
    warnings : tuple of str
        What the athlete should know.
    availability : Availability, optional
        The time that it was made for.
    fatigue_days : float
        Time constant of the athlete's fatigue, which its taper follows [d].
    methodology : mapping of str to float
        Weights of the training methods that it follows [any unit].
    """

    goals: tuple[Goal, ...] = ()
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
        """Its last day."""
        return self.start + dt.timedelta(days=len(self.workouts) - 1)

    @property
    def weeks(self) -> tuple[tuple[PlannedWorkout, ...], ...]:
        """The workouts by week of the plan."""
        numbers = sorted({one.week or 1 for one in self.workouts})
        return tuple(
            tuple(one for one in self.workouts if (one.week or 1) == number) for number in numbers
        )

    def on(self, day: dt.date) -> PlannedWorkout | None:
        """Look up a day; None outside of the plan.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        PlannedWorkout or None
            What is planned.
        """
        place = (day - self.start).days
        return self.workouts[place] if 0 <= place < len(self.workouts) else None

    def completed(self, day: dt.date, by: str) -> "TrainingPlan":
        """Mark a day's workout as done, by hand.

        Parameters
        ----------
        day : date
            A day of the plan.
        by : str
            Key of the activity, or any word.

        Returns
        -------
        TrainingPlan
            The marked plan.

        Raises
        ------
        InvalidInput
            A day outside of the plan.
        """
        return self._marked(day, {"completed_by": by, "skipped": None})

    def skipped(self, day: dt.date, reason: str) -> "TrainingPlan":
        """Mark a day's workout as left out, by hand.

        Parameters
        ----------
        day : date
            A day of the plan.
        reason : str
            Why.

        Returns
        -------
        TrainingPlan
            The marked plan.

        Raises
        ------
        InvalidInput
            A day outside of the plan.
        """
        return self._marked(day, {"completed_by": None, "skipped": reason})

    def _marked(self, day: dt.date, marks: Mapping[str, str | None]) -> "TrainingPlan":
        if self.on(day) is None:
            raise InvalidInput("day", str(day), f"a day of the plan, {self.start} to {self.end}")
        place = (day - self.start).days
        workouts = list(self.workouts)
        workouts[place] = workouts[place].model_copy(update=marks)
        return self.model_copy(update={"workouts": tuple(workouts)})

    def replaced(
        self, changes: Mapping[dt.date, tuple[PlannedWorkout, PlannedWorkout]]
    ) -> "TrainingPlan":
        """Exchange days, each only if it is what the caller believes.

        Parameters
        ----------
        changes : mapping of date to (PlannedWorkout, PlannedWorkout)
            What is there, and what to put in its place.

        Returns
        -------
        TrainingPlan
            The changed plan, without its certificate.

        Raises
        ------
        InvalidInput
            A day is another one.
        """
        workouts = list(self.workouts)
        for day, (before, after) in changes.items():
            if self.on(day) != before:
                raise InvalidInput("plan", str(day), "the plan that the change was made for")
            workouts[(day - self.start).days] = after
        return self.model_copy(update={"workouts": tuple(workouts), "certificate": None})

    def _repr_html_(self) -> str:
        rows = []
        for week in self.weeks:
            load = sum(one.load or 0.0 for one in week)
            hours = sum(one.duration_min for one in week) / 60
            days = {one.date.weekday(): _cell(one) for one in week if one.date}
            about = (f"{week[0].week or 1} {week[0].phase or ''}", f"{hours:.1f} h", f"{load:.0f}")
            rows.append((*about, *(days.get(day, "") for day in range(len(WEEKDAYS)))))
        proof = ""
        if self.certificate is not None:
            share = f"every hard rule holds, within {self.certificate.gap:.1%} of the best"
            proof = f"<p>{badge(share, 'green')}</p>"
        races = ", ".join(f"{one.distance_m / 1000:g} km on {one.date}" for one in self.goals)
        title = f"<p>{self.start} to {self.end}, {escape(races or 'a base')}, {self.status}</p>"
        head = ("week", "time", "load", *(day.capitalize() for day in WEEKDAYS))
        return section(title, proof, table(head, rows), wide=True)

    @model_validator(mode="after")
    def _without_gaps(self) -> Self:
        for at, one in enumerate(self.workouts):
            wanted = self.start + dt.timedelta(days=at)
            if one.date != wanted:
                raise InvalidInput("workouts", str(one.date), f"one a day without gaps: {wanted}")
        return self


def _cell(workout: PlannedWorkout) -> str:
    if workout.kind == "rest":
        return ""
    minutes = f" {workout.duration_min:.0f}" if workout.duration_min else ""
    words = f"{escape(workout.title.removesuffix(' run'))}{minutes}"
    return f"<b>{words}</b>" if workout.hard else words
