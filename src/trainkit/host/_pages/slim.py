"""The charts and tables of reports in fewer bytes: the same picture, the same numbers."""

import re

__all__ = ["slim_chart", "slim_table"]

_TAG = re.compile(r"<(?:path|circle|rect|text|svg)[^>]*>")
_PLACE = re.compile(r'(?<= )(x|y|cx|cy|width|height|d)="([^"]*)"')
_LINE = re.compile(r"(?:[MLZ](?:-?[\d.]+ -?[\d.]+)?)+")
_STEP = re.compile(r"([MLZ])(?:(-?[\d.]+) (-?[\d.]+))?")
_ZERO = re.compile(r"(?<=\d)\.0(?!\d)")
_GROUP = re.compile(
    r'<g fill="([^"]*)"([^>]*)>((?:<(?:circle|rect)(?: [a-z]+="[-\d.]+")+></(?:circle|rect)>)+)</g>'
)
_SIZE = re.compile(r'([a-z]+)="([-\d.]+)"')
_CELL = re.compile(r"</t[dhr]>")
_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
_AXES = tuple(
    re.compile(
        rf'<path d="([-MHVhv\d. ]+)" stroke="currentColor" stroke-opacity="{re.escape(faint)}"/>'
    )
    for faint in (".14", ".5")
)
_STYLED = (
    (' text-anchor="end" opacity=".85"', ' class="e"'),
    (' text-anchor="middle"', ' class="m"'),
    (' font-size="12" font-family="system-ui,sans-serif" fill="currentColor"', ""),
    (' r="2.4"><title', "><title"),
)
"""Attributes, and what stands in place of them: ``app.css`` says the same."""


def slim_chart(svg: str) -> str:
    """Write lines as steps from point to point, and what is alike once.

    Dots and bars without names become one path, the lines of an axis too; what labels and named
    dots have in common stands in the style sheet of the pages.
    """
    for long, short in _STYLED:
        svg = svg.replace(long, short)
    joined = _DRAWING.sub(lambda drawing: _join_axes(drawing[0]), svg)  # wide and narrow, each
    return _TAG.sub(_slim_tag, _GROUP.sub(_join, joined))


def slim_table(table: str) -> str:
    """Leave out the ends of cells and rows, which HTML does not need, and the class of each."""
    return _CELL.sub("", table.replace('<td class="n">', "<td>"))


def _slim_tag(tag: re.Match[str]) -> str:
    return _PLACE.sub(_slim_place, tag[0])


def _slim_place(place: re.Match[str]) -> str:
    name, value = place.groups()
    if name == "d" and "L" in value and _LINE.fullmatch(value):
        value = _steps(value)
    return f'{name}="{_ZERO.sub("", value)}"'


def _steps(line: str) -> str:
    """Write a line in steps, in whole tenths so that nothing adds up."""
    out, at, start = [], (0, 0), (0, 0)
    for kind, x, y in _STEP.findall(line):
        if kind == "Z":
            out.append("z")
            at = start
            continue
        point = round(float(x) * 10), round(float(y) * 10)
        if kind == "M":
            out.append(f"M{x} {y}")
            start = point
        else:
            step = "".join(_number(to - since) for to, since in zip(point, at, strict=True))
            out.append(f"l{step.lstrip()}" if not out or out[-1][0] in "Mz" else step)
        at = point
    return "".join(out)


def _join_axes(svg: str) -> str:
    """Draw all lines of an axis as one path, where the first of them stands."""
    for faint in _AXES:
        places = faint.findall(svg)
        if len(places) < 2:
            continue
        first = faint.search(svg)
        if first is not None:
            whole = first[0].replace(places[0], "".join(places), 1)
            rest = faint.sub("", svg[first.end() :])
            svg = f"{svg[: first.start()]}{whole}{rest}"
    return svg


def _number(tenths: int) -> str:
    """Write a number with what sets it apart from the one before."""
    shown = f"{abs(tenths) / 10:g}"
    shown = shown[1:] if shown.startswith("0.") else shown
    return f"-{shown}" if tenths < 0 else f" {shown}"


def _join(group: re.Match[str]) -> str:
    """Draw dots as strokes without length and with round ends, and bars as strokes."""
    colour, more, shapes = group.groups()
    found = [
        {name: float(size) for name, size in _SIZE.findall(shape)} for shape in shapes.split("><")
    ]
    sizes = [size for size in found if size]
    if all("r" in size for size in sizes):
        line = "".join(f"M{size['cx']:g} {size['cy']:g}h0" for size in sizes)
        width, ends = 2 * sizes[0]["r"], ' stroke-linecap="round"'
    else:
        width, ends = sizes[0]["width"], ""
        line = "".join(
            f"M{round(size['x'] + width / 2, 2):g} {size['y']:g}v{size['height']:g}"
            for size in sizes
        )
    stroke = more.replace("fill", "stroke")
    return f'<path d="{line}" stroke="{colour}"{stroke} stroke-width="{width:g}"{ends}/>'
