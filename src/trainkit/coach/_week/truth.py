"""Sentences about a week that agree with it: the others are replaced."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from trainkit.coach._fact_text import clean_words
from trainkit.models.fact import Fact
from trainkit.models.week import PredictedWeek, WeekDay
from trainkit.models.workout import Repeat, Step

__all__ = ["Judge", "agree", "keep_true", "week_facts"]

Judge = Callable[[str, Sequence[Fact]], bool]
"""Whether the numbers of a sentence are supported by facts."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LONGEST = 600  # letters of a text that a model may write about a day
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s?\b", re.IGNORECASE)
_KIND_WORDS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"rest day|day off|no training|complete rest|\byou rest\b|\brest on\b", frozenset({"rest"})),
    (r"\brecovery (?:run|ride|swim|day)\b", frozenset({"recovery", "rest", "easy"})),
    (r"\blong (?:run|ride|swim|one)\b", frozenset({"long"})),
    (r"\bthreshold\b|\bcruise\b", frozenset({"threshold", "tempo"})),
    (r"\btempo\b", frozenset({"tempo", "threshold", "steady"})),
    (r"\bintervals?\b", frozenset({"vo2max", "threshold", "repetitions", "hills"})),
    (r"\brepetitions\b|\bsprints\b", frozenset({"repetitions"})),
    (r"\bhills?\b", frozenset({"hills"})),
    (r"\bfartlek\b", frozenset({"fartlek"})),
    (r"\bmarathon pace\b", frozenset({"marathon", "long", "race_pace", "race"})),
    (r"\brace day\b|\byou race\b", frozenset({"race"})),
)
_HARD_WORDS = re.compile(
    r"\bhard (?:run|ride|swim|session|day|workout)\b|\ball[- ]out\b", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|instead of|skip|avoid|don't|do not)\b", re.IGNORECASE
)
_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_COUNT = re.compile(
    rf"\b(\d+|{'|'.join(_NUMBERS)}) "
    r"(sessions|workouts|hard (?:days|sessions)|days? of rest|rest days?|days? off|runs|rides|"
    r"swims)\b",
    re.IGNORECASE,
)
_SPORTS = {
    "running": re.compile(r"\brun(?:s|ning)?\b|\bjog\b", re.IGNORECASE),
    "cycling": re.compile(r"\brid(?:e|es|ing)\b|\bbike\b|\bcycl(?:e|ing)\b", re.IGNORECASE),
    "swimming": re.compile(r"\bswim(?:s|ming)?\b|\bpool\b", re.IGNORECASE),
}


class _Named(NamedTuple):
    """The kinds of sessions that a sentence names: each is a set of kinds that fit."""

    kinds: tuple[frozenset[str], ...]
    is_hard: bool
    sports: tuple[str, ...]


def week_facts(days: Sequence[WeekDay], predicted: PredictedWeek) -> list[Fact]:
    """State the week as facts, for the sentences about it.

    Parameters
    ----------
    days : sequence of WeekDay
        Seven.
    predicted : PredictedWeek
        What the week will have been.

    Returns
    -------
    list of Fact
        Numbered from ``"W1"``.
    """
    rows: list[tuple[str, float | str | None, str, dt.date | None]] = []
    for day in days:
        name = f"{day.date:%A}"
        rows.append((f"{name}: session", day.title, "", day.date))
        if day.workout is None:
            continue
        rows += [
            (f"{name}: duration", day.duration_min * 60, "s", day.date),
            (f"{name}: load", day.load, "load", day.date),
        ]
        if day.workout.planned_m:
            rows.append((f"{name}: distance", day.workout.planned_m, "m", day.date))
        rows += [
            (f"{name}: {part}", value, unit, day.date)
            for part, value, unit in _parts(day.workout.steps)
        ]
    last = days[-1].date
    rows += [
        ("this week: sessions", float(predicted.sessions), "", last),
        ("this week: days of rest", float(len(days) - predicted.sessions), "", last),
        ("this week: hard days", float(predicted.hard_days), "", last),
        ("this week: duration", predicted.duration_min * 60, "s", last),
        ("this week: load", predicted.load, "load", last),
        ("this week: distance", predicted.distance_m, "m", last),
        ("predicted ACWR, external load, ewma 7/28", predicted.acwr_external, "", last),
        ("predicted ACWR, internal load, ewma 7/28", predicted.acwr_internal, "", last),
        ("predicted divergence", predicted.divergence, "", last),
    ]
    return [
        Fact(
            id=f"W{number}",
            topic="week",
            subject=subject,
            value=value,
            unit=unit,
            date=day,
            status="ok" if value is not None else "missing",
            method="the week's own workouts",
            source="computed",
        )
        for number, (subject, value, unit, day) in enumerate(rows, start=1)
    ]


