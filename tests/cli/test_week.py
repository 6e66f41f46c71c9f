import json
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import io
from trainkit.cli import main


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "history.json"
    path.write_bytes(io.write_json(tk.simulate(days=120)))
    return str(path)


def test_the_rules_write_next_week(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["week", file, "--tone", "0.9"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Week of Monday")
    assert out.rstrip().endswith("Written by rules.")
    assert main(["week", file, "--json", "--weeks", "2"]) == 0
    program = json.loads(capsys.readouterr().out)
    assert len(program["days"]) == 7
    assert len(program["later"]) == 1


def test_bad_weeks(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["week", file, "--start", "2026-07-01"]) == 1
    assert "a Monday, such as 2026-06-29 or 2026-07-06" in capsys.readouterr().err
    assert main(["week", file, "--llm", "nobody"]) == 1
    assert "llm.nobody: not installed" in capsys.readouterr().err
