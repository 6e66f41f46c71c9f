"""The command line as a person uses it."""

import builtins
import subprocess
import sys

import pytest

from trainkit import cli


def test_demo_prints_an_answer_of_every_subject(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    assert cli.main(["demo"]) == 0
    printed = capsys.readouterr().out
    for subject in ("ACWR", "RMSSD", "sleep", "power", "VDOT", "marathon"):
        assert subject in printed


def test_an_unknown_command_exits_with_2() -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    assert cli.main(["dance"]) == 2


def test_without_the_extra_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def no_typer(name: str, *rest: object, **more: object) -> object:
        if name.partition(".")[0] == "typer":
            raise ModuleNotFoundError("No module named 'typer'", name="typer")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "typer", raising=False)
    monkeypatch.setattr(builtins, "__import__", no_typer)
    monkeypatch.setattr("trainkit._optional.import_module", no_typer)
    assert cli.main(["demo"]) == 1
    assert 'pip install "trainkit[cli]"' in capsys.readouterr().err


def test_the_installed_command_runs() -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    code = "import sys; from trainkit.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "demo"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
