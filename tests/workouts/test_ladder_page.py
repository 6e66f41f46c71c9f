"""The page of the ladders shows the ladders."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_example_writes() -> None:
    place = ROOT / "examples" / "session_ladders.py"
    spec = importlib.util.spec_from_file_location("session_ladders", place)
    assert spec
    assert spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    shown = example.PAGE.read_text(encoding="utf-8")
    assert example.page(shown) == shown, "run python examples/session_ladders.py --write"
