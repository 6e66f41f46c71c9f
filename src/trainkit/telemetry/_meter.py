"""Counters by backend, and the call that is under way."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from typing import Any

__all__ = ["Counts", "Meter", "add"]

_LOG = logging.getLogger("trainkit.calls")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted since the start.

    Parameters
    ----------
    calls, failures : int
        Calls of backends, and those that raised.
    seconds : float
        Time spent in them [s].
    retries : int
        Attempts that were made again.
    cache_hits, cache_misses : int
        Answers found in a cache, and those that had to be made.
    stale : int
        Answers from a cache that were too old, given because a new one could not be had.
    refusals : int
        Records and prompts that a licence kept back, and calls over a rate limit.
    input_tokens, output_tokens : int
        What language models read and wrote [tokens].
    cost_usd : float
        What they cost [US dollars].
    """

    calls: int = 0
    failures: int = 0
    seconds: float = 0.0
    retries: int = 0
    cache_hits: int = 0
    cache_misses: int = 0
    stale: int = 0
    refusals: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, one) + getattr(other, one) for one in _NAMES))


_NAMES = tuple(one.name for one in fields(Counts))


class Meter:
    """Counts by backend; threads may share it.

    Examples
    --------
    >>> meter = Meter()
    >>> with meter.call("source.files", "fetch"):
    ...     add(Counts(retries=2))
    >>> meter.counts().calls, meter.counts("source.files").retries
    (1, 2)
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_backend: dict[str, Counts] = {}

    @property
    def backends(self) -> list[str]:
        """What was counted for."""
        return sorted(self._by_backend)

    def counts(self, backend: str | None = None) -> Counts:
        """Read the counters of a backend, or of all together."""
        with self._lock:
            if backend is not None:
                return self._by_backend.get(backend, Counts())
            return sum(self._by_backend.values(), Counts())

    def add(self, backend: str, amount: Counts) -> None:
        """Count something for a backend."""
        with self._lock:
            self._by_backend[backend] = self._by_backend.get(backend, Counts()) + amount

    @contextmanager
    def call(self, backend: str, operation: str) -> Iterator[None]:
        """Count a call, time it, log it, and put an OpenTelemetry span around it.

        Parameters
        ----------
        backend, operation : str
            Who is called, and for what; neither may hold data of an athlete.
        """
        token = _CURRENT.set((self, backend))
        began = time.perf_counter()
        failed = 1
        try:
            with _span(f"{backend} {operation}"):
                yield
            failed = 0
        finally:
            _CURRENT.reset(token)
            took = time.perf_counter() - began
            self.add(backend, Counts(calls=1, failures=failed, seconds=took))
            about = {"backend": backend, "operation": operation, "seconds": round(took, 6)}
            level = logging.WARNING if failed else logging.DEBUG
            said = "failed" if failed else "done"
            _LOG.log(level, "%s %s %s", backend, operation, said, extra={"trainkit": about})


_CURRENT: ContextVar[tuple[Meter, str] | None] = ContextVar("trainkit_call", default=None)


def add(amount: Counts) -> None:
    """Count something for the call that is under way, if one is."""
    current = _CURRENT.get()
    if current is not None:
        current[0].add(current[1], amount)


@contextmanager
def _span(name: str) -> Iterator[None]:
    tracer = _tracer()
    if tracer is None:
        yield
        return
    with tracer.start_as_current_span(name):
        yield


@cache
def _tracer() -> Any:
    """The tracer of OpenTelemetry; None without the extra."""
    try:
        return import_module("opentelemetry.trace").get_tracer("trainkit")
    except ModuleNotFoundError:
        return None
