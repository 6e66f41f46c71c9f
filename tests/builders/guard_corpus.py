"""Answers with planted errors, and how well the guard tells them from right ones."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from trainkit.coach import Claim, Facts, guard
from trainkit.models.fact import Fact

_DATA = Path(__file__).parents[1] / "coach" / "guard"
_MARK = re.compile(r"\{([!~]?)([^{}]*)\}")


@dataclass(frozen=True)
class Mark:
    """Marked words of an answer: right (""), planted ("!") or general ("~")."""

    sign: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Answer:
    """An answer about a person, with its marks."""

    id: str
    person: str
    style: str
    kind: str
    text: str
    marks: tuple[Mark, ...]


@dataclass
class Score:
    """How the marks of a corpus were judged."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    contradicted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def found_share(self) -> float:
        return self.found.total() / max(self.planted.total(), 1)

    @property
    def flagged_share(self) -> float:
        return self.flagged.total() / self.right.total()


def read_marks(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Return a text without its braces, and the marks in it."""
    text, marks, place = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[place : match.start()]
        marks.append(Mark(match[1], len(text), len(text) + len(match[2]), match[2]))
        text += match[2]
        place = match.end()
    return text + marked[place:], tuple(marks)


def people(half: str) -> dict[str, Facts]:
    """Return the facts of each person of a half."""
    raw = json.loads((_DATA / f"people_{half}.json").read_text("utf-8"))
    return {name: Facts(Fact.model_validate(fact) for fact in facts) for name, facts in raw.items()}


def answers(half: str) -> list[Answer]:
    """Return the answers of a half."""
    found = []
    for line in (_DATA / f"answers_{half}.jsonl").read_text("utf-8").splitlines():
        raw = json.loads(line)
        text, marks = read_marks(raw["text"])
        found.append(Answer(raw["id"], raw["person"], raw["style"], raw["kind"], text, marks))
    return found


def _overlaps(claim: Claim, mark: Mark) -> bool:
    return claim.start < mark.end and mark.start < claim.end


def score(half: str) -> Score:
    """Judge each answer of a half: planted marks found, right ones and other words flagged."""
    known, result = people(half), Score()
    for answer in answers(half):
        found = guard(answer.text, known[answer.person])
        wrong = [*found.contradicted, *found.unsupported]
        for mark in answer.marks:
            hits = [claim for claim in wrong if _overlaps(claim, mark)]
            if mark.sign == "!":
                result.planted[answer.kind] += 1
                result.found[answer.kind] += bool(hits)
                result.contradicted[answer.kind] += any(c in found.contradicted for c in hits)
                if not hits:
                    result.missed.append(
                        f"{answer.id} [{answer.kind}] {mark.text!r}: {answer.text}"
                    )
                continue
            kind = "general" if mark.sign == "~" else answer.style
            result.right[kind] += 1
            result.flagged[kind] += bool(hits)
            for claim in hits[:1]:
                result.false.append(f"{answer.id} {claim.text!r} ({claim.reason}): {answer.text}")
        for claim in wrong:
            if not any(_overlaps(claim, mark) for mark in answer.marks):
                result.flagged["unmarked"] += 1
                result.false.append(f"{answer.id} {claim.text!r} ({claim.reason}): {answer.text}")
    return result


def table(result: Score) -> str:
    """Return the confusion by kind as text."""
    lines = ["planted kind      planted  found  contradicted"]
    for kind, count in sorted(result.planted.items()):
        lines.append(
            f"{kind:<16} {count:>8} {result.found[kind]:>6} {result.contradicted[kind]:>13}"
        )
    share = 100 * result.found_share
    lines.append(
        f"{'all':<16} {result.planted.total():>8} {result.found.total():>6}  {share:.1f} %"
    )
    lines.append("right numbers in    numbers  flagged")
    lines.extend(
        f"{kind:<16} {result.right[kind]:>10} {result.flagged[kind]:>8}"
        for kind in sorted({*result.right, *result.flagged})
    )
    share = 100 * result.flagged_share
    lines.append(
        f"{'all':<16} {result.right.total():>10} {result.flagged.total():>8}  {share:.1f} %"
    )
    return "\n".join(lines)
