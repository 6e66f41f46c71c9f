"""Numbers that follow from facts: a change, a difference, a share, a sum, a speed, weeks left."""

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, permutations
from typing import NamedTuple

from trainkit.coach._guarding.compare import near, says_value
from trainkit.coach._guarding.context import Frame, Scene
from trainkit.coach._guarding.fitting import says_length
from trainkit.coach._guarding.known import TOTALS, Known, day_of
from trainkit.coach._guarding.mentions import Mention, Reading
from trainkit.coach._guarding.tokens import word_set
from trainkit.coach._guarding.units import BARE

__all__ = ["Source", "days_of", "derive"]

_CHANGE = word_set(
    "above against ahead away behind below better beyond by change changed climbed cushion",
    "cut declined decrease decreased deficit difference down drop dropped fallen faster fell",
    "gain",
    "fewer from gained gap grew grown growth higher improved improvement increase increased jump",
    "jumped jumps left less longer lost lower minus more off over plus reduced reduction remain",
    "remaining rise risen rose short shorter slower still surplus than under up versus vs",
)
_NO_CHANGE = word_set("tick ticked ticking day days take took taken week weeks far")
_SHARE = {"of", "share", "made", "fraction", "accounts", "accounted", "represents"}
_SET_PACES = {"threshold", "marathon_pace", "interval_pace", "repetition_pace"}
_SUM = {
    "total",
    "altogether",
    "all",
    "together",
    "combined",
    "sum",
    "totals",
    "totaling",
    "totalling",
}
_AVERAGE = {"average", "averaged", "averaging", "mean", "each", "per"}
_WEEKS = word_set(
    "ago away from go in left out since till to until weeks",
)
_RELATED = {
    "sleep": ("sleep_need",),
    "sleep_need": ("sleep",),
    "hr_mean": ("hr_max", "hr_threshold"),
    "planned_count": ("done_count",),
    "done_count": ("planned_count",),
    "count": ("done_count", "planned_count"),
    "ctl": ("atl",),
    "atl": ("ctl",),
    "goal": ("best", "race", "prediction"),
    "best": ("goal", "race", "prediction"),
    "distance": ("longest",),
    "longest": ("distance",),
    "easy": ("threshold",),
    "rhr": ("hr_max",),
}
_SHARES_OF = ("hr_max", "hr_threshold", "ftp", "sleep_need", "planned_count", "weight", "goal")


class Source(NamedTuple):
    """A value that a derived number can be made of; of a total, with the length of its span."""

    value: float
    dim: str
    fact_id: str
    days: str = ""
    concept: str = ""


def _rounds(mention: Mention, value: float, dim: str) -> bool:
    """Whether a mention says a derived value, with or without its sign."""
    for reading in mention.readings:
        if reading.unit.dim not in {dim, ""}:
            continue
        size = 1.0
        values = (value,) if mention.signed else (value, -value)
        if any(_says(reading, v / size, mention.mode) for v in values):
            return True
    return False


def _says(reading: Reading, value: float, mode: str) -> bool:
    widened = reading._replace(step=reading.step * 1.3)
    return says_value(widened, value, mode)


def _pairs(sources: Sequence[Source]) -> Iterable[tuple[Source, Source]]:
    for a, b in permutations(sources, 2):
        if a.dim == b.dim and a.fact_id != b.fact_id and a.days == b.days and _relate(a, b):
            yield a, b


def _relate(a: Source, b: Source) -> bool:
    """Whether two values may be compared: of one concept, of two that go together, or in words."""
    if a.concept == b.concept or not a.concept or not b.concept:
        return True
    return b.concept in _RELATED.get(a.concept, ()) or a.concept in _RELATED.get(b.concept, ())


def _changes(mention: Mention, sources: Sequence[Source]) -> str:
    """Return the facts whose change in percent a mention says."""
    for a, b in _pairs(sources):
        if b.value and _rounds(mention, 100 * (a.value - b.value) / abs(b.value), "share"):
            return f"{a.fact_id}, {b.fact_id}"
    return ""


def _says_amount(mention: Mention, value: float, dim: str) -> bool:
    """Whether a mention says a value of a dimension, bare or in a unit."""
    if _rounds(mention, value, dim):
        return True
    if dim == "length" and mention.unit is BARE:
        return _rounds(mention, value / 1000, "") or _rounds(mention, value / 1609.344, "")
    if dim == "time" and mention.unit is BARE:
        return _rounds(mention, value / 3600, "") or _rounds(mention, value / 60, "")
    if dim == "rate" and mention.unit is BARE:
        return _rounds(mention, value, "")
    return False


