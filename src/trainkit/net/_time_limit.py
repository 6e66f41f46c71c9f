"""A time limit for everything that a block of code does, however deep."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["limit_time", "remaining_s"]

_DEADLINE: ContextVar[float] = ContextVar("deadline", default=math.inf)


@contextmanager
def limit_time(seconds: float | None) -> Iterator[None]:
    """Limit the block to some seconds [s]; an outer limit that ends earlier stays."""
    end = _DEADLINE.get() if seconds is None else time.monotonic() + seconds
    token = _DEADLINE.set(min(end, _DEADLINE.get()))
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def remaining_s() -> float:
    """Return the time that is left to the block [s]; infinite without a limit."""
    return _DEADLINE.get() - time.monotonic()
