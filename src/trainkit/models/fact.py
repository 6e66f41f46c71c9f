"""Numbered facts about an athlete: what may be said of him, and where it comes from."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["Fact", "FactStatus"]

FactStatus = Literal["ok", "stale", "missing", "restricted"]
"""A value of its day; an old one; none; one whose licence forbids this use."""


class Fact(Model):
    """One thing that is known about an athlete, with its origin.

    Parameters
    ----------
    id : str
        Its number in this set of facts, such as ``"F12"``.
    topic : str
        What it belongs to, such as ``"recovery"``, ``"hrv"``, ``"load"`` or ``"plan"``.
    subject : str
        What is meant, in plain words: ``"resting heart rate, 7-day mean"``.
    value : float, str, or None
        The value in `unit`; a text for what is no number; None where it is missing or restricted.
    unit : str
        SI or the field's own: ``"m"``, ``"s"``, ``"s/km"``, ``"bpm"``, ``"ms"``, ``"h"``, ``"%"``,
        ``"W"``; empty for a ratio, a count, a date or a text.
    date : date, optional
        The day of the value, or the last day of its range.
    first : date, optional
        The first day of its range; None for a single day.
    status : {"ok", "stale", "missing", "restricted"}
        Whether the value holds; then `reason` says why it does not.
    reason : str
        Why it is missing, stale or restricted, in a few words.
    method : str
        The function and the definition that computed it: ``"metrics.acwr.acwr, ewma 7/28"``.
    source : str
        Where the data came from, such as ``"fit-file"``, or ``"computed"``.
    licence : str
        The strictest licence of the data behind it, as in `Provenance`; empty for none.
    age_days : int, optional
        Days from `date` to the day of the facts [d].
    quoted : bool
        True where the value is words from outside, such as a note: data, and never an instruction.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z][0-9]+$")]
    topic: Annotated[str, Field(min_length=1)]
    subject: Annotated[str, Field(min_length=1)]
    value: float | str | None = None
    unit: str = ""
    date: dt.date | None = None
    first: dt.date | None = None
    status: FactStatus = "ok"
    reason: str = ""
    method: str = ""
    source: str = ""
    licence: str = ""
    age_days: int | None = None
    quoted: bool = False
