"""The limit of the free tier, and the line of those who wait for it."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from trainkit.errors import InvalidInput, RateLimited
from trainkit.net._rate_limit import RateLimit  # the package also has httpx

__all__ = ["Place", "WaitingLine"]

_HOUR_S = 3600.0


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


class WaitingLine:
    """Limits generated texts on the free tier; threads and engines may share it.

    A request over the limit is answered by a pattern at once, and stands in the line until it is
    stale. Those who pay never wait.

    Parameters
    ----------
    max_calls : int
        Texts an hour and athlete.
    stale_s : float
        After this time a request is not wanted any more, and leaves the line [s].
    max_waiting : int
        Longest line; the oldest leaves it.
    clock : callable
        Monotonic time [s].
    """

    def __init__(
        self,
        *,
        max_calls: int = 20,
        stale_s: float = 60.0,
        max_waiting: int = 1000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if max_waiting < 1:
            raise InvalidInput("max_waiting", max_waiting, "at least 1")
        self._limit = RateLimit("voice", max_calls=max_calls, window_s=_HOUR_S, clock=clock)
        self._stale_s, self._clock = stale_s, clock
        self._lock = threading.Lock()
        self._waiting: deque[float] = deque(maxlen=max_waiting)

    def __len__(self) -> int:
        with self._lock:
            return self._drop_stale()

    def take(self, athlete: str, *, is_free: bool) -> Place:
        """Let a request of an athlete through, or put it into the line."""
        if not is_free:
            return Place()
        try:
            self._limit.acquire(athlete)
        except RateLimited as error:
            with self._lock:
                self._drop_stale()
                self._waiting.append(self._clock())
                position = len(self._waiting)
            return Place(
                is_allowed=False,
                retry_after_s=error.retry_after_s,
                queue_position=position,
                note=str(error),
            )
        return Place()

    def _drop_stale(self) -> int:
        oldest_s = self._clock() - self._stale_s
        while self._waiting and self._waiting[0] <= oldest_s:
            self._waiting.popleft()
        return len(self._waiting)
