"""Each direction of an answer ("up", "below your usual", "improved") against the facts."""

from collections.abc import Iterable
from functools import lru_cache

from trainkit.coach._guarding.claim import Claim, Verdict
from trainkit.coach._guarding.context import Scene, accepts
from trainkit.coach._guarding.general import is_advice, is_general
from trainkit.coach._guarding.known import TOTALS, Knowledge, Known
from trainkit.coach._guarding.lexicon import Cue, find_cues
from trainkit.coach._guarding.mentions import Mention
from trainkit.coach._guarding.numbers import Finding
from trainkit.coach._guarding.tokens import tokenize, word_set

__all__ = ["judge_directions"]

_LESS_IS_BETTER = word_set(
    "atl best decoupling easy hr_mean interval_pace marathon_pace pace pain prediction race",
    "repetition_pace rhr sleep_debt soreness stress threshold",
)
_LONGEST_TREND = 40
_NOW = {"now", "7"}
_THEN = {"prev7", "usual", "28", "30", "60", "42", "90", "day_before"}
_SPANS = {
    "usual": {"usual", "28", "30", "60", "42", "90"},
    "28": {"28", "30", "usual"},
    "30": {"28", "30"},
    "prev7": {"prev7"},
    "last_week": {"prev7"},
    "day_before": {"day_before"},
    "60": {"60", "usual"},
}
_NOT = word_set(
    "didn't don't hasn't if isn't never no nor not wasn't without",
)
# After these, or before those, the word is no direction: "up to", "warm up", "lower end".
_NO_AFTER = word_set(
    "and back body end for leg legs limit or side your",
)
_NO_BEFORE = word_set(
    "a adds any build catch cheer comes coming cool ease end few follow got keep make once one",
    "woke wakes stand stood line look looked speak hurry step open freshen caught",
    "made makes give gave gives end ended brought took turned showed shown hung",
    "pick set show sign some speed sum the three two wake warm wind",
)
_NOUNS = word_set("increase decrease rise drop fall reduction improvement jump dip decline")
_WITHOUT = {"keep", "keeps", "kept", "keeping", "matters", "matter"}
_COMPARED = {
    "the",
    "last",
    "your",
    "usual",
    "in",
    "yesterday",
    "you",
    "a",
    "this",
    "before",
    "normal",
}
_RELATIONS = {"above", "below", "inside", "outside", "within", "under"}
_COMPARATIVES = {"more", "less", "longer", "shorter", "bigger", "larger", "smaller", "fewer", "cut"}


def _is_direction(scene: Scene, cue: Cue) -> bool:
    words = scene.words(cue.first, cue.last)
    before = scene.words(cue.first - 1, cue.first)
    after = scene.words(cue.last, cue.last + 2)
    if _NOT.intersection(scene.words(cue.first - 3, cue.first)):
        return False
    if words[0] in _RELATIONS:
        return True
    if _WITHOUT & set(scene.words(cue.first - 4, cue.first)):
        return False
    if (
        (words[0] in {"up", "down"} and after[:1] == ["to"])
        or (before and before[0] in _NO_BEFORE and not _NOUNS.issuperset(words))
        or (after and after[0] in _NO_AFTER)
    ):
        return False
    if words[0] in _COMPARATIVES:
        number = cue.first and scene.tokens[cue.first - 1].kind in {"num", "word"}
        return (len(after) == 2 and after[0] == "than" and after[1] in _COMPARED) or bool(
            number and before[0] in {"points", "%", "percent", "is", "was"}
        )
    return True


def _sign(cue: Cue, concept: str) -> int:
    good = -1 if concept in _LESS_IS_BETTER else 1
    fast = -1 if concept not in {"critical_speed", "vdot"} else 1
    signs = {"up": 1, "down": -1, "better": good, "worse": -good, "faster": fast, "slower": -fast}
    return signs.get(cue.name, 0)


