"""Questions about an amount over a period: "how many km did I run in October?"."""

import datetime as dt
import re
from typing import NamedTuple

from trainkit.coach._chat.amount_words import MORNINGS, say_amount, say_change, say_sessions
from trainkit.coach._chat.asked_amount import Asked
from trainkit.coach._chat.periods import Period, find_periods
from trainkit.coach._chat.spoken import Notes
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._tools import Toolbox
from trainkit.models.fact import Fact

__all__ = ["AMOUNT_QUESTIONS", "answer_amount"]

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
_AHEAD = re.compile(
    r"\b(?:will|shall|should|could|would|next|if i|tomorrow|predict|plan|planned|ought|suggest"
    r"|recommend|need|can i|may i|am i going)\b"
)
_POLITE = re.compile(
    r"^(?:please |hey |hi |hello )*(?:(?:can|could|would|will) you )?(?:please )?"
    r"(?:tell|show|give|let) (?:me|us) (?:know )?(?:please )?"
)
_METRICS = (
    ("resting_hr", r"resting (?:heart[- ]?rate|hr|pulse)|\brhr\b|morning pulse"),
    ("hrv", r"\bhrv\b|heart[- ]?rate variability|\brmssd\b"),
    ("sleep", r"\bsle(?:ep|pt|eping)\b|\bnights?\b(?! (?:run|ride))"),
    ("weight", r"\bweigh(?:t|ed)?\b"),
    (
        "max_heart_rate",
        r"(?:max(?:imum)?|highest|peak) (?:heart[- ]?rate|hr|pulse)",
    ),
    ("heart_rate", r"heart[- ]?rate|\bhr\b|\bpulse\b|\bbpm\b"),
    (
        "climb",
        r"\bclimb(?:ed|ing)?\b|\belevation\b|\bascent\b|\bascend(?:ed)?\b|\bvert(?:ical)?\b"
        r"|\baltitude\b|\bhilliest\b|\buphill\b",
    ),
    ("load", r"\bload\b|\btss\b|\btraining stress\b|\b(?:hardest|toughest|easiest|lightest)\b"),
    ("power", r"\bwatts?\b|\bpower\b"),
    (
        "pace",
        r"\bpaces?\b|\bhow fast (?:do|did|was|am|have)\b|\bmin(?:utes)?(?:/| per | a )(?:km|mi)",
    ),
    ("speed", r"\bspeeds?\b|\bkm/h\b|\bkph\b|\bmph\b"),
    (
        "time",
        r"\bhours?\b|\bminutes?\b|\bhow long (?:did|do|have|was i)\b"
        r"|\b(?:much|total|moving|training|running|riding|cycling|swimming|walking) time\b"
        r"|\btime spent\b|\b(?:by|in) time\b",
    ),
    (
        "distance",
        r"\bkms?\b|\bkilomet(?:er|re)s?\b|\bmiles?\b|\bmileage\b|\bdistances?\b|\bhow far\b"
        r"|\bmet(?:er|re)s?\b|\byards?\b|\bvolume\b",
    ),
    (
        "activities",
        r"\bhow (?:many (?:times|days|runs|rides|bike rides|swims|walks|hikes|sessions|workouts"
        r"|activities|trainings)|often)\b"
        r"|\bnumber of (?:runs|rides|swims|walks|hikes|sessions|workouts|activities)\b"
        r"|\b(?:rest days?|days? off|days? of rest)\b",
    ),
)
_STATISTICS = (
    (
        "week",
        r"\b(?:biggest|longest|hardest|best|highest|toughest|largest|heaviest|busiest)"
        r" (?:[\w-]+ )?week\b|\bmost\b.*\bin (?:a|any|one) (?:single )?week\b",
    ),
    ("weekly", r"\b(?:per|a|each|every) week\b|\bweekly\b"),
    (
        "most",
        r"\blongest\b|\bfurthest\b|\bfarthest\b|\bbiggest\b|\bhighest\b|\bmax(?:imum)?\b|\bpeak\b"
        r"|\bhardest\b|\btoughest\b|\blargest\b|\bhilliest\b|\bheaviest\b",
    ),
    ("best", r"\bfastest\b|\bquickest\b|\bbest\b"),
    ("worst", r"\bslowest\b|\bworst\b"),
    (
        "least",
        r"\bshortest\b|\blowest\b|\bleast\b|\bsmallest\b|\bminimum\b|\beasiest\b|\blightest\b",
    ),
    (
        "mean",
        r"\bhow fast (?:do|did|was|am|have)\b"
        r"|\baverage\b|\bmean\b|\btypical(?:ly)?\b|\busual(?:ly)?\b"
        r"|\b(?:per|a) (?:run|ride|swim|session|workout|night)\b",
    ),
    (
        "total",
        r"\bhow (?:many|much|far|long|often)\b|\btotal\b|\bsum\b|\bin all\b|\baltogether\b"
        r"|\bnumber of\b|\bmileage\b|\bvolume\b|\bmore\b|\bless\b|\bfewer\b",
    ),
)
_SPORTS = (
    ("running", r"\brun(?:s|ning)?\b|\bran\b|\bjog(?:s|ged|ging)?\b"),
    ("cycling", r"\brid(?:e|es|ing|den)\b|\brode\b|\bbik(?:e|es|ed|ing)\b|\bcycl(?:e|ed|ing)\b"),
    ("swimming", r"\bsw[aiu]m(?:s|ming)?\b"),
    ("walking", r"\bwalk(?:s|ed|ing)?\b"),
    ("hiking", r"\bhik(?:e|es|ed|ing)\b"),
    ("rowing", r"(?<!\bin a )\brow(?:s|ed|ing)?\b"),
)
_OVERVIEW = re.compile(
    r"\bhow (?:was|did|has|have|were|is)\b|\bwhat (?:did i (?:do|train)|have i (?:done|trained))\b"
    r"|\bcompare[ds]?\b|\bversus\b|\bvs\b|\bdifference\b"
    r"|\bsum(?:mary|mari[sz]e| up)\b|\brecap\b|\boverview\b|\breview\b"
    r"|\bdid i (?:train|run|ride|swim)\b"
    r"|\bhow much did i (?:train|exercise|work out|run|ride|swim|walk)\b"
)
_PARTS = re.compile(
    r"\b\d+(?:[.,]\d+)? ?(?:k|km|kilomet(?:er|re)s?|miles?|mi|m|met(?:er|re)s?)\b|\bmarathon\b"
    r"|\bhalf\b|\bfastest mile\b|\bbest mile\b|\bpersonal\b|\bpb\b"
    r"|\bbest (?:time|effort|power|watts?)"
    r"|\bof (?:a|any|each) (?:week|month)\b"
    r"|\b(?:biggest|longest|hardest|best|highest|toughest|largest|heaviest|busiest)"
    r" (?:[\w-]+ )?(?:month|year|day)s?\b"
    r"|\b(?:easiest|lightest|worst|smallest|lowest) (?:[\w-]+ )?(?:week|month|year|day)s?\b"
)
_BESIDE = re.compile(r"\bcompare[ds]?\b|\bversus\b|\bvs\b|\bdifference\b")
_COMPARES = re.compile(
    r"\bthan\b|\bcompare[ds]?\b|\bversus\b|\bvs\b|\bagainst\b|\bdifference\b|\bmore\b|\bless\b"
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
_RESTING = re.compile(r"\b(?:rest days?|days? off|days? of rest)\b")
_IMPERIAL = re.compile(
    r"\bmiles?\b|\bmph\b|\bfeet\b|\bft\b|\byards?\b|\bpounds?\b|\blbs?\b|\bmin(?:utes)?/mi\b"
)
_ON_FOOT = frozenset({"running", "walking", "hiking", ""})
_ADDS = frozenset({"activities", "distance", "time", "climb", "load"})
_OVERVIEWS = ("activities", "time", "distance", "load")


class _Question(NamedTuple):
    """What is asked, over which periods, and whether they are compared."""

    asked: Asked
    periods: tuple[Period, ...]
    compares: bool


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
    question = _read(_POLITE.sub("", text), toolbox.day)
    if question is None:
        return None
    if _COUNTS.search(text) and _LIMIT.search(text):
        return _NO_LIMITS, ()  # another number than the one that is asked for would mislead
    begin = _records_begin(facts)
    asked = question.asked
    periods = question.periods or (_default(asked, toolbox.day, begin),)
    if question.compares:
        return _compare(toolbox, asked, (periods[0], periods[1]))
    period = periods[0]
    if asked.metric == "overview" and period.first == period.last:
        day = str(period.first)
        wanted = {"first": day, "last": day, "limit": 10} | _sport_of(asked)
        notes = Notes(toolbox.call("find_activities", wanted))
        return say_sessions(notes, period, asked.sport), tuple(notes.used.values())
    if asked.metric == "pace" and not _named(text) and not _has_runs(toolbox):
        asked = asked._replace(metric="speed", sport="swimming", statistic=_turn(asked.statistic))
    metrics = _OVERVIEWS if asked.metric == "overview" else (asked.metric,)
    notes = _ask(toolbox, asked, period, *metrics)
    return say_amount(notes, asked, period, begin), tuple(notes.used.values())


def _compare(
    toolbox: Toolbox, asked: Asked, periods: tuple[Period, Period]
) -> tuple[str, tuple[Fact, ...]]:
    """Compare two periods in what is asked for; as a whole in sessions, time, distance and load."""
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


def _named(text: str) -> bool:
    return bool(_first(_SPORTS, text))


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


def _records_begin(facts: Facts) -> dt.date | None:
    begin = next((fact.value for fact in facts if fact.subject == "athlete: records begin"), None)
    return dt.date.fromisoformat(begin) if isinstance(begin, str) else None


def _default(asked: Asked, today: dt.date, begin: dt.date | None) -> Period:
    """The last four weeks for what is usual; all records for a sum or an extreme."""
    first = today - dt.timedelta(days=_USUAL_DAYS - 1)
    if asked.statistic in {"weekly", "mean"}:
        return Period(max(first, begin or first), today, "in the last four weeks")
    return Period(begin or first, today, "in all your records")


def _read(text: str, today: dt.date) -> _Question | None:
    """Read a question; None where it asks for no amount of what was done."""
    periods = tuple(find_periods(text, today))
    statistic = _first(_STATISTICS, text)
    if _AHEAD.search(text) or (statistic not in {"total", "mean"} and _PARTS.search(text)):
        return None
    sport = _first(_SPORTS, text)
    metric = _first(_METRICS, text) or _imply(statistic, sport)
    compares = len(periods) > 1 and bool(_COMPARES.search(text))
    if not metric and periods and _OVERVIEW.search(text):
        metric = "overview"
        if compares and not _BESIDE.search(text):
            metric = "distance" if sport else "time"
    if not metric or not (statistic or periods) or _is_of_today(metric, statistic, periods):
        return None
    statistic = _settle(metric, statistic, text)
    if compares:
        statistic = "total" if metric in _ADDS | {"overview"} else "mean"
    if metric == "pace":
        sport = sport or "running"
        metric = "pace" if sport in _ON_FOOT else "speed"
        statistic = statistic if metric == "pace" else _turn(statistic)
    asked = Asked(metric, statistic, sport, bool(_IMPERIAL.search(text)))
    return _Question(asked, periods, compares) if statistic else None


def _first(rules: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, words in rules if re.search(words, text)), "")


