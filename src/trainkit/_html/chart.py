"""A chart: a title, panels over one axis, events and spans; as SVG for pages, paper and files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from re import compile as pattern
from textwrap import wrap
from typing import Literal

from trainkit._html.axes import Axis, Tick, day_of, format_clock, ticks_along, ticks_up
from trainkit._html.frame import Frame, find_rows, frame_of, range_along, range_up, text_width
from trainkit._html.marks import draw_legend, draw_marks, draw_series, draw_zones, name_at_right
from trainkit._html.series import Area, Curve, Event, Panel, Series, Span, is_known
from trainkit._html.text import escape

__all__ = ["SHOWN_DAYS", "Chart", "Theme"]

SHOWN_DAYS = 90
"""Days in a chart of a notebook or report [d]."""

Theme = Literal["page", "bare", "auto", "light", "dark"]

_WIDE, _NARROW = 640, 350
_PANEL, _GAP, _LINE = 132.0, 14.0, 17.0
_ROWS, _APART = 3, 10.0  # of the names of events [px]
_TICK = 62.0  # pixels for the text of a tick
_HEADING = 8.8  # a letter of the title
_BOLD = 1.1  # a bold letter beside a plain one
_HOVER = pattern("<title>[^<]*</title>")
_SVG = ' xmlns="http://www.w3.org/2000/svg"'
_COLOURS = {"light": ("#1a1d1a", "#ffffff"), "dark": ("#e9ece8", "#1a1e1b")}
_STYLE = (
    f"<style>svg{{color:{_COLOURS['light'][0]}}}"
    f"@media(prefers-color-scheme:dark){{svg{{color:{_COLOURS['dark'][0]}}}}}</style>"
)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture shows, in numbers and words; `svg` draws it, and `plots.figure` with plotly.

    Parameters
    ----------
    title : str
        The heading.
    panels : sequence of Panel
        Drawings below each other; none where there is nothing to show.
    axis : {"day", "time", "duration", "distance", "number"}
        What runs along all panels: days since 1970, seconds, seconds or metres on a logarithmic
        axis, or numbers.
    along : str
        The name of the axis with its unit; empty for days.
    description : str
        What a reader who cannot see it should know.
    missing : str
        What is said instead of panels.
    note : str
        A line below the picture.
    events, spans : sequence
        Moments and ranges to mark through all panels.
    """

    title: str
    panels: Sequence[Panel]
    axis: Axis = "day"
    along: str = ""
    description: str = ""
    missing: str = "There is nothing to show."
    note: str = ""
    events: Sequence[Event] = ()
    spans: Sequence[Span] = ()

    def __repr__(self) -> str:
        shown = f"{self.title}: {self.description}" if self.description else self.title
        return f"<Chart {shown}>"

    def svg(self, width: int = _WIDE, *, theme: Theme = "page", title: bool = True) -> str:
        """Draw the chart without any other package.

        Parameters
        ----------
        width : int
            The width that it is laid out for [px], at least 240; text has 12 px.
        theme : {"page", "bare", "auto", "light", "dark"}
            For the inside of a page whose colour its text inherits; the same for a file as well;
            for a file that follows the reader's setting; or with colours and a ground of its own.
        title : bool
            Whether the heading is part of it.

        Returns
        -------
        str
            An SVG element.
        """
        drawing = _Drawing(self, float(max(width, 240)))
        parts = drawing.draw(title=title)
        high = round(drawing.y + 4)
        size = f'viewBox="0 0 {width} {high}"'
        head, ground = "", ""
        if theme != "page":
            head = f'{_SVG} width="{width}" height="{high}"'
        if theme == "auto":
            ground = _STYLE
        if theme in _COLOURS:
            text, back = _COLOURS[theme]
            head += f' color="{text}"'
            ground = f'<rect width="{width}" height="{high}" fill="{back}"/>'
        label = escape(self.description or self.title)
        return (
            f'<svg{head} {size} role="img" aria-label="{label}" font-size="12" '
            f'font-family="system-ui,sans-serif" fill="currentColor">{ground}{"".join(parts)}</svg>'
        )

    def html(self, *, title: bool = False) -> str:
        """Return the chart for a page with `trainkit`'s style: one for screens, one for phones."""
        wide = self.svg(title=title).replace("<svg ", '<svg class="wide" ', 1)
        narrow = self.svg(_NARROW, title=title).replace("<svg ", '<svg class="narrow" ', 1)
        return wide + _HOVER.sub("", narrow)  # a phone shows no words on hovering

    def only(self, panel: int) -> "Chart":
        """Return the chart of one of its panels, without what was said of all."""
        return replace(self, panels=[self.panels[panel]], note="")

    def name_along(self, value: float) -> str:
        """Say a place on the axis in words."""
        if self.axis == "day":
            return str(day_of(value))
        if self.axis == "number":
            return f"{value:g}"
        return f"{value:g} m" if self.axis == "distance" else format_clock(value)

    def between(self, first: float, last: float) -> "Chart":
        """Return the chart of a part of the axis, both ends included."""
        panels = [
            replace(panel, series=[_cut(series, first, last) for series in panel.series])
            for panel in self.panels
        ]
        spans = [
            replace(span, start=max(span.start, first), end=min(span.end, last))
            for span in self.spans
            if span.start <= last and span.end >= first
        ]
        events = [event for event in self.events if first <= event.x <= last]
        return replace(self, panels=panels, spans=spans, events=events)

    def _repr_html_(self) -> str:
        return self.svg()


