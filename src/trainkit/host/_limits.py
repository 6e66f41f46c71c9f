"""How many requests each user may send in a minute."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Limits", "Share"]

_WINDOW_S = 60.0
_KNOWN = 10_000


class Share(NamedTuple):
    """What is left of a user's minute.

    Parameters
    ----------
    limit, left : int
        Requests in a minute, and those that are left.
    reset_s : int
        When the next minute begins [s].
    allowed : bool
        Whether this request is one of them.
    """

    limit: int
    left: int
    reset_s: int
    allowed: bool

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers that tell it."""
        told = [("limit", self.limit), ("remaining", self.left), ("reset", self.reset_s)]
        return [(f"x-ratelimit-{name}".encode(), str(value).encode()) for name, value in told]


class Limits:
    """Count requests by user, in windows of a minute. Thread-safe.

    Parameters
    ----------
    per_minute : int
        Requests that each user may send.
    now : callable
        Seconds of a clock that never goes back.
    """

    def __init__(self, per_minute: int, now: Callable[[], float]) -> None:
        self._limit, self._now = per_minute, now
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, name: str) -> Share:
        """Count a request of a user."""
        with self._lock:
            now = self._now()
            began, count = self._known.get(name, (now, 0))
            if now - began >= _WINDOW_S:
                began, count = now, 0
            self._known[name] = began, count + 1
            self._known.move_to_end(name)
            if len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        reset = max(1, math.ceil(began + _WINDOW_S - now))
        return Share(self._limit, max(0, self._limit - count - 1), reset, count < self._limit)