def _concepts(scene: Scene, cue: Cue, findings: list[Finding]) -> list[str]:
    """Return what a direction is said of, the nearest word first."""
    sentence = scene.sentence(cue.first)
    cues = [c for c in scene.cues_of(sentence) if c.kind == "concept"]
    before = [c.name for c in reversed(cues) if c.first < cue.first]
    after = [c.name for c in cues if c.first >= cue.last]
    said = [
        f.known.traits.concept
        for f in findings
        if f.known is not None and scene.sentence(f.mention.first) == sentence
    ]
    earlier = [c.name for c in reversed(scene.cues_of(sentence - 1)) if c.kind == "concept"]
    return before + after + said + earlier[:1]


def _values(scene: Scene, name: str) -> list[Known]:
    found: list[Known] = []
    for concept in accepts(name)[:1]:
        found.extend(known for known in scene.known.by_concept.get(concept, ()) if not known.part)
    return found


def _present_value(scene: Scene, cue: Cue, findings: list[Finding], concept: str) -> Known | None:
    """Return the present value that the same sentence says, if it says one."""
    sentence = scene.sentence(cue.first)
    for finding in findings:
        known = finding.known
        if known is None or finding.verdict != "supported":
            continue
        here = scene.sentence(finding.mention.first) == sentence
        if here and known.traits.concept == concept and known.span not in _THEN:
            return None if known.traits.bound else known
    return None


def _reference(scene: Scene, cue: Cue) -> set[str]:
    """Return the spans that the words compare with; all of them where they name none."""
    sentence = scene.sentence(cue.first)
    spans = [s for s in scene._spans(sentence) if s[0] in _SPANS]
    after = [s for s in spans if s[1] >= cue.last]
    before = [s for s in spans if s[2] <= cue.first]
    for name, start, _ in after[:1] + before[-1:]:
        words = set(scene.words(start - 4, start))
        if start >= cue.last or words & {"with", "to", "than", "against"}:
            return _SPANS[name]
    return _THEN


def _by_range(values: list[Known], current: list[Known], cue: Cue) -> bool | None:
    """Return whether a value is above, below or inside the range of its usual values."""
    low = [v.value for v in values if v.traits.bound == "low"]
    high = [v.value for v in values if v.traits.bound == "high"]
    if not low or not high or not current:
        return None
    for known in current:
        place = 1 if known.value > high[0] else -1 if known.value < low[0] else 0
        if {"up": 1, "down": -1, "inside": 0}.get(cue.name, 2) == place:
            return True
        if cue.name == "outside" and place:
            return True
    return False


@lru_cache(maxsize=16)
def _trends_in_words(known: Knowledge) -> tuple[tuple[Cue, frozenset[str]], ...]:
    """Return the directions that facts say in a word or two, with what they are of."""
    found = []
    for fact in known.facts:
        if not isinstance(fact.value, str) or len(fact.value) > _LONGEST_TREND:
            continue
        words = [cue for cue in find_cues(tokenize(fact.value)) if cue.kind == "direction"]
        if words:
            cues = find_cues(tokenize(fact.subject))
            concepts = frozenset(cue.name for cue in cues if cue.kind == "concept")
            found.append((words[0], concepts))
    return tuple(found)


def _trends(scene: Scene, name: str) -> Iterable[int]:
    """Yield the signs of the facts that are a change, a number or a word."""
    for known in _values(scene, name):
        if known.traits.change and known.value:
            yield 1 if known.value > 0 else -1
    for sign, concepts in _trends_in_words(scene.known):
        if name in concepts:
            yield _sign(sign, name)


def _current(values: list[Known]) -> list[Known]:
    """Return the values of now: of today, of this week, or without a day."""
    return [
        v
        for v in values
        if not v.traits.bound and (v.span in _NOW or (not v.span and v.date is None))
    ]


def _other(scene: Scene, cue: Cue, name: str) -> str:
    """Return what a value is compared with: "higher than your chronic load", "above your need"."""
    after = [c for c in scene.cues_of(scene.sentence(cue.first)) if c.first >= cue.last]
    words = scene.words(cue.first, cue.last + 2)
    near = [c for c in after if c.kind == "concept" and c.first - cue.last <= 3]
    spans = [c for c in after if c.kind == "period" and near and c.first <= near[0].last]
    compares = "than" in words or words[0] in _RELATIONS
    different = near and near[0].name not in accepts(name) and compares and not spans
    return near[0].name if different else ""


