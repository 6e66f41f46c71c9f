"""Retry calls that fail temporarily.

Clock, sleep and chance are arguments, so tests take no time and are deterministic.
"""

import functools
import inspect
import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from trainkit.errors import BackendError, InvalidInput
from trainkit.net._breaker import Breaker
from trainkit.net._time_limit import limit_time, remaining_s
from trainkit.telemetry import Counts, add

__all__ = ["Retry", "retry"]

_LOG = logging.getLogger(__name__)
_DELAYS_S = (0.5, 1.0, 2.0, 4.0, 8.0)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Retry:
    """Retry calls that raise a retryable `BackendError`; threads may share it.

    Parameters
    ----------
    delays_s : sequence of float
        Wait before each further attempt [s]; its length is the number of retries.
    jitter : float
        Fraction by which each wait is randomly lengthened or shortened.
    longest_s : float
        Longest wait that a backend may request with `retry_after_s` [s].
    patience_s : float
        A backend that requests a longer wait is not called again [s]: its error says how long.
    deadline_s : float, optional
        Time limit for a call with all its attempts [s]; no wait extends beyond it, and an
        `HttpClient` that is called inside ends with it.
    breaker : Breaker, optional
        Consulted before each call, and told the final outcome.
    clock, sleep, chance : callable
        Monotonic time [s]; wait for some seconds; random number from 0 to 1.

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
        delays_s: Sequence[float] = _DELAYS_S,
        jitter: float = 0.1,
        longest_s: float = 60.0,
        patience_s: float = math.inf,
        deadline_s: float | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._patience_s = patience_s
        self._delays_s, self._jitter, self._longest_s = tuple(delays_s), jitter, longest_s
        self._deadline_s, self._clock = deadline_s, clock
        self._breaker, self._sleep, self._chance = breaker, sleep, chance

    def call(self, work: Callable[[], Result], *, what: str = "call") -> Result:
        """Call until success, a permanent failure, or the last allowed attempt.

        Parameters
        ----------
        work : callable
            The call; it raises `BackendError` on failure.
        what : str
            Description of the call, for the log.

        Returns
        -------
        object
            The result of the call.

        Raises
        ------
        BackendError
            The error of the last attempt, or of the breaker.
        """
        with limit_time(self._deadline_s):
            return self._call_guarded(work, what)

    def _call_guarded(self, work: Callable[[], Result], what: str) -> Result:
        if self._breaker is None:
            return self._call_repeatedly(work, what)
        self._breaker.acquire()
        try:
            result = self._call_repeatedly(work, what)
        except BackendError as error:
            if error.retryable:
                self._breaker.record_failure()
            else:
                self._breaker.record_success()  # a refusal proves that the backend works
            raise
        except BaseException:
            self._breaker.release()  # the caller's own bug proves nothing
            raise
        self._breaker.record_success()
        return result

    def _call_repeatedly(self, work: Callable[[], Result], what: str) -> Result:
        start = self._clock()
        for attempt, delay_s in enumerate(self._delays_s, start=1):
            try:
                return self._call_once(work, f"{what}, attempt {attempt}")
            except BackendError as error:
                wait_s = self._wait_s(delay_s, error.retry_after_s)
                too_long = (error.retry_after_s or 0.0) > self._patience_s
                if not error.retryable or too_long or self._passes_deadline(start, wait_s):
                    raise
                add(Counts(retries=1))
                self._sleep(wait_s)
        return self._call_once(work, f"{what}, attempt {len(self._delays_s) + 1}")

    def _call_once(self, work: Callable[[], Result], what: str) -> Result:
        try:
            result = work()
        except BackendError as error:
            _LOG.warning("%s: %s", what, error, extra={"told": True})  # to whoever called
            raise
        _LOG.info("%s: done", what)
        return result

    def _passes_deadline(self, start: float, wait_s: float) -> bool:
        if wait_s > remaining_s():  # of a block around this call
            return True
        return self._deadline_s is not None and self._clock() + wait_s > start + self._deadline_s

    def _wait_s(self, delay_s: float, requested_s: float | None) -> float:
        own_s = delay_s * (1 + self._jitter * (2 * self._chance() - 1))
        return own_s if requested_s is None else max(min(requested_s, self._longest_s), own_s)


def retry(
    *,
    delays_s: Sequence[float] = _DELAYS_S,
    deadline_s: float | None = None,
    breaker: Breaker | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Decorate a function that raises `BackendError`, so that its calls are retried.

    Only errors with ``retryable=True`` are retried. The wrapped function keeps its signature and
    its types.

    Parameters
    ----------
    delays_s, deadline_s, breaker, clock, sleep, chance
        See `Retry`.

    Returns
    -------
    callable
        The decorator.

    Raises
    ------
    InvalidInput
        The decorated function is a generator or a coroutine: its body runs after the call returns,
        so a retry would not see its errors.

    Examples
    --------
    >>> busy = iter([True, False])
    >>> @retry(delays_s=[1.0, 2.0], deadline_s=30.0, sleep=lambda seconds: None)
    ... def fetch(day: str) -> str:
    ...     if next(busy):
    ...         raise BackendError("source.mine", "busy", retryable=True)
    ...     return f"data of {day}"
    >>> fetch("2026-05-01")
    'data of 2026-05-01'
    """
    policy = Retry(
        delays_s=delays_s,
        deadline_s=deadline_s,
        breaker=breaker,
        clock=clock,
        sleep=sleep,
        chance=chance,
    )

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            name = getattr(function, "__qualname__", repr(function))
            raise InvalidInput("function", name, "a plain function, not a generator or coroutine")

        @functools.wraps(function)
        def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            return policy.call(lambda: function(*args, **kwargs), what=function.__qualname__)

        return call

    return decorate
