"""The numbers and days that a text mentions, read into SI."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from trainkit.coach._guarding.calendar import read_day
from trainkit.coach._guarding.mention import Kind, Mention, Role
from trainkit.coach._guarding.number_words import FACTORS, ORDINALS
from trainkit.coach._guarding.numerals import (
    DASHES,
    TIME,
    Number,
    Reading,
    read_number,
    read_readings,
    unit_at,
    words_at,
)
from trainkit.coach._guarding.tokens import Token, tokenize, word_set
from trainkit.coach._guarding.units import BARE, Unit

__all__ = ["Kind", "Mention", "Reading", "Role", "read_mentions"]


_ABOUT = {"about", "around", "roughly", "approximately", "approx", "~", "≈", "nearly", "almost"}
_ABOUT |= {"circa", "some", "approaching", "ca"}
_ABOVE = {"over", "above", "exceeds", "exceeding", "past"}
_BELOW = {"under", "below", "sub", "within"}
_PERIOD_BEFORE = {"last", "past", "previous", "these", "those", "over", "each", "every", "prior"}
_PERIOD_BEFORE |= {"trailing", "rolling", "preceding", "all", "across", "during", "within", "final"}
_WEAK = {"over", "across", "within", "all"}  # "the plan runs over 15 weeks" tells a number
_STOPS = {".", "!", "?", ";", "\n"}
_COMPARED = {("against",), ("vs",), ("vs", "."), ("versus",), ("to",), ("compared", "with")}
_SUMMED = word_set(
    "% percent done sessions runs covered km miles ran times from rides hours workouts load h run",
    "activities kilometres",
)
_DAYS = Unit("days", "days", 1.0)
_NEAR_TOKENS = 14
_ADDING = {"add", "adding", "added", "sum", "summing", "summed", "come", "total", "amount"}
_STANDARD_SPANS = {7.0, 14.0, 21.0, 28.0, 30.0, 42.0, 56.0, 60.0, 84.0, 90.0}
_DECADE = {"early": (0.0, 3.9), "low": (0.0, 3.9), "mid": (3.0, 7.0), "late": (6.0, 9.9)}
_DECADE["high"] = _DECADE["late"]


def _mode(tokens: tuple[Token, ...], i: int, last: int) -> str:
    """Return how exactly a number is meant, from the words around it."""
    if tokens[i - 1].low in DASHES and i > 1 and tokens[i - 2].low == "sub":
        return "<"
    before = [token.low for token in tokens[max(0, i - 3) : i]]
    if before[-1:] in (["a"], ["an"], ["the"], ["-"]):
        before.pop()
    nearest = before[-1] if before else ""
    two = " ".join(before[-2:])
    if two == "up to" and before[:1] and before[0].removesuffix("s") in _ADDING:
        return "="  # "adds up to 347" is no limit
    if two in {"just under", "less than", "fewer than", "up to", "at most", "well under"}:
        return "<"
    if two in {"just over", "more than", "at least", "little over", "bit over", "well over"}:
        return ">"
    after = " ".join(words_at(tokens, last, 2))
    if nearest in _ABOUT or two in {"close to", "give or"} or after in {"or so", "give or"}:
        return "~"
    return ">" if nearest in _ABOVE else "<" if nearest in _BELOW else "="


def _is_period(tokens: tuple[Token, ...], i: int, last: int, unit: Unit, days: float) -> bool:
    """Whether a number of days or weeks only names a span: "the last 7 days", "7-day mean"."""
    if unit.dim != "days":
        return False
    before = [token.low for token in tokens[max(0, i - 2) : i]]
    hyphen = last - 2 > i and tokens[last - 2].low in DASHES
    is_verb = before[-1:] != [] and before[-1].endswith("ed")  # "you last rested 4 days ago"
    if hyphen or (not is_verb and (_PERIOD_BEFORE - _WEAK).intersection(before)):
        return True
    if _WEAK.intersection(before):
        return not _stands_alone(tokens, i, last)
    after = words_at(tokens, last, 1)
    standard = days in _STANDARD_SPANS
    enclosed = before[-1:] == ["("] and after == (")",)
    of_span = before[-1:] == ["of"]
    comma = before[-1:] == [","] and after in {(":",), (")",)}
    listed = len(before) == 2 and before[1] in {"and", "or"} and before[0].isdigit()
    said = {token.low for token in tokens[max(0, i - 9) : i]}
    summed = before[-1:] == ["in"] and bool(_SUMMED & said)
    named = enclosed or after == (":",) or of_span or comma or listed or summed
    return _looks_back(tokens, i, last, unit) or (standard and named)


def _looks_back(tokens: tuple[Token, ...], first: int, last: int, unit: Unit) -> bool:
    """Whether a span only leads back: "four weeks ago your fitness was 37"."""
    if words_at(tokens, last, 1) not in {("ago",), ("before",), ("earlier",)}:
        return False
    opens = first == 0 or tokens[first - 1].low in _STOPS
    if not opens and _stands_alone(tokens, first, last):
        return False
    turns = words_at(tokens, last + 1, 1) in {(), ("your",), ("you",), ("it",)}
    return turns or unit.name != "days"


def _stands_alone(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a span is the only number of its sentence: "You last rested 4 days ago"."""
    low, high = first, last
    while low and tokens[low - 1].low not in _STOPS:
        low -= 1
    while high < len(tokens) and tokens[high].low not in _STOPS:
        high += 1
    others = (*tokens[low:first], *tokens[last:high])
    return not any(token.kind in {"num", "clock"} for token in others)


