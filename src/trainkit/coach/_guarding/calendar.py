"""Dates and weekdays in a text."""

import datetime as dt
from typing import NamedTuple

from trainkit.coach._guarding.tokens import Token, words_of

__all__ = ["MONTHS", "WEEKDAYS", "Day", "read_day"]

_MONTH_NAMES = words_of(
    "january february march april may june july august september october november december",
)
MONTHS = {name: i for i, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {name[:3]: i for name, i in MONTHS.items()} | {"sept": 9}
_DAY_NAMES = words_of(
    "monday tuesday wednesday thursday friday saturday sunday",
)
WEEKDAYS = {name: i for i, name in enumerate(_DAY_NAMES)}
WEEKDAYS |= {name[:3]: i for name, i in WEEKDAYS.items()} | {"tues": 1, "thur": 3, "thurs": 3}
WEEKDAYS |= {name + "s": i for name, i in list(WEEKDAYS.items())[:7]}
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
# Words that are also something else: "sun", "sat", "may", "mar" count only with a capital.
_SHORT = {"sun", "sat", "may", "mar", "mon", "wed", "dec", "jan", "march"}


class Day(NamedTuple):
    """A day as written; what is not said is None.

    Parameters
    ----------
    year, month, day : int, optional
        The parts of a date.
    weekday : int, optional
        0 for Monday.
    offset : int, optional
        Days from today: 0 for "today", -1 for "yesterday" [d].
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None

    def fits(self, date: dt.date, on: dt.date | None) -> bool:
        """Whether a date can be this day; `on` is today."""
        if self.offset is not None:
            return on is not None and date == on + dt.timedelta(self.offset)
        parts = (
            (self.year, date.year),
            (self.month, date.month),
            (self.day, date.day),
            (self.weekday, date.weekday()),
        )
        return all(said is None or said == real for said, real in parts)


def _ordinal_day(tokens: tuple[Token, ...], i: int) -> tuple[int | None, int]:
    """Return the day of the month at a token, "17" or "17th", and the tokens it takes."""
    if i >= len(tokens) or tokens[i].kind != "num" or not tokens[i].low.isdigit():
        return None, 0
    day = int(tokens[i].low)
    if not 1 <= day <= 31:
        return None, 0
    glued = i + 1 < len(tokens) and tokens[i + 1].start == tokens[i].end
    if glued and tokens[i + 1].low in {"st", "nd", "rd", "th"}:
        return day, 2
    return (None, 0) if glued and tokens[i + 1].kind == "word" else (day, 1)


def _year(tokens: tuple[Token, ...], i: int) -> tuple[int | None, int]:
    """Return the year at a token, after a comma or not, and the tokens it takes."""
    skip = 1 if i < len(tokens) and tokens[i].low == "," else 0
    if i + skip < len(tokens):
        word = tokens[i + skip].low
        if tokens[i + skip].kind == "num" and len(word) == 4 and word[:2] in {"19", "20"}:
            return int(word), skip + 1
    return None, 0


def _month(token: Token) -> int | None:
    if token.low in _SHORT and not token.text[:1].isupper():
        return None
    return MONTHS.get(token.low)


def _month_first(tokens: tuple[Token, ...], i: int) -> tuple[Day, int] | None:
    month = _month(tokens[i])
    if month is None:
        return None
    j = i + 1
    if j < len(tokens) and tokens[j].low == "." and len(tokens[i].low) < 5:
        j += 1
    day, taken = _ordinal_day(tokens, j)
    year, more = _year(tokens, j + taken)
    if day is None and year is None:
        return None
    return Day(year, month, day), j + taken + more - i


def _day_first(tokens: tuple[Token, ...], i: int) -> tuple[Day, int] | None:
    day, taken = _ordinal_day(tokens, i)
    if day is None:
        return None
    j = i + taken
    if j < len(tokens) and tokens[j].low == "of":
        j += 1
    if j < len(tokens) and tokens[j].kind == "word":
        month = _month(tokens[j])
        if month is not None:
            year, more = _year(tokens, j + 1)
            return Day(year, month, day), j + 1 + more - i
    alone = taken == 2 and i > 0 and tokens[i - 1].low == "the"
    ends = j >= len(tokens) or tokens[j].kind != "word" or tokens[j].low in {"and", "was", "is"}
    return (Day(day=day), taken) if alone and ends else None


def read_day(tokens: tuple[Token, ...], i: int) -> tuple[Day, int] | None:
    """Return the day that is written at a token, and how many tokens it takes."""
    token = tokens[i]
    if token.kind == "iso":
        return _iso(token)
    if token.kind == "num":
        return _day_first(tokens, i)
    return _word_day(tokens, i) if token.kind == "word" else None


def _iso(token: Token) -> tuple[Day, int] | None:
    try:
        date = dt.date.fromisoformat(token.low)
    except ValueError:
        return None
    return Day(date.year, date.month, date.day), 1


def _word_day(tokens: tuple[Token, ...], i: int) -> tuple[Day, int] | None:
    token = tokens[i]
    if token.low in _RELATIVE:
        return Day(offset=_RELATIVE[token.low]), 1
    if token.low in WEEKDAYS and (token.low not in _SHORT or token.text[:1].isupper()):
        return Day(weekday=WEEKDAYS[token.low]), 1
    return _month_first(tokens, i)
