"""A sentence by the patterns of a persona: filled, short enough, and not said before."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trainkit.coach.voice._quantities import PLACEHOLDER, Values
from trainkit.models.voice import Persona, Trigger

__all__ = ["LONGEST_TOAST", "Line", "Said", "choose_line", "count_words", "fill", "make_toast"]

_FIRST_LETTER = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")

LONGEST_TOAST = 49
"""Characters of a toast."""


class Line(NamedTuple):
    """A sentence to say.

    Parameters
    ----------
    text : str
        The words.
    fixed : bool
        Whether it has no quantities: it may be rendered ahead, and said at any time.
    repeated : bool
        Whether it was said before in this session; then it is shown, and not spoken.
    """

    text: str
    fixed: bool = False
    repeated: bool = False


class Said:
    """What was said in a session.

    Parameters
    ----------
    turn : int
        With which of several equal sentences it begins.
    """

    def __init__(self, turn: int = 0) -> None:
        self.turn = turn
        self._texts: set[str] = set()
        self._uses: Counter[str] = Counter()

    def __contains__(self, text: str) -> bool:
        return _as_key(text) in self._texts

    def add(self, text: str) -> None:
        """Remember a text."""
        self._texts.add(_as_key(text))

    def count(self, pattern: str) -> None:
        """Count the use of a pattern."""
        self._uses[pattern] += 1

    def uses(self, pattern: str) -> int:
        """Return how often a pattern was used."""
        return self._uses[pattern]


def choose_line(persona: Persona, trigger: Trigger, values: Values, said: Said) -> Line:
    """Choose and fill a sentence, the least used first, of those with the most quantities.

    Parameters
    ----------
    persona : Persona
        Who speaks.
    trigger : Trigger
        The moment.
    values : Values
        The quantities that are known.
    said : Said
        What was said; the choice is added.

    Returns
    -------
    Line
        The sentence.
    """
    known = values.said
    direct = persona.patterns.get(f"{trigger.name}/{values.direction}", ())
    patterns = [
        pattern
        for pattern in (direct or persona.patterns[trigger.name])
        if known.keys() >= set(PLACEHOLDER.findall(pattern))
    ] or [p for p in persona.patterns[trigger.name] if not PLACEHOLDER.search(p)]
    start = said.turn % len(patterns)
    patterns = [*patterns[start:], *patterns[:start]]
    tells = {pattern: len(PLACEHOLDER.findall(pattern)) for pattern in patterns}
    patterns.sort(
        key=lambda p: (not tells[p], said.uses(p), "{target" not in p, -tells[p] * (not said.turn))
    )  # what to do comes before what is; from the second day on, variety before fullness
    chosen: tuple[str, str] | None = None
    for pattern, text in _variants(patterns, persona.tails, known):
        if count_words(text) > trigger.max_words:
            continue
        chosen = chosen or (pattern, text)
        if text not in said:
            said.count(pattern)
            said.add(text)
            return Line(text, fixed=not tells[pattern])
    pattern, text = chosen or ("", trigger.safe_text)
    said.count(pattern)
    repeated = text in said
    said.add(text)
    return Line(text, fixed=not tells.get(pattern), repeated=repeated)


def _variants(
    patterns: list[str], tails: tuple[str, ...], known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        yield pattern, fill(pattern, known)
    for tail, pattern in itertools.product(tails, patterns):
        yield pattern, f"{fill(pattern, known)} {tail}"


def fill(pattern: str, known: Mapping[str, str]) -> str:
    """Fill the quantities of a pattern in, and begin each sentence with a capital letter."""
    text = PLACEHOLDER.sub(lambda found: known[found[1]], pattern)
    return _FIRST_LETTER.sub(lambda found: found[0].upper(), text)


def count_words(text: str) -> int:
    """Count the words of a text, as blanks divide them."""
    return len(text.split())


def make_toast(trigger: Trigger, values: Values) -> str:
    """Make the short text for the screen.

    Parameters
    ----------
    trigger : Trigger
        The moment.
    values : Values
        The quantities that are known.

    Returns
    -------
    str
        At most 49 characters.
    """
    for template in trigger.toast:
        if values.shown.keys() >= set(PLACEHOLDER.findall(template)):
            text = PLACEHOLDER.sub(lambda found: values.shown[found[1]], template)
            text = text[:1].upper() + text[1:]
            if len(text) <= LONGEST_TOAST:
                return text
    return trigger.toast[-1][:LONGEST_TOAST]


def _as_key(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
