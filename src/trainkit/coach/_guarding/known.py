"""The facts as quantities: dimension, concept, span of days, names."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from trainkit.coach._guarding.concepts import CONCEPTS
from trainkit.coach._guarding.lexicon import DIMS, Cue, find_cues
from trainkit.coach._guarding.mentions import Mention, read_mentions
from trainkit.coach._guarding.naming import NO_NAMES, RACE_WORDS, STOP, names_of
from trainkit.coach._guarding.tokens import tokenize
from trainkit.coach._guarding.units import BARE, Unit, fact_unit
from trainkit.models.fact import Fact

__all__ = [
    "TOTALS",
    "Knowledge",
    "Known",
    "Traits",
    "day_of",
    "head_of",
    "is_of_a_day",
    "know",
    "race_of",
    "span_of_days",
]

TOTALS = frozenset({"load", "distance", "climb", "count", "duration", "longest"})
"""Concepts whose values add up over days: a week is compared with a week."""

# A word such as "load" or "pace" says less than "ACWR" or "threshold pace" beside it.
_WEAK = {"load", "sleep", "pace", "distance", "duration", "count", "planned_count", "heart", "race"}
_WEAK |= {"power", "weeks_left", "plan_week", "goal", "done_count", "best", "age", "hr_max"}
_FALLBACK = {"length": "distance", "time": "duration", "pace": "pace", "power": "power"}
_FALLBACK |= {"mass": "weight", "ms": "hrv", "speed": "pace"}
_PLANNED = {"planned", "plan", "scheduled", "goal", "target"}
_LOW = {"low", "lower", "minimum", "least", "fast", "bottom"}
_HIGH = {"high", "upper", "highest", "most", "slow", "top"}
_SESSIONS = {"interval_pace", "threshold", "repetition_pace", "easy", "marathon_pace", "recovery"}
# What a race's distance is called in each unit.
_NAMED = {
    "km": (1, 1.5, 3, 5, 8, 10, 15, 20, 21.1, 21.0975, 25, 30, 42.2, 42.195, 50, 100),
    "mi": (1, 2, 5, 10, 13.1, 26.2, 50, 100, 3.1, 6.2),
    "m": (800, 1000, 1500, 3000, 5000, 10000, 400, 200),
}
_RACE_METRES = (
    *(200, 400, 800, 1000, 1500, 1609, 3000, 3219, 5000, 8047, 10000, 15000, 16093, 20000),
    *(21098, 21100, 25000, 30000, 42195, 42200, 50000, 80467, 100000, 160934),
)
_EFFORTS = ("easy", "moderate", "hard")
_IN_VALUE = frozenset({"claim", "distance", "reps", "set"})
_IN_SUBJECT = frozenset({"reps", "set"})
_GOAL_TOPICS = {"goal", "goals", "race", "races", "plan", "best", "bests", "personal"}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a fact's subject says about its value, apart from the value.

    Parameters
    ----------
    concept : str
        What it is of, as the lexicon names it; empty where the lexicon has no word.
    span : str
        "now", "7", "prev7", "28", "usual", ...; empty for none.
    side, sport, race : str
        External or internal; run, ride or swim; a race distance [m].
    planned : bool
        Whether it is ahead.
    bound : str
        "low" or "high" for the end of a range.
    change : bool
        Whether the value is a difference or a trend.
    names : frozenset of str
        The words that belong to this fact and few others.
    effort : str
        Which sessions a number counts: easy, moderate or hard ones.
    cues : tuple of Cue
        The words of the field in the subject.
    """

    concept: str
    span: str
    side: str
    sport: str
    race: str
    planned: bool
    bound: str
    change: bool
    names: frozenset[str]
    effort: str = ""
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A value of a fact in the unit of its dimension."""

    fact: Fact
    value: float
    unit: Unit
    traits: Traits
    span: str
    high: float
    date: dt.date | None
    part: bool = False

    @property
    def dim(self) -> str:
        """The dimension of its unit."""
        return self.unit.dim


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that is known: by dimension and by concept, with today's date."""

    facts: tuple[Fact, ...]
    values: tuple[Known, ...]
    by_dim: Mapping[str, Sequence[Known]]
    by_concept: Mapping[str, Sequence[Known]]
    on: dt.date | None
    names: Mapping[str, Sequence[tuple[Fact, Traits]]]
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Fact, Traits]]]
    vocabulary: frozenset[str]
    dates: frozenset[dt.date]


