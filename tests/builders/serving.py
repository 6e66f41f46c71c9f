"""A client of a host in a process of its own."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from builders import forked

__all__ = ["Open", "Served", "make_opener"]

TOKEN = "a token of the tests"
ANNA = {"email": "anna@example.org", "password": "correct horse battery"}
STUCK_S = 120.0  # after which a test that waits for a process fails

Open = Callable[..., Any]
"""Open a host: ``with serving(team=True) as host``."""


class Served:
    """A host in a process of its own."""

    def __init__(
        self, processes: forked.Host, home: Path, *, team: bool, where: str, store: str
    ) -> None:
        self._processes = processes
        pipe = home / "said"
        if not pipe.exists():
            os.mkfifo(pipe)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        arguments = (str(home), self.port, team, where, store)
        self.process = processes.start("serve", *arguments)
        self._said: TextIO = pipe.open(encoding="utf-8")
        self.hear("ready")
        import httpx

        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=STUCK_S)
        self.client.headers["authorization"] = f"Bearer {self._log_in() if team else TOKEN}"

    def hear(self, word: str) -> None:
        """Wait until the host is somewhere."""
        assert self._said.readline() == f"{word}\n"

    def end(self, how: signal.Signals) -> int:
        """End the host, and return how it ended."""
        with suppress(ProcessLookupError):
            os.kill(self.process, how)
        return self.wait()

    def wait(self) -> int:
        """Wait until the host has ended."""
        self._said.close()
        return self._processes.wait(self.process)

    def until(self, path: str, holds: Callable[[Any], bool]) -> Any:
        """Ask until an answer is as wanted."""
        end = time.monotonic() + STUCK_S
        while time.monotonic() < end:
            found = self.client.get(path).json()
            if holds(found):
                return found
            time.sleep(0.02)
        raise TimeoutError(f"{path} stays {found}")

    def _log_in(self) -> str:
        self.client.post("/api/v1/auth/register", json=ANNA | {"invitation": TOKEN})
        answer = self.client.post("/api/v1/auth/login", json=ANNA)
        return str(answer.json()["access_token"])


def make_opener(processes: forked.Host, home: Path) -> Open:
    """Return what opens hosts on one home, one after another."""

    @contextmanager
    def serve(*, team: bool = False, where: str = "", store: str = "") -> Iterator[Served]:
        served = Served(processes, home, team=team, where=where, store=store)
        try:
            yield served
        except BaseException:
            served.end(signal.SIGKILL)
            raise
        finally:
            served.client.close()

    return serve
