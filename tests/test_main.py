"""``python -m trainkit`` does what the program does."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [(["--help"], 0, "today"), (["nonsense"], 2, "No such command"), (["today", "-"], 1, "-")],
)
def test_the_module_is_the_command_line(arguments: list[str], status: int, said: str) -> None:
    command = [sys.executable, "-m", "trainkit", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == status
    assert said in done.stdout + done.stderr
