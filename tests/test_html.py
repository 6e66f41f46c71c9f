"""Pieces of HTML: everything is escaped, and a page needs nothing but itself."""

import re

import pytest

from trainkit import _html

BAD = '<script>alert("x")</script>'


def test_text_is_escaped_wherever_it_goes() -> None:
    panel = _html.Panel(
        BAD,
        [
            _html.Curve(BAD, [0.0, 1.0], [1.0, 2.0], "#000000", dots=True, words=[BAD, BAD]),
            _html.Bars(BAD, [0.0, 1.0], [1.0, 2.0], 1.0, "#000000"),
        ],
        levels=[_html.Level(1.0, BAD)],
        zones=[_html.Zone(0, 1, BAD, "#000000")],
        marks=[_html.Mark(0.0, 1.0, BAD, BAD)],
    )
    chart = _html.Chart(
        BAD,
        [panel],
        along=BAD,
        description=BAD,
        note=BAD,
        events=[_html.Event(0.0, BAD)],
        spans=[_html.Span(0.0, 1.0, BAD, "#000000")],
    )
    pieces = [
        _html.escape(BAD),
        _html.badge(BAD, "green"),
        _html.table([BAD], [["1"]]),
        _html.page(BAD),
        chart.html(),
        chart.svg(2000, theme="auto"),
        _html.Chart(BAD, (), missing=BAD).svg(theme="dark"),
    ]
    for piece in pieces:
        assert "<script" not in piece
        assert "&lt;script&gt;" in piece


@pytest.mark.parametrize(("share", "width"), [(-1, 0), (0.25, 15), (1, 60), (7, 60)])
def test_a_meter_stays_inside_its_frame(share: float, width: float) -> None:
    inner = re.findall(r'<rect width="([\d.]+)"', _html.meter(share, "red"))[1]
    assert float(inner) == width


def test_a_page_loads_nothing() -> None:
    page = _html.page("today", _html.section("<p>good</p>"))
    assert not re.search(r"<link|<script|<img|@import|url\(|https?:", page)