def _differences(mention: Mention, sources: Sequence[Source]) -> str:
    for a, b in _pairs(sources):
        if _says_amount(mention, a.value - b.value, a.dim):
            return f"{a.fact_id}, {b.fact_id}"
    return ""


def _shares(mention: Mention, tops: Sequence[Source], bottoms: Sequence[Source]) -> str:
    for a in tops:
        for b in bottoms:
            if a.dim != b.dim or a.fact_id == b.fact_id or not b.value:
                continue
            share = a.value / b.value
            percent = mention.unit.dim == "share" and _rounds(mention, 100 * share, "share")
            factor = mention.kind == "factor" and _rounds(mention, share, "")
            if percent or factor:
                return f"{a.fact_id}, {b.fact_id}"
    return ""


def _sums(mention: Mention, sources: Sequence[Source]) -> str:
    for size in range(2, min(len(sources), 5) + 1):
        for group in combinations(sources, size):
            dims = {source.dim for source in group}
            if len(dims) == 1 and _says_amount(mention, sum(s.value for s in group), dims.pop()):
                return ", ".join(source.fact_id for source in group)
    return ""


def _same_activity(a: Known, b: Known) -> bool:
    if a.date != b.date or a.part or b.part or a.traits.planned:
        return False
    if a.span in {"7", "28", "30", "prev7"} or b.span != a.span:
        return a.span == b.span and a.traits.sport == b.traits.sport
    return not a.traits.names or a.traits.names == b.traits.names


def _speeds(mention: Mention, scene: Scene) -> str:
    """Return the facts whose distance and time give a speed or a pace."""
    if mention.kind != "number" or not mention.dims & {"speed", "pace"}:
        return ""
    for time in scene.known.by_dim.get("time", ()):
        race = float(time.traits.race or 0)
        lengths = [
            (length.value, f"{length.fact.id}, {time.fact.id}")
            for length in scene.known.by_dim.get("length", ())
            if _same_activity(length, time)
        ]
        raced = [(race, time.fact.id)] if race and not time.part else []
        for distance, ids in raced + lengths:
            if distance and time.value and _is_speed(mention, distance / time.value):
                return ids
    return ""


def _is_speed(mention: Mention, speed: float) -> bool:
    return _rounds(mention, speed, "speed") or _rounds(mention, 1000 / speed, "pace")


def _per_kilo(mention: Mention, scene: Scene) -> str:
    if mention.unit.dim != "w/kg":
        return ""
    for weight in scene.known.by_concept.get("weight", ()):
        for power in scene.known.by_dim.get("power", ()):
            if weight.value and _rounds(mention, power.value / weight.value, "w/kg"):
                return f"{power.fact.id}, {weight.fact.id}"
    return ""


def _days_to(mention: Mention, scene: Scene) -> str:
    """Return the fact of a day that lies as many days or weeks ahead, or behind."""
    on = scene.known.on
    if on is None or mention.unit.dim != "days" or says_length(scene, mention):
        return ""
    first, last = scene.bounds(scene.sentence(mention.first))
    words = set(scene.words(first, last))
    if not words & _WEEKS:
        return ""
    for fact in scene.known.facts:
        day = day_of(fact)
        if day is None or day == on or ("ago" in words and day > on):
            continue
        named = any(
            fact is f
            for word in words
            for f, _ in scene.known.names.get(word.removesuffix("s"), ())
        )
        goal = fact.topic in {"goal", "goals", "race", "races", "plan"} and day > on
        if (named or goal) and _is_days(mention, abs((day - on).days)):
            return fact.id
    return ""