def _cut(series: Series, first: float, last: float) -> Series:
    inside = [at for at, x in enumerate(series.x) if first <= x <= last]

    def pick(column: Sequence[float]) -> list[float]:
        return [column[at] for at in inside] if column else []

    if isinstance(series, Curve):
        words = [series.words[at] for at in inside] if series.words else ()
        return replace(series, x=pick(series.x), y=pick(series.y), words=words)
    if isinstance(series, Area):
        return replace(series, x=pick(series.x), low=pick(series.low), high=pick(series.high))
    heights, base = pick(series.heights), pick(series.base)
    return replace(series, x=pick(series.x), heights=heights, base=base)


class _Drawing:
    """Draws from top to bottom; `y` is where the next part begins."""

    def __init__(self, chart: Chart, width: float) -> None:
        self.chart, self.width, self.y = chart, width, 4.0
        self.along = range_along(chart.panels, chart.axis)
        names = [name for panel in chart.panels for name in _names_at_right(panel)]
        texts = [tick.text for panel in chart.panels for tick in _ticks(panel)]
        self.left = 12 + max(map(text_width, texts), default=20.0)
        self.right = width - 10 - max(map(text_width, names), default=0.0)

    def draw(self, *, title: bool) -> list[str]:
        """Return the parts of the drawing."""
        chart = self.chart
        heading = chart.title if title else ""
        parts = self._text(heading, _HEADING, 'font-size="15" font-weight="600"')
        if not chart.panels:
            return [*parts, *self._text(chart.missing, 6.4, 'opacity=".8"')]
        frames: list[Frame] = []
        for panel in chart.panels:
            parts += self._panel(panel, frames)
        parts += self._through(frames)
        parts += self._axis(frames[-1])
        return parts + (self._text(chart.note, 6.4, 'opacity=".8"') if chart.note else [])

    def _text(self, text: str, letter: float, style: str) -> list[str]:
        lines = wrap(text, int((self.width - 8) / letter))
        parts = []
        for line in lines:
            self.y += _LINE
            parts.append(f'<text x="4" y="{self.y - 3}" {style}>{escape(line)}</text>')
        return parts

    def _place(self, x: float) -> float:
        box = (self.left, self.right, 0.0, 1.0)
        return frame_of(self.chart.panels[0], self.chart.axis, self.along, box).x(x)

    def _spans(self) -> list[str]:
        """Name the spans that are wide enough, over a bar in their colour."""
        if not self.chart.spans:
            return []
        self.y += _LINE
        parts = []
        for span in self.chart.spans:
            left, right = self._place(span.start), self._place(span.end)
            if span.text and text_width(span.text) <= right - left + 4:
                middle = round((left + right) / 2, 1)
                parts.append(
                    f'<text x="{middle}" y="{self.y - 2}" text-anchor="middle">'
                    f"{escape(span.text)}</text>"
                )
            wide = round(max(right - left - 1, 1), 1)
            parts.append(
                f'<rect x="{left}" y="{self.y + 3}" width="{wide}" height="4" rx="1" '
                f'fill="{span.colour}"><title>{escape(span.text)}</title></rect>'
            )
        self.y += 9
        return parts

    def _events(self) -> list[str]:
        """Name the events above the panels, in up to three rows without overlap."""
        named = sorted((e for e in self.chart.events if e.text), key=lambda event: event.x)
        middles, boxes = [], []
        for event in named:
            half = text_width(event.text) / 2
            middles.append(min(max(self._place(event.x), half + 4), self.width - half - 2))
            boxes.append((middles[-1] - half, middles[-1] + half))
        rows = find_rows(boxes, _ROWS, _APART)
        top = self.y
        self.y += _LINE * (1 + max((row for row in rows if row is not None), default=-1))
        return [
            f'<text x="{round(x, 1)}" y="{top + _LINE * (row + 1) - 3}" text-anchor="middle">'
            f"{escape(event.text)}</text>"
            for x, row, event in zip(middles, rows, named, strict=True)
            if row is not None
        ]

    def _panel(self, panel: Panel, frames: list[Frame]) -> list[str]:
        unit_y = self.y + _LINE
        parts = [f'<text x="4" y="{unit_y}" font-weight="600">{escape(panel.unit)}</text>']
        named = [series for series in panel.series if series.name and is_known(series)]
        first = 24 + _BOLD * text_width(panel.unit)
        if first + sum(34 + text_width(series.name) for series in named) > self.width:
            first, unit_y = 4.0, unit_y + _LINE * bool(named)
        legend, self.y = draw_legend(named, first, self.width - 4, unit_y)
        parts.append(legend)
        if not frames and (self.chart.spans or self.chart.events):
            self.y += 5
            parts += self._spans() + self._events()
        top = self.y + 9
        bottom = top + _PANEL * panel.share
        frame = frame_of(panel, self.chart.axis, self.along, (self.left, self.right, top, bottom))
        frames.append(frame)
        self.y = bottom + _GAP
        grid = [_grid(frame, tick) for tick in _ticks(panel)]
        return [
            *parts, draw_zones(frame, panel), *grid,
            draw_series(frame, panel, self.chart.name_along), draw_marks(frame, panel),
            name_at_right(frame, panel),
        ]  # fmt: skip

    def _through(self, frames: Sequence[Frame]) -> list[str]:
        """Draw events and the ground of spans through all panels."""
        parts = []
        for frame in frames:
            for span in self.chart.spans:
                left, right = frame.x(span.start), frame.x(span.end)
                parts.append(
                    f'<rect x="{left}" y="{frame.top}" width="{round(right - left, 1)}" '
                    f'height="{frame.bottom - frame.top}" fill="{span.colour}" '
                    'fill-opacity=".07"/>'
                )
        for event in self.chart.events:
            x = self._place(event.x)
            path = "".join(f"M{x} {frame.top - 4}V{frame.bottom}" for frame in frames)
            parts.append(
                f'<path d="{path}" stroke="currentColor" stroke-dasharray="1 3" '
                f'stroke-opacity=".8"><title>{escape(event.text)}</title></path>'
            )
        return parts

    def _axis(self, frame: Frame) -> list[str]:
        most = max(2, int((frame.right - frame.left) / _TICK))
        parts, self.y = [], frame.bottom + _LINE
        for tick in ticks_along(self.chart.axis, *self.along, most):
            x, half = frame.x(tick.at), text_width(tick.text) / 2
            middle = round(max(min(x, self.width - half - 1), half + 1), 1)
            parts.append(
                f'<path d="M{x} {frame.bottom}v4" stroke="currentColor" stroke-opacity=".5"/>'
                f'<text x="{middle}" y="{self.y}" text-anchor="middle">{escape(tick.text)}</text>'
            )
        if self.chart.along:
            self.y += _LINE
            middle = round((frame.left + frame.right) / 2, 1)
            parts.append(
                f'<text x="{middle}" y="{self.y}" text-anchor="middle">'
                f"{escape(self.chart.along)}</text>"
            )
        return [f'<g opacity=".85">{"".join(parts)}</g>']


def _names_at_right(panel: Panel) -> list[str]:
    names = [level.text for level in panel.levels]
    low, high = range_up(panel)
    names += [zone.text for zone in panel.zones if zone.low < high and zone.high > low]
    return [name for name in names if name]


def _ticks(panel: Panel) -> list[Tick]:
    low, high = range_up(panel)
    return ticks_up(low, high, max(2, int(_PANEL * panel.share / 24)), clock=panel.clock)


def _grid(frame: Frame, tick: Tick) -> str:
    y = frame.y(tick.at)
    strong = ".5" if tick.at == 0 else ".14"
    return (
        f'<path d="M{frame.left} {y}H{frame.right}" stroke="currentColor" stroke-opacity="{strong}"'
        f'/><text x="{frame.left - 5}" y="{y + 4}" text-anchor="end" opacity=".85">'
        f"{escape(tick.text)}</text>"
    )
