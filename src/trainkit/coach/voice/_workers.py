"""Threads that are waited for until a deadline, and no longer."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from trainkit.net._time_limit import limit_time

__all__ = ["Job", "Workers"]

Result = TypeVar("Result")


class Job(Generic[Result]):
    """Work in another thread.

    Parameters
    ----------
    work : callable
        The work.
    limit_s : float
        Time limit for whatever heeds `trainkit.net.remaining_s` [s].
    """

    def __init__(self, work: Callable[[], Result], limit_s: float) -> None:
        self._work, self._limit_s = work, limit_s
        self._done = threading.Event()
        self._result: Result | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do the work; whatever it raises is kept."""
        try:
            with limit_time(self._limit_s):
                self._result = self._work()
        except BaseException as error:  # noqa: BLE001  whoever waits raises it
            self._error = error
        finally:
            self._done.set()

    def wait(self, seconds: float) -> Result | None:
        """Return the result, or None where it is not there in time [s]; raise what was raised."""
        if not self._done.wait(max(seconds, 0.0)):
            return None
        if self._error is not None:
            raise self._error
        return self._result


class Workers:
    """A bounded number of threads; none of them keeps a process alive.

    Parameters
    ----------
    max_threads : int
        The most pieces of work at once; more are refused, not queued, because they would be late.
    """

    def __init__(self, max_threads: int = 64) -> None:
        self._max_threads = max_threads
        self._lock = threading.Lock()
        self._queue: SimpleQueue[Job[object]] = SimpleQueue()
        self._busy = self._threads = 0

    def start(self, work: Callable[[], Result], *, limit_s: float) -> Job[Result] | None:
        """Start work; None where all threads are busy."""
        job = Job(work, limit_s)
        with self._lock:
            if self._busy >= self._max_threads:
                return None
            self._busy += 1
            if self._threads < self._busy:
                self._threads += 1
                threading.Thread(target=self._serve, daemon=True, name="trainkit-voice").start()
        self._queue.put(job)  # type: ignore[arg-type]  # the result goes to whoever waits
        return job

    def _serve(self) -> None:
        while True:
            job = self._queue.get()
            job.run()
            with self._lock:
                self._busy -= 1
