"""From `init` to `adapt` in a pseudo-terminal, as a new user sees it."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("typer", reason="the cli extra is not installed")
pty = pytest.importorskip("pty", reason="the system has no pseudo-terminals")

_PROGRAM = "import sys; from trainkit.cli import main; sys.exit(main())"
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_OTHER = re.compile(r"\x1b\[[?0-9;]*[A-Za-ln-z]")  # a status line that comes and goes
_LONGEST_S = 120.0
_AROUND = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
_ANSWERS = "female\n1990-05-14\n52\n186\nUTC\n\n"
_SESSION = (
    "log workout --sport run --minutes 40 --distance 7k --rpe 4",
    "log health --hrv 62 --resting-hr 51 --sleep-h 7.5",
    "log journal --energy 70 --soreness 20",
    "today",
    "plan --goal 5K_in_30_minutes_in_12_weeks --seconds 1",
    "adapt",
    "status",
)


def run(words: list[str], width: int, environment: Mapping[str, str], typed: str = "") -> str:
    """Run a command in a terminal of some columns, and return what it shows; it must succeed."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**_AROUND, "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    if typed:
        os.write(ours, typed.encode())
    shown = _read(ours, time.monotonic() + _LONGEST_S)
    os.close(ours)
    text = shown.decode(errors="replace").replace("\r\n", "\n")
    assert process.wait(timeout=30) == 0, text
    assert "Traceback" not in text
    return text


def _read(descriptor: int, deadline: float) -> bytes:
    shown = b""
    while time.monotonic() < deadline:
        if select.select([descriptor], [], [], 1.0)[0]:
            try:
                piece = os.read(descriptor, 65536)
            except OSError:  # the other end is closed
                return shown
            if not piece:
                return shown
            shown += piece
    raise AssertionError(f"no end after {_LONGEST_S} s: {shown!r}")


def _widest(text: str) -> int:
    lines = (_OTHER.sub("", _STYLE.sub("", line)) for line in text.splitlines())
    return max(len(line.rpartition("\r")[2].rstrip()) for line in lines)


@pytest.mark.parametrize("width", [80, 50])
def test_a_first_morning(width: int, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "TRAINKIT_HOME": "", "XDG_CONFIG_HOME": "", "APPDATA": ""}
    asked = run(["init"], width, home, _ANSWERS)
    assert "maximum heart rate" in asked
    assert "Assumed" not in asked
    assert len(list(tmp_path.rglob("config.toml"))) == 1
    for command in _SESSION:
        shown = run([word.replace("_", " ") for word in command.split()], width, home)
        assert _widest(shown) <= width or command == "status", shown
    assert "5 km race on " in " ".join(shown.split())


def test_without_colours_and_without_utf_8(tmp_path: Path) -> None:
    plain = {
        "TRAINKIT_HOME": str(tmp_path),
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "NO_COLOR": "1",
    }
    run(["init", "--yes"], 80, plain)
    for command in ("log journal --energy 70", "log workout --sport run --minutes 30", "today"):
        shown = run(command.split(), 80, plain)
    assert shown.isascii()
    assert "\\u" not in shown
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", shown)
