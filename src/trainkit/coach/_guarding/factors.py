"""Each factor of an answer, "twice as much" or "halved", against the ratio of two facts."""

from itertools import permutations

from trainkit.coach._guarding.context import Scene
from trainkit.coach._guarding.derived import days_of
from trainkit.coach._guarding.known import Known
from trainkit.coach._guarding.mentions import Mention
from trainkit.coach._guarding.tokens import word_set

__all__ = ["compare_factor", "is_factor_claim"]

_NEAR = 0.12
_VERBS = {"doubled", "halved", "tripled"}
_AFTER = word_set(
    "as-much as-many as-far as-long as-high the-load the-distance the-volume your-load of-your",
    "of-the",
)


def is_factor_claim(scene: Scene, mention: Mention) -> bool:
    """Whether a factor compares: "twice as much", "doubled", and not "half marathon"."""
    after = scene.words(mention.last, mention.last + 2)
    compares = scene.tokens[mention.first].low in _VERBS or "-".join(after) in _AFTER
    return compares and len(_values(scene, mention)) > 1


def _values(scene: Scene, mention: Mention) -> list[Known]:
    return [
        known
        for name in sorted(scene.topics(mention))
        for known in scene.known.by_concept.get(name, ())
        if not known.part and not known.traits.bound
    ]


def compare_factor(scene: Scene, mention: Mention) -> tuple[bool, Known, str]:
    """Return whether two facts have such a ratio, one of them, and the ids of both."""
    values = _values(scene, mention)
    factor = mention.readings[0].low
    for a, b in permutations(values, 2):
        alike = a.dim == b.dim and days_of(a) == days_of(b) and b.value
        if alike and abs(a.value / b.value - factor) <= _NEAR * factor:
            return True, a, f"{a.fact.id}, {b.fact.id}"
    return False, values[0], values[0].fact.id
