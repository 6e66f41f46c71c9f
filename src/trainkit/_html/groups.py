"""Means of groups with their intervals as inline SVG."""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

from trainkit._html.axes import round_step
from trainkit._html.text import escape

__all__ = ["GroupMean", "group_chart"]

_WIDE, _ROW, _TOP, _BOTTOM = 640.0, 30.0, 8.0, 22.0
_LEFT, _RIGHT = 250.0, 60.0
_TICKS = 5


class GroupMean(NamedTuple):
    """A group: its name, its mean, the ends of the interval, and how many."""

    name: str
    value: float
    low: float
    high: float
    size: int


def group_chart(groups: Sequence[GroupMean], *, unit: str, label: str, colour: str) -> str:
    """Draw a dot with its interval for each group.

    Parameters
    ----------
    groups : sequence of GroupMean
        From top to bottom.
    unit : str
        The unit of the values.
    label : str
        Description for screen readers.
    colour : str
        Of dots and intervals.

    Returns
    -------
    str
        An SVG element; empty for no group.
    """
    if not groups:
        return ""
    low, high = min(group.low for group in groups), max(group.high for group in groups)
    margin = 0.06 * (high - low) or 1.0
    low, high = low - margin, high + margin

    def x(value: float) -> float:
        return round(_LEFT + (_WIDE - _LEFT - _RIGHT) * (value - low) / (high - low), 1)

    bottom = _TOP + _ROW * len(groups)
    parts = []
    step = round_step((high - low) / _TICKS)
    for count in range(ceil(low / step), floor(high / step) + 1):
        at = x(count * step)
        shown = f"{count * step:.0f}" if step >= 1 else f"{count * step:.1f}"
        parts.append(
            f'<line x1="{at}" x2="{at}" y1="{_TOP}" y2="{bottom}" stroke="currentColor" '
            f'opacity=".15"/><text x="{at}" y="{bottom + 14}" text-anchor="middle">{shown}</text>'
        )
    parts.append(f'<text x="{_WIDE - 4}" y="{bottom + 14}" text-anchor="end">{escape(unit)}</text>')
    for row, group in enumerate(groups):
        y = _TOP + _ROW * (row + 0.5)
        parts.append(
            f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(group.name)} '
            f"({group.size})</text>"
            f'<line x1="{x(group.low)}" x2="{x(group.high)}" y1="{y}" y2="{y}" stroke="{colour}" '
            f'stroke-width="3" opacity=".5"/><circle cx="{x(group.value)}" cy="{y}" r="5" '
            f'fill="{colour}"><title>{group.value:.1f} {escape(unit)}</title></circle>'
        )
    high_px = bottom + _BOTTOM
    return (
        f'<svg class="groups" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_WIDE:.0f} {high_px:.0f}" '
        f'aria-label="{escape(label)}" font-size="12" fill="currentColor" '
        f'font-family="system-ui,sans-serif">{"".join(parts)}</svg>'
    )
