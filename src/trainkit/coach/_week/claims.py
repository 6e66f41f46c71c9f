"""What a sentence claims of a week beside its sessions: repeats, extremes, days without rest."""

import re
from collections.abc import Iterator, Sequence

from trainkit.models.week import WeekDay
from trainkit.models.workout import Repeat, Step
from trainkit.workouts import LIBRARY

__all__ = ["NUMBERS", "adds_to_plan", "claims_hold", "names_hold", "read_number"]

NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen"),
)
_BY_NAME = {session.name.lower(): session for session in LIBRARY if session.name.lower() != "rest"}
_LONGEST_FIRST = sorted(_BY_NAME, key=len, reverse=True)
_KINDS = {"endurance": "easy"}
_TIMES = re.compile(
    rf"\b(\d+|{'|'.join(NUMBERS)})\s*(?:x|\u00d7|times|repeats of|repetitions of|reps of)\s*"
    r"(\d+(?:[.,]\d+)?)?\s*(seconds?|secs?|s|minutes?|mins?|m|met(?:er|re)s?|km)?\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"day(?:'s (?:session|run|ride|swim))? (?:is|takes|lasts|needs|asks for|has) "
    rf"(about |around |some |roughly )?(\d+(?:\.\d+)?|{'|'.join(NUMBERS[1:])}|an)( and a half)?"
    r"[ -]?(min(?:ute)?s?|h(?:ours?)?)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\d\s*[x\u00d7]", re.IGNORECASE)
_EVERY_DAY = re.compile(
    r"\b(?:every|each) (?:single )?day\b|\bdaily\b|\bseven days (?:a week|in a row|straight)\b"
    r"|\b(?:no|without(?: a| any)?|zero) (?:rest days?|days? off|days? of rest|rest)\b"
    r"|\bno day (?:off|of rest)\b|\ball seven days\b",
    re.IGNORECASE,
)
_TRAIN = re.compile(
    r"\b(?:train|run|ride|swim|work|exercise|session|workout|rest|off)", re.IGNORECASE
)
_EXTREMES = (
    (re.compile(r"\b(?:longest|biggest|main|largest)\b", re.IGNORECASE), max),
    (re.compile(r"\b(?:shortest|smallest)\b", re.IGNORECASE), min),
)
_HARDEST = re.compile(r"\b(?:hardest|toughest|most demanding|heaviest)\b", re.IGNORECASE)
_EASIEST = re.compile(r"\b(?:easiest|lightest)\b", re.IGNORECASE)
_ADDS = re.compile(
    r"\b(?:add|squeeze in|throw in|sneak in|tack on|put in|double up|plus)\b.*"
    r"\b(?:session|run|ride|swim|workout|mara ?thon|race|sprints?|intervals?|km|kilomet|miles?"
    r"|minutes?|hours?|reps?|set)"
    r"|\b(?:extra|additional|second|another|bonus|double) "
    r"(?:\w+ )?(?:session|run|ride|swim|workout|marathon|race|hour)"
    r"|\btwice (?:a|that|the same) day\b|\btwo-a-days?\b|\bdouble day\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|break)\b.*\b(?:rules?|instructions?|limits?"
    r"|plan|warnings?|guidelines?|above|earlier|previous)\b"
    r"|\bsystem prompt\b|\bas an ai\b|\blanguage model\b|\bnew instructions?\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|not|never|nothing|without|don't|do not|avoid)\b", re.IGNORECASE)
_UNITS = {"s": ("time", 1.0), "m": ("distance", 1.0), "k": ("distance", 1000.0)}
_TOLERANCE = 0.02


def read_number(word: str) -> int:
    """Return a number in digits or in a word."""
    return int(word) if word.isdigit() else NUMBERS.index(word.lower())


def _read_word(word: str) -> int:
    return 1 if word.lower() == "an" else read_number(word)


def adds_to_plan(sentence: str) -> bool:
    """Return whether a sentence asks for more than the plan, or for less care."""
    if _ORDERS.search(sentence):
        return True
    found = _ADDS.search(sentence)
    return found is not None and not _NO.search(sentence[: found.end()])


def claims_hold(sentence: str, about: Sequence[WeekDay], days: Sequence[WeekDay]) -> bool:
    """Return whether what a sentence claims beside kinds of sessions is so.

    Parameters
    ----------
    sentence : str
        The sentence.
    about : sequence of WeekDay
        The days that it names; all of the week where it names none.
    days : sequence of WeekDay
        The week.
    """
    return (
        not adds_to_plan(sentence)
        and _repeats_hold(sentence, about)
        and _every_day_holds(sentence, days)
        and (len(about) == len(days) or _extremes_hold(sentence, about, days))
        and (len(about) == len(days) or _lengths_hold(sentence, about))
    )


def names_hold(sentence: str, about: Sequence[WeekDay]) -> bool:
    """Return whether the sessions of the library that a sentence names are on the days."""
    words = sentence.lower()
    titles = {day.title.lower() for day in about}
    denied = _NO.search(sentence) is not None or "instead of" in words
    for name in _LONGEST_FIRST:
        if name not in words:
            continue
        words = words.replace(name, " ")
        if name not in titles and not denied and not _is_generic(name, about):
            return False
    return True


def _is_generic(name: str, about: Sequence[WeekDay]) -> bool:
    """Whether a name says no more than what any session of its kind is."""
    session = _BY_NAME[name]
    kinds = {day.workout.kind for day in about if day.workout is not None}
    return (_KINDS.get(session.purpose, session.purpose) in kinds) and any(
        day.workout is not None and day.workout.sport == session.sport for day in about
    )


def _repeats_hold(sentence: str, about: Sequence[WeekDay]) -> bool:
    known = [part for day in about if day.workout for part in _groups(day.workout.steps)]
    for times, amount, unit in _TIMES.findall(sentence):
        if not amount and _SIGN.search(sentence) is None:
            continue  # "three times a week"
        count = read_number(times)
        if not any(count == group[0] and _fits(amount, unit, group[1]) for group in known):
            return False
    return True


def _groups(steps: Sequence[Step | Repeat]) -> Iterator[tuple[int, list[tuple[str, float]]]]:
    for step in steps:
        if isinstance(step, Repeat):
            inner = [part for part in step.steps if isinstance(part, Step)]
            yield step.times or 1, [(part.until, part.amount or 0.0) for part in inner]
            yield from _groups(step.steps)


def _fits(amount: str, unit: str, steps: Sequence[tuple[str, float]]) -> bool:
    if not amount:
        return True
    value = float(amount.replace(",", "."))
    letter = unit[:1].lower()
    if unit.lower().startswith("min"):
        wanted = [("time", value * 60)]
    elif letter in _UNITS:
        until, size = _UNITS[letter]
        wanted = [(until, value * size)]
    else:
        wanted = [("time", value * 60), ("time", value), ("distance", value)]
    return any(
        until == kind and abs(size - other) <= _TOLERANCE * other
        for until, size in steps
        for kind, other in wanted
    )


def _lengths_hold(sentence: str, about: Sequence[WeekDay]) -> bool:
    """Whether "Sunday is 50 minutes long" tells the whole length, and not that of a part."""
    for near, amount, half, unit in _LENGTH.findall(sentence):
        whole = float(amount) if amount[0].isdigit() else float(_read_word(amount))
        minutes = (whole + 0.5 * bool(half)) * (60 if unit.lower().startswith("h") else 1)
        share = _TOLERANCE * 5 if near else _TOLERANCE
        if not any(
            abs(day.duration_min - minutes) <= max(share * day.duration_min, 0.51) for day in about
        ):
            return False
    return True


def _every_day_holds(sentence: str, days: Sequence[WeekDay]) -> bool:
    if not (_EVERY_DAY.search(sentence) and _TRAIN.search(sentence)):
        return True
    return all(day.workout is not None for day in days)


def _extremes_hold(sentence: str, about: Sequence[WeekDay], days: Sequence[WeekDay]) -> bool:
    trained = [day for day in days if day.workout is not None]
    if not trained:
        return not any(words.search(sentence) for words, _ in _EXTREMES)
    for words, choose in _EXTREMES:
        if words.search(sentence):
            extreme = choose(day.duration_min for day in trained)
            if not any(day in trained and day.duration_min == extreme for day in about):
                return False
    return all(
        not words.search(sentence) or any(day in trained and day.load == load for day in about)
        for words, load in (
            (_HARDEST, max(day.load for day in trained)),
            (_EASIEST, min(day.load for day in trained)),
        )
    )
