"""Parse a goal from text: "5K in 25 minutes in 12 weeks"."""

import datetime as dt
import re

from trainkit.errors import InvalidInput

__all__ = ["parse_distance", "parse_goal", "parse_sport", "parse_time"]

_NAMED = {"half marathon": 21_097.5, "half": 21_097.5, "marathon": 42_195.0, "mile": 1609.344}
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(km|k|miles|mi|m)\b")
_CLOCK = re.compile(r"\b(?:in|under)\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\b")
_UNITS = re.compile(
    r"\b(?:in|under)\s+(?:(\d+)\s*(?:h|hours?)\s*)?(?:(\d+(?:\.\d+)?)\s*(?:min|minutes?|m)?\b)?"
)
_WEEKS = re.compile(r"\bin\s+(\d+)\s+weeks?\b")
_DATE = re.compile(r"\b(?:on\s+)?(\d{4}-\d{2}-\d{2})\b")
_METRES = {"km": 1000.0, "k": 1000.0, "m": 1.0, "mi": 1609.344, "miles": 1609.344}
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_TIME = re.compile(
    r"\d{1,2}:[0-5]\d(?::[0-5]\d)?"
    r"|\d{1,2}\s*(?:h|hours?)(?:\s*\d{1,2}\s*(?:min|minutes?|m)?)?"
    r"|\d{1,4}(?:\.\d{1,3})?\s*(?:min|minutes?|m)"
)
_SPORTS = {
    "cycling": re.compile(r"\b(?:rides?|riding|bikes?|biking|cycl\w+|gran ?fondo|sportive)\b"),
    "swimming": re.compile(r"\b(?:swims?|swimming)\b"),
    "running": re.compile(r"\b(?:runs?|running|jog\w*)\b"),
}
_SEVERAL = re.compile(r"\b(?:tri|du|aqua)athlons?\b|\bironman\b")
_MOST_KM, _LEAST_M = 300, 1000  # of a number without a unit; between them it may be either
_SHORT_CLOCK_M = 15_000.0  # 25:00 means minutes below this distance; 3:30 means hours above


def parse_goal(text: str, start: dt.date) -> tuple[float, dt.date, float | None]:
    """Parse the distance [m], day and time [s] of a goal."""
    lower = text.lower()
    distance = _distance(lower, text)
    rest, day = _day(lower, text, start)
    return distance, day, _time(rest, distance)


def parse_sport(text: str) -> str:
    """Parse the sport of a race: running, where no other is named.

    Raises
    ------
    InvalidInput
        It is a race of several sports.
    """
    lower = text.lower()
    named = [sport for sport, words in _SPORTS.items() if words.search(lower)]
    if len(named) > 1 or _SEVERAL.search(lower):
        raise InvalidInput("goal", text, "a race of one sport: a plan leads to one")
    return named[0] if named else "running"


def parse_distance(text: str) -> float:
    """Parse a distance as people write it: 21.1, 21.1 km, 5000 m, 10k, half [m].

    Parameters
    ----------
    text : str
        A number without a unit is kilometres below 300, and metres from 1,000 on.

    Returns
    -------
    float
        [m]

    Raises
    ------
    InvalidInput
        It is no distance, or its unit is doubtful.
    """
    lower = " ".join(text.lower().replace(",", ".").split())
    match = _DISTANCE.fullmatch(lower)
    if match:
        return float(match[1]) * _METRES[match[2]]
    if lower in _NAMED:
        return _NAMED[lower]
    number = float(lower) if _NUMBER.fullmatch(lower) else 0.0
    if 0 < number < _MOST_KM:
        return number * 1000
    if number >= _LEAST_M:
        return number
    allowed = "10k, 21.1 km, 800 m, half, marathon, or from 1,000 on a number of metres"
    raise InvalidInput("distance", text, allowed)


def parse_time(text: str, distance_m: float) -> float:
    """Parse a finish time as people write it: 1:45:00, 52:30, 50 minutes, 1h45 [s].

    Parameters
    ----------
    text : str
        Of two numbers, such as 1:45, the first is minutes for short races, and hours from 15 km on.
    distance_m : float
        The length of the race [m].

    Returns
    -------
    float
        [s]

    Raises
    ------
    InvalidInput
        It is no time.
    """
    lower = " ".join(text.lower().split())
    match = _TIME.fullmatch(lower)
    seconds = _time(f"in {lower}", distance_m) if match else None
    if not seconds:
        raise InvalidInput("time", text, "a time such as 1:45:00, 52:30 or 50 minutes")
    return seconds


def _distance(lower: str, text: str) -> float:
    match = _DISTANCE.search(lower)
    if match:
        return float(match[1]) * _METRES[match[2]]
    for name, metres in _NAMED.items():
        # Whole words: "Halbmarathon" and "semi-marathon" are no marathons.
        if re.search(rf"(?<![\w-]){name}(?!\w)", lower):
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
