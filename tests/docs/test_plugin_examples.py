"""The page of worked examples is what ``trainkit plugins new`` writes."""

import runpy
from pathlib import Path

from trainkit.plugins._scaffold import EXAMPLES

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "docs" / "site" / "plugin_examples.py"))


def test_the_page_is_up_to_date() -> None:
    shown = (ROOT / "docs" / "guides" / "plugin-examples.md").read_text(encoding="utf-8")
    assert shown == TOOL["page"](), "run: python docs/site/plugin_examples.py --write"


def test_every_kind_is_shown() -> None:
    assert {kind for kind, *_ in TOOL["EXAMPLES"]} == {*EXAMPLES}
