"""Results as the text that people read: what `print` shows, and what the commands print.

Lines are as long as their sentences; whoever prints them on a terminal breaks them.
"""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trainkit._html import escape, section
from trainkit.models._certificate import Certificate
from trainkit.models.workout import PlannedWorkout

__all__ = [
    "AssessmentText",
    "HistoryText",
    "PlanText",
    "RecommendationText",
    "RecoveryText",
    "RevisionText",
    "align",
    "describe_option",
    "format_size",
]


_SHOWN = 20  # problems of a history


class HistoryText:
    """The text of a history: what is in it, and its first problems."""

    if TYPE_CHECKING:  # fields of the history, whose class stands above this one
        activities: Any
        days: Any
        problems: Any

        @property
        def span(self) -> Any: ...

    def __str__(self) -> str:
        merged = sum(bool(activity.originals) for activity in self.activities)
        span = "" if self.span is None else f", {self.span[0]} to {self.span[1]}"
        noun = "activity" if len(self.activities) == 1 else "activities"
        lines = [
            f"{len(self.activities)} {noun} ({merged} of them from several recordings), "
            f"{len(self.days)} days of health data{span}"
        ]
        title = "1 problem:" if len(self.problems) == 1 else f"{len(self.problems)} problems:"
        lines += [title] if self.problems else []
        lines += [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if more := len(self.problems[_SHOWN:]):
            lines.append(f"  and {more} more; `problems` has them all")
        return "\n".join(lines)


class RecoveryText:
    """The text of a recovery: the score, its components, and what would change it."""

    def __str__(self) -> str:
        return "\n".join(_describe_recovery(self))


class RecommendationText:
    """The text of a recommendation: the session, why, and what else would do."""

    def __str__(self) -> str:
        return "\n".join(_describe_session(self))


class AssessmentText:
    """The text of an assessment: recovery with its components, warnings, the recommendation."""

    if TYPE_CHECKING:  # fields of the assessment, whose classes stand above this one
        date: Any
        recovery: Any
        warnings: Any
        recommendation: Any
        notes: tuple[str, ...]

    def __repr__(self) -> str:
        state, effort = self.recovery, self.recommendation.intensity
        found = f"{state.status} {state.score:.0f}, {effort}, {len(self.warnings)} warnings"
        return f"<Assessment {self.date}: {found}>"

    def __str__(self) -> str:
        lines = [*_describe_recovery(self.recovery)]
        lines += [f"  {note}" for note in self.notes]
        lines += [str(warning) for warning in self.warnings]
        return "\n".join((*lines, "", *_describe_session(self.recommendation)))


class PlanText:
    """The text of a plan: its weeks, what is proven of it, and its warnings."""

    if TYPE_CHECKING:  # fields of the plan, whose class stands above this one
        start: Any
        goals: Any
        certificate: Certificate | None
        warnings: tuple[str, ...]

        @property
        def end(self) -> Any: ...

        @property
        def weeks(self) -> tuple[tuple[PlannedWorkout, ...], ...]: ...

    def __repr__(self) -> str:
        races = ", ".join(f"{goal.distance_m / 1000:g} km" for goal in self.goals) or "a base"
        return f"<TrainingPlan {self.start} to {self.end}: {races}>"

    def __str__(self) -> str:
        lines = []
        for week in self.weeks:
            days = ", ".join(
                f"{workout.date:%a} {workout.title} {format_size(workout).removesuffix(' min')}"
                for workout in week
                if workout.kind != "rest"
            )
            load = sum(workout.load or 0.0 for workout in week)
            lines.append(f"{week[0].week or 1:3} {week[0].phase or '':6} load {load:4.0f}  {days}")
        proof = self.certificate
        if proof is not None:
            lines.append(
                f"{proof} {_say_share(proof.gap)}: {proof.objective:.0f} of at most "
                f"{proof.bound:.0f} points, found in {proof.seconds:.1f} s."
            )
            lines += [] if proof.readiness is None else [str(proof.readiness)]
        return "\n".join((*lines, *self.warnings))


class RevisionText:
    """The text of a revision: why a plan changes, and how."""

    if TYPE_CHECKING:  # fields of the revision, whose class stands above this one
        on: Any
        changes: Any
        facts: Any
        warnings: tuple[tuple[str, ...], tuple[str, ...]] | None
        notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Revision from {self.on}: {len(self.changes)} days changed>"

    def _repr_html_(self) -> str:
        return section(*(f"<p>{escape(line)}</p>" for line in str(self).splitlines()))

    def __str__(self) -> str:
        lines = [f"{fact}." for fact in self.facts.values()]
        lines += [change.message for change in self.changes]
        count = len(self.changes)
        lines.append(f"{count} {'day' if count == 1 else 'days'} changed")
        return "\n".join((*lines, *(self.warnings[1] if self.warnings else ()), *self.notes))


def align(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Put the cells of rows below one another.

    Parameters
    ----------
    rows : sequence of sequence of str
        The rows, all of one length.
    right : sequence of int
        Columns of numbers, which end below one another.

    Returns
    -------
    list of str
        A line for each row.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _describe_recovery(state: Any) -> Iterator[str]:
    score = f"{state.score:.0f} of 100, {state.status}, on {state.date}"
    ago = f", {state.age_days} day{'' if state.age_days == 1 else 's'} ago"
    first = f"Last known recovery {score}{ago}" if state.age_days else f"Recovery {score}"
    yield f"{first} ({state.model} model)"
    rows = [("component", "value", "usual", "points", "weight", "adds")]
    for part in state.components:
        usual = "" if part.baseline is None else part.amount(part.baseline)
        shares = (f"{part.points:.0f}", f"{part.weight:.0%}", f"{part.contribution:.1f}")
        rows.append((part.name.replace("_", " "), part.amount(part.value), usual, *shares))
    yield from align(rows, right=(3, 4, 5))
    explanations = (part.explanation for part in state.components)
    yield from (f"  {words}" for words in (*explanations, *state.what_would_change))


def _describe_session(today: Any) -> Iterator[str]:
    yield f"Today: {today.intensity}. {_session(today)}"
    yield from (f"  {words}" for words in (today.rationale, *today.limits))
    yield from (f"  or {describe_option(option)}" for option in today.alternatives)


def describe_option(option: Any) -> str:
    """Describe another session for the day, and when to choose it."""
    return f"{option.kind}: {_session(option)} {option.reason}"


def _session(choice: Any) -> str:
    """Describe a session in sentences: its name, length and load, then how it is done."""
    workout = choice.workout
    length = f", {workout.duration_min:.0f} min" if workout.duration_min else ""
    notes = f" {workout.notes.rstrip('.')}." if workout.notes else ""
    return f"{workout.name}{length}, load {choice.load:.0f}.{notes}"


def _say_share(gap: float) -> str:
    """Say how near to the best a plan is, rounded up: nothing that is not proven."""
    percent = math.ceil(gap * 1000) / 10
    near = f"within {percent:g} % of the best" if percent else "the best"
    return f"The plan is {near} that these rules allow"


def format_size(workout: PlannedWorkout) -> str:
    """Format the minutes of a session, or the distance of a race."""
    if workout.duration_min:
        return f"{workout.duration_min:.0f} min"
    return f"{workout.distance_m / 1000:.1f} km"
