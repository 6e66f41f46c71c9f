"""Writes docs/guides/never.md from the list of rules in tests/recovery/never.py.

``python docs/site/never.py`` reports whether the page is out of date; ``--write`` updates it.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "guides" / "never.md"
LIST = ROOT / "tests" / "recovery" / "never.py"

INTRODUCTION = """\
# What today's decision never does

{count} rules for [today's decision](today.md), written before it. Each test run checks them on 200
generated situations, and the sweep on 2,000. The checks use only the facts of the situation and
what the athlete sees; they share no code with the decision.

Ratings and pain run from 0 to 100. A session is long if it is at least 35 % longer than usual, 80 %
as long as the longest, and an hour.
"""

# A rule belongs to the first heading of which its sentence has one of the words.
HEADINGS: dict[str, tuple[str, ...]] = {
    "What is said and shown": ("is said", "colour agree", "alternative is harder"),
    "Devices and little data": (
        "a night that",
        "sdnn",
        "strap",
        "single measure",
        "heart-rate",
    ),
    "Long walks, heat and everyday life": ("walk", "hike", "hot week"),
    "After a race": ("after a marathon", "after a half"),
    "Races": ("race",),
    "Illness": ("illness", "ill,", "fever"),
    "Pain": ("pain", "hurts"),
    "How the athlete feels, and sleep": ("soreness", "energy", "night of", "nights of"),
    "Breaks and beginners": ("break", "never trained"),
    "The week": (
        "told to rest",
        "hard days",
        "hard day",
        "day of training",
        "long days",
        "easier days",
        "longest",
        "time",
    ),
}


def rules() -> list[str]:
    """Read the sentences of the list, in its order, without running it."""
    tree = ast.parse(LIST.read_text(encoding="utf-8"))
    calls = [call for node in tree.body for call in getattr(node, "decorator_list", ())]
    return [
        str(ast.literal_eval(call.args[0]))
        for call in calls
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "never"
    ]


def heading_of(sentence: str) -> str:
    """Find the heading of a rule."""
    text = sentence.lower()
    names = (name for name, words in HEADINGS.items() if any(word in text for word in words))
    heading = next(names, None)
    if heading is None:
        raise SystemExit(f"no heading has a word of the rule {sentence!r}")
    return heading


def page(sentences: list[str]) -> str:
    """Write the page: every rule once, under its heading."""
    parts = [INTRODUCTION.format(count=len(sentences))]
    first, *others = HEADINGS
    for name in (*others, first):
        own = [sentence for sentence in sentences if heading_of(sentence) == name]
        if own:
            parts.append(f"\n## {name}\n\n" + "".join(f"- {sentence}\n" for sentence in own))
    return "".join(parts)


def main() -> int:
    """Update or report; the exit code is 1 if the page is out of date and was not written."""
    wanted = page(rules())
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    if "--write" in sys.argv[1:]:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    print(PAGE.relative_to(ROOT))
    return 1


if __name__ == "__main__":
    sys.exit(main())
