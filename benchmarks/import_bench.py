"""Time of ``import trainkit`` in a fresh interpreter, and of short commands, byte-compiled."""

import subprocess
import sys
import tempfile
from pathlib import Path

from command_line import cpu_of, environment
from harness import Row

import trainkit as tk

DAYS = 240
CODE = "import time; t = time.perf_counter(); import trainkit; print(time.perf_counter() - t)"


def rows(*, quick: bool) -> list[Row]:
    """Measure the milliseconds of the import statement itself."""
    runs = 3 if quick else 15
    best = min(
        float(
            subprocess.run(
                [sys.executable, "-c", CODE], env=environment(), check=True, capture_output=True
            ).stdout
        )
        for _ in range(runs + 1)
    )
    milliseconds = best * 1000
    return [
        Row(
            work="`import trainkit`, fresh interpreter, byte-compiled",
            ours=f"{milliseconds:.2f} ms",
            peer="bare interpreter",
            figure=milliseconds,
            unit="ms",
            must="<= 10",
        ),
        _command("`trainkit --help`", ["--help"], runs, "<= 120"),
        _today(runs),
    ]


def _today(runs: int) -> Row:
    history = tk.simulate(days=DAYS)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "history.json"
        file.write_bytes(tk.io.write_json(history))
        asked = ["today", str(file), "--date", str(history.dates[-1])]
        return _command(f"`trainkit today` of a file of {DAYS} days", asked, runs, "<= 400")


def _command(name: str, arguments: list[str], runs: int, must: str) -> Row:
    """Measure the CPU time of a process; the first run compiles what is imported."""
    milliseconds = 1000 * min(cpu_of(arguments) for _ in range(runs + 1))
    return Row(
        work=f"{name}, whole process",
        ours=f"CPU time {milliseconds:.0f} ms",
        peer="",
        figure=milliseconds,
        unit="ms",
        must=must,
    )
