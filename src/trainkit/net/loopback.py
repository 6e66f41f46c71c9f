"""Receive the answer to a login on the loopback address (RFC 8252, section 7.3)."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Self

from trainkit.errors import BackendError

__all__ = ["Receiver"]

_PATH = "/callback"
_SILENT_S = 5.0  # a connection that sends nothing for so long is closed
_LONGEST_PATH = 8192


class Receiver:
    """Listens on 127.0.0.1 for one redirect, then closes; a context manager.

    Parameters
    ----------
    port : int
        The port; 0 for a free one. Some services allow only addresses that were registered.
    host : str
        The host's name in the address, as the service knows it: ``"127.0.0.1"`` or ``"localhost"``.
        It always listens on 127.0.0.1.
    """

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1") -> None:
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            message = f"port {port} of this machine cannot be used: {error}"
            raise BackendError("login", message) from error
        self.redirect_uri = f"http://{host}:{self._server.server_port}{_PATH}"
        """Where the service must send the browser."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def wait(self, seconds: float = 300.0) -> str:
        """Wait for the redirect, and return its query.

        Parameters
        ----------
        seconds : float
            How long [s].

        Returns
        -------
        str
            The query, for `trainkit.net.oauth.finish`.

        Raises
        ------
        BackendError
            Nobody came in time.
        """
        end = time.monotonic() + seconds
        while self._server.query is None:
            left = end - time.monotonic()
            if left <= 0:
                message = f"nobody agreed within {seconds:g} s: begin the login again"
                raise BackendError("login", message)
            self._server.timeout = left
            self._server.handle_request()
        self.close()
        return self._server.query

    def close(self) -> None:
        """Stop listening; safe to call twice."""
        self._server.server_close()


class _Server(HTTPServer):
    query: str | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep a browser's broken connection to itself."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _SILENT_S
    server: _Server

    def do_GET(self) -> None:
        """Take the first redirect; anything else a browser asks for does not exist."""
        path, _, query = self.path.partition("?")
        if path != _PATH or not query or len(self.path) > _LONGEST_PATH:
            self._answer(404, "There is nothing here.")
        else:
            self._answer(200, "Done: you can close this window and go back to trainkit.")
            self.server.query = query

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named by the base
        """Log nothing: an address holds a code."""

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in (
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
