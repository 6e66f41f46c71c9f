"""The reference of commands is made from the commands, and their one-line helps are their own."""

import runpy
from pathlib import Path

import pytest

from trainkit.cli._commands import HELP

pytest.importorskip("typer", reason="the cli extra is not installed")

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "docs" / "site" / "commands.py"))


def test_the_page_is_up_to_date() -> None:
    shown = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert shown == TOOL["page"](), "run: python docs/site/commands.py --write"


def test_every_command_and_option_has_words() -> None:
    shown = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, text in HELP.items():
        assert f"## trainkit {name}\n\n{text}\n" in shown
    assert "|  |" not in shown
