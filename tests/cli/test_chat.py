"""The conversation at the terminal: a pipe, a pseudo-terminal, and an interrupt."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

import trainkit as tk
from trainkit import io
from trainkit.cli import main

RUN = (sys.executable, "-c", "import sys; from trainkit.cli import main; sys.exit(main())")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("chat") / "history.json"
    path.write_bytes(io.write_json(tk.simulate(days=120)))
    return str(path)


def test_one_question(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", file, "-q", "How recovered am I?"]) == 0
    assert "Your recovery" in capsys.readouterr().out
    assert main(["chat", file, "-q", "x" * 5000]) == 1
    assert "1 to 4000 characters" in capsys.readouterr().err


def test_a_question_may_stand_without_its_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAINKIT_HOME", str(tmp_path))
    assert main(["init", "--yes"]) == 0
    assert main(["log", "journal", "--energy", "60"]) == 0
    capsys.readouterr()
    assert main(["chat", "How recovered am I?"]) == 0
    assert "recover" in capsys.readouterr().out
    assert main(["chat", "nothing.json"]) == 1
    assert "FILES is 'nothing.json'" in capsys.readouterr().err


def test_questions_through_a_pipe(file: str) -> None:
    run = subprocess.run(
        [*RUN, "chat", file],
        input=b"What are my paces?\nI have chest pain\nquit\n",
        capture_output=True,
        timeout=120,
        check=False,
    )
    out = run.stdout.decode()
    assert run.returncode == 0
    assert "Your paces:" in out
    assert "physician" in out


def read_until(terminal: int, words: bytes, seconds: float = 60) -> bytes:
    got, ends = b"", time.monotonic() + seconds
    while words not in got and time.monotonic() < ends:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                got += os.read(terminal, 4096)
            except OSError:
                break
    return got


def test_a_terminal_and_an_interrupt(file: str) -> None:
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [*RUN, "chat", file],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "COLUMNS": "50"},
        start_new_session=True,
    )
    os.close(follower)
    try:
        assert b"the rules answer these" in read_until(leader, b"> ")
        os.write(leader, b"What is my training load?\n")
        assert b"Your load of seven days" in read_until(leader, b"\n> ")
        child.send_signal(2)
        read_until(leader, b"\0", 10)
        assert child.wait(20) == 130
    finally:
        child.kill()
        os.close(leader)
