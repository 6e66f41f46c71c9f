"""Whatever a terminal, pipe, disk or file name is like, the command line shows no stack trace."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from trainkit import cli
from trainkit.cli import _main, _streams, main


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from trainkit.cli import main; sys.exit(main())"
    return subprocess.run(
        ["bash", "-c", command.replace("trainkit", f"{sys.executable} -c '{code}'")],
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_no_encoding_of_a_terminal_is_an_error(encoding: str) -> None:
    done = shell("trainkit demo", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr[-400:]
    assert b"Recovery" in done.stdout


def test_a_closed_pipe_and_a_full_disk_show_no_trace() -> None:
    for command in ("trainkit plugins | head -c1", "trainkit plugins > /dev/full"):
        done = shell(f"set -o pipefail; {command}")
        assert b"Traceback" not in done.stderr
        assert b"Exception ignored" not in done.stderr
    assert done.returncode == 1
    assert b"No space left" in done.stderr


def test_the_first_day_of_all_is_wrong_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        main(
            [
                "log",
                "workout",
                "n.json",
                "--sport",
                "running",
                "--minutes",
                "60",
                "--date",
                "0001-01-01",
            ]
        )
        == 1
    )
    assert "--date" in capsys.readouterr().err


def test_names_cannot_control_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.writestr("\x1b]0;owned\x07\x1b[2J\x9b\u202ex.json", "{}x")
    Path("a.json").write_text(json.dumps({"\x1b[31m": 1}))
    assert main(["import", "a.zip", "a.json"]) == 0
    assert main(["import", "\x1b[2J.json"]) in {0, 1}
    assert main(["log", "journal", "n.json", "--notes", "\x1b[31mred"]) == 0
    said = "".join(capsys.readouterr())
    assert "owned" in said
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said)


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 1), (KeyError("SECRET"), 1)]
)
def test_no_error_shows_values(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(_main, "_run", fail)
    assert cli.main(["demo"]) == code
    said = "".join(capsys.readouterr())
    assert "Traceback" not in said
    assert "SECRET" not in said


def test_a_terminal_breaks_pieces_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "You last rested on Monday, and a_word_that_is_longer_than_the_line stays whole.\nEnd"
    for columns, widest in ((24, 35), (0, 79)):
        monkeypatch.setattr(_streams, "_terminal_width", lambda _, columns=columns: columns)
        writer = _streams.PieceWriter()
        for at in range(0, len(text), 5):
            writer.write(text[at : at + 5])
        writer.finish()
        lines = capsys.readouterr().out.splitlines()
        assert " ".join(" ".join(lines).split()) == " ".join(text.split())
        assert max(len(line.rstrip()) for line in lines) == widest
        assert lines[-1] == "End"


def test_an_error_on_a_terminal_is_broken_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_streams, "_terminal_width", lambda _: 30)
    _streams.complain("store is '/home/anna/.config/trainkit/trainkit.db'; it must be readable")
    assert capsys.readouterr().err.splitlines() == [
        "store is",
        "'/home/anna/.config/trainkit/trainkit.db';",
        "it must be readable",
    ]
