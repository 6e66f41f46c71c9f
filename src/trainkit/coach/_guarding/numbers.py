"""Each number of an answer against the facts."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from trainkit.coach._guarding.claim import Verdict
from trainkit.coach._guarding.compare import find_values
from trainkit.coach._guarding.context import Frame, Scene, accepts
from trainkit.coach._guarding.derived import Source, days_of, derive
from trainkit.coach._guarding.general import is_advice, is_constant, is_general, is_small_talk
from trainkit.coach._guarding.known import Known, head_of, is_of_a_day, race_of
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
_LASTING = {"hr_max", "hr_threshold", "threshold", "easy", "vdot", "ftp"}
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


def _concept_fits(scene: Scene, mention: Mention, known: Known, frame: Frame) -> bool:
    """Whether a fact is of what the words around a number speak of."""
    concept = known.traits.concept
    if concept and (frame.near or (frame.concepts and mention.dims == {""})):
        return concept in frame.concepts
    if mention.dims != {""} and (concept or not frame.near) and not _bare_part(known):
        return True
    sentence = scene.sentence(mention.first)
    words = {word.removesuffix("s") for word in scene.words(*scene.bounds(sentence))}
    own = {name.removesuffix("s") for name in known.traits.names}
    return bool(own & words) or (known.part and mention.role in {"reps", "set"})


def _bare_part(known: Known) -> bool:
    """Whether a value is only a number in the words of a fact."""
    return known.part and not known.dim


def _effort_fits(scene: Scene, mention: Mention, known: Known) -> bool:
    """Whether a count of easy or hard sessions is said of those."""
    if known.traits.concept not in {"count", "done_count", "planned_count"}:
        return True
    others = [m.first for m in scene.mentions if m.first >= mention.last and m.role == "claim"]
    after = scene.words(mention.last, min([mention.last + 12, *others[:1]]))
    said = next((word for word in after if word in {"easy", "moderate", "hard"}), "")
    return said == known.traits.effort


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


def _tags_fit(known: Known, frame: Frame) -> bool:
    same_sport = known.traits.planned or _tag_fits(frame.sport, known.traits.sport)
    return same_sport and _tag_fits(frame.side, known.traits.side)


def _race_fits(known: Known, frame: Frame) -> bool:
    if known.traits.concept not in {"best", "race", "prediction"}:
        return True
    return _tag_fits(frame.race, known.traits.race)


def _day_fits(scene: Scene, mention: Mention, known: Known, rivals: list[Known]) -> bool:
    """Whether a number of one activity or session is said of that one."""
    if known.date is None or known.span or known.part or not is_of_a_day(known.fact):
        return True
    sentence = scene.sentence(mention.first)
    days = [m.day for m in scene.by_sentence[sentence] if m.kind == "day"]
    if any(day.fits(known.date, scene.known.on) for day in days):
        return True
    if days:
        heads = scene.heads(sentence)
        return not any(
            rival.date is not None
            and head_of(rival.fact) in heads
            and any(day.fits(rival.date, scene.known.on) for day in days)
            for rival in rivals
        )
    lasting = any(rival.date is None or rival.span == "now" for rival in rivals)
    said = any(cue.kind == "sport" for cue in scene.cues_of(sentence)) or scene.heads(sentence)
    return not lasting or bool(said) or known.traits.concept not in _LASTING


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


def _why_not(scene: Scene, mention: Mention, known: Known, frame: Frame) -> str:
    """Return why a fact of the same value is another thing; empty if it is the same."""
    if not _concept_fits(scene, mention, known, frame) or not _effort_fits(scene, mention, known):
        return f"that is the {known.fact.subject}"
    if not _tags_fit(known, frame) or not _race_fits(known, frame):
        return f"that is the {known.fact.subject}"
    rivals = _rivals(scene, known)
    if not _span_fits(known, frame, rivals) or not _day_fits(scene, mention, known, rivals):
        return f"that is the {known.fact.subject}"
    return ""


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
    equal = [k for k in find_values(scene.known, mention) if k.part or not repeats]
    equal.sort(key=lambda known: _order(known, scene, mention, frame))
    wrong: Finding | None = None
    for known in equal:
        reason = _why_not(scene, mention, known, frame)
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
    if is_advice(scene, mention) and not _states(scene, mention, frame):
        prescribed = frame.near and bool(frame.concepts & _PRESCRIBED) and mention.unit.dim != ""
        exact = expected is not None and mention.unit.dim in {expected.dim, ""}
        return "" if prescribed and exact and mention.unit.dim in {"pace", "power"} else "advice"
    return "" if frame.concepts and frame.near else _counts_nothing(scene, mention)


def _in_clause(scene: Scene, mention: Mention, frame: Frame) -> bool:
    """Whether the word that says what a range is of stands in its own clause."""
    first, last = scene.clause(mention)
    if scene.words(first - 1, first) == [":"]:
        first -= 8
    words = set(scene.words(first, last))
    if frame.near and "range" in words and words & {"normal", "usual", "normally", "your"}:
        return True
    return frame.near and any(
        cue.kind == "concept"
        and first <= cue.first < last
        and set(accepts(cue.name)) & frame.concepts
        for cue in scene.cues_of(scene.sentence(mention.first))
    )


def _states(scene: Scene, mention: Mention, frame: Frame) -> bool:
    """Whether "your maximum is 188" is said, whatever advice stands around it."""
    before = scene.words(mention.first - 6, mention.first)
    if not frame.near or not before or before[-1] not in {"of", "is", "at", "was", "="}:
        return False
    return "your" in before


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
    if scene.tokens[mention.first].low == "one" and not mention.unit.dim:
        after = scene.words(mention.last, mention.last + 2)
        return bool({"run", "ride", "session", "workout", "activity", "of", "hard"} & set(after))
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
