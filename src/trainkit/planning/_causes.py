"""Why a day changes: the event behind it in words, not the rule that happens to be near."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from trainkit.models.assessment import INTENSITIES
from trainkit.models.plan import Change, Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder

__all__ = ["Cause", "changes_because", "same_session"]

_NEAR_DAYS = 9  # within which a change of a repair is attributed to a violation
_BACK = ", and training comes back step by step"
_COMES_BACK_DAYS = 42  # after a ladder, in which training still grows back


@dataclass(frozen=True, slots=True)
class Cause:
    """An event that changes days.

    Parameters
    ----------
    name : str
        Its key in the facts of a revision: ``"illness"``, ``"race"``, ``"availability"`` ...
    because : str
        What happened, as a sentence without its full stop.
    first, last : date
        The days that it concerns directly, both included.
    until : date, optional
        The last day that it explains where nothing else does; without it any later day.
    ladder : Ladder, optional
        The steps that it sets.
    """

    name: str
    because: str
    first: dt.date
    last: dt.date
    until: dt.date | None = None
    ladder: Ladder | None = None

    @classmethod
    def of_ladder(cls, ladder: Ladder) -> "Cause":
        """Return the cause of a ladder."""
        first, last = ladder.since or ladder.steps[0].first, ladder.steps[-1].last
        until = last + dt.timedelta(days=_COMES_BACK_DAYS)
        return cls(ladder.cause, ladder.because, first, last, until, ladder)

    def limits(self, workout: PlannedWorkout) -> bool:
        """Whether a workout is more than the ladder's step of its day allows."""
        day = workout.date
        step = None if self.ladder is None or day is None else self.ladder.step_on(day)
        if step is None or workout.resting:
            return False
        hard = workout.hard and INTENSITIES.index(step.intensity) < INTENSITIES.index("hard")
        return hard or workout.duration_min > step.minutes


def changes_because(
    before: Sequence[PlannedWorkout],
    after: Sequence[PlannedWorkout],
    violations: Sequence[Violation],
    causes: Sequence[Cause] = (),
    rules: Sequence[Rule] = (),
) -> tuple[Change, ...]:
    """List the days that differ, each with the event behind it.

    Parameters
    ----------
    before, after : sequence of PlannedWorkout
        The same days before and after.
    violations : sequence of Violation
        Of the days before.
    causes : sequence of Cause
        What happened, the weightiest first.
    rules : sequence of Rule
        Of the plan: a host's own rules speak for themselves.

    Returns
    -------
    tuple of Change
        By date; the rule speaks only where nothing has happened.
    """
    changes = []
    own = {rule.name for rule in rules}
    for old, new in zip(before, after, strict=True):
        day = old.date
        if old == new or day is None or same_session(old, new):
            continue
        reason, why = _reason(old, day, violations, causes, own)
        message = f"{day.day} {day:%B}: {_change(old, new)}, because {_lower(why)}."
        changes.append(Change(date=day, before=old, after=new, reason=reason, message=message))
    return tuple(changes)


def same_session(old: PlannedWorkout, new: PlannedWorkout) -> bool:
    """Whether two workouts of a day ask for the same; phases and notes do not count."""
    return (old.sport, old.kind, old.title, old.steps) == (
        new.sport, new.kind, new.title, new.steps
    )  # fmt: skip


def _reason(
    old: PlannedWorkout,
    day: dt.date,
    violations: Sequence[Violation],
    causes: Sequence[Cause],
    own: set[str],
) -> tuple[str, str]:
    broken = [violation for violation in violations if violation.date == day]
    own_rule = next((violation for violation in broken if violation.rule in own), None)
    if own_rule is not None:
        return own_rule.rule, f"{own_rule.message}: {own_rule.reason}"
    direct = [cause for cause in causes if cause.first <= day <= cause.last]
    tight = [cause for cause in direct if cause.limits(old)]
    # A ladder's own words say how much is allowed; the step that allows least decides.
    if tight:
        tightest = min(tight, key=lambda item: item.ladder.longest_min(day) if item.ladder else 0.0)
        step = tightest.ladder.step_on(day) if tightest.ladder else None
        allowed = ""
        if step is not None and step.intensity != "rest" and step.words:
            allowed = f" (step of this day: {step.words})"
        return tightest.name, f"{tightest.because}{allowed}"
    later = (cause for cause in causes if cause.first <= day and _explains(cause, day))
    cause = next(chain(direct, later), None)
    if cause is not None:
        back = cause.ladder is not None and day > cause.last
        return cause.name, f"{cause.because}{_BACK if back else ''}"
    nearest = min(violations, key=lambda item: abs((item.date - day).days), default=None)
    if nearest is None or abs((nearest.date - day).days) > _NEAR_DAYS:
        return "balance", "the plan as a whole is better balanced"
    return nearest.rule, f"{nearest.message} on {nearest.date:%d %B} is too much: {nearest.reason}"


def _explains(cause: Cause, day: dt.date) -> bool:
    return cause.until is None or day <= cause.until


def _lower(text: str) -> str:
    """Begin inside of a sentence; names stay as they are."""
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first in {"You", "The", "A", "Your"} else text


def _change(old: PlannedWorkout, new: PlannedWorkout) -> str:
    if new.resting:
        return f"rest instead of {_describe(old)}"
    if old.resting:
        return f"{_describe(new)} instead of rest"
    if old.title == new.title:
        word = "shorter" if new.duration_min < old.duration_min else "longer"
        if round(new.duration_min) == round(old.duration_min):
            return f"{_describe(new)} with other steps"
        minutes = f"{new.duration_min:.0f} instead of {old.duration_min:.0f} min"
        return f"{old.title} {word}, {minutes}"
    return f"{_describe(new)} instead of {_describe(old)}"


def _describe(workout: PlannedWorkout) -> str:
    minutes = f" of {workout.duration_min:.0f} min" if workout.duration_min else ""
    return f"{workout.title}{minutes}"
