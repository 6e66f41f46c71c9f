"""Calls that may fail: again after a while, not at all while a backend is down, never too many.

Clock, sleep and chance are arguments, so that a test takes no time and always goes the same way.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from trainkit.errors import BackendError, InvalidInput, RateLimited
from trainkit.telemetry import Counts, add

__all__ = ["Breaker", "RateLimit", "Retry"]

_LOG = logging.getLogger(__name__)
_DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0)
_ROUNDING_S = 1e-6  # who waited for `retry_after` is let in

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

    def abandoned(self) -> None:
        """Tell that a call told nothing: another one may be let through."""
        with self._lock:
            self._trying = False

    def _left(self) -> float:
        return 0.0 if self._opened is None else self._opened + self._open_s - self._clock()


class RateLimit:
    """Lets so many calls through in any window of time, for each user and kind by itself.

    Threads may share it.

    Parameters
    ----------
    what : str
        What is limited, for the error.
    most : int
        How many calls.
    window_s : float
        In how long [s].
    clock : callable
        Seconds since any moment.

    Examples
    --------
    >>> limit = RateLimit("chat", most=1, window_s=60, clock=lambda: 0.0)
    >>> limit.enter("anna"), limit.enter("ben")
    (None, None)
    >>> limit.enter("anna")
    Traceback (most recent call last):
    trainkit.errors.RateLimited: chat: 1 in 60 s is the limit; again in 60 s
    """

    def __init__(
        self,
        what: str,
        *,
        most: int,
        window_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if most < 1:
            raise InvalidInput("most", most, "at least 1")
        if not window_s > 0:
            raise InvalidInput("window_s", window_s, "above 0")
        self._what, self._most, self._window_s, self._clock = what, most, window_s, clock
        self._lock = threading.Lock()
        self._calls: dict[Hashable, deque[float]] = {}
        self._tidied = clock()

    def enter(self, *who: Hashable) -> None:
        """Ask to make a call.

        Parameters
        ----------
        *who : hashable
            Whose call of which kind; each has a limit of its own.

        Raises
        ------
        RateLimited
            There were too many; `retry_after` says how long to wait.
        """
        with self._lock:
            now = self._clock()
            self._tidy(now)
            calls = self._calls.setdefault(who, deque())
            while calls and calls[0] + self._window_s <= now + _ROUNDING_S:
                calls.popleft()
            if len(calls) >= self._most:
                wait = calls[0] + self._window_s - now
                add(Counts(refusals=1))
                said = f"{self._most} in {self._window_s:g} s is the limit; again in {wait:.3g} s"
                raise RateLimited(self._what, said, retry_after=wait)
            calls.append(now)

    def _tidy(self, now: float) -> None:
        """Once a window, forget who has not called for one."""
        if now - self._tidied >= self._window_s:
            self._tidied = now
            old = now - self._window_s
            self._calls = {who: calls for who, calls in self._calls.items() if calls[-1] > old}


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
    deadline_s : float, optional
        How long a call may take with all its attempts [s]: no wait goes beyond it.
    breaker : Breaker, optional
        Asked before a call, and told how it went in the end.
    clock, sleep, chance : callable
        Seconds since any moment; waits so many seconds; a number from 0 to 1.

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
        deadline_s: float | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._delays, self._jitter, self._longest = tuple(delays), jitter, longest
        self._deadline_s, self._clock = deadline_s, clock
        self._breaker, self._sleep, self._chance = breaker, sleep, chance

    def call(self, work: Callable[[], Answer], *, what: str = "call") -> Answer:
        """Call until it succeeds, fails for good, or the delays or the time are used up.

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
        except BackendError as error:
            if error.retryable:
                self._breaker.failed()
            else:
                self._breaker.succeeded()  # it answers, and says no
            raise
        except BaseException:
            self._breaker.abandoned()  # a fault of the caller tells nothing
            raise
        self._breaker.succeeded()
        return answer

    def _tried(self, work: Callable[[], Answer], what: str) -> Answer:
        began = self._clock()
        for attempt, delay in enumerate(self._delays, start=1):
            try:
                return self._attempted(work, f"{what}, attempt {attempt}")
            except BackendError as error:
                wait = self._wait(delay, error.retry_after)
                if not error.retryable or self._too_late(began, wait):
                    raise
                add(Counts(retries=1))
                self._sleep(wait)
        return self._attempted(work, f"{what}, attempt {len(self._delays) + 1}")

    def _attempted(self, work: Callable[[], Answer], what: str) -> Answer:
        try:
            answer = work()
        except BackendError as error:
            _LOG.warning("%s: %s", what, error)
            raise
        _LOG.info("%s: done", what)
        return answer

    def _too_late(self, began: float, wait: float) -> bool:
        return self._deadline_s is not None and self._clock() + wait > began + self._deadline_s

    def _wait(self, delay: float, asked: float | None) -> float:
        own = delay * (1 + self._jitter * (2 * self._chance() - 1))
        return own if asked is None else max(min(asked, self._longest), own)
