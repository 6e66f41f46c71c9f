"""How a reader wants amounts and dates: kept in the browser, used by every page."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

from starlette.requests import Request

__all__ = ["COOKIE_DATES", "COOKIE_UNITS", "READER", "Dates", "Reader", "Units", "reader_of"]

Units: TypeAlias = Literal["metric", "imperial"]
Dates: TypeAlias = Literal["day", "month", "iso"]

COOKIE_UNITS, COOKIE_DATES = "trainkit_units", "trainkit_dates"
_MONTH_FIRST = "en-us"


@dataclass(frozen=True, slots=True)
class Reader:
    """How amounts and dates are shown.

    Parameters
    ----------
    units : {"metric", "imperial"}
        Kilometres and metres, or miles and feet; heights, paces, speeds and masses alike.
    dates : {"day", "month", "iso"}
        ``Sun 28 Jun``, ``Sun, Jun 28`` or ``2026-06-28``.
    """

    units: Units = "metric"
    dates: Dates = "day"

    @property
    def imperial(self) -> bool:
        """Whether miles and feet are shown."""
        return self.units == "imperial"


READER: ContextVar[Reader] = ContextVar("trainkit_reader", default=Reader())  # noqa: B039  frozen
"""Who reads the page that is written."""


def reader_of(request: Request) -> Reader:
    """Read what the browser keeps; without it dates follow the browser's first language."""
    units = request.cookies.get(COOKIE_UNITS)
    dates = request.cookies.get(COOKIE_DATES)
    first = request.headers.get("accept-language", "").partition(",")[0].strip().lower()
    usual = "month" if first == _MONTH_FIRST else "day"
    return Reader(
        cast("Units", units) if units in get_args(Units) else "metric",
        cast("Dates", dates if dates in get_args(Dates) else usual),
    )
