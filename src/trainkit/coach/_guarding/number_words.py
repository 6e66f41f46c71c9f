"""Numbers that are written as words: "twelve", "forty-two", "six and a half", "twice"."""

from trainkit.coach._guarding.tokens import Token, words_of

__all__ = ["FACTORS", "ORDINALS", "read_number_words"]

_ONES = words_of(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "fifteen sixteen seventeen eighteen nineteen",
)
_TENS = words_of(
    "twenty thirty forty fifty sixty seventy eighty ninety",
)
_SMALL = {word: float(i) for i, word in enumerate(_ONES)}
_DECADES = {word: 20.0 + 10 * i for i, word in enumerate(_TENS)}
_ORDINAL_ONES = words_of(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
)
ORDINALS = {word: float(i) for i, word in enumerate(_ORDINAL_ONES, 1)}
FACTORS = {
    "twice": 2.0,
    "double": 2.0,
    "doubled": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "half": 0.5,
    "halved": 0.5,
}


def _tens(tokens: tuple[Token, ...], i: int) -> tuple[float, int]:
    value = _DECADES[tokens[i].low]
    j = i + 1
    if j < len(tokens) and tokens[j].low == "-":
        j += 1
    if j < len(tokens) and 0 < _SMALL.get(tokens[j].low, 0) < 10:
        return value + _SMALL[tokens[j].low], j + 1 - i
    return value, 1


def _below_hundred(tokens: tuple[Token, ...], i: int) -> tuple[float, int] | None:
    if i >= len(tokens):
        return None
    low = tokens[i].low
    if low in _DECADES:
        return _tens(tokens, i)
    return (_SMALL[low], 1) if low in _SMALL else None


def _hundreds(tokens: tuple[Token, ...], i: int, value: float, taken: int) -> tuple[float, int]:
    """Return a number that goes on with "hundred" or "thousand"."""
    j = i + taken
    for word, size in (("hundred", 100.0), ("thousand", 1000.0)):
        if j < len(tokens) and tokens[j].low == word:
            value, j = value * size, j + 1
            skip = j + 1 if j < len(tokens) and tokens[j].low == "and" else j
            rest = _below_hundred(tokens, skip)
            if rest:
                value, j = value + rest[0], skip + rest[1]
    return value, j - i


def _half_after(tokens: tuple[Token, ...], i: int) -> tuple[float, int]:
    """Return 0.5 and the tokens of "and a half", or 0."""
    low = [token.low for token in tokens[i : i + 3]]
    if low == ["and", "a", "half"]:
        return 0.5, 3
    if low[:2] == ["½", ""] or low[:1] == ["½"]:
        return 0.5, 1
    return 0.0, 0


def read_number_words(tokens: tuple[Token, ...], i: int) -> tuple[float, float, int] | None:
    """Return the value at a token, half its last step, and the tokens it takes."""
    low = tokens[i].low
    if low == "a" and [token.low for token in tokens[i + 1 : i + 2]] == ["dozen"]:
        return 12.0, 0.5, 2
    found = _below_hundred(tokens, i)
    if found is None:
        return None
    value, taken = _hundreds(tokens, i, *found)
    half, more = _half_after(tokens, i + taken)
    return value + half, 0.25 if half else 0.5, taken + more
