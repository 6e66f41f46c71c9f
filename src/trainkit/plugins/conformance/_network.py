"""What an adapter must do when the server misbehaves."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from trainkit.errors import BackendError
from trainkit.plugins.conformance._base import Conformance, close

__all__ = ["OverTheNetwork"]

_RETRYABLE = {"busy", "failing", "closing", "silent", "nobody"}
_FINAL = {"forbidden", "garbage", "elsewhere"}
_HUGE = 256 * 1024 * 1024


class OverTheNetwork(Conformance):
    """Tests of an adapter that calls a server over HTTP; put it before the class of its kind.

    Attributes
    ----------
    patience_s : float
        How long a call may take until it fails, all attempts included [s].
    ignored_troubles : frozenset of str
        Troubles that it may ignore, such as ``"garbage"`` where it reads no answers.
    """

    patience_s: ClassVar[float] = 30.0
    ignored_troubles: ClassVar[frozenset[str]] = frozenset()

    def at(self, url: str) -> Any:
        """Make the adapter for an address, with short timeouts and few attempts; override this."""
        raise NotImplementedError("give a method `at`")

    @pytest.mark.parametrize("trouble", sorted(_RETRYABLE | _FINAL | {"huge"}))
    def test_trouble_is_a_backend_error_in_time(self, trouble: str) -> None:
        """Whatever the server does, the error is a `BackendError` that says whether to retry."""
        with serve_badly(trouble) as server:
            error = self._error_of(f"http://127.0.0.1:{server.port}")
        if error is None and trouble in self.ignored_troubles:
            return
        assert isinstance(error, BackendError), f"{trouble}: {error!r}"
        if trouble in _RETRYABLE:
            assert error.retryable, f"{trouble}: {error}"
        if trouble in _FINAL:
            assert not error.retryable, f"{trouble}: {error}"
        if trouble == "busy":
            assert error.retry_after_s == 1.0
        assert not self.secret or self.secret not in f"{error} {error!r}"

    def test_credentials_go_to_no_other_host(self) -> None:
        """A redirect to another host does not carry them along."""
        with (
            serve_badly("listening") as other,
            serve_badly("elsewhere", other.port) as server,
        ):
            self._error_of(f"http://127.0.0.1:{server.port}")
            assert not self.secret or self.secret not in "".join(other.received)

    def _error_of(self, url: str) -> BaseException | None:
        """Return what using the adapter raises; another thread runs it, since it may hang."""
        outcome: list[BaseException | None] = []

        def work() -> None:
            try:
                adapter = self.at(url)
                try:
                    self.use(adapter)
                finally:
                    close(adapter)
                outcome.append(None)
            except BaseException as error:  # noqa: BLE001  judged by the test
                outcome.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(self.patience_s)
        assert outcome, f"no answer in {self.patience_s:g} s"
        return outcome[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, trouble: str, other: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.trouble, self.other = trouble, other
        self.received: list[str] = []
        self.stopped = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave before the answer."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]  only ever this one

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Keep quiet."""

    def _any(self) -> None:
        self.server.received.append(str(self.headers))
        getattr(self, f"_act_{self.server.trouble}")()

    do_GET = do_POST = do_DELETE = do_PUT = _any  # noqa: N815  names of the standard library

    def _act_busy(self) -> None:
        self._answer(429, b"later", **{"retry-after": "1"})

    def _act_failing(self) -> None:
        self._answer(500, b"oops")

    def _act_forbidden(self) -> None:
        self._answer(401, b"no")

    def _act_garbage(self) -> None:
        self._answer(200, b"\x00<not json or anything>")

    def _act_listening(self) -> None:
        self._answer(200, b"{}")

    def _act_elsewhere(self) -> None:
        self._answer(302, b"", location=f"http://127.0.0.1:{self.server.other}/there")

    def _act_closing(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def _act_silent(self) -> None:
        self.server.stopped.wait()

    def _act_huge(self) -> None:
        self.send_response(200)
        self.end_headers()
        sent = 0
        while sent < _HUGE and not self.server.stopped.is_set():
            self.wfile.write(b" " * 65_536)
            sent += 65_536

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class _Nobody:
    """A port without a listener."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.received: list[str] = []


@contextmanager
def serve_badly(trouble: str, other: int = 1) -> Iterator[_Server | _Nobody]:
    """Run a server on loopback that misbehaves in one way."""
    if trouble == "nobody":
        yield _Nobody()
        return
    server = _Server(trouble, other)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