def _is_days(mention: Mention, days: int) -> bool:
    """Whether a span of days is meant; a week begun may count as a week or not."""
    for reading in mention.readings:
        size = reading.unit.size
        whole = (days / size, float(days // size), float(-(-days // size)))
        if any(near(reading.low / size, value, 0.5, mention.mode) for value in whole):
            return True
    return False


def days_of(known: Known) -> str:
    """Return the length of the span that a total covers: a week is compared with a week."""
    if known.traits.concept not in TOTALS:
        return ""
    return known.span.removeprefix("prev") or known.fact.id


def _of_concepts(scene: Scene, frame: Frame, topics: frozenset[str]) -> list[Source]:
    names = set(frame.concepts) | topics
    names |= {other for name in list(names) for other in _RELATED.get(name, ())}
    found = [
        Source(known.value, known.dim, known.fact.id, days_of(known), name)
        for name in sorted(names)
        for known in scene.known.by_concept.get(name, ())
        if not known.part and (not frame.side or known.traits.side in {"", frame.side})
    ]
    return found[:16]


def _kinds(mention: Mention, words: set[str], told: list[Source], facts: list[Source]) -> str:
    """Return the facts behind a change, a difference or a sum."""
    pools = (told, facts)
    if words & _CHANGE:
        for pool in pools:
            found = _changes(mention, pool) if mention.unit.dim == "share" else ""
            found = found or ("" if mention.unit.dim == "share" else _differences(mention, pool))
            if found:
                return found
    if words & _SUM and len(told) > 1:
        return _sums(mention, told[:8])
    return ""


def _share_of(
    scene: Scene, mention: Mention, words: set[str], told: list[Source], facts: list[Source]
) -> str:
    if not words & _SHARE or not (mention.unit.dim == "share" or mention.kind == "factor"):
        return ""
    wholes = [
        Source(known.value, known.dim, known.fact.id)
        for name in _SHARES_OF
        for known in scene.known.by_concept.get(name, ())
    ]
    return _shares(mention, told, told + wholes) or _shares(mention, facts, facts)


def _rate(mention: Mention, scene: Scene, frame: Frame) -> str:
    """Return the fact whose total comes to so many "a week"."""
    after = scene.words(mention.last, mention.last + 2)
    if after not in (["a", "week"], ["per", "week"], ["each", "week"]):
        return ""
    for known in scene.known.values:
        days = known.span.removeprefix("prev")
        counts = known.traits.concept == "count" or known.dim in mention.dims
        if known.traits.concept in TOTALS and days.isdigit() and counts and not known.part:
            weekly = known.value * 7 / float(days)
            if _says_amount(mention, weekly, known.dim) and (not frame.sport or known.traits.sport):
                return known.fact.id
    return ""


def _each(mention: Mention, scene: Scene) -> str:
    """Return the facts whose total and count come to so much "a run"."""
    after = scene.words(mention.last, mention.last + 2)
    each = len(after) == 2 and after[0] in {"a", "per", "each"}
    if not each or after[1] not in {"run", "ride", "session", "workout", "activity"}:
        return ""
    for count in scene.known.by_concept.get("count", ()):
        for total in scene.known.values:
            alike = total.span == count.span and total.traits.sport == count.traits.sport
            summed = total.traits.concept in {"distance", "duration", "load"}
            fits = count.value and alike and summed and not total.part
            if fits and _says_amount(mention, total.value / count.value, total.dim):
                return f"{total.fact.id}, {count.fact.id}"
    return ""


def derive(scene: Scene, mention: Mention, frame: Frame, told: list[Source]) -> str:
    """Return the ids of the facts that a number follows from, where the words say so; else "".

    Parameters
    ----------
    told : list of Source
        The values of the same sentence and the one before that facts support.
    """
    other = frame.near and bool(frame.concepts) and "weeks_left" not in frame.concepts
    set_pace = frame.near and bool(frame.concepts & _SET_PACES)
    simple = "" if set_pace else _speeds(mention, scene)
    simple = simple or _per_kilo(mention, scene) or ("" if other else _days_to(mention, scene))
    if simple:
        return simple
    loose = mention.unit.dim == "share" or mention.kind == "factor" or not frame.concepts
    topics = scene.topics(mention) if loose else frozenset()
    facts = _of_concepts(scene, frame, topics)
    first, last = scene.clause(mention)
    if scene.words(first - 1, first) == [":"]:
        first -= 6
    said = scene.words(first, last)
    close = set(said)
    if all(word != "off" or before in _NO_CHANGE for before, word in pairwise(["", *said])):
        close.discard("off")  # "ticked off", "days off"
    return (
        _rate(mention, scene, frame)
        or _each(mention, scene)
        or _kinds(mention, close, told, facts)
        or _share_of(scene, mention, close, told, facts)
    )
