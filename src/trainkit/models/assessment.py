"""Today's decision: recovery score, warnings and recommendation, with all their numbers."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import badge, escape, meter, section, table
from trainkit.models._result_text import (
    AssessmentText,
    RecommendationText,
    RecoveryText,
    describe_option,
)
from trainkit.models.model import Model
from trainkit.models.status import Status, colour_of
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
    "TrainingWarning",
]

Intensity = Literal["rest", "easy", "moderate", "hard"]
INTENSITIES: tuple[Intensity, ...] = ("rest", "easy", "moderate", "hard")
"""From lowest to highest."""

Points = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Words = Annotated[str, Field(min_length=1)]


class HtmlModel(Model):
    """A result with an HTML representation for notebooks and pages."""

    def html(self) -> str:
        """Render the result as HTML, without a style sheet.

        Returns
        -------
        str
            HTML elements.
        """
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return section(self.html())


class ComponentScore(Model):
    """A component of a recovery score, with every number behind it.

    Parameters
    ----------
    name : str
        ``"hrv"``, ``"resting_hr"``, ``"sleep"``, ``"load"``, ``"wellness"``, or a plugin's own.
    value : float
        The measured value, in `unit`.
    unit : str
        The unit of `value`.
    baseline, low, high : float, optional
        The athlete's baseline and normal range, in `unit`.
    deviation : float, optional
        Deviation from the baseline, in `deviation_unit`.
    deviation_unit : str
        ``"SD"``, ``"%"``, ``"h"``, ``"1"``.
    points : float
        The component's own score [percent].
    weight : float
        Its weight in the score, after the weights of missing components are redistributed [1].
    contribution : float
        What it adds to the score: points times weight.
    explanation : str
        A sentence that explains the points, with numbers.
    method : str
        The formula and its publication.
    sources : tuple of str
        The data sources of the value.
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
        """Format a number in the component's unit, rounded for display.

        Parameters
        ----------
        value : float
            In `unit`.

        Returns
        -------
        str
            Such as ``"52 bpm"``.
        """
        rounded = f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
        return rounded if self.unit == "1" else f"{rounded} {self.unit}"


class MissingComponent(Model):
    """A component that could not be scored.

    Parameters
    ----------
    name : str
        As in `ComponentScore`.
    have, need : int
        Days of data available, and days required.
    reason : str
        Why it could not be scored.
    """

    name: Words
    have: int
    need: int
    reason: Words


class Recovery(RecoveryText, HtmlModel):
    """How recovered an athlete is at the start of a day.

    Parameters
    ----------
    date : date
        The scored day; the last day with a score if the data is stale.
    score : float
        From 0 to 100.
    status : {"green", "yellow", "red"}
        The colour of the score after the day's warnings are applied.
    by_score : {"green", "yellow", "red"}, optional
        The colour before warnings. A day after one that was not green needs some points more than
        the minimum for green.
    model : str
        ``"personal"`` or ``"classic"``.
    bands : tuple of float
        The minimum score for green, and for yellow.
    components : tuple of ComponentScore
        The parts of the score.
    missing : tuple of MissingComponent
        The parts that could not be scored, and why.
    explanation : str
        A sentence that explains the score, with numbers.
    what_would_change : tuple of str
        Changes that would move the score to another colour.
    age_days : int
        Days between `date` and the requested day; 0 if current [d].
    known_at : datetime, optional
        When the day's data was fetched, if the source says so.
    """

    date: dt.date
    score: Points
    status: Status
    by_score: Status | None = None
    model: Words
    bands: tuple[float, float]
    components: tuple[ComponentScore, ...]
    missing: tuple[MissingComponent, ...] = ()
    explanation: Words
    what_would_change: tuple[str, ...] = ()
    age_days: Annotated[int, Field(ge=0)] = 0
    known_at: Moment | None = None

    def component(self, name: str) -> ComponentScore | None:
        """Return the component with this name; None if it is missing."""
        return next((item for item in self.components if item.name == name), None)

    def html(self) -> str:
        """See `HtmlModel`."""
        rows = [
            (
                escape(part.name.replace("_", " ")),
                f'<span title="{escape(part.method)}">{escape(part.amount(part.value))}</span>',
                "" if part.baseline is None else escape(part.amount(part.baseline)),
                "" if part.deviation is None else f"{part.deviation:+.1f} {part.deviation_unit}",
                f"{meter(part.points / 100, colour_of(part.points, self.bands))} {part.points:.0f}",
                f"{part.weight:.0%}",
                f"{part.contribution:.1f}",
            )
            for part in self.components
        ]
        header = ("component", "value", "usual", "deviation", "points", "weight", "adds")
        absent = "".join(
            f"<p><small>{escape(part.name.replace('_', ' '))}: {escape(part.reason)}</small></p>"
            for part in self.missing
        )
        changes = "".join(f"<p>{escape(change)}</p>" for change in self.what_would_change)
        return (
            f"<p>{badge(f'{self.score:.0f} {self.status}', self.status)} "
            f"recovery on {self.date}, model {escape(self.model)}</p>"
            f"<p>{escape(self.explanation)}</p>{table(header, rows)}{absent}{changes}"
        )


