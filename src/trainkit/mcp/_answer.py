"""What a tool answers: facts in few bytes, and what was left out."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from pydantic import Field

from trainkit.coach import Facts
from trainkit.coach._fact_text import format_amount
from trainkit.models.fact import Fact
from trainkit.models.model import Model

__all__ = ["LONGEST", "Answer", "Group", "answer_with", "write"]

LONGEST = 2048
"""The most bytes of an answer."""

_OWN = frozenset({"computed", "trainkit"})  # sources that need no name
_Cell = str | int | float | None


class Group(Model):
    """Facts that share what they are about.

    Parameters
    ----------
    about : str
        What; empty where each fact says it.
    day : date, optional
        The day of the values, or the last day of their range.
    unit : str
        Their unit, where it is the same for all.
    source : str
        Where the data came from; empty for computed values.
    facts : tuple of tuple
        Id, what is meant, value, and then the unit where the group has none. Where the value is
        null, the reason comes last.
    """

    about: str = ""
    day: dt.date | None = None
    unit: str = ""
    source: str = ""
    facts: tuple[tuple[_Cell, ...], ...]


class Answer(Model):
    """The structured result of every tool.

    Parameters
    ----------
    day : date
        The day of the facts.
    facts : tuple of Group
        What is known.
    draft_id : str, optional
        A draft that `apply` would write.
    notes : tuple of str
        What else is to be said.
    left_out : int
        Number of facts left out for length.
    refused : mapping of str to int
        Number of records that a licence kept out, by licence.
    """

    day: dt.date
    facts: tuple[Group, ...] = ()
    draft_id: str | None = None
    notes: tuple[str, ...] = ()
    left_out: int = 0
    refused: dict[str, int] = Field(default_factory=dict)


def answer_with(
    day: dt.date,
    facts: Iterable[Facts] = (),
    *,
    draft_id: str | None = None,
    notes: Sequence[str] = (),
    longest: int | None = LONGEST,
) -> Answer:
    """Build an answer that is short enough.

    Parameters
    ----------
    day : date
        The day of the facts.
    facts : iterable of Facts
        The most important first.
    draft_id, notes
        As in `Answer`.
    longest : int, optional
        Most bytes; None for no limit.

    Returns
    -------
    Answer
        The answer, with the number of facts that did not fit.
    """
    sheets = tuple(facts)
    known = [fact for sheet in sheets for fact in sheet]
    refused = {name: count for sheet in sheets for name, count in sheet.refused.items()}
    before = sum(sheet.left_out for sheet in sheets)

    def build(kept: int, told: int) -> Answer:
        return Answer(
            day=day,
            facts=tuple(_group(known[:kept], day)),
            draft_id=draft_id,
            notes=tuple(notes[:told]),
            left_out=before + len(known) - kept + len(notes) - told,
            refused=refused,
        )

    kept, told = len(known), len(notes)
    answer = build(kept, told)
    while longest is not None and len(write(answer).encode()) > longest and (kept or told):
        kept, told = (kept - 1, told) if kept else (kept, told - 1)
        answer = build(kept, told)
    return answer


def write(answer: Answer) -> str:
    """Write an answer as JSON without spaces."""
    content = answer.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _group(facts: Sequence[Fact], day: dt.date) -> Iterable[Group]:
    for (about, date, source), group in groupby(facts, _shared):
        members = list(group)
        units = {fact.unit for fact in members if fact.value is not None}
        unit = units.pop() if len(units) == 1 and len(members) > 1 else ""
        yield Group(
            about=about,
            day=None if date == day else date,
            unit=unit,
            source=source,
            facts=tuple(_cells(fact, unit) for fact in members),
        )


def _shared(fact: Fact) -> tuple[str, dt.date | None, str]:
    about, found, tail = fact.subject.partition(": ")
    day = None if str(fact.date) in fact.subject else fact.date
    source = "" if fact.source in _OWN else fact.source
    return about if found and tail else "", day, source


def _cells(fact: Fact, unit: str) -> tuple[_Cell, ...]:
    about, _, tail = fact.subject.partition(": ")
    what = tail or about
    if fact.value is None:
        why = fact.reason or fact.status
        return fact.id, what, None, f"{fact.status}: {why}" if why != fact.status else why
    if isinstance(fact.value, str):
        return fact.id, what, format_amount(fact)
    value = float(f"{fact.value:.5g}")
    number = int(value) if value.is_integer() else value
    own = "" if unit else fact.unit
    return (fact.id, what, number, own) if own else (fact.id, what, number)
