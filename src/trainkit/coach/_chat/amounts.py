"""Questions about an amount over a period: "how many km did I run in October?"."""

import datetime as dt
import re

from trainkit.coach._chat.amount_question import (
    names_sport,
    read_question,
    read_questions,
    turn_statistic,
)
from trainkit.coach._chat.amount_words import MORNINGS, say_amount, say_change, say_sessions
from trainkit.coach._chat.asked_amount import Asked
from trainkit.coach._chat.periods import Period
from trainkit.coach._chat.spoken import Notes
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._tools import Toolbox
from trainkit.models.fact import Fact

__all__ = [
    "AMOUNT_QUESTIONS",
    "answer_amount",
    "answer_amounts",
    "compare_periods",
    "records_begin",
]

AMOUNT_QUESTIONS = (
    "How many km did I run in October?",
    "How many hours a week do I train?",
    "What was my longest ride this year?",
    "What was my fastest run since May?",
    "What was my average pace last month?",
    "How was my sleep last week?",
    "What was my biggest week this year?",
    "How was my training last month?",
    "Did I run more this month than last month?",
    "Compare this month with last month.",
)
"""An example of each kind of question about a sum, a mean or an extreme."""

_USUAL_DAYS = 28
_POLITE = re.compile(
    r"^(?:please |hey |hi |hello )*(?:(?:can|could|would|will) you )?(?:please )?"
    r"(?:tell|show|give|let) (?:me|us) (?:know )?(?:please )?"
)
_COUNTS = re.compile(r"\bhow (?:many|often)\b|\bnumber of\b")
_LIMIT = re.compile(
    r"\b(?:over|above|under|below|beyond|exceed(?:s|ed|ing)?|at (?:least|most)"
    r"|(?:longer|shorter|more|less|fewer|faster|slower|higher|lower|heavier|further|farther) than)"
    r" (?:an? |about |around )?\d"
)
_NO_LIMITS = (
    "Without a language model I cannot count by a limit: ask for the number, the sum, the mean, "
    "the longest or the shortest."
)
_OVERVIEWS = ("activities", "time", "distance", "load")


def answer_amount(
    text: str, toolbox: Toolbox, facts: Facts
) -> "tuple[str, tuple[Fact, ...]] | None":
    """Answer a question about an amount over a period.

    Parameters
    ----------
    text : str
        The question, in small letters.
    toolbox : Toolbox
        The tools.
    facts : Facts
        The facts of the day, which say where the records begin.

    Returns
    -------
    (str, tuple of Fact) or None
        The answer with its facts; None for another kind of question.
    """
    question = read_question(_POLITE.sub("", text), toolbox.day)
    if question is None:
        return None
    if _COUNTS.search(text) and _LIMIT.search(text):
        return _NO_LIMITS, ()  # another number than the one that is asked for would mislead
    begin = records_begin(facts)
    asked = question.asked
    periods = question.periods or (_default(asked, toolbox.day, begin),)
    if question.compares:
        return compare_periods(toolbox, asked, (periods[0], periods[1]))
    return _tell(text, toolbox, asked, periods[0], begin)


def answer_amounts(
    text: str, toolbox: Toolbox, facts: Facts
) -> "tuple[str, tuple[Fact, ...]] | None":
    """Answer a question about several amounts, or about one over several periods or sports.

    Parameters
    ----------
    text : str
        The question, in small letters.
    toolbox : Toolbox
        The tools.
    facts : Facts
        The facts of the day, which say where the records begin.

    Returns
    -------
    (str, tuple of Fact) or None
        One answer after the other; None where a part of the question is none of these, and where
        two periods are to be compared.
    """
    text = _POLITE.sub("", text)
    questions = read_questions(text, toolbox.day)
    if len(questions) <= 1 or (_COUNTS.search(text) and _LIMIT.search(text)):
        return None
    begin = records_begin(facts)
    told: dict[str, None] = {}
    used: dict[str, Fact] = {}
    for asked, period in questions:
        over = period or _default(asked, toolbox.day, begin)
        answer, behind = _tell(text, toolbox, asked, over, begin)
        told |= dict.fromkeys([answer])
        used |= {fact.id: fact for fact in behind}
    return " ".join(told), tuple(used.values())