def _opens_spans(tokens: tuple[Token, ...], last: int, mention: Mention) -> bool:
    """Whether a number is the first of "7 and 28 days"."""
    words = words_at(tokens, last, 3)
    if mention.unit.dim or len(words) < 3 or words[0] not in {"and", "or"}:
        return False
    spans = {"7", "14", "28", "30", "42", "60"}
    return tokens[last - 1].low in spans and words[1] in spans and words[2] in {"days", "-"}


def _role(tokens: tuple[Token, ...], i: int, last: int, mention: Mention) -> Role:
    days = mention.readings[0].low
    if _is_period(tokens, i, last, mention.unit, days) or _opens_spans(tokens, last, mention):
        return "period"
    after = words_at(tokens, last, 1)
    if after and after[0] in {"x", "×"}:
        return "reps"
    if i and tokens[i - 1].low in {"x", "×"}:
        return "set"
    if mention.unit.name == "km" and tokens[last - 1].low == "k":
        return "distance"
    if (after and after[0] in {"am", "pm", "a.m", "p.m"}) or after == ("o'clock",):
        return "clock"
    return "claim"


def _score_end(tokens: tuple[Token, ...], i: int) -> int:
    """Return the tokens of "/100", "of 100" or "out of 100" at a token, or 0."""
    words = words_at(tokens, i, 3)
    for form in (
        ("/", "100"),
        ("of", "100"),
        ("out", "of", "100"),
        ("/", "10"),
        ("out", "of", "10"),
    ):
        if words[: len(form)] == form:
            return len(form)
    return 0


def _compound(tokens: tuple[Token, ...], mention: Mention) -> Mention:
    """Return "7 h 24 min" or "47 minutes and 9 seconds" as one time."""
    j = mention.last
    smaller = {"h": ("min", "m"), "min": ("s",)}.get(mention.unit.name)
    if smaller is None or mention.kind != "number" or len(mention.readings) != 1:
        return mention
    if words_at(tokens, j, 1) in {("and",), (",",)}:
        j += 1
    if j >= len(tokens) or tokens[j].kind not in {"num", "word"}:
        return mention
    part = read_number(tokens, j)
    if part is None:
        return mention
    unit, taken = unit_at(tokens, j + part.taken)
    if not taken or unit.name not in smaller:
        return mention
    size = 60.0 if mention.unit.name == "h" else 1.0
    seconds = mention.readings[0].low + part.value * size
    last = j + part.taken + taken
    reading = Reading(seconds, seconds, size / 2, TIME)
    return replace(
        mention,
        last=last,
        end=tokens[last - 1].end,
        value=seconds,
        unit=TIME,
        readings=(reading,),
    )


