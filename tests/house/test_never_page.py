"""The page of rules for coaches says what the list of the tests says."""

import re
import runpy
from pathlib import Path

import pytest

from recovery.never import NEVER

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "docs" / "site" / "never.py"))


def test_the_page_is_up_to_date() -> None:
    shown = (ROOT / "docs" / "guides" / "never.md").read_text(encoding="utf-8")
    assert shown == TOOL["page"](TOOL["rules"]()), "run: python docs/site/never.py --write"


def test_the_page_has_every_rule_once() -> None:
    """Read the page without the tool."""
    shown = (ROOT / "docs" / "guides" / "never.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- (.+)$", shown, re.MULTILINE)
    assert sorted(listed) == sorted(NEVER)
    assert f"{len(NEVER)} rules" in shown


def test_a_rule_without_a_heading_is_refused() -> None:
    with pytest.raises(SystemExit, match="no heading"):
        TOOL["heading_of"]("Nothing else.")
