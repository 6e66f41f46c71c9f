"""A rate limit over a sliding window."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable

from trainkit.errors import InvalidInput, RateLimited
from trainkit.telemetry import Counts, add

__all__ = ["RateLimit"]

_ROUNDING_S = 1e-6  # a caller that waited for `retry_after_s` gets through


class RateLimit:
    """Allow a number of calls in any window of time, separately for each caller.

    Threads may share a limit.

    Parameters
    ----------
    what : str
        What is limited, for errors.
    max_calls : int
        Calls allowed in a window.
    window_s : float
        Length of the window [s].
    clock : callable
        Monotonic time [s].

    Examples
    --------
    >>> limit = RateLimit("chat", max_calls=1, window_s=60, clock=lambda: 0.0)
    >>> limit.acquire("anna"), limit.acquire("ben")
    (None, None)
    >>> limit.acquire("anna")
    Traceback (most recent call last):
    trainkit.errors.RateLimited: chat: the limit is 1 in 60 s; try again in 60 s
    """

    def __init__(
        self,
        what: str,
        *,
        max_calls: int,
        window_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if max_calls < 1:
            raise InvalidInput("max_calls", max_calls, "at least 1")
        if not window_s > 0:
            raise InvalidInput("window_s", window_s, "above 0")
        self._what, self._max_calls, self._window_s, self._clock = what, max_calls, window_s, clock
        self._lock = threading.Lock()
        self._calls: dict[Hashable, deque[float]] = {}
        self._pruned_at = clock()

    def acquire(self, *caller: Hashable) -> None:
        """Count a call, or refuse it.

        Parameters
        ----------
        *caller : hashable
            The caller and the kind of call; each combination has its own limit.

        Raises
        ------
        RateLimited
            The limit is reached; `retry_after_s` is the time to wait.
        """
        with self._lock:
            now = self._clock()
            self._prune(now)
            calls = self._calls.setdefault(caller, deque())
            while calls and calls[0] + self._window_s <= now + _ROUNDING_S:
                calls.popleft()
            if len(calls) >= self._max_calls:
                wait_s = calls[0] + self._window_s - now
                add(Counts(refusals=1))
                limit = f"the limit is {self._max_calls} in {self._window_s:g} s"
                message = f"{limit}; try again in {wait_s:.3g} s"
                raise RateLimited(self._what, message, retry_after_s=wait_s)
            calls.append(now)

    def _prune(self, now: float) -> None:
        """Drop callers that were silent for a window; runs once a window."""
        if now - self._pruned_at >= self._window_s:
            self._pruned_at = now
            start = now - self._window_s
            self._calls = {key: calls for key, calls in self._calls.items() if calls[-1] > start}
