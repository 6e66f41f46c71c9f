"""The picture of the floors is up to date, and every file that the two pages name exists."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "trainkit"
FLOORS = runpy.run_path(str(ROOT / "docs" / "site" / "floors.py"))
PAGES = ("docs/architecture.md", "docs/contributing.md")
# Files of walks are given from the package, or from the room that a section is about.
FOLDERS = (ROOT, PACKAGE, PACKAGE / "planning")
NAME = re.compile(r"`([\w./-]+(?:\.(?:py|md|csv|toml|lock)|/))`")


def missing(text: str) -> list[str]:
    """Names of files and folders in a page that are in none of the folders."""
    names = sorted(set(NAME.findall(text)))
    return [name for name in names if not any((folder / name).exists() for folder in FOLDERS)]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert len(NAME.findall(text)) >= 10
    assert missing(text) == []


def test_a_planted_file_that_does_not_exist_is_found() -> None:
    text = "`src/trainkit/errors.py`, `_plan.py` and `metrics/`, but `_paln.py` and `gone/`"
    assert missing(text) == ["_paln.py", "gone/"]


def test_the_picture_shows_the_floors_of_the_contract() -> None:
    drawn = (ROOT / "docs" / "floors.svg").read_text(encoding="utf-8")
    assert drawn == FLOORS["picture"](), "run: python docs/site/floors.py --write"


def test_the_picture_shows_every_room_once() -> None:
    rooms = {
        path.stem
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__", "__main__"}
    drawn = [room for floor in FLOORS["floors"]() for room in floor]
    assert sorted(drawn) == sorted(rooms) == sorted(FLOORS["ROOMS"])