def _single(tokens: tuple[Token, ...], i: int) -> Mention | None:
    number = read_number(tokens, i)
    if number is None:
        return None
    last = i + number.taken
    score = _score_end(tokens, last)
    unit, taken = (BARE, score) if score else unit_at(tokens, last)
    if unit.name == "m" and number.clock:
        unit, taken = BARE, 0
    readings = read_readings(number, unit)
    last += taken
    value = readings[0].low / readings[0].unit.size if number.clock else number.value
    first = i - 1 if number.signed else i
    mention = Mention(
        "number",
        tokens[first].start,
        tokens[last - 1].end,
        first,
        last,
        value,
        readings[0].unit if number.clock else unit,
        readings,
        _mode(tokens, first, last) if first else "=",
        number.signed,
    )
    mention = _compound(tokens, mention)
    return replace(mention, role=_role(tokens, i, mention.last, mention))


def _with_unit(mention: Mention, tokens: tuple[Token, ...], unit: Unit) -> Mention:
    """Return a bare number in the unit of the range that it opens."""
    if mention.unit.dim or not unit.dim:
        if len(mention.readings) > 1:
            number = read_number(tokens, mention.first)
            if number is not None:
                return replace(mention, unit=unit, readings=read_readings(number, unit))
        return mention
    number = read_number(tokens, mention.last - 1) or Number(mention.value, 0.5, 1)
    return replace(mention, unit=unit, readings=read_readings(number, unit))


def _range_joint(tokens: tuple[Token, ...], mention: Mention) -> int:
    """Return the token after the joint of a range that a number opens, or 0."""
    i = mention.last
    if i >= len(tokens) - 1:
        return 0
    joint = tokens[i].low
    before = [token.low for token in tokens[max(0, mention.first - 2) : mention.first]]
    if joint in DASHES and tokens[i + 1].kind != "line":
        return i + 1
    if joint == "to" and "from" not in before[-1:]:
        return i + 1
    return i + 1 if joint == "and" and "between" in before else 0


def _range(tokens: tuple[Token, ...], mention: Mention) -> Mention:
    """Return a number with the second end of its range, where it has one."""
    j = _range_joint(tokens, mention)
    if not j or tokens[j].kind in {"line", "sign"}:
        return mention
    second = _single(tokens, j)
    if second is None or second.role not in {"claim", "set"}:
        return mention
    first = _with_unit(mention, tokens, second.unit)
    pairs = [
        Reading(a.low, b.high, max(a.step, b.step), b.unit)
        for a in first.readings
        for b in second.readings
        if a.unit.dim == b.unit.dim and a.unit.name == b.unit.name and a.low <= b.high * 1.001
    ]
    if not pairs:
        return mention
    return replace(
        mention, kind="range", end=second.end, last=second.last, unit=second.unit,
        readings=tuple(pairs), role="claim",
    )  # fmt: skip


def _decade(tokens: tuple[Token, ...], i: int) -> Mention | None:
    """Return "mid-40s" or "low 50s" as a range."""
    band = _DECADE.get(tokens[i].low)
    j = i + 1
    if band is None or j >= len(tokens):
        return None
    if tokens[j].low in DASHES:
        j += 1
    words = words_at(tokens, j, 2)
    if len(words) < 2 or words[1] != "s" or not words[0].isdigit() or int(words[0]) % 10:
        return None
    low = float(words[0]) + band[0]
    reading = Reading(low, float(words[0]) + band[1], 0.5, BARE)
    return Mention("range", tokens[i].start, tokens[j + 1].end, i, j + 2, low, BARE, (reading,))


def _ordinal(tokens: tuple[Token, ...], i: int) -> Mention | None:
    token = tokens[i]
    if token.low in ORDINALS:
        value, last = ORDINALS[token.low], i + 1
    elif token.low.isdigit() and words_at(tokens, i + 1, 1) <= ("th",) and i + 1 < len(tokens):
        if tokens[i + 1].low not in {"st", "nd", "rd", "th"}:
            return None
        value, last = float(token.low), i + 2
    else:
        return None
    reading = Reading(value, value, 0.0, BARE)
    end = tokens[last - 1].end
    return Mention("ordinal", token.start, end, i, last, value, BARE, (reading,))


