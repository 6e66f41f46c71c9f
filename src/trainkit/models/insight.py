"""Patterns in an athlete's own data, with the numbers behind them."""

import datetime as dt
import math
from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import (
    BLUE,
    ORANGE,
    Chart,
    Curve,
    GroupMean,
    Panel,
    day_number,
    escape,
    group_chart,
    section,
)
from trainkit.models.model import Model

__all__ = [
    "Confidence",
    "Insight",
    "InsightData",
    "InsightFeedback",
    "InsightGroup",
    "InsightKind",
    "InsightSeries",
]

InsightKind = Literal[
    "sleep",
    "alcohol",
    "stress",
    "late_training",
    "recovery_spacing",
    "workout_type",
    "load_spike",
    "monotony",
    "fatigue",
    "trend",
    "adherence",
    "heat",
    "time_of_day",
    "summary",
    "waiting",
]
"""What an insight is about. ``"summary"`` tells what was done, or that nothing was found, and
``"waiting"`` how many more days of data are needed."""

Confidence = Literal["high", "medium", "low", "none"]
"""``"none"`` where nothing was tested: what was counted is known, and claims no pattern."""

InsightFeedback = Literal["helpful", "not_helpful"]
"""What an athlete says about an insight."""


class InsightGroup(Model):
    """The mean of the days of one kind, with its interval.

    Parameters
    ----------
    name : str
        Which days or sessions.
    value, low, high : float
        The mean, and the ends of its 95 % interval, in the unit of the data.
    count : int
        How many days or sessions [1].
    """

    name: str
    value: float
    low: float
    high: float
    count: Annotated[int, Field(ge=0)]


class InsightSeries(Model):
    """Values over days.

    Parameters
    ----------
    name : str
        What they are.
    days : tuple of date
        The days.
    values : tuple of float or None
        One for each day; None where unknown.
    """

    name: str
    days: tuple[dt.date, ...]
    values: tuple[float | None, ...]


class InsightData(Model):
    """The data behind an insight, as its picture shows them.

    Parameters
    ----------
    label, unit : str
        What is measured, and in which unit.
    groups : tuple of InsightGroup
        Means to compare.
    series : tuple of InsightSeries
        Values over days.
    since : date, optional
        The day from which the series is different.
    """

    label: str = ""
    unit: str = ""
    groups: tuple[InsightGroup, ...] = ()
    series: tuple[InsightSeries, ...] = ()
    since: dt.date | None = None

    def fill_gaps(self) -> tuple[list[dt.date], list[float]]:
        """Return the first series over all days of its range, NaN where unknown."""
        series = self.series[0]
        known = dict(zip(series.days, series.values, strict=True))
        count = (series.days[-1] - series.days[0]).days + 1
        days = [series.days[0] + dt.timedelta(days=number) for number in range(count)]
        found = [known.get(day) for day in days]
        return days, [math.nan if value is None else value for value in found]

    def levels(self) -> list[tuple[str, list[float]]]:
        """Return the means before and after a change, each over the days of the first series."""
        if self.since is None or not self.series:
            return []
        days, values = self.fill_gaps()
        levels = []
        for name, inside in (
            ("mean before", [day < self.since for day in days]),
            ("mean after", [day >= self.since for day in days]),
        ):
            known = [v for v, at in zip(values, inside, strict=True) if at and not math.isnan(v)]
            mean = sum(known) / len(known) if known else math.nan
            levels.append((name, [mean if at else math.nan for at in inside]))
        return levels


class Insight(Model):
    """One pattern in an athlete's own data, in words and in numbers.

    Parameters
    ----------
    key : str
        What it is about, the same whenever the same pattern is found.
    kind : str
        See `InsightKind`.
    title, text, action : str
        In plain words; the action is one thing to do, or empty.
    data : InsightData
        The data behind it.
    picture : {"groups", "days", "none"}
        How `plots.insight` draws it.
    effect, low, high : float, optional
        The size of the pattern, and the ends of its 95 % interval, in `unit`.
    unit : str
        ``"%"``, ``"bpm"``, ``"h"`` ...; in percent points where `effect` is a share.
    sample_size : int
        Days or sessions behind it [1].
    effective_size : float, optional
        How many independent ones they are worth [1].
    p, q : float, optional
        The chance of so strong a pattern where there is none, alone, and corrected for all
        patterns that were looked for.
    strength : float
        The size without a unit, from 0 to 1: a partial correlation.
    confidence : {"high", "medium", "low", "none"}
        In words.
    first, last : date, optional
        The range of the data.
    more_days : int
        How many more days of data are needed [d]; 0 for a finding.
    valid_until : date, optional
        The last day on which to show it.
    backend : str
        Who found the words: ``"rules"``, or the name of a model.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9_.:-]{1,80}$")]
    kind: InsightKind
    title: Annotated[str, Field(min_length=10, max_length=90)]
    text: Annotated[str, Field(min_length=1)]
    action: str = ""
    data: InsightData = InsightData()
    picture: Literal["groups", "days", "none"] = "none"
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    sample_size: Annotated[int, Field(ge=0)] = 0
    effective_size: float | None = None
    p: Annotated[float, Field(ge=0, le=1)] | None = None
    q: Annotated[float, Field(ge=0, le=1)] | None = None
    strength: Annotated[float, Field(ge=0, le=1)] = 0.0
    confidence: Confidence = "none"
    first: dt.date | None = None
    last: dt.date | None = None
    more_days: Annotated[int, Field(ge=0)] = 0
    valid_until: dt.date | None = None
    backend: str = "rules"

    def chart(self) -> str:
        """Draw the data.

        Returns
        -------
        str
            An SVG element; empty where there is nothing to draw.
        """
        data = self.data
        if self.picture == "groups":
            groups = [GroupMean(*group.model_dump().values()) for group in data.groups]
            return group_chart(groups, unit=data.unit, label=self.title, colour=BLUE)
        drawing = self.draw_days()
        return "" if drawing is None else drawing.svg(theme="bare", title=False)

    def draw_days(self) -> Chart | None:
        """Return the chart of the values over days; None for an insight of another kind."""
        data = self.data
        if self.picture != "days" or not data.series or not data.series[0].days:
            return None
        days, values = data.fill_gaps()
        x = [day_number(day) for day in days]
        curves = [Curve(data.label, x, values, BLUE, dots=True)]
        curves += [Curve(name, x, level, ORANGE) for name, level in data.levels()]
        panel = Panel(f"{data.label} [{data.unit}]", curves)
        return Chart(self.title, [panel], description=self.title)

    def _repr_html_(self) -> str:
        text = " ".join(part for part in (self.text, self.action) if part)
        return section(f"<p><b>{escape(self.title)}</b></p><p>{escape(text)}</p>", self.chart())

    def __str__(self) -> str:
        lines = [self.title, self.text]
        lines += [self.action] if self.action else []
        if self.q is None:
            return "\n".join([*lines, f"({self.key})"])
        certainty = f"q = {self.q:.2g}, confidence {self.confidence}"
        lines.append(f"({self.key}: {self.sample_size} days or sessions, {certainty})")
        return "\n".join(lines)
