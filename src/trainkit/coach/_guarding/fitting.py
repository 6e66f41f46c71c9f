"""Whether a fact of the same value is what an answer speaks of."""

from trainkit.coach._guarding.calendar import Day
from trainkit.coach._guarding.context import Frame, Scene
from trainkit.coach._guarding.known import Known, head_of, is_of_a_day
from trainkit.coach._guarding.mentions import Mention

__all__ = ["accepted_spans", "says_length", "tag_fits", "why_not"]

_SPAN_KINDS = {
    "28": {"28", "30", "usual", "31"},
    "30": {"30", "28", "31"},
    "7": {"7", "last_week"},
    "last_week": {"7", "prev7", "last_week"},
    "usual": {"usual", "28", "30", "60", "42", "90"},
    "now": {"now"},
    "prev7": {"prev7"},
}
_OF_RANGES = {"normal", "usual", "range", "low", "high", "lower", "upper", "end", "between"}
_OF_RANGES |= {
    "normally",
    "limit",
    "top",
    "bottom",
    "band",
    "from",
    "at best",
    "usually",
    "forecast",
}
_HARD_SPANS = {"7", "prev7", "28", "30", "60", "90", "14"}
_OF_ACTIVITIES = {"distance", "longest", "duration", "pace", "hr_mean", "easy"}
_LONG_WORD = 4
_PLANS = {"plan", "plans", "program", "programme"}
_LASTS = {"has", "have", "runs", "run", "lasts", "long", "takes", "spans", "covers", "holds"}
_LEFT = {"left", "go", "remain", "remaining", "remains", "until", "till", "more", "still", "race"}
_LASTING = {"hr_max", "hr_threshold", "threshold", "easy", "vdot", "ftp"}


def accepted_spans(span: str) -> set[str]:
    return _SPAN_KINDS.get(span, {span})


def _concept_fits(scene: Scene, mention: Mention, known: Known, frame: Frame) -> bool:
    """Whether a fact is of what the words around a number speak of."""
    concept = known.traits.concept
    if concept == "pace" and head_of(known.fact) in scene.heads(scene.sentence(mention.first)):
        return True
    if concept and (frame.near or (frame.concepts and mention.dims == {""})):
        return concept in frame.concepts
    if mention.dims != {""} and (concept or not frame.near) and not _bare_part(known):
        return True
    sentence = scene.sentence(mention.first)
    words = {word.removesuffix("s") for word in scene.words(*scene.bounds(sentence))}
    own = {name.removesuffix("s") for name in known.traits.names}
    told = str(known.fact.value).lower().split() if known.part else []
    if len({word for word in told if len(word) > _LONG_WORD} & words) > 1:
        return True
    return bool(own & words) or (known.part and mention.role in {"reps", "set"})


def _bare_part(known: Known) -> bool:
    """Whether a value is only a number in the words of a fact."""
    return known.part and not known.dim


def _effort_fits(scene: Scene, mention: Mention, known: Known) -> bool:
    """Whether a count of easy or hard sessions is said of those."""
    if known.traits.concept not in {"count", "done_count", "planned_count"}:
        return True
    if scene.end_of_whole(mention) != mention.last:
        rest = scene.words(mention.last, mention.last + 8)
        if {"still", "remaining", "left"} & set(rest):
            return False
        return known.traits.concept == "done_count" or "done_count" not in scene.known.by_concept
    others = [m.first for m in scene.mentions if m.first >= mention.last and m.role == "claim"]
    after = scene.words(mention.last, min([mention.last + 12, *others[:1]]))
    said = next((word for word in after if word in {"easy", "moderate", "hard"}), "")
    return said == known.traits.effort


def _span_fits(known: Known, frame: Frame, rivals: list[Known]) -> bool:
    """Whether a fact can be of the span that the words name."""
    if not frame.span or known.span in accepted_spans(frame.span):
        return True
    better = any(rival.span in accepted_spans(frame.span) for rival in rivals)
    loose = not known.span and not frame.near and not known.traits.planned
    if loose and frame.span in _HARD_SPANS:
        return False
    if better:
        return False
    return not (frame.span in _HARD_SPANS and known.span in _HARD_SPANS)


