"""Periods as people name them: "in October", "last week", "since May", "the last 30 days"."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "Period",
    "PeriodPlace",
    "find_periods",
    "locate_periods",
    "say_day",
    "say_span",
]

MONTHS = tuple(name.lower() for name in calendar.month_name)[1:]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    "twelve",
)
_SATURDAY = 5
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON_MONTHS = 3
_DAYS_OF = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """A range of days, both included, and how it is named in an answer.

    Parameters
    ----------
    first, last : date
        The range.
    words : str
        With its preposition: "in October 2026", "last week (16 to 22 November 2026)".
    """

    first: dt.date
    last: dt.date
    words: str


def say_day(day: dt.date) -> str:
    """Write a day as in "Sunday 11 October 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def find_periods(text: str, today: dt.date) -> list[Period]:
    """Find the periods that a question names, in its order; none of them is ahead.

    Parameters
    ----------
    text : str
        The question, in small letters.
    today : date
        The day of the question, which is the last day of any period.

    Returns
    -------
    list of Period
        Empty where the question names none.
    """
    return [place.period for place in locate_periods(text, today)]


class PeriodPlace(NamedTuple):
    """A period, and where the text names it."""

    start: int
    end: int
    period: Period


def locate_periods(text: str, today: dt.date) -> list[PeriodPlace]:
    """Find the periods of `find_periods` with their places.

    Parameters
    ----------
    text : str
        The question, in small letters.
    today : date
        The day of the question.

    Returns
    -------
    list of PeriodPlace
        In the order of the text.
    """
    found: list[PeriodPlace] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            taken = any(match.start() < end and start < match.end() for start, end, _ in found)
            period = None
            with suppress(ValueError, OverflowError):  # 31 February, a thousand years
                period = None if taken else read(match, today)
            if period is not None and period.first <= today:
                if period.last > today:
                    period = Period(period.first, today, f"{period.words} so far")
                found.append(PeriodPlace(match.start(), match.end(), period))
    return sorted(found, key=lambda place: place.start)


def say_span(first: dt.date, last: dt.date) -> str:
    """Write a range as in "16 to 22 November 2026", without saying a month or year twice."""
    if first == last:
        return say_day(first)
    joined = "and" if (last - first).days == 1 else "to"
    begin = f"{first.day}"
    if (first.month, first.year) != (last.month, last.year):
        begin += f" {first:%B}"
    if first.year != last.year:
        begin += f" {first.year}"
    return f"{begin} {joined} {last.day} {last:%B %Y}"


def _named(words: str, first: dt.date, last: dt.date, today: dt.date) -> Period:
    """A period whose words do not say its days."""
    last = min(last, today)
    return Period(first, last, f"{words} ({say_span(first, last)})")


def _add_months(first: dt.date, months: int) -> dt.date:
    count = first.year * 12 + first.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _day(match: re.Match[str], today: dt.date) -> Period:
    back = {"today": 0, "yesterday": 1, "last night": 0}[match[0]]
    day = today - dt.timedelta(days=back)
    return Period(day, day, f"{match[0]} ({say_day(day)})")


def _iso(match: re.Match[str], _: dt.date) -> Period:
    day = dt.date.fromisoformat(match[1])
    return Period(day, day, f"on {say_day(day)}")


def _since_iso(match: re.Match[str], today: dt.date) -> Period:
    first = dt.date.fromisoformat(match[1])
    return Period(first, today, f"since {say_day(first)}")


def _weekday(match: re.Match[str], today: dt.date) -> Period:
    """The last such day; today is no last Monday, but may be "on Monday"."""
    back = (today.weekday() - WEEKDAYS.index(match[1])) % 7
    if match[0].startswith("last") and back == 0:
        back = 7
    day = today - dt.timedelta(days=back)
    return Period(day, day, f"on {say_day(day)}")


def _weekend(match: re.Match[str], today: dt.date) -> Period:
    """The Saturday and Sunday of this week, or of the one before."""
    saturday = today + dt.timedelta(days=_SATURDAY - today.weekday())
    if match[1] == "last" or saturday > today:
        saturday -= dt.timedelta(days=7)
    words = "last weekend" if match[1] == "last" else "on the weekend"
    return _named(words, saturday, saturday + dt.timedelta(days=1), today)


def _this(match: re.Match[str], today: dt.date) -> Period:
    if match[1] == "week":
        first = today - dt.timedelta(days=today.weekday())
    else:
        first = today.replace(day=1)
        if match[1] == "quarter":
            first = _add_months(first, -((today.month - 1) % _MONTHS_OF["quarter"]))
        if match[1] == "year":
            first = first.replace(month=1)
    return _named(f"this {match[1]}", first, today, today)


