"""Every drawing is well formed, inside its frame, and says what it cannot show."""

import datetime as dt
import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit._html import (
    Area,
    Bars,
    Chart,
    Curve,
    Event,
    Level,
    Mark,
    Panel,
    Span,
    Zone,
    day_number,
    day_of,
    format_clock,
    ticks_along,
    ticks_up,
)
from trainkit._html.axes import Axis

BLUE = "#3b82c4"
VALUE = st.one_of(st.just(math.nan), st.floats(-1e6, 1e6))
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own drawing


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    size = draw(st.integers(1, 12))
    start = draw(st.floats(1, 20_000))
    x = [start + at * draw(st.sampled_from([1.0, 7.0])) for at in range(size)]
    x.sort()
    y = draw(st.lists(VALUE, min_size=size, max_size=size))
    high = [value + 1 for value in y]
    axis: Axis = draw(st.sampled_from(["day", "time", "duration", "distance", "number"]))
    series = [
        Curve("a line", x, y, BLUE),
        Curve("dots", x, y, BLUE, dots=True),
        Curve("steps", x, y, BLUE, steps=True),
        Bars("bars", x, y, 1.0, BLUE),
        Area("a range", x, y, high, BLUE),
    ]
    chosen = draw(st.lists(st.sampled_from(series), min_size=1, max_size=3))
    panel = Panel(
        "power [W]",
        chosen,
        levels=[Level(10.0, "level")],
        zones=[Zone(-math.inf, 5.0, "low", BLUE), Zone(5.0, math.inf, "high", BLUE)],
        marks=[Mark(x[0], 1.0, "L", "long run")],
        clock=draw(st.booleans()),
        falling=draw(st.booleans()),
    )
    events = [Event(at, "a race with a long name") for at in x]
    spans = [Span(x[0], x[-1], "base", BLUE)]
    return Chart(
        "A title", [panel] * draw(st.integers(1, 3)), axis=axis, events=events, spans=spans
    )


@settings(max_examples=60, deadline=None)
@given(chart=charts(), width=st.sampled_from([100, 350, 640, 1200]))
def test_whatever_is_drawn_stays_inside(chart: Chart, width: int) -> None:
    svg = chart.svg(width, theme="bare")
    root = parse(svg)
    assert "nan" not in svg
    assert "inf" not in svg
    high = float(root.attrib["height"])
    for node in root.iter():
        for name, limit in (("x", max(width, 240)), ("cx", max(width, 240)), ("y", high)):
            value = node.attrib.get(name)
            if value is not None and node.tag.endswith(("rect", "circle", "text")):
                assert -12 <= float(value) <= limit + 12, (node.tag, node.attrib)
        if node.tag.endswith("path"):
            rows = [float(part) for part in NUMBER.findall(node.attrib["d"])]
            assert max(rows) <= max(width, 240, high) + 12


def test_a_gap_stays_a_gap_and_a_lone_value_is_seen() -> None:
    values = [1.0, 2.0, math.nan, 4.0, math.nan, 6.0, 7.0]
    chart = Chart("x", [Panel("y", [Curve("", range(7), values, BLUE)])])
    (path,) = [n.attrib["d"] for n in parse(chart.svg()).iter() if n.attrib.get("stroke") == BLUE]
    assert path.count("M") == 3
    assert path.count("h0") == 1


def test_a_long_line_is_thinned_and_keeps_its_peaks() -> None:
    size = 20_000
    values = [0.0] * size
    values[7777] = 100.0
    chart = Chart("x", [Panel("y", [Curve("", range(size), values, BLUE)])], axis="number")
    svg = chart.svg()
    assert len(svg) < 30_000
    (path,) = [n.attrib["d"] for n in parse(svg).iter() if n.attrib.get("stroke") == BLUE]
    heights = {point.split(" ")[1] for point in re.split("[ML]", path)[1:]}
    assert len(heights) == 2


