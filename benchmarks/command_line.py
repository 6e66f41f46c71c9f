"""Commands as processes of their own, all packages byte-compiled, as an installer leaves them."""

import atexit
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import trainkit as tk

__all__ = ["ENTRY", "cpu_of", "environment", "warm_up"]

ENTRY = "import sys; from trainkit.cli import main; sys.exit(main())"
DAYS = 60


@cache
def compiled() -> str:
    """Make the folder of compiled modules, which the first process of a kind fills."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment(home: Path | None = None) -> dict[str, str]:
    """Return the environment of a command, which finds and leaves all modules compiled."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {} if home is None else {"TRAINKIT_HOME": str(home)}
    return {**kept, **own, "PYTHONPYCACHEPREFIX": compiled()}


def cpu_of(arguments: Sequence[str], home: Path | None = None) -> float:
    """Run a command, and return the CPU time of its process [s]."""
    command = [sys.executable, "-c", ENTRY, *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment(home), check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def warm_up() -> None:
    """Compile what a decision from a store imports."""
    with tempfile.TemporaryDirectory() as name:
        home, history = Path(name), tk.simulate(days=DAYS)
        (home / "config.toml").write_text('athlete = "me"\n[athletes.me]\n', encoding="utf-8")
        with tk.Kit(store=f"sqlite:///{home}/trainkit.db") as kit:
            kit.log(history)
        for _ in range(2):
            cpu_of(["today", "--date", str(history.dates[-1])], home)
