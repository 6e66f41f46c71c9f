"""The limit of the free tier, and the line of those who wait."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from trainkit.errors import InvalidInput, RateLimited
from trainkit.net._rate_limit import RateLimit  # the package also has httpx

__all__ = ["Place", "WaitingLine"]

_HOUR_S = 3600.0
_LOOK_S = 1.0  # between two looks at a line in which nobody may go
_LOG = logging.getLogger("trainkit.voice")


class Place(NamedTuple):
    """Whether a request goes through, and where it stands if not.

    Parameters
    ----------
    is_allowed : bool
        Whether it goes through.
    retry_after_s : float or None
        The wait until the limit allows another [s].
    queue_position : int or None
        Its place in the line, from 1.
    note : str
        The limit, in one line.
    """

    is_allowed: bool = True
    retry_after_s: float | None = None
    queue_position: int | None = None
    note: str = ""


@dataclass(frozen=True, eq=False)
class _Request:
    at_s: float
    athlete: str
    is_free: bool
    work: Callable[[], object] | None


class WaitingLine:
    """Limits generated texts on the free tier, and does later what could not be done at once.

    A request over the limit is answered by a pattern at once, and stands in the line until the
    limit allows it or it is stale. Those who pay are never limited, and stand before those who do
    not. Threads and engines may share it.

    Parameters
    ----------
    max_calls : int
        Texts an hour and athlete.
    stale_s : float
        After this time a request is not wanted any more, and leaves the line [s].
    max_waiting : int
        Longest line; the oldest of those who do not pay leaves it.
    background : bool
        Whether a thread does the work; otherwise whoever calls `serve`.
    clock : callable
        Monotonic time [s].
    """

    def __init__(
        self,
        *,
        max_calls: int = 20,
        stale_s: float = 60.0,
        max_waiting: int = 1000,
        background: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if max_waiting < 1:
            raise InvalidInput("max_waiting", max_waiting, "at least 1")
        self._limit = RateLimit("voice", max_calls=max_calls, window_s=_HOUR_S, clock=clock)
        self._stale_s, self._clock, self._max_waiting = stale_s, clock, max_waiting
        self._background = background
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None
        self._waiting: list[_Request] = []

    def __len__(self) -> int:
        with self._lock:
            self._drop_stale()
            return len(self._waiting)

    def take(
        self, athlete: str, *, is_free: bool, work: Callable[[], object] | None = None
    ) -> Place:
        """Let a request of an athlete through, or put it into the line.

        Parameters
        ----------
        athlete : str
            Who asks.
        is_free : bool
            Whether the athlete is on the free tier.
        work : callable, optional
            What is to be done when its turn comes.

        Returns
        -------
        Place
            Whether it goes through, and where it stands if not.
        """
        if not is_free:
            return Place()
        try:
            self._limit.acquire(athlete)
        except RateLimited as error:
            return Place(
                is_allowed=False,
                retry_after_s=error.retry_after_s,
                queue_position=self._add(_Request(self._clock(), athlete, is_free, work)),
                note=str(error),
            )
        return Place()

    def submit(self, work: Callable[[], object], athlete: str, *, is_free: bool) -> int:
        """Put work into the line that nobody waits for, and return its place, from 1."""
        return self._add(_Request(self._clock(), athlete, is_free, work))

    def serve(self) -> int:
        """Do the work of those whose turn it is, and return how many; what is stale is dropped."""
        count = 0
        while (work := self._next()) is not None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  the others go on
                _LOG.warning("work of the waiting line failed: %s", type(error).__name__)
            count += 1
        return count

    def _next(self) -> Callable[[], object] | None:
        with self._lock:
            self._drop_stale()
            for request in self._waiting:
                if request.work is not None and self._may_go(request):
                    self._waiting.remove(request)
                    return request.work
        return None

    def _may_go(self, request: _Request) -> bool:
        if not request.is_free:
            return True
        try:
            self._limit.acquire(request.athlete)
        except RateLimited:
            return False
        return True

    def _add(self, request: _Request) -> int:
        with self._lock:
            self._drop_stale()
            if len(self._waiting) >= self._max_waiting:
                first_free = next((r for r in self._waiting if r.is_free), self._waiting[0])
                self._waiting.remove(first_free)
            self._waiting.append(request)
            self._waiting.sort(key=lambda waiting: waiting.is_free)  # those who pay first
            place = self._waiting.index(request) + 1
            if self._background and request.work is not None:
                self._start()
        return place

    def _start(self) -> None:
        """Wake the thread, or start one."""
        self._news.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._go_on, daemon=True, name="trainkit-line")
            self._thread.start()

    def _go_on(self) -> None:
        """Serve until nobody waits."""
        while True:
            self._news.clear()
            self.serve()
            with self._lock:
                self._drop_stale()
                if not any(request.work for request in self._waiting):
                    self._thread = None
                    return
            self._news.wait(min(self._stale_s, _LOOK_S))

    def _drop_stale(self) -> None:
        oldest_s = self._clock() - self._stale_s
        self._waiting = [request for request in self._waiting if request.at_s > oldest_s]
