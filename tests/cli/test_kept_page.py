"""``trainkit today`` answers from what it kept while nothing changed, without any engine."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import cli, recovery
from trainkit.cli import _home

pytest.importorskip("typer", reason="the cli extra is not installed")

Say = Callable[..., str]


@pytest.fixture
def say(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command in a home with data, and return what it prints."""
    assert cli.main(["init", "--yes", "--timezone", "UTC"]) == 0
    history = tk.simulate(days=120)
    with tk.Kit(store=f"sqlite:///{home}/trainkit.db") as kit:
        kit.log(history)
    assert history.span is not None
    day = history.span[1].isoformat()
    capsys.readouterr()

    def run(*words: str, engines: bool = True) -> str:
        with monkeypatch.context() as patch:
            if not engines:
                patch.setattr(recovery, "assess", None)
                patch.setattr(recovery, "daily_signals", None)
            assert cli.main([*words, *(["--date", day] if words == ("today",) else [])]) == 0
        return capsys.readouterr().out

    return run


def test_the_same_question_needs_no_engine_until_something_changes(home: Path, say: Say) -> None:
    first = say("today")
    assert "The last eight weeks" in first
    assert say("today", engines=False) == first
    say("log", "journal", "--energy", "40")  # of another day: today's data are newer
    assert say("today") == say("today", engines=False)
    settings = home / "config.toml"
    text = settings.read_text(encoding="utf-8").replace("# hr_rest = ", "hr_rest = ")
    settings.write_text(text, encoding="utf-8")
    say("today")  # the settings changed: it is computed anew, and kept
    say("today", engines=False)


def test_a_kept_page_imports_neither_engines_nor_the_coach(say: Say) -> None:
    """Both pages are of processes: plugins that other tests register here are none of theirs."""
    code = (
        "import sys; from trainkit.cli import main; code = main(); "
        "heavy = {'scipy', 'trainkit.recovery', 'trainkit.planning', 'trainkit.coach',"
        " 'trainkit.io', 'trainkit.loads', 'httpx'} & set(sys.modules); "
        "sys.exit(f'imported: {heavy}' if heavy else code)"
    )

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", code, "today", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    day = say("today").partition(" on ")[2][:10]
    first, done = run("--date", day), run("--date", day)
    assert done.returncode == 0, done.stderr
    assert done.stdout == first.stdout
    assert day in done.stdout


def test_the_recovery_job_prepares_the_page(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", "--yes", "--timezone", "UTC"]) == 0
    with tk.Kit(store=f"sqlite:///{home}/trainkit.db") as kit:
        kit.log(tk.simulate(days=60, end=_home.read_clock().date()))
    assert cli.main(["jobs", "run", "recovery"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(recovery, "assess", None)
    assert cli.main(["today"]) == 0
    assert "The last eight weeks" in capsys.readouterr().out
