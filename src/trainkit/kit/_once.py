"""What is made on first use, so that whoever needs one thing of a Kit pays for one."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Once"]

Thing = TypeVar("Thing")


class Once(Generic[Thing]):
    """Something that is made once, whichever of several threads asks first.

    Parameters
    ----------
    make : callable
        Makes it; where it raises, the next call tries again.
    """

    def __init__(self, make: Callable[[], Thing]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._made: list[Thing] = []

    def __call__(self) -> Thing:
        """Return it."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
        return self._made[0]
