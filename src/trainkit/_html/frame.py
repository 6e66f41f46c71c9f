"""Where a panel stands in a drawing, and which values it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isfinite, log10

from trainkit._html.axes import Axis
from trainkit._html.series import Area, Bars, Panel, Series

__all__ = ["Frame", "find_rows", "frame_of", "range_along", "range_up", "text_width"]

_MARGIN = 0.06
_LETTER = 7.0  # of 12 pixels, on the generous side


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps values to pixels of one panel."""

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    low: float
    high: float
    logarithmic: bool = False
    falling: bool = False

    def x(self, value: float) -> float:
        """Return the pixel of a value along the axis."""
        first, last = self.first, self.last
        if self.logarithmic:
            value, first, last = log10(value), log10(first), log10(last)
        share = (value - first) / (last - first)
        return round(self.left + (self.right - self.left) * share, 1)

    def y(self, value: float) -> float:
        """Return the pixel of a value, held inside the panel."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        if self.falling:
            share = 1 - share
        return round(self.bottom - (self.bottom - self.top) * share, 1)


def find_rows(boxes: Sequence[tuple[float, float]], most: int, gap: float) -> list[int | None]:
    """Place boxes of left and right ends, in order, into rows without overlap.

    The answer is the row of each, from 0; None where there is no room in so many rows.
    """
    ends: list[float] = []
    rows: list[int | None] = []
    for left, right in boxes:
        row = next((at for at, end in enumerate(ends) if end + gap <= left), len(ends))
        if row == most:
            rows.append(None)
            continue
        ends[row : row + 1] = [right]
        rows.append(row)
    return rows


def text_width(text: str) -> float:
    """Estimate the width of a text of 12 pixels [px]."""
    return _LETTER * len(text)


def range_along(panels: Sequence[Panel], axis: Axis) -> tuple[float, float]:
    """Return the ends of the axis that all panels share; (0, 1) without a point."""
    places = [end for panel in panels for series in panel.series for end in _ends(series)]
    if not places:
        return 0.0, 1.0
    first, last = min(places), max(places)
    if axis in {"duration", "distance"}:
        return first, max(last, first * 1.1)
    return (first - 0.5, last + 0.5) if first == last else (first, last)


def _ends(series: Series) -> Iterator[float]:
    if len(series.x):
        half = series.wide / 2 if isinstance(series, Bars) else 0.0
        yield from (series.x[0] - half, series.x[-1] + half)


def _values(series: Series) -> Iterator[float]:
    if isinstance(series, Bars):
        base = series.base or [0.0] * len(series.heights)
        tops = (low + high for low, high in zip(base, series.heights, strict=True))
        return chain([0.0], tops)
    return chain(series.low, series.high) if isinstance(series, Area) else iter(series.y)


def range_up(panel: Panel) -> tuple[float, float]:
    """Return the range of values that a panel shows, with some air."""
    values = [v for series in panel.series for v in _values(series) if isfinite(v)]
    values += [level.value for level in panel.levels]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if panel.low is not None:
        low = min(low, panel.low)
    if panel.high is not None:
        high = max(high, panel.high)
    air = _MARGIN * (high - low) or max(abs(high), 1.0) * 0.5
    # What begins at zero, or at an end that is asked for, begins there.
    bottom = low if low in {0.0, panel.low} else low - air
    return bottom, high if high == panel.high else high + air


def frame_of(
    panel: Panel, axis: Axis, along: tuple[float, float], box: tuple[float, float, float, float]
) -> Frame:
    """Place a panel in a box of left, right, top and bottom [px]."""
    low, high = range_up(panel)
    logarithmic = axis in {"duration", "distance"}
    return Frame(*box, *along, low, high, logarithmic, panel.falling)
