"""Kill writers at random moments: real processes, ended by SIGKILL in the middle of their work.

A writer is a function ``write(folder, number, say)`` that works until it is killed and calls `say`
with each piece of work that it was told is done. One process imports trainkit and forks a writer
for each kill, so that a kill costs milliseconds.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KILLS = int(os.environ.get("TRAINKIT_KILLS", "10"))

Say = Callable[[object], None]
Writer = Callable[[Path, int, Say], None]

_SERVER = """
import importlib, json, os, sys
sys.path[:0] = [{tests!r}]
module = importlib.import_module({module!r})
from pathlib import Path
quiet, real = os.open(os.devnull, os.O_WRONLY), os.dup(1)
os.dup2(quiet, 1)
module.warm()
sys.stdout.flush()
os.dup2(real, 1)
for line in sys.stdin:
    name, folder, number, out = json.loads(line)
    child = os.fork()
    if not child:
        end = os.open(out, os.O_WRONLY)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        say = lambda done: os.write(end, (json.dumps(done) + "\\n").encode())
        try:
            getattr(module, name)(Path(folder), number, say)
        except BaseException as error:
            os.write(end, (json.dumps({{"failed": repr(error)}}) + "\\n").encode())
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


class Killer:
    """Starts writers of one module, and kills them."""

    def __init__(self, module: str, folder: Path) -> None:
        code = _SERVER.format(tests=str(Path(__file__).parents[1]), module=module)
        self._server = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._folder, self._rng = folder, random.Random(7)  # noqa: S311 - moments, no secrets

    def kill(self, writer: str, number: int, *, within_s: float) -> list[object]:
        """Run a writer, kill it within some time, and return what it was told is done."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        pipe = self._folder / f"said-{number}"
        os.mkfifo(pipe)
        job = [writer, str(self._folder), number, str(pipe)]
        self._server.stdin.write(json.dumps(job) + "\n")
        self._server.stdin.flush()
        child = int(self._server.stdout.readline())
        with pipe.open(encoding="utf-8") as said:
            # After some pieces of work, however fast this machine is, and somewhere in the next.
            lines = [said.readline() for _ in range(1 + self._rng.randrange(4))]
            time.sleep(self._rng.uniform(0.0, within_s))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            lines += said
        assert self._server.stdout.readline() == "ended\n"
        pipe.unlink()
        told = [json.loads(line) for line in lines if line.endswith("\n")]
        failed = [one for one in told if isinstance(one, dict) and "failed" in one]
        assert not failed, failed
        return [one for one in told if one != "ready"]

    def close(self) -> None:
        """End the process that forks the writers."""
        self._server.communicate()


@contextmanager
def killer(module: str, folder: Path) -> Iterator[Killer]:
    """Start the process that forks writers of a module."""
    started = Killer(module, folder)
    try:
        yield started
    finally:
        started.close()
