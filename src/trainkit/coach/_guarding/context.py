"""The words around each number: its sentence, what it is about, over which days."""

from bisect import bisect_right
from functools import cached_property

from trainkit.coach._guarding.concepts import CONCEPTS
from trainkit.coach._guarding.frame import Frame, accepts
from trainkit.coach._guarding.known import Knowledge, head_of, race_of, span_of_days
from trainkit.coach._guarding.lexicon import DIMS, Cue, find_cues
from trainkit.coach._guarding.mentions import Mention, read_mentions
from trainkit.coach._guarding.tokens import Token, ends_sentence, tokenize

__all__ = ["Frame", "Scene", "accepts"]

_ABBREVIATIONS = {"vs", "approx", "avg", "e.g", "i.e", "g", "e", "max", "min", "no", "incl", "ca"}
# "Threshold" may be a pace, a heart rate or a power.
_CUE_DIMS = {"threshold": frozenset({"pace", "rate", "power", ""})}
_LIST_JOINTS = {"/", ",", "and", "&", "|"}
_REFERENCE = {"than", "with", "against", "vs", "versus", "from", "to", "on", "your", "the", "of"}
_COMPARES = {"than", "compared", "against", "vs", "versus", "from", "on", "relative"}
# These say what a number is only if they stand right before it: "week 3".
_ADJACENT = {"week", "short", "missing", "behind", "owe"}
# A noun right after a number says what it counts, whatever stands before.
_COUNTED = {"count", "planned_count", "done_count"}
_WHICH_WEEK = (["this"], ["last"], ["past"], ["next"], ["previous"])
_BREAKS = {",", ";", ":", "(", ")", "—"}