def _to_date(_: re.Match[str], today: dt.date) -> Period:
    return _named("this year", today.replace(month=1, day=1), today, today)


def _last(match: re.Match[str], today: dt.date) -> Period:
    """The calendar week, month, quarter or year before this one."""
    current = _this(match, today).first
    if match[1] == "week":
        first = current - dt.timedelta(days=7)
    else:
        first = _add_months(current, -_MONTHS_OF[match[1]])
    return _named(f"last {match[1]}", first, current - dt.timedelta(days=1), today)


def _before_last(match: re.Match[str], today: dt.date) -> Period:
    """The calendar week, month, quarter or year before the last one."""
    last = _last(match, today).first
    first = (
        last - dt.timedelta(days=7)
        if match[1] == "week"
        else _add_months(last, -_MONTHS_OF[match[1]])
    )
    return _named(f"the {match[1]} before last", first, last - dt.timedelta(days=1), today)


def _rolling(match: re.Match[str], today: dt.date) -> Period | None:
    """The last so many days, weeks, months or years, today included."""
    count, unit = match[1], match[2]
    number = 1 if not count else int(count) if count.isdigit() else 0
    if count in _NUMBERS:
        number = _NUMBERS.index(count) + 1
    elif count in {"couple of", "a couple of"}:
        number = 2
    elif count == "few":
        return None
    if number < 1:
        return None
    if unit in _DAYS_OF:
        first = today - dt.timedelta(days=number * _DAYS_OF[unit] - 1)
    else:
        month = _add_months(today.replace(day=1), -number * _MONTHS_OF[unit])
        longest = calendar.monthrange(month.year, month.month)[1]
        first = month.replace(day=min(today.day, longest)) + dt.timedelta(days=1)
    amount = f"{count} {unit}{'s' if number > 1 else ''}" if count else unit
    return _named(f"in the last {amount}", first, today, today)


def _year_of(text: str | None, month: int, today: dt.date) -> int:
    """The year that is named, or the last one in which such a month has begun."""
    if text:
        return int(text)
    return today.year - (month > today.month)


def _month(match: re.Match[str], today: dt.date) -> Period:
    month = _month_number(match["month"])
    year = _year_of(match["year"], month, today)
    if match["last"] and month == today.month:
        year -= 1  # "last October" is one that is over
    first = dt.date(year, month, 1)
    return Period(first, _add_months(first, 1) - dt.timedelta(days=1), f"in {first:%B %Y}")


def _since(match: re.Match[str], today: dt.date) -> Period:
    month = _month_number(match["month"])
    first = dt.date(_year_of(match["year"], month, today), month, int(match["day"] or 1))
    if first > today and not match["year"]:
        first = first.replace(year=first.year - 1)
    words = f"{first.day} {first:%B %Y}" if match["day"] else f"{first:%B %Y}"
    return Period(first, today, f"since {words}")


def _since_year(match: re.Match[str], today: dt.date) -> Period:
    return Period(dt.date(int(match[1]), 1, 1), today, f"since {match[1]}")


def _date(match: re.Match[str], today: dt.date) -> Period:
    month = _month_number(match["month"] or match["month2"])
    number = int(match["day"] or match["day2"])
    year = match["year"] or match["year2"]
    day = dt.date(_year_of(year, month, today), month, number)
    if day > today and not year:
        day = day.replace(year=day.year - 1)
    return Period(day, day, f"on {say_day(day)}")


def _between(match: re.Match[str], today: dt.date) -> Period:
    """From one month to another, both whole; the last one that has begun."""
    begin, other = _month_number(match["month"]), _month_number(match["month2"])
    end = dt.date(_year_of(match["year2"], other, today), other, 1)
    first = dt.date(int(match["year"] or end.year - (begin > other)), begin, 1)
    last = min(_add_months(end, 1) - dt.timedelta(days=1), today)
    return Period(first, last, f"from {say_span(first, last)}")


def _year(match: re.Match[str], _: dt.date) -> Period:
    first = dt.date(int(match[1]), 1, 1)
    return Period(first, first.replace(month=12, day=31), f"in {match[1]}")


def _season(match: re.Match[str], today: dt.date) -> Period:
    """The three months of a season of the northern half: the last one that has begun."""
    begin = _SEASONS[match["season"]]
    year = _year_of(match["year"], begin, today)
    if match["last"] and _add_months(dt.date(year, begin, 1), _SEASON_MONTHS) > today:
        year -= 1
    first = dt.date(year, begin, 1)
    last = _add_months(first, _SEASON_MONTHS) - dt.timedelta(days=1)
    words = match["season"].replace("fall", "autumn")
    return _named(f"{'this' if last >= today else 'last'} {words}", first, last, today)


