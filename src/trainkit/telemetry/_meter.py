"""Counters by backend, and the current call."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from dataclasses import fields as fields_of
from functools import cache
from importlib import import_module
from typing import Any

__all__ = ["Counts", "Meter", "add", "mark"]

_LOG = logging.getLogger("trainkit.calls")


@dataclass(frozen=True, slots=True)
class Counts:
    """Counters of one backend or of all.

    Parameters
    ----------
    calls, failures : int
        Calls, and those that raised.
    seconds : float
        Time spent in them [s].
    retries : int
        Repeated attempts.
    cache_hits, cache_misses : int
        Answers found in a cache, and answers computed.
    stale : int
        Expired cached answers, served because computing a new one failed.
    refusals : int
        Records and prompts that a licence excludes, and calls over a rate limit.
    input_tokens, output_tokens : int
        Tokens read and written by language models [tokens].
    cost_usd : float
        Cost of language models [US dollars].
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
        return Counts(*(getattr(self, name) + getattr(other, name) for name in _NAMES))


_NAMES = tuple(field.name for field in fields_of(Counts))


class Meter:
    """Count calls by backend; threads may share it.

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
        """Backends with counts."""
        return sorted(self._by_backend)

    def counts(self, backend: str | None = None) -> Counts:
        """Return the counts of one backend, or the sum of all."""
        with self._lock:
            if backend is not None:
                return self._by_backend.get(backend, Counts())
            return sum(self._by_backend.values(), Counts())

    def add(self, backend: str, amount: Counts) -> None:
        """Add counts to a backend."""
        with self._lock:
            self._by_backend[backend] = self._by_backend.get(backend, Counts()) + amount

    @contextmanager
    def call(self, backend: str, operation: str) -> Iterator[None]:
        """Count, time and log a call, inside an OpenTelemetry span.

        Parameters
        ----------
        backend, operation : str
            The backend and the operation; neither may contain data of an athlete.
        """
        token = _CURRENT.set((self, backend))
        start = time.perf_counter()
        failed = 1
        try:
            with _span(f"{backend} {operation}"):
                yield
            failed = 0
        finally:
            _CURRENT.reset(token)
            elapsed_s = time.perf_counter() - start
            self.add(backend, Counts(calls=1, failures=failed, seconds=elapsed_s))
            fields = {"backend": backend, "operation": operation, "seconds": round(elapsed_s, 6)}
            level = logging.WARNING if failed else logging.DEBUG
            outcome = "failed" if failed else "done"
            _LOG.log(level, "%s %s %s", backend, operation, outcome, extra={"trainkit": fields})


_CURRENT: ContextVar[tuple[Meter, str] | None] = ContextVar("trainkit_call", default=None)


def add(amount: Counts) -> None:
    """Add counts to the current call, if there is one."""
    current = _CURRENT.get()
    if current is not None:
        current[0].add(current[1], amount)


def mark(name: str, value: str) -> None:
    """Note something on the OpenTelemetry span that runs, if there is one.

    Parameters
    ----------
    name, value : str
        The attribute; neither may contain data of an athlete.
    """
    if _tracer() is not None:
        import_module("opentelemetry.trace").get_current_span().set_attribute(name, value)


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
    """Return the OpenTelemetry tracer; None without the extra."""
    try:
        return import_module("opentelemetry.trace").get_tracer("trainkit")
    except ModuleNotFoundError:
        return None
