"""What a chart is made of, in numbers and words: neither SVG nor plotly."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "PURPLE",
    "RED",
    "YELLOW",
    "Area",
    "Bars",
    "Curve",
    "Dash",
    "Event",
    "Level",
    "Mark",
    "Panel",
    "Series",
    "Span",
    "Zone",
    "is_known",
]

BLUE, GREEN, ORANGE, GREY = "#3b82c4", "#2e9e5b", "#c9731f", "#808790"
PURPLE, RED, YELLOW = "#a45fb5", "#d1453b", "#b07d00"
"""The colours of charts: each has a contrast of 3 with light and with dark pages."""

Dash = Literal["solid", "dashed", "dotted"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line or dots; a line breaks where a value is NaN.

    Parameters
    ----------
    name : str
        Its name in the legend; empty for none.
    x, y : sequence of float
        The points, `x` rising.
    colour : str
        As ``"#3b82c4"``.
    dash : {"solid", "dashed", "dotted"}
        The kind of line, which tells it apart without its colour.
    dots : bool
        Dots without a line.
    words : sequence of str
        What each point is called; empty for its value.
    steps : bool
        Each value holds until the next point.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str
    dash: Dash = "solid"
    dots: bool = False
    words: Sequence[str] = ()
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero, or from `base` where they are stacked.

    Parameters
    ----------
    name : str
        Their name in the legend; empty for none.
    x, heights : sequence of float
        The middle and the height of each bar; NaN for none.
    wide : float
        Their width, in the unit of `x`.
    colour : str
        As ``"#3b82c4"``.
    opacity : float
        From 0 to 1: an order in one hue that reads on light and dark.
    base : sequence of float
        Where each bar begins; empty for 0.
    """

    name: str
    x: Sequence[float]
    heights: Sequence[float]
    wide: float
    colour: str
    opacity: float = 1.0
    base: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A range along the axis, without one where an end is NaN."""

    name: str
    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str


Series = Curve | Bars | Area


def is_known(series: Series) -> bool:
    """Return whether a series has a value to draw."""
    if isinstance(series, Curve):
        return any(isfinite(value) for value in series.y)
    if isinstance(series, Bars):
        return any(isfinite(value) for value in series.heights)
    ends = zip(series.low, series.high, strict=True)
    return any(isfinite(low) and isfinite(high) for low, high in ends)


@dataclass(frozen=True, slots=True)
class Level:
    """A dashed line at a value, with its name at the right."""

    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A range of values, named at the right; an end may be infinite."""

    low: float
    high: float
    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A letter above a point, and what it stands for."""

    x: float
    y: float
    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """A dotted line through all panels, with its name above."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A range along the axis through all panels, with its name above."""

    start: float
    end: float
    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the drawings that stand below each other over one axis.

    Parameters
    ----------
    unit : str
        What is drawn, with its unit: ``"power [W]"``.
    series : sequence of Curve, Bars and Area
        From back to front.
    levels, zones : sequence
        Values and ranges to compare with.
    marks : sequence of Mark
        Letters above points.
    clock : bool
        Values are seconds, shown as minutes and seconds.
    falling : bool
        Small values are at the top: a fast pace is up.
    low, high : float, optional
        The range that is always shown.
    share : float
        Its height beside that of the other panels.
    """

    unit: str
    series: Sequence[Series]
    levels: Sequence[Level] = ()
    zones: Sequence[Zone] = ()
    marks: Sequence[Mark] = ()
    clock: bool = False
    falling: bool = False
    low: float | None = None
    high: float | None = None
    share: float = 1.0
