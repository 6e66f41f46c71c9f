"""Series, levels and zones as SVG, inside the frame of their panel."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from math import isfinite, isnan

from trainkit._html.axes import format_clock
from trainkit._html.frame import Frame, text_width
from trainkit._html.series import Area, Bars, Curve, Panel, Series, Zone
from trainkit._html.text import escape

__all__ = ["draw_legend", "draw_marks", "draw_series", "draw_zones", "name_at_right"]

_DASHES = {"solid": "", "dashed": ' stroke-dasharray="7 4"', "dotted": ' stroke-dasharray="2 3"'}
_PER_PIXEL = 1.5  # points of a line: more are thinned to the least and the most of each step
_APART = 13.0
_WIDEST_BAR = 48.0


def draw_series(frame: Frame, panel: Panel, say: Callable[[float], str]) -> str:
    """Draw all series of a panel, from back to front."""
    parts = []
    for series in panel.series:
        if isinstance(series, Bars):
            parts.append(_bars(frame, series, say))
        elif isinstance(series, Area):
            parts.append(_area(frame, series))
        elif series.dots:
            parts.append(_dots(frame, series, say, clock=panel.clock))
        else:
            parts.append(_line(frame, series))
    return "".join(parts)


def _line(frame: Frame, curve: Curve) -> str:
    path = []
    for run in _runs(curve.y):
        points = [
            f"{frame.x(curve.x[at])} {frame.y(curve.y[at])}" for at in _thin(frame, curve, run)
        ]
        if curve.steps:
            points = [f"{point.replace(' ', ' V')}" for point in points]
            path.append("M" + points[0].replace("V", "") + "".join(f"H{p}" for p in points[1:]))
        else:
            path.append("M" + "L".join(points) + ("h0" if len(points) == 1 else ""))
    if not path:
        return ""
    return (
        f'<path d="{"".join(path)}" fill="none" stroke="{curve.colour}" stroke-width="2" '
        f'stroke-linejoin="round" stroke-linecap="round"{_DASHES[curve.dash]}/>'
    )


def _runs(values: Sequence[float]) -> Iterator[list[int]]:
    """Split the indices of the known values at gaps."""
    for known, run in groupby(range(len(values)), key=lambda at: not isnan(values[at])):
        if known:
            yield list(run)


def _thin(frame: Frame, curve: Curve, run: list[int]) -> list[int]:
    """Keep the least and the most of each step where a line has more points than pixels."""
    wide = abs(frame.x(curve.x[run[-1]]) - frame.x(curve.x[run[0]]))
    most = max(2, int(wide * _PER_PIXEL))
    if len(run) <= most:
        return run
    size = 2 * len(run) / most
    kept = {run[0], run[-1]}
    for number in range(most // 2):
        part = run[int(number * size) : int((number + 1) * size)]
        if part:
            kept |= {min(part, key=curve.y.__getitem__), max(part, key=curve.y.__getitem__)}
    return sorted(kept)


def _dots(frame: Frame, curve: Curve, say: Callable[[float], str], *, clock: bool) -> str:
    words = curve.words or [""] * len(curve.y)
    parts = []
    for x, y, word in zip(curve.x, curve.y, words, strict=True):
        if not isnan(y):
            value = word or (format_clock(y) if clock else f"{y:.4g}")
            parts.append(
                f'<circle cx="{frame.x(x)}" cy="{frame.y(y)}" r="2.4"><title>'
                f"{escape(say(x))}: {escape(value)}</title></circle>"
            )
    return f'<g fill="{curve.colour}" fill-opacity=".8">{"".join(parts)}</g>' if parts else ""


def draw_marks(frame: Frame, panel: Panel) -> str:
    """Write letters above points, one over another where they would touch."""
    parts = []
    placed: list[tuple[float, float]] = []
    for mark in panel.marks:
        x, y = frame.x(mark.x), frame.y(mark.y) - 3
        while any(abs(x - at) < 8 and abs(y - high) < 10 for at, high in placed[-6:]):
            y -= 10
        placed.append((x, y))
        parts.append(f'<text x="{x}" y="{round(y, 1)}"><title>{escape(mark.text)}</title>'
                     f"{escape(mark.letter)}</text>")  # fmt: skip
    return f'<g text-anchor="middle" font-size="10">{"".join(parts)}</g>' if parts else ""


def _bars(frame: Frame, bars: Bars, say: Callable[[float], str]) -> str:
    base = bars.base or [0.0] * len(bars.x)
    wide = abs(frame.x(bars.wide) - frame.x(0)) if not frame.logarithmic else 8.0
    wide = round(min(max(wide - 1, 0.7 * wide), _WIDEST_BAR), 2)
    parts = []
    for x, height, low in zip(bars.x, bars.heights, base, strict=True):
        if isfinite(height) and height != 0:
            top, bottom = sorted((frame.y(low + height), frame.y(low)))
            parts.append(
                f'<rect x="{round(frame.x(x) - wide / 2, 1)}" y="{top}" width="{wide}" '
                f'height="{round(bottom - top, 1)}"><title>{escape(say(x))}: {height:.4g}</title>'
                "</rect>"
            )
    if not parts:
        return ""
    return f'<g fill="{bars.colour}" fill-opacity="{bars.opacity:g}">{"".join(parts)}</g>'


def _area(frame: Frame, area: Area) -> str:
    sums = [low + high for low, high in zip(area.low, area.high, strict=True)]
    upper, lower = (Curve("", area.x, ends, area.colour) for ends in (area.high, area.low))
    path = []
    for run in _runs(sums):
        top = [f"{frame.x(area.x[at])} {frame.y(area.high[at])}" for at in _thin(frame, upper, run)]
        bottom = [
            f"{frame.x(area.x[at])} {frame.y(area.low[at])}" for at in _thin(frame, lower, run)
        ]
        path.append("M" + "L".join([*top, *reversed(bottom)]) + "Z")
    if not path:
        return ""
    return (
        f'<path d="{"".join(path)}" fill="{area.colour}" fill-opacity=".22" '
        f'stroke="{area.colour}" stroke-opacity=".6" stroke-width=".75"/>'
    )


def draw_zones(frame: Frame, panel: Panel) -> str:
    """Draw ranges and levels, without their names."""
    parts = []
    for zone in panel.zones:
        low, high = _ends(frame, zone)
        if low < high:
            top, bottom = sorted((frame.y(low), frame.y(high)))
            parts.append(
                f'<rect x="{frame.left}" width="{round(frame.right - frame.left, 1)}" y="{top}" '
                f'height="{round(bottom - top, 1)}" fill="{zone.colour}" fill-opacity=".13"/>'
            )
    parts += [
        f'<path d="M{frame.left} {frame.y(level.value)}H{frame.right}" stroke="currentColor" '
        'stroke-dasharray="5 4" stroke-opacity=".55"/>'
        for level in panel.levels
    ]
    return "".join(parts)


def _ends(frame: Frame, zone: Zone) -> tuple[float, float]:
    return max(zone.low, frame.low), min(zone.high, frame.high)


def name_at_right(frame: Frame, panel: Panel) -> str:
    """Write the names of zones and levels beside the panel, none on top of another."""
    names = [(frame.y(level.value), level.text) for level in panel.levels if level.text]
    for zone in panel.zones:
        low, high = _ends(frame, zone)
        if low < high and zone.text:
            names.append(((frame.y(low) + frame.y(high)) / 2, zone.text))
    parts, last = [], float("-inf")
    names.sort()
    # Names that would leave the panel at its foot are moved up together.
    room = [frame.bottom + 2 - _APART * (len(names) - 1 - at) for at in range(len(names))]
    for (y, text), lowest in zip(names, room, strict=True):
        last = max(min(y, lowest), last + _APART)
        parts.append(f'<text x="{frame.right + 6}" y="{round(last + 4, 1)}">{escape(text)}</text>')
    return f'<g opacity=".8">{"".join(parts)}</g>' if parts else ""


def draw_legend(shown: Sequence[Series], left: float, right: float, y: float) -> tuple[str, float]:
    """Write the names of series with their colours in lines; return them and the next line's y."""
    parts, x = [], left
    for series in shown:
        wide = 24 + text_width(series.name)
        if x > left and x + wide > right:
            x, y = left, y + 17
        parts.append(f'{_swatch(series, x, y)}<text x="{round(x + 22, 1)}" y="{y}">'
                     f"{escape(series.name)}</text>")  # fmt: skip
        x += wide + 12
    return "".join(parts), y


def _swatch(series: Series, x: float, y: float) -> str:
    left, middle = round(x, 1), y - 4
    if isinstance(series, Curve) and series.dots:
        return f'<circle cx="{left + 9}" cy="{middle}" r="3" fill="{series.colour}"/>'
    if isinstance(series, Curve):
        return (
            f'<path d="M{left} {middle}h18" stroke="{series.colour}" stroke-width="2"'
            f"{_DASHES[series.dash]}/>"
        )
    opacity = series.opacity if isinstance(series, Bars) else 0.3
    return (
        f'<rect x="{left + 2}" y="{middle - 5}" width="13" height="10" fill="{series.colour}" '
        f'fill-opacity="{opacity:g}"/>'
    )
