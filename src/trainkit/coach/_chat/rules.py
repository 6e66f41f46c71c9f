"""Questions that the rules answer alone, from the same tools that a model has."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from trainkit.coach._fact_sheet import Facts
from trainkit.coach._fact_text import format_amount
from trainkit.coach._tools import Toolbox
from trainkit.errors import InvalidInput
from trainkit.models.fact import Fact

__all__ = ["KNOWN_QUESTIONS", "Ruled", "answer_by_rules"]

KNOWN_QUESTIONS = (
    "What should I do today?",
    "How recovered am I?",
    "How was my week?",
    "What is my plan this week?",
    "What was my fastest 10K?",
    "What could I run over a half marathon?",
    "What are my paces?",
    "What is my training load?",
    "How did I sleep?",
    "What if I skip Thursday?",
    "When is my race?",
)
"""One example of each question that the rules know."""

_MARATHON_M, _MILE_M = 42_195.0, 1609.344
_DISTANCE = re.compile(
    r"(?P<half>half[- ]?marathon|\bhalf\b)|(?P<full>marathon)|(?P<number>\d+(?:[.,]\d+)?)\s*"
    r"(?P<unit>k(?:m|ilomet(?:er|re)s?)?|m(?:i(?:les?)?)?|met(?:er|re)s?)\b",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_FACTS = 12


class Ruled(NamedTuple):
    """An answer of the rules, and the facts behind it."""

    text: str
    facts: tuple[Fact, ...]


_Answer = Callable[[str, Toolbox, Facts], Iterable[Fact] | None]


def answer_by_rules(message: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    """Answer a question that the rules know.

    Parameters
    ----------
    message : str
        The question.
    toolbox : Toolbox
        The tools.
    facts : Facts
        The facts of the day.

    Returns
    -------
    Ruled or None
        None for a question that they do not know.
    """
    text = message.lower()
    for pattern, opening, find in _QUESTIONS:
        if re.search(pattern, text):
            try:
                found = tuple(find(text, toolbox, facts) or ())
            except InvalidInput as error:
                return Ruled(f"I cannot say: {error}.", ())
            if found:
                return Ruled(_say(opening, found), found)
    return None


def _say(opening: str, facts: Sequence[Fact]) -> str:
    lines = [f"- {_line(fact)}" for fact in facts[:_MOST_FACTS]]
    more = len(facts) - _MOST_FACTS
    if more > 0:
        lines.append(f"- and {more} more")
    return "\n".join([opening, *lines])


def _line(fact: Fact) -> str:
    if fact.value is None:
        return f"{fact.subject}: {fact.status}, {fact.reason} [{fact.id}]"
    day = f" ({fact.date})" if fact.date is not None else ""
    return f"{fact.subject}: {format_amount(fact)}{day} [{fact.id}]"


def _of_topics(*topics: str) -> _Answer:
    def find(_: str, __: Toolbox, facts: Facts) -> Iterable[Fact]:
        return [fact for fact in facts if fact.topic in topics]

    return find


def _distance(text: str) -> float | None:
    found = _DISTANCE.search(text)
    if found is None:
        return None
    if found["half"]:
        return _MARATHON_M / 2
    if found["full"]:
        return _MARATHON_M
    value, unit = float(found["number"].replace(",", ".")), found["unit"].lower()
    if unit.startswith("k"):
        return value * 1000
    return value * _MILE_M if unit.startswith("mi") else value


def _best(text: str, toolbox: Toolbox, _: Facts) -> Iterable[Fact] | None:
    distance_m = _distance(text)
    if distance_m is None:
        return toolbox.call("get_facts", {"topic": "bests"})
    return toolbox.call("find_best_efforts", {"distance_m": distance_m})


def _race_time(text: str, toolbox: Toolbox, _: Facts) -> Iterable[Fact] | None:
    distance_m = _distance(text)
    return None if distance_m is None else toolbox.call("predict_race", {"distance_m": distance_m})


def _this_week(_: str, toolbox: Toolbox, __: Facts) -> Iterable[Fact] | None:
    first = toolbox.day - dt.timedelta(days=toolbox.day.weekday())
    last = first + dt.timedelta(days=6)
    return toolbox.call("get_plan", {"first": str(first), "last": str(last)})


def _skip(text: str, toolbox: Toolbox, _: Facts) -> Iterable[Fact] | None:
    day = _day_named(text, toolbox.day)
    if day is None:
        return None
    return toolbox.call("what_if", {"action": "skip", "day": str(day)})


def _day_named(text: str, today: dt.date) -> dt.date | None:
    """Return the day that a text names: today, tomorrow, or the next of a weekday."""
    if "tomorrow" in text:
        return today + dt.timedelta(days=1)
    if "today" in text:
        return today
    for number, name in enumerate(_WEEKDAYS):
        if name in text:
            return today + dt.timedelta(days=(number - today.weekday()) % 7)
    return None


_LOAD = r"load|acwr|fitness|fatigue|\bform\b|\bctl\b|\batl\b|\btsb\b"
_WEEK = r"(?:how|what).*(?:week|train(?:ed|ing))|last (?:7|seven) days|sum"
_RECOVERY = r"recover|ready|readiness|score|tired|how am i|warning|overtrain"
_TODAY = r"today|should i (?:run|train|ride|rest|swim|go)|what.*do now"
_FORECAST = r"(?:could|can|will|would).*(?:run|race|finish)|race time|predict|forecast"
_RACES = r"when.*race|my (?:next )?race|goal|weeks? (?:to go|left|until)"
_SKIP = r"\b(?:what if|if i)\b.*\b(?:skip|miss|leave out)|\bskip\b"
_QUESTIONS: tuple[tuple[str, str, _Answer], ...] = (
    (_SKIP, "If you leave it out:", _skip),
    (r"fastest|best|record|\bpb\b|quickest", "Your best times:", _best),
    (_FORECAST, "From your own races:", _race_time),
    (_RACES, "Your races:", _of_topics("goals")),
    (r"plan|coming week|schedule", "Your plan of this week:", _this_week),
    (r"\bpaces?\b|how fast should", "Your training paces:", _of_topics("paces")),
    (r"zones?\b", "Your zones:", _of_topics("zones", "thresholds")),
    (r"threshold|ftp|max(?:imum)? heart rate|vdot", "Your thresholds:", _of_topics("thresholds")),
    (r"sle(?:ep|pt)", "Your sleep:", _of_topics("sleep")),
    (r"\bhrv\b|variability", "Your heart-rate variability:", _of_topics("hrv")),
    (r"resting heart|\brhr\b|\bpulse\b", "Your resting heart rate:", _of_topics("resting_hr")),
    (_LOAD, "Your training load:", _of_topics("load", "form")),
    (_WEEK, "Your last seven days:", _of_topics("sums", "sessions")),
    (_RECOVERY, "Your recovery:", _of_topics("recovery", "warnings")),
    (_TODAY, "Today:", _of_topics("today", "recovery")),
    (r"last (?:run|ride|swim|workout|session)|activit", "Your sessions:", _of_topics("activities")),
)
