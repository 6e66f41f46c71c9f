"""Let one process at a time do a thing."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Self

from trainkit.errors import BackendError
from trainkit.ports import Leases

__all__ = ["Lease"]

_PAUSE_S = 0.05  # between two attempts


class Lease:
    """A lease in a store; as a context manager it waits for its turn and gives the lease back.

    A process that dies keeps a lease until its time is over; a holder that works longer than that
    calls `renew` meanwhile.

    Parameters
    ----------
    store : Leases
        The store.
    name : str
        What only one process at a time does, such as ``"refresh:me:strava"``.
    clock : callable
        The current time, aware.
    seconds : float
        How long the lease lasts [s].
    wait_s : float
        How long a context manager waits for another process [s].
    sleep : callable
        Wait for some seconds.

    Examples
    --------
    >>> from trainkit.plugins import Registry
    >>> store = Registry().make("store", "memory", {})
    >>> clock = lambda: dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    >>> with Lease(store, "sync", clock=clock):
    ...     Lease(store, "sync", clock=clock).take()
    False
    """

    def __init__(
        self,
        store: Leases,
        name: str,
        *,
        clock: Callable[[], dt.datetime],
        seconds: float = 60.0,
        wait_s: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store, self._name, self._clock, self._sleep = store, name, clock, sleep
        self._seconds, self._wait_s, self._owner = seconds, wait_s, uuid.uuid4().hex

    def __enter__(self) -> Self:
        end = time.monotonic() + self._wait_s
        while not self.take():
            if time.monotonic() >= end:
                message = f"another process has been doing {self._name!r} for {self._wait_s:g} s"
                raise BackendError("store", message, retryable=True)
            self._sleep(_PAUSE_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drop()

    def take(self) -> bool:
        """Take the lease, or extend it; False while another process has it."""
        now = self._clock()
        until = now + dt.timedelta(seconds=self._seconds)
        return self._store.take_lease(self._name, self._owner, now=now, until=until)

    def renew(self) -> None:
        """Extend the lease; `BackendError` where another process has taken it over."""
        if not self.take():
            message = f"another process has taken over {self._name!r}"
            raise BackendError("store", message, retryable=True)

    def drop(self) -> None:
        """Give the lease back."""
        self._store.drop_lease(self._name, self._owner)