def tag_fits(said: str, real: str) -> bool:
    return not said or not real or said == real


def _tags_fit(known: Known, frame: Frame) -> bool:
    same_sport = known.traits.planned or tag_fits(frame.sport, known.traits.sport)
    return same_sport and tag_fits(frame.side, known.traits.side)


def _race_fits(known: Known, frame: Frame) -> bool:
    if known.traits.concept not in {"best", "race", "prediction"}:
        return True
    return tag_fits(frame.race, known.traits.race)


def _day_fits(scene: Scene, mention: Mention, known: Known, rivals: list[Known]) -> bool:
    """Whether a number of one activity or session is said of that one."""
    sentence = scene.sentence(mention.first)
    heads = scene.heads(sentence)
    days = [m.day for m in scene.by_sentence[sentence] if m.kind == "day"]
    date = known.date
    on_day = date is not None and any(day.fits(date, scene.known.on) for day in days)
    if head_of(known.fact) in heads or (on_day and len(days) > 1):
        return True
    if _other_is_named(scene, known, heads, days):
        return not known.part and bool(known.span) and scene.frame(mention).near
    lasts = known.span or known.part or not is_of_a_day(known.fact)
    if on_day or date is None or lasts:
        return True
    words = {word.removesuffix("s") for word in scene.words(*scene.bounds(sentence))}
    named = [r for r in rivals if {name.removesuffix("s") for name in r.traits.names} & words]
    if not days and named and known not in named:
        return False
    lasting = any(rival.date is None or rival.span == "now" for rival in rivals)
    said = any(cue.kind == "sport" for cue in scene.cues_of(sentence)) or heads or days
    return not lasting or bool(said) or known.traits.concept not in _LASTING


def _other_is_named(scene: Scene, known: Known, heads: frozenset[str], days: list[Day]) -> bool:
    """Whether a sentence names another activity, by its name and day, that has such a value."""
    return bool(days) and any(
        value.traits.concept == known.traits.concept or known.traits.concept in _OF_ACTIVITIES
        for value in scene.known.by_dim.get(known.dim, ())
        if head_of(value.fact) in heads
        and value.date is not None
        and not value.part
        and any(day.fits(value.date, scene.known.on) for day in days)
    )


def _bound_fits(scene: Scene, mention: Mention, known: Known) -> bool:
    """Whether the end of a range of usual values is said of that range."""
    if not known.traits.bound or known.dim == "pace" or mention.kind == "range":
        return True
    words = set(scene.words(*scene.bounds(scene.sentence(mention.first))))
    return bool(words & _OF_RANGES)


def _rivals(scene: Scene, known: Known) -> list[Known]:
    same = scene.known.by_concept.get(known.traits.concept, ())
    return [
        other
        for other in same
        if other.dim == known.dim
        and tag_fits(known.traits.side, other.traits.side)
        and tag_fits(known.traits.sport, other.traits.sport)
        and other.traits.bound == known.traits.bound
    ]


def says_length(scene: Scene, mention: Mention) -> bool:
    """Whether the words say how long the plan is, and not how much of it is left."""
    words = set(scene.words(*scene.clause(mention)))
    return bool(words & _PLANS and words & _LASTS) and not words & _LEFT


def why_not(scene: Scene, mention: Mention, known: Known, frame: Frame) -> str:
    """Return why a fact of the same value is another thing; empty if it is the same."""
    if not _concept_fits(scene, mention, known, frame) or not _effort_fits(scene, mention, known):
        return f"that is the {known.fact.subject}"
    if (
        not _tags_fit(known, frame)
        or not _bound_fits(scene, mention, known)
        or not _race_fits(known, frame)
    ):
        return f"that is the {known.fact.subject}"
    if says_length(scene, mention) and known.traits.concept == "weeks_left":
        return f"that is the {known.fact.subject}"
    rivals = _rivals(scene, known)
    if not _span_fits(known, frame, rivals) or not _day_fits(scene, mention, known, rivals):
        return f"that is the {known.fact.subject}"
    return ""
