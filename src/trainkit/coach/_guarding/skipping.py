"""Which numbers of an answer claim nothing about the athlete."""

from trainkit.coach._guarding.context import Frame, Scene, accepts
from trainkit.coach._guarding.general import is_advice, is_constant, is_general, is_small_talk
from trainkit.coach._guarding.known import Known
from trainkit.coach._guarding.mentions import Mention

__all__ = ["reason_to_skip"]

# Concepts whose numbers a coach may only repeat: advice that gives others is wrong.
_PRESCRIBED = {"easy", "threshold", "marathon_pace", "interval_pace", "repetition_pace", "ftp"}
_PRESCRIBED |= {"hr_max", "hr_threshold", "vdot", "rhr", "goal_pace"}


def reason_to_skip(scene: Scene, mention: Mention, frame: Frame, expected: Known | None) -> str:
    """Return why a number without a fact is no claim about the athlete; empty if it is one."""
    if is_general(scene, mention) or is_constant(scene, mention):
        return "general knowledge"
    if _is_clock(scene, mention, frame):
        return "a time of day"
    if mention.kind == "range" and not _in_clause(scene, mention, frame):
        return "advice"
    if (
        mention.kind != "ordinal"
        and is_advice(scene, mention)
        and not _states(scene, mention, frame)
    ):
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
    if frame.near and mention.unit.dim == "pace":
        return True
    if frame.near and words & {"normal", "usual", "normally"}:
        return True
    return frame.near and any(
        cue.kind == "concept"
        and (first <= cue.first < last or cue.last == first - 1)
        and set(accepts(cue.name)) & frame.concepts
        for cue in scene.cues_of(scene.sentence(mention.first))
    )


def _states(scene: Scene, mention: Mention, frame: Frame) -> bool:
    """Whether "your maximum is 188" is said, whatever advice stands around it."""
    before = scene.words(mention.first - 6, mention.first)
    if "prediction" in frame.concepts and frame.near and before[-1:] in (["is"], ["says"], ["at"]):
        return True
    if "goal" in frame.concepts and frame.near and "time" in mention.dims and "you" in before:
        return True
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
