"""Send the requests of a vendor's library within the time limit of the call.

The libraries bound one read, so that a server that sends a byte now and then never ends; and they
unpack whatever arrives. Here every operation of a socket ends with the call, and an answer has a
size.
"""

import zlib
from collections.abc import Iterator

import httpx  # noqa: TID253  this module is imported with the first call
import httpx2  # noqa: TID253

from trainkit.errors import BackendError
from trainkit.net import remaining_s
from trainkit.net._transport import Transport as LimitedTransport

__all__ = ["MAX_BYTES", "Transport", "make_client"]

MAX_BYTES = 32 * 1024 * 1024
"""The longest answer, unpacked [bytes]."""

_PLAIN = {"", "identity"}
_PART = 64 * 1024  # bytes unpacked at once


class Transport(httpx2.BaseTransport):
    """Sends requests to one host, over connections that keep the time limit of the call.

    Parameters
    ----------
    backend : str
        The backend's name, for errors.
    address : str
        The only host, as part of its address; credentials reach no other.
    """

    def __init__(self, backend: str, address: str) -> None:
        self._backend, self._origin = backend, _origin(httpx2.URL(address))
        self._inner = LimitedTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and return the response with its body unread."""
        if _origin(request.url) != self._origin:
            message = f"an answer points to another host, {request.url.host}: not followed"
            raise BackendError(self._backend, message)
        left = remaining_s()
        limit = None if left == float("inf") else max(left, 0.001)
        response = self._inner.handle_request(
            httpx.Request(
                request.method,
                str(request.url),
                headers=request.headers.raw,
                content=request.read(),
                extensions={"timeout": httpx.Timeout(limit).as_dict()},
            )
        )
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in {*_PLAIN, "gzip"}:
            response.close()
            message = f"the answer is packed as {encoding[:20]!r}, which was not requested"
            raise BackendError(self._backend, message)
        headers = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in {b"content-encoding", b"content-length"}
        ]
        body = _Body(self._backend, response, is_packed=encoding == "gzip")
        return httpx2.Response(response.status_code, headers=headers, stream=body)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _Body(httpx2.SyncByteStream):
    """The bytes of an answer, unpacked and counted."""

    def __init__(self, backend: str, response: httpx.Response, *, is_packed: bool) -> None:
        self._backend, self._response, self._is_packed = backend, response, is_packed

    def __iter__(self) -> Iterator[bytes]:
        parts = self._response.iter_raw()
        size = 0
        for part in self._unpack(parts) if self._is_packed else parts:
            size += len(part)
            if size > MAX_BYTES:
                message = f"the answer exceeds {MAX_BYTES / 1024**2:g} MiB"
                raise BackendError(self._backend, message)
            yield part

    def close(self) -> None:
        self._response.close()

    def _unpack(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
        for part in parts:
            rest = part
            while rest and not decoder.eof:
                try:
                    plain = decoder.decompress(rest, _PART)
                except zlib.error:
                    raise BackendError(self._backend, "the answer is not gzip") from None
                rest = decoder.unconsumed_tail
                yield plain
        if not decoder.eof:
            raise BackendError(self._backend, "the answer was cut off", retryable=True)


def make_client(backend: str, address: str) -> httpx2.Client:
    """Create the client that a vendor's library sends its requests with."""
    return httpx2.Client(
        transport=Transport(backend, address),
        headers={"accept-encoding": "gzip"},
        timeout=None,
        trust_env=False,
        follow_redirects=False,
    )


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
