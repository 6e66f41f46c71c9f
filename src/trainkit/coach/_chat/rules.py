"""Questions that the rules answer alone, from the same tools that a model has."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from trainkit.coach._chat.amounts import AMOUNT_QUESTIONS, answer_amount, answer_amounts
from trainkit.coach._chat.condition_words import CONDITIONS, say_conditions
from trainkit.coach._chat.day_questions import LITTLE_TIME, MORNING_DECIDES, PROGRAM, TOMORROW
from trainkit.coach._chat.glossary import explain, find_term
from trainkit.coach._chat.joined import divide
from trainkit.coach._chat.languages import is_foreign
from trainkit.coach._chat.pain_words import PAIN, say_pain
from trainkit.coach._chat.periods import WEEKDAYS, find_periods
from trainkit.coach._chat.race_words import say_forecast, say_race, say_races, say_ready
from trainkit.coach._chat.small_talk import SMALL_TALK, say_small_talk
from trainkit.coach._chat.spoken import (
    Notes,
    say_best,
    say_insights,
    say_last_session,
    say_list,
    say_load,
    say_paces,
    say_plan,
    say_rest,
    say_skip,
    say_sleep,
    say_week,
)
from trainkit.coach._chat.today_words import (
    say_hrv,
    say_overtraining,
    say_recovery,
    say_resting_hr,
    say_today,
    say_whether,
)
from trainkit.coach._chat.trend_words import TREND_QUESTIONS, answer_trend
from trainkit.coach._fact_sheet import Facts
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
    "Can I race on Sunday?",
    "Should I run today?",
    "How was my last run?",
    "Am I overtraining?",
    "When was my last rest day?",
    "Am I ready for my race?",
    "What patterns do you see?",
    "What is ACWR?",
    *TREND_QUESTIONS,
    *AMOUNT_QUESTIONS,
)
"""One example of each question that the rules know."""

_MARATHON_M, _MILE_M = 42_195.0, 1609.344
_DISTANCE = re.compile(
    r"(?P<half>half[- ]?marathon|\bhalf\b)|(?P<full>marathon)|(?P<number>\d+(?:[.,]\d+)?)\s*"
    r"(?P<unit>k(?:m|ilomet(?:er|re)s?)?|m(?:i(?:les?)?)?|met(?:er|re)s?)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_SUNDAY = 6
_AHEAD_DAYS = 42


class Ruled(NamedTuple):
    """An answer of the rules, and the facts behind it."""

    text: str
    facts: tuple[Fact, ...]


_Answer = Callable[[str, Toolbox, Facts], Ruled | None]


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
    if is_foreign(message):
        return None  # "plan" and "training" are words of many languages
    joint = _joint_amounts(message.lower(), toolbox, facts)
    if joint is not None:
        return joint
    parts = divide(message)
    if len(parts) > 1:
        found = [_answer_one(part, toolbox, facts) for part in parts]
        answers = {answer.text: answer for answer in found if answer is not None}
        if len(answers) == len(parts):
            between = "\n\n" if "\n" in "".join(answers) else " "
            text = _say_once(between.join(answers))
            return Ruled(text, _join(*(answer.facts for answer in answers.values())))
    whole = _answer_one(message, toolbox, facts)
    return None if whole is None else whole._replace(text=_say_once(whole.text))


def _joint_amounts(text: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    """Answer about several amounts at once, unless the message is of what comes before them."""
    before = _QUESTIONS[: _QUESTIONS.index(_AMOUNTS)]
    if find_term(text) or any(pattern and re.search(pattern, text) for pattern, _ in before):
        return None
    found = answer_amounts(text, toolbox, facts)
    return None if found is None else Ruled(*found)


def _say_once(text: str) -> str:
    """Leave out sentences that were said before, as a warning that is a reason too."""
    sentences = _SENTENCE_END.split(text)
    kept = [part for at, part in enumerate(sentences) if part not in sentences[:at]]
    return text if len(kept) == len(sentences) else " ".join(kept)


def _join(*behind: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple({fact.id: fact for facts in behind for fact in facts}.values())


def _answer_one(message: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    text = message.lower()
    for pattern, answer in _QUESTIONS:
        if re.search(pattern, text):
            try:
                found = answer(text, toolbox, facts)
            except InvalidInput as error:
                return Ruled(f"I cannot say: {error}.", ())
            if found is not None:
                return found
    return None


def _speak(say: Callable[[Notes], str]) -> _Answer:
    """Answer from the facts of the day."""

    def answer(_: str, __: Toolbox, facts: Facts) -> Ruled | None:
        return _close(say, facts) if facts else None

    return answer


def _close(say: Callable[[Notes], str], facts: Iterable[Fact]) -> Ruled:
    notes = Notes(facts, facts.day if isinstance(facts, Facts) else None)
    text = say(notes)
    return Ruled(text, tuple(notes.used.values()))


def _speak_of(say: Callable[[Notes, str], str]) -> _Answer:
    """Answer from the facts of the day and the words of the message."""

    def answer(text: str, _: Toolbox, facts: Facts) -> Ruled:
        return _close(lambda notes: say(notes, text), facts)

    return answer


def _list(opening: str, *topics: str) -> _Answer:
    def answer(_: str, __: Toolbox, facts: Facts) -> Ruled | None:
        found = [fact for fact in facts if fact.topic in topics]
        return _close(partial(say_list, opening), found) if found else None

    return answer


def _distances(text: str) -> list[float]:
    """The distances that a text names [m], each once."""
    return list(dict.fromkeys(_length(found) for found in _DISTANCE.finditer(text)))


def _length(found: re.Match[str]) -> float:
    if found["half"]:
        return _MARATHON_M / 2
    if found["full"]:
        return _MARATHON_M
    value, unit = float(found["number"].replace(",", ".")), found["unit"].lower()
    if unit.startswith("k"):
        return value * 1000
    return value * _MILE_M if unit.startswith("mi") else value


def _best(text: str, toolbox: Toolbox, _: Facts) -> Ruled:
    distances = _distances(text)
    if not distances:
        return _close(say_best, toolbox.call("get_facts", {"topic": "bests"}))
    asked: dict[str, object] = {}
    for period in find_periods(text, toolbox.day)[:1]:
        asked = {"first": str(period.first), "last": str(period.last)}
    return _of_each(
        _close(say_best, toolbox.call("find_best_efforts", asked | {"distance_m": distance_m}))
        for distance_m in distances
    )


def _of_each(answers: Iterable[Ruled]) -> Ruled:
    """The answers of several distances, one after the other."""
    told = list(answers)
    text = _say_once(" ".join(answer.text for answer in told))
    return Ruled(text, _join(*(answer.facts for answer in told)))


def _amount(text: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    found = answer_amount(text, toolbox, facts)
    return None if found is None else Ruled(*found)


def _trend(text: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    found = answer_trend(text, next(iter(_distances(text)), None), toolbox, facts)
    return None if found is None else Ruled(*found)


def _term(text: str, _: Toolbox, facts: Facts) -> Ruled | None:
    number = find_term(text)
    return None if number is None else _close(lambda notes: explain(notes, number), facts)


def _insights(_: str, toolbox: Toolbox, __: Facts) -> Ruled:
    return _close(say_insights, toolbox.call("get_insights"))


def _race_time(text: str, toolbox: Toolbox, _: Facts) -> Ruled | None:
    distances = _distances(text)
    if not distances:
        return None
    return _of_each(
        _close(say_forecast, toolbox.call("predict_race", {"distance_m": distance_m}))
        for distance_m in distances
    )


def _race_on(text: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    """Whether a race on a named day fits: the plan of that day is asked for too."""
    day = _day_named(text, toolbox.day)
    if day is None:
        return None
    planned = toolbox.call("get_plan", {"first": str(day), "last": str(day)})
    return _close(partial(say_race, day=day, today=toolbox.day), [*facts, *planned])


def _week_of_plan(text: str, toolbox: Toolbox, facts: Facts) -> Ruled:
    """The week of the plan that is meant: on a Sunday the coming one, before it its first one."""
    none = next((fact for fact in facts if fact.subject == "plan: this week"), None)
    if none is not None and none.status == "missing":
        make = "make one for a race (trainkit plan), or ask for a week without one (trainkit week)"
        return Ruled(f"No plan is set: {make}.", (none,))
    monday = toolbox.day - dt.timedelta(days=toolbox.day.weekday())
    if "next week" in text or "coming" in text or toolbox.day.weekday() == _SUNDAY:
        monday += dt.timedelta(days=7)
    found = toolbox.call("get_plan", _days_of(monday))
    if not found or found[0].status == "missing":
        ahead = toolbox.call("get_plan", _days_of(monday, _AHEAD_DAYS))
        first = min((fact.date for fact in ahead if fact.date and fact.value), default=None)
        if first is not None:
            found = toolbox.call("get_plan", _days_of(first - dt.timedelta(days=first.weekday())))
    return _close(say_plan, found)


def _days_of(monday: dt.date, days: int = 7) -> dict[str, str]:
    return {"first": str(monday), "last": str(monday + dt.timedelta(days=days - 1))}


def _tomorrow(_: str, toolbox: Toolbox, __: Facts) -> Ruled:
    """What the plan has for tomorrow, and that the morning decides."""
    day = str(toolbox.day + dt.timedelta(days=1))
    planned = toolbox.call("get_plan", {"first": day, "last": day})
    if not any(fact.date and fact.value for fact in planned):
        return Ruled(MORNING_DECIDES, ())
    told = _close(say_plan, planned)
    return told._replace(text=f"{told.text}\n{MORNING_DECIDES}")


def _skip(text: str, toolbox: Toolbox, facts: Facts) -> Ruled | None:
    day = _day_named(text, toolbox.day)
    if day is None:
        return None
    if not any(tool.name == "what_if" for tool in toolbox.tools()):
        if day != toolbox.day:
            return Ruled("No plan is set, so there is nothing to skip.", ())
        return _close(lambda notes: f"No plan is set. {say_today(notes)}", facts)
    return _close(say_skip, toolbox.call("what_if", {"action": "skip", "day": str(day)}))


def _last_session(text: str, _: Toolbox, facts: Facts) -> Ruled:
    sports = {"r[ua]n": "running", "r[io]de|bike": "cycling", "sw[ia]m": "swimming"}
    sport = next((name for word, name in sports.items() if re.search(rf"\b(?:{word})", text)), "")
    return _close(partial(say_last_session, sport=sport), facts)


def _day_named(text: str, today: dt.date) -> dt.date | None:
    """Return the day that a text names: today, tomorrow, or the next of a weekday after today."""
    if "tomorrow" in text:
        return today + dt.timedelta(days=1)
    if "today" in text:
        return today
    for number, name in enumerate(WEEKDAYS):
        if name in text:
            return today + dt.timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


_READY = (
    r"\b(?:ready|prepared|fit enough|in shape) (?:for|to) "
    r".*\b(?:race|run|marathon|half|10k|5k|goal)"
)
_BEST = (
    r"fastest|quickest|\bpbs?\b|\bprs?\b|personal|\brecords?\b|\bbests?\b"
    r"(?! (?:\w+ )?(?:week|month|year|day|sleep|night|hrv|way|time of))"
)
_INSIGHTS = (
    r"\binsights?\b|\bpatterns?\b|\bhabits?\b|\bnotice[ds]?\b|\bcorrelat|\blearn(?:ed|t)?\b"
    r"|\bwhat (?:affects?|influences?|helps?|hurts?|goes along)\b"
)
_LOAD = r"load|acwr|\bhow fit\b|fitness|fatigue|\bform\b|\bctl\b|\batl\b|\btsb\b"
_WEEK = r"(?:how|what).*(?:week|train(?:ed|ing))|last (?:7|seven) days|sum"
_RECOVERY = r"recover|ready|readiness|score|tired|how am i|warning"
_OVERTRAINING = r"over ?-?train|over ?-?reach|too much|burn(?:ed|t|ing)? ?out"
_TODAY = r"today|should i rest|what.*do now|\bwhy\b"
_WHETHER = r"should i (?:run|train|ride|swim|go|work)|(?:can|may) i (?:run|train|ride|swim) today"
_FORECAST = r"(?:could|can|will|would).*(?:run|race|finish)|race time|predict|forecast"
_RACE_ON = rf"\b(?:race|compete|parkrun|run an?)\b.*\b(?:{'|'.join(WEEKDAYS)}|tomorrow|today)\b"
_RACES = r"when.*race|my (?:next )?race|goal|weeks? (?:to go|left|until)"
_SKIP = r"\b(?:what if|if i)\b.*\b(?:skip|miss|leave out)|\bskip\b"
_REST = (
    r"\blast (?:rest|day off|day of rest|free day)|(?:did|have) i (?:last )?rest(?:ed)?\b"
    r"|since (?:my |the )?(?:last )?(?:rest|day off)|without (?:a )?(?:rest|break|day off)"
    r"|\bdays in a row|\bconsecutive days|\bstreak\b"
)
_LAST = r"last (?:time i |i )?(?:r[ua]n|r[io]de|sw[ia]m|train|workout|session)|activit|yesterday"
_AMOUNTS: tuple[str, _Answer] = (r"", _amount)  # reads it itself, and declines what it cannot
_QUESTIONS: tuple[tuple[str, _Answer], ...] = (
    (r"", _term),
    (_SKIP, _skip),
    (TOMORROW, _tomorrow),
    (_READY, _speak(say_ready)),
    (_INSIGHTS, _insights),
    (SMALL_TALK, _speak_of(say_small_talk)),
    (PAIN, _speak_of(say_pain)),
    (CONDITIONS, _speak_of(say_conditions)),
    (LITTLE_TIME, _speak(say_today)),
    (PROGRAM, _week_of_plan),
    (_REST, _speak_of(say_rest)),
    (r"", _trend),
    _AMOUNTS,
    (_BEST, _best),
    (rf"\bcan i\b.*{_RACE_ON}|\b(?:race|compete) (?:on|this|tomorrow)", _race_on),
    (_FORECAST, _race_time),
    (_LAST, _last_session),
    (_RACES, _speak(say_races)),
    (r"plan|coming week|next week|schedule", _week_of_plan),
    (r"\bpaces?\b|how fast should", _speak(say_paces)),
    (r"zones?\b", _list("Your zones:", "zones", "thresholds")),
    (r"threshold|ftp|max(?:imum)? heart rate|vdot", _list("Your thresholds:", "thresholds")),
    (r"sle(?:ep|pt)", _speak(say_sleep)),
    (r"\bhrv\b|variability", _speak(say_hrv)),
    (r"resting heart|\brhr\b|\bpulse\b", _speak(say_resting_hr)),
    (_OVERTRAINING, _speak(say_overtraining)),
    (_WHETHER, _speak(say_whether)),
    (_LOAD, _speak(say_load)),
    (_WEEK, _speak(say_week)),
    (_RECOVERY, _speak(say_recovery)),
    (_TODAY, _speak(say_today)),
)
