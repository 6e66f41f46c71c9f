"""Each number of an answer against the facts."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from trainkit.coach._guarding.claim import Verdict
from trainkit.coach._guarding.compare import says
from trainkit.coach._guarding.context import Frame, Scene, accepts
from trainkit.coach._guarding.derived import Source, days_of, derive
from trainkit.coach._guarding.general import is_advice, is_constant, is_general, is_small_talk
from trainkit.coach._guarding.known import Known, race_of
from trainkit.coach._guarding.mentions import Mention, Reading

__all__ = ["Finding", "judge_numbers"]

_SPAN_KINDS = {
    "28": {"28", "30", "usual", "31"},
    "30": {"30", "28", "31"},
    "7": {"7", "last_week"},
    "last_week": {"7", "prev7", "last_week"},
    "usual": {"usual", "28", "30", "60", "42", "90"},
    "now": {"now", ""},
    "prev7": {"prev7"},
}
# Concepts whose numbers a coach may only repeat, never set: advice that gives others is wrong.
_PRESCRIBED = {"easy", "threshold", "marathon_pace", "interval_pace", "repetition_pace", "ftp"}
_PRESCRIBED |= {"hr_max", "hr_threshold", "vdot", "rhr", "goal_pace"}


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


def _accepted(span: str) -> set[str]:
    return _SPAN_KINDS.get(span, {span})


def _concept_fits(known: Known, frame: Frame) -> bool:
    concept = known.traits.concept
    return not frame.near or not concept or concept in frame.concepts


def _span_fits(known: Known, frame: Frame, rivals: list[Known]) -> bool:
    """Whether a fact can be of the span that the words name."""
    if not frame.span or known.span in _accepted(frame.span):
        return True
    better = any(rival.span in _accepted(frame.span) for rival in rivals)
    if better:
        return False
    hard = {"7", "prev7", "28", "30", "60", "90", "14"}
    return not (frame.span in hard and known.span in hard)


def _tag_fits(said: str, real: str) -> bool:
    return not said or not real or said == real


def _race_fits(known: Known, frame: Frame) -> bool:
    if known.traits.concept not in {"best", "race", "prediction"}:
        return True
    return _tag_fits(frame.race, known.traits.race)


def _rivals(scene: Scene, known: Known) -> list[Known]:
    same = scene.known.by_concept.get(known.traits.concept, ())
    return [
        other
        for other in same
        if other.dim == known.dim
        and _tag_fits(known.traits.side, other.traits.side)
        and _tag_fits(known.traits.sport, other.traits.sport)
        and other.traits.bound == known.traits.bound
    ]


def _why_not(scene: Scene, known: Known, frame: Frame) -> str:
    """Return why a fact of the same value is another thing; empty if it is the same."""
    if not _concept_fits(known, frame):
        return f"that is the {known.fact.subject}"
    if not _tag_fits(frame.side, known.traits.side) or not _race_fits(known, frame):
        return f"that is the {known.fact.subject}"
    if not _span_fits(known, frame, _rivals(scene, known)):
        return f"that is the {known.fact.subject}"
    return ""


def _candidates(scene: Scene, mention: Mention) -> list[Known]:
    dims = mention.dims
    if "" in dims:
        return list(scene.known.values)
    wanted: list[Known] = []
    for dim in sorted(dims):
        wanted.extend(scene.known.by_dim.get(dim, ()))
    if dims & {"share", "days"}:
        wanted.extend(scene.known.by_dim.get("", ()))
    return wanted


def _order(known: Known, scene: Scene, mention: Mention, frame: Frame) -> tuple[int, int, int]:
    """Return how well a fact fits beside its value, best first."""
    first, last = scene.bounds(scene.sentence(mention.first))
    words = set(scene.words(first, last))
    concept = known.traits.concept in frame.concepts
    span = bool(frame.span) and known.span in _accepted(frame.span)
    return (-int(concept) - int(span), -len(known.traits.names & words), int(known.part))


def _match(scene: Scene, mention: Mention, frame: Frame) -> Finding | None:
    """Return the fact that a number says, or the one whose value it takes wrongly."""
    repeats = mention.role in {"reps", "set"}
    equal = [
        known
        for known in _candidates(scene, mention)
        if (known.part or not repeats) and says(mention, known)
    ]
    equal.sort(key=lambda known: _order(known, scene, mention, frame))
    wrong: Finding | None = None
    for known in equal:
        reason = _why_not(scene, known, frame)
        if not reason:
            return Finding(mention, "supported", known, known.fact.id)
        wrong = wrong or Finding(mention, "contradicted", known, known.fact.id, reason)
    return wrong


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


def _expected(scene: Scene, mention: Mention, frame: Frame) -> Known | None:
    """Return the fact that the words speak of, for a number that says another value."""
    dims = mention.dims
    fitting = [
        known
        for name in sorted(frame.concepts)
        for known in scene.known.by_concept.get(name, ())
        if (known.dim in dims or "" in dims) and not known.part
    ]
    fitting = [known for known in fitting if _tag_fits(frame.side, known.traits.side)]
    if not fitting:
        return _beside(scene, mention, frame)
    spans = _accepted(frame.span or "now")
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
            span = bool(frame.span) and known.span in _accepted(frame.span)
            sport = bool(frame.sport) and frame.sport == known.traits.sport and not frame.race
            points = 2 * that_day + len(known.traits.names & words) + span + sport
            if points and not known.part and (best is None or points > best[0]):
                best = (points, known)
    if best is None and mention.unit.dim == "share":
        topics = scene.topics(mention)
        return next((v for v in scene.known.values if v.traits.concept in topics), None)
    return best[1] if best else None


def _skips(scene: Scene, mention: Mention, frame: Frame, expected: Known | None) -> str:
    """Return why a number without a fact is no claim about the athlete; empty if it is one."""
    if is_general(scene, mention) or is_constant(scene, mention):
        return "general knowledge"
    if _is_clock(scene, mention, frame):
        return "a time of day"
    if mention.kind == "range" and not _in_clause(scene, mention, frame):
        return "advice"
    if is_advice(scene, mention):
        prescribed = frame.near and bool(frame.concepts & _PRESCRIBED) and mention.unit.dim != ""
        exact = expected is not None and mention.unit.dim in {expected.dim, ""}
        return "" if prescribed and exact and mention.unit.dim in {"pace", "power"} else "advice"
    return "" if frame.concepts and frame.near else _counts_nothing(scene, mention)


def _in_clause(scene: Scene, mention: Mention, frame: Frame) -> bool:
    """Whether the word that says what a range is of stands in its own clause."""
    first, last = scene.clause(mention)
    if scene.words(first - 1, first) == [":"]:
        first -= 8
    return frame.near and any(
        cue.kind == "concept"
        and first <= cue.first < last
        and set(accepts(cue.name)) & frame.concepts
        for cue in scene.cues_of(scene.sentence(mention.first))
    )


def _counts_nothing(scene: Scene, mention: Mention) -> str:
    return "no value" if is_small_talk(scene, mention) else ""


def _is_clock(scene: Scene, mention: Mention, frame: Frame) -> bool:
    """Whether "at 6:30" is a time of day: no unit, no word of the field that could have it."""
    token = scene.tokens[mention.first]
    if token.kind != "clock" or token.text.count(":") != 1 or mention.unit.dim == "pace":
        return False
    before = scene.words(mention.first - 1, mention.first)
    return (
        before[0:1]
        and before[0] in {"at", "by", "before", "until", "from", "after"}
        and not (frame.concepts & {"pace", "easy", "threshold", "best", "race", "goal"})
    ) or False


def _judge(scene: Scene, mention: Mention, state: _State) -> Finding:
    frame = scene.frame(mention)
    found = _match(scene, mention, frame)
    if mention.kind == "range" and (found is None or found.verdict != "supported"):
        found = _ends(scene, mention, frame) or found
    if found is not None and found.verdict == "supported":
        return found
    sentence = scene.sentence(mention.first)
    ids = derive(scene, mention, frame, state.near(sentence))
    if ids:
        return Finding(mention, "supported", None, ids, "derived")
    expected = _expected(scene, mention, frame)
    skip = _skips(scene, mention, frame, expected)
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


def _judged(scene: Scene, mention: Mention) -> bool:
    if mention.kind in {"day", "factor"} or mention.role in {"period", "distance", "clock", "set"}:
        return False
    if mention.role == "reps":
        return any(known.part for known in scene.known.values)
    if mention.kind == "ordinal":
        return _says_week(scene, mention)
    return not _names_race(scene, mention)


def _says_week(scene: Scene, mention: Mention) -> bool:
    """Whether an ordinal counts something of the field: "third week", "fourth day in a row"."""
    after = scene.words(mention.last, mention.last + 3)
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
        if not _judged(scene, mention):
            continue
        frame = scene.frame(mention)
        found = _match(scene, mention, frame)
        if found is not None and found.verdict == "supported":
            state.add(scene.sentence(mention.first), found)
            findings.append(found)
        else:
            later.append(mention)
    findings.extend(_judge(scene, mention, state) for mention in later)
    return sorted(findings, key=lambda finding: finding.mention.start)
