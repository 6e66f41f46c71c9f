"""A chart as a plotly figure: the same numbers, words and colours as its SVG."""

from collections.abc import Sequence
from math import log10
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from trainkit._html import (
    Area,
    Bars,
    Chart,
    Curve,
    Event,
    Panel,
    Series,
    day_of,
    find_rows,
    format_clock,
    is_known,
    range_along,
    range_up,
    text_width,
    ticks_along,
    ticks_up,
)
from trainkit._optional import require

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["figure", "plotly"]

_DASHES = {"solid": "solid", "dashed": "dash", "dotted": "dot"}
_INK = "#70767d"  # legible on light and on dark notebooks
_GRID = "rgba(128,135,144,0.25)"
_PANEL_PX, _TOP_PX, _FOOT_PX, _GAP_PX = 170, 75, 90, 46
_NOTE_LETTERS, _ROWS, _ROW_PX = 64, 3, 15
_USUAL_PX = 600.0  # of the axis in a notebook
_NARROW_PX = 240.0  # of the axis on a phone, where names of events still must not touch
_MOST_TICKS = 9


def figure(chart: Chart) -> "Figure":
    """Convert a chart to an interactive figure.

    Parameters
    ----------
    chart : Chart
        From `trainkit.charts`, or of your own.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; without data it says why.

    Raises
    ------
    MissingExtra
        The extra ``plot`` is not installed.
    """
    made = plotly().Figure()
    made.update_layout(
        title={
            "text": chart.title,
            "subtitle": {"text": "<br>".join(wrap(chart.note, _NOTE_LETTERS))},
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 14},
        },
        margin={"t": _top_px(chart), "b": _FOOT_PX},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": _INK},
        barmode="overlay",
        bargap=0.1,
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom"},
        meta={"description": chart.description},
    )
    if not chart.panels:
        made.update_xaxes(visible=False)
        made.update_yaxes(visible=False)
        made.add_annotation(text=chart.missing, showarrow=False, x=0.5, y=0.5, xref="paper",
                            yref="paper")  # fmt: skip
        return made
    _place_panels(made, chart)
    for number, panel in enumerate(chart.panels, start=1):
        for series in panel.series:
            _add(made, chart, series, panel, "y" if number == 1 else f"y{number}")
        _compare(made, panel, "y" if number == 1 else f"y{number}")
    _mark(made, chart)
    return made


def plotly() -> Any:
    """Import plotly's graph objects, or say which extra to install."""
    return require("plotly.graph_objects", extra="plot")


def _place_panels(made: "Figure", chart: Chart) -> None:
    """Place panels below each other over one axis."""
    shares = [panel.share for panel in chart.panels]
    gap = _GAP_PX / _PANEL_PX
    whole = sum(shares) + gap * (len(shares) - 1)
    made.update_layout(height=round(_PANEL_PX * whole + _top_px(chart) + _FOOT_PX))
    top = 1.0
    for number, (panel, share) in enumerate(zip(chart.panels, shares, strict=True), start=1):
        bottom = max(top - share / whole, 0.0)
        made.update_layout({f"yaxis{number if number > 1 else ''}": _upright(panel, bottom, top)})
        made.add_annotation(
            text=f"<b>{panel.unit}</b>", x=0, xref="x domain", xanchor="left", y=top, yref="paper",
            yanchor="bottom", showarrow=False, align="left",
        )  # fmt: skip
        top = bottom - gap / whole
    made.update_layout(xaxis=_lying(chart, len(shares)))


def _upright(panel: Panel, bottom: float, top: float) -> dict[str, object]:
    low, high = range_up(panel)
    axis: dict[str, object] = {
        "domain": [bottom, top],
        "range": [high, low] if panel.falling else [low, high],
        "gridcolor": _GRID,
        "zerolinecolor": _GRID,
    }
    if panel.clock:
        ticks = ticks_up(low, high, 6, clock=True)
        axis |= {"tickvals": [t.at for t in ticks], "ticktext": [t.text for t in ticks]}
    return axis


def _lying(chart: Chart, panels: int) -> dict[str, object]:
    axis: dict[str, object] = {
        "anchor": "y" if panels == 1 else f"y{panels}",
        "title": {"text": chart.along},
        "gridcolor": _GRID,
        "zeroline": False,
    }
    low, high = range_along(chart.panels, chart.axis)
    if chart.axis in {"duration", "distance"}:
        axis |= {"type": "log", "range": [log10(low), log10(high)]}
    elif chart.axis != "day":
        axis["range"] = [low, high]
    if chart.axis in {"duration", "distance", "time"}:
        ticks = ticks_along(chart.axis, low, high, _MOST_TICKS)
        axis |= {"tickvals": [t.at for t in ticks], "ticktext": [t.text for t in ticks]}
    return axis


def _places(chart: Chart, x: Sequence[float]) -> list[object]:
    """Return places on the axis as plotly has them: dates for days."""
    if chart.axis != "day":
        return list(x)
    return [day_of(at) if at == int(at) else _moment(at) for at in x]


def _moment(at: float) -> str:
    """Return a part of a day, such as the middle of a week of even length."""
    hours = (at - int(at)) * 24
    return f"{day_of(at)} {int(hours):02d}:00"


def _add(made: "Figure", chart: Chart, series: Series, panel: Panel, axis: str) -> None:
    common = {"x": _places(chart, series.x), "yaxis": axis, "name": series.name or panel.unit}
    if isinstance(series, Bars):
        day_ms = 86_400_000 if chart.axis == "day" else 1
        made.add_bar(
            y=list(series.heights), base=list(series.base) or None, marker_color=series.colour,
            marker_opacity=series.opacity, marker_line_width=0, width=0.9 * series.wide * day_ms,
            showlegend=bool(series.name) and is_known(series), **common,
        )  # fmt: skip
    elif isinstance(series, Area):
        _add_area(made, series, common)
    else:
        _add_curve(made, series, panel, common)


