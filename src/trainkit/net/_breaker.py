"""A circuit breaker: stop calling a backend that keeps failing."""

import threading
import time
from collections.abc import Callable

from trainkit.errors import BackendError, InvalidInput

__all__ = ["Breaker"]


class Breaker:
    """Stop calling a backend that keeps failing, and try it again after a pause.

    A closed breaker lets calls through. After `failures` failed calls in a row it opens, and every
    call fails at once. After `open_s` it is half-open: one call goes through and either closes the
    breaker or opens it again. Threads may share a breaker.

    Parameters
    ----------
    backend : str
        The backend's name, for errors.
    failures : int
        Consecutive failures that open the breaker.
    open_s : float
        How long the breaker stays open [s].
    clock : callable
        Monotonic time [s].

    Examples
    --------
    >>> breaker = Breaker("shop", failures=1, clock=lambda: 0.0)
    >>> breaker.record_failure()
    >>> breaker.state
    'open'
    """

    def __init__(
        self,
        backend: str,
        *,
        failures: int = 5,
        open_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if failures < 1:
            raise InvalidInput("failures", failures, "at least 1")
        self._backend, self._limit, self._open_s, self._clock = backend, failures, open_s, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False

    @property
    def state(self) -> str:
        """``"closed"``, ``"open"`` or ``"half-open"``."""
        with self._lock:
            if self._opened_at is None:
                return "closed"
            return "open" if self._remaining_s() > 0 else "half-open"

    def acquire(self) -> None:
        """Ask for permission to call; report the outcome with one of the other methods.

        Raises
        ------
        BackendError
            The breaker is open, or half-open with a call in flight. `retry_after_s` is the time
            until the next attempt is allowed.
        """
        with self._lock:
            if self._opened_at is None:
                return
            if self._remaining_s() > 0 or self._probing:
                raise BackendError(
                    self._backend,
                    f"{self._failures} calls in a row failed; calls are paused",
                    retryable=True,
                    retry_after_s=max(self._remaining_s(), 0.0),
                )
            self._probing = True

    def record_success(self) -> None:
        """Report a call that succeeded; this closes the breaker."""
        with self._lock:
            self._failures, self._opened_at, self._probing = 0, None, False

    def record_failure(self) -> None:
        """Report a call that failed; this may open the breaker."""
        with self._lock:
            self._failures += 1
            self._probing = False
            if self._failures >= self._limit:
                self._opened_at = self._clock()

    def release(self) -> None:
        """Report a call with no verdict on the backend, so that another may go through."""
        with self._lock:
            self._probing = False

    def _remaining_s(self) -> float:
        return 0.0 if self._opened_at is None else self._opened_at + self._open_s - self._clock()
