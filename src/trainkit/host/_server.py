"""Runs an application in this process."""

import errno
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from trainkit.errors import InvalidInput
from trainkit.host._access import LOOPBACK, Access

__all__ = ["run"]

_GRACE_S = 10
_IDLE_S = 15


def run(app: FastAPI, *, host: str, port: int, ready: Callable[[], object]) -> None:
    """See `trainkit.host.serve`."""
    access: Access = app.state.access
    if not access.auth and host not in LOOPBACK:
        raise InvalidInput("host", host, "127.0.0.1 where no token is asked for")
    listening = _listen(host, port)
    ready()
    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=_GRACE_S,
        h11_max_incomplete_event_size=64 << 10,
    )
    with listening:
        uvicorn.Server(settings).run(sockets=[listening])


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
        raise InvalidInput("host", host, f"an address of this machine ({error.strerror})") from None
    return listening
