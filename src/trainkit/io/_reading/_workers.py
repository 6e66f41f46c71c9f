"""Reading in several processes: each a fresh interpreter that is handed one source after another.

Fresh interpreters work from a script without a main guard, in a notebook and beside threads, where
the standard library's pools do not; nothing is pickled; and a file that crashes its reader or makes
it hang is one problem.
"""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._reading._files import Source
from trainkit.io._reading._worker import LENGTH, PARSED

__all__ = ["Answer", "can_start", "read_in_processes"]

_AHEAD = 3  # requests under way, so that a process never waits for the next one
_SILENT_S = 300.0  # a process that says nothing for so long hangs
_LOOK_S = 5.0

Answer = tuple[Source, Parsed | None]
"""Contents as they come; None once a source is done."""


def can_start() -> bool:
    """Say whether this program can start Python: one frozen into an executable cannot."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def read_in_processes(sources: Sequence[Source], zone: str, processes: int) -> Iterator[Answer]:
    """Read sources, which come back in any order.

    Parameters
    ----------
    sources : sequence of Source
        What to read.
    zone : str
        Name of the athlete's time zone.
    processes : int
        How many at a time.

    Yields
    ------
    tuple of (Source, Parsed or None)
        Contents as they come; None once a source is done.
    """
    waiting: SimpleQueue[Source] = SimpleQueue()
    for one in sources:
        waiting.put(one)
    answers: SimpleQueue[Answer | None] = SimpleQueue()
    readers = [_Reader(zone, waiting, answers) for _ in range(processes)]
    try:
        for reader in readers:
            reader.start()
        running = processes
        while running:
            try:
                answer = answers.get(timeout=_LOOK_S)
            except Empty:
                for reader in readers:
                    reader.end_if_silent()
                continue
            if answer is None:
                running -= 1
            else:
                yield answer
    finally:
        for reader in readers:
            reader.stop()


class _Reader:
    """Hands sources to one process, and starts another where it dies."""

    def __init__(
        self,
        zone: str,
        waiting: "SimpleQueue[Source]",
        answers: "SimpleQueue[Answer | None]",
    ) -> None:
        self._thread = Thread(target=self._work, daemon=True)
        self._zone = zone
        self._waiting = waiting
        self._answers = answers
        self._asked: deque[Source] = deque()
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = monotonic()
        self._stopped = False

    def start(self) -> None:
        """Work until no source is waiting, then answer None."""
        self._thread.start()

    def stop(self) -> None:
        """End the work and the process."""
        self._stopped = True
        self._end()

    def end_if_silent(self) -> None:
        """End a process that hangs; its source becomes a problem."""
        if self._asked and monotonic() - self._heard > _SILENT_S:
            self._end()

    def _work(self) -> None:
        try:
            while not self._stopped:
                self._ask()
                if not self._asked:
                    break
                self._receive()
        finally:
            self._end()
            self._answers.put(None)

    def _ask(self) -> None:
        """Keep some requests under way."""
        while len(self._asked) < _AHEAD:
            try:
                self._asked.append(self._waiting.get_nowait())
            except Empty:
                return
            self._request(self._asked[-1])

    def _request(self, source: Source) -> None:
        try:
            process = self._process or self._launched()
            if process.stdin is not None:
                process.stdin.write(json.dumps([source.path, source.member]).encode() + b"\n")
                process.stdin.flush()
        except (OSError, ValueError):
            self._end()  # receiving will find out

    def _receive(self) -> None:
        """Take the answers about the oldest request."""
        source = self._asked[0]
        try:
            while data := self._frame():
                self._answers.put((source, PARSED.validate_json(data)))
        except (OSError, EOFError, ValueError) as error:
            self._end()
            why = str(error) or "it crashed, or was silent for too long"
            problem = Origin(source.name).error(f"its reader stopped: {why}")
            self._answers.put((source, Parsed(problems=(problem,))))
        self._answers.put((source, None))
        self._asked.popleft()
        if self._process is None:
            for other in self._asked:
                self._request(other)

    def _launched(self) -> subprocess.Popen[bytes]:
        self._heard = monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from trainkit.io._reading._worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(self._zone).encode() + b"\n")
        return self._process

    def _frame(self) -> bytes:
        """Take the next frame."""
        frames = None if self._process is None else self._process.stdout
        if frames is None:
            raise EOFError
        head = frames.read(LENGTH)
        size = int.from_bytes(head, "little")
        data = frames.read(size)
        if len(head) < LENGTH or len(data) < size:
            raise EOFError
        self._heard = monotonic()
        return data

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was not sent yet has nowhere to go
                        pipe.close()