def _tell(
    text: str, toolbox: Toolbox, asked: Asked, period: Period, begin: dt.date | None
) -> tuple[str, tuple[Fact, ...]]:
    """Answer about one amount over one period."""
    if asked.metric == "overview" and period.first == period.last:
        day = str(period.first)
        wanted = {"first": day, "last": day, "limit": 10} | _sport_of(asked)
        notes = Notes(toolbox.call("find_activities", wanted))
        return say_sessions(notes, period, asked.sport), tuple(notes.used.values())
    if asked.metric == "pace" and not names_sport(text) and not _has_runs(toolbox):
        asked = asked._replace(
            metric="speed", sport="swimming", statistic=turn_statistic(asked.statistic)
        )
    metrics = _OVERVIEWS if asked.metric == "overview" else (asked.metric,)
    notes = _ask(toolbox, asked, period, *metrics)
    return say_amount(notes, asked, period, begin), tuple(notes.used.values())


def compare_periods(
    toolbox: Toolbox, asked: Asked, periods: tuple[Period, Period]
) -> tuple[str, tuple[Fact, ...]]:
    """Compare two periods in what is asked for; as a whole in sessions, time, distance and load.

    Parameters
    ----------
    toolbox : Toolbox
        The tools.
    asked : Asked
        What is compared.
    periods : (Period, Period)
        The one that is named first, and the other.

    Returns
    -------
    (str, tuple of Fact)
        The answer with its facts.
    """
    told: list[str] = []
    facts: list[Fact] = []
    for metric in _OVERVIEWS if asked.metric == "overview" else (asked.metric,):
        first, other = (_ask(toolbox, asked, period, metric) for period in periods)
        told.append(say_change((first, other), asked._replace(metric=metric), periods))
        facts += [*first.used.values(), *other.used.values()]
        if all(notes.facts[0].value == 0.0 for notes in (first, other)):
            break  # nothing was done, so there is nothing to compare
    # The lengths of the periods, and what is not known, are said once.
    sentences = [part for text in told for part in re.split(r"(?<=[.]) (?=[A-Z])", text)]
    return " ".join(dict.fromkeys(sentences)), tuple(facts)


def _has_runs(toolbox: Toolbox) -> bool:
    """Whether any run is recorded; swimmers have paces too."""
    found = toolbox.call("summarize", {"metric": "activities", "sport": "running"})
    return found[0].value != 0.0


def _ask(toolbox: Toolbox, asked: Asked, period: Period, *metrics: str) -> Notes:
    wanted = {"first": str(period.first), "last": str(period.last)} | _sport_of(asked)
    calls = [toolbox.call("summarize", wanted | {"metric": metric}) for metric in metrics]
    return Notes(fact for answer in calls for fact in answer)


def _sport_of(asked: Asked) -> dict[str, str]:
    return {"sport": asked.sport} if asked.sport and asked.metric not in MORNINGS else {}


def records_begin(facts: Facts) -> dt.date | None:
    """Return the first day of the records; None where nothing is recorded."""
    begin = next((fact.value for fact in facts if fact.subject == "athlete: records begin"), None)
    return dt.date.fromisoformat(begin) if isinstance(begin, str) else None


def _default(asked: Asked, today: dt.date, begin: dt.date | None) -> Period:
    """The last four weeks for what is usual; all records for a sum or an extreme."""
    first = today - dt.timedelta(days=_USUAL_DAYS - 1)
    if asked.statistic in {"weekly", "mean"}:
        return Period(max(first, begin or first), today, "in the last four weeks")
    return Period(begin or first, today, "in all your records")