class Scene:
    """A text with its tokens, sentences, cues and mentions.

    Parameters
    ----------
    text : str
        The answer.
    known : Knowledge
        What is known; a word whose concept no fact has says nothing.
    """

    def __init__(self, text: str, known: Knowledge) -> None:
        self.text = text
        self.known = known
        self.tokens: tuple[Token, ...] = tokenize(text)
        self.mentions: tuple[Mention, ...] = read_mentions(text)
        self.cues: tuple[Cue, ...] = find_cues(self.tokens)
        self._taken = [False] * len(self.tokens)
        for mention in self.mentions:
            for i in range(mention.first, mention.last):
                self._taken[i] = mention.role != "period"
        self._starts = self._sentences()
        self._frames: dict[int, Frame] = {}
        self._heads: dict[int, frozenset[str]] = {}
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            self.by_sentence.setdefault(self.sentence(mention.first), []).append(mention)
        self._cues_by_sentence: dict[int, list[Cue]] = {}
        for cue in self.cues:
            self._cues_by_sentence.setdefault(self.sentence(cue.first), []).append(cue)

    def _sentences(self) -> list[int]:
        starts = [0]
        for i, token in enumerate(self.tokens):
            if not ends_sentence(self.tokens, i):
                continue
            previous = self.tokens[i - 1] if i else token
            if token.low == "." and previous.low in _ABBREVIATIONS and not self._opens(i + 1):
                continue
            numbered = token.low == "." and previous.kind == "num" and previous.start in self._lines
            if not numbered:
                starts.append(i + 1)
        return starts

    def _opens(self, i: int) -> bool:
        """Whether a token can begin a sentence: a capital, or nothing more."""
        return i >= len(self.tokens) or self.tokens[i].text[:1].isupper()

    @cached_property
    def _lines(self) -> set[int]:
        """The places at which a line begins."""
        lines = {0}
        for token, after in zip(self.tokens, self.tokens[1:], strict=False):
            if token.kind == "line":
                lines.add(after.start)
        return lines

    def sentence(self, token: int) -> int:
        """Return the number of a token's sentence."""
        return bisect_right(self._starts, token) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        """Return the first token of a sentence and the one after its last."""
        ahead = self._starts[sentence + 1 :]
        return self._starts[sentence], ahead[0] if ahead else len(self.tokens)

    def cues_of(self, sentence: int) -> list[Cue]:
        """Return the cues of a sentence."""
        return self._cues_by_sentence.get(sentence, [])

    def words(self, first: int, last: int) -> list[str]:
        """Return tokens in lower case."""
        return [token.low for token in self.tokens[max(0, first) : last]]

    def clause(self, mention: Mention) -> tuple[int, int]:
        """Return the tokens between the signs that enclose a mention."""
        first, last = self.bounds(self.sentence(mention.first))
        i, j = mention.first, mention.last
        while i > first and self.tokens[i - 1].low not in _BREAKS:
            i -= 1
        while j < last and self.tokens[j].low not in _BREAKS:
            j += 1
        return i, j

    def frame(self, mention: Mention) -> Frame:
        """Return what the words around a number say it is."""
        frame = self._frames.get(mention.start)
        if frame is None:
            frame = self._frames[mention.start] = self._read_frame(mention)
        return frame

    def _read_frame(self, mention: Mention) -> Frame:
        sentence = self.sentence(mention.first)
        concepts, near = self._concepts(mention, sentence)
        return Frame(
            concepts,
            near,
            self._span(mention, sentence),
            self._nearest(mention, sentence, "side"),
            self._nearest(mention, sentence, "sport"),
            self._race(mention, sentence),
        )

    def _says(self, cue: Cue, mention: Mention) -> bool:
        """Whether a cue can say what a number is: by dimension, and with facts to compare."""
        if cue.kind != "concept" or not _CUE_DIMS.get(cue.name, DIMS[cue.name]) & mention.dims:
            return False
        if mention.dims == {""} and CONCEPTS.get(cue.name, ("", ""))[0] in {"pace", "pace speed"}:
            return False
        word = self.tokens[cue.first].low
        if word == "week" and self.words(cue.first - 1, cue.first)[:1] in _WHICH_WEEK:
            return False
        single = cue.last - cue.first == 1
        if single and word in _ADJACENT and not self._touches(cue, mention):
            return False
        if word == "runs" and self.words(cue.last, cue.last + 1) in (["from"], ["to"], ["between"]):
            return False
        dims = mention.dims
        return any(
            value.dim in dims or "" in dims
            for name in accepts(cue.name)
            for value in self.known.by_concept.get(name, ())
        )

    def _special(self, mention: Mention, sentence: int) -> frozenset[str]:
        if self._says_age(mention):
            return frozenset({"age"})
        counts = self._counts_efforts(mention, sentence)
        return frozenset(accepts("count")) if counts else frozenset()

    def _counts_efforts(self, mention: Mention, sentence: int) -> bool:
        """Whether a bare number counts sessions: "2 easy, 1 moderate and 1 hard session"."""
        after = self.words(mention.last, mention.last + 1)
        if mention.unit.dim or not after or after[0] not in {"easy", "moderate", "hard"}:
            return False
        words = set(self.words(*self.bounds(sentence)))
        return bool({"session", "sessions", "days", "runs", "workouts"} & words)

    def _says_age(self, mention: Mention) -> bool:
        """Whether a bare number is an age: "you're 34,"."""
        before = self.words(mention.first - 2, mention.first)
        you = before[-1:] == ["you're"] or before == ["you", "are"]
        at = before[-1:] == ["at"] and self.sentence(mention.first) != self.sentence(
            mention.first - 2
        )
        you = you or at
        after = self.words(mention.last, mention.last + 1)
        alone = not after or after[0] in {",", ".", "!", "and", "now", "years"}
        return you and alone and not mention.unit.dim and "age" in self.known.by_concept

    def heads(self, sentence: int) -> frozenset[str]:
        """Return the heads of the sessions and activities that a sentence names."""
        if sentence not in self._heads:
            self._heads[sentence] = frozenset(self._read_heads(sentence))
        return self._heads[sentence]

    def _read_heads(self, sentence: int) -> set[str]:
        first, last = self.bounds(sentence)
        found = set()
        for i in range(first, last):
            low = self.tokens[i].low
            for fact, _ in self.known.names.get(low.removesuffix("s"), ()):
                found.add(head_of(fact))
            for phrase, fact, _ in self.known.phrases.get(low, ()):
                if tuple(self.words(i, i + len(phrase))) == phrase:
                    found.add(head_of(fact))
        return found

    def _touches(self, cue: Cue, mention: Mention) -> bool:
        """Whether a cue stands right beside a number: "week 3", "week 3 of 26", "third week"."""
        beside = cue.last == mention.first or cue.first == mention.last
        of = ["of"]
        return beside or of in (
            self.words(cue.last, mention.first),
            self.words(cue.last + 1, mention.first),
        )

    def _concepts(self, mention: Mention, sentence: int) -> tuple[frozenset[str], bool]:
        cues = [cue for cue in self.cues_of(sentence) if self._says(cue, mention)]
        before = [cue for cue in cues if cue.first < mention.first]
        after = self._after(cues, mention)
        special = self._special(mention, sentence)
        if special:
            return special, True
        if after and after.name in _COUNTED and after.first - mention.last <= 1:
            return frozenset(accepts(after.name)), True
        found = set(accepts(self._nth_of_list(before, mention).name)) if before else set()
        found |= set(accepts(after.name)) if after else set()
        if found:
            return frozenset(found), True
        return self._carried(mention, sentence), False

    def _carried(self, mention: Mention, sentence: int) -> frozenset[str]:
        """Return what the sentences before speak of."""
        for earlier in (sentence - 1, sentence - 2):
            cues = [cue for cue in self.cues_of(earlier) if self._says(cue, mention)]
            if cues:
                return frozenset(accepts(cues[-1].name))
        return frozenset()

    def _after(self, cues: list[Cue], mention: Mention) -> Cue | None:
        """Return the cue that follows a number with no sign and no other number between."""
        start = self.end_of_whole(mention)
        for cue in cues:
            if cue.first < start or cue.first - start > 7:
                continue
            between = range(start, cue.first)
            if any(self._taken[i] or self.tokens[i].low in _BREAKS for i in between):
                return None
            return cue
        return None

    def end_of_whole(self, mention: Mention) -> int:
        """Return the token after a number, or after "of six" in "four of six"."""
        if self.words(mention.last, mention.last + 1) in (["of"], ["/"]):
            skip = 2 if self.words(mention.last + 1, mention.last + 2) == ["the"] else 1
            for other in self.mentions:
                if other.first == mention.last + skip and other.kind == "number":
                    return other.last
        return mention.last

    def in_period(self, mention: Mention) -> bool:
        """Whether a number is part of the name of a span: "in the seven before"."""
        return any(
            cue.kind == "period" and cue.first <= mention.first and mention.last <= cue.last
            for cue in self.cues_of(self.sentence(mention.first))
        )

    def in_name(self, mention: Mention) -> bool:
        """Whether a number is part of the name of a race or a route: "Mallorca 312"."""
        if not mention.first or mention.kind != "number" or mention.unit.dim:
            return False
        before = self.tokens[mention.first - 1]
        named = self.known.names.get(before.low.removesuffix("s"), ())
        number = self.tokens[mention.first].text
        return before.text[:1].isupper() and any(
            f"{before.text} {number}" in f"{fact.subject} {fact.value}" for fact, _ in named
        )

    def _nth_of_list(self, before: list[Cue], mention: Mention) -> Cue:
        """Return the cue of a number; of "fitness / fatigue / form: 52 / 61 / -9" the n-th."""
        run = [before[-1]]
        for cue in reversed(before[:-1]):
            between = set(self.words(cue.last, run[0].first))
            if not between or not between <= _LIST_JOINTS:
                break
            run.insert(0, cue)
        sentence = self.by_sentence[self.sentence(mention.first)]
        numbers = [m for m in sentence if m.first >= run[-1].last and m.kind in {"number", "range"}]
        if len(run) > 1 and len(numbers) >= len(run) and mention in numbers[: len(run)]:
            return run[numbers.index(mention)]
        return before[-1]

    def _span(self, mention: Mention, sentence: int) -> str:
        spans = [
            (self._last_week() if name == "last_week" else name, start, end)
            for name, start, end in self._spans(sentence)
        ]
        first, last = mention.first, self.end_of_whole(mention)
        after = [span for span in spans if span[1] >= last]
        if after and self._reaches(last, after[0][1]):
            return after[0][0]
        before = [span for span in spans if span[2] <= first]
        if before:
            name, start, end = before[-1]
            free = not any(self._taken[i] for i in range(end, first))
            free = free and not self._new_subject(sentence, end, first)
            compared = _COMPARES.intersection(self.words(start - 3, start)) or name == "usual"
            broken = _BREAKS.intersection(self.words(end, first))
            if free and (not compared or (first - end <= 3 and not broken)):
                return name
        return ""

    def _new_subject(self, sentence: int, end: int, first: int) -> bool:
        """Whether another subject begins after a span: "this week, adherence 87 %"."""
        broken = [i for i in range(end, first) if self.tokens[i].low in {",", ";", "/", "|"}]
        cues = self.cues_of(sentence)
        return bool(broken) and any(
            cue.kind in {"concept", "side"} and broken[0] < cue.first < first for cue in cues
        )

    def topics(self, mention: Mention) -> frozenset[str]:
        """Return the concepts of a sentence, whatever their dimension; else of the one before."""
        sentence = self.sentence(mention.first)
        for place in (sentence, sentence - 1):
            cues = [cue for cue in self.cues_of(place) if cue.kind == "concept"]
            before = [cue for cue in cues if cue.first < mention.first]
            found = [name for cue in before[-2:] or cues[:2] for name in accepts(cue.name)]
            found = [name for name in found if name in self.known.by_concept]
            if found:
                return frozenset(found)
        return frozenset()

    def _last_week(self) -> str:
        """Return what "last week" is beside the other weeks that a text names."""
        names = {cue.name for cue in self.cues if cue.kind == "period"}
        return "7" if "prev7" in names else "last_week"

    def _reaches(self, last: int, start: int) -> bool:
        """Whether a number still belongs to the span that follows it."""
        if start - last > 7 or (
            self.words(last, start) == ["in"] and "to" in self.words(last - 3, last)
        ):
            return False
        between = range(last, start)
        words = self.words(last, start)
        blocked = _COMPARES - {"on", "from"} | _BREAKS
        if any(self._taken[i] for i in between) or blocked.intersection(words):
            return False
        return not {"up", "down", "higher", "lower", "above", "below", "more", "less"} & set(
            words
        ) and (not words or words[-1] != "from")

    def _spans(self, sentence: int) -> list[tuple[str, int, int]]:
        """Return the spans of days that a sentence names, with their tokens."""
        spans = [
            (cue.name, cue.first, cue.last)
            for cue in self.cues_of(sentence)
            if cue.kind == "period"
        ]
        for mention in self.by_sentence.get(sentence, ()):
            if mention.role == "period":
                name = span_of_days(mention.readings[0].low)
                if not any(s < mention.last and mention.first < e for _, s, e in spans):
                    spans.append((name, mention.first, mention.last))
        return sorted(spans, key=lambda span: span[1])

    def _nearest(self, mention: Mention, sentence: int, kind: str) -> str:
        cues = [cue for cue in self.cues_of(sentence) if cue.kind == kind]
        before = [cue for cue in cues if cue.first < mention.first]
        after = [
            cue
            for cue in cues
            if mention.last <= cue.first < mention.last + 3
            and not _BREAKS.intersection(self.words(mention.last, cue.first))
        ]
        if after and kind == "sport" and after[0].first == mention.last:
            return after[0].name
        if before:
            return before[-1].name
        return after[0].name if after else ""

    def _race(self, mention: Mention, sentence: int) -> str:
        """Return the race distance that stands before a number, or right after it."""
        named = [(cue.first, cue.name) for cue in self.cues_of(sentence) if cue.kind == "race"]
        for other in self.by_sentence.get(sentence, ()):
            if other is not mention and other.kind == "number":
                race = race_of(other)
                if race:
                    named.append((other.first, race))
        before = [race for place, race in sorted(named) if place < mention.first]
        if before:
            return before[-1]
        after = [race for place, race in sorted(named) if 0 <= place - mention.last < 4]
        return after[0] if after else ""