def _month_number(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, start=1) if month.startswith(name[:3]))


_MONTH = "|".join([*MONTHS, *(month[:3] for month in MONTHS), "sept"])
_YEAR = r"(?:19|20)\d\d"
_DAY_NUMBER = r"[12]\d|3[01]|0?[1-9]"
_COUNT = rf"\d{{1,4}}|{'|'.join(_NUMBERS)}|(?:a )?couple of|few"
_SINCE = r"\b(?:since|from)(?: the (?:start|beginning) of)?"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], Period | None]], ...] = (
    (
        re.compile(
            rf"\b(?:between|from) (?P<month>{_MONTH})\b(?: (?P<year>{_YEAR}))? "
            rf"(?:and|to|until|till|through) (?P<month2>{_MONTH})\b(?: (?P<year2>{_YEAR}))?"
        ),
        _between,
    ),
    (re.compile(rf"{_SINCE} ({_YEAR}-\d\d-\d\d)\b"), _since_iso),
    (re.compile(rf"\b({_YEAR}-\d\d-\d\d)\b"), _iso),
    (
        re.compile(
            rf"{_SINCE} (?:(?P<day>{_DAY_NUMBER})(?:st|nd|rd|th)?(?: of)? )?"
            rf"(?P<month>{_MONTH})\b(?: (?P<year>{_YEAR}))?"
        ),
        _since,
    ),
    (re.compile(rf"{_SINCE} ({_YEAR})\b"), _since_year),
    (
        re.compile(
            rf"\b(?P<day>{_DAY_NUMBER})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b"
            rf"(?:,? (?P<year>{_YEAR}))?"
            rf"|\b(?P<month2>{_MONTH}) (?P<day2>{_DAY_NUMBER})(?:st|nd|rd|th)?\b"
            rf"(?:,? (?P<year2>{_YEAR}))?"
        ),
        _date,
    ),
    (
        re.compile(
            rf"(?:,|\b(?:in|during|of|for|over|this|did|was|(?P<last>last)|than|with|and|vs|versus"
            rf"|against|compared? to|compare|between)) (?P<month>{_MONTH})\b(?! (?:i|we)\b)"
            rf"(?:,? (?P<year>{_YEAR}))?"
        ),
        _month,
    ),
    (  # "June vs May": no other word before it, and a word of comparison behind it
        re.compile(
            rf"^(?P<last>last )?(?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?"
            r"(?= (?:vs|versus|with|against|and|or|compared))"
        ),
        _month,
    ),
    (
        re.compile(
            rf"\b(?:in(?: the)?|this|over the|during the|(?P<last>last)) "
            rf"(?P<season>{'|'.join(_SEASONS)})\b(?: (?:of )?(?P<year>{_YEAR}))?"
        ),
        _season,
    ),
    (
        re.compile(
            r"(?:,|\b(?:in|during|of|for|than|with|and|vs|versus|against|to|compare|between)) "
            rf"({_YEAR})\b"
        ),
        _year,
    ),
    (re.compile(r"\b(?:(this|last|the|past) )?weekend\b"), _weekend),
    (re.compile(rf"(?:,|\b(?:last|on|this|past|and)) ({'|'.join(WEEKDAYS)})\b"), _weekday),
    (
        re.compile(
            rf"\b(?:the )?(?:last|past|previous) ({_COUNT}) "
            r"(day|night|week|fortnight|month|quarter|year)s?\b"
        ),
        _rolling,
    ),
    (
        re.compile(
            r"\b(?:(?:in|over|during|for|of) the last|(?:the )?past)() "
            r"(day|night|week|fortnight|month|quarter|year)\b"
        ),
        _rolling,
    ),
    (re.compile(r"\blast() (fortnight)\b"), _rolling),
    (
        re.compile(
            r"\bthe (week|month|quarter|year) before(?: last| that)?(?=[?.,;! ]*(?:$|and\b))"
        ),
        _before_last,
    ),
    (re.compile(r"\b(?:this|the current) (week|month|quarter|year)\b"), _this),
    (re.compile(r"\b(?:last|previous) (week|month|quarter|year)\b"), _last),
    (re.compile(r"\b(?:so far this (year)|(ytd|year to date))\b"), _to_date),
    (re.compile(r"\btoday\b|\byesterday\b|\blast night\b"), _day),
)  # fmt: skip
