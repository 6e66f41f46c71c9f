"""HTML fragments, and charts as SVG for light and dark screens and for paper."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit._html.axes import (
        SHORT_S,
        Axis,
        day_number,
        day_of,
        format_clock,
        ticks_along,
        ticks_up,
    )
    from trainkit._html.chart import SHOWN_DAYS, Chart
    from trainkit._html.frame import find_rows, range_along, range_up, text_width
    from trainkit._html.groups import GroupMean, group_chart
    from trainkit._html.series import (
        BLUE,
        GREEN,
        GREY,
        ORANGE,
        PURPLE,
        RED,
        YELLOW,
        Area,
        Bars,
        Curve,
        Dash,
        Event,
        Level,
        Mark,
        Panel,
        Series,
        Span,
        Zone,
        is_known,
    )
    from trainkit._html.text import STYLE, badge, escape, meter, page, section, table

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "PURPLE",
    "RED",
    "SHORT_S",
    "SHOWN_DAYS",
    "STYLE",
    "YELLOW",
    "Area",
    "Axis",
    "Bars",
    "Chart",
    "Curve",
    "Dash",
    "Event",
    "GroupMean",
    "Level",
    "Mark",
    "Panel",
    "Series",
    "Span",
    "Zone",
    "badge",
    "day_number",
    "day_of",
    "escape",
    "find_rows",
    "format_clock",
    "group_chart",
    "is_known",
    "meter",
    "page",
    "range_along",
    "range_up",
    "section",
    "table",
    "text_width",
    "ticks_along",
    "ticks_up",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "axes": "Axis SHORT_S day_number day_of format_clock ticks_along ticks_up",
            "chart": "Chart SHOWN_DAYS",
            "frame": "find_rows range_along range_up text_width",
            "groups": "GroupMean group_chart",
            "series": (
                "Area BLUE Bars Curve Dash Event GREEN GREY Level Mark ORANGE PURPLE Panel RED "
                "Series Span YELLOW Zone is_known"
            ),
            "text": "STYLE badge escape meter page section table",
        },
    )
