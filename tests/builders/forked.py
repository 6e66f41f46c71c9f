"""Real processes that start in milliseconds: one imports trainkit, and forks for each of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Host", "host"]

_SERVER = """
import importlib, json, os, sys, traceback
sys.path[:0] = [{tests!r}]
module = importlib.import_module({module!r})
quiet, real = os.open(os.devnull, os.O_WRONLY), os.dup(1)
os.dup2(quiet, 1)
module.warm()
os.dup2(real, 1)
for line in sys.stdin:
    name, arguments = json.loads(line)
    if name == "wait":
        print(os.waitstatus_to_exitcode(os.waitpid(*arguments, 0)[1]), flush=True)
        continue
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    os.dup2(quiet, 1)
    code = 0
    try:
        getattr(module, name)(*arguments)
    except BaseException:
        traceback.print_exc()
        code = 1
    os._exit(code)
"""


class Host:
    """Starts functions of a module as processes of their own."""

    def __init__(self, module: str) -> None:
        code = _SERVER.format(tests=str(Path(__file__).parents[1]), module=module)
        self._server = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, name: str, *arguments: object) -> int:
        """Start a function with plain arguments, and return the number of its process."""
        return self._ask(name, arguments)

    def wait(self, process: int) -> int:
        """Wait for the end of a process: 0, 1 for an error, or minus the signal that ended it."""
        return self._ask("wait", (process,))

    def close(self) -> None:
        """End the process that forks."""
        self._server.communicate()

    def _ask(self, name: str, arguments: tuple[object, ...]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps([name, arguments]) + os.linesep)
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


@contextmanager
def host(module: str) -> Iterator[Host]:
    """Start the process that forks, for the block."""
    started = Host(module)
    try:
        yield started
    finally:
        started.close()
