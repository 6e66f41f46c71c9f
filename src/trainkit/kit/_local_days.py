"""Days as an app has them: dates, or the texts that stand in a URL."""

import datetime as dt
from typing import NamedTuple

from trainkit.errors import InvalidInput
from trainkit.models import DailyHealth

__all__ = ["Days", "read_day", "read_days"]


class Days(NamedTuple):
    """A range of local days, both included.

    Parameters
    ----------
    first, last : date
        The days.
    """

    first: dt.date
    last: dt.date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.first <= day <= self.last


def read_day(day: dt.date | str, argument: str = "date") -> dt.date:
    """Return a date, or the one that a text names; `InvalidInput` where it names none."""
    try:
        return DailyHealth(date=day).date  # type: ignore[arg-type]
    except InvalidInput as error:
        raise InvalidInput(argument, day, error.allowed) from None


def read_days(first: dt.date | str | None, last: dt.date | str | None) -> Days:
    """Return the days between two, each of which may be left open."""
    return Days(
        dt.date.min if first is None else read_day(first, "first"),
        dt.date.max if last is None else read_day(last, "last"),
    )