def _fits(name: str, dim: str) -> bool:
    """Whether a concept's facts can have a dimension; a bare fact may count days."""
    if name == "heart" or dim:
        return dim in DIMS[name]
    dims = CONCEPTS[name][0].split()
    return not dims or "-" in dims or "days" in dims


def _concept(cues: Sequence[Cue], dim: str, head: int) -> str:
    """Return the concept of a subject; what follows its colon says more than what precedes."""
    fitting = [cue for cue in cues if cue.kind == "concept" and _fits(cue.name, dim)]
    tail = [cue.name for cue in fitting if cue.first > head]
    names = tail + [cue.name for cue in fitting if cue.first <= head]
    if dim == "rate" and "hr_max" in names:
        return "hr_max"
    strong = [name for name in names if name not in _WEAK]
    return [*strong, *names, _FALLBACK.get(dim, "")][0]


def _first(cues: Sequence[Cue], kind: str) -> str:
    return next((cue.name for cue in cues if cue.kind == kind), "")


def span_of_days(days: float) -> str:
    """Return the name of a span of days."""
    return str(round(days))


def _span(cues: Sequence[Cue], mentions: Sequence[Mention]) -> str:
    period = _first(cues, "period")
    if period in {"prev7", "usual", "day_before"}:
        return period
    for mention in mentions:
        if mention.unit.dim == "days" and mention.role == "period":
            return span_of_days(mention.readings[0].low)
    return "7" if period == "last_week" else period


def race_of(mention: Mention) -> str:
    """Return the race distance that a length is [m], or an empty text."""
    if mention.unit.dim != "length":
        return ""
    if mention.value not in _NAMED.get(mention.unit.name, ()):
        return ""
    metres = mention.readings[0].low
    near = min(_RACE_METRES, key=lambda race: abs(race - metres))
    if abs(near - metres) > 0.006 * near:
        return ""
    return {21100: "21098", 42200: "42195"}.get(near, str(near))


@lru_cache(maxsize=4096)
def read_traits(subject: str, topic: str, dim: str) -> Traits:
    """Return what a subject says."""
    tokens = tokenize(subject)
    cues = find_cues(tokens)
    mentions = read_mentions(subject)
    words = {token.low for token in tokens if token.kind == "word"}
    races = [race for race in map(race_of, mentions) if race]
    in_cues = {
        tokens[i].low
        for cue in cues
        if cue.kind != "sport" and cue.name not in _SESSIONS
        for i in range(cue.first, cue.last)
    }
    names = {word for word in words - in_cues - STOP if len(word) > 2 and word not in {"km", "kg"}}
    change = bool(words & {"change", "difference", "trend", "versus", "against", "compared"})
    last = tokens[-1].low if tokens else ""
    low = bool(words & _LOW) or last == "from"
    high = bool(words & _HIGH) or last == "to"
    bound = "" if low == high else "low" if low else "high"
    head = next((i for i, token in enumerate(tokens) if token.low == ":"), -1)
    concept = _concept(cues, dim, head)
    planned = bool(words & _PLANNED) or topic in {"plan", "goals", "goal"}
    if concept == "planned_count" and not planned:
        concept = "count"
    return Traits(
        concept=concept,
        span=_span(cues, mentions),
        side=_first(cues, "side"),
        sport=_first(cues, "sport"),
        race=races[0] if races else _first(cues, "race"),
        planned=planned,
        bound=bound,
        change=change,
        names=frozenset(names - NO_NAMES - RACE_WORDS),
        effort=next((word for word in _EFFORTS if word in words), "") if dim == "" else "",
        cues=cues,
    )


def _today(facts: Sequence[Fact]) -> dt.date | None:
    """Return the day of the facts: what their ages say, or the day that most of them have."""
    for fact in facts:
        if fact.age_days is not None and fact.date is not None:
            return fact.date + dt.timedelta(fact.age_days)
    days = Counter(fact.date for fact in facts if fact.date and fact.topic not in _GOAL_TOPICS)
    return days.most_common(1)[0][0] if days else None