def _factor(tokens: tuple[Token, ...], i: int) -> Mention | None:
    low = tokens[i].low
    value = FACTORS.get(low)
    last = i + 1
    if low in {"a", "one"} and words_at(tokens, i + 1, 1) in {("third",), ("quarter",)}:
        value, last = {"third": 1 / 3, "quarter": 0.25}[tokens[i + 1].low], i + 2
    if value is None:
        return None
    reading = Reading(value, value, 0.05 * value, BARE)
    end = tokens[last - 1].end
    return Mention("factor", tokens[i].start, end, i, last, value, BARE, (reading,))


def _counts_lines(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a number only counts the lines of a list."""
    starts = i == 0 or tokens[i - 1].kind == "line"
    follows = words_at(tokens, i + 1, 1) in {(".",), (")",)} and i + 2 < len(tokens)
    return (
        starts and follows and tokens[i].kind == "num" and tokens[i + 1].end < tokens[i + 2].start
    )


def _mention_at(tokens: tuple[Token, ...], i: int) -> Mention | None:
    day = read_day(tokens, i)
    if day is not None:
        last = i + day[1]
        return Mention("day", tokens[i].start, tokens[last - 1].end, i, last, day=day[0])
    if tokens[i].kind == "word":
        special = _decade(tokens, i) or _factor(tokens, i) or _ordinal(tokens, i)
        if special is not None:
            return special
    ordinal = _ordinal(tokens, i) if tokens[i].kind == "num" else None
    if ordinal is not None:
        return ordinal
    number = _single(tokens, i)
    return None if number is None else _range(tokens, number)


@lru_cache(maxsize=1024)
def read_mentions(text: str) -> tuple[Mention, ...]:
    """Return the numbers and days of a text, in their order."""
    tokens = tokenize(text)
    mentions = []
    i = 0
    while i < len(tokens):
        kind = tokens[i].kind
        if kind in {"line", "sign"} or _counts_lines(tokens, i):
            i += 1
            continue
        glued = i and tokens[i - 1].kind == "word" and tokens[i - 1].end == tokens[i].start
        found = None if glued else _mention_at(tokens, i)
        if found is None:
            i += 1
            continue
        mentions.append(found)
        i = found.last
    return tuple(_inherit(tokens, mentions))


def _in_days(mention: Mention) -> Reading:
    return Reading(mention.value, mention.value, 0.5, _DAYS)


def _is_second_span(tokens: tuple[Token, ...], earlier: list[Mention], mention: Mention) -> bool:
    """Whether a bare number is a span: "308 in the last 7 days and 1,230 over 28"."""
    if mention.unit.dim or mention.value not in _STANDARD_SPANS:
        return False
    over = words_at(tokens, mention.first - 1, 1) in {("over",), ("in",)}
    return over and any(
        other.role == "period" and mention.first - other.last < _NEAR_TOKENS for other in earlier
    )


def _inherit(tokens: tuple[Token, ...], mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the mentions; of "52.8 km against 46.1" and "from 38 to 43 km" both with the unit."""
    for i, mention in enumerate(mentions):
        unit = BARE
        if _is_second_span(tokens, mentions[:i], mention):
            yield replace(mention, role="period", unit=_DAYS, readings=(_in_days(mention),))
            continue
        if mention.kind == "number" and not mention.dims - {""}:
            before = mentions[i - 1] if i else None
            after = mentions[i + 1] if i + 1 < len(mentions) else None
            if before and words_at(tokens, before.last, mention.first - before.last) in _COMPARED:
                unit = before.unit
            elif after and words_at(tokens, mention.last, after.first - mention.last) in _COMPARED:
                unit = after.unit
        if unit.dim in {"length", "rate", "ms", "time", "mass", "power"}:
            number = Number(mention.value, mention.readings[0].step, 1)
            yield replace(mention, unit=unit, readings=read_readings(number, unit))
        else:
            yield mention
