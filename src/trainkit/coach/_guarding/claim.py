"""A claim of an answer, and what the facts say about it."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Claim", "ClaimKind", "Verdict"]

ClaimKind = Literal["number", "range", "day", "ordinal", "factor", "direction", "race"]
Verdict = Literal["supported", "contradicted", "unsupported", "general"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that an answer says about the athlete.

    Parameters
    ----------
    text : str
        The words in the answer.
    value : float or str
        The number as written, in `unit` (clocks and paces in seconds), or the lower end of a range;
        the words of a day, a direction or a race.
    unit : str
        ``"bpm"``, ``"km"``, ``"mi"``, ``"s/km"``, ``"s/mi"``, ``"%"``, ...; empty for none.
    start, end : int
        Its place in the answer [characters].
    kind : str
        What it is: a number, a range, a day, an ordinal, a factor, a direction or a race.
    fact_id : str
        The fact that supports or contradicts it, ``"F3, F4"`` for a derived number; empty for none.
    reason : str
        Why it was judged so, in a few words.
    """

    text: str
    value: float | str
    unit: str
    start: int
    end: int
    kind: ClaimKind
    fact_id: str = ""
    reason: str = ""
