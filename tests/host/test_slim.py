"""Charts and tables in fewer bytes are the same charts and tables."""

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from trainkit.host import _pages as pages
from trainkit.host._pages.slim import slim_chart, slim_table

STEP = re.compile(r"([MLlzZ])|(-?\d*\.?\d+)")


def _points(path: str) -> list[tuple[float, float]]:
    """Follow a path of lines, whole or in steps."""
    points: list[tuple[float, float]] = []
    kind, numbers, at, start = "", list[float](), (0.0, 0.0), (0.0, 0.0)
    for letter, number in STEP.findall(path):
        if letter:
            kind = letter
            if letter in "zZ":
                at = start
            continue
        numbers.append(float(number))
        if len(numbers) == 2:
            x, y = numbers
            at = (at[0] + x, at[1] + y) if kind == "l" else (x, y)
            start = at if kind == "M" else start
            points.append((round(at[0], 6), round(at[1], 6)))
            numbers = []
    return points


@pytest.mark.parametrize(
    "path",
    [
        "M26.0 95.8L29.5 95.8L33.1 96.6",
        "M1.0 2.0L0.5 2.3L-0.5 -2.0M7.0 7.0L8.0 6.9",
        "M1.0 2.0L3.0 4.0L5.0 2.5ZM10.0 0.0L9.9 0.1Z",
        "M0.0 0.0" + "".join(f"L{n / 10:.1f} {n % 7 / 10:.1f}" for n in range(1, 3_000)),
    ],
)
def test_a_line_goes_through_the_same_points(path: str) -> None:
    slim = slim_chart(f'<path fill="none" d="{path}"/>')
    found = re.search(r'd="([^"]*)"', slim)
    assert found is not None
    assert _points(found[1]) == _points(path)
    assert len(found[1]) < len(path)


def test_other_paths_and_words_stay() -> None:
    for svg in (
        '<path d="M26 116.9H340" stroke="currentColor"/>',
        '<text x="5" y="6" font-size="12">5.0 to 7.0</text>',
        '<svg aria-label="35.0 a day"><title>L1.0 2.0</title></svg>',
    ):
        assert slim_chart(svg) == svg
    assert slim_chart('<text x="5.0" y="6.5">1.0</text>') == '<text x="5" y="6.5">1.0</text>'


def test_dots_and_bars_stand_where_they_stood() -> None:
    dots = "".join(f'<circle cx="{x}.0" cy="2.5" r="2.4"></circle>' for x in (1, 2))
    slim = slim_chart(f'<g fill="#808790" fill-opacity=".8">{dots}</g>')
    assert 'd="M1 2.5h0M2 2.5h0"' in slim
    assert 'stroke="#808790" stroke-opacity=".8" stroke-width="4.8" stroke-linecap="round"' in slim
    bars = '<rect x="33.5" y="82.8" width="2.5" height="79.2"></rect>'
    slim = slim_chart(f'<g fill="#3b82c4" fill-opacity="1">{bars}</g>')
    assert 'd="M34.75 82.8v79.2"' in slim
    assert 'stroke-width="2.5"' in slim
    named = '<g fill="red"><circle cx="1.0" cy="2.0" r="2.4"><title>1 May</title></circle></g>'
    assert "<title>1 May</title>" in slim_chart(named)


def test_the_lines_of_an_axis_are_one_path_and_labels_share_a_style() -> None:
    line = '<path d="M26 {0}H630" stroke="currentColor" stroke-opacity=".14"/>'
    label = '<text x="21" y="{0}" text-anchor="end" opacity=".85">{0}</text>'
    svg = "".join(line.format(y) + label.format(y) for y in (230, 195))
    slim = slim_chart(f"<svg>{svg}</svg>")
    assert slim.count("<path") == 1
    assert slim_chart(f"<svg>{svg}</svg>" * 2) == slim * 2  # wide and narrow keep their own
    assert 'd="M26 230H630M26 195H630"' in slim
    assert '<text x="21" y="230" class="e">230</text>' in slim
    style = (Path(pages.__file__).parents[1] / "static" / "app.css").read_text(encoding="utf-8")
    for rule in ("text.e { text-anchor: end; opacity: .85 }", "circle:not([r]) { r: 2.4px }"):
        assert rule in style


def test_a_table_says_the_same() -> None:
    table = '<table><tr><th>day</th></tr><tr><td class="n">1.0</td><td>a b</td></tr></table>'
    assert slim_table(table) == "<table><tr><th>day<tr><td>1.0<td>a b</table>"


def test_the_largest_page_stays_small(client: Any) -> None:
    page = client.get("/trends")
    assert page.status_code == 200
    assert len(page.content) < 90_000
    assert len(client.get("/").content) < 30_000
