"""Each day of an answer: weekday against date, and both against the days of the facts."""

import datetime as dt
from typing import NamedTuple

from trainkit.coach._guarding.calendar import Day
from trainkit.coach._guarding.claim import Claim, Verdict
from trainkit.coach._guarding.context import Scene
from trainkit.coach._guarding.general import is_advice, is_general
from trainkit.coach._guarding.known import Known, Traits, day_of, is_of_a_day
from trainkit.coach._guarding.mentions import Mention
from trainkit.coach._guarding.numbers import Finding
from trainkit.coach._guarding.tokens import word_set
from trainkit.models.fact import Fact

__all__ = ["judge_days"]

_PAST = word_set(
    "came did done felt raced ran rode swam took was went were",
)
_NEAR_DAYS = 9
_SHORT_SENTENCE = 6
_JOINED = 3
_SPANNING = (["since"], ["until"], ["through"])
_POINTERS = {"it", "it's", "that", "that's", "this", "they"}


class _Link(NamedTuple):
    """A fact that the words around a day speak of, with the token that says so."""

    fact: Fact
    place: int


def _has_day(fact: Fact, traits: Traits, on: dt.date | None) -> bool:
    """Whether a fact is of one day of its own, and not of today's state or a span."""
    day = day_of(fact)
    if day is None or not is_of_a_day(fact):
        return False
    ahead = traits.planned and fact.topic == "plan" and ":" in fact.subject
    return day != on or (ahead and not fact.subject.startswith(("plan:", "plan,")))


_Links = dict[int, list[_Link]]


def _same_values(scene: Scene, known: Known) -> list[Known]:
    """Return the facts that say the same value as another one."""
    alike = scene.known.by_dim.get(known.dim, ())
    return [value for value in alike if value.value == known.value and not value.part]


def _number_links(scene: Scene, findings: list[Finding]) -> _Links:
    """Return the dated facts whose values a sentence says."""
    links: _Links = {}
    for finding in findings:
        if finding.verdict != "supported" or finding.known is None:
            continue
        place = finding.mention.first
        for known in [finding.known, *_same_values(scene, finding.known)]:
            if _has_day(known.fact, known.traits, scene.known.on):
                links.setdefault(scene.sentence(place), []).append(_Link(known.fact, place))
    return links


def _name_links(scene: Scene) -> _Links:
    """Return the dated facts whose names a sentence says."""
    links: _Links = {}
    for i, token in enumerate(scene.tokens):
        if token.kind != "word":
            continue
        named = list(scene.known.names.get(token.low.removesuffix("s"), ()))
        for phrase, fact, traits in scene.known.phrases.get(token.low, ()):
            if tuple(scene.words(i, i + len(phrase))) == phrase:
                named.append((fact, traits))
        if token.low == "race" and scene.words(i + 1, i + 2) != ["pace"]:
            named.extend((fact, traits) for fact, traits in _goals(scene))
        for fact, traits in named:
            if _has_day(fact, traits, scene.known.on):
                links.setdefault(scene.sentence(i), []).append(_Link(fact, i))
    return links


def _goals(scene: Scene) -> list[tuple[Fact, Traits]]:
    """Return the facts of the races ahead."""
    on = scene.known.on
    found = []
    for value in scene.known.values:
        ahead = value.date is not None and (on is None or value.date > on)
        if ahead and value.fact.topic in {"goal", "goals"}:
            found.append((value.fact, value.traits))
    return found


def _of(scene: Scene, mention: Mention, links: list[_Links]) -> list[Fact]:
    """Return the facts that a day belongs to: by name, then by number; of its clause first."""
    sentence = scene.sentence(mention.first)
    first, last = scene.bounds(sentence)
    places = [sentence, sentence + 1] if last - first <= _SHORT_SENTENCE else [sentence]
    start, end = scene.clause(mention)
    if scene.tokens[first].low in _POINTERS:
        places.append(sentence - 1)
    others = [m.first for m in scene.by_sentence[sentence] if m.kind == "day" and m is not mention]
    if others:
        until = min([other for other in others if other > mention.first] or [last])
        commas = [i for i in range(mention.last, until) if scene.tokens[i].low in {",", ";"}]
        start, end = min(start, mention.first), max(end, commas[-1] if commas else until)
        places = places if scene.tokens[first].low in _POINTERS else [sentence]
    for place in places:
        by_clause = [[k for k in n.get(place, []) if start <= k.place < end] for n in links]
        whole = [] if others and place == sentence else [names.get(place, []) for names in links]
        for close in by_clause + whole:
            if close:
                return [link.fact for link in close]
    return []


