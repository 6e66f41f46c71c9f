"""The page of eight plans shows the plans, and each picture is well-formed."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURES = sorted((ROOT / "docs" / "guides" / "plans").glob("*.svg"))


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    place = ROOT / "examples" / "plans_in_full.py"
    spec = importlib.util.spec_from_file_location("plans_in_full", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # where dataclass looks for its module
    spec.loader.exec_module(module)
    return module


def test_the_page_and_its_pictures_are_what_the_example_writes(example: ModuleType) -> None:
    page = example.PAGE.read_text(encoding="utf-8")
    files = example.files(page)
    assert set(PICTURES) == set(files) - {example.PAGE}
    for path, text in files.items():
        assert path.read_text(encoding="utf-8") == text, (
            "run python examples/plans_in_full.py --write"
        )


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_well_formed(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    assert root.attrib["width"] == "700"