def test_names_of_events_never_touch() -> None:
    events = [Event(float(at), f"race {at}") for at in range(20)]
    panel = Panel("y", [Curve("", range(20), range(20), BLUE)])
    root = parse(Chart("x", [panel], axis="number", events=events).svg(640, theme="bare"))
    boxes: dict[str, list[tuple[float, float]]] = {}
    for node in root.iter():
        if (node.text or "").startswith("race") and node.tag.endswith("text"):
            half, x = 3.2 * len(node.text or ""), float(node.attrib["x"])
            boxes.setdefault(node.attrib["y"], []).append((x - half, x + half))
    assert len(boxes) == 3
    for row in boxes.values():
        row.sort()
        assert all(before[1] < after[0] for before, after in pairwise(row))


def test_without_panels_it_says_why() -> None:
    svg = Chart("Recovery", (), missing="No morning has a score yet.").svg()
    assert "No morning has a score yet." in svg
    assert "path" not in svg


@pytest.mark.parametrize(
    ("theme", "found"),
    [
        ("page", ()),
        ("bare", ("xmlns",)),
        ("auto", ("prefers-color-scheme",)),
        ("dark", ("#1a1e1b",)),
    ],
)
def test_a_theme_is_for_a_page_or_for_a_file(theme: str, found: tuple[str, ...]) -> None:
    chart = Chart("x", [Panel("y", [Curve("", [0, 1], [0, 1], BLUE)])])
    svg = chart.svg(theme=theme)  # type: ignore[arg-type]
    assert all(part in svg for part in found)
    assert ("http" in svg) == (theme != "page")
    assert ("<style" in svg) == (theme == "auto")  # a page's policy refuses styles inside


def test_colours_have_a_contrast_of_three_with_light_and_dark_pages() -> None:
    from trainkit import _html

    def brightness(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for name in ("BLUE", "GREEN", "ORANGE", "GREY", "PURPLE", "RED", "YELLOW"):
        for page in ("#ffffff", "#1a1e1b"):
            pair = sorted([brightness(getattr(_html, name)), brightness(page)])
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3, (name, page)


@settings(max_examples=100, deadline=None)
@given(
    axis=st.sampled_from(["day", "time", "number", "duration", "distance"]),
    low=st.floats(1, 30_000),
    wide=st.floats(0.5, 20_000),
    most=st.integers(2, 12),
)
def test_ticks_rise_inside_the_axis_and_are_few(
    axis: Axis, low: float, wide: float, most: int
) -> None:
    ticks = ticks_along(axis, low, low + wide, most)
    places = [tick.at for tick in ticks]
    assert places == sorted(set(places))
    assert len(ticks) <= most + 2
    assert all(low - 1e-9 <= at <= low + wide + 1e-9 for at in places)
    upright = ticks_up(low, low + wide, most, clock=False)
    assert len({tick.text for tick in upright}) == len(upright)


def test_days_and_clocks_are_words() -> None:
    day = dt.date(2026, 2, 28)
    assert day_of(day_number(day)) == day
    assert [format_clock(s) for s in (5, 65, 3599.6, 3661)] == [
        "0:05",
        "1:05",
        "1:00:00",
        "1:01:01",
    ]
    ticks = ticks_along("day", day_number(dt.date(2025, 11, 20)), day_number(day), 4)
    assert [tick.text for tick in ticks] == ["Dec 2025", "2026", "Feb"]


def test_a_part_keeps_what_happened_in_it() -> None:
    x = [0.0, 1.0, 2.0, 3.0]
    panel = Panel("y", [Curve("", x, x, BLUE), Bars("", x, x, 1, BLUE), Area("", x, x, x, BLUE)])
    chart = Chart(
        "x", [panel], events=[Event(0, "a"), Event(2, "b")], spans=[Span(0, 9, "c", BLUE)]
    )
    part = chart.between(1, 2)
    assert all(list(series.x) == [1.0, 2.0] for series in part.panels[0].series)
    assert [event.text for event in part.events] == ["b"]
    assert (part.spans[0].start, part.spans[0].end) == (1, 2)
