"""The gallery in the docs: every picture is there, light enough, and said in words."""

import inspect
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from trainkit import charts

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "gallery"
PAGE = (FOLDER / "index.md").read_text(encoding="utf-8")
PICTURES = re.findall(r'<img src="([\w-]+\.svg)" loading="lazy" alt="([^"]*)">', PAGE)


def test_every_chart_is_in_the_gallery() -> None:
    functions = {name for name in charts.__all__ if inspect.isfunction(getattr(charts, name))}
    told = {name for name in functions if f"charts.{name}" in PAGE}
    assert functions - told == {"campaign"}


@pytest.mark.parametrize(("name", "alt"), PICTURES)
def test_a_picture_is_there_in_two_widths_and_has_words(name: str, alt: str) -> None:
    assert len(alt) > 40
    narrow = name.replace(".svg", "-narrow.svg")
    assert f'srcset="{narrow}"' in PAGE
    for file, width in ((name, "640"), (narrow, "350")):
        root = ET.parse(FOLDER / file).getroot()  # noqa: S314  our own drawing
        assert root.attrib["width"] == width
        assert root.attrib["aria-label"]
        assert "nan" not in (FOLDER / file).read_text(encoding="utf-8").replace("nance", "")


def test_the_page_weighs_less_than_a_megabyte_and_a_half() -> None:
    files = [FOLDER / name for name, _ in PICTURES]
    assert len(files) >= 9
    assert sum(path.stat().st_size for path in [FOLDER / "index.md", *files]) < 1_500_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
