"""Runs an application in this process."""

import asyncio
import errno
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from trainkit.errors import InvalidInput
from trainkit.host._access import LOOPBACK, Access
from trainkit.host._ending import Ending
from trainkit.host._logs import write_logs
from trainkit.host._team_settings import HOME_VARIABLE, TOKEN_VARIABLE

__all__ = ["HEAD_S", "Impatient", "run"]

HEAD_S = 20.0
"""How long the head of a request may take [s]."""


class Impatient(H11Protocol):
    """Ends connections on which no whole head of a request comes in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait."""
        super().connection_made(transport)
        self._known: object = None
        self.loop.call_later(HEAD_S, self._end_silent)

    def shutdown(self) -> None:
        """Tell the application that the host ends, so that open streams say it."""
        ending: Ending | None = self.app_state.get("ending")
        if ending is not None:
            ending.begin()
        super().shutdown()

    def _end_silent(self) -> None:
        """Close where nothing has been asked since the last look."""
        if self.transport.is_closing():
            return
        asked: RequestResponseCycle | None = self.cycle
        if asked is None or (asked is self._known and asked.response_complete):
            self.transport.close()
            return
        self._known = asked
        self.loop.call_later(HEAD_S, self._end_silent)


_SETTINGS: dict[str, Any] = {
    "http": Impatient,
    "limit_concurrency": 1_000,
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": 10,
    "h11_max_incomplete_event_size": 64 << 10,
}


def run(
    app: FastAPI, *, host: str, port: int, workers: int = 1, ready: Callable[[], object]
) -> None:
    """See `trainkit.host.serve`."""
    access: Access = app.state.access
    if not access.auth and host not in LOOPBACK:
        raise InvalidInput("host", host, "127.0.0.1 where no token is asked for")
    if workers > 1 and getattr(app.state, "club", None) is None:
        raise InvalidInput("workers", workers, "1 for one athlete")
    write_logs()
    with _listen(host, port) as listening:
        ready()
        if workers == 1:
            uvicorn.Server(uvicorn.Config(app, **_SETTINGS)).run(sockets=[listening])
            return
    _run_workers(app, host, port, workers)


def _run_workers(app: FastAPI, host: str, port: int, workers: int) -> None:
    """Start processes that each make the application anew, from the same settings."""
    access: Access = app.state.access
    app.state.club.close()  # each process opens its own
    os.environ[HOME_VARIABLE] = str(access.home)
    os.environ[TOKEN_VARIABLE] = access.token
    # glibc gives each thread memory of its own that it seldom returns: a sixth of a host's.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    made = "trainkit.host._worker:make"
    # A busy machine takes long to start them; those that are late would be started again.
    more = _SETTINGS | {"workers": workers, "timeout_worker_healthcheck": 60}
    uvicorn.run(made, factory=True, host=host, port=port, **more)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is printed or started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, OverflowError):
        raise InvalidInput("host", host, "an address of this machine") from None
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise InvalidInput("port", port, "free: another program listens on it") from None
        if error.errno == errno.EACCES:
            allowed = "one that this user may take, such as 1024 or above"
            raise InvalidInput("port", port, allowed) from None
        raise InvalidInput("host", host, f"an address of this machine ({error.strerror})") from None
    return listening
