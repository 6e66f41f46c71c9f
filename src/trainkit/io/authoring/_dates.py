"""Dates and times in a column of text, in the formats and languages of many exports."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from trainkit.io.authoring._date_orders import Parts, choose_order, date_of
from trainkit.io.authoring._month_names import find_month
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.models.units import is_usual_year

__all__ = ["parse_dates"]

_BLANKS = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009\u3000", " ") | dict.fromkeys("\u200e\u200f\ufeff", "")
)
_YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2})(?!\d) ?[.日일]?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?=$|[T ])", re.IGNORECASE)
_YEAR_LAST = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d)\.?")
_WORD = r"([^\W\d_]{2,})"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|ª)?"
_OF = r"[ \-/.,]*(?:de |del |d['’])?"
_MONTH_DAY = re.compile(rf"{_WORD}{_OF}{_DAY},?{_OF}(\d{{4}})(?!\d)")
_DAY_MONTH = re.compile(rf"{_DAY}{_OF}{_WORD}{_OF}(\d{{4}})(?!\d)\.?")
_YEAR_MONTH = re.compile(rf"(\d{{4}}){_OF}{_WORD}{_OF}{_DAY}(?!\d)\.?")
_FIRST_CENTURY = re.compile(r"(?<!\d)00\d\d")  # not 2001, which 01 is
_WEEKDAY = re.compile(r"[^\W\d_]+\.?,? +(?=\S)")
_BETWEEN = re.compile(
    r"^(?:[\s,;|/]|t(?=\d)|(?:at|à|a las|alle|às|as|om|um|kl\.?|klo|o|г\.?|р\.?|в)(?=[\s,\d]))+"
)
_HALVES = {
    "a": "a",
    "p": "p",
    "上午": "a",
    "午前": "a",
    "오전": "a",
    "凌晨": "a",
    "早上": "a",
    "下午": "p",
    "午後": "p",
    "오후": "p",
    "晚上": "p",
    "中午": "p",
    "π": "a",
    "μ": "p",
    "öö": "a",
    "ös": "p",
}
_HALF = (
    r"(?:([ap])\.? ?(?:m\b\.?)?|(上午|午前|오전|凌晨|早上|下午|午後|오후|晚上|中午)"
    r"|([πμ])\.?μ\.?|(öö|ös))"
)
_TIME = re.compile(
    rf"{_HALF}? ?(\d{{1,2}})[:.h](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)? ?{_HALF}? ?"
    r"(z|utc|gmt|(?:utc|gmt)?[+-]\d\d:?\d\d)?"
)


class _Orders(NamedTuple):
    """The order of the numbers of a column's dates with the year first, and last."""

    first: str
    last: str


def parse_dates(
    cells: Sequence[str], log: ProblemLog, *, zone: dt.tzinfo, daily: bool = False
) -> list[dt.datetime | None]:
    """Parse a column of dates, with or without times.

    Dates such as ``3/4/2024`` are day-first or month-first for the whole column: a cell with a
    number above 12 decides; else the order in which neighbouring rows are closer together; else
    they are day-first. The log reports a guess. Months may be words of many languages, and times
    may have halves of the day.

    Parameters
    ----------
    cells : sequence of str
        The text; an empty cell is unknown.
    log : ProblemLog
        Counts guesses, and cells that are no dates.
    zone : tzinfo
        The zone of times that have no offset.
    daily : bool
        True if rows are usually a day apart, which helps to recognise ``2026-30-04``.

    Returns
    -------
    list of datetime or None
        Aware; midnight for a date without a time.
    """
    texts = [
        (cell if cell.isascii() else cell.translate(_BLANKS)).strip().lower() for cell in cells
    ]
    orders = _find_orders(texts, log, daily=daily)
    moments = []
    for cell, text in zip(cells, texts, strict=True):
        moment = _parse_moment(text, zone, orders) if text else None
        if moment is not None and not is_usual_year(moment):
            moment = None
        if text and moment is None:
            log.count("cell[s] such as {} that [is no date|are no dates]", example=cell)
        moments.append(moment)
    return moments


