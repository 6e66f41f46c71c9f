"""The periods of sleep of one day that a product calls nights, as one night and naps."""

import datetime as dt
from collections.abc import Mapping

from trainkit.io.authoring._day import DayValue

__all__ = ["add_nap", "add_night"]

_GAP = dt.timedelta(hours=4)  # the longest time awake within a night
_EVENING_H, _MORNING_H = 19, 9  # between which the parts of an interrupted night begin
_ADDED = ("sleep_h", "in_bed_h", "awake_h", "deep_h", "light_h", "rem_h")


def add_nap(values: dict[str, DayValue], hours: float) -> None:
    """Add a nap to the naps of a day [h]."""
    known = values.get("nap_h")
    values["nap_h"] = hours + (known if isinstance(known, float) else 0.0)


def add_night(values: dict[str, DayValue], night: Mapping[str, DayValue]) -> None:
    """Add a period of sleep to what is known of its day.

    The longest period is the night. Another one that follows or precedes it within four hours, at
    night, is a part of it; one at another time is a nap; one at the same time does not count.

    Parameters
    ----------
    values : dict of str to DayValue
        The fields of the day, with the night so far.
    night : mapping of str to DayValue
        The fields of the period, with ``sleep_h``; its times are aware.
    """
    known, new = values.get("sleep_h"), night.get("sleep_h")
    if not isinstance(new, float):
        return
    if not isinstance(known, float):
        values |= night
        return
    gap = _gap(values, night)
    if gap is None:
        if new > known:
            values |= night
    elif gap <= _GAP and _is_dark(values) and _is_dark(night):
        _join(values, night)
    else:
        add_nap(values, min(known, new))
        if new > known:
            values |= night


def _gap(first: Mapping[str, DayValue], second: Mapping[str, DayValue]) -> dt.timedelta | None:
    """Return the time between two periods; None if they overlap or have no times."""
    spans = sorted(
        (start, end)
        for period in (first, second)
        for start, end in [(period.get("sleep_start"), period.get("sleep_end"))]
        if isinstance(start, dt.datetime) and isinstance(end, dt.datetime)
    )
    if len(spans) < 2 or spans[1][0] < spans[0][1]:
        return None
    return spans[1][0] - spans[0][1]


def _is_dark(period: Mapping[str, DayValue]) -> bool:
    start = period.get("sleep_start")
    if not isinstance(start, dt.datetime):
        return False
    return start.hour >= _EVENING_H or start.hour < _MORNING_H


def _join(values: dict[str, DayValue], night: Mapping[str, DayValue]) -> None:
    """Make one night of two parts; what is no time is that of the longer part."""
    longer = max((dict(values), night), key=lambda part: float(part["sleep_h"] or 0))  # type: ignore[arg-type]  # numbers
    parts = dict(values), night
    values |= longer
    for field in _ADDED:
        hours = [part[field] for part in parts if isinstance(part.get(field), float)]
        if hours:
            values[field] = sum(hours)  # type: ignore[arg-type]  # numbers
    starts, ends = ([part[field] for part in parts] for field in ("sleep_start", "sleep_end"))
    values["sleep_start"] = min(starts)  # type: ignore[type-var]  # both are known
    values["sleep_end"] = max(ends)  # type: ignore[type-var]  # both are known
