"""Who may ask, and whose Kit answers."""

import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from trainkit.errors import InvalidInput
from trainkit.host._member import Login, Member
from trainkit.kit import Kit
from trainkit.records import Lease

__all__ = [
    "CALLER",
    "COOKIE",
    "LOOPBACK",
    "Access",
    "Caller",
    "OpenKit",
    "Writing",
    "caller_of",
    "kit_of",
    "new_token",
    "writer_of",
]

COOKIE = "trainkit_token"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SHORTEST = 16
_GUARD = threading.Lock()
_LOCKS: WeakKeyDictionary[Kit, threading.Lock] = WeakKeyDictionary()


@dataclass(frozen=True)
class Caller:
    """Who sent a request, where the host has accounts.

    Parameters
    ----------
    member : Member
        The account.
    login : Login
        The login that the request showed.
    athlete : Member
        Whose data are asked for: the member, or an athlete who agreed.
    """

    member: Member
    login: Login
    athlete: Member

    @property
    def id(self) -> str:
        """The account's id."""
        return self.member.id

    @property
    def is_viewing(self) -> bool:
        """Whether a coach looks at the data of somebody else."""
        return self.athlete.id != self.member.id


CALLER: ContextVar[Caller | None] = ContextVar("trainkit_caller", default=None)
"""Who sent the request that runs; None where the host has one athlete."""


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


async def kit_of(request: Request) -> Kit:
    """Return the Kit that answers a request; a host with several athletes overrides it.

    It runs in the event loop, so that no request waits for a thread once more for it.
    """
    pool = getattr(request.app.state, "kits", None)
    if pool is None:
        kit: Kit = request.app.state.kit
        return kit
    caller = caller_of(request)
    held: dict[str, Kit] = request.scope.setdefault("trainkit.kits", {})
    if caller.athlete.id not in held:  # given back when the answer is sent
        name = caller.athlete.id
        opened = pool.is_open(name)
        held[name] = pool.take(name) if opened else await run_in_threadpool(pool.take, name)
    return held[caller.athlete.id]


def caller_of(request: Request) -> Caller:
    """Return who sent a request; 401 where nobody is logged in."""
    caller: Caller | None = request.scope.get("trainkit.caller")
    if caller is None:
        raise HTTPException(401, "log in first")
    return caller


OpenKit = Annotated[Kit, Depends(kit_of)]
"""The Kit of a request."""


@contextmanager
def _take_turn(lock: threading.Lock, lease: Lease | None) -> Iterator[None]:
    with lock, lease or nullcontext():
        yield


def writer_of(request: Request, kit: OpenKit) -> AbstractContextManager[None]:
    """Return the turn in which a plan of a Kit is read, changed and written back."""
    with _GUARD:
        lock = _LOCKS.setdefault(kit, threading.Lock())
    club = getattr(request.app.state, "club", None)
    if club is None:
        return _take_turn(lock, None)
    # A host with accounts may have several processes.
    return _take_turn(lock, Lease(kit.store, "plan", clock=club.settings.clock))


Writing = Annotated[AbstractContextManager[None], Depends(writer_of)]
"""The turn of changes that read first."""
