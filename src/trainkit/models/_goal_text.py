"""Parse a goal from text: "5K in 25 minutes in 12 weeks"."""

import datetime as dt
import re

from trainkit.errors import InvalidInput

__all__ = ["parse_goal"]

_NAMED = {"half marathon": 21_097.5, "half": 21_097.5, "marathon": 42_195.0, "mile": 1609.344}
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(km|k|miles|mi|m)\b")
_CLOCK = re.compile(r"\b(?:in|under)\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\b")
_UNITS = re.compile(
    r"\b(?:in|under)\s+(?:(\d+)\s*(?:h|hours?)\s*)?(?:(\d+(?:\.\d+)?)\s*(?:min|minutes?|m)?\b)?"
)
_WEEKS = re.compile(r"\bin\s+(\d+)\s+weeks?\b")
_DATE = re.compile(r"\b(?:on\s+)?(\d{4}-\d{2}-\d{2})\b")
_METRES = {"km": 1000.0, "k": 1000.0, "m": 1.0, "mi": 1609.344, "miles": 1609.344}
_SHORT_CLOCK_M = 15_000.0  # 25:00 means minutes below this distance; 3:30 means hours above


def parse_goal(text: str, start: dt.date) -> tuple[float, dt.date, float | None]:
    """Parse the distance [m], day and time [s] of a goal."""
    lower = text.lower()
    distance = _distance(lower, text)
    rest, day = _day(lower, text, start)
    return distance, day, _time(rest, distance)


def _distance(lower: str, text: str) -> float:
    match = _DISTANCE.search(lower)
    if match:
        return float(match[1]) * _METRES[match[2]]
    for name, metres in _NAMED.items():
        if name in lower:
            return metres
    raise InvalidInput("goal", text, "a distance, such as 5K, 21.1 km or marathon")


def _day(lower: str, text: str, start: dt.date) -> tuple[str, dt.date]:
    weeks, date = _WEEKS.search(lower), _DATE.search(lower)
    if weeks:
        # The race is on the Sunday that ends the last week.
        monday = start - dt.timedelta(days=start.weekday())
        try:
            return _WEEKS.sub("", lower), monday + dt.timedelta(days=7 * int(weeks[1]) - 1)
        except (OverflowError, ValueError):  # beyond the year 9999, or 5,000 digits
            raise InvalidInput("goal", text, "a day of the calendar") from None
    if date:
        try:
            return _DATE.sub("", lower), dt.date.fromisoformat(date[1])
        except ValueError:
            raise InvalidInput("goal", text, "a day of the calendar") from None
    raise InvalidInput("goal", text, "a day, such as 2026-10-04 or in 12 weeks")


def _time(lower: str, distance_m: float) -> float | None:
    clock = _CLOCK.search(lower)
    if clock:
        first, second, third = (int(part or 0) for part in clock.groups())
        if clock[3] is None and distance_m < _SHORT_CLOCK_M:
            return 60.0 * first + second
        return 3600.0 * first + 60.0 * second + third
    for units in _UNITS.finditer(lower):
        hours, minutes = units.groups()
        if hours or minutes:
            return 3600.0 * float(hours or 0) + 60.0 * float(minutes or 0)
    return None
