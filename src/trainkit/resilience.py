"""Calls that may fail: again after a while, and not at all while a backend is down.

Clock, sleep and chance are arguments, so that a test takes no time and always goes the same way.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from trainkit.errors import BackendError, InvalidInput

__all__ = ["Breaker", "Retry"]

_LOG = logging.getLogger(__name__)
_DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0)

Answer = TypeVar("Answer")


class Breaker:
    """Stops calling a backend that keeps failing, and tries it again after a while.

    Closed, it lets calls through. After `failures` in a row it opens: calls fail at once. After
    `open_s` it is half-open: one call is let through, and closes or opens it again. Threads may
    share it.

    Parameters
    ----------
    backend : str
        Whose calls they are.
    failures : int
        Failures in a row that open it.
    open_s : float
        How long it stays open [s].
    clock : callable
        Seconds since any moment.

    Examples
    --------
    >>> breaker = Breaker("shop", failures=1, clock=lambda: 0.0)
    >>> breaker.failed()
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
        self._opened: float | None = None
        self._trying = False

    @property
    def state(self) -> str:
        """``"closed"``, ``"open"`` or ``"half-open"``."""
        with self._lock:
            if self._opened is None:
                return "closed"
            return "open" if self._left() > 0 else "half-open"

    def enter(self) -> None:
        """Ask to call the backend.

        Raises
        ------
        BackendError
            It is open, or half-open with a call under way; `retry_after` says how long.
        """
        with self._lock:
            if self._opened is None:
                return
            if self._left() > 0 or self._trying:
                raise BackendError(
                    self._backend,
                    f"{self._failures} calls in a row failed; not called for a while",
                    retryable=True,
                    retry_after=max(self._left(), 0.0),
                )
            self._trying = True

    def succeeded(self) -> None:
        """Tell that a call succeeded: it closes."""
        with self._lock:
            self._failures, self._opened, self._trying = 0, None, False

    def failed(self) -> None:
        """Tell that a call failed: it may open."""
        with self._lock:
            self._failures += 1
            self._trying = False
            if self._failures >= self._limit:
                self._opened = self._clock()

    def _left(self) -> float:
        return 0.0 if self._opened is None else self._opened + self._open_s - self._clock()


class Retry:
    """Makes a call again when it failed in a way that may pass.

    Parameters
    ----------
    delays : sequence of float
        How long to wait before each further attempt [s].
    jitter : float
        Share by which a wait is randomly longer or shorter.
    longest : float
        Longest wait that a backend may ask for by `retry_after` [s].
    breaker : Breaker, optional
        Asked before a call, and told how it went in the end.
    sleep : callable
        Waits so many seconds.
    chance : callable
        A number from 0 to 1.

    Examples
    --------
    >>> answers = iter([BackendError("shop", "busy", retryable=True), 200])
    >>> def call():
    ...     answer = next(answers)
    ...     if isinstance(answer, Exception):
    ...         raise answer
    ...     return answer
    >>> waits = []
    >>> Retry(sleep=waits.append, chance=lambda: 0.5).call(call), waits
    (200, [0.5])
    """

    def __init__(
        self,
        *,
        delays: Sequence[float] = _DELAYS,
        jitter: float = 0.1,
        longest: float = 60.0,
        breaker: Breaker | None = None,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._delays, self._jitter, self._longest = tuple(delays), jitter, longest
        self._breaker, self._sleep, self._chance = breaker, sleep, chance

    def call(self, work: Callable[[], Answer], *, what: str = "call") -> Answer:
        """Call until it succeeds, fails for good, or the delays are used up.

        Parameters
        ----------
        work : callable
            The call; it raises `BackendError`.
        what : str
            What it is, for the log.

        Returns
        -------
        object
            What the call returned.

        Raises
        ------
        BackendError
            That of the last attempt, or of the breaker.
        """
        if self._breaker is None:
            return self._tried(work, what)
        self._breaker.enter()
        try:
            answer = self._tried(work, what)
        except BaseException as error:
            if isinstance(error, BackendError) and not error.retryable:
                self._breaker.succeeded()  # it answers, and says no
            else:
                self._breaker.failed()
            raise
        self._breaker.succeeded()
        return answer

    def _tried(self, work: Callable[[], Answer], what: str) -> Answer:
        for attempt, delay in enumerate(self._delays, start=1):
            try:
                return self._attempted(work, f"{what}, attempt {attempt}")
            except BackendError as error:
                if not error.retryable:
                    raise
                self._sleep(self._wait(delay, error.retry_after))
        return self._attempted(work, f"{what}, attempt {len(self._delays) + 1}")

    def _attempted(self, work: Callable[[], Answer], what: str) -> Answer:
        try:
            answer = work()
        except BackendError as error:
            _LOG.warning("%s: %s", what, error)
            raise
        _LOG.info("%s: done", what)
        return answer

    def _wait(self, delay: float, asked: float | None) -> float:
        if asked is not None:
            return min(asked, self._longest)
        return delay * (1 + self._jitter * (2 * self._chance() - 1))
