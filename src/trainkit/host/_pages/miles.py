"""Charts for readers who count in miles and feet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from trainkit._html import Area, Chart, Curve, Panel
from trainkit.host._pages.amounts import FOOT_M, MILE_M
from trainkit.host._reader import READER

__all__ = ["convert_chart", "convert_unit"]

_UNITS = {
    "km/h": ("mph", 1000 / MILE_M),
    "min/km": ("min/mi", MILE_M / 1000),
    "m": ("ft", 1 / FOOT_M),
}

_Drawn = TypeVar("_Drawn")


def convert_unit(unit: str) -> tuple[str, float]:
    """Return the unit that the reader wants, and how many of it make one of the unit."""
    return _UNITS.get(unit, (unit, 1.0)) if READER.get().imperial else (unit, 1.0)


def convert_chart(chart: Chart) -> Chart:
    """Return a chart in the reader's units."""
    panels = [_convert(panel) for panel in chart.panels]
    if panels == list(chart.panels):
        return chart
    names = ", ".join(panel.unit.partition(" [")[0] for panel in panels)
    return replace(chart, panels=panels, description=f"{names.capitalize()} over time.")


def _convert(panel: Panel) -> Panel:
    name, _, unit = panel.unit.rstrip("]").partition(" [")
    to_unit, factor = convert_unit(unit)
    if to_unit == unit:
        return panel
    levels = [replace(level, value=level.value * factor) for level in panel.levels]
    series = list(_scale(panel.series, factor))
    return replace(panel, unit=f"{name} [{to_unit}]", series=series, levels=levels)


def _scale(series: Iterable[_Drawn], factor: float) -> Iterable[_Drawn]:
    for item in series:
        if isinstance(item, Curve):
            yield replace(item, y=_times(item.y, factor))
        elif isinstance(item, Area):
            yield replace(item, low=_times(item.low, factor), high=_times(item.high, factor))
        else:
            yield item


def _times(values: Sequence[float], factor: float) -> list[float]:
    return [value * factor for value in values]
