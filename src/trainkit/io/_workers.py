"""Reading in several processes: each a fresh interpreter that is handed one source at a time.

Fresh interpreters work from a script without a main guard, in a notebook and beside threads, where
the standard library's pools do not; nothing is pickled; and a file that crashes its reader or makes
it hang is one problem.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from threading import Thread, Timer
from typing import IO

from trainkit.io._files import Source
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._worker import LENGTH, PARSED

__all__ = ["can_start", "read_in_processes"]

_SILENT_S = 300.0  # a reader that says nothing for so long hangs

Answer = tuple[Source, Parsed | None]


def can_start() -> bool:
    """Say whether this program can start Python: one frozen into an executable cannot."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def read_in_processes(
    sources: Sequence[Source], zone: str, processes: int
) -> Iterator[tuple[Source, Parsed | None]]:
    """Read sources in any order.

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
    waiting: SimpleQueue[Source | None] = SimpleQueue()
    for one in [*sources, *[None] * processes]:
        waiting.put(one)
    answers: SimpleQueue[Answer | None] = SimpleQueue()
    readers = [_Reader(zone, waiting, answers) for _ in range(processes)]
    try:
        for reader in readers:
            reader.start()
        running = processes
        while running:
            answer = answers.get()
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
        waiting: "SimpleQueue[Source | None]",
        answers: "SimpleQueue[Answer | None]",
    ) -> None:
        self._thread = Thread(target=self._work, daemon=True)
        self._zone = zone
        self._waiting = waiting
        self._answers = answers
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def start(self) -> None:
        """Work until no source is waiting, then answer None."""
        self._thread.start()

    def stop(self) -> None:
        """End the process."""
        self._stopped = True
        self._kill()

    def _work(self) -> None:
        try:
            while not self._stopped and (source := self._waiting.get()) is not None:
                self._read(source)
                self._answers.put((source, None))
            self.stop()
        finally:
            self._answers.put(None)

    def _read(self, source: Source) -> None:
        try:
            process = self._process or self._launched()
            requests, frames = process.stdin, process.stdout
            if requests is None or frames is None:
                raise EOFError
            requests.write(json.dumps([source.path, source.member]).encode() + b"\n")
            requests.flush()
            while data := self._frame(frames):
                self._answers.put((source, PARSED.validate_json(data)))
        except (OSError, EOFError, ValueError) as error:
            self._kill()
            message = f"its reader stopped: {str(error) or 'it crashed, or was silent too long'}"
            self._answers.put((source, Parsed(problems=(Origin(source.name).error(message),))))

    def _launched(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from trainkit.io._worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(self._zone).encode() + b"\n")
        return self._process

    def _frame(self, frames: IO[bytes]) -> bytes:
        """Take the next frame; a process that is silent for too long is ended."""
        alarm = Timer(_SILENT_S, self._kill)
        alarm.start()
        try:
            head = frames.read(LENGTH)
            size = int.from_bytes(head, "little")
            data = frames.read(size)
        finally:
            alarm.cancel()
        if len(head) < LENGTH or len(data) < size:
            raise EOFError
        return data

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
