"""Slows down whoever guesses, alike for addresses with an account and those without."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Throttle", "Wait"]

_FREE = 5  # wrong guesses before the first wait
_LONGEST_S = 900.0
_KNOWN = 20_000  # names that are remembered


@dataclass
class _Guesses:
    count: int = 0
    until: float = 0.0


@dataclass(frozen=True)
class Wait:
    """How long somebody has to wait.

    Parameters
    ----------
    seconds : int
        The time [s].
    first : bool
        Whether this is the first refusal of this wait.
    """

    seconds: int
    first: bool


class Throttle:
    """Count wrong guesses by name; after five, each doubles the wait. Thread-safe.

    Parameters
    ----------
    now : callable
        Seconds of a clock.
    free : int
        Wrong guesses before the first wait.
    """

    def __init__(self, now: Callable[[], float], free: int = _FREE) -> None:
        self._now, self._free = now, free
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Guesses] = OrderedDict()
        self._told: set[str] = set()

    def ask(self, *names: str) -> Wait | None:
        """Return how long a guess under some names has to wait; None where it may be made."""
        with self._lock:
            now = self._now()
            left = max(
                (self._known[name].until - now for name in names if name in self._known),
                default=0.0,
            )
            if left <= 0:
                return None
            first = not self._told.issuperset(names)
            self._told.update(names)
            return Wait(math.ceil(left), first)

    def fail(self, *names: str) -> None:
        """Count a wrong guess under some names."""
        with self._lock:
            for name in names:
                guesses = self._known.setdefault(name, _Guesses())
                self._known.move_to_end(name)
                guesses.count += 1
                beyond = guesses.count - self._free
                if beyond >= 0:
                    guesses.until = self._now() + min(_LONGEST_S, 2.0 ** min(beyond, 12))
                self._told.discard(name)
            while len(self._known) > _KNOWN:
                self._told.discard(self._known.popitem(last=False)[0])

    def succeed(self, name: str) -> None:
        """Forget the wrong guesses under a name."""
        with self._lock:
            self._known.pop(name, None)
            self._told.discard(name)
