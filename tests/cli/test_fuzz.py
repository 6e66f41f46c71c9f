"""Random use of the command line: no stack trace, a documented exit code, one clear line.

``TRAINKIT_FUZZ`` sets the number of runs; one of ten is a process of its own, in a hostile
environment, with a closed pipe, a full disk or an interrupt.
"""

import io
import os
import random
from pathlib import Path

import pytest

from cli.fuzz import build_command, explain, make_files, run_here, run_outside
from trainkit.cli import main

RUNS = int(os.environ.get("TRAINKIT_FUZZ", "300"))
OUTSIDE = 10  # of so many runs, one is a process of its own
BATCHES = 10


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("male\n"))  # whoever asks hears one answer
    return tmp_path


@pytest.mark.parametrize("batch", range(BATCHES))
def test_any_command_ends_as_documented(batch: int, folder: Path) -> None:
    faults = []
    for seed in range(batch, RUNS, BATCHES):
        chance = random.Random(seed)  # noqa: S311
        command = build_command(chance)
        if (seed // BATCHES) % OUTSIDE == 0:
            outcome = run_outside(chance, command, folder)
        else:
            outcome = run_here(main, command)
        if wrong := explain(outcome):
            faults.append(f"{seed}: {command} {wrong}: {outcome.err[-300:]}")
    assert not faults, "\n".join(faults)
