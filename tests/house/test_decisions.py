"""The decisions are listed once each, by subject, under their own headings."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
TOOL = runpy.run_path(str(ROOT / "docs" / "site" / "decisions.py"))


def page(folder: Path, number: int, heading: str) -> Path:
    path = folder / f"{number:04}-page.md"
    path.write_text(f"{heading}\n\n**Chosen.** This.\n", encoding="utf-8")
    return path


def test_the_lists_are_up_to_date() -> None:
    stale = [path.name for path in TOOL["updates"]()]
    assert stale == [], "run: python docs/site/decisions.py --write"


def test_index_and_navigation_list_every_page_once_with_its_heading() -> None:
    """Read both files without the tool."""
    index = (DECISIONS / "index.md").read_text(encoding="utf-8")
    navigation = (ROOT / "docs" / "site" / "mkdocs.yml").read_text(encoding="utf-8")
    links = re.findall(r"^- \[(.+)\]\((\d{4}-[\w-]+\.md)\)$", index, re.MULTILINE)
    entries = re.findall(r"^ +- \"?(.+?)\"?: decisions/(\d{4}-[\w-]+\.md)$", navigation, re.M)
    headings = sorted(
        (path.read_text(encoding="utf-8").partition("\n")[0].partition(". ")[2], path.name)
        for path in DECISIONS.glob("[0-9]*.md")
    )
    assert sorted(links) == headings
    assert sorted(entries) == headings


def test_a_new_page_without_a_subject_is_refused(tmp_path: Path) -> None:
    page(tmp_path, 1, "# 1. Samples are packed")
    page(tmp_path, 2, "# 2. Days are local")
    pages = TOOL["titles"](tmp_path)
    assert "(0002-page.md)" in TOOL["index"](pages, {"Data": (1, 2)})
    for subjects in ({"Data": (1,)}, {"Data": (1, 2), "Time": (2,)}, {"Data": (1, 2, 3)}):
        with pytest.raises(SystemExit, match="exactly one subject"):
            TOOL["index"](pages, subjects)


@pytest.mark.parametrize("heading", ["# Days are local", "# 3. Days are local", "2. Days"])
def test_a_heading_without_its_number_is_refused(tmp_path: Path, heading: str) -> None:
    page(tmp_path, 2, heading)
    with pytest.raises(SystemExit, match=r"0002-page\.md"):
        TOOL["titles"](tmp_path)


def test_a_changed_heading_changes_the_navigation(tmp_path: Path) -> None:
    page(tmp_path, 1, "# 1. `NaN` is missing: rest is zero")
    old = (
        "nav:\n      - Decisions:\n"
        "          - decisions/index.md\n"
        "          - Old title: decisions/0001-page.md\n"
        "  - Last: last.md\n"
    )
    new = TOOL["navigation"](TOOL["titles"](tmp_path), old)
    assert new == old.replace("Old title", '"`NaN` is missing: rest is zero"')
