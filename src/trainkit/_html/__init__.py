"""HTML fragments and inline SVG charts for light and dark screens and for paper."""

from trainkit._html.chart import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SHOWN_DAYS,
    Band,
    Line,
    bar_chart,
    line_chart,
)
from trainkit._html.groups import GroupMean, group_chart
from trainkit._html.text import STYLE, badge, escape, meter, page, section, table

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "SHOWN_DAYS",
    "STYLE",
    "Band",
    "GroupMean",
    "Line",
    "badge",
    "bar_chart",
    "escape",
    "group_chart",
    "line_chart",
    "meter",
    "page",
    "section",
    "table",
]