def _imply(statistic: str, sport: str) -> str:
    """What is meant where no quantity is named: "my longest ride", "my fastest run"."""
    if statistic in {"most", "least", "week"}:
        return "distance" if sport else "time"
    if statistic in {"best", "worst"} and sport:
        return "pace" if sport in _ON_FOOT else "speed"
    if statistic == "weekly":
        return "activities" if sport else "time"
    return ""


def _settle(metric: str, statistic: str, text: str) -> str:
    """The statistic that fits the quantity; nothing where none does."""
    if statistic in {"best", "worst"}:
        is_low = metric in {"pace", "resting_hr", "heart_rate"}
        statistic = "least" if is_low is (statistic == "best") else "most"
    elif metric == "pace" and statistic in {"most", "least"}:
        statistic = "least" if statistic == "most" else "most"  # the highest pace is the fastest
    if metric == "activities":
        return _settle_count(statistic, text)
    if metric not in _ADDS:
        return statistic if statistic in {"most", "least"} else "mean"
    if statistic in {"total", ""}:
        return "weekly" if re.search(r"\bdo i\b", text) else "total"
    return statistic


def _turn(statistic: str) -> str:
    """The least pace is the highest speed."""
    return {"least": "most", "most": "least"}.get(statistic, statistic)


def _settle_count(statistic: str, text: str) -> str:
    """A number of sessions, or of days without one."""
    if _RESTING.search(text):
        return "rest"
    return "" if statistic == "week" else "total"


def _is_of_today(metric: str, statistic: str, periods: tuple[Period, ...]) -> bool:
    """Whether the facts of the day answer better: they know what is usual, and what counts."""
    if metric in MORNINGS:
        return len(periods) == 1 and periods[0].first == periods[0].last
    if metric == "max_heart_rate":
        return not periods  # the athlete's own, not the highest that was recorded
    return metric == "load" and statistic == "total" and not periods