def _find_orders(texts: Sequence[str], log: ProblemLog, *, daily: bool) -> _Orders:
    first: list[Parts] = []
    long: list[Parts] = []
    short: list[Parts] = []
    marks = set()
    for text in texts:
        if not text[:1].isdigit():
            continue
        if match := _YEAR_FIRST.match(text):
            first.append((int(match[1]), int(match[2]), int(match[3])))
        elif match := _YEAR_LAST.match(text):
            years = long if len(match[4]) == 4 else short
            years.append((int(match[1]), int(match[3]), int(match[4])))
            marks.add(match[2])
    last = ("dmy", "mdy") if long or not short else ("dmy", "mdy", "ymd")
    return _Orders(
        choose_order(first, ("ymd", "ydm"), log, daily=daily),
        choose_order([*long, *short], last, log, certain=bool(long) and marks == {"."}),
    )


def _parse_moment(text: str, zone: dt.tzinfo, orders: _Orders) -> dt.datetime | None:
    if text[4:5] == "-" and orders.first == "ymd":
        try:  # the usual case, and much faster than patterns
            moment = dt.datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        except ValueError:
            pass  # almost ISO: the patterns below may match
    date, rest = _split_date(text, orders)
    if date is None or _FIRST_CENTURY.search(text[: len(text) - len(rest)]):
        return None
    rest = _BETWEEN.sub("", rest)
    if not rest:
        return dt.datetime(date.year, date.month, date.day, tzinfo=zone)
    time = _TIME.fullmatch(rest)
    if time is None:
        return None
    half = next((word for word in (*time.groups()[:4], *time.groups()[7:11]) if word), None)
    hour = int(time[5])
    if half is not None:
        hour = hour % 12 + (12 if _HALVES[half] == "p" else 0)
    try:
        at = dt.time(hour, int(time[6]), int(time[7] or 0))
        return dt.datetime.combine(date, at, _zone(time[12], zone))
    except (ValueError, OverflowError):
        return None


def _split_date(text: str, orders: _Orders) -> tuple[dt.date | None, str]:
    """Parse the date at the beginning of a cell; return it with the rest of the cell."""
    if not text[:1].isdigit():
        return _split_words(text)
    if match := _YEAR_FIRST.match(text):
        date = date_of((int(match[1]), int(match[2]), int(match[3])), orders.first)
    elif match := _COMPACT.match(text):
        date = date_of((int(match[1]), int(match[2]), int(match[3])), "ymd")
    elif match := _YEAR_LAST.match(text):
        date = date_of((int(match[1]), int(match[3]), int(match[4])), orders.last)
    else:
        return _split_words(text)
    return date, text[match.end() :]


def _split_words(text: str) -> tuple[dt.date | None, str]:
    """Parse a date with the month as a word."""
    weekday = _WEEKDAY.match(text)
    rest = text[weekday.end() :] if weekday and not find_month(weekday[0].strip(" .,")) else text
    if match := _MONTH_DAY.match(rest):
        date = date_of((int(match[3]), find_month(match[1]), int(match[2])), "ymd")
    elif match := _DAY_MONTH.match(rest):
        date = date_of((int(match[3]), find_month(match[2]), int(match[1])), "ymd")
    elif match := _YEAR_MONTH.match(rest):
        date = date_of((int(match[1]), find_month(match[2]), int(match[3])), "ymd")
    else:
        return None, text
    return date, rest[match.end() :]


def _zone(word: str | None, zone: dt.tzinfo) -> dt.tzinfo:
    if word is None:
        return zone
    offset = word.removeprefix("utc").removeprefix("gmt")
    if offset[:1] not in {"+", "-"}:
        return dt.UTC
    away = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return dt.timezone(away if offset[0] == "+" else -away)
