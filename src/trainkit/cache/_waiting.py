"""Wait for an answer that another thread computes, and never for ever."""

import threading
from concurrent.futures import Future
from typing import TypeVar

__all__ = ["InterruptedComputationError", "wait_for_thread"]

_WAIT_S = 300.0  # longest wait for another thread; then the answer is computed a second time
_WAITING: dict[int, int] = {}  # thread that waits: thread that computes, over all caches
_LOCK = threading.Lock()

Answer = TypeVar("Answer")


class InterruptedComputationError(Exception):
    """The thread that computed an answer was interrupted."""


def wait_for_thread(future: "Future[Answer]", owner: int) -> Answer | None:
    """Wait for another thread's answer; None where it may never come.

    A thread that waits for one which waits for it, through any number of caches, would wait for
    ever; and a thread may wait for one that waits elsewhere.
    """
    me = threading.get_ident()
    with _LOCK:
        last = owner
        while last in _WAITING and last != me:
            last = _WAITING[last]
        if last == me:
            return None
        _WAITING[me] = owner
    try:
        return future.result(timeout=_WAIT_S)
    except (InterruptedComputationError, TimeoutError):
        if future.done() and not isinstance(future.exception(), InterruptedComputationError):
            raise  # the computation itself took too long, and said so
        return None
    finally:
        with _LOCK:
            del _WAITING[me]
