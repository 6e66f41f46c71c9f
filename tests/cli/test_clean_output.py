"""Names out of files, packages and systems cannot control the terminal."""

import json
from pathlib import Path

import pytest

from trainkit.cli import _plugins, _streams, main
from trainkit.cli._plugins import Installed

HOSTILE = "\x1b]0;owned\x07\x9b2J\u202e"
CONTROLS = set("\x1b\x07\x9b\u202e")


def test_a_console_shows_names_as_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.table import Table
    from rich.text import Text

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    table = Table(HOSTILE)
    table.add_row(f"[/bold][red]{HOSTILE}:smile:")
    console = _streams.make_console()
    console.print(table)
    console.print(Text("styled", style="bold"), HOSTILE)
    printed = capsys.readouterr().out
    assert "[/bold][red]" in printed
    assert ":smile:" in printed
    assert not {"\x07", "\x9b", "\u202e"} & set(printed)
    assert "\x1b[1mstyled" in printed
    assert "\x1b]" not in printed


def test_plugins_cannot_control_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = Installed("source", HOSTILE, HOSTILE, "1", "available")
    monkeypatch.setattr(_plugins, "_list_installed", lambda: [plugin])
    assert main(["plugins"]) == 0
    assert main(["plugins", "--json"]) == 0
    printed = capsys.readouterr().out
    assert not CONTROLS & set(printed)
    assert json.loads(printed.splitlines()[-1])[0]["name"] == HOSTILE


def test_a_campaign_cannot_control_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    faults = {
        "dimensions": [
            {"type": "categorical", "name": "service", "choices": ["bank", f"cart{HOSTILE}"]}
        ],
        "fixed": {"kind": "delay", "duration_ms": 2000, "delay_ms": 900},
    }
    Path("f.json").write_text(json.dumps(faults))
    command = ["chaos", "run", "f.json", "--injector", "simulated", "--trials", "4"]
    codes = {main([*command, "--journal", "c"]), main(["chaos", "status", "c"])}
    codes.add(main(["chaos", "status", "c", "--json"]))
    assert codes <= {0, 1}
    captured = capsys.readouterr()
    assert not CONTROLS & set(captured.out + captured.err)


def test_json_can_be_read_in_any_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.chdir(tmp_path)
    name = "caf\u00e9 \U0001f6b4 \u202e"
    stream = io.TextIOWrapper(io.BytesIO(), "ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", stream)
    words = ["--sport", "running", "--minutes", "5", "--name", name, "--json"]
    assert main(["log", "workout", "n.json", *words]) == 0
    assert json.loads(stream.buffer.getvalue())["name"] == name  # type: ignore[attr-defined]


def test_a_wrong_command_is_explained_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["import"], ["plan", "--nonsense"], ["nonsense\x1b[2J"], ["log", "workout"]):
        assert main(command) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "--help" in said
        assert not CONTROLS & set(said)


def test_no_command_prints_past_the_streams() -> None:
    folder = Path(_streams.__file__).parent
    for file in folder.glob("*.py"):
        if file.name != "_streams.py":
            text = file.read_text(encoding="utf-8")
            assert " print(" not in text, file.name
            assert "Console(" not in text, file.name
