"""What a question about amounts asks for: the quantity, the sport, the periods."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile
from typing import NamedTuple

from trainkit.coach._chat.amount_words import MORNINGS
from trainkit.coach._chat.asked_amount import Asked
from trainkit.coach._chat.periods import Period, PeriodPlace, find_periods, locate_periods

__all__ = [
    "Question",
    "names_sport",
    "read_measure",
    "read_question",
    "read_questions",
    "turn_statistic",
]

_AHEAD = re.compile(
    r"\b(?:will|shall|should|could|would|next|if i|tomorrow|predict|plan|planned|ought|suggest"
    r"|recommend|need|can i|may i|am i going)\b"
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
_RESTING = re.compile(r"\b(?:rest days?|days? off|days? of rest)\b")
_IMPERIAL = re.compile(
    r"\bmiles?\b|\bmph\b|\bfeet\b|\bft\b|\byards?\b|\bpounds?\b|\blbs?\b|\bmin(?:utes)?/mi\b"
)
_ON_FOOT = frozenset({"running", "walking", "hiking", ""})
_ADDS = frozenset({"activities", "distance", "time", "climb", "load"})


_JOINTS = re.compile(r"\s*(?:[?;,]\s*)?\b(and)\b(?:\s+(?:also|then))?\s*|\s*([?;,])\s*")
_NARROW = re.compile(r"\b(?:best|longest|biggest|highest) (?:time|way|shoes?)\b")
_PAIR, _MOST_PARTS = 2, 6
_SAYS = re.compile(r"\b(?:do|did|have|has|was|were|is|are|train(?:ed|ing)?|my)\b")
_NEED_NO_METRIC = frozenset({"most", "least", "best", "worst", "week"})


class Question(NamedTuple):
    """What is asked, over which periods, and whether they are compared."""

    asked: Asked
    periods: tuple[Period, ...]
    compares: bool


def read_question(text: str, today: dt.date) -> Question | None:
    """Read a question about one amount.

    Parameters
    ----------
    text : str
        The question, in small letters.
    today : date
        The day of the question.

    Returns
    -------
    Question or None
        None where it asks for no amount of what was done.
    """
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
    asked = _fit_pace(Asked(metric, statistic, sport, bool(_IMPERIAL.search(text))))
    return Question(asked, periods, compares) if statistic else None


def read_questions(text: str, today: dt.date) -> list[tuple[Asked, Period | None]]:
    """Read a question about several amounts, sports or periods, joined by "and" or commas.

    What a part leaves out is that of another part: in "how far did I run in May and June" the
    second part means running, and in "how far did I run and ride in May" the first one means May.

    Parameters
    ----------
    text : str
        The question, in small letters.
    today : date
        The day of the question.

    Returns
    -------
    list of (Asked, Period or None)
        Each once, in the order of the question; empty where a part asks for something else, and
        where two periods are to be compared.
    """
    places = locate_periods(text, today)
    if _AHEAD.search(text) or (len(places) == _PAIR and _COMPARES.search(text)):
        return []
    parts = list(_parts(text, places))
    if not all(part.tells for part in parts) or len(parts) > _MOST_PARTS:
        return []
    asked = list(dict.fromkeys(_complete(parts)))
    if not all(amount.metric for amount, _ in asked):
        return []
    imperial = bool(_IMPERIAL.search(text))
    return [(amount._replace(imperial=imperial), period) for amount, period in asked]


class _Part(NamedTuple):
    """What one part of a question names itself."""

    text: str
    metric: str
    statistic: str
    sport: str
    periods: tuple[Period, ...]

    @property
    def tells(self) -> bool:
        """Whether it names anything that can be asked for."""
        extreme = self.statistic not in {"", "total"} and not _NARROW.search(self.text)
        return bool(self.metric or self.sport or self.periods or extreme)


def _parts(text: str, places: Sequence[PeriodPlace]) -> Iterator[_Part]:
    """Divide a question where it is joined, but not inside a period such as "May to June"."""
    cuts = [
        joint
        for joint in _JOINTS.finditer(text)
        if not any(
            place.start < max(joint.start(1), joint.start(2)) < place.end for place in places
        )
    ]
    begins = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(text)]
    for begin, end in zip(begins, ends, strict=True):
        part = text[begin:end]
        if not part.strip(" ?.!"):
            continue
        if _PARTS.search(part) and _first(_STATISTICS, part) not in {"", "total", "mean"}:
            yield _Part(part, "", "", "", ())  # a best time, which is no amount
            continue
        metric = _first(_METRICS, part) or ("overview" if _OVERVIEW.search(part) else "")
        named = tuple(place.period for place in places if begin < place.end <= end)
        yield _Part(part, metric, _first(_STATISTICS, part), _first(_SPORTS, part), named)


def _complete(parts: Sequence[_Part]) -> Iterator[tuple[Asked, Period | None]]:
    """Fill in what each part leaves out; without a metric where that is not enough."""
    metric = statistic = sport = ""
    for place, part in enumerate(parts):
        sport = part.sport or sport
        if not sport and not _SAYS.search(part.text):  # "how far and how long did I run"
            sport = next((other.sport for other in parts[place:] if other.sport), "")
        if part.metric or part.statistic in _NEED_NO_METRIC:
            metric = part.metric or _imply(part.statistic, sport)
            statistic = part.statistic
        statistic = part.statistic or statistic
        periods = _periods_of(parts, place)
        settled = "total" if metric == "overview" else _settle(metric, statistic, part.text)
        asked = _fit_pace(Asked(metric, settled, "" if metric in MORNINGS else sport))
        if not settled or not (statistic or periods):
            asked = Asked("", "")
        for period in periods or (None,):
            yield asked, period


def _periods_of(parts: Sequence[_Part], place: int) -> tuple[Period, ...]:
    """The periods of a part: its own, else all that the next parts name, else those before it."""
    if parts[place].periods:
        return parts[place].periods
    ahead = dropwhile(lambda part: not part.periods, parts[place:])
    after = [
        period for part in takewhile(lambda part: part.periods, ahead) for period in part.periods
    ]
    before = next((part.periods for part in reversed(parts[:place]) if part.periods), ())
    return tuple(after) or before


def _fit_pace(asked: Asked) -> Asked:
    """The pace of a sport that is not on foot is told as a speed."""
    if asked.metric != "pace":
        return asked
    asked = asked._replace(sport=asked.sport or "running")
    if asked.sport in _ON_FOOT:
        return asked
    return asked._replace(metric="speed", statistic=turn_statistic(asked.statistic))


def read_measure(text: str) -> Asked | None:
    """Read which measure a question is about: sums of a period as totals, others as means.

    Parameters
    ----------
    text : str
        The question, in small letters.

    Returns
    -------
    Asked or None
        None where it names none.
    """
    metric, sport = _first(_METRICS, text), _first(_SPORTS, text)
    if not metric:
        return None
    statistic = "total" if metric in _ADDS else "mean"
    return _fit_pace(Asked(metric, statistic, sport, bool(_IMPERIAL.search(text))))


def names_sport(text: str) -> bool:
    """Return whether a question names a sport.

    Parameters
    ----------
    text : str
        The question, in small letters.
    """
    return bool(_first(_SPORTS, text))


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


def turn_statistic(statistic: str) -> str:
    """Turn the least pace into the highest speed, and the other way round.

    Parameters
    ----------
    statistic : str
        As in `Asked`.

    Returns
    -------
    str
        Any other is the same.
    """
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