class TrainingWarning(HtmlModel):
    """A finding that is unusual for this athlete, or that a rule forbids.

    Parameters
    ----------
    kind : str
        The kind of finding: ``"resting_hr_high"``, ``"hrv_low"``, ``"illness_pattern"`` ...
    level : {"info", "warning", "critical"}
        ``"warning"`` turns green into yellow, ``"critical"`` any colour into red.
    message : str
        The finding in cautious words, with numbers.
    date : date
        The day of the finding.
    intensity_at_most : {"rest", "easy", "moderate", "hard"}
        The highest intensity that is recommended while the warning is active.
    values : mapping of str to float
        The numbers behind the message.
    source : str
        The publication or system that defines the rule.
    """

    kind: Words
    level: Literal["info", "warning", "critical"]
    message: Words
    date: dt.date
    intensity_at_most: Intensity = "hard"
    values: Mapping[str, float] = Field(default_factory=dict)
    source: Words

    def __str__(self) -> str:
        return f"{self.level}: {self.message}"

    def html(self) -> str:
        """See `HtmlModel`."""
        colour = {"info": "grey", "warning": "yellow", "critical": "red"}[self.level]
        message = f'<span title="{escape(self.source)}">{escape(self.message)}</span>'
        return f"<p>{badge(self.level, colour)} {message}</p>"


class Alternative(Model):
    """Another workout for the day.

    Parameters
    ----------
    kind : {"shorter", "easier", "other sport", "indoors"}
        How it differs from the recommendation.
    intensity : {"rest", "easy", "moderate", "hard"}
        At most that of the recommendation.
    workout : PlannedWorkout
        The workout.
    load : float
        Its expected load; an hour at threshold is 100 [1].
    reason : str
        When to choose this alternative.
    """

    kind: Literal["shorter", "easier", "other sport", "indoors"]
    intensity: Intensity
    workout: PlannedWorkout
    load: Annotated[float, Field(ge=0)]
    reason: Words

    def __str__(self) -> str:
        return describe_option(self)


class Recommendation(RecommendationText, HtmlModel):
    """The recommended workout of a day.

    Parameters
    ----------
    date : date
        The day.
    intensity : {"rest", "easy", "moderate", "hard"}
        The recommended intensity.
    workout : PlannedWorkout
        The workout with its targets; without steps on a rest day.
    load : float
        Its expected load; an hour at threshold is 100 [1].
    rationale : str
        The reasons, with the day's numbers.
    limits : tuple of str
        The rules that lowered the intensity, each with its reason.
    alternatives : tuple of Alternative
        At least two other workouts that also satisfy every rule.
    """

    date: dt.date
    intensity: Intensity
    workout: PlannedWorkout
    load: Annotated[float, Field(ge=0)]
    rationale: Words
    limits: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def html(self) -> str:
        """See `HtmlModel`."""
        rows = [
            (
                escape(option.kind),
                escape(option.workout.name),
                _minutes(option.workout),
                f"{option.load:.0f}",
                escape(option.reason),
            )
            for option in self.alternatives
        ]
        limits = "".join(f"<p><small>{escape(limit)}</small></p>" for limit in self.limits)
        return (
            f"<p><b>{escape(self.intensity)}</b>: {escape(self.workout.name)}, "
            f"{_minutes(self.workout)}, load {self.load:.0f}</p>"
            f"<p>{escape(self.workout.notes or '')}</p><p>{escape(self.rationale)}</p>{limits}"
            + table(("instead", "workout", "time", "load", "when"), rows)
        )


class Assessment(AssessmentText, HtmlModel):
    """The decision of a day: recovery, warnings and recommendation.

    Parameters
    ----------
    date : date
        The requested day.
    recovery : Recovery
        The recovery of that day, or of the last day with a score.
    warnings : tuple of TrainingWarning
        Most severe first.
    recommendation : Recommendation
        The recommended workout.
    notes : tuple of str
        Substitutes for missing data, and their age.
    simulated : bool
        True if the data is simulated.
    data_until : date, optional
        The last day with an activity or a daily record, up to `date`.
    """

    date: dt.date
    recovery: Recovery
    warnings: tuple[TrainingWarning, ...] = ()
    recommendation: Recommendation
    notes: tuple[str, ...] = ()
    simulated: bool = False
    data_until: dt.date | None = None

    @property
    def data_age_days(self) -> int | None:
        """Days since the last data [d]; None where that day is not known."""
        return None if self.data_until is None else (self.date - self.data_until).days

    def html(self) -> str:
        """See `HtmlModel`."""
        warnings = "".join(warning.html() for warning in self.warnings)
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        simulated = "<p><small>Simulated data.</small></p>" if self.simulated else ""
        return f"{simulated}{self.recovery.html()}{warnings}{self.recommendation.html()}{notes}"


def _minutes(workout: PlannedWorkout) -> str:
    return f"{workout.duration_min:.0f} min" if workout.duration_min else ""