def _like(pairs: list[tuple[Known, Known]]) -> list[tuple[Known, Known]]:
    """Return the pairs that compare a week with a week, where there are any."""
    alike = [pair for pair in pairs if pair[0].span == "7" and pair[1].span == "prev7"]
    others = [pair for pair in pairs if pair[1].span != "prev7"]
    return alike + others if alike else pairs


def _same_length(now: Known, then: Known) -> bool:
    """Whether two totals cover as many days; what is no total may be of any span."""
    if now.traits.concept not in TOTALS:
        return True
    return then.span in {f"prev{now.span}", "usual"}


def _pairs(scene: Scene, cue: Cue, name: str, findings: list[Finding]) -> list[tuple[Known, Known]]:
    values = [v for v in _values(scene, name) if not v.traits.change and not v.traits.planned]
    said = _present_value(scene, cue, findings, name)
    reference = _reference(scene, cue)
    current = [said] if said else _current(values)
    past = [v for v in values if v.span in reference and not v.traits.bound]
    other = _other(scene, cue, name)
    if other:
        mine = [said] if said else [v for v in values if v.span not in _THEN]
        theirs = [v for v in _values(scene, other) if v.span not in _THEN]
        return [(a, b) for a in mine for b in theirs if a.dim == b.dim]
    return _like(
        [
            (now, then)
            for now in current
            for then in past
            if now is not then
            and now.dim == then.dim
            and now.span != then.span
            and _same_length(now, then)
            and now.traits.side == then.traits.side
            and now.traits.sport == then.traits.sport
        ]
    )


def _judge(
    scene: Scene, cue: Cue, name: str, findings: list[Finding]
) -> tuple[Verdict, str, str] | None:
    values = _values(scene, name)
    sentence = scene.bounds(scene.sentence(cue.first))
    if {"range", "normal", "band", "inside", "outside"} & set(scene.words(*sentence)):
        said = _present_value(scene, cue, findings, name)
        current = [said] if said else _current(values)
        inside = _by_range(values, current, cue)
        if inside is not None:
            fact = current[0].fact
            reason = "" if inside else f"{fact.subject} is {fact.value} {fact.unit}"
            return "supported" if inside else "contradicted", fact.id, reason
    sign = _sign(cue, name)
    if not sign:
        return None
    trends = set(_trends(scene, name))
    pairs = _pairs(scene, cue, name, findings)
    signs = {(now.value > then.value) - (now.value < then.value) for now, then in pairs} | trends
    if not signs:
        return None
    ids = ", ".join((pairs[0][0].fact.id, pairs[0][1].fact.id)) if pairs else ""
    if sign in signs:
        return "supported", ids, ""
    if not pairs:
        return "contradicted", ids, "the facts say otherwise"
    now, then = pairs[0]
    was = f"{now.fact.subject} {now.fact.value}, {then.fact.subject} {then.fact.value}"
    return "contradicted", ids, was


def judge_directions(scene: Scene, findings: list[Finding]) -> list[tuple[Verdict, Claim]]:
    """Return what the facts say about each direction of an answer."""
    judged = []
    for cue in scene.cues:
        if cue.kind != "direction" or not _is_direction(scene, cue):
            continue
        start, end = scene.tokens[cue.first].start, scene.tokens[cue.last - 1].end
        mention = Mention("range", start, end, cue.first, cue.last)
        if is_general(scene, mention) or is_advice(scene, mention):
            continue
        for name in _concepts(scene, cue, findings):
            verdict = _judge(scene, cue, name, findings)
            if verdict is not None:
                text = scene.text[start:end]
                claim = Claim(text, text, "", start, end, "direction", verdict[1], verdict[2])
                judged.append((verdict[0], claim))
                break
    return judged