@lru_cache(maxsize=4096)
def _named_day(subject: str) -> dt.date | None:
    """Return the date that stands in a subject: "goal A 2026-09-06: distance"."""
    for token in tokenize(subject):
        if token.kind == "iso":
            try:
                return dt.date.fromisoformat(token.low)
            except ValueError:
                continue
    return None


def day_of(fact: Fact) -> dt.date | None:
    """Return the day that a fact is about."""
    return _named_day(fact.subject) or fact.date


def head_of(fact: Fact) -> str:
    """Return what a fact's subject begins with: "plan Thursday 2026-07-02" of its time."""
    return fact.subject.partition(":")[0]


def is_of_a_day(fact: Fact) -> bool:
    """Whether a fact is of one day, not of a span."""
    return fact.first is None or _named_day(fact.subject) is not None


def _span_by_dates(fact: Fact, on: dt.date | None) -> str:
    if fact.date is None or _named_day(fact.subject):
        return ""
    if fact.first is None:
        return "now" if on is not None and 0 <= (on - fact.date).days <= 1 else ""
    days = (fact.date - fact.first).days + 1
    late = on is not None and (on - fact.date).days > 4
    return f"prev{days}" if late and days == 7 else span_of_days(days)


def _parts(
    fact: Fact, text: str, traits: Traits, span: str, roles: frozenset[str]
) -> Iterable[Known]:
    """Yield the numbers that a fact says in words."""
    for mention in read_mentions(text):
        if mention.kind not in {"number", "range"} or mention.role not in roles:
            continue
        for reading in mention.readings:
            concept = _concept(traits.cues, reading.unit.dim, -1)
            part = replace(traits, concept=concept)
            yield Known(
                fact, reading.low, reading.unit, part, span, reading.high, day_of(fact), part=True
            )


def _values(fact: Fact, on: dt.date | None) -> Iterable[Known]:
    unit = fact_unit(fact.unit)
    traits = read_traits(fact.subject, fact.topic, unit.dim)
    span = traits.span or _span_by_dates(fact, on)
    if isinstance(fact.value, str):
        yield from _parts(fact, fact.value, traits, span, _IN_VALUE)
    elif fact.value is not None:
        size = unit.size if unit is not BARE else 1.0
        value = float(fact.value) * size
        yield Known(fact, value, unit, traits, span, value, day_of(fact))
    if " x " in fact.subject or "×" in fact.subject:
        yield from _parts(fact, fact.subject, traits, span, _IN_SUBJECT)


def _dates(facts: Iterable[Fact]) -> Iterable[dt.date]:
    """Yield the days that facts are of, those of spans left out."""
    for fact in facts:
        day = day_of(fact)
        if day is not None and is_of_a_day(fact):
            yield day
        if isinstance(fact.value, str):
            try:
                yield dt.date.fromisoformat(fact.value)
            except ValueError:
                continue


@lru_cache(maxsize=16)
def know(facts: tuple[Fact, ...]) -> Knowledge:
    """Return what a set of facts says."""
    on = _today(facts)
    values: list[Known] = []
    names: dict[str, list[tuple[Fact, Traits]]] = defaultdict(list)
    phrases: dict[str, list[tuple[tuple[str, ...], Fact, Traits]]] = defaultdict(list)
    vocabulary: set[str] = set()
    for fact in facts:
        if fact.status not in {"missing", "restricted"}:
            values.extend(_values(fact, on))
        traits = read_traits(fact.subject, fact.topic, fact_unit(fact.unit).dim)
        told = fact.value if isinstance(fact.value, str) else ""
        given = names_of(fact.subject, told, is_of_a_day(fact))
        vocabulary |= given.words
        for phrase in given.phrases:
            phrases[phrase[0]].append((phrase, fact, traits))
        for name in traits.names | given.names:
            names[name.removesuffix("s")].append((fact, traits))
    by_dim: dict[str, list[Known]] = defaultdict(list)
    by_concept: dict[str, list[Known]] = defaultdict(list)
    for value in values:
        by_dim[value.dim].append(value)
        by_concept[value.traits.concept].append(value)
    return Knowledge(
        facts=facts,
        values=tuple(values),
        by_dim=by_dim,
        by_concept=by_concept,
        on=on,
        names=names,
        phrases=phrases,
        vocabulary=frozenset(vocabulary),
        dates=frozenset(_dates(facts)),
    )
