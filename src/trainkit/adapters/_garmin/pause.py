"""The pause that Garmin asks for, kept so that no process calls in the meantime."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress

from trainkit.errors import BackendError, RateLimited
from trainkit.records import Account

__all__ = ["BACKEND", "Pause"]

BACKEND = "source.garmin"
"""The source's name, for errors."""

_UNTOLD_S = 3600.0  # where Garmin does not say how long; it blocks an address for hours
_LONGEST_S = 86_400.0


class Pause:
    """A pause; threads and processes share it.

    Parameters
    ----------
    account : Account
        Keeps it among the secrets; where they cannot be written, this object alone knows it.
    clock : callable
        The current time, aware.
    """

    def __init__(self, account: Account, clock: Callable[[], dt.datetime]) -> None:
        self._account, self._clock = account, clock
        self._lock, self._until = threading.Lock(), 0.0

    def check(self) -> None:
        """Raise `RateLimited` while the pause lasts; a clock that was set back ends it."""
        until = max(self._until, _parse(self._account.read()))
        wait_s = until - self._clock().timestamp()
        if 0 < wait_s <= _LONGEST_S:
            raise _error(wait_s)

    def begin(self, seconds: float | None) -> RateLimited:
        """Begin a pause, and return the error that says so.

        Parameters
        ----------
        seconds : float or None
            How long Garmin asks to wait [s]; None where it does not say.

        Returns
        -------
        RateLimited
            To be raised.
        """
        wait_s = min(_UNTOLD_S if seconds is None else max(seconds, 1.0), _LONGEST_S)
        with self._lock:
            self._until = max(self._until, self._clock().timestamp() + wait_s)
            with suppress(BackendError):  # secrets of the environment, or none
                self._account.write(f"{self._until:.3f}")
        return _error(wait_s)


def _error(wait_s: float) -> RateLimited:
    minutes = max(-(-wait_s // 60), 1)
    message = (
        f"Garmin refuses more calls; nothing is asked for {minutes:.0f} min, "
        "and nobody should log in again meanwhile"
    )
    return RateLimited(BACKEND, message, retry_after_s=wait_s)


def _parse(text: str | None) -> float:
    try:
        return float(text or 0.0)
    except ValueError:
        return 0.0
