"""The process of a local model, as its host sees it."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from trainkit.errors import BackendError

__all__ = ["ModelProcess"]

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from trainkit.adapters._local_models.worker import main; main(sys.argv[2])"
)
_ROOT = Path(__file__).parents[3]
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


class ModelProcess:
    """Loads a model and serves one request at a time.

    Parameters
    ----------
    folder : path
        The model.
    backend : str
        Its name, for errors.
    """

    def __init__(self, folder: Path, backend: str) -> None:
        self._backend = backend
        self._process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, "-I", "-c", _START, str(_ROOT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            encoding="utf-8",
            start_new_session=True,
        )
        self._events: Queue[str | None] = Queue()
        self._is_ready = False
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  it is a pipe
        with self._process.stdout as lines:
            for line in lines:
                self._events.put(line)
        self._events.put(None)

    @property
    def pid(self) -> int:
        """Its id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None

    def wait_until_ready(self, ends: float) -> None:
        """Wait for the model to be loaded, until a moment of the monotonic clock."""
        if not self._is_ready:
            self._is_ready = self.next_event(ends)["kind"] == "ready"

    def ask(self, kind: str, **request: object) -> None:
        """Send a request; whatever the process does, it turns to this one."""
        assert self._process.stdin is not None  # noqa: S101  it is a pipe
        self._number += 1
        line = json.dumps({"kind": kind, "number": self._number, **request})
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._ended() from error

    def next_event(self, ends: float) -> dict[str, Any]:
        """Wait for an event of the last request until a moment of the monotonic clock.

        Raises
        ------
        BackendError
            There is none in time, the request failed, or the process ended.
        """
        while True:
            try:
                line = self._events.get(timeout=max(0.0, ends - time.monotonic()))
            except Empty:
                raise BackendError(self._backend, "no answer in time", retryable=True) from None
            if line is None:
                raise self._ended()
            event: dict[str, Any] = json.loads(line)
            if event["number"] != self._number:
                continue  # of a request that nobody waits for any more
            if event["kind"] == "failed":
                raise BackendError(self._backend, event["message"])
            return event

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _ended(self) -> BackendError:
        return BackendError(self._backend, "the model's process ended", retryable=True)
