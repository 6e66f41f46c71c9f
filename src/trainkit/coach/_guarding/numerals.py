"""A number of a text before its place is known: digits, words, clocks, signs, units."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from trainkit.coach._guarding.number_words import read_number_words
from trainkit.coach._guarding.tokens import Token
from trainkit.coach._guarding.units import BARE, Unit, read_unit

__all__ = [
    "DASHES",
    "TIME",
    "Number",
    "Reading",
    "read_number",
    "read_readings",
    "unit_at",
    "words_at",
]

TIME = Unit("s", "time", 1.0)
_PACE = Unit("s/km", "pace", 1.0)
_PACE_MI = Unit("s/mi", "pace", 1000 / 1609.344)
DASHES = {"-", "–", "—", "−", "‑", "‒"}
_LARGEST_ROUNDING = 0.02


class Reading(NamedTuple):
    """One way to read a number: its ends and half its last step, in the dimension's own unit."""

    low: float
    high: float
    step: float
    unit: Unit


@dataclass(slots=True)
class Number:
    """A number before its unit is known."""

    value: float
    step: float
    taken: int
    clock: tuple[float, ...] = ()
    signed: bool = False
    score: bool = field(default=False)


def _step(text: str, value: float) -> float:
    """Return half the last step that a number is written with."""
    if "." in text:
        return 0.5 * 10.0 ** -len(text.split(".")[1])
    power, half = 1.0, 0.5
    while value and value % (power * 10) == 0 and 5 * power / abs(value) <= _LARGEST_ROUNDING:
        power *= 10
        half = power / 2
    return half


def _digits(token: Token) -> Number:
    text = re.sub(r"(?<=\d)[\u202f\u00a0’'](?=\d)", "", token.text)
    text = re.sub(r",(?=\d{3}(?:\D|$))", "", text).replace(",", ".")
    return Number(float(text), _step(text, float(text)), 1)


def _sign(tokens: tuple[Token, ...], i: int) -> int:
    """Return -1 or 1 where a sign stands before the number at a token, else 0."""
    if i == 0 or tokens[i - 1].low not in {"-", "−", "–", "+"}:
        return 0
    sign = tokens[i - 1]
    if sign.end != tokens[i].start:
        return 0
    touches = i > 1 and tokens[i - 2].end == sign.start and tokens[i - 2].low not in {"(", "/", ":"}
    if touches:
        return 0
    return 1 if sign.low == "+" else -1


def read_number(tokens: tuple[Token, ...], i: int) -> Number | None:
    token = tokens[i]
    if token.kind == "clock":
        whole, *_ = token.text.partition(".")
        parts = tuple(float(part) for part in whole.split(":"))
        return Number(0.0, 0.5, 1, parts)
    if token.kind == "hm":
        hours, minutes = re.split(r" ?h ?", token.text)
        return Number(int(hours) + int(minutes) / 60, 0.5 / 60, 1, (float(hours), float(minutes)))
    if token.kind == "num":
        number = _digits(token)
        sign = _sign(tokens, i)
        if sign:
            number.value, number.signed = number.value * sign, True
        return number
    if token.kind == "word":
        words = read_number_words(tokens, i)
        return Number(words[0], words[1], words[2]) if words else None
    return None


def words_at(tokens: tuple[Token, ...], i: int, count: int = 4) -> tuple[str, ...]:
    return tuple(token.low for token in tokens[i : i + count])


def unit_at(tokens: tuple[Token, ...], i: int) -> tuple[Unit, int]:
    """Return the unit after a number, hyphenated or not, and the tokens it takes."""
    words = words_at(tokens, i)
    if words[:1] and words[0] in DASHES and i and tokens[i].start == tokens[i - 1].end:
        unit, taken = read_unit(words[1:])
        return (unit, taken + 1) if taken and words[1] not in {"/", "per", "a"} else (BARE, 0)
    unit, taken = read_unit(words)
    if unit.name == "km" and words[0] == "k" and tokens[i].start != tokens[i - 1].end:
        return BARE, 0
    return unit, taken


def _clock_readings(number: Number, unit: Unit) -> tuple[Reading, ...]:
    parts = number.clock
    if len(parts) == 3:
        seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
        return (Reading(seconds, seconds, 0.5, TIME),)
    short = parts[0] * 60 + parts[1]
    if unit.dim == "pace":
        return (Reading(short * unit.size, short * unit.size, 0.5 * unit.size, unit),)
    long = Reading(short * 60, short * 60, 30.0, TIME)
    if unit.name == "h":
        return (long,)
    quick = Reading(short, short, 0.5, TIME)
    if unit.name == "min":
        return (quick,)
    pace = Reading(short, short, 0.5, _PACE)
    mile = Reading(short * _PACE_MI.size, short * _PACE_MI.size, 0.5 * _PACE_MI.size, _PACE_MI)
    return (quick, long, pace, mile) if 120 <= short <= 900 else (quick, long)


def read_readings(number: Number, unit: Unit) -> tuple[Reading, ...]:
    if len(number.clock) == 2 and number.value:  # 3h12
        seconds = number.value * 3600
        return (Reading(seconds, seconds, 30.0, TIME),)
    if number.clock:
        return _clock_readings(number, unit)
    size = unit.size * 60 if unit.dim == "pace" and number.value < 30 else unit.size
    return (Reading(number.value * size, number.value * size, number.step * abs(size), unit),)
