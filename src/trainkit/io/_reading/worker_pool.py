"""Reading in several processes: each a fresh interpreter that gets one source after another.

Fresh interpreters work from a script without a main guard, in a notebook and beside threads, where
the pools of the standard library do not; nothing is pickled; and a file that crashes its reader or
makes it hang is one problem.
"""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from trainkit.io._reading.format_paths import LeftToCaller
from trainkit.io._reading.frames import LENGTH, parse_body
from trainkit.io._reading.source_reader import Source
from trainkit.ports.format import Contents, FileContext
from trainkit.ports.read_limits import DEFAULT_LIMITS, ReadLimits

__all__ = ["Answer", "can_start", "read_in_processes"]

_AHEAD = 8  # requests under way, so that a worker never waits for the next one
_PIPE = 1 << 20  # bytes of answers that a worker writes while this process computes, on Linux
_SILENT_S = 300.0  # a worker that is silent for so long hangs
_CHECK_S = 5.0

Answer = tuple[Source, Contents | None]
"""Contents as they come; None once a source is done."""

_Event = tuple[Source, Contents | LeftToCaller | None]


def can_start() -> bool:
    """Return whether this program can start Python: one frozen into an executable cannot."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def read_in_processes(
    sources: Sequence[Source],
    zone: str,
    processes: int,
    *,
    format_paths: Sequence[str | None] = (),
    limits: ReadLimits = DEFAULT_LIMITS,
    read_here: Callable[[Source], Iterator[Contents]],
    read_too: bool = False,
) -> Iterator[Answer]:
    """Read sources, which come back in any order.

    Parameters
    ----------
    sources : sequence of Source
        What to read.
    zone : str
        Name of the athlete's time zone.
    processes : int
        How many at a time.
    format_paths : sequence of str or None
        Import paths of contributed formats, as `import_path` returns them.
    limits : ReadLimits
        How much a file may hold.
    read_here : callable
        Reads a source in this process: one that may be of a format that no worker can import.
    read_too : bool
        Whether this process reads sources too, while no answer waits for it.

    Yields
    ------
    tuple of (Source, Contents or None)
        Contents as they come; None once a source is done.
    """
    waiting: SimpleQueue[Source] = SimpleQueue()
    for source in sources:
        waiting.put(source)
    events: SimpleQueue[_Event | None] = SimpleQueue()
    first_line = json.dumps([zone, list(format_paths), limits.model_dump()]).encode() + b"\n"
    workers = [_Worker(first_line, waiting, events) for _ in range(processes)]
    here = waiting if read_too else SimpleQueue()
    for source, contents in _run(workers, events, here):
        if isinstance(contents, LeftToCaller):
            yield from ((source, part) for part in read_here(source))
            yield source, None
        else:
            yield source, contents


def _run(
    workers: Sequence["_Worker"],
    events: "SimpleQueue[_Event | None]",
    here: "SimpleQueue[Source]",
) -> Iterator[_Event]:
    """Run workers until each has answered None; end those that hang.

    While they have no answer, a source for this process is one to read here.
    """
    try:
        for worker in workers:
            worker.start()
        running = len(workers)
        while running:
            if events.empty() and (source := _next(here)) is not None:
                yield source, LeftToCaller()
                continue
            try:
                event = events.get(timeout=_CHECK_S)
            except Empty:
                for worker in workers:
                    worker.end_if_silent()
                continue
            if event is None:
                running -= 1
            else:
                yield event
    finally:
        for worker in workers:
            worker.stop()


def _next(queue: "SimpleQueue[Source]") -> Source | None:
    with suppress(Empty):
        return queue.get_nowait()
    return None


class _Worker:
    """Hands sources to one process, and starts another one if it dies."""

    def __init__(
        self,
        first_line: bytes,
        waiting: "SimpleQueue[Source]",
        answers: "SimpleQueue[_Event | None]",
    ) -> None:
        self._thread = Thread(target=self._work, daemon=True)
        self._first_line = first_line
        self._waiting = waiting
        self._answers = answers
        self._requests: deque[Source] = deque()
        self._process: subprocess.Popen[bytes] | None = None
        self._last_frame_s = monotonic()
        self._stopped = False

    def start(self) -> None:
        """Work until no source is waiting, then answer None."""
        self._thread.start()

    def stop(self) -> None:
        """End the work and the process."""
        self._stopped = True
        self._end_process()

    def end_if_silent(self) -> None:
        """End a process that hangs; its source becomes a problem."""
        if self._requests and monotonic() - self._last_frame_s > _SILENT_S:
            self._end_process()

    def _work(self) -> None:
        try:
            while not self._stopped:
                self._fill_requests()
                if not self._requests:
                    break
                self._receive()
        finally:
            self._end_process()
            self._answers.put(None)

    def _fill_requests(self) -> None:
        while len(self._requests) < _AHEAD and (source := _next(self._waiting)) is not None:
            self._requests.append(source)
            self._request(source)

    def _request(self, source: Source) -> None:
        try:
            process = self._process or self._start_process()
            if process.stdin is not None:
                process.stdin.write(json.dumps([source.path, source.member]).encode() + b"\n")
                process.stdin.flush()
        except (OSError, ValueError):
            self._end_process()  # receiving will notice

    def _receive(self) -> None:
        """Take the answers to the oldest request."""
        source = self._requests[0]
        end: LeftToCaller | None = None
        try:
            while data := self._read_frame():
                contents = parse_body(data)
                if contents is None:
                    end = LeftToCaller()
                else:
                    self._answers.put((source, contents))
        except (OSError, EOFError, ValueError) as error:
            self._end_process()
            why = str(error) or "it crashed, or was silent for too long"
            problem = FileContext(source.name).error(f"its reader stopped: {why}")
            self._answers.put((source, Contents(problems=(problem,))))
        self._answers.put((source, end))
        self._requests.popleft()
        if self._process is None:
            for request in self._requests:
                self._request(request)

    def _start_process(self) -> subprocess.Popen[bytes]:
        self._last_frame_s = monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from trainkit.io._reading.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=_PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # an interrupt at the terminal is for the caller alone
        )
        if self._process.stdin is not None:
            self._process.stdin.write(self._first_line)
        return self._process

    def _read_frame(self) -> bytes:
        frames = None if self._process is None else self._process.stdout
        if frames is None:
            raise EOFError
        head = frames.read(LENGTH)
        size = int.from_bytes(head, "little")
        data = frames.read(size)
        if len(head) < LENGTH or len(data) < size:
            raise EOFError
        self._last_frame_s = monotonic()
        return data

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # unsent requests have nowhere to go
                        pipe.close()
