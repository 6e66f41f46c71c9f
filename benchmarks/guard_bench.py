"""The guard on an answer of 300 words and 150 facts, and on the answers with planted errors."""

import sys
from pathlib import Path

from harness import Row, best_seconds

from trainkit.coach import guard

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def rows(*, quick: bool) -> list[Row]:
    """Time of one answer; shares of planted errors found and of right numbers flagged."""
    from builders.guard_corpus import answers, people, score, table

    name, known = next(iter(people("c").items()))
    text = " ".join(answer.text for answer in answers("c") if answer.person == name)
    words = " ".join(text.split()[:300])
    facts = known[:150]
    seconds = best_seconds(lambda: guard(words, facts), repeats=3 if quick else 50)
    measured = [
        Row(
            "guard: 300 words, 150 facts",
            f"{1000 * seconds:.1f} ms",
            "-",
            1000 * seconds,
            "ms",
            "<= 5",
        )
    ]
    for half in ("a", "b", "d", "e"):
        result = score(half)
        print(f"\nSet {half}\n{table(result)}\n")
        found, flagged = 100 * result.found_share, 100 * result.flagged_share
        planted, right = result.planted.total(), result.right.total()
        measured += [
            Row(f"guard, set {half}: {planted} errors", f"{found:.1f} %", "-", found, "%", ">= 99"),
            Row(f"guard, set {half}: {right} right", f"{flagged:.1f} %", "-", flagged, "%", "<= 2"),
        ]
    return measured
