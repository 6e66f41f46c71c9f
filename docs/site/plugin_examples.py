"""Writes docs/guides/plugin-examples.md from what ``trainkit plugins new`` writes.

``python docs/site/plugin_examples.py`` tells whether it is out of date; ``--write`` updates it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from trainkit.plugins._scaffold import write_package

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "guides" / "plugin-examples.md"

INTRODUCTION = """\
# A worked example for each kind of plugin

`trainkit plugins new KIND NAME` writes each of these as a package of its own, with the tests below,
and they pass. Change what it does and keep the tests. [Writing a plugin](plugins.md) has the
contract, [writing a rule](rules.md) more about rules, and [importing data](import.md) the building
blocks of formats.
"""

# Kind, the name of its example, and what to know first.
EXAMPLES = (
    ("rule", "thursdays", "A rule binds plans, checks and today's decision alike."),
    (
        "component",
        "mood",
        "A part of the recovery score. `need=0` says that nobody misses it who never had it; "
        "`weight` says how much it counts.",
    ),
    ("detector", "low_mood", "Warnings on days that are unusual."),
    ("workout", "lake", "Sessions for plans and for today, built for any duration and athlete."),
    (
        "format",
        "club_log",
        "Files of one kind, for `tk.read(..., formats=[...])`, `trainkit import` and watched "
        "folders. `context.zone` is the athlete's time zone, and what is yielded early is out of "
        "memory early.",
    ),
    ("command", "tops", "Commands below `trainkit NAME`."),
    (
        "source",
        "diary",
        "Training data that is synced, part by part. For a service over HTTP with pages and a "
        "token see `examples/plugin/` in the repository.",
    ),
    ("llm", "lab", "A language model."),
    ("speech", "beeper", "A voice."),
    ("notify", "bell", "A way to tell the athlete; when and what, a Kit decides."),
    ("store", "corner", "A place for records, which threads and processes share."),
    ("fault_injector", "mesh", "Faults for campaigns that search a system's weak places."),
    ("surrogate", "neighbours", "A model for `kit.optimizer(space, surrogate=NAME)`."),
)


def page() -> str:
    """Write the page."""
    with TemporaryDirectory() as folder:
        sections = [
            line
            for kind, name, words in EXAMPLES
            for line in describe(kind, name, words, Path(folder))
        ]
    return "\n".join((INTRODUCTION, *sections))


def describe(kind: str, name: str, words: str, folder: Path) -> Iterator[str]:
    """Describe the example of a kind."""
    _, *files = write_package(kind, name, folder)
    (module,) = (file for file in files if file.name == f"{kind}.py")
    (tests,) = (file for file in files if file.name == f"test_{kind}.py")
    yield f"## {kind}\n\n{words}\n\n```sh\ntrainkit plugins new {kind} {name}\n```\n"
    yield f"```python\n{module.read_text(encoding='utf-8')}```\n"
    yield f"Its tests:\n\n```python\n{tests.read_text(encoding='utf-8')}```\n"


if __name__ == "__main__":
    current = page()
    if "--write" in sys.argv:
        PAGE.write_text(current, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != current:
        raise SystemExit("out of date: python docs/site/plugin_examples.py --write")
