"""Dates and times in a column of text; day-first or month-first is decided per column."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from trainkit.io.authoring._problem_log import ProblemLog

__all__ = ["parse_dates"]

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


def parse_dates(
    cells: Sequence[str], log: ProblemLog, *, zone: dt.tzinfo
) -> list[dt.datetime | None]:
    """Parse a column of dates, with or without times.

    Dates such as ``3/4/2024`` are day-first or month-first for the whole column: a cell with a
    number above 12 decides; else the order in which neighbouring rows are closer together; else
    they are day-first. The log reports a guess.

    Parameters
    ----------
    cells : sequence of str
        The text; an empty cell is unknown.
    log : ProblemLog
        Counts guesses, and cells that are no dates.
    zone : tzinfo
        The zone of times that have no offset.

    Returns
    -------
    list of datetime or None
        Aware; midnight for a date without a time.
    """
    numeric = (match for cell in cells if (match := _NUMERIC.match(cell.strip())))
    day_first = _is_day_first([(int(m[1]), int(m[3]), int(m[4])) for m in numeric], log)
    moments = []
    for cell in cells:
        moment = _parse_moment(cell.strip().lower(), zone, day_first=day_first) if cell else None
        if cell and moment is None:
            log.count(f"cells such as {cell[:20]!r} that are no dates")
        moments.append(moment)
    return moments


def _is_day_first(numeric: Sequence[Parts], log: ProblemLog) -> bool:
    firsts = sum(first > 12 for first, _, _ in numeric)
    seconds = sum(second > 12 for _, second, _ in numeric)
    if firsts or seconds or not numeric:
        return firsts >= seconds
    by_day, by_month = (_spread(numeric, day_first=day_first) for day_first in (True, False))
    day_first = by_day <= by_month
    order = "day" if day_first else "month"
    log.count(f"dates that may be read both ways were read {order}-first", len(numeric))
    return day_first


def _spread(numeric: Sequence[Parts], *, day_first: bool) -> int:
    """Sum the days between neighbouring rows under one reading."""
    dates = [_date(year, *((b, a) if day_first else (a, b))) for a, b, year in numeric]
    known = [date for date in dates if date is not None]
    return sum(abs((later - date).days) for date, later in pairwise(known))


def _parse_moment(cell: str, zone: dt.tzinfo, *, day_first: bool) -> dt.datetime | None:
    if cell[4:5] == "-":
        try:  # the usual case, and much faster than patterns
            moment = dt.datetime.fromisoformat(cell)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        except ValueError:
            pass  # almost ISO: the patterns below may match
    date, rest = _split_date(cell, day_first=day_first)
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


def _split_date(cell: str, *, day_first: bool) -> tuple[dt.date | None, str]:
    """Parse the date at the beginning of a cell; return it with the rest of the cell."""
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
