"""Today's decision: the recovery score, the warnings, the recommendation, and their numbers."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import badge, escape, meter, section, table
from trainkit.models.model import Model
from trainkit.models.units import Moment
from trainkit.models.workout import PlannedWorkout

__all__ = [
    "INTENSITIES",
    "Alternative",
    "Assessment",
    "ComponentScore",
    "Intensity",
    "MissingComponent",
    "Recommendation",
    "Recovery",
    "Status",
    "TrainingWarning",
    "colour_of",
]

Status = Literal["green", "yellow", "red"]
Intensity = Literal["rest", "easy", "moderate", "hard"]
INTENSITIES: tuple[Intensity, ...] = ("rest", "easy", "moderate", "hard")
"""From least to most."""

Points = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Words = Annotated[str, Field(min_length=1)]


class Shown(Model):
    """A result that shows itself in notebooks and on pages."""

    def html(self) -> str:
        """Write it down as HTML elements, without a style sheet.

        Returns
        -------
        str
            Elements.
        """
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return section(self.html())


def colour_of(points: float, bands: tuple[float, float]) -> Status:
    """Name the colour of points as they are shown, rounded to a whole number.

    Parameters
    ----------
    points : float
        From 0 to 100.
    bands : tuple of float
        The least for green, and for yellow.

    Returns
    -------
    {"green", "yellow", "red"}
        Before any warning.
    """
    shown = round(points)
    return "green" if shown >= bands[0] else "yellow" if shown >= bands[1] else "red"


class ComponentScore(Model):
    """One part of a recovery score, with every number behind it.

    Parameters
    ----------
    name : str
        ``"hrv"``, ``"resting_hr"``, ``"sleep"``, ``"load"``, ``"wellness"``, or a plugin's own.
    value : float
        What was measured, in `unit`.
    unit : str
        Its unit.
    baseline, low, high : float, optional
        What is usual for this athlete, and the normal range, in `unit`.
    deviation : float, optional
        How far from usual, in `deviation_unit`.
    deviation_unit : str
        ``"SD"``, ``"%"``, ``"h"``, ``"1"``.
    points : float
        The component's own score [percent].
    weight : float
        Its share of the whole after weights went over to what is present [1].
    contribution : float
        What it adds to the score: points times weight.
    explanation : str
        The same in plain words, with the numbers.
    method : str
        The formula and where it was published.
    sources : tuple of str
        Where the value came from.
    """

    name: Words
    value: float
    unit: str
    baseline: float | None = None
    low: float | None = None
    high: float | None = None
    deviation: float | None = None
    deviation_unit: str = "1"
    points: Points
    weight: Share
    contribution: Points
    explanation: Words
    method: Words
    sources: tuple[str, ...] = ()

    def amount(self, value: float) -> str:
        """Write a number in the component's unit, rounded for display.

        Parameters
        ----------
        value : float
            In `unit`.

        Returns
        -------
        str
            Such as ``"52 bpm"``.
        """
        shown = f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
        return shown if self.unit == "1" else f"{shown} {self.unit}"


class MissingComponent(Model):
    """A part that could not be scored.

    Parameters
    ----------
    name : str
        As in `ComponentScore`.
    have, need : int
        Days that are there, and that it takes.
    reason : str
        Why, in plain words.
    """

    name: Words
    have: int
    need: int
    reason: Words


class Recovery(Shown):
    """How recovered an athlete was at the start of a day.

    Parameters
    ----------
    date : date
        The day that is scored; of a stale state, the last day with a score.
    score : float
        From 0 to 100.
    status : {"green", "yellow", "red"}
        The score's colour after the warnings of the day.
    model : str
        ``"personal"`` or ``"classic"``.
    bands : tuple of float
        The least score for green, and for yellow.
    components : tuple of ComponentScore
        What it is made of.
    missing : tuple of MissingComponent
        What was not there, and why.
    explanation : str
        The score in plain words, with the numbers.
    what_would_change : tuple of str
        What would move the colour.
    age_days : int
        Days between this state and the day that was asked for: 0 is today's [d].
    known_at : datetime, optional
        When the day's data was fetched, where its source says so.
    """

    date: dt.date
    score: Points
    status: Status
    model: Words
    bands: tuple[float, float]
    components: tuple[ComponentScore, ...]
    missing: tuple[MissingComponent, ...] = ()
    explanation: Words
    what_would_change: tuple[str, ...] = ()
    age_days: Annotated[int, Field(ge=0)] = 0
    known_at: Moment | None = None

    def component(self, name: str) -> ComponentScore | None:
        """Look up a component by its name; None where it is missing."""
        return next((one for one in self.components if one.name == name), None)

    def html(self) -> str:
        """See `Shown`."""
        rows = [
            (
                escape(one.name.replace("_", " ")),
                f'<span title="{escape(one.method)}">{escape(one.amount(one.value))}</span>',
                "" if one.baseline is None else escape(one.amount(one.baseline)),
                "" if one.deviation is None else f"{one.deviation:+.1f} {one.deviation_unit}",
                f"{meter(one.points / 100, colour_of(one.points, self.bands))} {one.points:.0f}",
                f"{one.weight:.0%}",
                f"{one.contribution:.1f}",
            )
            for one in self.components
        ]
        header = ("component", "value", "usual", "deviation", "points", "weight", "adds")
        absent = "".join(
            f"<p><small>{escape(one.name.replace('_', ' '))}: {escape(one.reason)}</small></p>"
            for one in self.missing
        )
        changes = "".join(f"<p>{escape(one)}</p>" for one in self.what_would_change)
        return (
            f"<p>{badge(f'{self.score:.0f} {self.status}', self.status)} "
            f"recovery on {self.date}, model {escape(self.model)}</p>"
            f"<p>{escape(self.explanation)}</p>{table(header, rows)}{absent}{changes}"
        )


class TrainingWarning(Shown):
    """Something that is unusual for this athlete, or that a rule forbids.

    Parameters
    ----------
    kind : str
        What was found: ``"resting_hr_high"``, ``"hrv_low"``, ``"illness_pattern"`` ...
    level : {"info", "warning", "critical"}
        A warning turns green into yellow, a critical one any colour into red.
    message : str
        What was seen, in careful words and with the numbers.
    date : date
        The day it is about.
    intensity_at_most : {"rest", "easy", "moderate", "hard"}
        The most that is recommended while it stands.
    values : mapping of str to float
        The numbers behind it.
    source : str
        Whose rule it is.
    """

    kind: Words
    level: Literal["info", "warning", "critical"]
    message: Words
    date: dt.date
    intensity_at_most: Intensity = "hard"
    values: Mapping[str, float] = Field(default_factory=dict)
    source: Words

    def html(self) -> str:
        """See `Shown`."""
        colour = {"info": "grey", "warning": "yellow", "critical": "red"}[self.level]
        told = f'<span title="{escape(self.source)}">{escape(self.message)}</span>'
        return f"<p>{badge(self.level, colour)} {told}</p>"


class Alternative(Model):
    """Another way to spend the day.

    Parameters
    ----------
    kind : {"shorter", "easier", "other sport", "indoors"}
        How it differs.
    intensity : {"rest", "easy", "moderate", "hard"}
        Never above the recommendation's.
    workout : PlannedWorkout
        What to do.
    load : float
        Its expected load; an hour at threshold is 100 [1].
    reason : str
        When to choose it.
    """

    kind: Literal["shorter", "easier", "other sport", "indoors"]
    intensity: Intensity
    workout: PlannedWorkout
    load: Annotated[float, Field(ge=0)]
    reason: Words


class Recommendation(Shown):
    """What to do on a day.

    Parameters
    ----------
    date : date
        The day.
    intensity : {"rest", "easy", "moderate", "hard"}
        How hard.
    workout : PlannedWorkout
        What, with targets; without steps on a day of rest.
    load : float
        Its expected load; an hour at threshold is 100 [1].
    rationale : str
        Why, built from the day's numbers.
    limits : tuple of str
        The rules that lowered it, each with its reason.
    alternatives : tuple of Alternative
        At least two others that break no rule either.
    """

    date: dt.date
    intensity: Intensity
    workout: PlannedWorkout
    load: Annotated[float, Field(ge=0)]
    rationale: Words
    limits: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def html(self) -> str:
        """See `Shown`."""
        rows = [
            (
                escape(one.kind),
                escape(one.workout.name),
                _minutes(one.workout),
                f"{one.load:.0f}",
                escape(one.reason),
            )
            for one in self.alternatives
        ]
        limits = "".join(f"<p><small>{escape(one)}</small></p>" for one in self.limits)
        return (
            f"<p><b>{escape(self.intensity)}</b>: {escape(self.workout.name)}, "
            f"{_minutes(self.workout)}, load {self.load:.0f}</p>"
            f"<p>{escape(self.workout.notes or '')}</p><p>{escape(self.rationale)}</p>{limits}"
            + table(("instead", "workout", "time", "load", "when"), rows)
        )


class Assessment(Shown):
    """Today's decision.

    Parameters
    ----------
    date : date
        The day that was asked for.
    recovery : Recovery
        How recovered, on that day or on the last known one.
    warnings : tuple of TrainingWarning
        The gravest first.
    recommendation : Recommendation
        What to do.
    notes : tuple of str
        What was used in place of missing data, and how old it is.
    simulated : bool
        Whether the data was made up.
    """

    date: dt.date
    recovery: Recovery
    warnings: tuple[TrainingWarning, ...] = ()
    recommendation: Recommendation
    notes: tuple[str, ...] = ()
    simulated: bool = False

    def html(self) -> str:
        """See `Shown`."""
        said = "".join(one.html() for one in self.warnings)
        notes = "".join(f"<p><small>{escape(one)}</small></p>" for one in self.notes)
        made_up = "<p><small>Simulated data.</small></p>" if self.simulated else ""
        return f"{made_up}{self.recovery.html()}{said}{self.recommendation.html()}{notes}"


def _minutes(workout: PlannedWorkout) -> str:
    return "" if not workout.duration_s else f"{workout.duration_s / 60:.0f} min"
