"""Charts over days as inline SVG; axes and text inherit the colour of the page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan, log10

from trainkit._html.text import escape

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "SHOWN_DAYS",
    "Band",
    "Line",
    "bar_chart",
    "line_chart",
    "round_step",
]

BLUE, GREEN, ORANGE, GREY = "#3b82c4", "#2e9e5b", "#d9822b", "#808790"
"""The colours of lines and bars, legible on light and dark pages."""

SHOWN_DAYS = 90
"""Days in a chart of a notebook or report [d]."""

_WIDE, _HIGH = 640.0, 190.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 8.0, 8.0, 22.0
_TICKS = 4
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Line:
    """A named series over the days, NaN where a value is missing, drawn as a line or as dots."""

    name: str
    values: Sequence[float]
    colour: str
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A named range over the days."""

    name: str
    low: Sequence[float]
    high: Sequence[float]
    colour: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Maps days and values to coordinates of the drawing."""

    days: int
    low: float
    high: float

    def x(self, day: float) -> float:
        return round(_LEFT + (_WIDE - _LEFT - _RIGHT) * (day + 0.5) / max(self.days, 1), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_HIGH - _BOTTOM - (_HIGH - _TOP - _BOTTOM) * share, 1)


def line_chart(
    days: Sequence[dt.date] | Sequence[str],
    lines: Sequence[Line],
    *,
    bands: Sequence[Band] = (),
    marks: Sequence[float] = (),
    label: str,
    legend: bool = True,
) -> str:
    """Draw lines and dots over days, on top of bands, with horizontal marks.

    Parameters
    ----------
    days : sequence of date or str
        The days, or the words under the axis, one for each value.
    lines, bands : sequence
        The series and ranges to draw.
    marks : sequence of float
        Values at which to draw a dashed horizontal line.
    label : str
        Description for screen readers.
    legend : bool
        Whether a legend follows; without it the result can stand in a file of its own.

    Returns
    -------
    str
        An SVG element with its legend.
    """
    values = [v for line in lines for v in line.values]
    values += [v for band in bands for edge in (band.low, band.high) for v in edge]
    frame = _frame(len(days), [*values, *marks])
    parts = [_axes(frame, days)]
    parts += [_band(frame, band) for band in bands]
    parts += [
        f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{frame.y(v)}" y2="{frame.y(v)}" '
        'stroke="currentColor" stroke-dasharray="3 4" opacity=".5"/>'
        for v in marks
    ]
    parts += [_dots(frame, line, days) if line.dots else _path(frame, line) for line in lines]
    drawing = _drawing(parts, label)
    if not legend:
        return drawing.replace("<svg ", f'<svg xmlns="{_SVG}" ', 1)
    return drawing + _legend([*lines, *bands])


def bar_chart(days: Sequence[dt.date], line: Line, *, label: str) -> str:
    """Draw one bar per day, from zero.

    Parameters
    ----------
    days : sequence of date
        The days, one for each value.
    line : Line
        The values.
    label : str
        Description for screen readers.

    Returns
    -------
    str
        An SVG element with its legend.
    """
    frame = _frame(len(days), [0.0, *line.values])
    wide = round(0.8 * (_WIDE - _LEFT - _RIGHT) / max(len(days), 1), 2)
    bars = []
    for at, (day, value) in enumerate(zip(days, line.values, strict=True)):
        if not isnan(value):
            top = frame.y(value)
            bars.append(
                f'<rect x="{round(frame.x(at) - wide / 2, 1)}" y="{top}" width="{wide}" '
                f'height="{round(frame.y(0) - top, 1)}" fill="{line.colour}">'
                f"<title>{day}: {value:.0f}</title></rect>"
            )
    return _drawing([_axes(frame, days), *bars], label) + _legend([line])


def _frame(days: int, values: Sequence[float]) -> _Frame:
    known = [v for v in values if not isnan(v)] or [0.0, 1.0]
    low, high = min(known), max(known)
    margin = 0.06 * (high - low) or 1.0
    # A chart that begins at zero keeps zero as its base.
    return _Frame(days, low if low == 0 else low - margin, high + margin)


def _axes(frame: _Frame, days: Sequence[dt.date] | Sequence[str]) -> str:
    parts = []
    step = round_step((frame.high - frame.low) / _TICKS)
    for count in range(ceil(frame.low / step), floor(frame.high / step) + 1):
        y = frame.y(count * step)
        shown = f"{count * step:.0f}" if step >= 1 else f"{count * step:.1f}"
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y}" y2="{y}" stroke="currentColor" '
            f'opacity=".15"/><text x="{_LEFT - 5}" y="{y + 4}" text-anchor="end">{shown}</text>'
        )
    every = max(1, len(days) // 6)
    parts += [
        f'<text x="{frame.x(at)}" y="{_HIGH - 6}" text-anchor="middle">{_name(days[at])}</text>'
        for at in range(0, len(days), every)
        if frame.x(at) < _WIDE - 40
    ]
    return "".join(parts)


def round_step(least: float) -> float:
    """Round a tick distance up to 1, 2 or 5 times a power of ten."""
    scale: float = 10.0 ** floor(log10(least))
    return next(digit * scale for digit in (1, 2, 5, 10) if digit * scale >= least * 0.999)


def _name(day: dt.date | str) -> str:
    return escape(day) if isinstance(day, str) else f"{day.day} {day:%b}"


def _runs(values: Sequence[float]) -> list[list[int]]:
    """Split the indices of the known values at gaps."""
    runs: list[list[int]] = [[]]
    for at, value in enumerate(values):
        if isnan(value):
            runs.append([])
        else:
            runs[-1].append(at)
    return [run for run in runs if run]


def _path(frame: _Frame, line: Line) -> str:
    path = " ".join(
        "M" + " L".join(f"{frame.x(at)} {frame.y(line.values[at])}" for at in run)
        for run in _runs(line.values)
    )
    return f'<path d="{path}" fill="none" stroke="{line.colour}" stroke-width="2"/>' if path else ""


def _dots(frame: _Frame, line: Line, days: Sequence[dt.date] | Sequence[str]) -> str:
    return "".join(
        f'<circle cx="{frame.x(at)}" cy="{frame.y(value)}" r="2.2" fill="{line.colour}" '
        f'opacity=".75"><title>{days[at]}: {value:.1f}</title></circle>'
        for at, value in enumerate(line.values)
        if not isnan(value)
    )


def _band(frame: _Frame, band: Band) -> str:
    both = [low + high for low, high in zip(band.low, band.high, strict=True)]
    parts = []
    for run in _runs(both):
        upper = [f"{frame.x(at)},{frame.y(band.high[at])}" for at in run]
        lower = [f"{frame.x(at)},{frame.y(band.low[at])}" for at in reversed(run)]
        parts.append(
            f'<polygon points="{" ".join(upper + lower)}" fill="{band.colour}" opacity=".22"/>'
        )
    return "".join(parts)


def _drawing(parts: Sequence[str], label: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDE:.0f} {_HIGH:.0f}" role="img" aria-label="{escape(label)}" '
        f'font-size="11" fill="currentColor" font-family="system-ui,sans-serif">{"".join(parts)}'
        "</svg>"
    )


def _legend(shown: Sequence[Line | Band]) -> str:
    marks = "&emsp;".join(
        '<svg class="k" viewBox="0 0 10 10" aria-hidden="true">'
        f'<rect width="10" height="10" fill="{series.colour}"/></svg> {escape(series.name)}'
        for series in shown
    )
    return f"<small>{marks}</small>"