def _weekday_of_date(scene: Scene, mention: Mention, days: list[Mention]) -> Mention | None:
    """Return the date that stands beside a weekday: "Sunday, 9 May", "9 May, a Sunday"."""
    for other in days:
        if other.day.day is None:
            continue
        first, last = sorted((mention, other), key=lambda m: m.first)
        between = set(scene.words(first.last, last.first))
        if last.first - first.last <= _JOINED and between <= {",", "the", "(", "a", "which", "is"}:
            return other
    return None


def _resolve(day: Day, scene: Scene, facts: list[Fact]) -> list[dt.date]:
    """Return the dates that a day of month and month can be."""
    if day.month is None or day.day is None:
        return []
    years = {day.year for day in map(day_of, facts) if day is not None}
    if scene.known.on is not None:
        years.add(scene.known.on.year)
    if day.year is not None:
        years = {day.year}
    dates = []
    for year in sorted(years):
        try:
            dates.append(dt.date(year, day.month, day.day))
        except ValueError:
            continue
    return dates


def _claim(scene: Scene, mention: Mention, fact_id: str, reason: str) -> Claim:
    text = scene.text[mention.start : mention.end]
    return Claim(text, text, "", mention.start, mention.end, "day", fact_id, reason)


def _unlinked(scene: Scene, mention: Mention, day: Day) -> tuple[Verdict, str, str]:
    """Return what is known of a day that belongs to no fact in particular."""
    on = scene.known.on
    near = [
        date
        for date in scene.known.dates
        if day.fits(date, on)
        and (day.weekday is None or on is None or abs((date - on).days) <= _NEAR_DAYS)
    ]
    if near or (on is not None and day.day is not None and day.fits(on, on)):
        fact = next((f for f in scene.known.facts if day_of(f) in near), None)
        return "supported", fact.id if fact else "", ""
    if is_general(scene, mention) or is_advice(scene, mention):
        return "general", "", "advice"
    first, last = scene.bounds(scene.sentence(mention.first))
    if day.weekday is not None and not _PAST & set(scene.words(first, last)):
        return "general", "", "no fact is of that day"
    return "unsupported", "", "no fact is of that day"


def _judge(scene: Scene, mention: Mention, facts: list[Fact]) -> tuple[Verdict, str, str]:
    day = mention.day
    for fact in facts:
        its = day_of(fact)
        if its is not None and day.fits(its, scene.known.on):
            return "supported", fact.id, ""
    if facts and day.offset is None:
        fact = facts[0]
        return "contradicted", fact.id, f"{fact.subject} is of {day_of(fact):%A, %Y-%m-%d}"
    return _unlinked(scene, mention, day)


def _against_date(
    scene: Scene, mention: Mention, date: Mention, date_verdict: Verdict, facts: list[Fact]
) -> tuple[Verdict, str, str] | None:
    """Return what the date beside a weekday says about it; None where they agree."""
    dates = _resolve(date.day, scene, facts)
    if not dates or any(d.weekday() == mention.day.weekday for d in dates):
        return None
    if date_verdict == "contradicted":
        return None
    return "contradicted", "", f"{dates[-1]} is a {dates[-1]:%A}"


def judge_days(scene: Scene, findings: list[Finding]) -> list[tuple[Verdict, Claim]]:
    """Return what the facts say about each day of an answer."""
    days = [mention for mention in scene.mentions if mention.kind == "day"]
    if not days:
        return []
    links = [_name_links(scene), _number_links(scene, findings)]
    judged = []
    for mention in days:
        day = mention.day
        facts = _of(scene, mention, links)
        if day.offset is not None and (not facts or day.offset == 0):
            continue
        verdict = _judge(scene, mention, facts)
        date = _weekday_of_date(scene, mention, days) if day.weekday is not None else None
        if date is not None:
            of_date = _judge(scene, date, _of(scene, date, links) or facts)
            verdict = _against_date(scene, mention, date, of_date[0], facts) or (
                verdict if of_date[0] == "contradicted" else (of_date[0], of_date[1], "")
            )
        since = scene.words(mention.first - 1, mention.first) in _SPANNING
        if (day.offset is not None or since) and verdict[0] != "supported":
            continue
        judged.append((verdict[0], _claim(scene, mention, verdict[1], verdict[2])))
    return judged
