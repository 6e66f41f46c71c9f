"""Each number of an answer against the facts."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from trainkit.coach._guarding.claim import Verdict
from trainkit.coach._guarding.compare import find_values
from trainkit.coach._guarding.context import Frame, Scene
from trainkit.coach._guarding.derived import Source, days_of, derive
from trainkit.coach._guarding.factors import compare_factor, is_factor_claim
from trainkit.coach._guarding.fitting import accepted_spans, tag_fits, why_not
from trainkit.coach._guarding.general import is_advice, is_general
from trainkit.coach._guarding.known import Known, race_of
from trainkit.coach._guarding.mentions import Mention, Reading
from trainkit.coach._guarding.skipping import reason_to_skip

__all__ = ["Finding", "judge_numbers"]


_REMARKS = {"key", "main", "most", "biggest", "important", "things", "reasons"}
_SMALL = {"of", "the", "that", "a", "in", "so", "by"}
_SINGLE = {"run", "ride", "session", "workout", "activity", "of", "hard"}


class Finding(NamedTuple):
    """What the facts say about a number."""

    mention: Mention
    verdict: Verdict
    known: Known | None = None
    fact_id: str = ""
    reason: str = ""


@dataclass(slots=True)
class _State:
    """The numbers of the text that facts support, by sentence."""

    told: dict[int, list[Source]] = field(default_factory=dict)

    def add(self, sentence: int, finding: Finding) -> None:
        for reading in finding.mention.readings[:1]:
            dim, value, days = reading.unit.dim, reading.low, ""
            if finding.known is not None:
                dim, value = finding.known.dim, finding.known.value
                days = days_of(finding.known)
            self.told.setdefault(sentence, []).append(Source(value, dim, finding.fact_id, days))

    def near(self, sentence: int) -> list[Source]:
        return self.told.get(sentence, []) + self.told.get(sentence - 1, [])


def _order(known: Known, scene: Scene, mention: Mention, frame: Frame) -> tuple[int, int, int]:
    """Return how well a fact fits beside its value, best first."""
    first, last = scene.bounds(scene.sentence(mention.first))
    words = set(scene.words(first, last))
    concept = known.traits.concept in frame.concepts
    span = bool(frame.span) and known.span in accepted_spans(frame.span)
    return (-int(concept) - int(span), -len(known.traits.names & words), int(known.part))


_ADHERENCE = frozenset(
    {"adherence", "compliance", "keep", "keeping", "kept", "stick", "stuck", "follow", "followed"}
)


def _match(scene: Scene, mention: Mention, frame: Frame) -> Finding | None:
    """Return the fact that a number says, or the one whose value it takes wrongly."""
    repeats = mention.role in {"reps", "set"}
    equal = [
        known
        for known in find_values(scene.known, mention)
        if (known.part or not repeats) and not _counts_as_share(known, mention)
    ]
    equal.sort(key=lambda known: _order(known, scene, mention, frame))
    wrong: Finding | None = None
    for known in equal:
        reason = why_not(scene, mention, known, frame)
        if not reason:
            return Finding(mention, "supported", known, known.fact.id)
        wrong = wrong or Finding(mention, "contradicted", known, known.fact.id, reason)
    return wrong


def _counts_as_share(known: Known, mention: Mention) -> bool:
    """Whether a count would be read as a ratio: one session missed is not 100 %."""
    counts = known.traits.concept.endswith("count") or (not known.dim and known.traits.planned)
    return mention.unit.dim == "share" and not known.dim and counts


def _ends(scene: Scene, mention: Mention, frame: Frame) -> Finding | None:
    """Return the facts of both ends of a range."""
    for reading in mention.readings:
        low = _end(mention, reading._replace(high=reading.low), scene, frame)
        high = _end(mention, reading._replace(low=reading.high), scene, frame)
        if low is not None and high is not None:
            return Finding(mention, "supported", low, f"{low.fact.id}, {high.fact.id}")
    return None


def _end(mention: Mention, reading: Reading, scene: Scene, frame: Frame) -> Known | None:
    single = replace(mention, kind="number", readings=(reading,))
    found = _match(scene, single, frame)
    return found.known if found is not None and found.verdict == "supported" else None


def _fact_in_question(scene: Scene, mention: Mention, frame: Frame) -> Known | None:
    """Return the fact that the words speak of, for a number that says another value."""
    dims = mention.dims
    fitting = [
        known
        for name in sorted(frame.concepts)
        for known in scene.known.by_concept.get(name, ())
        if (known.dim in dims or "" in dims) and not (known.part and not known.dim)
    ]
    fitting = [known for known in fitting if tag_fits(frame.side, known.traits.side)]
    if not fitting:
        return _beside(scene, mention, frame)
    spans = accepted_spans(frame.span or "now")
    return min(fitting, key=lambda known: (known.span not in spans, known.span == "usual"))


def _beside(scene: Scene, mention: Mention, frame: Frame) -> Known | None:
    """Return a fact of the same dimension that the day, the names or the span point at."""
    sentence = scene.sentence(mention.first)
    words = {word.removesuffix("s") for word in scene.words(*scene.bounds(sentence))}
    days = [other.day for other in scene.by_sentence[sentence] if other.kind == "day"]
    best: tuple[int, Known] | None = None
    for dim in sorted(mention.dims - {""}):
        for known in scene.known.by_dim.get(dim, ()):
            date = known.date
            that_day = date is not None and any(day.fits(date, scene.known.on) for day in days)
            span = bool(frame.span) and known.span in accepted_spans(frame.span)
            sport = bool(frame.sport) and frame.sport == known.traits.sport and not frame.race
            points = 2 * that_day + len(known.traits.names & words) + span + sport
            if points and not known.part and (best is None or points > best[0]):
                best = (points, known)
    if best is None and mention.unit.dim == "share":
        topics = scene.topics(mention)
        return next((v for v in scene.known.values if v.traits.concept in topics), None)
    return best[1] if best else None


def _has_share(scene: Scene, mention: Mention, frame: Frame) -> bool:
    """Whether the share that the words name is a fact of its own, and follows from no others."""
    if mention.unit.dim == "share" and _names_share(scene, mention):
        return True
    if mention.unit.dim != "share" or frame.span or "adherence" not in frame.concepts:
        return False
    words = set(scene.words(*scene.clause(mention)))
    known = scene.known.by_concept.get("adherence", ())
    return bool(words & _ADHERENCE) and any(fact.dim == "share" for fact in known)


def _names_share(scene: Scene, mention: Mention) -> bool:
    """Whether the words name a share by all words of its subject: "the points of sleep"."""
    words = {word.removesuffix("s") for word in scene.words(*scene.clause(mention))}
    for known in scene.known.by_dim.get("share", ()):
        subject = known.fact.subject.partition(": ")[2].lower()
        own = {word.removesuffix("s") for word in subject.split() if word not in _SMALL}
        if len(own) > 1 and not known.part and own <= words:
            return True
    return False


def _judge_factor(scene: Scene, mention: Mention) -> Finding:
    true, known, ids = compare_factor(scene, mention)
    if true:
        return Finding(mention, "supported", None, ids, "derived")
    if is_general(scene, mention) or is_advice(scene, mention):
        return Finding(mention, "general", reason="advice")
    return Finding(mention, "contradicted", known, ids, "no two facts have this ratio")


def _judge(scene: Scene, mention: Mention, state: _State) -> Finding:
    frame = scene.frame(mention)
    found = _match(scene, mention, frame)
    if mention.kind == "range" and (found is None or found.verdict != "supported"):
        found = _ends(scene, mention, frame) or found
    if found is not None and found.verdict == "supported":
        return found
    sentence = scene.sentence(mention.first)
    own = _has_share(scene, mention, frame)
    ids = "" if own else derive(scene, mention, frame, state.near(sentence))
    if ids:
        return Finding(mention, "supported", None, ids, "derived")
    expected = _fact_in_question(scene, mention, frame)
    skip = reason_to_skip(scene, mention, frame, expected)
    if skip:
        return Finding(mention, "general", reason=skip)
    if found is not None:
        return found
    if expected is not None:
        fact = expected.fact
        value = f"{fact.value:g}" if isinstance(fact.value, float) else fact.value
        reason = f"{fact.subject} is {value} {fact.unit}".rstrip()
        return Finding(mention, "contradicted", expected, fact.id, reason)
    return Finding(mention, "unsupported", reason="no fact says so")


def _is_claim(scene: Scene, mention: Mention) -> bool:
    if mention.kind in {"day", "factor"} or mention.role in {"period", "distance", "clock", "set"}:
        return mention.kind == "factor" and is_factor_claim(scene, mention)
    if mention.role == "reps":
        return any(known.part for known in scene.known.values)
    if mention.kind == "ordinal":
        return _says_week(scene, mention)
    named = scene.in_period(mention) or scene.in_name(mention) or _names_race(scene, mention)
    return not named and not _counts_remarks(scene, mention)


def _counts_remarks(scene: Scene, mention: Mention) -> bool:
    """Whether a number counts what the answer says: "the two key sessions", "the one thing"."""
    after = scene.words(mention.last, mention.last + 2)
    if mention.unit.dim:
        return False
    if scene.tokens[mention.first].low == "one":
        return not _SINGLE & set(after)
    return bool(after) and after[0] in _REMARKS


def _says_week(scene: Scene, mention: Mention) -> bool:
    """Whether an ordinal counts something of the field: "third week", "fourth day in a row"."""
    after = scene.words(mention.last, mention.last + 3)
    if after[:2] == ["to", "last"]:
        return False  # "from first to last day"
    nouns = {
        "week",
        "day",
        "run",
        "session",
        "activity",
        "workout",
        "ride",
        "consecutive",
        "straight",
    }
    return bool(nouns & set(after)) or after[:1] == ["of"]


def _names_race(scene: Scene, mention: Mention) -> bool:
    """Whether a length only names a race or a best: "5 km best", "5 km: 21:24"."""
    if not race_of(mention) or mention.role == "set":
        return False
    first, last = scene.bounds(scene.sentence(mention.first))
    cues = scene.cues_of(scene.sentence(mention.first))
    about = any(
        cue.kind == "concept" and cue.name in {"best", "race", "prediction"} for cue in cues
    )
    clock = any(
        token.kind == "clock" for token in scene.tokens[mention.last : min(last, mention.last + 4)]
    )
    before = scene.words(mention.first - 1, mention.first)
    held = before[:1] in (["over"], ["for"]) and any(
        token.kind == "clock"
        for token in scene.tokens[max(first, mention.first - 4) : mention.first]
    )
    return about or clock or held


def judge_numbers(scene: Scene) -> list[Finding]:
    """Return what the facts say about each number of an answer."""
    state = _State()
    findings = []
    later = []
    for mention in scene.mentions:
        if not _is_claim(scene, mention):
            continue
        frame = scene.frame(mention)
        found = None if mention.kind == "factor" else _match(scene, mention, frame)
        if found is not None and found.verdict == "supported":
            state.add(scene.sentence(mention.first), found)
            findings.append(found)
        else:
            later.append(mention)
    findings.extend(
        _judge_factor(scene, mention) if mention.kind == "factor" else _judge(scene, mention, state)
        for mention in later
    )
    return sorted(findings, key=lambda finding: finding.mention.start)
