"""Pieces of HTML: everything is escaped, and a page needs nothing but itself."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest

from trainkit import _html

DAYS = [dt.date(2026, 5, day) for day in range(1, 11)]
BAD = '<script>alert("x")</script>'


def test_text_is_escaped_wherever_it_goes() -> None:
    line = _html.Line(BAD, [float(day.day) for day in DAYS], "red")
    pieces = [
        _html.escape(BAD),
        _html.badge(BAD, "green"),
        _html.table([BAD], [["1"]]),
        _html.page(BAD),
        _html.line_chart(DAYS, [line], label=BAD),
        _html.bar_chart(DAYS, line, label=BAD),
    ]
    for piece in pieces:
        assert "<script" not in piece
        assert "&lt;script&gt;" in piece


@pytest.mark.parametrize(("share", "width"), [(-1, 0), (0.25, 15), (1, 60), (7, 60)])
def test_a_meter_stays_inside_its_frame(share: float, width: float) -> None:
    inner = re.findall(r'<rect width="([\d.]+)"', _html.meter(share, "red"))[1]
    assert float(inner) == width


def test_charts_are_well_formed_and_leave_gaps() -> None:
    values = [float(day.day) for day in DAYS]
    values[4] = float("nan")
    chart = _html.line_chart(DAYS, [_html.Line("load", values, "green")], label="a week")
    for svg in re.findall(r"<svg.*?</svg>", chart, re.DOTALL):
        ET.fromstring(svg)  # noqa: S314  our own text
    assert "nan" not in chart.lower()


def test_a_page_loads_nothing() -> None:
    page = _html.page("today", _html.section("<p>good</p>"))
    assert not re.search(r"<link|<script|<img|@import|url\(|https?:", page)
