"""Units that a noun can have: "a resting pulse of 52 ms" is wrong, whatever 52 ms is elsewhere."""

import re
from collections.abc import Iterable

from trainkit.coach._guard import Claim

__all__ = ["find_swaps"]

_TIME = frozenset({"s", "min", "h"})
_LENGTH = frozenset({"m", "km", "mi", "ft", "yd"})
_SHARE = frozenset({"%", "SD", ""})
_NOUNS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"pulse|heart[- ]rate(?![- ]variab)|\brhr\b", frozenset({"bpm", "days"}) | _SHARE),
    (r"\bhrv\b|variability|\brmssd\b", frozenset({"ms", "days"}) | _SHARE),
    (r"recovery score|recovered to|recovery is", frozenset({"%", ""})),
    (r"\b(?:finish|complete|run|end) (?:your|the|this|that) (?:race|goal)\b", _TIME | _SHARE),
    (r"\bforecast\b", _TIME | _SHARE),
    (r"\bslept\b|\bsleep (?:was|lasted|came)", _TIME | _SHARE),
    (r"\b(?:load|ctl|atl|tsb|fitness|fatigue|form) (?:\([A-Za-z]+\) )?(?:is|of|was|stands|at)\b",
     frozenset({"days", "weeks"}) | _SHARE),
    (r"\bvdot\b", frozenset({""})),
    (r"\bftp\b", frozenset({"W", "W/kg"}) | _SHARE),
    (r"\b(?:plan|programme?) (?:has|is|runs|lasts|takes)\b", frozenset({"days", "weeks", "months"})
     | _SHARE),
)  # fmt: skip
_PATTERNS = tuple((re.compile(words, re.IGNORECASE), units) for words, units in _NOUNS)
_REACH = 45  # characters from a noun to its number
_BREAK = re.compile(
    r"\d|[;:(]|, (?:and|but|while|with|your)\b|\b(?:and|but|while|from|after|for)\b"
)


def find_swaps(text: str, claims: Iterable[Claim]) -> list[Claim]:
    """Find the numbers whose unit the noun before them cannot have.

    Parameters
    ----------
    text : str
        A sentence.
    claims : iterable of Claim
        Its numbers.

    Returns
    -------
    list of Claim
        Those with a unit of something else.
    """
    return [claim for claim in claims if claim.kind == "number" and _is_swapped(text, claim)]


def _is_swapped(text: str, claim: Claim) -> bool:
    before = text[max(0, claim.start - _REACH) : claim.start]
    nearest: tuple[int, frozenset[str]] | None = None
    for words, units in _PATTERNS:
        for found in words.finditer(before):
            if nearest is None or found.end() >= nearest[0]:
                nearest = found.end(), units
    if nearest is None or _BREAK.search(before[nearest[0] :]):
        return False  # another number, or another thought, stands between
    return claim.unit not in nearest[1] and claim.unit in _KNOWN


_KNOWN = _TIME | _LENGTH | {"bpm", "ms", "W", "%", "days", "weeks", "months"}
