"""Small pieces of HTML and inline SVG that read well on light, dark and paper."""

from trainkit._html._chart import Band, Line, bar_chart, line_chart
from trainkit._html._text import STYLE, badge, escape, meter, page, section, table

__all__ = [
    "STYLE",
    "Band",
    "Line",
    "badge",
    "bar_chart",
    "escape",
    "line_chart",
    "meter",
    "page",
    "section",
    "table",
]
