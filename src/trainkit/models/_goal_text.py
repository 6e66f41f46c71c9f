"""Parse a goal from text: "5K in 25 minutes in 12 weeks"."""

import datetime as dt
import re

from trainkit.errors import InvalidInput

__all__ = ["parse_distance", "parse_goal", "parse_sport", "parse_time", "parse_trail"]

_MILE_M = 1609.344
_NAMED = {
    "half marathon": 21_097.5,
    "half": 21_097.5,
    "marathon": 42_195.0,
    "mile": _MILE_M,
    "parkrun": 5000.0,
}
_DISTANCE = re.compile(
    r"(?<![\d.,:])(\d+(?:\.\d+)?)[\s-]*"
    r"(?:(km|k|kilomet(?:er|re)s?)|(mi|miles?)|(m|met(?:er|re)s?))\b"
)
_METRES = (1000.0, _MILE_M, 1.0)  # of the units, in their order above
_BEFORE = r"\b(?:in|under|sub|below)[\s-]*"
_CLOCK = re.compile(rf"(?:{_BEFORE})?(?<![\d:])(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_HOURS = re.compile(
    rf"(?:{_BEFORE})?\b(\d+)\s*h(?:ours?)?\s*(?:(\d{{1,2}})\s*(?:min(?:utes?)?|m)?)?\b"
)
_MINUTES = re.compile(rf"(?:{_BEFORE})?\b(\d+(?:\.\d+)?)\s*min(?:utes?)?\b")
_BARE = re.compile(rf"{_BEFORE}(\d+(?:\.\d+)?)m?\b")
_WEEKS = re.compile(r"\bin\s+(\d+)\s+weeks?\b")
_DATE = re.compile(r"\b(?:on\s+)?(\d{4}-\d{2}-\d{2})\b")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"\b{_ORDINAL}\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}})\b)?")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+{_ORDINAL}\b(?:,?\s+(\d{{4}})\b)?")
_ORDINALS = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_THOUSANDS, _DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{3}\b)"), re.compile(r"(?<=\d),(?=\d)")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_TIME = re.compile(
    r"\d{1,2}:[0-5]\d(?::[0-5]\d)?"
    r"|\d{1,2}\s*(?:h|hours?)(?:\s*\d{1,2}\s*(?:min|minutes?|m)?)?"
    r"|\d{1,4}(?:\.\d{1,3})?\s*(?:min|minutes?|m)"
)
_SPORTS = {
    "cycling": re.compile(
        r"\b(?:rides?|riding|bikes?|biking|cycl\w+|gran ?fondo|sportive|time trial|tt|criterium)\b"
    ),
    "swimming": re.compile(r"\b(?:swims?|swimming)\b"),
    "running": re.compile(r"\b(?:runs?|running|jog\w*)\b"),
}
_OTHERS = re.compile(
    r"\b(?:row(?:s|ing)?|skis?|skiing|skat\w+|kayak\w*|paddl\w+|canoe\w*|hik\w+|walk(?:s|ing)?)\b"
)
_TRAIL = re.compile(r"\b(?:trails?|fell|mountains?)\b")
_SEVERAL = re.compile(r"\b(?:tri|du|aqua)athlons?\b|\bironman\b")
_MOST_KM, _LEAST_M = 300, 1000  # of a number without a unit; between them it may be either
_SHORT_CLOCK_M = 15_000.0  # 25:00 means minutes below this distance; 3:30 means hours above
_MOST_HOURS = 10  # of a number without a unit: "sub 3" of a marathon


def parse_goal(text: str, start: dt.date) -> tuple[float, dt.date, float | None]:
    """Parse the distance [m], day and time [s] of a goal."""
    lower = _DECIMAL_COMMA.sub(".", _THOUSANDS.sub("", text.lower()))
    rest, distance = _distance(lower, text)
    rest, day = _day(rest, text, start)
    rest, seconds = _time(rest, distance)
    left = re.search(r"\d[\d.:,-]*", _ORDINALS.sub("", rest).replace(str(day.year), ""))
    if left:  # a number that is passed over would be missed in the plan
        allowed = f"a distance, a day and at most one time: what is {left[0]} of it?"
        raise InvalidInput("goal", text, allowed)
    return distance, day, seconds


