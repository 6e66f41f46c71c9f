"""Amounts and dates in the reader's form, and texts of the engines put into it."""

import datetime as dt
import re

from trainkit._html import escape
from trainkit.errors import InvalidInput
from trainkit.host._reader import READER
from trainkit.host._words import ENGLISH

__all__ = [
    "FOOT_M",
    "MILE_M",
    "count",
    "day_name",
    "full_day",
    "long_day",
    "mark_english",
    "near_day",
    "pace_hint",
    "put_units",
    "read_pace",
    "say_dates",
    "short_day",
    "show_climb",
    "show_distance",
    "show_mass",
    "show_pace",
    "show_speed",
    "tell",
]

_HALF_YEAR_D = 183
MILE_M, FOOT_M, _POUND_KG = 1609.344, 0.3048, 0.453_592_37
_RANGE = r"(?<![\w.:-])(\d+(?:\.\d+)?)(?: (to|and) (\d+(?:\.\d+)?))?"
_DISTANCE = re.compile(rf"{_RANGE} km(/h)?\b")
_PACE = re.compile(r"(?<![\w.:-])(\d+:\d\d)(?: to (\d+:\d\d))? ?/ ?km\b")
_TYPED_PACE = re.compile(r"(\d{1,2}):([0-5]\d)")
_MASS = re.compile(rf"{_RANGE} kg\b")
_DATE = re.compile(r"(?<![\w-])(\d{4}-\d\d-\d\d)(?![\w-])")
_NAME = re.compile("[A-Za-z]+")
_RACES_KM = frozenset({"5", "10"})  # races are called by them where people count in miles too


def count(number: float, single: str, many: str) -> str:
    """Say how many there are: "1 day", or "{} days" with the number."""
    return single if number == 1 else many.format(f"{number:g}")


def day_name(day: dt.date) -> str:
    """Format a day as "Sun 28 Jun", "Sun, Jun 28" or "2026-06-28"."""
    return _write(day, "{0:%a} {0.day} {0:%b}", "{0:%a}, {0:%b} {0.day}")


def near_day(day: dt.date, today: dt.date) -> str:
    """Format a day, with its year where it is half a year away or more."""
    return day_name(day) if abs((day - today).days) < _HALF_YEAR_D else full_day(day)


def short_day(day: dt.date) -> str:
    """Format a day without its weekday: "28 Jun", "Jun 28" or "2026-06-28"."""
    return _write(day, "{0.day} {0:%b}", "{0:%b} {0.day}")


def full_day(day: dt.date) -> str:
    """Format a day with its year, such as "2026-06-28"."""
    return _write(day, "{0.day} {0:%b} {0.year}", "{0:%b} {0.day}, {0.year}")


def long_day(day: dt.date) -> str:
    """Format a day for a heading: "Sunday 28 June 2026"."""
    day_first, month_first = "{0:%A} {0.day} {0:%B} {0.year}", "{0:%A}, {0:%B} {0.day}, {0.year}"
    return _write(day, day_first, month_first, "{0:%A} {0}")


def _write(day: dt.date, day_first: str, month_first: str, iso: str = "{0}") -> str:
    """Write a day in the form that the reader chose."""
    forms = {"day": day_first, "month": month_first, "iso": iso}
    reader = READER.get()
    said = forms[reader.dates].format(day)
    if reader.words is ENGLISH:
        return said
    return _NAME.sub(lambda found: reader.words.name_of(found[0]), said)


def show_distance(metres: float | None, digits: int = 1) -> str:
    """Format a distance; empty where it is unknown."""
    if metres is None:
        return ""
    if READER.get().imperial:
        return f"{metres / MILE_M:.{digits}f} mi"
    return f"{metres / 1000:.{digits}f} km"


def show_climb(metres: float | None) -> str:
    """Format a height; empty where it is unknown."""
    if metres is None:
        return ""
    return f"{metres / FOOT_M:,.0f} ft" if READER.get().imperial else f"{metres:,.0f} m"


def show_mass(kilograms: float | None) -> str:
    """Format a mass; empty where it is unknown."""
    if kilograms is None:
        return ""
    if READER.get().imperial:
        return f"{kilograms / _POUND_KG:.0f} lb"
    return f"{kilograms:g} kg"


def show_pace(speed_m_s: float) -> str:
    """Format a pace."""
    imperial = READER.get().imperial
    return f"{_clock((MILE_M if imperial else 1000) / speed_m_s)} /{'mi' if imperial else 'km'}"


def pace_hint() -> str:
    """Say how a pace is written."""
    return f"such as 4:30, /{'mi' if READER.get().imperial else 'km'}; swimming /100 m"


def read_pace(text: str, *, swimming: bool = False) -> float:
    """Read a pace as the reader writes it, and return the speed [m/s]."""
    found = _TYPED_PACE.fullmatch(text.strip())
    if found is None or not (seconds := 60 * int(found[1]) + int(found[2])):
        raise InvalidInput("pace", text, "minutes and seconds, such as 4:30")
    metres = 100 if swimming else MILE_M if READER.get().imperial else 1000
    return metres / seconds


def show_speed(speed_m_s: float) -> str:
    """Format a speed."""
    if READER.get().imperial:
        return f"{speed_m_s * 3600 / MILE_M:.1f} mph"
    return f"{speed_m_s * 3.6:.1f} km/h"


def say_dates(text: str) -> str:
    """Write the dates in a text in the reader's form."""
    return _DATE.sub(_say_date, text)


def tell(text: object) -> str:
    """Escape a text of the engines, with its amounts and dates in the reader's form.

    Not for what people wrote themselves. In a page of another language it is marked as English.
    """
    return mark_english(put_units(text))


def mark_english(content: str) -> str:
    """Mark what the engines say, who speak English only, in a page of another language."""
    is_alone = READER.get().words is not ENGLISH and content
    return f'<span lang="en">{content}</span>' if is_alone else content


def put_units(text: object) -> str:
    """Escape a text, with its amounts and dates in the reader's form."""
    said = say_dates(str(text))
    if READER.get().imperial:
        said = _DISTANCE.sub(_say_distance, said)
        said = _PACE.sub(_say_pace, said)
        said = _MASS.sub(_say_mass, said)
    return escape(said)


def _say_date(found: re.Match[str]) -> str:
    try:
        return full_day(dt.date.fromisoformat(found[1]))
    except ValueError:  # digits that are no day
        return found[0]


def _say_distance(found: re.Match[str]) -> str:
    first, word, second, speed = found.groups()
    if speed is None and second is None and first in _RACES_KM:
        return found[0]
    unit = "mph" if speed else "mi"
    return _join(first, word, second, 1000 / MILE_M, unit)


def _say_mass(found: re.Match[str]) -> str:
    first, word, second = found.groups()
    return _join(first, word, second, 1 / _POUND_KG, "lb")


def _join(first: str, word: str | None, second: str | None, factor: float, unit: str) -> str:
    shown = [f"{float(first) * factor:.3g}"]
    shown += [] if second is None else [f"{word} {float(second) * factor:.3g}"]
    return f"{' '.join(shown)} {unit}"


def _say_pace(found: re.Match[str]) -> str:
    paces = [_clock(_seconds(pace) * MILE_M / 1000) for pace in found.groups() if pace]
    return f"{' to '.join(paces)} /mi"


def _seconds(pace: str) -> int:
    minutes, seconds = pace.split(":")
    return 60 * int(minutes) + int(seconds)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
