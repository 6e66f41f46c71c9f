"""Lists the decision pages in docs/decisions/index.md and in the navigation, from their headings.

``python docs/site/decisions.py`` reports what is out of date; ``--write`` updates both files.
"""

import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]
NAVIGATION = "          - decisions/index.md\n"
ENTRY = re.compile(r"^          - .*: decisions/\d{4}-.*\.md\n", re.MULTILINE)

INTRODUCTION = """\
# Decisions

One short page for each choice that a newcomer would question: what was chosen, why, and what it
costs. A later page may overrule an earlier one and says so.
"""

# A new page is added to one of these subjects.
SUBJECTS = {
    "Architecture and floors": (1, 5, 6, 31, 33),
    "Calculators": (2, 3, 4, 7, 39, 44, 47, 49),
    "Reading files": (9, 10, 12),
    "Time and data": (8, 11, 30, 41, 42, 43, 45, 46, 48),
    "Recovery": (13, 14, 15, 16, 34, 35, 37),
    "Rules and plans": (17, 18, 19, 20, 21, 22, 23, 36, 38),
    "Optimizer and faults": (24, 25, 26, 27),
    "Plugins and hosts": (28, 40),
    "Privacy": (29, 32),
}


def titles(folder: Path) -> dict[Path, str]:
    """Read each page's heading, without its number, in order of the numbers."""
    found: dict[Path, str] = {}
    for path in sorted(folder.glob("[0-9]*.md")):
        heading = path.read_text(encoding="utf-8").partition("\n")[0]
        match = re.fullmatch(r"# (\d+)\. (\S.*)", heading)
        if match is None or int(match[1]) != int(path.name[:4]):
            raise SystemExit(f"{path.name}: the heading must be '# {int(path.name[:4])}. Title'")
        found[path] = match[2]
    return found


def index(pages: dict[Path, str], subjects: dict[str, tuple[int, ...]]) -> str:
    """Write the index page: every decision once, by subject."""
    by_number = {int(path.name[:4]): (path.name, title) for path, title in pages.items()}
    listed = [number for numbers in subjects.values() for number in numbers]
    for number in sorted({*by_number, *listed}):
        if listed.count(number) != 1 or number not in by_number:
            raise SystemExit(f"decision {number} must have a page and exactly one subject")
    parts = [INTRODUCTION]
    for subject, numbers in subjects.items():
        rows = "".join(f"- [{by_number[n][1]}]({by_number[n][0]})\n" for n in numbers)
        parts.append(f"\n## {subject}\n\n{rows}")
    return "".join(parts)


def navigation(pages: dict[Path, str], text: str) -> str:
    """Replace the decisions in the navigation of mkdocs.yml."""
    before, marker, after = text.partition(NAVIGATION)
    if not marker:
        raise SystemExit(f"mkdocs.yml has no line {NAVIGATION.strip()!r}")
    entries = "".join(
        f"          - {_quote(title)}: decisions/{path.name}\n" for path, title in pages.items()
    )
    return before + marker + entries + ENTRY.sub("", after)


def _quote(title: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][^:#\"]*", title)
    return title if plain else '"' + title.replace('"', '\\"') + '"'


def updates() -> dict[Path, str]:
    """Compute the new content of the files that are out of date."""
    pages = titles(DOCS / "decisions")
    page, config = DOCS / "decisions" / "index.md", DOCS / "site" / "mkdocs.yml"
    wanted = {
        page: index(pages, SUBJECTS),
        config: navigation(pages, config.read_text(encoding="utf-8")),
    }
    return {path: text for path, text in wanted.items() if path.read_text(encoding="utf-8") != text}


def main() -> int:
    """Update or report; the exit code is 1 if something is out of date and was not written."""
    stale = updates()
    for path, text in stale.items():
        if "--write" in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        print(path.relative_to(DOCS))
    return 0 if "--write" in sys.argv[1:] else bool(stale)


if __name__ == "__main__":
    sys.exit(main())
