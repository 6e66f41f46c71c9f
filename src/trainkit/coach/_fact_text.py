"""Facts in writing: rounded amounts, compact lines for a prompt, a table for a person."""

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from trainkit.models.fact import Fact

__all__ = [
    "clean_words",
    "count_tokens",
    "format_amount",
    "format_span",
    "prompt_lines",
    "quote_name",
    "table_lines",
]

_LONGEST = 240  # letters of words from outside
_MARKS = {"stale": "~", "missing": "?", "restricted": "!"}
_PIECE = re.compile(r"[^\W\d_]+|\d{1,3}|[^\w\s]|_|\n")
_PLAIN_NAME = re.compile(r"[\w.+-]{1,40}")
_LETTERS_A_TOKEN = 4.0


def clean_words(text: str, *, longest: int = _LONGEST) -> str:
    """Make words from outside harmless: one line, no control or invisible characters, not too long.

    Parameters
    ----------
    text : str
        A name or a note, from anybody.
    longest : int
        Letters that are kept [1].

    Returns
    -------
    str
        The words.
    """
    plain = unicodedata.normalize("NFC", text[: 4 * longest])
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in plain
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    words = " ".join(kept.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def quote_name(name: str) -> str:
    """Write the name of a source or licence, in quotation marks unless it is one plain word."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    return json.dumps(clean_words(name, longest=40), ensure_ascii=False)


def format_amount(fact: Fact) -> str:
    """Write a fact's value with its unit, rounded for display.

    Parameters
    ----------
    fact : Fact
        The fact.

    Returns
    -------
    str
        Such as ``"5:12 /km"`` or ``"21.1 km"``; words from outside stand in quotation marks.
    """
    value = fact.value
    if value is None:
        return ""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if fact.quoted else value
    writer = _WRITERS.get(fact.unit)
    if writer is not None:
        return writer(value)
    is_whole = abs(value) >= 20 or float(value).is_integer()
    number = str(_round(value)) if is_whole else f"{value:.2f}"
    return f"{number} {fact.unit}".rstrip()


def _round(value: float) -> int:
    """Round halves away from zero, as people do."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def _metres(value: float) -> str:
    if abs(value) < 1000:
        return f"{_round(value)} m"
    kilometres = f"{value / 1000:.1f}" if abs(value) >= 20_000 else f"{value / 1000:.2f}"
    return f"{kilometres.rstrip('0').rstrip('.')} km"


def _seconds(value: float) -> str:
    whole = _round(value)
    if abs(whole) < 60:
        return f"{whole} s"
    minutes, seconds = divmod(abs(whole), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if whole < 0 else ""
    clock = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{sign}{clock}" if hours else f"{sign}{clock} min"


def _pace(value: float) -> str:
    minutes, seconds = divmod(_round(value), 60)
    return f"{minutes}:{seconds:02d} /km"


_WRITERS: Mapping[str, Callable[[float], str]] = {
    "m": _metres,
    "s": _seconds,
    "s/km": _pace,
    "h": lambda value: f"{value:.1f} h",
    "%": lambda value: f"{_round(value)} %",
    "SD": lambda value: f"{value:+.1f} SD",
    "kg": lambda value: f"{value:.1f} kg",
    "bpm": lambda value: f"{_round(value)} bpm",
    "ms": lambda value: f"{_round(value)} ms",
    "W": lambda value: f"{_round(value)} W",
    "load": lambda value: str(_round(value)),
    "points": lambda value: f"{value:.1f}",
    "min": lambda value: f"{_round(value)} min",
    "weeks": lambda value: f"{value:.1f} weeks",
    "ml/kg/min": lambda value: f"{value:.1f}",
}


def format_span(fact: Fact) -> str:
    """Write the day of a fact, or the first and the last day of its range."""
    if fact.date is None:
        return ""
    return str(fact.date) if fact.first is None else f"{fact.first}..{fact.date}"


def count_tokens(text: str) -> int:
    """Estimate the tokens of a text from above, without any vendor's tokenizer.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    int
        Words by length, digits by threes, each sign by itself [tokens].
    """
    pieces = _PIECE.findall(text)
    plain = sum(-(-len(piece) // _LETTERS_A_TOKEN) for piece in pieces if piece.isascii())
    return int(plain + sum(2 * len(piece) for piece in pieces if not piece.isascii()))


def prompt_lines(facts: Sequence[Fact], day: dt.date | None) -> list[str]:
    """Write facts in compact lines: those of one thing and one day share a line.

    Parameters
    ----------
    facts : sequence of Fact
        In order.
    day : date, optional
        The day of the facts: it is not repeated in each line.

    Returns
    -------
    list of str
        Such as ``"HRV: F12 last night 51 ms; F13 usual 48 ms"``.
    """
    lines = []
    for (head, span), group in groupby(facts, lambda fact: _head_and_span(fact, day)):
        entries = "; ".join(_entry(fact) for fact in group)
        label = " ".join(part for part in (head, span) if part)
        lines.append(f"{label}: {entries}" if label else entries)
    return lines


def _head_and_span(fact: Fact, day: dt.date | None) -> tuple[str, str]:
    head, found, _ = fact.subject.partition(": ")
    head = head if found else ""
    if fact.date is None or str(fact.date) in head or (fact.date == day and fact.first is None):
        return head, ""
    if fact.first is None:
        return head, f"[{fact.date}]"
    first, last = str(fact.first), str(fact.date)
    shared = 8 if first[:7] == last[:7] else 5 if first[:4] == last[:4] else 0
    return head, f"[{first}..{last[shared:]}]"


def _entry(fact: Fact) -> str:
    tail = fact.subject.partition(": ")[2] or fact.subject
    if fact.status != "ok":
        why = fact.licence if fact.status == "restricted" else fact.reason
        return f"{fact.id} {tail} {_MARKS[fact.status]} {why}"
    note = f" ({fact.reason})" if fact.reason else ""
    return f"{fact.id} {tail} {format_amount(fact)}{note}"


def table_lines(facts: Iterable[Fact]) -> list[str]:
    """Write facts as a table with aligned columns, a heading for each topic."""
    rows = [
        (
            fact.topic,
            fact.id,
            fact.subject,
            format_amount(fact) if fact.status == "ok" else fact.status,
            format_span(fact),
            fact.reason or fact.source,
        )
        for fact in facts
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(1, 5)]
    widths = [min(width, most) for width, most in zip(widths, (5, 52, 40, 22), strict=True)]
    lines = []
    for topic, group in groupby(rows, lambda row: row[0]):
        lines += ["", topic]
        for _, *cells, last in group:
            padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
            lines.append(f"  {'  '.join([*padded, last])}".rstrip())
    return lines[1:]
