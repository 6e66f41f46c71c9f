"""Text that is released sentence by sentence, each after the guard has seen it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from trainkit.coach._chat.nouns import find_swaps
from trainkit.coach._guard import Claim, guard
from trainkit.models.fact import Fact

__all__ = ["Checked", "SentenceBuffer", "check_text"]

_END = re.compile(r"(?<=[.!?])(?:[\"')\]]*)\s+|\n+")
_MARK = re.compile(r"\s*\[(?:[A-Z]\d+(?:\s*,\s*)?)+\]")


class Checked(NamedTuple):
    """A sentence and what the guard says of it.

    Attributes
    ----------
    text : str
        The sentence.
    faults : tuple of Claim
        What is contradicted or has no support; empty where it may be shown.
    fact_ids : tuple of str
        The facts that support it.
    """

    text: str
    faults: tuple[Claim, ...]
    fact_ids: tuple[str, ...]


class SentenceBuffer:
    """Cuts a stream of text into whole sentences; threads may not share it."""

    def __init__(self) -> None:
        self._rest = ""

    def push(self, piece: str) -> list[str]:
        """Add a piece, and return the sentences that are whole now, with the space behind them."""
        self._rest += piece
        whole, start = [], 0
        for found in _END.finditer(self._rest):
            if found.end() < len(self._rest):  # more may follow: "4." of "4.5"
                whole.append(self._rest[start : found.end()])
                start = found.end()
        self._rest = self._rest[start:]
        return whole

    def flush(self) -> list[str]:
        """Return what is left."""
        rest, self._rest = self._rest, ""
        return [rest] if rest.strip() else []


def check_text(
    text: str, facts: Sequence[Fact], results: Sequence[Fact], said: str, *, before: str = ""
) -> Checked:
    """Check a sentence; what the athlete said himself may be repeated.

    Parameters
    ----------
    text : str
        The sentence.
    facts, results : sequence of Fact
        The facts of the day, and those of the tools.
    said : str
        What the athlete wrote in this conversation.
    before : str
        The sentence before it, which says what "it" is.

    Returns
    -------
    Checked
        The sentence, with what is wrong about it.
    """
    judged = guard(text, facts, results)
    swapped = find_swaps(text, (*judged.supported, *judged.general))
    wrong = (*judged.contradicted, *judged.unsupported)
    if wrong and before:
        together = guard(before + text, facts, results)
        offset = len(before)
        still = {claim.start - offset for claim in (*together.contradicted, *together.unsupported)}
        wrong = tuple(claim for claim in wrong if claim.start in still)
    words = said.lower()
    faults = tuple(claim for claim in (*wrong, *swapped) if claim.text.lower() not in words)
    named = [part for mark in _MARK.findall(text) for part in re.findall(r"[A-Z]\d+", mark)]
    supported = [part.strip() for claim in judged.supported for part in claim.fact_id.split(",")]
    return Checked(text, faults, tuple(dict.fromkeys([*named, *filter(None, supported)])))
