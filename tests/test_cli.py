"""The command line as a person uses it."""

import builtins
import subprocess
import sys
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import cli

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "data"


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


def test_import_says_what_it_found_and_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    target = tmp_path / "out" / "history.json"
    target.parent.mkdir()
    paths = [str(EXAMPLES), str(tmp_path / "photo.jpg")]
    assert cli.main(["import", *paths, "-o", str(target), "--timezone", "Europe/Berlin"]) == 0
    printed = capsys.readouterr().out
    assert "1 activities (1 of them from several recordings), 11 days" in printed
    assert "unknown format" in printed
    history = tk.read(target)
    assert len(history.activities) == 1
    assert history.problems[0].path.endswith("photo.jpg")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere"], "files or folders that exist"),
        (["EXAMPLES", "-o", "history.xml"], ".json or .parquet"),
        (["EXAMPLES", "--timezone", "Mars"], "IANA time zone"),
    ],
)
def test_import_explains_an_error_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    real = [str(EXAMPLES) if one == "EXAMPLES" else one for one in arguments]
    assert cli.main(["import", *real]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_import_without_a_place_to_write_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    target = tmp_path / "no" / "such" / "history.json"
    assert cli.main(["import", str(EXAMPLES), "-o", str(target)]) == 1
    assert "a folder that exists" in capsys.readouterr().err