def _parts(steps: Sequence[Step | Repeat]) -> Iterator[tuple[str, float, str]]:
    """State the parts of a session: repeats, lengths and targets, each once."""
    seen = set()
    for step in steps:
        if isinstance(step, Repeat):
            found = [("repeats", float(step.times or 1), ""), *_parts(step.steps)]
        else:
            found = list(_of_step(step))
        yield from (part for part in found if part not in seen)
        seen.update(found)


def _of_step(step: Step) -> Iterator[tuple[str, float, str]]:
    unit = {"time": "s", "distance": "m"}.get(step.until)
    if unit is not None and step.amount is not None:
        yield f"{step.kind} step", step.amount, unit
    for target in (step.target, step.second_target):
        if target is None:
            continue
        for end, value in (("low", target.low), ("high", target.high)):
            if target.unit == "m/s" and value > 0:
                yield f"{step.kind} pace, {end}", 1000 / value, "s/km"
            elif target.unit != "m/s":
                yield f"{step.kind} {target.kind}, {end}", value, target.unit


def keep_true(
    text: str,
    days: Sequence[WeekDay],
    facts: Sequence[Fact],
    judge: Judge,
    *,
    day: WeekDay | None = None,
) -> tuple[str, int]:
    """Keep the sentences of a text that agree with the week.

    Parameters
    ----------
    text : str
        Written by a model.
    days : sequence of WeekDay
        The week.
    facts : sequence of Fact
        What may be said.
    judge : callable
        Judges the numbers.
    day : WeekDay, optional
        The day that the text is about; by default the whole week.

    Returns
    -------
    (str, int)
        What is left, and how many sentences are not.
    """
    sentences = [
        sentence for sentence in _SENTENCE.split(clean_words(text, longest=_LONGEST)) if sentence
    ]
    own = "" if day is None else clean_words(day.description, longest=_LONGEST)  # is true
    kept = [
        sentence
        for sentence in sentences
        if sentence in own or (agree(sentence, days, day=day) and judge(sentence, facts))
    ]
    return " ".join(kept), len(sentences) - len(kept)


def agree(sentence: str, days: Sequence[WeekDay], *, day: WeekDay | None = None) -> bool:
    """Return whether the sessions and days that a sentence names are those of the week."""
    if not _counts_agree(sentence, days):
        return False
    if _DENIED.search(sentence):
        # "No intervals today" names what is not there: only the day itself can be judged.
        return True
    named = _read(sentence)
    if not (named.kinds or named.is_hard or named.sports):
        return True
    weekdays = {word.lower() for word in _WEEKDAY.findall(sentence)}
    if weekdays:
        about = [other for other in days if f"{other.date:%A}".lower() in weekdays]
    else:
        about = [day] if day is not None else list(days)
    return all(
        (
            all(any(_kind(other) in fitting for other in about) for fitting in named.kinds),
            not named.is_hard or any(other.intensity == "hard" for other in about),
            all(any(_sport(other) == sport for other in about) for sport in named.sports),
        )
    )


def _counts_agree(sentence: str, days: Sequence[WeekDay]) -> bool:
    """Return whether the numbers of sessions and days that a sentence names are those there are."""
    for number, noun in _COUNT.findall(sentence):
        value = int(number) if number.isdigit() else _NUMBERS.index(number.lower())
        if value not in _count(noun.lower(), days):
            return False
    return True


def _count(noun: str, days: Sequence[WeekDay]) -> set[int]:
    """Return what may be said of a noun: the number in the week."""
    trained = [day for day in days if day.workout is not None]
    if "rest" in noun or "off" in noun:
        return {len(days) - len(trained)}
    if "hard" in noun:
        return {
            sum(day.intensity == "hard" for day in trained),
            sum(_is_hard(day) for day in trained),
        }
    sport = {"run": "running", "rid": "cycling", "swi": "swimming"}.get(noun[:3])
    return {sum(sport is None or _sport(day) == sport for day in trained)}


def _is_hard(day: WeekDay) -> bool:
    return day.workout is not None and day.workout.hard


def _read(sentence: str) -> _Named:
    kinds = tuple(
        fitting for words, fitting in _KIND_WORDS if re.search(words, sentence, re.IGNORECASE)
    )
    sports = tuple(name for name, words in _SPORTS.items() if words.search(sentence))
    return _Named(kinds, bool(_HARD_WORDS.search(sentence)), sports)


def _kind(day: WeekDay) -> str:
    return "rest" if day.workout is None else day.workout.kind or "easy"


def _sport(day: WeekDay) -> str:
    return "" if day.workout is None else day.workout.sport
