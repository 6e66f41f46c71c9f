"""The names in a fact: of sessions, activities and races."""

import re
from functools import lru_cache
from typing import NamedTuple

from trainkit.coach._guarding.calendar import MONTHS, WEEKDAYS
from trainkit.coach._guarding.tokens import tokenize, word_set

__all__ = ["NO_NAMES", "RACE_WORDS", "STOP", "Names", "names_of"]

_LONGEST_NAME = 60
RACE_WORDS = {"marathon", "half", "race", "triathlon", "ultra", "ironman", "mile", "miles", "mi"}
NO_NAMES = frozenset(WEEKDAYS) | frozenset(MONTHS)
STOP = word_set(
    "and are at average back before best by city computed daily date day days done end ewma first",
    "for from goal had half has have high in into last less long low mean missing month months",
    "more morning moving new next night normal normalized of on over personal plan planned",
    "previous range rate ride road run session sessions target than that the this time to today",
    "training value was week weekly weeks with year years you your",
)


_COMMON = {"recovery", "endurance", "progression"}
_EFFORTS = {"easy", "moderate", "hard", "rest"}


class Names(NamedTuple):
    """The names in a fact: single words, phrases, and all of its words."""

    names: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    words: frozenset[str]


@lru_cache(maxsize=1024)
def _phrase(value: str) -> tuple[str, ...]:
    """Return the name of a session or a race without what stands in brackets."""
    words = [token.low for token in tokenize(value.split("(", maxsplit=1)[0])]
    return tuple(words) if all(word.isalnum() for word in words) and len(words) < 6 else ()


@lru_cache(maxsize=4096)
def _named_session(subject: str) -> tuple[str, ...]:
    """Return the name of a session that a subject begins with: "planned long run: duration"."""
    words = _phrase(re.split("[:,]", subject)[0])
    if words[:1] in {("planned",), ("next",), ("last",)}:
        words = words[1:]
    last = words[-1:] and words[-1] in {"run", "ride", "session", "swim", "repeats", "intervals"}
    return words if last else ()


def _words(text: str) -> frozenset[str]:
    return frozenset(token.low for token in tokenize(text) if token.kind == "word")


@lru_cache(maxsize=4096)
def names_of(subject: str, value: str, one_day: bool) -> Names:  # noqa: FBT001 - a key of the cache
    """Return the names that a subject and a short value in words hold."""
    value = value if len(value) < _LONGEST_NAME else ""
    words = _words(value)
    phrase = _phrase(value)
    named = _named_session(subject) if one_day else ()
    phrases = tuple(found for found in (phrase, named) if len(found) > 1)
    plain = not any(letter.isdigit() for letter in value)
    names = words - _EFFORTS - STOP - RACE_WORDS - NO_NAMES if plain else frozenset()
    if len(phrase) > 1:
        names -= _COMMON
    return Names(frozenset(n for n in names if len(n) > 2), phrases, _words(subject) | words)
