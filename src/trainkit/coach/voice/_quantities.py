"""The quantities of a workout that a sentence may name: how each is said, shown and checked."""

import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, SupportsFloat

from trainkit.coach.voice._numbers import (
    say_distance,
    say_duration,
    say_number,
    say_pace,
    say_power,
    say_pulse,
    show_distance,
    show_time,
)
from trainkit.coach.voice._safety import find_unsafe
from trainkit.models.fact import Fact

__all__ = ["DIRECTIONS", "PLACEHOLDER", "QUANTITIES", "Quantity", "Values", "read_context"]

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A quantity in a pattern."""

DIRECTIONS = ("above", "below")
"""Whether the effort is above or below what it should be."""

_ALIASES = {
    "heartRate": "heart_rate",
    "heart_rate_bpm": "heart_rate",
    "pace": "pace_s_per_km",
    "pace_s": "pace_s_per_km",
    "pace_s_km": "pace_s_per_km",
    "hr": "heart_rate",
    "watts": "power_w",
    "km": "split",
    "kilometre": "split",
    "target_pace": "target_pace_s_per_km",
    "power": "power_w",
    "target_power": "target_power_w",
    "distance": "distance_m",
    "duration": "duration_s",
    "sleepHours": "sleep_h",
    "sleep_hours": "sleep_h",
    "weight": "weight_kg",
}
_NAME = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")  # "4:20"
_NAME_WORDS, _NAME_LETTERS = 4, 40


class Quantity(NamedTuple):
    """One quantity of a context.

    Parameters
    ----------
    low, high : float
        The values that can be, both included.
    say, show : callable
        How it is said, and how it is written on a screen.
    subject, unit : str
        What it is and its unit, for the check of numbers.
    """

    low: float
    high: float
    say: Callable[[float], str]
    show: Callable[[float], str]
    subject: str
    unit: str = ""


def _count(subject: str, high: float = 10_000) -> Quantity:
    return Quantity(0, high, lambda n: say_number(round(n)), lambda n: f"{round(n)}", subject)


def _pace(subject: str) -> Quantity:
    return Quantity(90, 1800, say_pace, lambda s: f"{show_time(s)} /km", subject, "s/km")


def _power(subject: str) -> Quantity:
    return Quantity(1, 3000, say_power, lambda watts: f"{round(watts)} W", subject, "W")


def _distance(subject: str) -> Quantity:
    return Quantity(1, 1_000_000, say_distance, show_distance, subject, "m")


def _duration(subject: str) -> Quantity:
    return Quantity(1, 360_000, say_duration, show_time, subject, "s")


QUANTITIES: Mapping[str, Quantity] = {
    "distance_m": _distance("distance"),
    "duration_s": _duration("duration"),
    "exercises": _count("exercises", 100),
    "heart_rate": Quantity(
        20, 260, say_pulse, lambda bpm: f"{round(bpm)} bpm", "heart rate", "bpm"
    ),
    "minutes": Quantity(
        1, 6000, lambda n: say_duration(round(n) * 60), lambda n: f"{round(n)} min", "time", "min"
    ),
    "pace_s_per_km": _pace("pace"),
    "power_w": _power("power"),
    "remaining_m": _distance("distance to go"),
    "remaining_s": _duration("time to go"),
    "repeat": _count("repeat", 500),
    "repeats": _count("repeats", 500),
    "reps": _count("repetitions", 1000),
    "set": _count("set", 100),
    "sets": _count("sets", 100),
    "sleep_h": Quantity(
        0,
        24,
        lambda hours: f"{say_number(hours)} hours",
        lambda hours: f"{hours:.1f} h",
        "sleep",
        "h",
    ),
    "speed_kmh": Quantity(
        1,
        150,
        lambda kmh: f"{say_number(round(kmh))} kilometres an hour",
        lambda kmh: f"{kmh:.1f} km/h",
        "speed",
        "km/h",
    ),
    "split": _count("split"),
    "strain": _count("strain", 100),
    "target_pace_s_per_km": _pace("target pace"),
    "target_power_w": _power("target power"),
    "target_zone": _count("target zone", 7),
    "weight_kg": Quantity(
        0.1,
        1000,
        lambda kg: f"{say_number(kg)} kilos",
        lambda kg: f"{kg:g} kg",
        "weight",
        "kg",
    ),
    "zone": _count("zone", 7),
}
"""Quantities by their name in a context and in a pattern."""

_TEXTS = ("exercise", "step")


class Values(NamedTuple):
    """A context that was read.

    Parameters
    ----------
    said, shown : mapping of str to str
        The quantities as they are said, and as they are written.
    facts : tuple of Fact
        The quantities as facts, for the check of numbers.
    direction : str
        ``"above"``, ``"below"``, or empty.
    problems : tuple of str
        Entries that were left out, and why.
    """

    said: Mapping[str, str]
    shown: Mapping[str, str]
    facts: tuple[Fact, ...] = ()
    direction: str = ""
    problems: tuple[str, ...] = ()


def read_context(context: Mapping[str, object]) -> Values:
    """Read the context of a trigger; what cannot be is left out, and named.

    Parameters
    ----------
    context : mapping
        Quantities by name; names that no sentence uses are ignored.

    Returns
    -------
    Values
        The quantities.
    """
    said: dict[str, str] = {}
    shown: dict[str, str] = {}
    facts: list[Fact] = []
    problems: list[str] = []
    for key, value in context.items():
        name = _ALIASES.get(key, key)
        if name in _TEXTS:
            text = _clean_name(value)
            if find_unsafe(text or "empty"):
                problems.append(f"{key} is no name to be said: left out")
            elif text:
                said[name] = shown[name] = text
        elif name in QUANTITIES and value is not None:
            quantity, number = QUANTITIES[name], _number(value)
            if not quantity.low <= number <= quantity.high:  # NaN too
                problems.append(f"{key} is not {quantity.low:g} to {quantity.high:g}: left out")
                continue
            said[name], shown[name] = quantity.say(number), quantity.show(number)
            facts.append(_fact(len(facts) + 1, quantity, number))
    direction = context.get("direction")
    known = direction if isinstance(direction, str) and direction in DIRECTIONS else ""
    return Values(said, shown, tuple(facts), known, tuple(problems))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float | SupportsFloat):
        return math.nan
    if isinstance(value, str) and (clock := _CLOCK.fullmatch(value.strip())):
        return 60 * int(clock[1]) + int(clock[2])
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _clean_name(value: object) -> str:
    """Return the words of a name that somebody typed: no digits, marks or long texts."""
    if not isinstance(value, str):
        return ""
    words = _NAME.findall(value[:200])[:_NAME_WORDS]
    text = " ".join(words)
    return text.lower() if len(text) <= _NAME_LETTERS else ""


def _fact(number: int, quantity: Quantity, value: float) -> Fact:
    return Fact(
        id=f"V{number}",
        topic="workout",
        subject=quantity.subject,
        value=value,
        unit=quantity.unit,
        method="measured in this workout",
        source="workout",
    )
