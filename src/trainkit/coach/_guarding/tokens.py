"""A text as tokens: words, numbers, clocks and signs, with their places."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["Token", "TokenKind", "ends_sentence", "tokenize", "word_set", "words_of"]

TokenKind = Literal["iso", "clock", "hm", "num", "word", "line", "sign"]

_TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d(?!\d))"
    r"|(?P<clock>\d{1,3}:\d\d(?::\d\d)?(?:\.\d+)?(?![\d:]))"
    r"|(?P<hm>\d{1,2} ?h ?[0-5]\d(?![\d:]|\.\d))"
    r"|(?P<num>\d{1,3}(?:[,\u202f\u00a0’']\d{3})+(?:\.\d+)?(?!\d)|\d+,\d{1,2}(?!\d)|\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<word>[^\W\d_]+(?:['’][a-z]+)?)"
    r"|(?P<line>\n\s*)"
    r"|(?P<sign>[^\s\w]|_)"
)
# A receipt names the facts behind a number: "[F12]", "(F3, F7)".
_RECEIPT = re.compile(r"[\[(](?:\s*[A-Z]\d+\s*[,;]?)+[\])]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a text.

    Parameters
    ----------
    kind : str
        What it is: a date as ``2026-05-09``, a clock, ``3h12``, a number, a word, a line's end or
        a sign.
    text : str
        As written.
    low : str
        In lower case, without a possessive "'s".
    start, end : int
        Its place in the text [characters].
    """

    kind: TokenKind
    text: str
    low: str
    start: int
    end: int


def _plain(word: str) -> str:
    low = word.lower().replace("’", "'")
    return low[:-2] if low.endswith("'s") else low


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


@lru_cache(maxsize=2048)
def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text; receipts such as ``[F12]`` are left out."""
    bare = _RECEIPT.sub(_blank, text)
    tokens = []
    for match in _TOKEN.finditer(bare):
        kind = match.lastgroup
        word = match.group()
        low = _plain(word) if kind == "word" else word
        tokens.append(Token(kind, word, low, match.start(), match.end()))  # type: ignore[arg-type]
    return tuple(tokens)


def ends_sentence(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a token ends a sentence: a full stop, "!", "?" or a line end."""
    token = tokens[index]
    return token.kind == "line" or token.low in {".", "!", "?"}


def words_of(*lines: str) -> tuple[str, ...]:
    """Return the words of some lines, in their order."""
    return tuple(word for line in lines for word in line.split())


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of some lines."""
    return frozenset(words_of(*lines))
