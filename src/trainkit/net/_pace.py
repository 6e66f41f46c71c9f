"""Space calls out, so that a backend's limit is never reached."""

import threading
import time
from collections.abc import Callable

from trainkit.errors import InvalidInput

__all__ = ["Pace"]


class Pace:
    """Let calls wait for their turn; threads may share it.

    Where `RateLimit` refuses a call, this one delays it: for a long run of calls of one program.

    Parameters
    ----------
    per_second : float
        The most calls in a second.
    clock, sleep : callable
        Monotonic time [s]; wait for some seconds.

    Examples
    --------
    >>> waits = []
    >>> pace = Pace(4, clock=lambda: 0.0, sleep=waits.append)
    >>> pace.acquire(), pace.acquire(), pace.acquire(), waits
    (None, None, None, [0.25, 0.5])
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not per_second > 0:
            raise InvalidInput("per_second", per_second, "above 0")
        self._gap_s, self._clock, self._sleep = 1 / per_second, clock, sleep
        self._lock, self._next = threading.Lock(), clock()

    def acquire(self) -> None:
        """Wait until the next call may go out."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap_s
        if turn > now:
            self._sleep(turn - now)
