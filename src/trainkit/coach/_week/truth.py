"""Sentences about a week that agree with it: the others are replaced."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from trainkit.coach._fact_text import clean_words
from trainkit.coach._week.claims import NUMBERS, claims_hold, names_hold, read_number
from trainkit.coach._week.facts import facts_about
from trainkit.coach._week.order import order_holds
from trainkit.models.fact import Fact
from trainkit.models.week import WeekDay

__all__ = ["Judge", "agree", "keep_true"]

Judge = Callable[[str, Sequence[Fact]], bool]
"""Whether the numbers of a sentence are supported by facts."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LONGEST = 600  # letters of a text that a model may write about a day
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s?\b", re.IGNORECASE)
_KIND_WORDS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        r"rest day|day off|no training|complete rest|\byou rest\b|\brest on\b"
        r"|\b(?:do|take|have|get) (?:the |a )?rest\b"
        r"|day \b(?:is )?(?:off|free)\b|: (?:off|rest)\b|\bnothing on\b",
        frozenset({"rest"}),
    ),
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
    r"\bhard (?:run|ride|swim|session|day|workout)\b|\ball[- ]out\b|\bgo(?:es|ing)? hard\b"
    r"|\bhard (?:on|again)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|instead of|skip|avoid|don't|do not)\b", re.IGNORECASE
)
_COUNT = re.compile(
    rf"\b(\d+|{'|'.join(NUMBERS)}) "
    r"(sessions|workouts|(?:hard|tough|quality|demanding) (?:days?|sessions?|workouts?)"
    r"|days? of rest|rest days?|days? off|runs|rides|swims|days of training|training days)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:\s|,|and|or|&|/)*", re.IGNORECASE)
_OF_WEEK = re.compile(r"\bweek|\btotal|\bin all\b|\baltogether\b|\bacwr\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"\badds? up\b|\bin (?:all|total)\b|\btogether\b|\bcomes? to\b|\btotals?\b|\bover the week\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    rf"\d|\b(?:{'|'.join(NUMBERS[1:])})\b|\brest|\boff\b|\bhard\b|\beasy\b|\blong\b|"
    + "|".join(words for words, _ in _KIND_WORDS),
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
        if sentence in own or _is_true(sentence, days, facts, judge, day)
    ]
    return " ".join(kept), len(sentences) - len(kept)


def _is_true(
    sentence: str,
    days: Sequence[WeekDay],
    facts: Sequence[Fact],
    judge: Judge,
    day: WeekDay | None,
) -> bool:
    if not agree(sentence, days, day=day):
        return False
    of_week = _OF_WEEK.search(sentence) is not None
    for part, about in _parts(sentence, days, day):
        known: Sequence[Fact] = facts
        if _TOTAL.search(part) and _WEEKDAY.search(part) is None:
            known = facts_about((), facts, of_week=True)
        elif len(about) < len(days):
            known = facts_about(about, facts, of_week=of_week)
        if not judge(part, known):
            return False
    return True


def agree(sentence: str, days: Sequence[WeekDay], *, day: WeekDay | None = None) -> bool:
    """Return whether the sessions and days that a sentence names are those of the week."""
    return (
        _counts_agree(sentence, days)
        and order_holds(sentence, days)
        and all(
            claims_hold(part, about, days)
            and names_hold(part, about)
            and _sessions_agree(part, about, is_named=_WEEKDAY.search(part) is not None)
            for part, about in _parts(sentence, days, day)
        )
    )


def _parts(
    sentence: str, days: Sequence[WeekDay], day: WeekDay | None
) -> list[tuple[str, list[WeekDay]]]:
    """Cut a sentence into parts that speak of the same days."""
    groups: list[list[re.Match[str]]] = []
    for found in _WEEKDAY.finditer(sentence):
        if groups and _JOINED.fullmatch(sentence[groups[-1][-1].end() : found.start()]):
            groups[-1].append(found)
        else:
            groups.append([found])
    if not groups:
        titled = _titled(sentence, days)
        return [(sentence, titled or ([day] if day is not None else list(days)))]
    # "Intervals on Tuesday and hills on Friday" ends a part with its day, "Tuesday is easy" begins.
    ends = _CLAIM.search(sentence[: groups[0][0].start()]) is not None
    cuts = (
        [group[-1].end() for group in groups[:-1]]
        if ends
        else [group[0].start() for group in groups[1:]]
    )
    edges = [0, *cuts, len(sentence)]
    named = [{found.group(1).lower() for found in group} for group in groups]
    return [
        (
            sentence[edges[at] : edges[at + 1]].strip(),
            [other for other in days if f"{other.date:%A}".lower() in named[at]],
        )
        for at in range(len(groups))
    ]


def _titled(sentence: str, days: Sequence[WeekDay]) -> list[WeekDay]:
    """The days whose session a sentence names by its title; none where it names no session."""
    words = sentence.lower()
    return [day for day in days if day.workout is not None and day.title.lower() in words]


def _sessions_agree(part: str, about: Sequence[WeekDay], *, is_named: bool) -> bool:
    """Return whether the days have the sessions; one kind for several named days is for each."""
    if _DENIED.search(part):
        return True  # "No intervals today" names what is not there
    named = _read(part)
    each = all if is_named and len(named.kinds) + named.is_hard == 1 else any
    return all(
        (
            all(each(_kind(day) in fitting for day in about) for fitting in named.kinds),
            not named.is_hard or each(day.intensity == "hard" for day in about),
            all(any(_sport(day) == sport for day in about) for sport in named.sports),
        )
    )


def _counts_agree(sentence: str, days: Sequence[WeekDay]) -> bool:
    """Return whether the numbers of sessions and days that a sentence names are those there are."""
    for number, noun in _COUNT.findall(sentence):
        if read_number(number) not in _count(noun.lower(), days):
            return False
    return True


def _count(noun: str, days: Sequence[WeekDay]) -> set[int]:
    """Return what may be said of a noun: the number in the week."""
    trained = [day for day in days if day.workout is not None]
    if "rest" in noun or "off" in noun:
        return {len(days) - len(trained)}
    if noun.startswith(("hard", "tough", "quality", "demanding")):
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
