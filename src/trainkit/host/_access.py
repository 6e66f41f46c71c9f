"""Who may ask, and whose Kit answers."""

import hmac
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request

from trainkit.errors import InvalidInput
from trainkit.kit import Kit

__all__ = ["COOKIE", "LOOPBACK", "Access", "OpenKit", "Writing", "kit_of", "new_token", "writer_of"]

COOKIE = "trainkit_token"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SHORTEST = 16
_GUARD = threading.Lock()
_LOCKS: WeakKeyDictionary[Kit, threading.Lock] = WeakKeyDictionary()


@dataclass(frozen=True)
class Access:
    """What an application needs to know of itself.

    Parameters
    ----------
    token : str
        The secret that a request must show.
    auth : bool
        Whether it must.
    home : Path, optional
        The folder of the store.
    """

    token: str
    auth: bool = True
    home: Path | None = None

    def is_token(self, shown: str | None) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest((shown or "").encode(), self.token.encode())


def new_token(token: str | None) -> str:
    """Return the token that was given, or a random one."""
    if token is None:
        return secrets.token_urlsafe(24)
    if len(token) < _SHORTEST:
        raise InvalidInput("token", "too short", f"{_SHORTEST} characters or more")
    return token


def kit_of(request: Request) -> Kit:
    """Return the Kit that answers a request; a host with several athletes overrides it."""
    kit: Kit = request.app.state.kit
    return kit


OpenKit = Annotated[Kit, Depends(kit_of)]
"""The Kit of a request."""


def writer_of(kit: OpenKit) -> threading.Lock:
    """Return the lock under which a plan of a Kit is read, changed and written back."""
    with _GUARD:
        return _LOCKS.setdefault(kit, threading.Lock())


Writing = Annotated[threading.Lock, Depends(writer_of)]
"""The lock of changes that read first."""