def _add_area(made: "Figure", area: Area, common: dict[str, Any]) -> None:
    edge = {"mode": "lines", "line": {"width": 0.75, "color": area.colour}}
    quiet = {"hoverinfo": "skip", "connectgaps": False}
    hidden = {**common, "showlegend": False}
    made.add_scatter(y=list(area.high), **hidden, **edge, **quiet)
    fill = {"fill": "tonexty", "fillcolor": _fade(area.colour, 0.22)}
    made.add_scatter(
        y=list(area.low),
        showlegend=bool(area.name) and is_known(area),
        **common,
        **edge,
        **quiet,
        **fill,
    )


def _add_curve(made: "Figure", curve: Curve, panel: Panel, common: dict[str, Any]) -> None:
    words = list(curve.words)
    if panel.clock and not words:
        words = ["" if y != y else format_clock(y) for y in curve.y]  # noqa: PLR0124  NaN
    made.add_scatter(
        y=list(curve.y),
        mode="markers" if curve.dots else "lines",
        line={
            "color": curve.colour,
            "dash": _DASHES[curve.dash],
            "shape": "hv" if curve.steps else "linear",
        },
        marker={"color": curve.colour},
        showlegend=bool(curve.name) and is_known(curve),
        text=words or None,
        hovertemplate="%{x}: %{text}" if words else None,
        **common,
    )


def _compare(made: "Figure", panel: Panel, axis: str) -> None:
    """Draw levels, zones and letters of a panel, with their names at the right."""
    low, high = range_up(panel)
    for zone in panel.zones:
        bottom, top = max(zone.low, low), min(zone.high, high)
        if bottom < top:
            made.add_shape(
                type="rect", xref="x domain", x0=0, x1=1, yref=axis, y0=bottom, y1=top,
                fillcolor=zone.colour, opacity=0.12, line_width=0, layer="below",
            )  # fmt: skip
            _name_at_right(made, zone.text, (bottom + top) / 2, axis)
    for level in panel.levels:
        made.add_shape(
            type="line", xref="x domain", x0=0, x1=1, yref=axis, y0=level.value, y1=level.value,
            line={"dash": "dash", "width": 1, "color": _INK},
        )  # fmt: skip
        _name_at_right(made, level.text, level.value, axis)


def _name_at_right(made: "Figure", text: str, y: float, axis: str) -> None:
    if text:
        made.add_annotation(
            text=text, x=1.005, xref="x domain", xanchor="left", y=y, yref=axis, showarrow=False
        )


def _mark(made: "Figure", chart: Chart) -> None:
    """Draw spans, events and letters."""
    for span in chart.spans:
        start, end = _places(chart, [span.start, span.end])
        made.add_shape(
            type="rect", xref="x", x0=start, x1=end, yref="paper", y0=0, y1=1,
            fillcolor=span.colour, opacity=0.08, line_width=0, layer="below",
        )  # fmt: skip
        if text_width(span.text) <= _pixel(chart, span.end) - _pixel(chart, span.start):
            middle = _places(chart, [(span.start + span.end) / 2])[0]
            made.add_annotation(text=span.text, x=middle, y=1.0, yref="paper", yanchor="bottom",
                                yshift=_ROW_PX, showarrow=False)  # fmt: skip
    above_px = _ROW_PX * (2 if chart.spans else 1)
    for event, row in _name_events(chart):
        (at,) = _places(chart, [event.x])
        made.add_shape(
            type="line", xref="x", x0=at, x1=at, yref="paper", y0=0, y1=1,
            line={"dash": "dot", "width": 1, "color": _INK},
        )  # fmt: skip
        if row is not None:
            made.add_annotation(text=event.text, x=at, y=1.0, yref="paper", yanchor="bottom",
                                yshift=above_px + _ROW_PX * row, showarrow=False)  # fmt: skip
    for number, panel in enumerate(chart.panels, start=1):
        for mark in panel.marks:
            made.add_annotation(
                text=mark.letter, hovertext=mark.text, x=_places(chart, [mark.x])[0], y=mark.y,
                yref="y" if number == 1 else f"y{number}", yanchor="bottom", showarrow=False,
                font={"size": 10},
            )  # fmt: skip


def _name_events(chart: Chart) -> list[tuple[Event, int | None]]:
    """Return the events in order with the row of each name; None for one without room."""
    events = sorted(chart.events, key=lambda event: event.x)
    boxes = []
    for event in events:
        middle = _pixel(chart, event.x) * _NARROW_PX / _USUAL_PX
        half = text_width(event.text) / 2
        boxes.append((middle - half, middle + half))
    return list(zip(events, find_rows(boxes, _ROWS, 4.0), strict=True))


def _top_px(chart: Chart) -> int:
    """Return the height of title, note and names above the first panel [px]."""
    rows = [row for _, row in _name_events(chart) if row is not None] if chart.panels else []
    lines = len(wrap(chart.note, _NOTE_LETTERS)) + bool(chart.spans) + 1 + max(rows, default=-1)
    return _TOP_PX + _ROW_PX * lines


def _pixel(chart: Chart, at: float) -> float:
    """Return about where a place of a linear axis is [px]."""
    low, high = range_along(chart.panels, chart.axis)
    return _USUAL_PX * (at - low) / (high - low)


def _fade(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
