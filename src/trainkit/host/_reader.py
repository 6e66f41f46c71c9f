"""How a reader wants amounts, dates and words: kept in the browser, used by every page."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias, cast, get_args

from starlette.requests import Request

from trainkit.host._words import ENGLISH, Words

__all__ = [
    "COOKIE_DATES",
    "COOKIE_LANGUAGE",
    "COOKIE_UNITS",
    "READER",
    "Dates",
    "Reader",
    "Units",
    "reader_of",
]

Units: TypeAlias = Literal["metric", "imperial"]
Dates: TypeAlias = Literal["day", "month", "iso"]

COOKIE_UNITS, COOKIE_DATES = "trainkit_units", "trainkit_dates"
COOKIE_LANGUAGE = "trainkit_language"
_MONTH_FIRST = "en-us"


@dataclass(frozen=True, slots=True)
class Reader:
    """How amounts, dates and words are shown.

    Parameters
    ----------
    units : {"metric", "imperial"}
        Kilometres and metres, or miles and feet; heights, paces, speeds and masses alike.
    dates : {"day", "month", "iso"}
        ``Sun 28 Jun``, ``Sun, Jun 28`` or ``2026-06-28``.
    words : Words
        What stands in place of the English texts.
    languages : mapping of str to Words
        What else there is to choose from.
    """

    units: Units = "metric"
    dates: Dates = "day"
    words: Words = ENGLISH
    languages: Mapping[str, Words] = field(default_factory=dict, compare=False)

    @property
    def imperial(self) -> bool:
        """Whether miles and feet are shown."""
        return self.units == "imperial"


READER: ContextVar[Reader] = ContextVar("trainkit_reader", default=Reader())  # noqa: B039  frozen
"""Who reads the page that is written."""


def reader_of(request: Request, languages: Mapping[str, Words] = MappingProxyType({})) -> Reader:
    """Read what the browser keeps; without it dates and words follow the browser's languages."""
    units = request.cookies.get(COOKIE_UNITS)
    dates = request.cookies.get(COOKIE_DATES)
    first = request.headers.get("accept-language", "").partition(",")[0].strip().lower()
    usual = "month" if first == _MONTH_FIRST else "day"
    return Reader(
        cast("Units", units) if units in get_args(Units) else "metric",
        cast("Dates", dates if dates in get_args(Dates) else usual),
        _choose_words(request, languages) if languages else ENGLISH,
        languages,
    )


def _choose_words(request: Request, languages: Mapping[str, Words]) -> Words:
    """Choose the words of the language that was chosen, else of the first that the browser likes.

    Browsers name languages in the order of their owner; a country counts less than a language.
    """
    known = {"en": ENGLISH, **{code.lower(): words for code, words in languages.items()}}
    kept = request.cookies.get(COOKIE_LANGUAGE, "").lower()
    liked = request.headers.get("accept-language", "")[:200].split(",")
    for code in (kept, *(each.partition(";")[0].strip().lower() for each in liked)):
        for name in (code, code.partition("-")[0]):
            if name in known:
                return known[name]
    return ENGLISH
