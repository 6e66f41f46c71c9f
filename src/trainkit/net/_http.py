"""An HTTP client for adapters: bounded, retried, and careful with credentials.

Every response is limited in size and time. TLS certificates are always verified. Credentials go to
the backend's own host only, and a redirect to another host is an error. Temporary failures are
retried.
"""

import math
import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self, cast

from trainkit.errors import BackendError, InvalidInput, TrainkitError
from trainkit.net._addresses import is_absolute, origin_of, redact
from trainkit.net._bodies import Inflater, encode_body, parse_json
from trainkit.net._breaker import Breaker
from trainkit.net._pace import Pace
from trainkit.net._rate_limit import RateLimit
from trainkit.net._retry import Retry
from trainkit.net._retry_after import parse_retry_after
from trainkit.net._time_limit import limit_time, remaining_s

if TYPE_CHECKING:  # importing httpx takes 60 ms, and most processes make no call
    import httpx

__all__ = ["RETRYABLE_STATUSES", "HttpClient", "HttpResponse", "default_retry"]

RETRYABLE_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses of temporary failures."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 3
_MISSING = 404
_LOWEST_STATUS, _HIGHEST_STATUS = 100, 599
_HEADERS = {"accept-encoding": "gzip", "user-agent": "trainkit"}


class HttpResponse(NamedTuple):
    """A response, read to its end.

    Parameters
    ----------
    status : int
        The HTTP status.
    body : bytes
        The whole body.
    retry_after_s : float or None
        The wait that the server asks for [s].
    elapsed_s : float
        Time from the request to the end of the response [s].
    headers : mapping of str to str
        The response's headers, their names in lower case.
    """

    status: int
    body: bytes
    retry_after_s: float | None
    elapsed_s: float
    headers: Mapping[str, str] = MappingProxyType({})


