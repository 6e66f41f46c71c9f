"""Each named race of an answer, and whether a fact knows it."""

from collections.abc import Iterator

from trainkit.coach._guarding.calendar import MONTHS, WEEKDAYS
from trainkit.coach._guarding.claim import Claim, Verdict
from trainkit.coach._guarding.context import Scene
from trainkit.coach._guarding.general import is_advice, is_general
from trainkit.coach._guarding.mentions import Mention
from trainkit.coach._guarding.numbers import Finding
from trainkit.coach._guarding.tokens import word_set

__all__ = ["judge_races"]

_RACE_WORDS = word_set(
    "championships cup duathlon fondo half ironman k marathon mile miler miles open parkrun race",
    "relay run trail triathlon trophy ultra",
)
_ORDINARY = word_set(
    "acwr am apple atl bpm coach coros ctl daniels easy ewma ftp garmin gps hr hrv i iso kj long",
    "lthr np ok oura pb pbs pm polar pr prs rem rhr riegel rmssd rpe sdnn strava suunto the trimp",
    "tsb tss vdot vo w wahoo whoop you your zwift",
)


def _is_name(scene: Scene, i: int) -> bool:
    token = scene.tokens[i]
    if token.kind != "word" or not token.text[0].isupper() or len(token.text) < 2:
        return False
    low = token.low
    return low not in _ORDINARY and low not in MONTHS and low not in WEEKDAYS


def _named_races(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yield the tokens of names that end in a word for a race: "Riverside Half Marathon"."""
    i = 0
    while i < len(scene.tokens):
        j = i
        while j < len(scene.tokens) and (
            _is_name(scene, j) or (j > i and scene.tokens[j].kind == "num"
            and j + 1 < len(scene.tokens) and scene.tokens[j + 1].low in {"k", "mile", "miler"})
            or (j > i and scene.tokens[j].low == "k")
        ):  # fmt: skip
            j += 1
        last = [scene.tokens[t].low for t in range(i, j)]
        while last and last[-1] not in _RACE_WORDS - {"race", "run"}:
            last.pop()
        if len(last) > 1:
            yield i, i + len(last)
        i = max(j, i + 1)


def _doubtful_sentences(scene: Scene, findings: list[Finding]) -> set[int]:
    """Return the sentences that say a time or a day which no fact bears out."""
    return {
        scene.sentence(finding.mention.first)
        for finding in findings
        if finding.verdict in {"contradicted", "unsupported"}
        and scene.tokens[finding.mention.first].kind in {"clock", "hm"}
    }


def _lone_names(scene: Scene, findings: list[Finding]) -> Iterator[tuple[int, int]]:
    """Yield unknown names beside a time that no fact bears out: "3:41:20 in Berlin"."""
    failed = _doubtful_sentences(scene, findings)
    places = {"in", "at", "the", ",", "-", "•", "*"}
    for i in range(len(scene.tokens)):
        if scene.sentence(i) not in failed or not _is_name(scene, i):
            continue
        if i and scene.tokens[i - 1].low in places and _stands_alone(scene, i):
            yield i, i + 1


def _stands_alone(scene: Scene, i: int) -> bool:
    """Whether a capital is no start of a line, or the line's whole heading."""
    opens = i < 2 or scene.tokens[i - 1].low in {"-", "•", "*"}
    return not opens or scene.words(i + 1, i + 2) == [":"]


def _unknown(scene: Scene, first: int, last: int) -> bool:
    """Whether a name has a word that no fact has."""
    own = [scene.tokens[i] for i in range(first, last) if scene.tokens[i].kind == "word"]
    words = [token.low for token in own if token.low not in _RACE_WORDS]
    return bool(words) and not any(word in scene.known.vocabulary for word in words)


def _general(scene: Scene, first: int, last: int) -> bool:
    start, end = scene.tokens[first].start, scene.tokens[last - 1].end
    mention = Mention("factor", start, end, first, last)
    return is_general(scene, mention) or is_advice(scene, mention)


def judge_races(scene: Scene, findings: list[Finding]) -> list[tuple[Verdict, Claim]]:
    """Return the races of an answer that no fact knows."""
    judged: list[tuple[Verdict, Claim]] = []
    taken: set[int] = set()
    names = [*_named_races(scene), *_lone_names(scene, findings)]
    for first, last in names:
        if first in taken or not _unknown(scene, first, last) or _general(scene, first, last):
            continue
        taken.update(range(first, last))
        start, end = scene.tokens[first].start, scene.tokens[last - 1].end
        text = scene.text[start:end]
        reason = "no fact knows this race"
        judged.append(("unsupported", Claim(text, text, "", start, end, "race", "", reason)))
    return judged
