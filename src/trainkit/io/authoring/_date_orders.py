"""The order of day, month and year in a column of dates, decided by all its cells together."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from trainkit.io.authoring._problem_log import ProblemLog

__all__ = ["ORDERS", "Parts", "choose_order", "date_of"]

Parts = tuple[int, int, int]


class _Order(NamedTuple):
    """Where the year, the month and the day of a date stand, and what to call that."""

    year: int
    month: int
    day: int
    title: str


ORDERS = {
    "ymd": _Order(0, 1, 2, "year-month-day"),
    "ydm": _Order(0, 2, 1, "year-day-month"),
    "dmy": _Order(2, 1, 0, "day-first"),
    "mdy": _Order(2, 0, 1, "month-first"),
}
_MUCH_CLOSER = 5  # times closer together are neighbouring rows in the order of daily entries


def choose_order(
    dates: Sequence[Parts],
    orders: Sequence[str],
    log: ProblemLog,
    *,
    daily: bool = False,
    certain: bool = False,
) -> str:
    """Choose the order in which most dates of a column exist.

    If they exist in several orders, they are read in the one that brings neighbouring rows closer
    together, and the log reports that. A year first means year, month and day without further
    proof.

    Parameters
    ----------
    dates : sequence of (int, int, int)
        The numbers of each date as they stand.
    orders : sequence of str
        Names of possible orders, the likeliest first.
    log : ProblemLog
        Reports a guess.
    daily : bool
        True if rows are usually a day apart, so that their distance decides about year-day-month
        as well.
    certain : bool
        True if the first order needs no further proof, such as day-first with points.

    Returns
    -------
    str
        A key of `ORDERS`.
    """
    distinct = {*dates}
    if len(distinct) < 2 and orders[0] == "ymd":
        return "ymd"
    valid = {name: {parts for parts in distinct if _exists(parts, name)} for name in orders}
    best = max(orders, key=lambda name: len(valid[name]))
    rivals = [name for name in orders if len(valid[name]) == len(valid[best])]
    if len(valid[best]) < len(set().union(*valid.values())):
        log.count(
            f"date[s] whose order contradicts that of others: all were read {ORDERS[best].title}",
            sum(parts not in valid[best] for parts in dates),
        )
    if len(rivals) == 1 and best == "ydm" and len(distinct - valid["ymd"]) == 1:
        log.count("date alone shows that all are year-day-month")
    if len(rivals) == 1 or all(
        date_of(parts, best) == date_of(parts, name)
        for name in rivals
        for parts in valid[best] & valid[name]
    ):
        return best
    if certain:
        return rivals[0]
    return _guess(dates, rivals, log, daily=daily)


def _guess(dates: Sequence[Parts], rivals: Sequence[str], log: ProblemLog, *, daily: bool) -> str:
    spread = {name: _spread(dates, name) for name in rivals}
    closest = min(rivals, key=lambda name: spread[name])
    usual = rivals[0]
    if usual == "ymd" and dates[0][0] > 99:
        if spread[closest] * _MUCH_CLOSER > spread[usual]:
            return usual
        closest = closest if daily else usual
    log.count(
        f"date[s] that may be read both ways [was|were] read {ORDERS[closest].title}",
        len(dates),
    )
    return closest


def date_of(parts: Parts, order: str) -> dt.date | None:
    """Return the date that three numbers are in an order; None if there is no such day."""
    places = ORDERS[order]
    year = parts[places.year]
    try:
        return dt.date(year + 2000 if year < 100 else year, parts[places.month], parts[places.day])
    except ValueError:
        return None


def _exists(parts: Parts, order: str) -> bool:
    return date_of(parts, order) is not None


def _spread(dates: Sequence[Parts], order: str) -> int:
    """Sum the days between neighbouring rows in one order."""
    known = [date for parts in dates if (date := date_of(parts, order)) is not None]
    return sum(abs((later - date).days) for date, later in pairwise(known))
