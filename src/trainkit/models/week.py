"""A week of training in words and workouts."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model
from trainkit.models.plan import Revision, Violation
from trainkit.models.workout import PlannedWorkout

__all__ = ["PredictedWeek", "WeekChange", "WeekDay", "WeekProgram"]

_DAYS = 7


class WeekDay(Model):
    """One day of a week.

    Parameters
    ----------
    date : date
        The day.
    title : str
        What it is, such as ``"Long run"``.
    description : str
        What to do, in a few sentences.
    workout : PlannedWorkout, optional
        The session with its steps; None for a day of rest.
    intensity : {"rest", "easy", "moderate", "hard"}
        How hard it is.
    duration_min : float
        [min]
    load : float
        Expected load; an hour at threshold is 100 [1].
    focus, terrain : str
        What matters most, and where to do it; empty on a day of rest.
    """

    date: dt.date
    title: str
    description: str
    workout: PlannedWorkout | None = None
    intensity: str = "rest"
    duration_min: float = 0.0
    load: float = 0.0
    focus: str = ""
    terrain: str = ""


class PredictedWeek(Model):
    """What a week will have been, if it is done as planned; computed, never proposed.

    Parameters
    ----------
    acwr_external, acwr_internal : float, optional
        Acute to chronic load ratio on the last day ("ewma", 7 and 28 days); None where the days
        before are too few or unknown [1].
    divergence : float, optional
        The normalized difference of the two [1].
    distance_m : float
        Expected distance of all sessions with one [m].
    duration_min : float
        [min]
    load : float
        Expected load [1].
    sessions, hard_days : int
        Days with a session, and those that are hard.
    """

    acwr_external: float | None = None
    acwr_internal: float | None = None
    divergence: float | None = None
    distance_m: float = 0.0
    duration_min: float = 0.0
    load: float = 0.0
    sessions: int = 0
    hard_days: int = 0


class WeekChange(Model):
    """A day that differs from what was proposed or planned.

    Parameters
    ----------
    date : date
        The day.
    before, after : str
        The sessions, in a few words.
    rule : str
        The rule or the event behind it.
    reason : str
        Why, in one sentence.
    """

    date: dt.date
    before: str
    after: str
    rule: str
    reason: str


class WeekProgram(Model):
    """Seven days from a Monday, with what they will have been.

    Parameters
    ----------
    start : date
        The Monday.
    days : tuple of WeekDay
        Seven.
    summary : str
        The week in a few sentences.
    predicted : PredictedWeek
        What the week will have been.
    key_workouts : tuple of str
        The sessions that matter most, with their days.
    nutrition, injury : str
        Notes on eating and on what hurts; empty where there is nothing to say.
    comparison : str
        The week beside the one before it and beside what was done.
    changes : tuple of WeekChange
        What differs from the proposal or the plan, and why.
    backend : str
        Who wrote the words: ``"rules"``, or the name of the model.
    reason : str
        Why the rules wrote it, where a model was asked and its answer could not be used.
    tone : float
        From 0, gentle, to 1, demanding.
    replaced_sentences : int
        How many sentences of the model disagreed with the week, and were replaced.
    violations : tuple of Violation
        Wishes that the week does not fulfil; no hard rule is among them.
    revision : Revision, optional
        The change of the stored plan, which the athlete accepts or declines.
    later : tuple of WeekProgram
        The weeks after it, where several were asked for.
    age_s : float, optional
        How old the answer is, where it comes from the cache [s].
    """

    start: dt.date
    days: Annotated[tuple[WeekDay, ...], Field(min_length=_DAYS, max_length=_DAYS)]
    summary: str
    predicted: PredictedWeek
    key_workouts: tuple[str, ...] = ()
    nutrition: str = ""
    injury: str = ""
    comparison: str = ""
    changes: tuple[WeekChange, ...] = ()
    backend: str = "rules"
    reason: str = ""
    tone: Annotated[float, Field(ge=0, le=1)] = 0.5
    replaced_sentences: int = 0
    violations: tuple[Violation, ...] = ()
    revision: Revision | None = None
    later: tuple["WeekProgram", ...] = ()
    age_s: float | None = None

    def __str__(self) -> str:
        lines = [f"Week of {self.start:%A} {self.start}", "", self.summary, ""]
        for day in self.days:
            length = f", {day.duration_min:.0f} min, load {day.load:.0f}" if day.workout else ""
            lines.append(f"{day.date:%a %d %b}  {day.title}{length}")
            lines += [f"            {day.description}"] if day.description else []
        lines += ["", self.comparison] if self.comparison else []
        lines += [text for text in (self.nutrition, self.injury) if text]
        if self.changes:
            lines += ["", "Changed:"]
            lines += [
                f"  {change.date:%a}: {change.before} -> {change.after}. {change.reason}"
                for change in self.changes
            ]
        lines += ["", f"Written by {self.backend}." + (f" {self.reason}" if self.reason else "")]
        lines += [str(week) for week in self.later]
        return "\n".join(lines)