class HttpClient:
    """An HTTP client for one backend; threads may share it.

    Parameters
    ----------
    backend : str
        The backend's name, for errors: ``"source.mine"``.
    url : str
        Base URL that paths are relative to, such as ``"https://api.example.com/v1"``.
    credentials : callable, optional
        Return the headers that authenticate a request. It is called before each request; the
        headers are sent to the host of `url` only, and never stored, logged or shown.
    connect_s, read_s, total_s : float
        Time limits for the connection, for each part of a response, and for a whole call with its
        redirects and retries [s]. The look-up of a host name is the system's, and not limited.
    max_bytes : int
        Size limit for a response [bytes].
    retry : Retry, optional
        Retry policy; `default_retry` by default.
    rate_limit : RateLimit or Pace, optional
        Consulted before each attempt; one over a limit is retried later, or waits for its turn.
    transport : httpx.BaseTransport, optional
        Sends the requests instead of httpx's own transport: a proxy, another HTTP library, or
        `httpx.MockTransport` in tests. Whoever passes it closes it, and verifies certificates.
    clock : callable
        Monotonic time [s].

    Raises
    ------
    InvalidInput
        `url` is not an http or https address.

    Examples
    --------
    >>> import httpx
    >>> server = httpx.MockTransport(lambda request: httpx.Response(200, json={"day": 1}))
    >>> with HttpClient("source.mine", "https://api.example.com/v1", transport=server) as client:
    ...     client, client.request_json("GET", "days")
    (<HttpClient source.mine at https://api.example.com>, {'day': 1})
    """

    def __init__(
        self,
        backend: str,
        url: str,
        *,
        credentials: Callable[[], Mapping[str, str]] | None = None,
        connect_s: float = 5.0,
        read_s: float = 30.0,
        total_s: float = 300.0,
        max_bytes: int = 32 * 1024 * 1024,
        retry: Retry | None = None,
        rate_limit: RateLimit | Pace | None = None,
        transport: "httpx.BaseTransport | None" = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._backend, self._url, self._origin = backend, url.rstrip("/"), origin_of(url)
        self._credentials, self._max_bytes, self._clock = credentials, max_bytes, clock
        self._total_s = total_s
        self._retry, self._rate_limit = retry or default_retry(backend), rate_limit
        import httpx

        from trainkit.net._transport import FAILURES, HARMLESS, Transport  # noqa: PLC0415  imports httpx

        # A bare transport: a client of httpx would log addresses with their queries at INFO, take
        # credentials from files of the system, and store cookies.
        self._owns_transport = transport is None
        self._transport = transport or Transport()
        self._timeouts = httpx.Timeout(read_s, connect=connect_s).as_dict()
        self._failures, self._harmless = FAILURES, HARMLESS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<HttpClient {self._backend} at {self._origin}>"

    def request(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        ok_statuses: Collection[int] = range(200, 300),
    ) -> HttpResponse:
        """Send a request, with retries.

        Parameters
        ----------
        method : str
            Such as ``"GET"``.
        path : str
            A path relative to the base URL, or a whole URL.
        body : object, optional
            A `Form`, an `Upload`, or what is sent as JSON.
        ok_statuses : collection of int
            Statuses to return; all others raise.

        Returns
        -------
        HttpResponse
            The response.

        Raises
        ------
        BackendError
            All attempts failed. The message omits the query of the URL, which may hold a secret.
        """

        def attempt() -> HttpResponse:
            response = self.request_once(method, path, body=body)
            if response.status not in ok_statuses:
                raise self.status_error(method, path, response)
            return response

        with limit_time(self._total_s):
            return self._retry.call(attempt, what=f"{self._backend} {method} {redact(path)}")

    def request_json(self, method: str, path: str, *, body: object = None) -> object:
        """Send a request as `request` does, and parse the response as JSON."""
        response = self.request(method, path, body=body)
        return parse_json(self._backend, f"{method} {redact(path)}", response.body)

    def request_once(
        self, method: str, path: str, *, body: object = None, credentials: bool = True
    ) -> HttpResponse:
        """Send a request without retries, and return the response whatever its status."""
        with limit_time(self._total_s):
            return self._request_once(method, path, body, credentials=credentials)

    def _request_once(
        self, method: str, path: str, body: object, *, credentials: bool
    ) -> HttpResponse:
        absolute = is_absolute(path)
        url = path if absolute else f"{self._url}/{path.lstrip('/')}"
        start = self._clock()
        for _ in range(_MAX_REDIRECTS + 1):
            status, content, headers = self._send(method, url, body, credentials=credentials)
            target = headers.get("location")
            if status not in _REDIRECTS or method != "GET" or not target:
                wait_s = parse_retry_after(headers.get("retry-after"), headers.get("date"))
                elapsed_s = max(self._clock() - start, 0.0)
                return HttpResponse(status, content, wait_s, elapsed_s, headers)
            url = self._redirect_url(url, target)
        message = f"{method} {redact(path)}: redirected {_MAX_REDIRECTS} times"
        raise BackendError(self._backend, message)

    def status_error(self, method: str, path: str, response: HttpResponse) -> BackendError:
        """Build the error for a response with an unwanted status."""
        hint = f": check the address, {redact(self._url)}" if response.status == _MISSING else ""
        return BackendError(
            self._backend,
            f"{method} {redact(path)} answered {response.status}{hint}",
            retryable=response.status in RETRYABLE_STATUSES,
            retry_after_s=response.retry_after_s,
        )

    def close(self) -> None:
        """Close the connections; a transport that was passed in stays open."""
        if self._owns_transport:
            self._transport.close()

    def _send(
        self, method: str, url: str, body: object, *, credentials: bool
    ) -> tuple[int, bytes, Mapping[str, str]]:
        import httpx

        content = encode_body(body)
        headers = dict(_HEADERS)
        if content.media_type is not None:
            headers["content-type"] = content.media_type
        if credentials and self._credentials is not None and origin_of(url) == self._origin:
            headers |= _check_credentials(self._credentials())
        if self._rate_limit is not None:
            self._rate_limit.acquire()
        what, limit_s = f"{method} {redact(url)}", remaining_s()
        try:
            extensions = {"timeout": self._timeouts}
            request = httpx.Request(
                method, url, headers=headers, content=content.data, extensions=extensions
            )
            return self._receive(request, what)
        except TrainkitError:
            raise
        except Exception as error:  # noqa: BLE001  whatever a transport raises
            raise self._call_error(what, error, limit_s) from (
                error if isinstance(error, self._harmless) else None
            )

    def _call_error(self, what: str, error: Exception, limit_s: float) -> BackendError:
        """Build the error of a call that got no answer, whatever the transport raised."""
        if remaining_s() <= 0:
            message = f"{what}: the call took over {round(limit_s, 1):g} s"
            return BackendError(self._backend, message, retryable=True)
        # Other errors of the transport repeat what was sent, credentials included.
        harmless = isinstance(error, self._harmless)
        name = type(error).__name__
        told = f"{name}: {error}" if harmless and str(error) else name
        message = f"{what}: {_say_failure(name)} ({told})"
        retryable = isinstance(error, self._failures)
        return BackendError(self._backend, message, retryable=retryable)

    def _receive(self, request: "httpx.Request", what: str) -> tuple[int, bytes, Mapping[str, str]]:
        start, content = self._clock(), bytearray()
        response = self._transport.handle_request(request)
        with closing(response):
            if not _LOWEST_STATUS <= response.status_code <= _HIGHEST_STATUS:
                message = f"{what}: status {response.status_code} is none of HTTP"
                raise BackendError(self._backend, message)
            inflater = Inflater(response.headers.get("content-encoding", "identity"))
            if not inflater.known:
                message = f"{what}: the response is compressed in a way that was not requested"
                raise BackendError(self._backend, message)
            for part in cast("Iterable[bytes]", response.stream):
                content += self._inflate(inflater, part, len(content), what)
                self._check_limits(what, len(content), start)
            if content and not inflater.is_whole():
                message = f"{what}: the compressed response breaks off"
                raise BackendError(self._backend, message, retryable=True)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return response.status_code, bytes(content), headers

    def _inflate(self, inflater: Inflater, part: bytes, size: int, what: str) -> bytes:
        try:
            return inflater.read(part, self._max_bytes - size)
        except ValueError as error:
            message = f"{what}: the compressed response is damaged: {error}"
            raise BackendError(self._backend, message, retryable=True) from None

    def _check_limits(self, what: str, size: int, start: float) -> None:
        if size > self._max_bytes:
            message = f"{what}: the response exceeds {self._max_bytes / 1024**2:g} MiB"
            raise BackendError(self._backend, message)
        if self._clock() - start > self._total_s:
            message = f"{what}: the response took over {self._total_s:g} s"
            raise BackendError(self._backend, message, retryable=True)

    def _redirect_url(self, url: str, target: str) -> str:
        import httpx

        try:
            joined = str(httpx.URL(url).join(target))
            origin = origin_of(joined)
        except Exception as error:  # noqa: BLE001  httpx raises errors of several trees
            message = f"{redact(url)} redirects to what is no address: {type(error).__name__}"
            raise BackendError(self._backend, message) from None
        if origin != origin_of(url):
            message = f"{redact(url)} redirects to another host, {origin}: not followed"
            raise BackendError(self._backend, message)
        return joined


def default_retry(
    backend: str,
    *,
    deadline_s: float | None = None,
    patience_s: float = math.inf,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> Retry:
    """Create the default retry policy of a backend, with its own breaker.

    Parameters
    ----------
    backend : str
        The backend's name, for errors.
    deadline_s : float, optional
        Time limit for a call with all its attempts [s].
    patience_s : float
        As in `Retry` [s].
    clock, sleep, chance : callable
        As in `Retry`.

    Returns
    -------
    Retry
        Up to five retries over 15 s. The breaker opens after five calls in a row that failed in
        spite of them.
    """
    breaker = Breaker(backend, clock=clock)
    return Retry(
        deadline_s=deadline_s,
        patience_s=patience_s,
        breaker=breaker,
        clock=clock,
        sleep=sleep,
        chance=chance,
    )


def _say_failure(name: str) -> str:
    """Say what the error of a transport means, by its name."""
    if name.startswith("Connect"):
        return "no connection; is the network there, and the address right?"
    if "Timeout" in name:
        return "no answer in time"
    return "the answer breaks off, or is none of HTTP" if "Protocol" in name else "the call failed"


def _check_credentials(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse credentials that no header can carry, without repeating them."""
    for value in headers.values():
        if not (value and value.isascii() and value.isprintable() and value == value.strip()):
            allowed = "printable ASCII without blanks at its ends"
            raise InvalidInput("credentials", "(kept secret)", allowed)
    return headers
