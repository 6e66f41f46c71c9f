"""Send requests over sockets whose every operation ends with the time limit of the call.

Timeouts of httpx bound one read. A server that sends a byte now and then in its headers, interim
answers or trailers keeps each read short and never ends; only a limit at the socket ends that.
"""

import ssl
from collections.abc import Iterable, Iterator

import httpcore
import httpx  # noqa: TID253  this module is imported with the first client

from trainkit.net._time_limit import remaining_s

__all__ = ["FAILURES", "HARMLESS", "Transport"]

HARMLESS: tuple[type[Exception], ...] = (
    httpx.NetworkError,
    httpx.TimeoutException,
    httpcore.NetworkError,
    httpcore.TimeoutException,
)
"""Errors whose text repeats nothing that was sent."""

FAILURES: tuple[type[Exception], ...] = (
    *HARMLESS,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)
"""Errors of a call that may succeed when it is repeated."""

_MAX_CONNECTIONS = 100  # by default ten: an eleventh call at once would wait
_PART = 16 * 1024  # bytes written under one timeout


class Transport(httpx.BaseTransport):
    """Connections that verify certificates and keep the time limit of the call."""

    def __init__(self) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(verify=True, trust_env=False),
            keepalive_expiry=5.0,
            max_connections=_MAX_CONNECTIONS,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return the response with its body unread."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _shorten(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PART):
            part = buffer[start : start + _PART]
            self._inner.write(part, _shorten(timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _shorten(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _shorten(timeout, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(host, port, seconds, local_address, socket_options)
        return _Stream(stream)


def _shorten(timeout: float | None, expired: type[httpcore.TimeoutException]) -> float:
    """Shorten a timeout to the time that is left to the call."""
    left = remaining_s()
    if left <= 0:
        raise expired("the time limit of the call")
    return left if timeout is None else min(timeout, left)
