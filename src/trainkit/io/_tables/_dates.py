"""Dates and times in a column of text: day-first, month-first and ISO told apart as a whole."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from trainkit.io._remarks import Remarks

__all__ = ["moments_of"]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?=$|[T ])")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?!\d)")
_TIME = re.compile(
    r"[t, ]*(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*"
    r"(z|utc|gmt|[+-]\d\d:?\d\d)?"
)

Parts = tuple[int, int, int]  # year, and two of which one is the month


def moments_of(
    cells: Sequence[str], remarks: Remarks, *, zone: dt.tzinfo
) -> list[dt.datetime | None]:
    """Read a column of dates, with or without times.

    Numbers such as ``3/4/2024`` are read day-first or month-first for the whole column: as any cell
    with a number above 12 says; else as the order in which neighbouring rows lie closer together;
    else day-first. A guess is told.

    Parameters
    ----------
    cells : sequence of str
        The text; an empty cell is unknown.
    remarks : Remarks
        Takes guesses, and how many cells are no dates.
    zone : tzinfo
        The zone of times that have no offset.

    Returns
    -------
    list of datetime or None
        Aware; midnight where there is a date alone.
    """
    numeric = (match for cell in cells if (match := _NUMERIC.match(cell.strip())))
    day_first = _is_day_first([(int(m[1]), int(m[3]), int(m[4])) for m in numeric], remarks)
    found = []
    for cell in cells:
        moment = _moment(cell.strip().lower(), zone, day_first=day_first) if cell else None
        if cell and moment is None:
            remarks.counts[f"cells such as {cell[:20]!r} that are no dates"] += 1
        found.append(moment)
    return found


def _is_day_first(numeric: Sequence[Parts], remarks: Remarks) -> bool:
    firsts = sum(first > 12 for first, _, _ in numeric)
    seconds = sum(second > 12 for _, second, _ in numeric)
    if firsts or seconds or not numeric:
        return firsts >= seconds
    by_day, by_month = (_spread(numeric, day_first=day_first) for day_first in (True, False))
    day_first = by_day <= by_month
    order = "day" if day_first else "month"
    remarks.counts[f"dates that may be read both ways were read {order}-first"] += len(numeric)
    return day_first


def _spread(numeric: Sequence[Parts], *, day_first: bool) -> int:
    """Add up the days between neighbouring rows under one reading."""
    dates = [_date(year, *((b, a) if day_first else (a, b))) for a, b, year in numeric]
    known = [one for one in dates if one is not None]
    return sum(abs((later - one).days) for one, later in pairwise(known))


def _moment(cell: str, zone: dt.tzinfo, *, day_first: bool) -> dt.datetime | None:
    if cell[4:5] == "-":
        try:  # most files have ISO dates, and this is much faster
            moment = dt.datetime.fromisoformat(cell)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        except ValueError:
            pass  # nearly ISO, perhaps
    date, rest = _dated(cell, day_first=day_first)
    if date is None:
        return None
    if not rest.strip():
        return dt.datetime(date.year, date.month, date.day, tzinfo=zone)
    time = _TIME.fullmatch(rest)
    if time is None:
        return None
    hour, half = int(time[1]), time[4]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        at = dt.time(hour, int(time[2]), int(time[3] or 0))
        return dt.datetime.combine(date, at, _zone(time[5], zone))
    except (ValueError, OverflowError):
        return None


def _dated(cell: str, *, day_first: bool) -> tuple[dt.date | None, str]:
    """Read the date at the beginning of a cell, and give the rest of it."""
    if match := _ISO.match(cell) or _COMPACT.match(cell):
        date = _date(int(match[1]), int(match[2]), int(match[3]))
    elif match := _NUMERIC.match(cell):
        first, second = int(match[1]), int(match[3])
        month, day = (second, first) if day_first else (first, second)
        date = _date(int(match[4]), month, day)
    elif match := _MONTH_DAY.match(cell):
        date = _date(int(match[3]), _month(match[1]), int(match[2]))
    elif match := _DAY_MONTH.match(cell):
        date = _date(int(match[3]), _month(match[2]), int(match[1]))
    else:
        return None, cell
    return date, cell[match.end() :]


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _zone(word: str | None, zone: dt.tzinfo) -> dt.tzinfo:
    if word is None:
        return zone
    if word[0] not in "+-":
        return dt.UTC
    offset = dt.timedelta(hours=int(word[1:3]), minutes=int(word[-2:]))
    return dt.timezone(offset if word[0] == "+" else -offset)