def parse_trail(text: str) -> bool:
    """Return whether a text speaks of a trail race."""
    return bool(_TRAIL.search(text.lower())) and parse_sport(text) == "running"


def parse_sport(text: str) -> str:
    """Parse the sport of a race: running, where no other is named.

    Raises
    ------
    InvalidInput
        It is a race of several sports, or of one that no plan leads to.
    """
    lower = text.lower()
    named = [sport for sport, words in _SPORTS.items() if words.search(lower)]
    if len(named) > 1 or _SEVERAL.search(lower):
        raise InvalidInput("goal", text, "a race of one sport: a plan leads to one")
    if not named and _OTHERS.search(lower):
        raise InvalidInput("goal", text, "a run, a ride or a swim: no plan leads to others")
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
        return _metres(match)
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
    seconds = _time(f"in {lower}", distance_m)[1] if match else None
    if not seconds:
        raise InvalidInput("time", text, "a time such as 1:45:00, 52:30 or 50 minutes")
    return seconds


def _metres(match: re.Match[str]) -> float:
    units = match.groups()[1:]
    unit = next(at for at, written in enumerate(units) if written is not None)
    return float(match[1]) * _METRES[unit]


def _distance(lower: str, text: str) -> tuple[str, float]:
    """Return the rest of a text, and its distance."""
    match = _DISTANCE.search(lower)
    if match:
        return _cut(lower, match), _metres(match)
    for name, metres in _NAMED.items():
        # Whole words: "Halbmarathon" and "semi-marathon" are no marathons.
        named = re.search(rf"(?<![\w-]){name}(?!\w)", lower)
        if named:
            return _cut(lower, named), metres
    raise InvalidInput("goal", text, "a distance, such as 5K, 21.1 km or marathon")


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _day(lower: str, text: str, start: dt.date) -> tuple[str, dt.date]:
    """Return the rest of a text, and its day."""
    try:
        if weeks := _WEEKS.search(lower):
            # The race is on the Sunday that ends the last week.
            monday = start - dt.timedelta(days=start.weekday())
            return _cut(lower, weeks), monday + dt.timedelta(days=7 * int(weeks[1]) - 1)
        if date := _DATE.search(lower):
            return _cut(lower, date), dt.date.fromisoformat(date[1])
        if date := _DAY_FIRST.search(lower):
            return _cut(lower, date), _date(date[3], date[2], date[1], start)
        if date := _MONTH_FIRST.search(lower):
            return _cut(lower, date), _date(date[3], date[1], date[2], start)
    except (OverflowError, ValueError):  # beyond the year 9999, or 5,000 digits
        raise InvalidInput("goal", text, "a day of the calendar") from None
    raise InvalidInput("goal", text, "a day, such as 2026-10-04, 4 October or in 12 weeks")


def _date(year: str | None, month: str, day: str, start: dt.date) -> dt.date:
    """Return a day; without a year the first from a day on."""
    number = _MONTHS.index(month[:3]) + 1
    if year is not None:
        return dt.date(int(year), number, int(day))
    found = dt.date(start.year, number, int(day))
    return found if found >= start else found.replace(year=start.year + 1)


def _time(lower: str, distance_m: float) -> tuple[str, float | None]:
    """Return the rest of a text, and its finish time [s]."""
    is_short = distance_m < _SHORT_CLOCK_M
    if clock := _CLOCK.search(lower):
        first, second, third = (int(part or 0) for part in clock.groups())
        if clock[3] is None and is_short:
            return _cut(lower, clock), 60.0 * first + second
        return _cut(lower, clock), 3600.0 * first + 60.0 * second + third
    if hours := _HOURS.search(lower):
        return _cut(lower, hours), 3600.0 * int(hours[1]) + 60.0 * int(hours[2] or 0)
    if minutes := _MINUTES.search(lower):
        return _cut(lower, minutes), 60.0 * float(minutes[1])
    if bare := _BARE.search(lower):
        number = float(bare[1])
        unit_s = 3600.0 if not is_short and number < _MOST_HOURS else 60.0
        return _cut(lower, bare), unit_s * number
    return lower, None
