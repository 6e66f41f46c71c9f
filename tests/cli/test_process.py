"""What the command sets for a process of its own, it leaves alone where it is called."""

import gc
import os

import pytest

from trainkit import cli
from trainkit.cli import _main


def test_a_call_in_a_program_leaves_its_garbage_collector_and_environment_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = gc.get_threshold(), gc.get_freeze_count(), dict(os.environ)
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("trainkit ")
    assert before == (gc.get_threshold(), gc.get_freeze_count(), dict(os.environ))


def test_the_garbage_of_a_process_is_left_to_the_system_even_after_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[str] = []
    monkeypatch.setattr(gc, "set_threshold", lambda *_: called.append("threshold"))
    monkeypatch.setattr(gc, "freeze", lambda: called.append("freeze"))
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "mine")
    monkeypatch.setattr(_main, "run", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli._run_process()
    assert called == ["threshold", "freeze"]
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "mine"


def test_a_command_of_its_own_looks_for_no_plugins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked: list[str] = []

    class Watched(_main.Catalogue):
        def names(self, kind: str) -> list[str]:
            looked.append(kind)
            return super().names(kind)

    monkeypatch.setattr(_main, "Catalogue", Watched)
    assert cli.main(["today", "--help"]) == 0
    assert looked == []
    assert cli.main(["--help"]) == 0
    assert looked == ["command"]
    assert "--bands" in capsys.readouterr().out
