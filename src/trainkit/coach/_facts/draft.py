"""A fact before it has a number."""

import datetime as dt
import math
from dataclasses import dataclass, replace

from trainkit.coach._fact_text import clean_words
from trainkit.models.fact import Fact, FactStatus

__all__ = ["Draft", "measure", "number"]

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact without a number, and what decides whether it is shown.

    Parameters
    ----------
    topic, subject, value, unit, date, first, status, reason, method, source, licence, quoted
        As in `Fact`.
    priority : int
        0 is kept first when tokens are few, 9 is left out first.
    record : bool
        True if the subject itself tells of one record, such as a run on a day.
    """

    topic: str
    subject: str
    value: float | str | None = None
    unit: str = ""
    date: dt.date | None = None
    first: dt.date | None = None
    status: FactStatus = "ok"
    reason: str = ""
    method: str = ""
    source: str = "computed"
    licence: str = ""
    quoted: bool = False
    priority: int = 3
    record: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What the fact is about."""
        return self.topic, self.subject

    def without_value(self, status: FactStatus, reason: str) -> "Draft":
        """Say why there is no value."""
        return replace(self, value=None, quoted=False, status=status, reason=reason)


def measure(draft: Draft, value: float | None, *, why: str = "not known") -> Draft:
    """Give a draft its number; it is missing where the number is None or NaN."""
    if value is None or not math.isfinite(value):
        return draft.without_value("missing", why)
    return replace(draft, value=float(value))


def number(draft: Draft, fact_id: str, day: dt.date) -> Fact:
    """Make a fact of a draft."""
    age = None if draft.date is None else (day - draft.date).days
    return Fact(
        id=fact_id,
        topic=draft.topic,
        subject=_harmless(draft.subject),
        value=draft.value,
        unit=draft.unit,
        date=draft.date,
        first=draft.first,
        status=draft.status,
        reason=_harmless(draft.reason),
        method=_harmless(draft.method),
        source=_harmless(draft.source),
        licence=_harmless(draft.licence),
        age_days=age,
        quoted=draft.quoted,
    )


def _harmless(words: str) -> str:
    """Names of sources, licences and components may come from plugins and files."""
    if words.isprintable() and len(words) <= _LONGEST:
        return words
    return clean_words(words, longest=_LONGEST)
